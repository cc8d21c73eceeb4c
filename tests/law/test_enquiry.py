"""When is the reply due: the engine against a case table and against a second way of counting."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.law import counter
from tests.law.counter import Asked
from tests.law.due_cases import Case, read_cases
from yangguang.law.calendar import WorkCalendar, national, regional
from yangguang.law.citation import cite, instrument
from yangguang.law.clock import CEILING, PERIOD, ClockError
from yangguang.law.enquiry import Answer, Facts, as_json, as_text, due, united
from yangguang.law.readings import Readings
from yangguang.law.receipt import Channel, ConfirmationNeeded
from yangguang.law.regimes import NoRegime, Regime

CASES = [*read_cases("due"), *read_cases("due_ahead")]
FIRST = date(2008, 5, 1)
LAST = date(2026, 12, 31)
DAY = timedelta(days=1)


def facts_of(asked: Asked) -> Facts:
    extended = 0 if asked.extended == "max" else asked.extended
    assert extended is None or isinstance(extended, int)
    return Facts(
        asked.received,
        Channel(asked.channel),
        confirmed=asked.confirmed,
        supplemented=asked.supplemented,
        fee_paid=asked.fee_paid,
        pauses=asked.pauses,
        extended=extended,
    )


def ask(asked: Asked) -> Answer:
    return due(facts_of(asked), regional(asked.region))


def the(received: str, channel: Channel = Channel.COUNTER, **known: object) -> Answer:
    return due(Facts(date.fromisoformat(received), channel, **known), national())  # type: ignore[arg-type] # keywords as the caller names them


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_case_of_the_table(case: Case) -> None:
    answer = ask(case.asked).reckoning
    assert answer.regime.value == case.regime
    assert answer.received == case.legal
    assert answer.due == case.due
    assert answer.provisional == case.provisional


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_second_way_of_counting_agrees_with_the_table(case: Case) -> None:
    found = counter.count(case.asked)
    assert (found.regime, found.received) == (case.regime, case.legal)
    assert found.last == (case.due or case.provisional)
    assert found.known is (case.due is not None)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_article_of_a_case_is_in_the_answer(case: Case) -> None:
    answer = ask(case.asked)
    told = {one.citation for one in answer.reckoning.story} | {answer.receipt.citation}
    assert any(_within(cite(case.citation).key, one.key) for one in told)


def _within(wanted: str, found: str) -> bool:
    return found == wanted or found.startswith(f"{wanted}/")


def test_the_table_is_large_enough_and_names_no_case_twice() -> None:
    assert len(CASES) > 200
    assert len({case.name for case in CASES}) == len(CASES)
    for case in CASES:
        instrument(cite(case.citation).instrument)


# --- random facts -----------------------------------------------------------------------------

receipts = st.dates(FIRST, date(2030, 6, 30))
spells = st.integers(0, 45)


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    """Facts in every combination; events may fall on any day, working or not."""
    received = draw(receipts)
    channel = draw(st.sampled_from(list(Channel)))
    confirmed = received + timedelta(days=draw(st.integers(0, 20)))
    if not channel.needs_confirmation and draw(st.booleans()):
        legal, confirmed_or_none = received, None
    else:
        legal = confirmed if channel.needs_confirmation else received
        confirmed_or_none = confirmed
    supplemented = draw(st.none() | st.builds(lambda n: legal + timedelta(days=n), spells))
    fee_paid = draw(st.none() | st.builds(lambda n: legal + timedelta(days=n), spells))
    if fee_paid is not None and fee_paid < date(2021, 1, 1):
        fee_paid = None
    pauses = draw(
        st.lists(
            st.builds(
                lambda begin, length: (
                    legal + timedelta(days=begin),
                    legal + timedelta(days=begin + length),
                ),
                st.integers(-10, 90),
                st.integers(0, 40),
            ),
            max_size=4,
        )
    )
    top = CEILING[Regime.R2019 if legal >= counter.FIRST_2019 else Regime.R2007]
    extended: int | str | None = draw(st.none() | st.just("max") | st.integers(1, top))
    region = draw(st.sampled_from(["", "45"]))
    return Asked(
        received,
        channel.value,
        confirmed_or_none,
        supplemented,
        fee_paid,
        tuple(pauses),
        extended,
        region,
    )


@settings(max_examples=400, deadline=None)
@given(questions())
def test_both_ways_of_counting_agree_on_any_facts(asked: Asked) -> None:
    found = counter.count(asked)
    answer = ask(asked).reckoning
    assert answer.regime.value == found.regime
    assert answer.received == found.received
    assert answer.best == found.last
    assert (answer.due is not None) is found.known
    assert tuple(day.day for day in answer.days) == found.listed
    assert tuple(day.day for day in answer.days if day.counted) == found.counted


@settings(max_examples=200, deadline=None)
@given(questions())
def test_each_day_is_explained_as_the_second_way_explains_it(asked: Asked) -> None:
    begin = counter.count(asked).listed[0]
    for day in ask(asked).reckoning.days:
        assert day.why.value == counter.why(day.day, asked, begin), day


@settings(max_examples=150, deadline=None)
@given(questions())
def test_the_proof_is_whole(asked: Asked) -> None:
    answer = ask(asked).reckoning
    days = answer.days
    assert [later.day - earlier.day for earlier, later in pairwise(days)] == [DAY] * (len(days) - 1)
    counted = [day for day in days if day.counted]
    assert [day.number for day in counted] == list(range(1, answer.period + answer.extension + 1))
    assert answer.period == PERIOD[answer.regime]
    assert 0 <= answer.extension <= CEILING[answer.regime]
    assert days[-1].day == answer.best
    assert days[-1].counted
    assert days[0].why.value == "receipt"


@settings(max_examples=200, deadline=None)
@given(questions())
def test_the_last_day_is_a_working_day(asked: Asked) -> None:
    best = ask(asked).reckoning.best
    assert best is not None
    assert counter.worked(best, asked.region)


@settings(max_examples=150, deadline=None)
@given(received=receipts, later=st.integers(1, 60), extended=st.none() | st.integers(1, 15))
def test_who_comes_later_is_answered_no_earlier(
    received: date, later: int, extended: int | None
) -> None:
    """Within one regulation: the one of 2019 gives five days more."""
    other = received + timedelta(days=later)
    if received < counter.FIRST_2019 <= other:
        return
    calendar = national()
    first = due(Facts(received, Channel.COUNTER, extended=extended), calendar).reckoning.best
    second = due(Facts(other, Channel.COUNTER, extended=extended), calendar).reckoning.best
    assert first is not None
    assert second is not None
    assert first <= second


@settings(max_examples=150, deadline=None)
@given(received=st.dates(FIRST, date(2026, 5, 1)), begin=st.integers(0, 25), n=st.integers(0, 30))
def test_pausing_n_working_days_moves_the_last_day_by_n(received: date, begin: int, n: int) -> None:
    """A pause begun while the period runs and covering n working days costs exactly those."""
    calendar = national()
    plain = due(Facts(received, Channel.COUNTER), calendar).reckoning.due
    assert plain is not None
    after = received + timedelta(days=begin)
    if after >= plain:
        return
    through = calendar.add(after, n)
    paused = due(Facts(received, Channel.COUNTER, pauses=((after, through),)), calendar)
    assert paused.reckoning.due == calendar.add(plain, n)


@settings(max_examples=100, deadline=None)
@given(received=receipts, begin=st.integers(0, 30))
def test_a_pause_within_one_day_costs_nothing(received: date, begin: int) -> None:
    calendar = national()
    day = received + timedelta(days=begin)
    plain = due(Facts(received, Channel.COUNTER), calendar).reckoning
    paused = due(Facts(received, Channel.COUNTER, pauses=((day, day),)), calendar).reckoning
    assert paused.days == plain.days


@settings(max_examples=100, deadline=None)
@given(received=receipts, days=st.integers(1, 15))
def test_an_extension_adds_its_days_and_the_ceiling_is_the_most(received: date, days: int) -> None:
    calendar = national()
    plain = due(Facts(received, Channel.COUNTER), calendar).reckoning
    longer = due(Facts(received, Channel.COUNTER, extended=days), calendar).reckoning
    most = due(Facts(received, Channel.COUNTER, extended=0), calendar).reckoning
    assert plain.best is not None
    assert most.best is not None
    assert longer.best is not None
    assert longer.best == calendar.provisional().add(plain.best, days)
    assert longer.best <= most.best
    assert most.extension == CEILING[plain.regime]


@settings(max_examples=100, deadline=None)
@given(questions(), st.randoms(use_true_random=False))
def test_the_order_and_repetition_of_pauses_do_not_matter(asked: Asked, random: object) -> None:
    pauses = list(asked.pauses) * 2
    random.shuffle(pauses)  # type: ignore[attr-defined] # a random.Random that hypothesis shrinks
    facts = facts_of(asked)
    again = Facts(
        facts.arrived, facts.channel, facts.confirmed, facts.supplemented, facts.fee_paid,
        tuple(pauses), facts.extended,
    )  # fmt: skip
    calendar = regional(asked.region)
    assert due(again, calendar).reckoning.days == due(facts, calendar).reckoning.days


@settings(max_examples=60, deadline=None)
@given(received=st.dates(date(2014, 1, 1), date(2026, 6, 1)))
def test_a_region_differs_from_the_nation_only_around_its_days(received: date) -> None:
    here = due(Facts(received, Channel.COUNTER), regional("45")).reckoning
    there = due(Facts(received, Channel.COUNTER), national()).reckoning
    odd = counter.GUANGXI_OFF | counter.GUANGXI_ON
    near = any(day.day in odd or day.day == date(2020, 3, 26) for day in (*here.days, *there.days))
    if not near:
        assert here.due == there.due
        assert [day.why for day in here.days] == [day.why for day in there.days]


# --- facts that cannot be ---------------------------------------------------------------------


def test_an_extension_above_the_ceiling_is_refused_with_the_ceiling() -> None:
    with pytest.raises(ClockError, match=r"最长不得超过20个工作日.*第三十三条第二款.*现为21个"):
        the("2026-03-05", extended=21)
    with pytest.raises(ClockError, match=r"最长不得超过15个工作日.*（2007年）第二十四条第二款"):
        the("2018-03-05", extended=16)


def test_a_reversed_pause_is_refused() -> None:
    with pytest.raises(ClockError, match="结束日2026-03-10早于开始日2026-03-20"):
        the("2026-03-05", pauses=((date(2026, 3, 20), date(2026, 3, 10)),))


def test_a_supplement_or_a_payment_before_the_receipt_is_refused() -> None:
    with pytest.raises(ClockError, match="收到补正的日期2026-03-04早于收到申请之日2026-03-05"):
        the("2026-03-05", supplemented=date(2026, 3, 4))
    with pytest.raises(ClockError, match="缴清费用的日期2026-03-06早于收到申请之日2026-03-07"):
        the(
            "2026-03-05",
            Channel.ONLINE,
            confirmed=date(2026, 3, 7),
            fee_paid=date(2026, 3, 6),
        )


def test_a_fee_before_there_was_one_is_refused() -> None:
    with pytest.raises(ClockError, match="信息处理费自2021年1月1日起收取"):
        the("2020-12-01", fee_paid=date(2020, 12, 31))


def test_a_receipt_before_the_regulation_is_refused() -> None:
    with pytest.raises(NoRegime, match="2008年5月1日"):
        the("2008-04-30")


def test_a_letter_without_confirmation_is_refused_by_its_article() -> None:
    with pytest.raises(ConfirmationNeeded, match="第三十一条"):
        the("2026-03-05", Channel.ORDINARY)


def test_an_open_reading_can_be_answered_otherwise() -> None:
    strict = due(
        Facts(date(2026, 3, 5), Channel.COUNTER),
        national(),
        readings=Readings(first_day_counts=True),
    )
    assert strict.reckoning.due == date(2026, 4, 1)
    assert the("2026-03-05").reckoning.due == date(2026, 4, 2)
    assert "自2026年3月5日起算" in as_text(strict)
    assert "自2026年3月6日起算" in as_text(the("2026-03-05"))


def test_the_ceiling_follows_the_regulation_as_it_is_read() -> None:
    facts = Facts(date(2019, 5, 14), Channel.COUNTER, extended=0)
    assert due(facts, national()).reckoning.extension == 15
    other = Readings(pending_cases_keep_2007=False)
    assert due(facts, national(), readings=other).reckoning.extension == 20


def test_an_extension_holds_after_a_payment_under_the_default_reading_only() -> None:
    facts = Facts(date(2022, 5, 5), Channel.COUNTER, fee_paid=date(2022, 6, 10), extended=10)
    other = Readings(extension_survives_restart=False)
    assert due(facts, national()).reckoning.extension == 10
    # The asker names no day for the extension: it is read after the payment and stays.
    assert due(facts, national(), readings=other).reckoning.extension == 10


def test_pauses_are_united_and_cut_at_the_receipt() -> None:
    def day(n: int) -> date:
        return date(2026, 3, n)

    given_ = [(day(20), day(22)), (day(1), day(6)), (day(5), day(9)), (day(9), day(10))]
    assert united(given_, since=day(4)) == ((day(4), day(10)), (day(20), day(22)))
    assert united([(day(1), day(3))], since=day(4)) == ()


# --- what is shown ----------------------------------------------------------------------------


def test_the_answer_for_programs_has_exactly_the_agreed_shape() -> None:
    told = as_json(the("2026-03-05", Channel.ONLINE, confirmed=date(2026, 3, 6)))
    assert list(told) == ["regime", "received", "due", "days"]
    assert told["regime"] == "2019"
    assert told["received"] == "2026-03-06"
    assert told["due"] == "2026-04-03"
    days = told["days"]
    assert isinstance(days, list)
    assert days[0] == {
        "date": "2026-03-06",
        "counted": False,
        "why": "receipt",
        "basis": "《条例》第三十一条",
    }
    assert days[1] == {
        "date": "2026-03-07",
        "counted": False,
        "why": "weekend",
        "basis": "《国务院关于职工工作时间的规定》第七条",
    }
    assert days[3] == {
        "date": "2026-03-09",
        "counted": True,
        "why": "counted",
        "basis": "《条例》第三十三条第二款",
    }
    assert days[-1]["date"] == "2026-04-03"


def test_past_the_known_years_the_date_is_provisional() -> None:
    told = as_json(the("2026-12-10"))
    assert list(told) == ["regime", "received", "due", "provisional", "days"]
    assert told["due"] is None
    assert told["provisional"] == "2027-01-08"


@settings(max_examples=100, deadline=None)
@given(questions())
def test_every_day_for_programs_has_one_of_the_six_words_and_a_basis(asked: Asked) -> None:
    told = as_json(ask(asked))
    assert ("provisional" in told) is (told["due"] is None)
    days = told["days"]
    assert isinstance(days, list)
    for day in days:
        assert set(day) == {"date", "counted", "why", "basis"}
        assert day["why"] in {"counted", "weekend", "holiday", "make-up", "paused", "receipt"}
        assert day["counted"] is (day["why"] in {"counted", "make-up"})
        assert any("\u4e00" <= letter <= "\u9fff" for letter in day["basis"]), day


@pytest.mark.parametrize(
    ("day", "why", "basis"),
    [
        ("2026-02-14", "make-up", "国办发明电〔2025〕7号"),
        ("2026-02-15", "holiday", "国办发明电〔2025〕7号"),
        ("2026-02-21", "holiday", "国办发明电〔2025〕7号"),
        ("2026-02-23", "holiday", "国办发明电〔2025〕7号"),
        ("2026-02-28", "make-up", "国办发明电〔2025〕7号"),
        ("2026-03-01", "weekend", "《国务院关于职工工作时间的规定》第七条"),
        ("2026-03-02", "counted", "《条例》第三十三条第二款"),
        ("2026-03-04", "paused", "《条例》第三十三条第三款"),
        ("2026-03-07", "paused", "《条例》第三十三条第三款"),
    ],
)
def test_a_day_is_named_by_what_it_is(day: str, why: str, basis: str) -> None:
    told = as_json(the("2026-02-10", pauses=((date(2026, 3, 3), date(2026, 3, 9)),)))
    days = told["days"]
    assert isinstance(days, list)
    [found] = [one for one in days if one["date"] == day]
    assert (found["why"], found["basis"]) == (why, basis)


def test_a_regional_day_names_the_region_s_own_text() -> None:
    told = as_json(due(Facts(date(2024, 4, 1), Channel.COUNTER), regional("45")))
    days = told["days"]
    assert isinstance(days, list)
    [found] = [one for one in days if one["date"] == "2024-04-11"]
    assert found["why"] == "holiday"
    assert "广西" in found["basis"]


def test_the_page_tells_only_what_the_asker_told() -> None:
    page = as_text(
        the(
            "2026-02-10",
            Channel.ONLINE,
            confirmed=date(2026, 2, 11),
            extended=3,
            pauses=((date(2026, 3, 3), date(2026, 3, 9)),),
        )
    )
    assert "2026年2月10日到达，2026年2月11日确认" in page
    assert "· 答复期限延长3个工作日。" in page
    assert "2026年3月3日征求意见，自次日起不计入期限" in page
    assert "第三方" not in page
    assert "2026-03-06 周五    —     扣除，不计  征求意见；《条例》第三十三条第三款" in page
    assert page.endswith("答复期限届满日：2026年3月26日")


def test_the_page_says_that_a_pause_over_before_the_receipt_changes_nothing() -> None:
    page = as_text(the("2026-03-05", pauses=((date(2026, 2, 2), date(2026, 2, 9)),)))
    assert "2026年2月2日至2026年2月9日的征求意见在收到申请之前已经结束，不影响期限。" in page
    assert page.endswith("答复期限届满日：2026年4月2日")


def test_the_page_says_that_2007_had_no_rule_of_receipt() -> None:
    page = as_text(the("2018-03-05"))
    assert "适用：中华人民共和国政府信息公开条例（国务院令第492号）" in page
    assert "2007年条例没有规定，参照《条例》第三十一条第（一）项" in page


def test_the_page_marks_what_is_expected_only() -> None:
    page = as_text(the("2026-12-10"))
    assert "2027-01-01 周五    —     节假日，不计（预计）  元旦；" in page
    assert "2026-12-31 周四  第15日  计入  《条例》第三十三条第二款" in page
    assert "预计答复期限届满日：2027年1月8日（该年节假日安排尚未公布" in page


def test_no_line_of_the_page_lists_a_day_twice() -> None:
    page = as_text(the("2026-02-10", extended=0))
    listed = [line[:10] for line in page.splitlines() if line[:4].isdigit()]
    assert len(listed) == len(set(listed)) == len(the("2026-02-10", extended=0).reckoning.days)


def test_the_same_question_has_the_same_answer_on_any_equal_calendar() -> None:
    facts = Facts(date(2026, 2, 10), Channel.COUNTER)
    one: WorkCalendar = national()
    other = national(known_on=date(2026, 6, 1))
    assert due(facts, one).reckoning == due(facts, other).reckoning
