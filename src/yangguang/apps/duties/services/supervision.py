"""催办 and 督办: a body above presses, sets a limit, reads the answer and closes the matter."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.duties.models import Duty, SupervisionOrder
from yangguang.apps.duties.registry import DutyKind, register_kind
from yangguang.apps.duties.services.owing import (
    cancel_duty,
    discharge_duty,
    open_duty,
    reopen_duty,
)
from yangguang.apps.events.services import emit
from yangguang.law.citation import cite

DUTY_KIND = "supervision-answer"
SUBJECT_KIND = "supervision-order"
BASIS = "regulation-2019/47"
"""依据：《政府信息公开条例》第四十七条：主管部门日常指导和监督检查，未按要求开展工作的予以督促整改。"""


def register() -> None:
    """Make the duty to answer known; called once at start."""
    register_kind(
        DutyKind(
            code=DUTY_KIND,
            label="反馈催办督办",
            basis=cite(BASIS).short,
            who=Permission.REQUEST_HANDLE,
            action="反馈",
        )
    )


def subject_of(order: SupervisionOrder) -> Subject:
    """How the record of acts names the order."""
    return Subject(SUBJECT_KIND, str(order.pk), str(order), order.agency_id)


def duty_of(order: SupervisionOrder) -> Duty | None:
    """The duty to answer it."""
    return Duty.objects.filter(
        kind=DUTY_KIND, subject_kind=SUBJECT_KIND, subject_key=str(order.pk)
    ).first()


def issue_order(
    *,
    sender: Agency,
    agency: Agency,
    kind: str,
    title: str,
    text: str,
    limit_on: date,
    by: Actor,
    at: datetime,
    duty: Duty | None = None,
    subject: Subject | None = None,
) -> SupervisionOrder:
    """Press a body for a duty or another matter, with the last day for its answer.

    Raises Refused where it goes to the sender itself, the duty is closed or another body's, the
    day has passed, or the demand is empty.
    """
    today = timezone.localdate(at)
    if sender.pk == agency.pk:
        raise refuse("发给本机构", "催办督办应发给下级或被监督的机构，请重新选择承办机构。")
    if limit_on < today:
        raise refuse("反馈期限已过", f"反馈期限 {limit_on} 已过，请填写今天或以后的日期。")
    if not text.strip():
        raise refuse("缺少要求", "请写明要求对方做什么，再发出。")
    with transaction.atomic():
        if duty is not None:
            duty = Duty.objects.select_for_update().get(pk=duty.pk)
            if duty.agency_id != agency.pk:
                raise refuse("承办机构不符", "该事项不由所选机构承办，请核对承办机构。")
            if not duty.is_open:
                raise refuse("事项已结束", f"“{duty.title}”已经结束，不需要催办督办。")
        order = SupervisionOrder.objects.create(
            sender=sender,
            agency=agency,
            kind=SupervisionOrder.Kind(kind),
            duty=duty,
            subject_kind=subject.kind if subject else (duty.subject_kind if duty else ""),
            subject_key=subject.key if subject else (duty.subject_key if duty else ""),
            title=title[:200],
            text=text.strip(),
            limit_on=limit_on,
            issued_by=by.name,
            issued_at=at,
        )
        open_duty(
            kind=DUTY_KIND,
            agency=agency,
            subject=subject_of(order),
            title=f"{order.get_kind_display()}反馈：{order.title}",
            opened_on=today,
            due_on=limit_on,
            by=by,
            at=at,
            person=duty.person if duty else None,
        )
        record(
            by=by,
            at=at,
            verb="supervision.issue",
            subject=subject_of(order),
            basis=cite(BASIS).short,
            reason=order.text,
            after={
                "way": order.get_kind_display(),
                "sender": sender.name,
                "limit_on": limit_on.isoformat(),
            },
        )
        _report(order, "supervision.issue", at)
    return order


def answer_order(
    *, order: SupervisionOrder, text: str, by: Actor, at: datetime
) -> SupervisionOrder:
    """The body says what it did; its duty to answer is discharged today.

    Raises Refused where it was answered or closed already, or the answer is empty.
    """
    with transaction.atomic():
        order = _locked(order)
        _require(order, SupervisionOrder.State.OPEN, "不需要再反馈")
        if not text.strip():
            raise refuse("缺少反馈", "请写明办理情况，再提交反馈。")
        order.answer = text.strip()
        order.answered_by, order.answered_at = by.name, at
        order.state = SupervisionOrder.State.ANSWERED
        order.save(update_fields=["answer", "answered_by", "answered_at", "state"])
        duty = duty_of(order)
        if duty is not None:
            discharge_duty(duty=duty, on=timezone.localdate(at), by=by, at=at)
        _note(order, "supervision.answer", order.answer, by=by, at=at)
    return order


def return_order(
    *, order: SupervisionOrder, why: str, limit_on: date, by: Actor, at: datetime
) -> SupervisionOrder:
    """The sender is not content: the body has to answer again by a new day.

    Raises Refused where nothing was answered, without a reason, or for a day that has passed.
    """
    with transaction.atomic():
        order = _locked(order)
        _require(order, SupervisionOrder.State.ANSWERED, "不能退回重报")
        if not why.strip():
            raise refuse("缺少理由", "退回重报须写明理由，请填写后再提交。")
        if limit_on < timezone.localdate(at):
            raise refuse("反馈期限已过", f"反馈期限 {limit_on} 已过，请填写今天或以后的日期。")
        order.state = SupervisionOrder.State.OPEN
        order.limit_on = limit_on
        order.save(update_fields=["state", "limit_on"])
        duty = duty_of(order)
        if duty is not None:
            reopen_duty(duty=duty, due_on=limit_on, why=f"退回重报：{why}", by=by, at=at)
        _note(order, "supervision.return", why.strip(), by=by, at=at)
    return order


def close_order(
    *, order: SupervisionOrder, conclusion: str, by: Actor, at: datetime
) -> SupervisionOrder:
    """The sender ends the matter; an answer still owed is owed no longer.

    Raises Refused where it is closed already, or the conclusion is empty.
    """
    with transaction.atomic():
        order = _locked(order)
        if order.state == SupervisionOrder.State.CLOSED:
            raise refuse("已办结", f"“{order.title}”已办结，不需要再次办结。")
        if not conclusion.strip():
            raise refuse("缺少意见", "办结催办督办须写明意见，请填写后再提交。")
        order.conclusion = conclusion.strip()
        order.closed_by, order.closed_at = by.name, at
        order.state = SupervisionOrder.State.CLOSED
        order.save(update_fields=["conclusion", "closed_by", "closed_at", "state"])
        duty = duty_of(order)
        if duty is not None and duty.is_open:
            cancel_duty(duty=duty, why=f"发出机构已办结：{order.conclusion}", by=by, at=at)
        _note(order, "supervision.close", order.conclusion, by=by, at=at)
    return order


def _locked(order: SupervisionOrder) -> SupervisionOrder:
    return (
        SupervisionOrder.objects.select_for_update(of=("self",))
        .select_related("agency", "sender")
        .get(pk=order.pk)
    )


def _require(order: SupervisionOrder, state: SupervisionOrder.State, not_possible: str) -> None:
    if order.state != state:
        raise refuse(
            f"状态为{order.get_state_display()}",
            f"“{order.title}”现为“{order.get_state_display()}”，{not_possible}。请刷新页面后再看。",
        )


def _note(order: SupervisionOrder, verb: str, text: str, *, by: Actor, at: datetime) -> None:
    record(
        by=by,
        at=at,
        verb=verb,
        subject=subject_of(order),
        reason=text,
        after={"state": order.get_state_display(), "limit_on": order.limit_on.isoformat()},
    )
    _report(order, verb, at)


def _report(order: SupervisionOrder, verb: str, at: datetime) -> None:
    """The event bears the limit of its moment: whoever reads it later may find another one."""
    payload = {"limit_on": order.limit_on.isoformat()}
    emit(at=at, kind=verb, subject_key=str(order.pk), payload=payload)
