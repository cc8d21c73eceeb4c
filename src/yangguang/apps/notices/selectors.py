"""Reading notices: one's own messages, and the outbox for whoever looks after it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from yangguang.apps.agencies.models import User
from yangguang.apps.notices.models import Channel, Notice, State


def messages_of(user: User) -> QuerySet[Notice]:
    """The person's messages at the desk, newest first."""
    return Notice.objects.filter(recipient=user, channel=Channel.DESK).order_by("-id")


def unread_count(user: User) -> int:
    """How many of them are unread: one look into an index that holds only unread ones."""
    return Notice.objects.filter(recipient=user, channel=Channel.DESK, read_at__isnull=True).count()


def outbox(agency_keys: Iterable[int] | None) -> QuerySet[Notice]:
    """What leaves the building in matters of these bodies (None: all), newest first."""
    rows = Notice.objects.exclude(channel=Channel.DESK).select_related("recipient", "agency")
    if agency_keys is not None:
        rows = rows.filter(agency__in=list(agency_keys))
    return rows.order_by("-id")


def outbox_counts(rows: QuerySet[Notice]) -> dict[str, int]:
    """Of these rows, how many are in which state; ``retrying`` are waiting after a failure."""
    counts: dict[str, int] = rows.order_by().aggregate(
        **{state.value: Count("id", filter=Q(state=state)) for state in State},
        retrying=Count("id", filter=Q(state=State.WAITING, attempts__gt=0)),
    )
    return counts
