"""What is new for a subscription, and what a member keeps."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from yangguang.apps.catalog.addresses import standing_column
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.members.models import Member, Subscription
from yangguang.apps.search.engine import Query, Sort
from yangguang.apps.search.selectors import search_items

MOST_NEW = 50
LOOKED_AT = 1000
"""Of what a question finds, so many of the newest are looked at for what has just been released."""
FEED_LENGTH = 50
FEED_BEFORE = timedelta(days=30)
"""A feed begins with what came so long before the subscription: an empty one looks broken."""


def new_for(subscription: Subscription, *, since: datetime, until: datetime) -> list[Item]:
    """Items made public in (since, until] that the subscription asks for, the newest first.

    A column that was merged finds what its successor brings; one that is gone, or a body, nothing. Raises IndexUnusable for a question
    while there is no index.
    """
    rows = _within(subscription).filter(released_at__gt=since, released_at__lte=until)
    if subscription.kind == Subscription.Kind.QUERY:
        asked = Query(text=subscription.value, sort=Sort.NEWEST, size=LOOKED_AT, highlight=False)
        rows = rows.filter(pk__in=[one.item.pk for one in search_items(asked).found])
    return list(rows.order_by("-released_at", "-pk")[:MOST_NEW])


def newest_for(member: Member, *, until: datetime) -> list[Item]:
    """The newest items of all that a member has subscribed to, each once, for their feed."""
    found: dict[int, Item] = {}
    for row in member.subscriptions.all():
        for item in new_for(row, since=row.made_at - FEED_BEFORE, until=until):
            found[item.pk] = item
    return sorted(
        found.values(), key=lambda item: (item.released_at or until, item.pk), reverse=True
    )[:FEED_LENGTH]


def _within(subscription: Subscription) -> QuerySet[Item]:
    rows = (
        Item.objects.filter(state=ItemState.PUBLISHED).select_related("agency").defer("signature")
    )
    if subscription.kind == Subscription.Kind.COLUMN:
        column = standing_column(subscription.value)
        if column is None:
            return rows.none()
        return rows.filter(column__path__startswith=column.path)
    if subscription.kind == Subscription.Kind.AGENCY:
        return rows.filter(agency__slug=subscription.value)
    return rows
