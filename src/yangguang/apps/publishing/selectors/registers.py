"""What is not open by itself: the register with its attribute, and the looks owed at it."""

from __future__ import annotations

from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import ItemState
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
