"""Rows of disclosure lists as standing duties: filled, waited for, late, and owed anew each period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.builders.agencies import BY, City, a_city
from tests.builders.catalog import a_column, a_facet, an_item
from tests.builders.registers import REVIEWER, a_draft, noon, publish, published
from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.catalog.models import Item
from yangguang.apps.catalog.services import withdraw_item
from yangguang.apps.coverage.models import Cell, State, Tie
from yangguang.apps.coverage.selectors import (
    items_of,
    list_rows,
    matrix,
    standings_of,
    tallies,
    ties_of,
)
from yangguang.apps.coverage.services import decide_tie, propose_ties, refresh_list, tie_item
from yangguang.apps.coverage.services.following import follow_events, reckon_the_day
from yangguang.apps.duties.models import Duty
from yangguang.apps.registers.models import Register
from yangguang.apps.registers.rows import Values
from yangguang.apps.registers.services import install_register
from yangguang.law.registers import shipped

pytestmark = pytest.mark.django_db
BEGUN = date(2024, 3, 4)
"""A Monday: 20 working days after it end on 1 April 2024, before the holiday of 清明."""
DUE = date(2024, 4, 1)


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def register(city: City) -> Register:
    text = shipped()["disclosure-items"].text
    return install_register(text=text, by=REVIEWER, at=noon(date(2024, 1, 2)))


def row(number: str, item: str, limit: str = "20个工作日", **more: str) -> Values:
    return {
        "number": number, "group": "机构信息", "item": item, "content": item, "basis": "条例",
        "time_limit": limit, "channels": "政府网站", **more,
    }  # fmt: skip


def cell_of(agency: Agency) -> Cell:
    return Cell.objects.get(agency=agency)


def owed(register: Register, agency: Agency, *rows: Values, today: date) -> None:
    published(register, agency, list(rows), on=BEGUN)
    refresh_list(register=register, at=noon(today))


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (DUE - timedelta(days=1), State.MISSING),
        (DUE, State.MISSING),
        (DUE + timedelta(days=1), State.LATE),
    ],
)
def test_a_row_is_owed_within_its_limit_from_the_day_of_the_list(
    city: City, register: Register, today: date, state: State
) -> None:
    """依据：《政府信息公开条例》第二十六条。"""
    owed(register, city.health, row("1", "机构职能"), today=today)
    cell = cell_of(city.health)
    assert (cell.due_on, cell.state(today)) == (DUE, state)
    duty = Duty.objects.get(kind="coverage.publish")
    assert (duty.due_on, duty.agency, duty.title) == (DUE, city.health, "公开“机构职能”")


@pytest.mark.parametrize(
    ("limit", "due"),
    [
        ("实时公开", BEGUN),
        ("7个工作日内", date(2024, 3, 13)),
        ("7日内", date(2024, 3, 11)),
        ("及时公开", DUE),
        ("1个月内", date(2024, 4, 4)),
    ],
)
def test_the_words_of_the_limit_decide_the_day(
    city: City, register: Register, limit: str, due: date
) -> None:
    owed(register, city.health, row("1", "机构职能", limit), today=BEGUN)
    assert cell_of(city.health).due_on == due


def test_an_item_of_the_column_fills_the_row_and_ends_the_duty(
    city: City, register: Register
) -> None:
    column = a_column("机构职能")
    below = a_column("内设机构", parent=column)
    asked = row("1", "机构职能", columns="机构职能", words="职能、机构设置")
    owed(register, city.health, asked, today=BEGUN)
    an_item("内设机构通讯录", agency=city.health, column=below, on=date(2024, 3, 5))
    an_item("主要职能", agency=city.schools, column=column, on=date(2024, 3, 5))
    reckon_the_day(noon(date(2024, 3, 6)))
    assert cell_of(city.health).due_on == DUE
    item = an_item("机构设置说明", agency=city.health, column=below, on=date(2024, 3, 8))
    reckon_the_day(noon(date(2024, 3, 8)))
    cell = cell_of(city.health)
    assert (cell.due_on, cell.filled_on) == (None, date(2024, 3, 8))
    assert list(items_of(cell)) == [item]
    duty = Duty.objects.get(kind="coverage.publish")
    assert (duty.outcome, duty.closed_on) == ("done", date(2024, 3, 8))
    withdraw_item(item=item, reason="内容有误", by=BY, at=noon(date(2024, 3, 11)))
    follow_events(noon(date(2024, 3, 11)))
    duty.refresh_from_db()
    assert duty.is_open
    assert cell_of(city.health).due_on == DUE


def test_an_item_filed_under_the_classification_fills_the_row(
    city: City, register: Register
) -> None:
    facet = a_facet("article-20", "budgets", "财政预算、决算信息")
    owed(register, city.health, row("1", "预算", facets="财政预算、决算信息"), today=BEGUN)
    assert cell_of(city.health).due_on == DUE
    owed(register, city.health, row("1", "预算", facets="article-20:budgets"), today=BEGUN)
    an_item("部门预算", agency=city.health, facets=(facet,), on=date(2024, 3, 20))
    reckon_the_day(noon(date(2024, 3, 20)))
    assert cell_of(city.health).due_on is None


def test_a_yearly_row_is_owed_again_each_year(city: City, register: Register) -> None:
    column = a_column("年度报告")
    yearly = row("1", "年度报告", "每年1月31日前", columns="年度报告")
    an_item("2023年度报告", agency=city.health, column=column, on=date(2024, 1, 20))
    owed(register, city.health, yearly, today=BEGUN)
    assert cell_of(city.health).due_on is None
    new_year = date(2025, 1, 2)
    reckon_the_day(noon(new_year))
    cell = cell_of(city.health)
    assert (cell.due_on, cell.window, cell.state(new_year)) == (
        date(2025, 1, 31), "2025年", State.MISSING,
    )  # fmt: skip
    assert cell.state(date(2025, 2, 1)) is State.LATE
    an_item("2024年度报告", agency=city.health, column=column, on=date(2025, 2, 10))
    reckon_the_day(noon(date(2025, 2, 10)))
    assert cell_of(city.health).due_on is None
    duty = Duty.objects.get(kind="coverage.publish")
    assert (duty.slot, duty.outcome, duty.closed_on) == ("2025年", "late", date(2025, 2, 10))


def test_a_missed_period_stays_owed_beside_the_next(city: City, register: Register) -> None:
    column = a_column("收入支出")
    quarterly = row("1", "收支情况", "每季度结束后15日内", columns="收入支出")
    owed(register, city.health, quarterly, today=BEGUN)
    assert cell_of(city.health).due_on == date(2024, 4, 15)
    reckon_the_day(noon(date(2024, 4, 20)))
    assert cell_of(city.health).window == "2024年第1季度"
    reckon_the_day(noon(date(2024, 10, 3)))
    assert cell_of(city.health).window == "2024年第2季度"
    open_now = Duty.objects.filter(kind="coverage.publish", closed_at=None).order_by("due_on")
    assert [one.slot for one in open_now] == [
        "2024年第1季度", "2024年第2季度", "2024年第3季度",
    ]  # fmt: skip
    # One item meets one period: what tells of the third quarter says nothing of the first two.
    for title, day, left in (
        ("三季度收支", 8, ["2024年第1季度", "2024年第2季度"]),
        ("2024年第二季度收支", 9, ["2024年第1季度"]),
        ("补充公开收支情况", 9, []),
    ):
        an_item(title, agency=city.health, column=column, on=date(2024, 10, day))
        reckon_the_day(noon(date(2024, 10, day)))
        assert [one.slot for one in open_now.all()] == left
    assert cell_of(city.health).due_on is None
    done = Duty.objects.filter(kind="coverage.publish", outcome="late").order_by("due_on")
    assert [one.closed_on.day for one in done if one.closed_on] == [9, 9]
    third = Duty.objects.get(kind="coverage.publish", slot="2024年第3季度")
    assert (third.outcome, third.due_on) == ("done", date(2024, 10, 15))


def test_a_row_that_leaves_the_list_is_owed_no_more(city: City, register: Register) -> None:
    owed(register, city.health, row("1", "机构职能"), row("2", "领导信息"), today=BEGUN)
    draft = a_draft(register, city.health, [row("2", "领导信息")], on=BEGUN, whole=True)
    publish(draft, on=BEGUN)
    follow_events(noon(BEGUN))
    assert Cell.objects.count() == 1
    outcomes = Duty.objects.filter(kind="coverage.publish").order_by("pk")
    assert [one.outcome for one in outcomes] == ["cancelled", ""]


def test_likeness_proposes_and_a_person_decides(city: City, register: Register) -> None:
    owed(register, city.health, row("1", "突发公共卫生事件应急预案"), today=BEGUN)
    plan = an_item("关于印发突发公共卫生事件应急预案的通知", agency=city.health, on=BEGUN)
    an_item("关于召开工作会议的通知", agency=city.health, on=BEGUN)
    other = an_item("突发公共卫生事件应急预案", agency=city.schools, on=BEGUN)
    assert propose_ties(register=register, agency=city.health, by=BY, at=noon(BEGUN)) == 1
    assert propose_ties(register=register, agency=city.health, by=BY, at=noon(BEGUN)) == 0
    cell = cell_of(city.health)
    tie = ties_of(cell).get()
    assert (tie.item, tie.word, tie.likeness) == (plan, "proposed", 100)
    assert cell.due_on == DUE
    decide_tie(tie=tie, word=Tie.Word.REJECTED, by=BY, at=noon(BEGUN))
    assert cell_of(city.health).due_on == DUE
    tie_item(cell=cell, item=plan, by=BY, at=noon(BEGUN))
    assert cell_of(city.health).due_on is None
    with pytest.raises(Refused, match="不能用来落实"):
        tie_item(cell=cell, item=other, by=BY, at=noon(BEGUN))
    Item.objects.filter(pk=other.pk).update(state="withdrawn")
    other.refresh_from_db()
    with pytest.raises(Refused, match="公开后才能落实"):
        tie_item(cell=cell, item=other, by=BY, at=noon(BEGUN))


def test_the_matrix_shows_bodies_and_rows(city: City, register: Register) -> None:
    column = a_column("预算公开")
    published(
        register,
        city.office,
        [
            row("10", "部门预算", body="各部门", columns="预算公开", group="财政信息"),
            row("2", "领导信息", body="市教育局"),
            row("9", "县级预算", body="各县区", group="财政信息"),
        ],
        on=BEGUN,
    )
    an_item("部门预算", agency=city.health, column=column, on=date(2024, 3, 5))
    late = DUE + timedelta(days=1)
    assert refresh_list(register=register, at=noon(late)) == 5
    assert [one.title for one in list_rows(register)] == ["领导信息", "县级预算", "部门预算"]
    found = matrix(register, late)
    assert found.groups == ["机构信息", "财政信息"]
    assert [one.body.name for one in found.lines] == [
        "清源市石桥县人民政府", "清源市人民政府办公室", "清源市卫生健康委员会", "清源市教育局",
    ]  # fmt: skip
    health, schools = found.lines[2], found.lines[3]
    assert [one and one.percent for _, one in health.groups] == [None, 100]
    assert (schools.all.filled, schools.all.missing, schools.all.late) == (0, 0, 2)
    assert found.all == tallies(register, late)
    group = matrix(register, late, [city.health.pk, city.office.pk], group="财政信息", number="9")
    assert [one.title for one in group.rows] == ["县级预算", "部门预算"]
    assert [[state for _, state, _ in one.cells] for one in group.lines] == [
        [None, State.LATE], [None, State.FILLED],
    ]  # fmt: skip
    assert (group.all.filled, group.all.late, group.page.number) == (1, 1, 1)
    assert tallies(register, late).percent == 20
    standing = standings_of(register, city.schools, late)
    assert [(one.row.title, one.state) for one in standing] == [
        ("领导信息", State.LATE), ("部门预算", State.LATE),
    ]  # fmt: skip
