from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.builders.catalog import a_column, a_government, an_agency, an_item, noon
from yangguang.apps.audit.actors import command
from yangguang.apps.catalog.models import Column, ColumnType, UpdateClass
from yangguang.apps.catalog.services import retire_column, set_update_rule
from yangguang.apps.catalog.services.updating import UPDATE, reckon_columns
from yangguang.apps.catalog.updates import freshness, summary
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.duties.models import Duty, Outcome

pytestmark = pytest.mark.django_db
BY = command("测试")
TODAY = date(2026, 6, 1)
AT = noon(TODAY)


def duties(column: Column) -> list[tuple[date, date, str]]:
    """First and last day and outcome of each duty of a column, in order."""
    rows = Duty.objects.filter(kind=UPDATE, subject_key=str(column.pk)).order_by("pk")
    return [(one.opened_on, one.due_on, one.outcome) for one in rows]


def reckon(day: date) -> int:
    return reckon_columns(at=noon(day))


def test_a_column_counts_what_is_published_in_it_and_below() -> None:
    a_government()
    news = a_column("动态", slug="news", column_type=ColumnType.NEWS)
    below = a_column("要闻", slug="top-news", parent=news, column_type=ColumnType.NEWS)
    closed = a_column("旧闻", slug="old", parent=news, is_open=False)
    empty = a_column("概况", slug="about", column_type=ColumnType.OVERVIEW)
    an_item(column=below, on=date(2026, 5, 30))
    an_item(column=closed, on=date(2026, 5, 31))
    rows = {one.column.slug: one for one in freshness(TODAY)}
    assert sorted(rows) == ["about", "news", "top-news"]
    assert rows["news"].updated_on == date(2026, 5, 30)
    assert (rows["news"].due_on, rows["news"].left) == (date(2026, 6, 13), 12)
    assert rows["news"].first_level
    assert not rows["top-news"].first_level
    assert (rows["about"].is_empty, rows["about"].due_on) == (True, None)
    assert empty.column_type == ColumnType.OVERVIEW


def test_what_fails_a_site_is_counted_as_the_indicators_do() -> None:
    a_government()
    for number in range(5):
        column = a_column(f"动态{number}", column_type=ColumnType.NEWS)
        an_item(column=column, on=date(2026, 5, 1))
    rows = freshness(TODAY)
    found = summary(rows, TODAY)
    assert (found.stale_first_level, found.stale, found.empty) == (5, 5, 0)
    assert found.home_due_on == date(2026, 5, 15)
    assert found.fails == ["首页超过 2 周没有更新", "一级栏目不更新 5 个（达到 5 个）"]
    for number in range(5):
        a_column(f"空{number}", column_type=ColumnType.OVERVIEW)
    assert "空白栏目 5 个（达到 5 个）" in summary(freshness(TODAY), TODAY).fails


def test_the_duty_moves_in_time_and_ends_late_once_it_is_over() -> None:
    government = a_government()
    news = a_column("动态", slug="news", column_type=ColumnType.NEWS)
    an_item(column=news, on=date(2026, 5, 25))
    assert reckon(TODAY) == 1
    assert reckon(TODAY) == 0
    assert duties(news) == [(date(2026, 5, 25), date(2026, 6, 8), "")]
    assert Duty.objects.get().agency == government
    an_item(column=news, on=date(2026, 6, 5))
    reckon(date(2026, 6, 5))
    assert duties(news) == [(date(2026, 6, 5), date(2026, 6, 19), "")]
    reckon(date(2026, 7, 1))
    an_item(column=news, on=date(2026, 7, 2))
    reckon(date(2026, 7, 2))
    assert duties(news) == [
        (date(2026, 6, 5), date(2026, 6, 19), Outcome.LATE),
        (date(2026, 7, 2), date(2026, 7, 16), ""),
    ]
    retire_column(column=news, successor=None, reason="撤", by=BY, at=noon(date(2026, 7, 3)))
    reckon(date(2026, 7, 3))
    assert [one[2] for one in duties(news)] == [Outcome.LATE, Outcome.CANCELLED]


def test_a_stricter_limit_and_a_keeper_are_set_and_a_laxer_limit_is_refused() -> None:
    a_government()
    health = an_agency("清源市卫生健康委员会")
    column = a_column("公告", slug="notices", column_type=ColumnType.NEWS)
    an_item(column=column, on=date(2026, 5, 25))

    def put(days: int | None, at: datetime, keeper: object = None) -> None:
        set_update_rule(
            column=column, update_class=UpdateClass.NOTICES, own_limit=days,
            keeper=health if keeper else None, by=BY, at=at,
        )  # fmt: skip

    put(None, AT)
    assert duties(column) == [(date(2026, 5, 25), date(2026, 11, 25), "")]
    put(30, AT + timedelta(minutes=1))
    assert duties(column) == [(date(2026, 5, 25), date(2026, 6, 24), "")]
    with pytest.raises(NotPossible, match="自定期限最多 181 天"):
        put(182, AT)
    put(30, AT + timedelta(minutes=2), keeper=True)
    rows = Duty.objects.filter(kind=UPDATE).order_by("pk")
    assert [(one.agency.name, one.outcome) for one in rows] == [
        ("清源市人民政府", Outcome.CANCELLED),
        ("清源市卫生健康委员会", ""),
    ]


def test_an_empty_column_owes_its_first_update_from_the_day_it_opened() -> None:
    a_government()
    column = a_column("动态", column_type=ColumnType.NEWS, opened_on=date(2026, 5, 1))
    [row] = freshness(TODAY)
    assert (row.is_empty, row.due_on, row.is_stale) == (True, date(2026, 5, 15), True)
    reckon(TODAY)
    assert duties(column) == [(date(2026, 5, 1), date(2026, 5, 15), "")]
