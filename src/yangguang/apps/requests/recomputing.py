"""How the dates of a case's duties follow from a calendar, for when a holiday notice changes it.

Each kind says how its day is counted anew, and what else of the case bears a copy of that day; both
are brought into line in the transaction that signs the changed calendar.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.registry import DutyKind
from yangguang.apps.requests import duty_kinds as kinds
from yangguang.apps.requests.models import Application, Consultation, ConsultationKind, Fee
from yangguang.apps.requests.selectors.clock import entries_of
from yangguang.apps.requests.selectors.readings import readings_of_case
from yangguang.apps.requests.services.clock import copy_onto, reckoning_of
from yangguang.apps.requests.services.consulting import rule_for
from yangguang.apps.requests.services.steps import Step, subject_of, write_event
from yangguang.law.calendar import WorkCalendar
from yangguang.law.clock import governing, reckon, spoken
from yangguang.law.consultations import Party, answer_due, consultation_rule
from yangguang.law.counting import Count
from yangguang.law.fees import payment_due
from yangguang.law.handling import supplement_notice_due
from yangguang.law.readings import Readings


def kinds_with_clocks() -> list[DutyKind]:
    """Every kind of duty of this app; those whose day is counted with how it is."""
    return [_with_clock(kind) for kind in kinds.KINDS]


def _with_clock(kind: DutyKind) -> DutyKind:
    match kind.code:
        case kinds.REPLY:
            return replace(kind, recompute=reply_due, moved=reply_moved)
        case kinds.SERVE:
            return replace(kind, recompute_slot=service_due)
        case kinds.CONFIRM:
            return replace(kind, recompute=confirmation_due)
        case kinds.SUPPLEMENT_NOTICE:
            return replace(kind, recompute=supplement_limit)
        case kinds.CONSULTATION:
            return replace(kind, recompute_slot=opinion_due, moved=opinion_moved)
        case kinds.PAYMENT_WAIT:
            return replace(kind, recompute=payment_limit, moved=payment_moved)
    return kind


def _case(subject_key: str) -> Application | None:
    return Application.objects.select_related("agency").filter(pk=int(subject_key)).first()


def _end(count: Count | None) -> date | None:
    return count.end if count is not None else None


def reply_due(
    subject_key: str, calendar: WorkCalendar, readings: Readings | None = None
) -> date | None:
    """The last day for the reply under this calendar; None while the clock waits.

    ``readings`` are the case's own unless others are tried.
    """
    application = _case(subject_key)
    if application is None or application.received_on is None:
        return None
    counted_by = readings or readings_of_case(application)
    return reckon(entries_of(application), calendar, readings=counted_by).best


def service_due(
    subject_key: str, slot: str, calendar: WorkCalendar, readings: Readings | None = None
) -> date | None:
    """Serving is owed until the reply is; None for what is served again or owes no reply."""
    application = _case(subject_key)
    if slot or application is None or application.closed_on is not None:
        return None
    due = reply_due(subject_key, calendar, readings)
    duty = _duty(kinds.SERVE, application)
    return max(due, duty.opened_on) if due is not None and duty is not None else None


def confirmation_due(subject_key: str, calendar: WorkCalendar) -> date | None:
    """The day of arrival, or the working day after it."""
    application = _case(subject_key)
    return calendar.next_working(application.arrived_on) if application else None


def supplement_limit(
    subject_key: str, calendar: WorkCalendar, readings: Readings | None = None
) -> date | None:
    """The last day to ask for a supplement."""
    application = _case(subject_key)
    if application is None or application.received_on is None:
        return None
    counted_by = readings or readings_of_case(application)
    return _end(supplement_notice_due(application.received_on, calendar, readings=counted_by))


def opinion_due(
    subject_key: str, slot: str, calendar: WorkCalendar, readings: Readings | None = None
) -> date | None:
    """The last day for a party's answer; None where the letter and not the law has set it."""
    consultation = _consultation(slot)
    if consultation is None:
        return None
    kind = ConsultationKind(consultation.kind)
    rule = rule_for(consultation.application, kind)
    if readings is not None:
        entries = entries_of(consultation.application)
        regime = governing(entries, calendar, readings=readings)
        rule = consultation_rule(Party(kind.value), regime, readings=readings)
    return _end(answer_due(rule, consultation.served_on or consultation.sent_on, calendar))


def payment_limit(subject_key: str, calendar: WorkCalendar) -> date | None:
    """The last day to pay, from the receipt of the notice."""
    fee = _fee(subject_key)
    return _end(payment_due(fee.served_on or fee.noticed_on, calendar)) if fee else None


def reply_moved(subject_key: str, slot: str, by: Actor, at: datetime) -> None:
    """Keep the moved day on the application and in its story."""
    found = Application.objects.select_for_update(of=("self",)).select_related("agency")
    application = found.get(pk=int(subject_key))
    copy_onto(application, reckoning_of(application, timezone.localdate(at)))
    application.version += 1
    application.save(update_fields=["version"])
    doing = Step(application, "calendar-moved", by, at, timezone.localdate(at))
    if application.due_on is not None:
        doing.after = {"due_on": application.due_on}
        doing.say(
            f"放假安排变更，答复期限至{spoken(application.due_on)}",
            public=f"因国家放假安排变更，答复期限至{spoken(application.due_on)}。",
        )
    write_event(doing, source=application.state, target=application.state)


def opinion_moved(subject_key: str, slot: str, by: Actor, at: datetime) -> None:
    """Keep the moved day on the consultation."""
    consultation = _consultation(slot)
    duty = _duty(kinds.CONSULTATION, consultation.application, slot) if consultation else None
    if consultation is not None and duty is not None:
        consultation.due_on = duty.due_on
        consultation.save(update_fields=["due_on"])


def payment_moved(subject_key: str, slot: str, by: Actor, at: datetime) -> None:
    """Keep the moved day on the fee."""
    fee = _fee(subject_key)
    duty = _duty(kinds.PAYMENT_WAIT, fee.application) if fee else None
    if fee is not None and duty is not None:
        fee.due_on = duty.due_on
        fee.save(update_fields=["due_on"])


def _consultation(slot: str) -> Consultation | None:
    found: Consultation | None = (
        Consultation.objects.select_related("application").filter(pk=int(slot)).first()
    )
    return found


def _fee(subject_key: str) -> Fee | None:
    found: Fee | None = (
        Fee.objects.select_related("application")
        .filter(application=int(subject_key))
        .order_by("-id")
        .first()
    )
    return found


def _duty(code: str, application: Application, slot: str = "") -> Duty | None:
    subject = subject_of(application)
    found: Duty | None = Duty.objects.filter(
        kind=code, subject_kind=subject.kind, subject_key=subject.key, slot=slot
    ).first()
    return found
