"""A budget from its file into the register: lines, their record, comparison, who has not published."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.builders.agencies import BY, City, a_city
from tests.builders.catalog import an_item
from tests.builders.registers import REVIEWER, a_draft, a_register, noon, publish
from tests.law.budgets.county import FINAL, Book
from tests.law.budgets.layouts import text_lines
from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.duties.models import Duty
from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.selectors.budgets import (
    compare_bodies,
    measure_named,
    published_share,
    report_of,
    years_of,
    years_with_budgets,
)
from yangguang.apps.registers.services import publish_change_set, submit_change_set
from yangguang.apps.registers.services.budget_duties import owe_budgets
from yangguang.apps.registers.services.budgets import TakenIn, take_in_report
from yangguang.law.budgets.check import check_budget
from yangguang.law.budgets.read import read_budget
from yangguang.law.registers import shipped

pytestmark = pytest.mark.django_db
AUGUST, SEPTEMBER, OCTOBER = date(2024, 8, 30), date(2024, 9, 12), date(2024, 10, 8)


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def register() -> Register:
    a_register(shipped()["budget-approvals"].text)
    return a_register(shipped()["budgets"].text)


def taken(agency: Agency, book: Book = FINAL, *, despite: str = "", item: object = None) -> TakenIn:
    report = read_budget(text_lines(book))
    return take_in_report(
        agency=agency, report=report, check=check_budget(report), item=item, file_name="决算.pdf",
        sha256="0" * 64, despite=despite, by=BY, at=noon(SEPTEMBER),
    )  # type: ignore[arg-type]  # an item or None  # fmt: skip


def published(
    agency: Agency, book: Book = FINAL, *, on: date = SEPTEMBER, item: object = None
) -> None:
    done = taken(agency, book, item=item)
    submit_change_set(change_set=done.change_set, by=BY, at=noon(on))
    publish_change_set(change_set=done.change_set, by=REVIEWER, at=noon(on))


def approved(register: Register, agency: Agency, day: date, *, openness: str = "应当公开") -> None:
    approvals = Register.objects.get(code="budget-approvals")
    row = {
        "year": "2023", "kind": "决算", "name": "2023年部门决算批复", "approved_on": str(day),
        "openness": openness, "note": "依法确定为国家秘密" if openness != "应当公开" else "",
    }  # fmt: skip
    publish(a_draft(approvals, agency, [row], on=day), on=day)


def test_every_figure_leads_back_to_its_report(city: City, register: Register) -> None:
    item = an_item(
        agency=city.health, title="2023年度部门决算", index_number="qs001-0203-2024-00017"
    )
    published(city.health, item=item)
    report = report_of(city.health, 2023, "决算", SEPTEMBER)
    assert report is not None
    assert (report.scope, report.item) == ("部门", "qs001-0203-2024-00017")
    (total,) = [one for one in report.lines("支出总表") if one.code == "total"]
    assert total.amount.value == Decimal("1256")
    assert total.amount.item == "qs001-0203-2024-00017"
    assert total.amount.place == "《支出决算表》1256.00万元"
    assert Version.objects.get(row=total.amount.row, live=True).values["name"] == "合计"
    assert [(one.name, one.amount.value) for one in report.lines("“三公”经费支出表", "类")] == [
        ("因公出国（境）费", Decimal(0)),
        ("公务用车购置及运行维护费", Decimal(20)),
        ("公务接待费", Decimal("4.5")),
    ]
    assert years_of(city.health, SEPTEMBER) == [(2023, "决算")]
    assert report_of(city.health, 2023, "决算", AUGUST) is None


def test_the_same_report_twice_changes_nothing(city: City, register: Register) -> None:
    published(city.health)
    with pytest.raises(Refused, match="完全相同"):
        taken(city.health)


def test_a_report_published_anew_changes_only_what_reads_otherwise(
    city: City, register: Register
) -> None:
    published(city.health)
    anew = FINAL.changed("three_public", "24.50", "4.50", "4.40")
    anew = anew.changed("three_public", "24.50", "24.50", "24.40")
    with pytest.raises(Refused, match="核对发现"):
        taken(city.health, anew)
    done = taken(city.health, anew, despite="已按此公开，正在更正说明文字")
    assert (done.outcome.added, done.outcome.changed, done.removed) == (0, 2, 0)


def test_bodies_stand_side_by_side_by_year(city: City, register: Register) -> None:
    published(city.health)
    published(city.schools)
    spending = measure_named("spending")
    assert spending is not None
    found = compare_bodies(spending, "决算", SEPTEMBER)
    assert found.years == (2023,)
    assert {one.agency for one in found.lines} == {city.health, city.schools}
    assert found.total(2023) == Decimal(2512)
    assert years_with_budgets(SEPTEMBER) == [2023]
    assert compare_bodies(spending, "预算", SEPTEMBER).lines == ()


def test_who_was_approved_must_publish_within_twenty_days(city: City, register: Register) -> None:
    for agency in (city.health, city.schools):
        approved(register, agency, AUGUST)
    approved(register, city.office, AUGUST, openness="依法不公开")
    owe_budgets(noon(AUGUST))
    owed = {one.agency_id: one for one in Duty.objects.filter(kind="budgets.publish")}
    assert set(owed) == {city.health.pk, city.schools.pk}
    assert owed[city.health.pk].due_on == date(2024, 9, 19)
    assert owed[city.health.pk].title == "公开2023年部门决算"

    published(city.health)
    owe_budgets(noon(SEPTEMBER))
    owe_budgets(noon(SEPTEMBER))
    still = Duty.objects.get(kind="budgets.publish", closed_at=None)
    assert still.agency == city.schools

    share = published_share(2023, "决算", SEPTEMBER)
    assert (share.expected, share.percent) == (2, Decimal(50))
    assert share.exempt == (city.office,)
    assert [(one.agency, one.due_on, one.late) for one in share.missing] == [
        (city.schools, date(2024, 9, 19), False)
    ]
    later = published_share(2023, "决算", OCTOBER)
    assert [one.late for one in later.missing] == [True]
    assert published_share(2023, "决算", AUGUST).percent == 0


def test_all_published_is_a_hundred_percent_and_almost_all_is_not(
    city: City, register: Register
) -> None:
    published(city.health)
    share = published_share(2023, "决算", SEPTEMBER)
    assert not share.by_approvals
    assert city.schools in {one.agency for one in share.missing}
    assert share.percent is not None
    assert share.percent < 100
