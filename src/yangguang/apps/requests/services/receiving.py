"""收到申请之日: confirmed with the applicant, entered, put right, and what begins with it.

依据：《条例》第三十一条（收到申请的时间）、第三十条（补正）、第三十三条（期限）。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.duties.services import open_duty
from yangguang.apps.requests.duty_kinds import CONFIRM, SUPPLEMENT_NOTICE
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.selectors.readings import readings_of_case
from yangguang.apps.requests.services.clock import add_entry, restart_from
from yangguang.apps.requests.services.duties import done, find_duty, limit_of, owe
from yangguang.apps.requests.services.steps import Step, step, subject_of
from yangguang.apps.requests.workflow import impossible
from yangguang.law.citation import Citation, cite
from yangguang.law.clock import EntryKind, spoken
from yangguang.law.handling import supplement_notice_due
from yangguang.law.receipt import Channel, ConfirmationNeeded, receipt
from yangguang.law.regimes import Regime, regime_of


def confirm_receipt(
    *,
    application: Application,
    confirmed_on: date,
    how: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Application:
    """Record the day on which body and applicant confirmed: from then on the period runs.

    ``how`` says by which call, message or visit. Raises NotPossible for a day before the arrival.
    """
    with step("confirm", application, by=by, at=at, version=version) as doing:
        doing.require_day(confirmed_on, earliest=doing.application.arrived_on, what="确认日期")
        note = doing.require_text(how, "确认方式")
        _start_clock(doing, confirmed_on=confirmed_on)
        done(doing, CONFIRM, on=confirmed_on)
        doing.note = note
    return application


def correct_receipt(
    *,
    application: Application,
    arrived_on: date,
    reason: str,
    by: Actor,
    at: datetime,
    confirmed_on: date | None = None,
    version: int | None = None,
) -> Application:
    """Put a wrongly entered day of arrival or confirmation right; the clock is reckoned anew.

    The register number stays. Raises NotPossible where an event on the clock is older than the
    right day, and where another regulation would govern the case.
    """
    with step("correct-receipt", application, by=by, at=at, version=version) as doing:
        current = doing.application
        why = doing.require_text(reason, "更正的理由和依据（信封、邮戳、确认记录）")
        doing.require_day(arrived_on, what="到达日期")
        if confirmed_on is not None:
            doing.require_day(confirmed_on, earliest=arrived_on, what="确认日期")
        came = _receipt_of(Channel(current.channel), arrived_on, confirmed_on)
        before = current.received_on
        if before is None or regime_of(before) is not regime_of(came.day):
            raise impossible(
                came.citation.short,
                "更正后适用的条例不同，不能在本件上更正，请撤销登记后重新登记。",
            )
        current.arrived_on, current.confirmed_on = arrived_on, came.confirmed
        current.received_on = came.day
        current.save(update_fields=["arrived_on", "confirmed_on", "received_on"])
        due = restart_from(doing, came.day, reason=why, citation=came.citation.short).best
        notice = find_duty(SUPPLEMENT_NOTICE, current)
        if notice is not None and notice.is_open:
            open_supplement_limit(doing, came.day)
        doing.basis = came.citation.short
        doing.before = {"received_on": before.isoformat()}
        doing.after = {"received_on": came.day, "due_on": due}
        doing.say(
            f"收到申请之日由{spoken(before)}更正为{spoken(came.day)}",
            public=f"收到您申请的日期更正为{spoken(came.day)}，"
            f"答复期限{f'至{spoken(due)}' if due else '另行计算'}。",
            note=why,
        )
    return application


@dataclass(frozen=True, slots=True)
class _Came:
    """The legal day of receipt; ``confirmed`` is None for a channel that needs no confirmation."""

    day: date
    confirmed: date | None
    citation: Citation
    sentence: str


def _receipt_of(channel: Channel, arrived_on: date, confirmed_on: date | None) -> _Came:
    try:
        came = receipt(arrived_on, channel, confirmed=confirmed_on)
    except ConfirmationNeeded as problem:
        raise impossible("《条例》第三十一条", str(problem)) from problem
    confirmed = confirmed_on if channel.needs_confirmation else None
    return _Came(came.day, confirmed, came.citation, came.sentence)


def receive(
    application: Application, *, confirmed_on: date | None, by: Actor, at: datetime
) -> None:
    """Received in the same moment in which it is registered; the receipt tells the applicant."""
    with step("confirm", application, by=by, at=at) as doing:
        doing.tells = False
        _start_clock(doing, confirmed_on=confirmed_on)


def _start_clock(doing: Step, *, confirmed_on: date | None) -> None:
    """The legal day of receipt, the first entry of the ledger and the duties that begin with it."""
    application = doing.application
    came = _receipt_of(Channel(application.channel), application.arrived_on, confirmed_on)
    application.confirmed_on = came.confirmed
    application.received_on = came.day
    application.save(update_fields=["confirmed_on", "received_on"])
    reckoning = add_entry(doing, EntryKind.START, day=came.day, citation=came.citation.short)
    open_supplement_limit(doing, came.day)
    due = reckoning.best
    forecast = "（预计）" if reckoning.due is None else ""
    doing.day = came.day
    doing.basis = came.citation.short
    doing.after = {"received_on": came.day, "due_on": due}
    doing.say(
        came.sentence,
        public=(
            f"确认{spoken(came.day)}为收到申请之日，"
            f"答复期限{f'至{spoken(due)}' if due else '另行计算'}{forecast}。"
        ),
    )


def open_supplement_limit(doing: Step, received: date) -> None:
    """The limit for asking for supplements, a duty of its own. 依据：《条例》（2019年）第三十条。"""
    application = doing.application
    if regime_of(received) is not Regime.R2019 or application.secret:
        return
    calendar = calendar_of_case(application, doing.today)
    limit = limit_of(
        supplement_notice_due(received, calendar, readings=readings_of_case(application))
    )
    owe(
        doing,
        SUPPLEMENT_NOTICE,
        title="是否需要补正",
        opened_on=received,
        due_on=limit.day,
        provisional=limit.provisional,
    )


def open_confirmation(application: Application, *, by: Actor, at: datetime) -> None:
    """今日确认: the duty to confirm on the day of arrival, or the next working day."""
    calendar = calendar_of(application.agency, on=application.arrived_on).provisional()
    open_duty(
        kind=CONFIRM,
        agency=application.agency,
        subject=subject_of(application),
        title=f"{application.number} 今日与申请人确认收到",
        opened_on=application.arrived_on,
        due_on=calendar.next_working(application.arrived_on),
        basis=cite("regulation-2019/31").short,
        by=by,
        at=at,
    )
