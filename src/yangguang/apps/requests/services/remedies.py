"""Review, litigation and complaints about an application: received, answered, decided.

依据：行政复议法、行政诉讼法；统计口径见年报表四（结果维持、结果纠正、其他结果、尚未审结）。
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.events.services import emit
from yangguang.apps.requests.duty_kinds import REMEDY_ANSWER
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    Event,
    Remedy,
    RemedyForum,
    RemedyOutcome,
)
from yangguang.apps.requests.services.duties import done, owe
from yangguang.apps.requests.services.steps import Step, subject_of
from yangguang.apps.requests.workflow import impossible

ANSWER_LIMITS = {
    RemedyForum.REVIEW: (10, "《行政复议法》第四十八条"),
    RemedyForum.SUIT: (15, "《行政诉讼法》第六十七条"),
    RemedyForum.SUIT_AFTER_REVIEW: (15, "《行政诉讼法》第六十七条"),
    RemedyForum.APPEAL: (15, "《行政诉讼法》第八十六条"),
    RemedyForum.COMPLAINT: (15, "《条例》第五十一条"),
}
"""Days for the body's answer, from memory and therefore a default that the clerk can change: the
notice of the review body or court names the day. Reading: 15 days for a complaint is the house's."""


def open_remedy(
    *,
    application: Application,
    forum: RemedyForum,
    body: str,
    received_on: date,
    by: Actor,
    at: datetime,
    case_number: str = "",
    answer_due: date | None = None,
    after: Remedy | None = None,
) -> Remedy:
    """Enter a review, suit or complaint with the day by which the body has to answer.

    Raises NotPossible for a suit after review or an appeal that names no earlier case.
    """
    forum = RemedyForum(forum)
    if not body.strip():
        raise impossible("内容不全", "请填写受理的复议机关、法院或者主管部门。")
    if received_on > timezone.localdate(at):
        raise impossible("日期有误", "收到通知的日期在今天之后，请核对。")
    if received_on < application.arrived_on:
        raise impossible("日期有误", "收到通知的日期早于申请到达日期，请核对。")
    needs_earlier = {RemedyForum.SUIT_AFTER_REVIEW: "复议", RemedyForum.APPEAL: "一审"}
    if forum in needs_earlier and after is None:
        raise impossible("内容不全", f"请选择此前的{needs_earlier[forum]}案件。")
    days, basis = ANSWER_LIMITS[forum]
    limit = answer_due or date.fromordinal(received_on.toordinal() + days)
    with transaction.atomic():
        remedy = Remedy.objects.create(
            application=application,
            forum=forum,
            body=body.strip(),
            case_number=case_number.strip(),
            received_on=received_on,
            answer_due=limit,
            after=after,
            recorded_at=at,
        )
        doing = _told(
            application, "remedy", f"收到{forum.label}通知（{body.strip()}）", by=by, at=at,
            day=received_on, basis=basis,
        )  # fmt: skip
        owe(
            doing,
            REMEDY_ANSWER,
            title=f"{forum.label}答复",
            opened_on=received_on,
            due_on=limit,
            slot=str(remedy.pk),
            basis=basis,
        )
    return remedy


def answer_remedy(*, remedy: Remedy, answered_on: date, by: Actor, at: datetime) -> Remedy:
    """The body's answer and evidence have been handed in."""
    if remedy.answered_on is not None:
        raise impossible("已经登记", "该案已经登记过答复。")
    if answered_on < remedy.received_on or answered_on > timezone.localdate(at):
        raise impossible("日期有误", "答复日期应当在收到通知之后、今天之前，请核对。")
    with transaction.atomic():
        remedy.answered_on = answered_on
        remedy.save(update_fields=["answered_on"])
        doing = _told(
            remedy.application, "remedy-answer",
            f"提交{RemedyForum(remedy.forum).label}答复和证据", by=by, at=at, day=answered_on,
        )  # fmt: skip
        done(doing, REMEDY_ANSWER, on=answered_on, slot=str(remedy.pk))
    return remedy


def decide_remedy(
    *,
    remedy: Remedy,
    outcome: RemedyOutcome,
    decided_on: date,
    gist: str,
    by: Actor,
    at: datetime,
    orders_new_reply: bool = False,
    new_reply_due: date | None = None,
) -> Remedy:
    """The decision or judgment: its outcome in the form's categories and its effect on the case.

    Where it orders a new reply the case can be reopened with the ordered limit.
    """
    if outcome is RemedyOutcome.PENDING:
        raise impossible("内容不全", "请选择审理结果。")
    if remedy.outcome != RemedyOutcome.PENDING:
        raise impossible("已经登记", "该案已经登记过结果。")
    if decided_on < remedy.received_on or decided_on > timezone.localdate(at):
        raise impossible("日期有误", "审结日期应当在收到通知之后、今天之前，请核对。")
    if orders_new_reply and outcome is not RemedyOutcome.CORRECTED:
        raise impossible("结果不符", "责令重新答复的，结果应为“结果纠正”，请核对。")
    with transaction.atomic():
        remedy.outcome = outcome
        remedy.decided_on = decided_on
        remedy.gist = gist.strip()
        remedy.orders_new_reply = orders_new_reply
        remedy.new_reply_due = new_reply_due
        remedy.decision_recorded_at = at
        remedy.save(
            update_fields=[
                "outcome", "decided_on", "gist", "orders_new_reply", "new_reply_due",
                "decision_recorded_at",
            ]
        )  # fmt: skip
        doing = _told(
            remedy.application, "remedy-decided",
            f"{RemedyForum(remedy.forum).label}：{outcome.label}", by=by, at=at, day=decided_on,
        )  # fmt: skip
        done(doing, REMEDY_ANSWER, on=decided_on, slot=str(remedy.pk))
    return remedy


def _told(
    application: Application,
    act: str,
    sentence: str,
    *,
    by: Actor,
    at: datetime,
    day: date,
    basis: str = "",
) -> Step:
    """Write the story of a case whose own state does not change."""
    doing = Step(application, act, by, at, day, sentence=sentence, basis=basis)
    Event(
        application=application,
        act=act,
        source=application.state,
        target=ApplicationState(application.state),
        day=day,
        sentence=sentence[:300],
        basis=basis,
        by=by.name[:80],
        at=at,
    ).save(force_insert=True)
    record(by=by, at=at, verb=f"request.{act}", subject=subject_of(application), reason=sentence)
    emit(at=at, kind=f"request.{act}", subject_key=str(application.pk))
    return doing
