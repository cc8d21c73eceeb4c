"""A list of standing duties with one row that a body owes, and a project with one notice."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from tests.builders.agencies import BY
from tests.builders.registers import REVIEWER, noon, published
from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item
from yangguang.apps.coverage.models import Cell, Tie
from yangguang.apps.coverage.services import refresh_list
from yangguang.apps.registers.models import Version
from yangguang.apps.registers.services import install_register
from yangguang.law.registers import shipped

BEGUN = date(2024, 3, 4)


def a_cell(agency: Agency) -> Cell:
    """What the body owes for one row of its list of disclosure, reckoned today."""
    text = shipped()["disclosure-items"].text
    register = install_register(text=text, by=BY, at=noon(date(2024, 1, 2)))
    row = {
        "number": "1", "group": "应急管理", "item": "应急预案", "content": "预案", "basis": "条例",
        "time_limit": "20个工作日", "channels": "政府网站",
    }  # fmt: skip
    published(register, agency, [row], on=BEGUN)
    refresh_list(register=register, at=timezone.now())
    return Cell.objects.get(agency=agency, register=register)


def a_tie(cell: Cell, item: Item) -> Tie:
    """The proposal that the item meets the row of the cell."""
    return Tie.objects.create(
        row=cell.row, agency=cell.agency, item=item, word=Tie.Word.PROPOSED, likeness=80,
        by_name=BY.name, at=timezone.now(),
    )  # fmt: skip


def a_notice(agency: Agency) -> Version:
    """The contract of project QC-1 that should long have been performed."""
    text = shipped()["trading-procurement"].text
    register = install_register(text=text, by=REVIEWER, at=noon(date(2024, 1, 2)))
    row = {
        "project": "QC-1", "name": "救护车采购", "stage": "成交", "notice": "合同公告",
        "title": "救护车采购合同公告", "issued_on": "2024-04-16", "body": "卫健委", "amount": "95",
        "winner": "某公司", "signed_on": "2024-04-15", "performs_on": "2024-06-28",
    }  # fmt: skip
    return published(register, agency, [row], on=date(2024, 4, 16))[0]
