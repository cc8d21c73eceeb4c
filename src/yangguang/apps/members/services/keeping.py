"""Favourites, history, subscriptions, and cases tied to the account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.services import record
from yangguang.apps.catalog.models import Column, Item, ItemState
from yangguang.apps.members.models import (
    Favourite,
    Member,
    MemberCase,
    Reading,
    Subscription,
)
from yangguang.apps.members.problems import MemberProblem
from yangguang.apps.members.services.accounts import actor_of, subject_of
from yangguang.apps.requests.models import Application
from yangguang.apps.search.language import parse

MOST_FAVOURITES = 1000
MOST_READINGS = 200
MOST_SUBSCRIPTIONS = 50
LONGEST_QUERY = 100


def add_favourite(*, member: Member, item: Item, at: datetime) -> Favourite:
    """Keep an item; keeping it again changes nothing. Raises MemberProblem for one that is not public."""
    if item.state != ItemState.PUBLISHED:
        raise MemberProblem("item", "这条信息已经不在公开，不能收藏。")
    with transaction.atomic():
        if member.favourites.count() >= MOST_FAVOURITES:
            raise MemberProblem("item", f"最多收藏 {MOST_FAVOURITES} 条，请先删去一些。")
        row, _ = Favourite.objects.get_or_create(member=member, item=item, defaults={"at": at})
    return row


def remove_favourite(*, member: Member, key: int) -> None:
    """Keep it no longer."""
    member.favourites.filter(pk=key).delete()


def note_reading(*, member: Member, item: Item, at: datetime) -> None:
    """Remember that an item was read, where its reader wants that; the oldest make room."""
    if not member.keeps_history or item.state != ItemState.PUBLISHED:
        return
    Reading.objects.update_or_create(member=member, item=item, defaults={"at": at})
    surplus = list(
        member.readings.order_by("-at", "-pk").values_list("pk", flat=True)[MOST_READINGS:]
    )
    if surplus:
        Reading.objects.filter(pk__in=surplus).delete()


def forget_readings(*, member: Member) -> None:
    """Empty the history."""
    member.readings.all().delete()


def subscribe(
    *,
    member: Member,
    kind: Subscription.Kind,
    value: str,
    every: Subscription.Every,
    at: datetime,
) -> Subscription:
    """Be told of what is new in a column, at a body, or for a question.

    What was published before is not told. Raises MemberProblem for a column or body that does not
    exist, an empty question, or too many.
    """
    value = " ".join(value.split())
    label = name_of(kind, value)
    with transaction.atomic():
        row = member.subscriptions.filter(kind=kind, value=value).first()
        if row is not None:
            row.every = every
            row.save(update_fields=["every"])
            return row
        if member.subscriptions.count() >= MOST_SUBSCRIPTIONS:
            raise MemberProblem("value", f"最多订阅 {MOST_SUBSCRIPTIONS} 项，请先退订一些。")
        row = Subscription.objects.create(
            member=member,
            kind=kind,
            value=value,
            label=label,
            every=every,
            made_at=at,
            told_until=at,
        )
        record(
            by=actor_of(member), at=at, verb="member.subscribe", subject=subject_of(member),
            after={"kind": kind.value},
        )  # fmt: skip
    return row


def unsubscribe(*, member: Member, key: int | None, at: datetime) -> None:
    """Be told no longer: of one thing, or with None of anything."""
    with transaction.atomic():
        rows = member.subscriptions.all() if key is None else member.subscriptions.filter(pk=key)
        count, _ = rows.delete()
        if count:
            record(
                by=actor_of(member), at=at, verb="member.unsubscribe", subject=subject_of(member)
            )


def tie_case(*, member: Member, application: Application, at: datetime) -> MemberCase:
    """Let the account open a case that its member has just opened with number and code."""
    with transaction.atomic():
        row, made = MemberCase.objects.update_or_create(
            member=member,
            application=application,
            defaults={"at": at, "code_digest": application.query_code_hash},
        )
        if made:
            # Without the number: acts stand for ever, and the tie goes with the applicant's key.
            record(by=actor_of(member), at=at, verb="member.tie-case", subject=subject_of(member))
    return row


def untie_case(*, member: Member, key: int) -> None:
    """Take a case off the account; the case itself is not touched."""
    member.cases.filter(pk=key).delete()


def forget_cases(ids: Collection[UUID]) -> None:
    """Take the cases of these applicants off every account: that somebody had asked is forgotten too.

    Runs in the transaction that destroys their keys.
    """
    MemberCase.objects.filter(application__applicant__subject_key__in=list(ids)).delete()


def name_of(kind: Subscription.Kind, value: str) -> str:
    """What a subscription is called. Raises MemberProblem for what cannot be subscribed."""
    if kind == Subscription.Kind.COLUMN:
        column = Column.objects.filter(slug=value, is_open=True).first()
        if column is None:
            raise MemberProblem("value", "没有这个栏目，请从栏目页面订阅。")
        return column.name
    if kind == Subscription.Kind.AGENCY:
        agency = Agency.objects.filter(slug=value).first()
        if agency is None:
            raise MemberProblem("value", "没有这个机构，请从机构页面订阅。")
        return agency.name
    if not value or len(value) > LONGEST_QUERY:
        raise MemberProblem("value", f"请填写检索词，最多 {LONGEST_QUERY} 个字。")
    understood = parse(value)
    if not understood.clauses:
        why = understood.notices[0] if understood.notices else "请写出要查找的词语。"
        raise MemberProblem("value", f"这样检索找不到任何信息，没有订阅。{why}")
    return f"检索“{value}”"
