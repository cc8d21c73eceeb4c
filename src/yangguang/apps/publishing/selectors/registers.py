"""What is not open by itself: the register with its attribute, and the looks owed at it."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.publishing.models import ItemAttribute, Reassessment


def register_of(bodies: QuerySet[Agency]) -> QuerySet[ItemAttribute]:
    """The attribute in force of each item that is entered and not published, newest first."""
    return (
        ItemAttribute.objects.filter(
            valid_to__isnull=True, item__state=ItemState.HELD, item__agency__in=bodies
        )
        .select_related("item", "item__agency")
        .order_by("-valid_from", "-pk")
    )


def looks_owed(bodies: QuerySet[Agency]) -> QuerySet[Reassessment]:
    """Looks at withheld information that nobody has concluded, the earliest due first."""
    return (
        Reassessment.objects.filter(outcome="", item__agency__in=bodies)
        .select_related("item", "item__agency")
        .order_by("due_on", "pk")
    )


def looks_at(item_key: int) -> QuerySet[Reassessment]:
    """Every look at one item, the newest first."""
    return Reassessment.objects.filter(item=item_key).order_by("-due_on", "-pk")


def looks_taken(bodies: QuerySet[Agency]) -> QuerySet[Reassessment]:
    """Looks that somebody concluded, the newest first."""
    return (
        Reassessment.objects.exclude(outcome="")
        .filter(item__agency__in=bodies)
        .select_related("item", "item__agency")
        .order_by("-done_at", "-pk")
    )


def found_open_on(item: Item) -> date | None:
    """The day on which the last look found that something withheld can be open; None for others."""
    row = looks_at(item.pk).filter(outcome=Reassessment.Outcome.OPEN).order_by("-done_at").first()
    return timezone.localdate(row.done_at) if row is not None and row.done_at else None
