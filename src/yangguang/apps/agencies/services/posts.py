"""Posts: who holds which role at which body, from one day to another."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yangguang.apps.agencies.models import Agency, Post, Role, User
from yangguang.apps.agencies.selectors import may_grant
from yangguang.apps.agencies.services.governing import acting_posts
from yangguang.apps.agencies.services.roles import keeping_an_administrator
from yangguang.apps.agencies.services.staff import add_staff, temporary_password
from yangguang.apps.agencies.verdicts import Refused, refuse
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import Subject, record


def subject_of(post: Post) -> Subject:
    """How the audit record names the post."""
    label = f"{post.user.name}：{post.agency.name}{post.role.name}"
    return Subject("post", str(post.pk), label, post.agency_id)


def assign_post(
    *,
    user: User,
    agency: Agency,
    role: Role,
    valid_from: date,
    by: Actor,
    at: datetime,
    valid_to: date | None = None,
) -> Post:
    """Give the person a role at the body from one day on (``valid_to``: first day without it).

    Raises Refused where a member of staff may not give this role, the account is closed, the
    body has ended, or the person holds the same post in those days already.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if by.kind == ActorKind.STAFF:
            require_grant(by, role, agency, user, timezone.localdate(at))
        if not user.is_active:
            raise refuse("账号已停用", f"{user.name}的账号已停用，请先恢复账号再登记任职。")
        if valid_to is not None and valid_to <= valid_from:
            raise refuse("日期颠倒", "任职结束日期须晚于开始日期，请核对。")
        if agency.valid_to is not None and agency.valid_to <= valid_from:
            raise refuse(
                "机构已撤销", f"“{agency.name}”已于 {agency.valid_to} 撤销，不能登记任职。"
            )
        overlapping = Post.objects.filter(user=user, agency=agency, role=role).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from)
        )
        if valid_to is not None:
            overlapping = overlapping.filter(valid_from__lt=valid_to)
        if overlapping.exists():
            raise refuse(
                "任职重复", f"{user.name}在这段时间已任{agency.name}{role.name}，无需重复登记。"
            )
        post = Post.objects.create(
            user=user,
            agency=agency,
            role=role,
            valid_from=valid_from,
            valid_to=valid_to,
            recorded_at=at,
        )
        record(
            by=by,
            at=at,
            verb="post.assign",
            subject=subject_of(post),
            after={
                "valid_from": valid_from.isoformat(),
                "valid_to": valid_to.isoformat() if valid_to else None,
            },
        )
    return post


def end_post(*, post: Post, on: date, by: Actor, at: datetime, reason: str = "") -> Post:
    """End the post: ``on`` is the first day on which it no longer holds.

    Raises Refused where it has ended already or the last administrator would go.
    """
    with transaction.atomic(), keeping_an_administrator(timezone.localdate(at)):
        post = (
            Post.objects.select_for_update(of=("self",))
            .select_related("user", "agency", "role")
            .get(pk=post.pk)
        )
        if post.valid_to is not None and post.valid_to <= on:
            raise refuse("任职已结束", f"该任职已于 {post.valid_to} 结束，无需再次办理。")
        before = post.valid_to
        post.valid_to = max(on, post.valid_from)
        post.save(update_fields=["valid_to"])
        record(
            by=by,
            at=at,
            verb="post.end",
            subject=subject_of(post),
            reason=reason,
            before={"valid_to": before.isoformat() if before else None},
            after={"valid_to": post.valid_to.isoformat()},
        )
    return post


def take_on_staff(
    *,
    username: str,
    name: str,
    agency: Agency,
    role: Role,
    valid_from: date,
    by: Actor,
    at: datetime,
    telephone: str = "",
    email: str = "",
) -> tuple[User, str]:
    """A new account with its first post; gives it with its temporary password.

    Raises Refused where the account or the post may not be; then neither is made.
    """
    password = temporary_password()
    with transaction.atomic():
        user = add_staff(
            username=username,
            name=name,
            password=password,
            agency=agency,
            telephone=telephone,
            email=email,
            by=by,
            at=at,
        )
        assign_post(user=user, agency=agency, role=role, valid_from=valid_from, by=by, at=at)
    return user, password


def require_grant(by: Actor, role: Role, agency: Agency, to: User, on: date) -> None:
    """Raises Refused where this member of staff may not give that role, as `may_grant` says."""
    granter, held = acting_posts(by, on)
    verdict = may_grant(granter, role, agency, to, on, held=held)
    if not verdict:
        raise Refused(verdict)
