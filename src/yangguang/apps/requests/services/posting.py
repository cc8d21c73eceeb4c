"""Sending letters out: by which way, on which day, with which proof; and what came back.

依据：国办公开办函〔2016〕235号（直接送达、委托送达以签收之日为答复时间，邮寄以交邮之日为答复时间，须交邮政企业）。
"""

from __future__ import annotations

from datetime import date, datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.letters.models import Letter, LetterState
from yangguang.apps.requests.duty_kinds import SERVE
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    Consultation,
    DeliveryWay,
    Reply,
    Service,
)
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.services import consulting, fees
from yangguang.apps.requests.services.duties import done, limit_after, owe
from yangguang.apps.requests.services.steps import Step, step
from yangguang.apps.requests.workflow import impossible, require_lawful
from yangguang.law.clock import spoken
from yangguang.law.delivery import Delivered, Way, delivered, may_deliver

SERVE_AGAIN_DAYS = 5
"""Reading: no article says when a returned letter is to be served again; five working days."""


def send_letter(
    *,
    application: Application,
    letter: Letter,
    way: Way,
    sent_on: date,
    by: Actor,
    at: datetime,
    received_on: date | None = None,
    tracking_number: str = "",
    note: str = "",
    version: int | None = None,
) -> Service:
    """Record how a letter other than the reply went out, and when it arrived.

    Where a period runs from its receipt (consultation, fee notice) it runs from then on. Raises
    NotPossible for the reply itself, which is served by `replying.serve`.
    """
    with step("send-letter", application, by=by, at=at, version=version) as doing:
        current = doing.application
        if not current.letter_links.filter(letter=letter).exists():
            raise impossible("文书不符", "这份文书不属于本件，请在本件文书中选择。")
        if letter.state != LetterState.ISSUED or letter.issued_on is None:
            raise impossible("文书不符", "这份文书没有发出或者已经作废，不能登记送达。")
        if Reply.objects.filter(application=current, letter=letter).exists():
            raise impossible("文书不符", "答复书请用“登记送达”办理，送达之日为答复之日。")
        doing.require_day(sent_on, earliest=letter.issued_on, what="发出日期")
        to_applicant = not Consultation.objects.filter(application=current, letter=letter).exists()
        sent = sent_by(
            doing,
            way,
            sent_on,
            received_on=received_on,
            tracking=tracking_number,
            note=note,
            to_applicant=to_applicant,
            replies=False,
        )
        service = write_service(
            doing,
            letter,
            way,
            sent_on,
            received_on=sent.known_on,
            tracking=tracking_number,
            note=note,
        )
        if sent.known_on is not None:
            _arrived(doing, letter, doing.require_day(sent.known_on, what="送达之日"))
        done(doing, SERVE, on=doing.day, slot=f"l{letter.pk}")
        doing.after = {"letter": letter.number, "way": way.value}
        doing.say(
            f"送达{letter.kind_name}{letter.number}：{_spoken(sent, sent_on)}", note=note.strip()
        )
    return service


def sent_by(
    doing: Step,
    way: Way,
    sent_on: date,
    *,
    received_on: date | None,
    tracking: str,
    note: str,
    to_applicant: bool = True,
    replies: bool = True,
) -> Delivered:
    """The day that counts for a letter sent so. Raises NotPossible for a way that may not be used.

    ``replies``: the letter is the reply itself, whose day of posting is the day of the reply.
    """
    if received_on is not None:
        doing.require_day(received_on, earliest=sent_on, what="签收日期")
    agreed = doing.application.delivery in (DeliveryWay.EMAIL, DeliveryWay.ONLINE)
    verdict = require_lawful(
        may_deliver(
            way, other_ways_failed=bool(note.strip()), applicant_agreed=agreed or not to_applicant
        )
    )
    if way is Way.POST and not tracking.strip():
        why = "邮寄送达以交邮之日为答复之日，" if replies else "邮寄文书，"
        raise impossible(verdict.basis, f"{why}请填写邮件号以备查验。")
    try:
        return delivered(way, sent_on=sent_on, arrived_on=received_on)
    except ValueError as problem:
        raise impossible(verdict.basis, str(problem)) from problem


def _spoken(sent: Delivered, sent_on: date) -> str:
    """How a letter other than the reply went: no day of it is a day of reply."""
    if sent.way is Way.NOTICE:
        return sent.sentence
    words = f"{spoken(sent_on)}{'交邮' if sent.way is Way.POST else '送出'}"
    if sent.known_on is None:
        return f"{words}，尚未收到签收记录"
    return f"{words}，{spoken(sent.known_on)}{'到达' if sent.way is Way.ELECTRONIC else '签收'}"


def write_service(
    doing: Step,
    letter: Letter,
    way: Way,
    sent_on: date,
    *,
    received_on: date | None,
    tracking: str,
    note: str,
) -> Service:
    """The row of one service of one letter."""
    service: Service = Service.objects.create(
        application=doing.application,
        letter=letter,
        way=way.value,
        sent_on=sent_on,
        received_on=received_on,
        tracking_number=tracking.strip()[:40],
        note=note.strip()[:200],
        by=doing.by.name[:80],
        at=doing.at,
    )
    return service


def record_signature(*, service: Service, received_on: date, by: Actor, at: datetime) -> Service:
    """The day on which somebody signed for the letter: periods that run from its receipt begin."""
    with step("record-receipt", service.application, by=by, at=at) as doing:
        fresh = Service.objects.select_related("letter").get(pk=service.pk)
        if fresh.returned_on is not None:
            raise impossible("已经退回", "这次邮寄已经登记退回，不能登记签收。")
        doing.require_day(received_on, earliest=fresh.sent_on, what="签收日期")
        fresh.received_on = received_on
        fresh.save(update_fields=["received_on"])
        _arrived(doing, fresh.letter, received_on)
        doing.say(f"{fresh.letter.kind_name}于{spoken(received_on)}签收")
    service.refresh_from_db()
    return service


def _arrived(doing: Step, letter: Letter, day: date) -> None:
    """What begins with the receipt of this letter."""
    for consultation in Consultation.objects.filter(application=doing.application, letter=letter):
        consulting.served(doing, consultation, day)
    for fee in doing.application.fees.filter(letter=letter):
        fees.served(doing, fee, day)


def record_return(
    *,
    service: Service,
    returned_on: date,
    reason: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Service:
    """The letter came back: it has to be served again.

    Reading: a reply posted in time to the address that the applicant gave was given in time; the
    day of the first posting stays the day of the reply, and serving again is a duty of its own.
    """
    with step("record-return", service.application, by=by, at=at, version=version) as doing:
        fresh = Service.objects.select_related("letter").get(pk=service.pk)
        if fresh.returned_on is not None:
            raise impossible("已经登记", "这次送达已经登记过退回。")
        if fresh.received_on is not None and fresh.way != Way.NOTICE:
            raise impossible("已经签收", "这份文书已经签收，不能登记退回。")
        doing.require_day(returned_on, earliest=fresh.sent_on, what="退回日期")
        fresh.returned_on = returned_on
        fresh.return_reason = doing.require_text(reason, "退回原因")[:200]
        fresh.save(update_fields=["returned_on", "return_reason"])
        if _is_standing_reply(doing.application, fresh.letter):
            doing.target = ApplicationState.REPLIED
        calendar = calendar_of_case(doing.application, doing.today)
        limit = limit_after(calendar, doing.day, SERVE_AGAIN_DAYS).day
        owe(
            doing,
            SERVE,
            title=f"{fresh.letter.kind_name}退回，重新送达",
            opened_on=doing.day,
            due_on=limit,
            slot="" if doing.target == ApplicationState.REPLIED else f"l{fresh.letter_id}",
        )
        doing.say(f"{fresh.letter.kind_name}被退回：{fresh.return_reason}")
    service.refresh_from_db()
    return service


def _is_standing_reply(application: Application, letter: Letter) -> bool:
    return (
        application.state in (ApplicationState.SERVED, ApplicationState.ARCHIVED)
        and Reply.objects.filter(
            application=application, letter=letter, superseded_on__isnull=True
        ).exists()
    )
