"""Rows of ledgers: entered by their definition, corrected by new rows, voided with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.builders.agencies import BY, City, a_city
from tests.builders.ledgers import an_entry, noon, values_for
from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.selectors import entries_of, history, standing_on
from yangguang.apps.resources.services import (
    end_entry,
    record_entry,
    replace_entry,
    void_entry,
)
from yangguang.apps.resources.values import NotValid, Values, values_of

pytestmark = pytest.mark.django_db
DAY = date(2018, 5, 7)
YEAR = (date(2018, 1, 1), date(2018, 12, 31))


@pytest.fixture
def city() -> City:
    return a_city()


def of_year(ledger: str, agency: Agency, **more: object) -> list[str]:
    first, last = YEAR
    rows = entries_of(ledger, agencies=[agency.pk], first=first, last=last, **more)  # type: ignore[arg-type] # the case names as_of
    return [row.title for row in rows]


def test_a_row_is_recorded_with_its_act(city: City) -> None:
    row = an_entry(city.health, "training", DAY, title=" 政务公开 业务培训 ", quantity=64)
    assert (row.title, row.quantity, row.starts_on) == ("政务公开 业务培训", 64, DAY)
    act = Act.objects.get(verb="ledger.record")
    assert act.subject_label == "培训班：政务公开 业务培训"
    assert act.after == {"起": "2018-05-07", "培训班名称": "政务公开 业务培训", "培训人次": 64}


def test_a_number_of_people_is_one_where_nobody_says_otherwise(city: City) -> None:
    row = an_entry(city.health, "full-time", DAY, quantity=None)
    assert row.quantity == 1


@pytest.mark.parametrize(
    ("ledger", "change", "field", "said"),
    [
        ("training", {"starts_on": None}, "starts_on", "没有填写"),
        ("training", {"starts_on": date(2019, 1, 1)}, "starts_on", "还没有到"),
        ("training", {"starts_on": date(208, 5, 7)}, "starts_on", "请核对年份"),
        ("training", {"title": "  "}, "title", "没有填写"),
        ("training", {"title": "长" * 201}, "title", "最多200个字"),
        ("training", {"quantity": None}, "quantity", "请填写0或者正整数"),
        ("training", {"quantity": -3}, "quantity", "应当是0或者正整数"),
        ("training", {"amount": Decimal(3)}, "amount", "没有这一栏"),
        ("training", {"ends_on": DAY}, "ends_on", "不用填写"),
        ("funds", {"amount": None}, "amount", "以万元为单位"),
        ("funds", {"amount": Decimal("-0.01")}, "amount", "不能为负数"),
        ("funds", {"amount": Decimal("NaN")}, "amount", "不能为负数"),
        ("funds", {"amount": Decimal(10) ** 9}, "amount", "单位是否为万元"),
        ("funds", {"amount": Decimal("0.0000001")}, "amount", "最多六位"),
        ("funds", {"mark": True}, "mark", "没有这一栏"),
        ("funds", {"topic": "停水"}, "topic", "没有这一栏"),
        ("organs", {"ends_on": date(2018, 5, 6)}, "ends_on", "早于起始日期"),
        ("points", {"details": {}}, "details.address", "没有填写"),
        ("points", {"details": {"address": "路", "host": "茶馆"}}, "details.host", "只能是"),
        ("points", {"details": {"address": "路", "fax": "1"}}, "details.fax", "没有这一栏"),
        ("visits", {}, "place", "先登记查阅点"),
    ],
)
def test_a_wrong_field_is_named_with_what_to_do(
    city: City, ledger: str, change: dict[str, object], field: str, said: str
) -> None:
    with pytest.raises(NotValid) as caught:
        an_entry(city.health, ledger, DAY, at=noon(date(2018, 6, 1)), **change)
    (problem,) = [one for one in caught.value.problems if one.field == field]
    assert said in problem.sentence
    assert not Entry.objects.exists()


def test_every_problem_is_told_at_once(city: City) -> None:
    with pytest.raises(NotValid) as caught:
        record_entry(agency=city.health, ledger="training", values=Values(), by=BY, at=noon(DAY))
    assert str(caught.value) == (
        "“日期”没有填写，请填写；“培训班名称”没有填写，请填写；“培训人次”没有填写，请填写0或者正整数。"
    )


def test_an_abolished_body_gets_no_rows_for_days_after(city: City) -> None:
    Agency.objects.filter(pk=city.health.pk).update(valid_to=DAY)
    city.health.refresh_from_db()
    assert an_entry(city.health, "meetings", date(2018, 5, 6))
    with pytest.raises(NotValid, match="已于2018-05-07撤销"):
        an_entry(city.health, "meetings", DAY)


def test_a_correction_leaves_what_was_known_before(city: City) -> None:
    old = an_entry(city.health, "training", DAY, title="培训班甲", quantity=10)
    new = replace_entry(
        entry=old,
        values=replace(values_of(old), quantity=100),
        reason="人数录入有误",
        by=BY,
        at=noon(date(2018, 7, 1)),
    )
    first, last = YEAR
    now = entries_of("training", first=first, last=last)
    then = entries_of("training", first=first, last=last, as_of=noon(date(2018, 6, 30)))
    before = entries_of("training", first=first, last=last, as_of=noon(date(2018, 5, 6)))
    assert [row.quantity for row in now] == [100]
    assert [row.quantity for row in then] == [10]
    assert not before.exists()
    assert (new.replaces, new.first_key) == (old, old.pk)
    assert list(history(new)) == [new, old]
    act = Act.objects.get(verb="ledger.replace")
    assert (act.before, act.after, act.reason) == (
        {"培训人次": 10}, {"培训人次": 100}, "人数录入有误",
    )  # fmt: skip


def test_a_correction_that_changes_nothing_is_refused(city: City) -> None:
    old = an_entry(city.health, "training", DAY)
    with pytest.raises(Refused, match="没有可以更正的"):
        replace_entry(entry=old, values=values_of(old), reason="误", by=BY, at=noon(DAY))


def test_a_wrong_correction_leaves_the_row_as_it_was(city: City) -> None:
    old = an_entry(city.health, "training", DAY)
    with pytest.raises(NotValid):
        replace_entry(
            entry=old, values=replace(values_of(old), title=""), reason="误", by=BY, at=noon(DAY)
        )
    old.refresh_from_db()
    assert old.voided_at is None


def test_a_voided_row_stays_with_its_reason_and_counts_before(city: City) -> None:
    row = an_entry(city.health, "meetings", DAY, title="重复的会议")
    void_entry(entry=row, reason="重复登记", by=BY, at=noon(date(2018, 8, 1)))
    assert of_year("meetings", city.health) == []
    assert of_year("meetings", city.health, as_of=noon(date(2018, 7, 31))) == ["重复的会议"]
    row.refresh_from_db()
    assert row.void_reason == "重复登记"


def test_voiding_needs_a_reason(city: City) -> None:
    row = an_entry(city.health, "meetings", DAY)
    with pytest.raises(Refused, match="请写明理由"):
        void_entry(entry=row, reason=" ", by=BY, at=noon(DAY))


def test_a_row_that_no_longer_holds_is_not_touched_again(city: City) -> None:
    row = an_entry(city.health, "meetings", DAY)
    new = replace_entry(
        entry=row, values=values_for("meetings", DAY, title="改"), reason="误", by=BY, at=noon(DAY)
    )
    with pytest.raises(Refused, match="已经更正过"):
        void_entry(entry=row, reason="误", by=BY, at=noon(DAY))
    void_entry(entry=new, reason="误", by=BY, at=noon(DAY))
    with pytest.raises(Refused, match="已经作废"):
        void_entry(entry=new, reason="误", by=BY, at=noon(DAY))


def test_a_body_counts_to_its_last_day(city: City) -> None:
    row = an_entry(city.health, "organs", date(2016, 3, 1), title="政务公开科")
    ended = end_entry(
        entry=row, last_day=date(2018, 6, 30), reason="机构改革", by=BY, at=noon(date(2018, 7, 2))
    )
    stood = [
        standing_on("organs", day).exists()
        for day in (date(2016, 2, 29), date(2016, 3, 1), date(2018, 6, 30), date(2018, 7, 1))
    ]
    assert stood == [False, True, True, False]
    assert standing_on("organs", date(2018, 7, 1), as_of=noon(date(2018, 7, 1))).exists()
    with pytest.raises(Refused, match="已于2018-06-30终止"):
        end_entry(entry=ended, last_day=date(2018, 7, 30), reason="误", by=BY, at=noon(DAY))


def test_a_happening_has_no_end(city: City) -> None:
    row = an_entry(city.health, "meetings", DAY)
    with pytest.raises(Refused, match="没有终止"):
        end_entry(entry=row, last_day=DAY, reason="误", by=BY, at=noon(DAY))


def test_happenings_stand_on_no_day(city: City) -> None:
    with pytest.raises(ValueError, match="stand on no day"):
        standing_on("meetings", DAY)


def test_a_row_recorded_in_a_later_year_is_late(city: City) -> None:
    assert not an_entry(city.health, "meetings", DAY, at=noon(date(2018, 12, 31))).late
    assert an_entry(city.health, "meetings", DAY, title="另一次", at=noon(date(2019, 1, 1))).late


class TestConsultationPoints:
    def test_a_visit_stays_with_its_point_through_corrections(self, city: City) -> None:
        point = an_entry(city.health, "points", date(2017, 1, 1), title="市图书管")
        named = replace(values_of(point), title="市图书馆")
        new = replace_entry(entry=point, values=named, reason="错字", by=BY, at=noon(DAY))
        visit = an_entry(city.health, "visits", DAY, quantity=12, place=new, details={"calls": 3})
        assert visit.place == point
        assert visit.details == {"calls": 3}

    def test_a_visit_lies_within_the_time_of_its_point(self, city: City) -> None:
        point = an_entry(city.health, "points", date(2018, 5, 8), at=noon(DAY))
        with pytest.raises(NotValid, match="在2018-05-07没有设立"):
            an_entry(city.health, "visits", DAY, place=point)

    def test_a_point_with_visits_is_ended_and_not_voided(self, city: City) -> None:
        point = an_entry(city.health, "points", date(2017, 1, 1))
        an_entry(city.health, "visits", DAY, place=point)
        with pytest.raises(Refused, match="还有1条移交或者接待记录"):
            void_entry(entry=point, reason="误", by=BY, at=noon(DAY))
        with pytest.raises(NotValid, match="2018-05-07在这里还有"):
            end_entry(entry=point, last_day=date(2018, 5, 6), reason="撤", by=BY, at=noon(DAY))
        end_entry(entry=point, last_day=DAY, reason="撤", by=BY, at=noon(DAY))

    def test_a_visit_belongs_to_a_point_and_nothing_else(self, city: City) -> None:
        organ = an_entry(city.health, "organs", date(2017, 1, 1))
        with pytest.raises(NotValid, match="没有选择"):
            an_entry(city.health, "visits", DAY, place=organ)


def test_the_very_same_row_is_not_recorded_twice(city: City) -> None:
    row = an_entry(city.health, "meetings", DAY, title="政务公开工作例会", quantity=12)
    with pytest.raises(NotValid, match="完全相同，没有重复登记"):
        an_entry(city.health, "meetings", DAY, title="政务公开工作例会", quantity=12)
    # Another body's, another number and what was voided in between are no twins.
    an_entry(city.schools, "meetings", DAY, title="政务公开工作例会", quantity=12)
    an_entry(city.health, "meetings", DAY, title="政务公开工作例会", quantity=13)
    void_entry(entry=row, reason="录错", by=BY, at=noon(DAY))
    an_entry(city.health, "meetings", DAY, title="政务公开工作例会", quantity=12)
    assert Entry.objects.filter(voided_at=None, ledger="meetings").count() == 3
