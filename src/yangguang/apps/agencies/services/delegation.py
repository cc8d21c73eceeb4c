"""Delegation while absent: a colleague exercises one's post for some days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Delegation, Post, User
from yangguang.apps.agencies.selectors import in_force
from yangguang.apps.agencies.services.posts import require_grant
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import Subject, record

LONGEST = timedelta(days=180)


def subject_of(row: Delegation) -> Subject:
    """How the audit record names the delegation."""
    label = f"{row.post.user.name} → {row.to.name}：{row.post.agency.name}{row.post.role.name}"
    return Subject("delegation", str(row.pk), label, row.post.agency_id)


def delegate(
    *,
    post: Post,
    to: User,
    first_day: date,
    last_day: date,
    reason: str,
    by: Actor,
    at: datetime,
) -> Delegation:
    """Hand the post to a colleague from the first to the last day, both included.

    The colleague must hold a post at the same body or at one above it. Raises Refused where
    the days or the colleague do not fit, the post is handed to somebody in those days, or a
    member of staff who does not hold the post could not give its role to the colleague.
    """
    with transaction.atomic():
        post = (
            Post.objects.select_for_update(of=("self",))
            .select_related("user", "agency", "role")
            .get(pk=post.pk)
        )
        today = timezone.localdate(at)
        if by.kind == ActorKind.STAFF and by.key != str(post.user_id):
            require_grant(by, post.role, post.agency, to, today)
        if to.pk == post.user_id:
            raise refuse("委托本人", "不能委托给本人，请选择代办的同事。")
        if not reason.strip():
            raise refuse("缺少事由", "请写明委托事由，例如休假、出差。")
        if last_day < first_day or last_day < today:
            raise refuse("日期不合适", "结束日期不能早于开始日期，也不能早于今天，请核对。")
        if last_day - first_day >= LONGEST:
            raise refuse(
                "时间过长", f"一次委托最长 {LONGEST.days} 天；更长时间请办理移交或重新任职。"
            )
        if post.valid_to is not None and post.valid_to <= first_day:
            raise refuse("任职已结束", f"该任职于 {post.valid_to} 结束，不能在其后委托。")
        if not may_stand_in(to, post, first_day):
            raise refuse(
                "代办人不合适",
                f"{to.name}在“{post.agency.name}”及其上级机构没有现任岗位，请选择本机构或上级机构的同事。",
            )
        until = last_day + timedelta(days=1)
        if Delegation.objects.filter(
            post=post, ended_at__isnull=True, valid_from__lt=until, valid_to__gt=first_day
        ).exists():
            raise refuse("委托重复", "这段时间已有委托，请先结束原委托，或另选日期。")
        row = Delegation.objects.create(
            post=post,
            to=to,
            valid_from=first_day,
            valid_to=until,
            reason=reason.strip(),
            recorded_at=at,
        )
        record(
            by=by,
            at=at,
            verb="delegation.add",
            subject=subject_of(row),
            reason=row.reason,
            after={"first_day": first_day.isoformat(), "last_day": last_day.isoformat()},
        )
    return row


def end_delegation(*, delegation: Delegation, by: Actor, at: datetime) -> Delegation:
    """End it before its last day, at once. Ending twice changes nothing."""
    with transaction.atomic():
        row = (
            Delegation.objects.select_for_update(of=("self",))
            .select_related("post__user", "post__agency", "post__role", "to")
            .get(pk=delegation.pk)
        )
        if row.ended_at is not None:
            return row
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        record(by=by, at=at, verb="delegation.end", subject=subject_of(row))
    return row


def may_stand_in(user: User, post: Post, on: date) -> bool:
    """Whether the person holds a post at the body of ``post`` or at one above it on that day."""
    if not user.is_active:
        return False
    above = [int(key) for key in post.agency.path.strip("/").split("/") if key]
    return Post.objects.filter(
        in_force(on), user=user, agency__in=[*above, post.agency_id]
    ).exists()
