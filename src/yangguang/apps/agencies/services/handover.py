"""Hand-over: when somebody leaves, posts, delegations and open work pass on in one act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yangguang.apps.agencies.models import Delegation, Post, User
from yangguang.apps.agencies.registry import open_work
from yangguang.apps.agencies.selectors import in_force
from yangguang.apps.agencies.services.delegation import end_delegation
from yangguang.apps.agencies.services.governing import require_governing
from yangguang.apps.agencies.services.posts import assign_post
from yangguang.apps.agencies.services.posts import subject_of as post_subject
from yangguang.apps.agencies.services.roles import keeping_an_administrator
from yangguang.apps.agencies.services.sessions import end_sessions
from yangguang.apps.agencies.services.staff import subject_of
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record


@dataclass(frozen=True, slots=True)
class HandOver:
    """What passed on: posts ended and taken over, delegations ended, work by kind."""

    posts_ended: int
    posts_taken: int
    delegations_ended: int
    work: dict[str, int]


def hand_over(
    *,
    leaver: User,
    successor: User,
    by: Actor,
    at: datetime,
    reason: str,
    take_posts: bool = True,
    leaves: bool = True,
) -> HandOver:
    """Pass everything of the leaver on to the successor, at once and all or nothing.

    With ``take_posts`` the successor takes the posts too, else they only end. With ``leaves``
    the leaver's account closes. Raises Refused where one of the two does not fit, a post may
    not be given by whoever does this, or the last administrator would go.
    """
    today = timezone.localdate(at)
    with transaction.atomic(), keeping_an_administrator(today):
        people = {
            row.pk: row
            for row in User.objects.select_for_update()
            .filter(pk__in=[leaver.pk, successor.pk])
            .order_by("pk")
        }
        leaver, successor = people[leaver.pk], people[successor.pk]
        _check(leaver, successor, by, at, reason)
        ended, taken = _pass_posts(leaver, successor, today, by=by, at=at, take=take_posts)
        delegations = _end_delegations(leaver, by=by, at=at)
        work = {kind.label: kind.pass_on(leaver, successor, by, at) for kind in open_work()}
        if leaves:
            leaver.is_active = False
            leaver.left_on = today
            leaver.save(update_fields=["is_active", "left_on"])
            end_sessions(user=leaver, at=at)
        done = HandOver(ended, taken, delegations, work)
        record(
            by=by,
            at=at,
            verb="staff.hand-over",
            subject=subject_of(leaver),
            reason=reason.strip(),
            after={
                "successor": successor.pk,
                "name": successor.name,
                "posts_ended": ended,
                "posts_taken": taken,
                "delegations_ended": delegations,
                "work": work,
                "leaves": leaves,
            },
        )
    return done


def _check(leaver: User, successor: User, by: Actor, at: datetime, reason: str) -> None:
    if leaver.pk == successor.pk:
        raise refuse("移交给本人", "移交人和接手人不能是同一人，请重新选择。")
    if not successor.is_active:
        raise refuse("接手人已停用", f"{successor.name}的账号已停用，请另选接手人。")
    require_governing(by, leaver, at)
    if not reason.strip():
        raise refuse("缺少理由", "请写明移交原因，例如调离、退休。")


def _pass_posts(
    leaver: User, successor: User, today: date, *, by: Actor, at: datetime, take: bool
) -> tuple[int, int]:
    ended = taken = 0
    open_posts = (
        Post.objects.select_for_update(of=("self",))
        .filter(user=leaver)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
        .select_related("user", "agency", "role")
        .order_by("pk")
    )
    for post in open_posts:
        begins = max(today, post.valid_from)
        has_it = Post.objects.filter(
            in_force(begins), user=successor, agency=post.agency_id, role=post.role_id
        ).exists()
        until = post.valid_to
        post.valid_to = begins
        post.save(update_fields=["valid_to"])
        record(by=by, at=at, verb="post.end", subject=post_subject(post), reason="离岗移交")
        ended += 1
        if take and not has_it:
            assign_post(
                user=successor,
                agency=post.agency,
                role=post.role,
                valid_from=begins,
                valid_to=until,
                by=by,
                at=at,
            )
            taken += 1
    return ended, taken


def _end_delegations(leaver: User, *, by: Actor, at: datetime) -> int:
    rows = Delegation.objects.filter(
        Q(post__user=leaver) | Q(to=leaver),
        ended_at__isnull=True,
        valid_to__gt=timezone.localdate(at),
    )
    for row in rows:
        end_delegation(delegation=row, by=by, at=at)
    return len(rows)
