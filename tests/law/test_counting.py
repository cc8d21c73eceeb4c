"""Counting working days one by one: the worked table, spans, edges."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.law import counter
from yangguang.law.calendar import CalendarUnknown, national
from yangguang.law.counting import BeyondForecast, Span, Why, carry_on, count_days

NEEDS = (7, 15, 20, 30, 40)
# Worked out with another calendar; the day after the receipt is the first that can count.
WORKED = {
    "2016-09-14": ("2016-09-26", "2016-10-11", "2016-10-18", "2016-11-01", "2016-11-15"),
    "2017-01-20": ("2017-02-04", "2017-02-15", "2017-02-22", "2017-03-08", "2017-03-22"),
    "2019-05-14": ("2019-05-23", "2019-06-04", "2019-06-12", "2019-06-26", "2019-07-10"),
    "2019-05-15": ("2019-05-24", "2019-06-05", "2019-06-13", "2019-06-27", "2019-07-11"),
    "2020-01-20": ("2020-02-06", "2020-02-18", "2020-02-25", "2020-03-10", "2020-03-24"),
    "2024-01-29": ("2024-02-06", "2024-02-22", "2024-02-29", "2024-03-14", "2024-03-28"),
    "2025-09-19": ("2025-09-29", "2025-10-16", "2025-10-23", "2025-11-06", "2025-11-20"),
}
BASIS = "《条例》第三十三条第三款"


def end(start: date, need: int, *spans: Span) -> date | None:
    return count_days(start, need, national(), spans=spans).end


def at(text: str) -> date:
    return date.fromisoformat(text)


def span(after: str, through: str | None, note: str = "") -> Span:
    return Span(at(after), at(through) if through else None, BASIS, note)


@pytest.mark.parametrize(
    ("start", "need", "last"),
    [
        (start, need, last)
        for start, ends in WORKED.items()
        for need, last in zip(NEEDS, ends, strict=True)
    ],
)
def test_the_worked_table(start: str, need: int, last: str) -> None:
    assert end(at(start), need) == at(last)


def test_the_start_is_listed_and_not_counted() -> None:
    first, second = count_days(at("2026-03-05"), 1, national()).days
    assert (first.day, first.why, first.number) == (at("2026-03-05"), Why.RECEIPT, 0)
    assert not first.counted
    assert "第四十八条" in first.basis
    assert (second.day, second.why, second.number) == (at("2026-03-06"), Why.COUNTED, 1)


def test_where_the_first_day_counts_it_must_be_a_working_day() -> None:
    counted = count_days(at("2026-03-05"), 1, national(), start_counts=True)
    assert [day.day for day in counted.days] == [at("2026-03-05")]
    saturday = count_days(at("2026-03-07"), 1, national(), start_counts=True)
    assert saturday.end == at("2026-03-09")
    assert saturday.days[0].why is Why.WEEKEND


@pytest.mark.parametrize("need", [0, -1])
def test_a_period_of_no_days_is_refused(need: int) -> None:
    with pytest.raises(ValueError, match="至少为1个工作日"):
        count_days(at("2026-03-05"), need, national())


def test_an_open_span_ends_the_account_without_an_end() -> None:
    count = count_days(at("2026-03-05"), 5, national(), spans=[span("2026-03-09", None)])
    assert count.end is None
    assert count.days[-1].day == at("2026-03-09")
    assert [day.number for day in count.days if day.counted] == [1, 2]


def test_an_open_span_ends_the_account_even_inside_another() -> None:
    both = [span("2026-03-06", "2026-03-12"), span("2026-03-09", None)]
    count = count_days(at("2026-03-05"), 5, national(), spans=both)
    assert count.end is None
    assert count.days[-1].day == at("2026-03-09")


def test_a_span_opened_on_the_last_day_comes_too_late() -> None:
    assert end(at("2026-03-05"), 5, span("2026-03-12", None)) == at("2026-03-12")
    assert end(at("2026-03-05"), 5, span("2026-03-11", None)) is None


def test_a_day_in_two_spans_is_taken_out_once_and_names_both() -> None:
    count = count_days(
        at("2026-03-05"),
        5,
        national(),
        spans=[
            span("2026-03-09", "2026-03-11", "征求其他机关意见"),
            span("2026-03-06", "2026-03-10", "征求第三方意见"),
        ],
    )
    notes = {day.day.day: day.note for day in count.days if day.why is Why.PAUSED}
    assert notes == {
        7: "征求第三方意见",
        8: "征求第三方意见",
        9: "征求第三方意见",
        10: "征求第三方意见；征求其他机关意见",
        11: "征求其他机关意见",
    }
    assert {day.basis for day in count.days if day.why is Why.PAUSED} == {BASIS}
    assert count.end == at("2026-03-17")


def test_two_spans_on_different_articles_name_both() -> None:
    spans = [
        Span(at("2026-03-06"), at("2026-03-10"), "甲"),
        Span(at("2026-03-06"), at("2026-03-10"), "乙"),
    ]
    paused = [
        day
        for day in count_days(at("2026-03-05"), 3, national(), spans=spans).days
        if day.why is Why.PAUSED
    ]
    assert {day.basis for day in paused} == {"乙、甲"}


def test_a_span_of_one_day_takes_out_nothing() -> None:
    assert end(at("2026-03-05"), 5, span("2026-03-09", "2026-03-09")) == at("2026-03-12")
    # nor one that ends before it begins, which a ledger refuses and a count ignores
    assert end(at("2026-03-05"), 5, span("2026-03-10", "2026-03-09")) == at("2026-03-12")


def test_the_count_is_certain_up_to_the_last_arranged_day() -> None:
    to_the_end = count_days(at("2026-12-24"), 5, national())
    assert (to_the_end.end, to_the_end.certain) == (at("2026-12-31"), True)
    beyond = count_days(at("2026-12-25"), 5, national())
    assert (beyond.end, beyond.certain) == (at("2027-01-04"), False)
    assert [day.provisional for day in beyond.days[-4:]] == [True, True, True, True]
    assert not any(day.provisional for day in beyond.days[:-4])


def test_a_calendar_that_is_itself_a_forecast_gives_no_certain_date() -> None:
    ahead = national().provisional()
    assert count_days(at("2027-03-01"), 5, ahead).certain is False
    assert count_days(at("2026-03-05"), 5, ahead).certain is True


def test_a_pause_into_the_unknown_is_marked_on_each_day() -> None:
    count = count_days(at("2026-12-25"), 3, national(), spans=[span("2026-12-29", "2027-01-05")])
    paused = {day.day: day.provisional for day in count.days if day.why is Why.PAUSED}
    assert paused[at("2026-12-31")] is False
    assert paused[at("2027-01-01")] is True
    assert (count.end, count.certain) == (at("2027-01-06"), False)


@pytest.mark.parametrize("start", ["2100-01-01", "9999-12-30", "9999-12-31"])
def test_past_the_forecast_nothing_is_said(start: str) -> None:
    with pytest.raises(BeyondForecast, match="只能预计到2036年12月31日为止，请核对日期"):
        count_days(at(start), 1, national())


def test_a_pause_of_a_thousand_years_is_refused_and_not_listed() -> None:
    with pytest.raises(BeyondForecast, match="2037年1月1日太远"):
        count_days(at("2026-03-05"), 5, national(), spans=[span("2026-03-09", "9999-12-31")])


def test_before_the_first_known_year_nothing_is_said() -> None:
    with pytest.raises(CalendarUnknown, match="从2007年1月1日起"):
        count_days(at("2006-12-01"), 5, national())


def test_a_count_is_carried_on_to_the_next_working_day() -> None:
    count = count_days(at("2026-03-05"), 5, national())
    later = carry_on(count, at("2026-04-04"), national(), "《条例》第三十五条", "延迟答复")
    # 4 to 6 April 2026 are Qingming.
    assert later.end == at("2026-04-07")
    assert later.certain
    added = later.days[len(count.days) :]
    assert [day.day for day in added][:2] == [at("2026-03-13"), at("2026-03-14")]
    assert {(day.why, day.basis, day.number) for day in added} == {
        (Why.PAUSED, "《条例》第三十五条", 0)
    }


def test_a_count_that_ends_later_anyway_stays() -> None:
    count = count_days(at("2026-03-05"), 5, national())
    for until in ("2026-03-01", "2026-03-12"):
        assert carry_on(count, at(until), national(), "依据", "") is count
    still_open = count_days(at("2026-03-05"), 5, national(), spans=[span("2026-03-09", None)])
    assert carry_on(still_open, at("2026-05-06"), national(), "依据", "") is still_open


def test_a_count_carried_on_into_the_unknown_is_a_forecast() -> None:
    count = count_days(at("2026-12-01"), 5, national())
    later = carry_on(count, at("2027-01-02"), national(), "依据", "")
    assert (later.end, later.certain) == (at("2027-01-04"), False)


@settings(max_examples=200, deadline=None)
@given(
    start=st.dates(date(2008, 1, 1), date(2026, 6, 30)),
    need=st.integers(1, 60),
    pauses=st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 30)), max_size=4),
)
def test_any_count_agrees_with_walking_day_by_day(
    start: date, need: int, pauses: list[tuple[int, int]]
) -> None:
    spans = [
        Span(start + timedelta(days=begin), start + timedelta(days=begin + length), BASIS)
        for begin, length in pauses
    ]
    counted = []
    for day in counter.days_from(start + timedelta(days=1)):
        if not any(one.covers(day) for one in spans) and counter.worked(day):
            counted.append(day)
            if len(counted) == need:
                break
    count = count_days(start, need, national(), spans=spans)
    assert [day.day for day in count.days if day.counted] == counted
    assert count.end == counted[-1]
    assert count.certain is (counted[-1] <= counter.LAST_KNOWN)


def test_every_word_of_a_proof_has_its_label() -> None:
    assert {why.value for why in Why} == {
        "counted", "weekend", "holiday", "make-up", "paused", "receipt",
    }  # fmt: skip
    assert len({why.label for why in Why}) == len(Why)
