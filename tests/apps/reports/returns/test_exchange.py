"""A return goes out as a file and comes in again as it was; a file of something else is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.builders.requests import an_application, at
from tests.builders.returns import BY, Hands, a_city, a_round, explain_all, fill, hands, return_of
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.reports.models import Return, ReturnCell
from yangguang.apps.reports.selectors.returns import filling_of
from yangguang.apps.reports.services.returns_acting import freeze_return, unfreeze_return
from yangguang.apps.reports.services.returns_definitions import add_definition
from yangguang.apps.reports.services.returns_exchange import export_return, import_return
from yangguang.apps.reports.services.returns_filling import Entry, fill_cells
from yangguang.apps.reports.services.returns_rounds import open_round
from yangguang.law.returns.load import template_text

pytestmark = pytest.mark.django_db
DAY = at(date(2026, 1, 12))


@dataclass
class Scene:
    """Returns of two years with everything filled in, one of them twelve years old."""

    row: Return
    old: Return
    month: Return
    who: Hands


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with django_db_blocker.unblock(), transaction.atomic():
        city = a_city()
        who = hands(city.health)
        an_application(city.health, on=date(2025, 3, 3))
        row = return_of(a_round(), city.health)
        fill(row, who.fills, DAY, c2_1_norms_made=12, c2_1_norms_in_force=12)
        fill_cells(
            row=row,
            entries={"2.8.fees/amount": Entry(Decimal("123456789012.345678"), "财政局决算")},
            by=who.fills, at=DAY,
        )  # fmt: skip
        old = return_of(a_round(2016), city.health)
        fill(old, who.fills, DAY, c8_3_1=3, c8_3_2=4)
        add_definition(text=template_text("monthly-requests"), by=BY, at=DAY)
        round_ = open_round(code="monthly-requests", year=2025, part=12, by=BY, at=DAY)
        month = return_of(round_, city.health)
        fill(month, who.fills, DAY, c3_2_count=31)
        yield Scene(row, old, month, who)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _as_it_was(scene: Scene, db: None) -> None:
    for row in (scene.row, scene.old, scene.month):
        row.refresh_from_db()


def said(row: Return) -> dict[str, tuple[Decimal | None, str, str]]:
    return {
        code: (one.value, one.origin.value, one.source)
        for code, one in filling_of(row).figures.items()
    }


@pytest.mark.parametrize("which", ["json", "xlsx"])
@pytest.mark.parametrize("name", ["row", "old", "month"])
def test_what_goes_out_comes_in_as_it_was(scene: Scene, which: str, name: str) -> None:
    row = getattr(scene, name)
    before = said(row)
    assert any(origin == "hand" for _, origin, _ in before.values())
    data = export_return(row, which, at=DAY)
    ReturnCell.objects.filter(owner=row).delete()
    assert said(row) != before
    assert import_return(row=row, data=data, name="表.x", by=scene.who.fills, at=DAY) > 0
    assert {code: value for code, (value, _, _) in said(row).items()} == {
        code: value for code, (value, _, _) in before.items()
    }
    assert said(row) == before
    again = export_return(row, which, at=DAY)
    if which == "json":
        assert json.loads(again)["cells"] == json.loads(data)["cells"]
    assert import_return(row=row, data=again, name="表.x", by=scene.who.fills, at=DAY) == 0


def test_a_workbook_has_the_layout_of_the_form_and_is_filled_in_by_hand(scene: Scene) -> None:
    book = openpyxl.load_workbook(BytesIO(export_return(scene.row, "xlsx", at=DAY)))
    assert book.sheetnames == ["填报信息", "表1", "表2", "表3", "表4", "表5", "表6"]
    page = book["表5"]
    texts = {cell.value for row in page.iter_rows() for cell in row if cell.value}
    assert {"申请人情况", "法人或其他组织", "社会公益组织"} <= texts
    line = next(row for row in page.iter_rows() if row[0].value == "3.1")
    assert [cell.value for cell in line[4:11]] == [1, 0, 0, 0, 0, 0, 1]
    assert page.column_dimensions["A"].hidden
    sheet = book["表1"]
    line = next(row for row in sheet.iter_rows() if row[0].value == "2.1.norms")
    line[2].value = 14
    line[5].value = "法制机构登记簿"
    out = BytesIO()
    book.save(out)
    assert import_return(
        row=scene.row, data=out.getvalue(), name="卫健委.xlsx", by=scene.who.fills, at=DAY
    )
    figure = filling_of(scene.row).figures["2.1.norms/made"]
    assert (figure.value, figure.source) == (14, "法制机构登记簿")


def test_a_frozen_return_goes_out_as_frozen_and_takes_nothing_in(scene: Scene) -> None:
    explain_all(scene.row, scene.who.fills, DAY)
    freeze_return(row=scene.row, by=scene.who.fills, at=DAY)
    scene.row.refresh_from_db()
    data = export_return(scene.row, "json", at=DAY)
    with pytest.raises(Refused, match="不能“导入文件”"):
        import_return(row=scene.row, data=data, name="a.json", by=scene.who.fills, at=DAY)
    whole = json.loads(data)
    assert whole["frozen"]["digest"] == scene.row.current.digest
    assert whole["cells"]["3.1/natural"]["value"] == "1"
    unfreeze_return(row=scene.row, why="改正", by=scene.who.fills, at=DAY)
    import_return(row=scene.row, data=data, name="a.json", by=scene.who.fills, at=DAY)


def _changed(data: bytes, **parts: Any) -> bytes:
    return json.dumps({**json.loads(data), **parts}).encode()


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"schema": "other/1"}, "不是报表交换文件"),
        ({"agency": {"code": "000000009", "name": "清源市财政局"}}, "清源市财政局”的报表"),
        ({"period": {"year": 2024, "part": 0}}, "年度、期次或范围"),
        ({"period": {"year": "2025"}}, "缺少表式版本、年度"),
        ({"definition": {"code": "annual", "version": 0, "form": "2019"}}, "表式（2019）"),
        ({"definition": {"code": "annual", "version": 3, "form": "2021"}}, "第3版"),
        ({"definition": 3}, "缺少表式版本"),
        ({"cells": [1]}, "缺少“cells”"),
        ({"cells": {"3.1/natural": 3}}, "没有“value”"),
        ({"cells": {"3.1/natural": {"value": "三"}}}, "不是数字"),
        ({"cells": {"3.1/natural": {"value": True}}}, "不是数字"),
        ({"cells": {"3.1/natural": {"value": "NaN"}}}, "不是数字"),
        ({"cells": {"3.1/natural": {"value": "1e999999"}}}, "数值过大"),
        ({"cells": {"3.1/natural": {"value": 1.5}}}, "须是整数"),
        ({"cells": {"3.1/natural": {"value": -1}}}, "不能为负数"),
        ({"cells": {"2.8.fees/amount": {"value": "0.0000001"}}}, "小数最多6位"),
        ({"cells": {"9.9": {"value": 1}}}, "不在本表"),
        ({"explanations": {"a": 3}}, "explanations"),
    ],
)  # fmt: skip
def test_a_file_of_something_else_is_refused_with_the_reason(
    scene: Scene, parts: dict[str, Any], why: str
) -> None:
    before = said(scene.row)
    data = _changed(export_return(scene.row, "json", at=DAY), **parts)
    with pytest.raises(Refused, match=why):
        import_return(row=scene.row, data=data, name="a.json", by=scene.who.fills, at=DAY)
    assert said(scene.row) == before


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"[" * 100_000, b"PK\x03\x04 broken", b'{"schema": 3', b"null"]
)
def test_rubbish_is_refused(scene: Scene, data: bytes) -> None:
    with pytest.raises(Refused):
        import_return(row=scene.row, data=data, name="a.json", by=scene.who.fills, at=DAY)
