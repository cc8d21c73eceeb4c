"""The ledger of a reply period: what its entries do to the date, and which cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.law.calendar import CalendarUnknown, national
from yangguang.law.clock import (
    CEILING,
    PERIOD,
    ClockError,
    Entry,
    EntryKind,
    Reckoning,
    State,
    ceiling,
    governing,
    reckon,
    settle,
)
from yangguang.law.counting import Why
from yangguang.law.readings import Readings
from yangguang.law.regimes import NoRegime, Regime

K = EntryKind


def at(text: str) -> date:
    return date.fromisoformat(text)


def entry(day: str, kind: EntryKind, **more: object) -> Entry:
    return replace(Entry(at(day), kind), **more)  # type: ignore[arg-type] # fields by name


def start(day: str = "2026-03-05") -> Entry:
    return entry(day, K.START)


def consult(day: str, key: str = "a", *, organ: bool = False, document: str = "") -> Entry:
    kind = K.PAUSE_OTHER_ORGAN if organ else K.PAUSE_THIRD_PARTY
    return entry(day, kind, key=key, document=document)


def answered(day: str, key: str = "a") -> Entry:
    return entry(day, K.RESUME, key=key)


def extend(day: str, days: int = 20) -> Entry:
    return entry(day, K.EXTEND, days=days)


def clock(*entries: Entry, readings: Readings | None = None) -> Reckoning:
    return reckon(entries, national(), readings=readings or Readings())


# --- an application of Thursday 5 March 2026 is due on Thursday 2 April -------------------------


def test_a_plain_application_runs_twenty_working_days() -> None:
    plain = clock(start())
    assert (plain.due, plain.provisional) == (at("2026-04-02"), None)
    assert plain.state is State.RUNNING
    assert (plain.regime, plain.period, plain.extension) == (Regime.R2019, 20, 0)
    assert (plain.received, plain.started) == (at("2026-03-05"), at("2026-03-05"))
    assert plain.best == plain.due == settle([start()], national())


def test_under_2007_it_runs_fifteen() -> None:
    old = clock(start("2019-05-14"))
    assert (old.due, old.period, old.regime) == (at("2019-06-04"), 15, Regime.R2007)
    new = clock(start("2019-05-15"))
    assert (new.due, new.period, new.regime) == (at("2019-06-13"), 20, Regime.R2019)


def test_the_ceilings_follow_the_receipt() -> None:
    assert ceiling(at("2008-05-01")) == ceiling(at("2019-05-14")) == 15
    assert ceiling(at("2019-05-15")) == 20
    assert CEILING == PERIOD == {Regime.R2007: 15, Regime.R2019: 20}
    with pytest.raises(NoRegime):
        ceiling(at("2008-04-30"))


# --- consultations ------------------------------------------------------------------------------


def test_a_consultation_costs_its_working_days() -> None:
    paused = clock(start(), consult("2026-03-10"), answered("2026-03-17"))
    assert paused.due == at("2026-04-10")
    assert paused.state is State.RUNNING


def test_while_a_consultation_is_open_nothing_is_due() -> None:
    still = clock(start(), consult("2026-03-10"))
    assert (still.due, still.provisional, still.best) == (None, None, None)
    assert still.state is State.PAUSED
    assert still.days[-1].day == at("2026-03-10")
    assert still.days[-1].number == 3


def test_a_consultation_begun_after_the_last_day_frees_nobody() -> None:
    late = clock(start(), consult("2026-04-03"))
    assert (late.due, late.state) == (at("2026-04-02"), State.RUNNING)
    on_the_day = clock(start(), consult("2026-04-02"))
    assert (on_the_day.due, on_the_day.state) == (at("2026-04-02"), State.RUNNING)
    the_day_before = clock(start(), consult("2026-04-01"))
    assert (the_day_before.due, the_day_before.state) == (None, State.PAUSED)


def test_two_consultations_at_once_cost_their_union() -> None:
    both = clock(
        start(),
        consult("2026-03-10", "a"),
        consult("2026-03-12", "b", organ=True),
        answered("2026-03-17", "a"),
        answered("2026-03-19", "b"),
    )
    alone = clock(start(), consult("2026-03-10"), answered("2026-03-19"))
    assert both.due == alone.due == at("2026-04-14")
    notes = {day.day.day: day.note for day in both.days if day.why is Why.PAUSED}
    assert notes[11] == "征求第三方意见"
    assert notes[13] == "征求第三方意见；征求其他机关意见"
    assert notes[18] == "征求其他机关意见"


def test_one_answer_of_two_does_not_start_the_clock_again() -> None:
    still = clock(
        start(), consult("2026-03-10", "a"), consult("2026-03-12", "b"), answered("2026-03-17", "a")
    )
    assert (still.due, still.state) == (None, State.PAUSED)


def test_sent_and_answered_on_one_day_costs_nothing() -> None:
    same = clock(start(), consult("2026-03-10"), answered("2026-03-10"))
    assert same.due == at("2026-04-02")


def test_a_second_letter_to_the_same_party_on_the_day_of_its_answer() -> None:
    again = clock(
        start(),
        consult("2026-03-10"),
        answered("2026-03-17"),
        consult("2026-03-17"),
        answered("2026-03-24"),
    )
    assert again.due == clock(start(), consult("2026-03-10"), answered("2026-03-24")).due
    assert again.due == at("2026-04-17")


def test_the_number_of_the_letter_stands_beside_the_day() -> None:
    told = clock(
        start(),
        consult("2026-03-10", document="清源公征〔2026〕3号"),
        answered("2026-03-11"),
    )
    [paused] = [day for day in told.days if day.why is Why.PAUSED]
    assert paused.note == "征求第三方意见（清源公征〔2026〕3号）"
    assert paused.basis == "《条例》第三十三条第三款"


def test_under_2007_only_third_parties_stop_the_clock() -> None:
    organ = [start("2018-03-05"), consult("2018-03-08", organ=True), answered("2018-03-15")]
    assert clock(*organ).due == clock(start("2018-03-05")).due == at("2018-03-26")
    assert "不扣除时间" in clock(*organ).story[1].sentence
    assert clock(*organ[:2]).state is State.RUNNING
    other = Readings(other_organs_pause_under_2007=True)
    assert clock(*organ, readings=other).due == at("2018-04-02")
    party = [start("2018-03-05"), consult("2018-03-08"), answered("2018-03-15")]
    assert clock(*party).due == at("2018-04-02")
    assert clock(*party).story[1].citation.short == "《条例》（2007年）第二十四条第三款"


# --- extension ----------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2026-03-05", "2026-04-01", "2026-04-02"])
def test_an_extension_told_in_time_counts(day: str) -> None:
    longer = clock(start(), extend(day, 10))
    assert (longer.due, longer.extension) == (at("2026-04-17"), 10)


def test_an_extension_told_the_day_after_does_not_revive_the_period() -> None:
    late = clock(start(), extend("2026-04-03", 10))
    assert (late.due, late.extension) == (at("2026-04-02"), 0)
    assert late.story[-1].sentence == (
        "2026年4月3日告知申请人延长答复期限，但期限已于2026年4月2日届满，延期不发生效力。"
    )


def test_a_pause_gives_time_to_extend() -> None:
    paused = [start(), consult("2026-03-10"), answered("2026-03-17")]
    assert clock(*paused, extend("2026-04-10", 5)).extension == 5
    assert clock(*paused, extend("2026-04-11", 5)).extension == 0
    # While nobody knows the last day, it has not passed.
    assert clock(start(), consult("2026-03-10"), extend("2026-05-20", 5)).extension == 5


def test_a_restart_gives_time_to_extend() -> None:
    entries = [
        start(),
        entry("2026-03-12", K.SUPPLEMENT_ASKED),
        entry("2026-04-20", K.SUPPLEMENTED),
        extend("2026-05-20", 5),
    ]
    restarted = clock(*entries)
    assert restarted.extension == 5
    assert restarted.due == at("2026-05-27")
    waiting = clock(*entries[:2], extend("2026-06-20", 5))
    assert (waiting.extension, waiting.due) == (5, None)


def test_a_forecast_does_not_make_an_extension_late() -> None:
    ahead = clock(start("2026-12-10"), extend("2027-03-01", 5))
    assert ahead.extension == 5


@pytest.mark.parametrize(("day", "days"), [("2026-03-10", 21), ("2026-03-10", 0)])
def test_an_extension_outside_the_ceiling_is_refused(day: str, days: int) -> None:
    with pytest.raises(ClockError, match=r"1至20个工作日（《条例》第三十三条第二款），现为"):
        clock(start(), extend(day, days))


def test_under_2007_the_ceiling_is_fifteen() -> None:
    assert clock(start("2018-03-05"), extend("2018-03-10", 15)).extension == 15
    with pytest.raises(ClockError, match="1至15个工作日"):
        clock(start("2018-03-05"), extend("2018-03-10", 16))


def test_a_second_extension_is_refused() -> None:
    with pytest.raises(ClockError, match="只能延长一次"):
        clock(start(), extend("2026-03-10", 5), extend("2026-03-20", 5))
    with pytest.raises(ClockError, match="只能延长一次"):
        clock(start(), extend("2026-05-10", 5), extend("2026-05-20", 5))


def test_an_extension_survives_a_restart_unless_read_otherwise() -> None:
    entries = [start(), extend("2026-03-10", 5), entry("2026-03-20", K.FEE_PAID)]
    assert clock(*entries).extension == 5
    assert clock(*entries).due == at("2026-04-27")
    other = Readings(extension_survives_restart=False)
    assert clock(*entries, readings=other).due == at("2026-04-20")
    again = [*entries, extend("2026-03-25", 7)]
    assert clock(*again, readings=other).extension == 7
    with pytest.raises(ClockError, match="只能延长一次"):
        clock(*again)


def test_a_late_extension_may_be_read_to_count() -> None:
    other = Readings(late_extension_counts=True)
    late = [start(), extend("2026-04-03", 10)]
    assert clock(*late, readings=other).due == at("2026-04-17")
    assert clock(*late).due == at("2026-04-02")


# --- the change of 2019 -------------------------------------------------------------------------

NEW_LAW = Readings(pending_cases_keep_2007=False)


def test_a_period_running_on_the_change_stays_with_2007() -> None:
    assert clock(start("2019-05-14")).regime is Regime.R2007
    assert clock(start("2019-05-14")).due == at("2019-06-04")


def test_a_period_running_on_the_change_may_be_read_to_go_over() -> None:
    over = clock(start("2019-05-14"), readings=NEW_LAW)
    assert (over.regime, over.period, over.due) == (Regime.R2019, 20, at("2019-06-12"))
    assert over.received == at("2019-05-14")
    longer = [start("2019-05-14"), extend("2019-05-20", 20)]
    assert clock(*longer, readings=NEW_LAW).due == at("2019-07-10")
    with pytest.raises(ClockError, match="1至15个工作日"):
        clock(*longer)


def test_only_what_still_ran_goes_over() -> None:
    # Of 19 April the fifteenth working day is 13 May, of 22 April 14 May, of 23 April 15 May.
    assert clock(start("2019-04-19"), readings=NEW_LAW).due == at("2019-05-13")
    assert clock(start("2019-04-22"), readings=NEW_LAW).due == at("2019-05-14")
    assert clock(start("2019-04-22"), readings=NEW_LAW).regime is Regime.R2007
    assert clock(start("2019-04-23"), readings=NEW_LAW).regime is Regime.R2019
    extended = [start("2019-04-19"), extend("2019-05-06", 15)]
    assert clock(*extended, readings=NEW_LAW).regime is Regime.R2019
    answered_before = [start("2019-04-23"), entry("2019-05-14", K.STOP)]
    assert clock(*answered_before, readings=NEW_LAW).regime is Regime.R2007
    answered_on_the_day = [start("2019-04-23"), entry("2019-05-15", K.STOP)]
    assert clock(*answered_on_the_day, readings=NEW_LAW).regime is Regime.R2019
    waiting = [start("2019-04-01"), consult("2019-04-03")]
    assert clock(*waiting, readings=NEW_LAW).regime is Regime.R2019


def test_the_governing_regulation_can_be_asked_alone() -> None:
    calendar = national()
    assert governing([start("2019-05-14")], calendar) is Regime.R2007
    assert governing([start("2019-05-14")], calendar, readings=NEW_LAW) is Regime.R2019
    assert governing([start("2019-05-15")], calendar, readings=NEW_LAW) is Regime.R2019
    with pytest.raises(ClockError):
        governing([], calendar)


# --- supplement ---------------------------------------------------------------------------------


def test_while_a_supplement_is_awaited_nothing_is_due() -> None:
    waiting = clock(start(), entry("2026-03-12", K.SUPPLEMENT_ASKED))
    assert (waiting.due, waiting.provisional) == (None, None)
    assert waiting.state is State.AWAITING_SUPPLEMENT
    assert waiting.days[-1].day == at("2026-03-12")


def test_a_supplement_starts_the_period_anew() -> None:
    anew = clock(
        start(), entry("2026-03-12", K.SUPPLEMENT_ASKED), entry("2026-03-20", K.SUPPLEMENTED)
    )
    assert anew.state is State.RUNNING
    assert (anew.received, anew.started) == (at("2026-03-05"), at("2026-03-20"))
    assert anew.due == at("2026-04-20")
    assert (anew.days[0].why, anew.days[0].basis) == (Why.RECEIPT, "《条例》第三十条")


def test_a_second_supplement_notice_is_refused_under_2019_only() -> None:
    def twice(day: str) -> list[Entry]:
        first = at(day)
        return [
            Entry(first, K.START),
            Entry(first + timedelta(days=1), K.SUPPLEMENT_ASKED),
            Entry(first + timedelta(days=5), K.SUPPLEMENTED),
            Entry(first + timedelta(days=6), K.SUPPLEMENT_ASKED),
        ]

    with pytest.raises(ClockError, match=r"补正通知只能发一次（《条例》第三十条）"):
        clock(*twice("2026-03-05"))
    assert clock(*twice("2018-03-05")).state is State.AWAITING_SUPPLEMENT


def test_under_2007_asked_again_on_the_day_of_the_first_supplement() -> None:
    waiting = clock(
        start("2018-03-05"),
        entry("2018-03-06", K.SUPPLEMENT_ASKED),
        entry("2018-03-12", K.SUPPLEMENTED),
        entry("2018-03-12", K.SUPPLEMENT_ASKED),
    )
    assert waiting.state is State.AWAITING_SUPPLEMENT


def test_under_2007_a_supplement_may_be_read_not_to_restart() -> None:
    entries = [
        start("2018-03-05"),
        entry("2018-03-06", K.SUPPLEMENT_ASKED),
        entry("2018-03-12", K.SUPPLEMENTED),
    ]
    assert clock(*entries).due == at("2018-04-02")
    other = Readings(supplement_restarts_under_2007=False)
    assert clock(*entries, readings=other).due == at("2018-03-26")
    assert clock(*entries[:2], readings=other).state is State.RUNNING
    assert clock(*entries, readings=other).story[-1].sentence.endswith("期限不重新计算。")


def test_the_regulation_is_that_of_the_first_receipt() -> None:
    over = clock(
        start("2019-05-10"),
        entry("2019-05-13", K.SUPPLEMENT_ASKED),
        entry("2019-05-20", K.SUPPLEMENTED),
    )
    assert (over.regime, over.period, over.due) == (Regime.R2007, 15, at("2019-06-11"))


# --- fees ---------------------------------------------------------------------------------------


def test_while_a_payment_is_awaited_nothing_is_due() -> None:
    waiting = clock(start(), entry("2026-03-12", K.FEE_NOTICE))
    assert (waiting.due, waiting.state) == (None, State.AWAITING_PAYMENT)


def test_a_payment_starts_the_period_anew() -> None:
    paid = clock(start(), entry("2026-03-12", K.FEE_NOTICE), entry("2026-03-20", K.FEE_PAID))
    assert (paid.due, paid.state) == (at("2026-04-20"), State.RUNNING)
    assert paid.days[0].basis == "《信息处理费管理办法》第六条"


@pytest.mark.parametrize("kind", [K.FEE_NOTICE, K.FEE_PAID])
def test_before_2021_there_is_no_fee(kind: EntryKind) -> None:
    with pytest.raises(ClockError, match=r"自2021年1月1日起收取（《信息处理费管理办法》第六条）"):
        clock(start("2020-12-01"), entry("2020-12-31", kind))
    assert clock(start("2020-12-01"), entry("2021-01-01", kind)).regime is Regime.R2019


def test_who_waits_for_two_things_waits_until_both_are_there() -> None:
    both = [
        start(),
        entry("2026-03-12", K.SUPPLEMENT_ASKED),
        entry("2026-03-13", K.FEE_NOTICE),
    ]
    assert clock(*both).state is State.AWAITING_SUPPLEMENT
    assert clock(*both).days[-1].day == at("2026-03-12")
    paid = [*both, entry("2026-03-16", K.FEE_PAID)]
    assert (clock(*paid).state, clock(*paid).due) == (State.AWAITING_SUPPLEMENT, None)
    supplemented = [*both, entry("2026-03-16", K.SUPPLEMENTED)]
    assert clock(*supplemented).state is State.AWAITING_PAYMENT
    done = clock(*paid, entry("2026-03-18", K.SUPPLEMENTED))
    assert (done.state, done.due) == (State.RUNNING, at("2026-04-16"))


# --- the later day of Art. 35 -------------------------------------------------------------------


def test_an_agreed_later_day_is_due_and_the_proof_reaches_it() -> None:
    later = clock(start(), entry("2026-03-20", K.POSTPONE, until=at("2026-05-20")))
    assert later.due == at("2026-05-20")
    assert later.days[-1].day == at("2026-05-20")
    assert sum(day.counted for day in later.days) == 20
    assert {day.basis for day in later.days if day.day > at("2026-04-02")} == {"《条例》第三十五条"}


def test_an_agreed_day_off_moves_to_the_next_working_day() -> None:
    later = clock(start(), entry("2026-03-20", K.POSTPONE, until=at("2026-05-01")))
    assert later.due == at("2026-05-06")


def test_an_agreed_day_before_the_period_ends_shortens_nothing() -> None:
    assert clock(start(), entry("2026-03-10", K.POSTPONE, until=at("2026-03-20"))).due == at(
        "2026-04-02"
    )


def test_an_agreed_later_day_leaves_time_to_extend() -> None:
    later = entry("2026-03-20", K.POSTPONE, until=at("2026-05-20"))
    assert clock(start(), later, extend("2026-05-06", 20)).extension == 20
    assert clock(start(), later, extend("2026-05-20", 20)).extension == 20
    assert clock(start(), later, extend("2026-05-21", 20)).extension == 0


def test_an_agreed_day_past_the_known_years_is_a_forecast() -> None:
    later = clock(start(), entry("2026-03-20", K.POSTPONE, until=at("2027-02-01")))
    assert (later.due, later.provisional) == (None, at("2027-02-01"))


@pytest.mark.parametrize("until", [None, "2026-03-20", "2026-03-19"])
def test_an_agreed_day_must_be_later(until: str | None) -> None:
    with pytest.raises(ClockError, match=r"晚于2026-03-20的合理期限（《条例》第三十五条）"):
        clock(start(), entry("2026-03-20", K.POSTPONE, until=at(until) if until else None))


def test_2007_knows_no_agreed_later_day() -> None:
    with pytest.raises(ClockError, match="2007年条例没有合理延迟答复的规定"):
        clock(start("2018-03-05"), entry("2018-03-20", K.POSTPONE, until=at("2018-05-20")))


# --- the reply ----------------------------------------------------------------------------------


def test_the_reply_stops_the_clock_and_the_last_day_stays_known() -> None:
    done = clock(start(), entry("2026-03-20", K.STOP))
    assert (done.state, done.due) == (State.STOPPED, at("2026-04-02"))


def test_the_reply_closes_open_consultations() -> None:
    done = clock(start(), consult("2026-03-10"), entry("2026-03-17", K.STOP))
    assert (done.state, done.due) == (State.STOPPED, at("2026-04-10"))
    assert done.due == clock(start(), consult("2026-03-10"), answered("2026-03-17")).due


def test_a_case_ended_while_waiting_has_no_last_day() -> None:
    done = clock(start(), entry("2026-03-12", K.SUPPLEMENT_ASKED), entry("2026-05-20", K.STOP))
    assert (done.state, done.due) == (State.STOPPED, None)


def test_on_the_day_of_the_reply_everything_else_comes_first() -> None:
    done = clock(
        entry("2026-03-17", K.STOP), answered("2026-03-17"), consult("2026-03-10"), start()
    )
    assert [one.entry.kind for one in done.story] == [
        K.START, K.PAUSE_THIRD_PARTY, K.RESUME, K.STOP,
    ]  # fmt: skip


# --- what cannot be -----------------------------------------------------------------------------

IMPOSSIBLE = [
    ([], "有且只有一个收到之日"),
    ([extend("2026-03-10")], "有且只有一个收到之日"),
    ([start(), start("2026-03-06")], "有且只有一个收到之日"),
    ([start(), consult("2026-03-04")], "2026-03-04的事项早于收到申请之日2026-03-05"),
    ([start(), entry("2026-03-01", K.STOP)], "2026-03-01的事项早于收到申请之日"),
    ([start(), answered("2026-03-10")], "2026-03-10恢复计时没有对应的征求意见"),
    ([start(), consult("2026-03-10"), answered("2026-03-12", "b")], "没有对应的征求意见"),
    ([start(), consult("2026-03-12"), answered("2026-03-10")], "没有对应的征求意见"),
    (
        [start(), consult("2026-03-10"), consult("2026-03-12")],
        "2026-03-12的征求意见与2026-03-10开始的是同一项",
    ),
    (
        [start(), consult("2026-03-10"), answered("2026-03-12"), answered("2026-03-13")],
        "2026-03-13恢复计时没有对应",
    ),
    (
        [start(), entry("2026-03-20", K.STOP), extend("2026-03-21")],
        "答复已经作出，不能再登记2026-03-21",
    ),
    (
        [start(), entry("2026-03-20", K.STOP), entry("2026-03-25", K.STOP)],
        "答复已经作出，不能再登记2026-03-25",
    ),
    (
        [start(), consult("2026-03-10"), entry("2026-03-20", K.STOP), answered("2026-03-23")],
        "答复已经作出",
    ),
]


@pytest.mark.parametrize(
    ("entries", "words"), IMPOSSIBLE, ids=[str(n) for n in range(len(IMPOSSIBLE))]
)
def test_entries_that_contradict_one_another_are_refused(entries: list[Entry], words: str) -> None:
    with pytest.raises(ClockError, match=words):
        clock(*entries)
    with pytest.raises(ClockError, match=words):
        clock(*reversed(entries))


def test_a_receipt_before_the_regulation_is_refused() -> None:
    with pytest.raises(NoRegime):
        clock(start("2008-04-30"))


def test_a_receipt_past_every_forecast_is_refused() -> None:
    with pytest.raises(CalendarUnknown):
        clock(start("2150-01-05"))


def test_past_the_known_years_there_is_a_forecast() -> None:
    ahead = clock(start("2026-12-10"))
    assert (ahead.due, ahead.provisional, ahead.best) == (
        None,
        at("2027-01-08"),
        at("2027-01-08"),
    )
    assert ahead.state is State.RUNNING


# --- the story ----------------------------------------------------------------------------------


def test_the_story_tells_each_event_with_its_article() -> None:
    told = clock(
        start(),
        entry("2026-03-12", K.SUPPLEMENT_ASKED),
        entry("2026-03-20", K.SUPPLEMENTED),
        consult("2026-03-23", "a"),
        consult("2026-03-23", "b", organ=True),
        answered("2026-03-30", "a"),
        answered("2026-03-31", "b"),
        extend("2026-04-02", 10),
        entry("2026-04-03", K.POSTPONE, until=at("2026-08-03")),
        entry("2026-04-07", K.FEE_NOTICE),
        entry("2026-04-08", K.FEE_PAID),
        entry("2026-06-01", K.STOP),
    )
    assert [f"{one.sentence}{one.citation}" for one in told.story] == [
        "2026年3月5日收到申请，适用2019年条例，应当在20个工作日内答复。《条例》第三十三条第二款",
        "2026年3月12日通知申请人补正。《条例》第三十条",
        "2026年3月20日收到补正后的申请，答复期限自次日起重新计算。《条例》第三十条",
        "2026年3月23日征求第三方意见，自次日起不计入期限。《条例》第三十三条第三款",
        "2026年3月23日征求其他机关意见，自次日起不计入期限。《条例》第三十三条第三款",
        "2026年3月30日征求意见结束，自次日起继续计时。《条例》第三十三条第三款",
        "2026年3月31日征求意见结束，自次日起继续计时。《条例》第三十三条第三款",
        "2026年4月2日告知申请人延长答复期限10个工作日。《条例》第三十三条第二款",
        "2026年4月3日告知申请人因申请数量、频次明显超过合理范围，延迟至2026年8月3日答复。《条例》第三十五条",
        "2026年4月7日发出收费通知。《信息处理费管理办法》第六条",
        "2026年4月8日缴清信息处理费，答复期限自次日起重新计算。《信息处理费管理办法》第六条",
        "2026年6月1日答复。《条例》第三十三条第二款",
    ]


def test_every_state_has_its_word() -> None:
    assert len({state.label for state in State}) == len(State)


# --- properties ---------------------------------------------------------------------------------


@st.composite
def ledgers(draw: st.DrawFn) -> list[Entry]:
    """Entries that can all be true: each consultation with its key, one notice, one extension."""
    received = draw(st.dates(date(2019, 5, 15), date(2026, 3, 31)))

    def after(most: int) -> date:
        return received + timedelta(days=draw(st.integers(0, most)))

    entries = [Entry(received, K.START)]
    for number in range(draw(st.integers(0, 4))):
        begun = after(40)
        kind = draw(st.sampled_from([K.PAUSE_THIRD_PARTY, K.PAUSE_OTHER_ORGAN]))
        entries.append(Entry(begun, kind, key=str(number)))
        if draw(st.booleans()):
            ended = begun + timedelta(days=draw(st.integers(0, 25)))
            entries.append(Entry(ended, K.RESUME, key=str(number)))
    if draw(st.booleans()):
        entries.append(Entry(after(40), K.EXTEND, days=draw(st.integers(1, 20))))
    if draw(st.booleans()):
        asked = after(10)
        entries.append(Entry(asked, K.SUPPLEMENT_ASKED))
        if draw(st.booleans()):
            entries.append(Entry(asked + timedelta(days=draw(st.integers(0, 20))), K.SUPPLEMENTED))
    if received >= date(2021, 1, 1) and draw(st.booleans()):
        noticed = after(15)
        entries.append(Entry(noticed, K.FEE_NOTICE))
        if draw(st.booleans()):
            entries.append(Entry(noticed + timedelta(days=draw(st.integers(0, 28))), K.FEE_PAID))
    if draw(st.booleans()):
        day = after(15)
        later = day + timedelta(days=draw(st.integers(1, 90)))
        entries.append(Entry(day, K.POSTPONE, until=later))
    if draw(st.booleans()):
        entries.append(Entry(received + timedelta(days=120), K.STOP))
    return entries


@settings(max_examples=300, deadline=None)
@given(ledgers(), st.randoms(use_true_random=False))
def test_the_order_in_which_entries_were_written_does_not_matter(
    entries: list[Entry], random: object
) -> None:
    other = list(entries)
    random.shuffle(other)  # type: ignore[attr-defined] # a random.Random that hypothesis shrinks
    assert clock(*other) == clock(*entries)


@settings(max_examples=300, deadline=None)
@given(ledgers())
def test_what_holds_of_every_ledger(entries: list[Entry]) -> None:
    found = clock(*entries)
    days = found.days
    assert [day.day for day in days] == [days[0].day + timedelta(days=n) for n in range(len(days))]
    assert 0 <= found.extension <= 20
    assert len(found.story) == len(entries)
    assert (found.due is None) or (found.provisional is None)
    counted = [day.number for day in days if day.counted]
    assert counted == list(range(1, len(counted) + 1))
    if found.best is None:
        assert found.state in {
            State.PAUSED, State.AWAITING_SUPPLEMENT, State.AWAITING_PAYMENT, State.STOPPED,
        }  # fmt: skip
        return
    assert len(counted) == found.period + found.extension
    assert days[-1].day == found.best
    assert national().provisional().is_working(found.best)


@settings(max_examples=150, deadline=None)
@given(ledgers())
def test_an_answer_that_came_earlier_never_gives_more_time(entries: list[Entry]) -> None:
    """Each resumption moved to the day of its pause: the last day is the same or earlier."""
    begun = {
        one.key: one.day
        for one in entries
        if one.kind in (K.PAUSE_THIRD_PARTY, K.PAUSE_OTHER_ORGAN)
    }
    quick = [replace(one, day=begun[one.key]) if one.kind is K.RESUME else one for one in entries]
    before, after = clock(*quick), clock(*entries)
    if before.extension != after.extension or after.best is None:
        return
    assert before.best is not None
    assert before.best <= after.best
