"""An office's own answers to what the law leaves open, through the services that handle a case."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.builders.agencies import BY as OFFICE
from tests.builders.agencies import City
from tests.builders.requests import BY, an_application, at, received, replied
from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import AppendOnlyError
from yangguang.apps.duties.models import CalendarRevision, Duty, Outcome
from yangguang.apps.duties.services import drop_change, sign_off_change
from yangguang.apps.requests import duty_kinds
from yangguang.apps.requests.models import (
    Application,
    CaseReadings,
    Consultation,
    ConsultationAnswer,
    ConsultationKind,
    Fee,
    ReadingChoice,
)
from yangguang.apps.requests.selectors.cases import case_of
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.selectors.following import followed
from yangguang.apps.requests.selectors.readings import (
    answers_of,
    readings_in_force,
    readings_of_case,
)
from yangguang.apps.requests.services.consulting import consult, record_opinion
from yangguang.apps.requests.services.extending import extend
from yangguang.apps.requests.services.fees import notice_fee, pay_fee
from yangguang.apps.requests.services.kinds import regime_for
from yangguang.apps.requests.services.readings import propose_reading, reached_by
from yangguang.apps.requests.services.receiving import correct_receipt
from yangguang.apps.requests.services.splitting import split
from yangguang.apps.requests.services.supplementing import ask_supplement, receive_supplement
from yangguang.apps.requests.workflow import NotPossible
from yangguang.law.readings import DEFAULT_READINGS, EXPLAINED, Readings, UnknownReading
from yangguang.law.receipt import Channel
from yangguang.law.regimes import Regime

pytestmark = pytest.mark.django_db


def propose(
    agency: Agency, name: str, value: bool | None, since: date, *, on: date | None = None
) -> CalendarRevision:
    return propose_reading(
        agency=agency,
        name=name,
        value=value,
        since=since,
        reason="按市政府法制机构的意见",
        by=OFFICE,
        at=at(on or since, 8),
    )


def choose(
    agency: Agency, name: str, value: bool | None, since: date, *, on: date | None = None
) -> CalendarRevision:
    """Proposed and signed on one day."""
    revision = propose(agency, name, value, since, on=on)
    return sign_off_change(revision=revision, by=OFFICE, at=at(on or since, 9))


def fresh(application: Application) -> Application:
    return Application.objects.select_related("agency", "applicant").get(pk=application.pk)


def duty(application: Application, kind: str = duty_kinds.REPLY) -> Duty:
    return Duty.objects.get(kind=kind, subject_key=str(application.pk), slot="")


# Each other answer, day by day, through the services.


def test_the_day_of_receipt_counted_as_the_first(city: City) -> None:
    choose(city.health, "first_day_counts", True, date(2026, 3, 1))
    application = received(city.health, on=date(2026, 3, 2))
    # Monday 2 March is day 1: five full weeks end on Friday 27 March with day 20.
    assert application.due_on == date(2026, 3, 27)
    assert duty(application).due_on == date(2026, 3, 27)
    assert duty(application, duty_kinds.SUPPLEMENT_NOTICE).due_on == date(2026, 3, 10)
    with pytest.raises(NotPossible, match="2026年3月10日前"):
        ask_supplement(
            application=application, items="年份", reason="", until=date(2026, 3, 25), by=BY,
            at=at(date(2026, 3, 11)),
        )  # fmt: skip
    saturday = received(city.health, on=date(2026, 3, 7))
    assert saturday.due_on == date(2026, 4, 3)
    today = date(2026, 3, 9)
    shown = case_of(fresh(application), calendar_of_case(application, today)).reckoning
    assert shown is not None
    assert [(day.day, day.number) for day in shown.days[:2]] == [
        (date(2026, 3, 2), 1),
        (date(2026, 3, 3), 2),
    ]
    assert followed(fresh(application)).due == date(2026, 3, 27)


def test_the_day_of_payment_counted_as_the_first(city: City) -> None:
    choose(city.health, "first_day_counts", True, date(2026, 3, 1))
    application = received(city.health, on=date(2026, 3, 2))
    notice_fee(
        application=application, basis=Fee.Basis.PAGES, count=100, how="缴款码", by=BY,
        at=at(date(2026, 3, 5)), with_letter=False,
    )  # fmt: skip
    pay_fee(
        application=application, paid_on=date(2026, 3, 9), receipt_number="1", by=BY,
        at=at(date(2026, 3, 9)),
    )  # fmt: skip
    # Monday 9 March is day 1: 9–13, 16–20, 23–27 March and 30 March–3 April are twenty.
    assert fresh(application).due_on == date(2026, 4, 3)
    assert "自当日起重新计算" in application.events.get(act="pay-fee").public


def test_a_supplement_under_2007_that_restarts_nothing(city: City) -> None:
    choose(city.health, "supplement_restarts_under_2007", False, date(2018, 4, 1))
    application = received(city.health, on=date(2018, 4, 2))
    # 3, 4, 8 (worked), 9–13, 16–20, 23, 24 April: fifteen working days.
    assert application.due_on == date(2018, 4, 24)
    ask_supplement(
        application=application, items="年份", reason="", until=date(2018, 4, 20), by=BY,
        at=at(date(2018, 4, 9)), with_letter=False,
    )  # fmt: skip
    assert fresh(application).clock_state == "running"
    assert duty(application).is_open
    receive_supplement(application=application, text="2017年", by=BY, at=at(date(2018, 4, 13)))
    assert fresh(application).due_on == date(2018, 4, 24)
    event = application.events.get(act="receive-supplement")
    assert event.public == "已收到您补正的申请，答复期限不重新计算，答复期限至2018年4月24日。"
    usual = received(city.office, on=date(2018, 4, 2))
    ask_supplement(
        application=usual, items="年份", reason="", until=date(2018, 4, 20), by=BY,
        at=at(date(2018, 4, 9)), with_letter=False,
    )  # fmt: skip
    assert fresh(usual).clock_state == "awaiting-supplement"
    receive_supplement(application=usual, text="2017年", by=BY, at=at(date(2018, 4, 13)))
    assert fresh(usual).due_on == date(2018, 5, 7)


def test_an_extension_that_a_restart_ends_may_be_told_anew(city: City) -> None:
    choose(city.health, "extension_survives_restart", False, date(2026, 3, 1))
    mine, usual = received(city.health), received(city.office)
    for application in (mine, usual):
        extend(
            application=application, days=5, reason="多", by=BY, at=at(date(2026, 3, 5)),
            with_letter=False,
        )  # fmt: skip
        assert fresh(application).due_on == date(2026, 4, 7)
        notice_fee(
            application=application, basis=Fee.Basis.PAGES, count=100, how="缴款码", by=BY,
            at=at(date(2026, 3, 5)), with_letter=False,
        )  # fmt: skip
        pay_fee(
            application=application, paid_on=date(2026, 3, 9), receipt_number="1", by=BY,
            at=at(date(2026, 3, 9)),
        )  # fmt: skip
    # Twenty working days after 9 March (Qingming is Monday 6 April), with and without five more.
    assert fresh(mine).due_on == date(2026, 4, 7)
    assert fresh(usual).due_on == date(2026, 4, 14)
    extend(
        application=mine, days=10, reason="仍多", by=BY, at=at(date(2026, 3, 10)),
        with_letter=False,
    )  # fmt: skip
    assert fresh(mine).due_on == date(2026, 4, 21)
    with pytest.raises(NotPossible, match="只能延长一次"):
        extend(application=mine, days=1, reason="又多", by=BY, at=at(date(2026, 3, 11)))
    with pytest.raises(NotPossible, match="只能延长一次"):
        extend(application=usual, days=1, reason="又多", by=BY, at=at(date(2026, 3, 11)))


def _asked_an_organ(agency: Agency) -> tuple[Application, Consultation]:
    application = received(agency, on=date(2018, 4, 2))
    consultation = consult(
        application=application, kind=ConsultationKind.OTHER_ORGAN, party="清源市水利局", by=BY,
        at=at(date(2018, 4, 9)), with_letter=False,
    )  # fmt: skip
    return application, consultation


def test_other_organs_that_cost_days_under_2007(city: City) -> None:
    choose(city.health, "other_organs_pause_under_2007", True, date(2018, 4, 1))
    mine, consultation = _asked_an_organ(city.health)
    usual, other = _asked_an_organ(city.office)
    assert fresh(mine).clock_state == "paused"
    assert "所需时间不计算在答复期限内" in mine.events.get(act="consult-organ").public
    assert fresh(usual).due_on == date(2018, 4, 24)
    assert "不计算" not in usual.events.get(act="consult-organ").public
    for asked in (consultation, other):
        record_opinion(
            consultation=asked, answer=ConsultationAnswer.AGREES, reasons="", by=BY,
            at=at(date(2018, 4, 12)),
        )  # fmt: skip
    # 10, 11 and 12 April are taken out: 25, 26 and 27 April come instead.
    assert fresh(mine).due_on == date(2018, 4, 27)
    assert fresh(usual).due_on == date(2018, 4, 24)


def test_a_case_of_2007_that_still_ran_on_the_day_of_change(city: City) -> None:
    choose(city.health, "pending_cases_keep_2007", False, date(2019, 4, 1))
    mine = received(city.health, on=date(2019, 5, 6))
    usual = received(city.office, on=date(2019, 5, 6))
    over = received(city.health, on=date(2019, 4, 12))
    assert (fresh(usual).regime, fresh(usual).due_on) == ("2007", date(2019, 5, 27))
    # 7–10, 13–17, 20–24, 27–31 May and 3 June: twenty working days.
    assert (fresh(mine).regime, fresh(mine).due_on) == ("2019", date(2019, 6, 3))
    assert regime_for(fresh(mine)) is Regime.R2019
    # 15–19, 22–26, 28 (worked), 29, 30 April, 5 (worked), 6 May: over before the change.
    assert (fresh(over).regime, fresh(over).due_on) == ("2007", date(2019, 5, 6))
    asked = consult(
        application=mine, kind=ConsultationKind.CO_MAKER, party="清源市水利局", by=BY,
        at=at(date(2019, 5, 20)), with_letter=False,
    )  # fmt: skip
    assert asked.due_on == date(2019, 6, 11)
    assert fresh(mine).clock_state == "paused"


def test_an_extension_told_after_the_last_day_that_counts(city: City) -> None:
    choose(city.health, "late_extension_counts", True, date(2026, 3, 1))
    mine, usual = received(city.health), received(city.office)
    assert mine.due_on == date(2026, 3, 30)
    with pytest.raises(NotPossible, match="已于2026年3月30日届满"):
        extend(application=usual, days=10, reason="多", by=BY, at=at(date(2026, 4, 1)))
    extend(
        application=mine, days=10, reason="多", by=BY, at=at(date(2026, 4, 1)), with_letter=False
    )
    # Ten more after 30 March: 31 March, 1–3, 7–10, 13 and 14 April.
    assert fresh(mine).due_on == date(2026, 4, 14)
    assert duty(mine).due_on == date(2026, 4, 14)


def test_every_reading_has_a_day_table_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    for reading in EXPLAINED:
        other = not getattr(DEFAULT_READINGS, reading.name)
        assert f'"{reading.name}", {other}, date(' in text, reading.name


# Choosing: dated, inherited, signed.


def test_a_choice_counts_for_what_is_received_from_its_day_on(city: City) -> None:
    before = received(city.health, on=date(2026, 3, 2))
    revision = choose(city.health, "first_day_counts", True, date(2026, 3, 4))
    after = received(city.health, on=date(2026, 3, 4))
    assert revision.changes.count() == 0
    assert fresh(before).due_on == date(2026, 3, 30)
    assert after.due_on == date(2026, 3, 31)
    assert readings_of_case(before) == DEFAULT_READINGS
    assert readings_of_case(after) == Readings(first_day_counts=True)
    shown = case_of(fresh(after), calendar_of_case(after, date(2026, 3, 5)))
    assert [(one.name, told[:1]) for one, told in shown.readings] == [("first_day_counts", "算")]


def test_an_old_paper_application_entered_later_counts_as_it_did_when_it_came(city: City) -> None:
    choose(city.health, "first_day_counts", True, date(2026, 3, 4))
    late_entry = an_application(city.health, on=date(2026, 3, 2))
    assert fresh(late_entry).due_on == date(2026, 3, 30)


def test_a_choice_reaches_the_bodies_below_that_have_none_of_their_own(city: City) -> None:
    on = date(2026, 3, 2)
    choose(city.office, "first_day_counts", True, on)
    assert readings_in_force(city.health, on) == DEFAULT_READINGS  # not below the office
    top = city.government
    choose(top, "late_extension_counts", True, on)
    assert readings_in_force(city.health, on).late_extension_counts
    assert not readings_in_force(city.health, date(2026, 3, 1)).late_extension_counts
    choose(city.health, "late_extension_counts", False, on, on=date(2026, 3, 3))
    assert not readings_in_force(city.health, on).late_extension_counts
    choose(city.health, "late_extension_counts", None, on, on=date(2026, 3, 4))
    assert readings_in_force(city.health, on).late_extension_counts
    answer = next(
        one for one in answers_of(city.health, on) if one.reading.name == "late_extension_counts"
    )
    assert answer.choice is not None
    assert (answer.choice.agency, answer.is_default) == (top, False)


def test_open_cases_move_only_with_the_signature_and_answered_ones_never(city: City) -> None:
    running = received(city.health, on=date(2026, 3, 2))
    closed = replied(received(city.health, on=date(2026, 3, 2)), on=date(2026, 3, 6))
    elsewhere = received(city.office, on=date(2026, 3, 2))
    since, today = date(2026, 3, 1), date(2026, 3, 9)
    tried = reached_by(
        agency=city.health, name="first_day_counts", value=True, since=since, on=today
    )
    assert [one.application for one in tried] == [running]
    assert {(move.duty.kind, move.due_before, move.due_on) for move in tried[0].moves} == {
        (duty_kinds.REPLY, date(2026, 3, 30), date(2026, 3, 27)),
    }
    assert not CalendarRevision.objects.exists()
    revision = propose(city.health, "first_day_counts", True, since, on=today)
    assert fresh(running).due_on == date(2026, 3, 30)
    assert not ReadingChoice.objects.exists()
    sign_off_change(revision=revision, by=OFFICE, at=at(today, 11))
    assert fresh(running).due_on == date(2026, 3, 27)
    assert duty(running).due_on == date(2026, 3, 27)
    moved = duty(running).changes.order_by("-id").first()
    assert moved is not None
    assert moved.why.startswith("期限计算口径变更：")
    event = running.events.get(act="reading-changed")
    assert event.public == "因期限计算口径调整，答复期限至2026年3月27日。"
    assert fresh(closed).due_on == date(2026, 3, 30)
    assert readings_of_case(closed) == DEFAULT_READINGS
    shown = case_of(fresh(closed), calendar_of_case(closed, today)).reckoning
    assert shown is not None
    assert shown.due == date(2026, 3, 30)
    assert fresh(elsewhere).due_on == date(2026, 3, 30)


def test_the_limit_for_a_supplement_moves_with_the_reply(city: City) -> None:
    application = an_application(city.health, on=date(2026, 3, 2))
    choose(city.health, "first_day_counts", True, date(2026, 3, 1), on=date(2026, 3, 3))
    assert duty(application, duty_kinds.SUPPLEMENT_NOTICE).due_on == date(2026, 3, 10)
    assert duty(application).due_on == date(2026, 3, 27)


def test_a_clock_that_comes_to_rest_and_one_that_begins_to_run(city: City) -> None:
    application, _ = _asked_an_organ(city.health)
    on = date(2018, 4, 10)
    revision = choose(city.health, "other_organs_pause_under_2007", True, date(2018, 4, 1), on=on)
    change = revision.changes.get(duty__kind=duty_kinds.REPLY)
    assert (change.due_before, change.due_after) == (date(2018, 4, 24), None)
    assert (duty(application).outcome, fresh(application).due_on) == (Outcome.CANCELLED, None)
    assert (
        application.events.get(act="reading-changed").public
        == "因期限计算口径调整，答复期限暂停计算。"
    )
    back = choose(
        city.health, "other_organs_pause_under_2007", False, date(2018, 4, 1), on=date(2018, 4, 11)
    )
    change = back.changes.get(duty__kind=duty_kinds.REPLY)
    assert (change.due_before, change.due_after) == (None, date(2018, 4, 24))
    assert duty(application).is_open
    assert fresh(application).due_on == date(2018, 4, 24)


def test_a_case_that_changed_since_the_list_was_made_is_listed_anew(city: City) -> None:
    received(city.health, on=date(2026, 3, 2))
    since, today = date(2026, 3, 1), date(2026, 3, 9)
    revision = propose(city.health, "first_day_counts", True, since, on=today)
    received(city.health, on=date(2026, 3, 3))
    with pytest.raises(Refused, match="现有 2 件期限将变动"):
        sign_off_change(revision=revision, by=OFFICE, at=at(today, 11))
    sign_off_change(revision=revision, by=OFFICE, at=at(today, 12))
    assert CaseReadings.objects.count() == 2


def test_a_dropped_choice_changes_nothing(city: City) -> None:
    application = received(city.health, on=date(2026, 3, 2))
    revision = propose(city.health, "first_day_counts", True, date(2026, 3, 1), on=date(2026, 3, 9))
    drop_change(revision=revision, why="法制机构不同意", by=OFFICE, at=at(date(2026, 3, 10)))
    assert fresh(application).due_on == date(2026, 3, 30)
    assert readings_in_force(city.health, date(2026, 3, 11)) == DEFAULT_READINGS


def test_a_second_extension_forbids_the_way_back(city: City) -> None:
    choose(city.health, "extension_survives_restart", False, date(2026, 3, 1))
    application = received(city.health)
    for day, paid in ((date(2026, 3, 5), date(2026, 3, 9)), (date(2026, 3, 10), None)):
        extend(application=application, days=5, reason="多", by=BY, at=at(day), with_letter=False)
        if paid is not None:
            notice_fee(
                application=application, basis=Fee.Basis.PAGES, count=100, how="缴款码", by=BY,
                at=at(day, 12), with_letter=False,
            )  # fmt: skip
            pay_fee(application=application, paid_on=paid, receipt_number="1", by=BY, at=at(paid))
    with pytest.raises(Refused, match=f"{application.number} 不能改按此口径计算"):
        propose(
            city.health, "extension_survives_restart", True, date(2026, 3, 1), on=date(2026, 3, 11)
        )


def test_the_parts_of_a_divided_application_count_as_the_whole(city: City) -> None:
    choose(city.health, "first_day_counts", True, date(2026, 3, 1))
    whole = received(city.health, on=date(2026, 3, 2))
    choose(city.health, "first_day_counts", False, date(2026, 3, 3))
    parts = split(
        application=whole, parts=["水质结果", "管网计划"], consent="同意", by=BY,
        at=at(date(2026, 3, 4)),
    )  # fmt: skip
    assert [fresh(one).due_on for one in parts] == [date(2026, 3, 27), date(2026, 3, 27)]


def test_a_corrected_day_of_receipt_takes_the_readings_of_the_right_day(city: City) -> None:
    choose(city.health, "first_day_counts", True, date(2026, 3, 4))
    application = received(city.health, on=date(2026, 3, 4))
    correct_receipt(
        application=application, arrived_on=date(2026, 3, 3), reason="签收单", by=BY,
        at=at(date(2026, 3, 5)),
    )  # fmt: skip
    assert readings_of_case(application) == DEFAULT_READINGS
    assert fresh(application).due_on == date(2026, 3, 31)


def test_before_the_confirmation_the_forecast_counts_by_the_day_of_arrival(city: City) -> None:
    from yangguang.portal.requests.receipts import due_of

    choose(city.health, "first_day_counts", True, date(2026, 3, 1))
    application = an_application(city.health, on=date(2026, 3, 2), channel=Channel.ONLINE)
    assert due_of(fresh(application)) == (date(2026, 3, 27), True)


# Refusals.


def test_a_choice_without_a_reason_or_change_or_for_a_day_to_come_is_refused(city: City) -> None:
    on = date(2026, 3, 2)
    with pytest.raises(Refused, match="理由和依据"):
        propose_reading(
            agency=city.health, name="first_day_counts", value=True, since=on, reason=" ",
            by=OFFICE, at=at(on),
        )  # fmt: skip
    with pytest.raises(Refused, match="启用日期不能晚于今天"):
        propose(city.health, "first_day_counts", True, date(2026, 3, 3), on=on)
    with pytest.raises(UnknownReading):
        propose(city.health, "second_day_counts", True, on)
    with pytest.raises(Refused, match="本来就随上级"):
        propose(city.health, "first_day_counts", None, on)
    choose(city.health, "first_day_counts", True, on)
    with pytest.raises(Refused, match="已按此计算"):
        propose(city.health, "first_day_counts", True, on, on=date(2026, 3, 5))
    propose(city.health, "first_day_counts", False, date(2026, 3, 5))
    with pytest.raises(Refused, match="等待签核"):
        propose(city.health, "first_day_counts", None, date(2026, 3, 5))


def test_what_was_chosen_is_never_changed_afterwards(city: City) -> None:
    choose(city.health, "first_day_counts", True, date(2026, 3, 2))
    row = ReadingChoice.objects.get()
    assert (row.reason, row.by) == ("按市政府法制机构的意见", OFFICE.name)
    row.value = False
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(AppendOnlyError):
        ReadingChoice.objects.update(value=False)
