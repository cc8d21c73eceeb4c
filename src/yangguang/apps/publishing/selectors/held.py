"""What is not open by itself: given to those who ask, or withheld."""

from __future__ import annotations

from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.publishing.models import Draft, DraftState
from yangguang.law.attributes import Attribute


def held_items(agencies: QuerySet[Agency], attribute: Attribute) -> QuerySet[Item]:
    """Entered items of these bodies that bear this attribute now, the newest first."""
    return (
        Item.objects.filter(
            agency__in=agencies,
            state=ItemState.HELD,
            attributes__attribute=attribute.value,
            attributes__valid_to__isnull=True,
        )
        .select_related("agency")
        .order_by("-listed_on", "-pk")
    )


def on_request_items(agency: Agency) -> QuerySet[Item]:
    """The public 依申请公开目录 of a body: names and numbers, no contents.

    依据：《条例》第十二条、第二十七条。
    """
    return held_items(Agency.objects.filter(pk=agency.pk), Attribute.ON_REQUEST)


def held_text(item: Item) -> Draft | None:
    """The text with which an item that has no edition was entered last; None where it has none."""
    if item.edition_id is not None:
        return None
    return (
        item.drafts.filter(state=DraftState.DONE)
        .exclude(attribute__in=["", Attribute.PROACTIVE.value])
        .order_by("-closed_at", "-pk")
        .first()
    )
