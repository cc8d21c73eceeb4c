"""What the applicant does after submitting: supplement, withdraw, object to a fee, rate, suggest.

The applicant is known by number and query code only; the caller has checked them.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import record
from yangguang.apps.notices.services import withdraw_notices
from yangguang.apps.requests.contacts import contact_of
from yangguang.apps.requests.duty_kinds import FEE_OBJECTION
from yangguang.apps.requests.models import Application, Fee, FollowUp
from yangguang.apps.requests.services import closing, supplementing
from yangguang.apps.requests.services.duties import calendar_for, done, due_after, owe
from yangguang.apps.requests.services.steps import step, subject_of, unclassified
from yangguang.apps.requests.services.telling import PROGRESS
from yangguang.apps.requests.workflow import impossible

OBJECTION_DAYS = 5
"""Reading: the fee rules give no period for answering an objection; five working days is ours."""


def applicant_actor(application: Application) -> Actor:
    """The applicant as the record of acts names them: by the case, never by a name."""
    return Actor(ActorKind.APPLICANT, str(application.pk), "申请人", None)


def supplement_online(*, application: Application, text: str, at: datetime) -> Application:
    """The applicant supplements on the site; received that day."""
    by = applicant_actor(application)
    supplementing.receive_supplement(
        application=application, text=text, by=by, at=at, on=timezone.localdate(at)
    )
    return application


def withdraw_online(*, application: Application, reason: str, at: datetime) -> Application:
    """The applicant takes the application back on the site. Their words stay with the feedback."""
    with transaction.atomic():
        closing.withdraw(
            application=application,
            reason="申请人网上撤回，所述原因见申请人反馈" if reason.strip() else "申请人网上撤回",
            by=applicant_actor(application),
            at=at,
        )
        FollowUp.objects.create(
            application=application,
            kind=FollowUp.Kind.WITHDRAWAL,
            text=unclassified(reason.strip()),
            at=at,
        )
    return application


def object_to_fee(*, application: Application, text: str, at: datetime) -> FollowUp:
    """An objection to a fee that has been noticed; a duty to answer it opens.

    The fee decision cannot be contested by itself; the objection is dealt with by the body, and the
    later decision not to handle on can be contested. 依据：国办函〔2020〕109号第七条.
    """
    by = applicant_actor(application)
    with step("log-call", application, by=by, at=at) as doing:
        if (
            not application.fees.exclude(basis=Fee.Basis.COST)
            .filter(waived_on__isnull=True)
            .exists()
        ):
            raise impossible("没有收费", "该申请没有收费通知，不需要提出异议。")
        if application.follow_ups.filter(
            kind=FollowUp.Kind.FEE_OBJECTION, answered_at__isnull=True
        ).exists():
            raise impossible("已经提出", "您已提出异议，受理机关答复之前不需要重复提出。")
        follow_up = FollowUp.objects.create(
            application=application,
            kind=FollowUp.Kind.FEE_OBJECTION,
            text=doing.require_text(text, "异议的内容和理由"),
            at=at,
        )
        limit = due_after(calendar_for(application, doing.day), doing.day, OBJECTION_DAYS)
        owe(
            doing,
            FEE_OBJECTION,
            title="答复收费异议",
            opened_on=doing.day,
            due_on=limit,
            slot=str(follow_up.pk),
        )
        doing.say("申请人对收费提出异议", public="已收到您对收费的异议。")
    return follow_up


def change_mail(*, application: Application, agreed: bool, at: datetime) -> Application:
    """The applicant wants to be told by e-mail how the case goes on, or no longer.

    What waits in the outbox is not sent any more once they do not. Raises NotPossible where no
    address was left.
    """
    applicant = application.applicant
    if agreed and not applicant.email_given:
        raise impossible("没有邮箱", "提交申请时没有留下电子邮箱，不能用邮件告知进展。")
    with transaction.atomic():
        applicant.email_agreed = agreed
        applicant.save(update_fields=["email_agreed"])
        if not agreed:
            withdraw_notices(
                to=contact_of(application), kind=PROGRESS, why="申请人已关闭邮件提醒。"
            )
        record(
            by=applicant_actor(application),
            at=at,
            verb="request.mail",
            subject=subject_of(application),
            after={"agreed": agreed},
        )
    return application


def note_download(*, application: Application, what: str, at: datetime) -> None:
    """Record that a letter or file was fetched with the query code: proof that it could be read."""
    record(
        by=applicant_actor(application),
        at=at,
        verb="request.download",
        subject=subject_of(application),
        after={"file": what},
    )


def answer_objection(
    *, follow_up: FollowUp, text: str, by: Actor, at: datetime, version: int | None = None
) -> FollowUp:
    """The body answers an objection to a fee; a waiver is an act of its own."""
    with step("answer-objection", follow_up.application, by=by, at=at, version=version) as doing:
        if follow_up.answered_at is not None:
            raise impossible("已经答复", "这条异议已经答复过。")
        follow_up.answered = doing.require_text(text, "答复内容")
        follow_up.answered_at = at
        follow_up.save(update_fields=["answered", "answered_at"])
        done(doing, FEE_OBJECTION, on=doing.day, slot=str(follow_up.pk))
        doing.say("答复收费异议", public=f"对收费异议的答复：{follow_up.answered}"[:300])
    return follow_up


def rate(*, application: Application, score: int, text: str, at: datetime) -> FollowUp:
    """How satisfied the applicant is, 1 to 5, once a reply has been served; the last one counts."""
    if not 1 <= score <= 5:
        raise impossible("评分有误", "请在1至5分之间选择。")
    if application.closed_on is None:
        raise impossible("尚未答复", "收到答复之后才能评价。")
    with transaction.atomic():
        follow_up, _ = FollowUp.objects.update_or_create(
            application=application,
            kind=FollowUp.Kind.SATISFACTION,
            defaults={"score": score, "text": unclassified(text.strip()), "at": at},
        )
        record(
            by=applicant_actor(application),
            at=at,
            verb="request.rate",
            subject=subject_of(application),
            after={"score": score},
        )
    return follow_up
