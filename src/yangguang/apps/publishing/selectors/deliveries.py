"""Who may hand in, and what became of what was handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import ItemState
from yangguang.apps.publishing.models import Delivery, DeliveryKey, Draft, DraftState


class Became(StrEnum):
    """What became of a delivery, in the words of the interface."""

    DRAFT = "draft"
    REVIEW = "under-review"
    RETURNED = "sent-back"
    APPROVED = "approved"
    PUBLISHED = "published"
    HELD = "held"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"


LABELS = {
    Became.DRAFT: "草稿，等待确定公开属性和送审",
    Became.REVIEW: "审查中",
    Became.RETURNED: "退回修改",
    Became.APPROVED: "审查通过，等待公开",
    Became.PUBLISHED: "已公开",
    Became.HELD: "已入册，不主动公开",
    Became.DROPPED: "不予采用",
    Became.WITHDRAWN: "公开后已撤回",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """``reason`` where it was sent back, dropped, held or withdrawn; ``item`` once it is public."""

    became: Became
    reason: str = ""
    item: int | None = None

    @property
    def label(self) -> str:
        """In words."""
        return LABELS[self.became]


def find_delivery_key(digest: str, *, at: datetime) -> DeliveryKey | None:
    """The token of this digest, if it holds at that moment."""
    return (
        DeliveryKey.objects.select_related("agency")
        .filter(digest=digest, revoked_at__isnull=True, expires_at__gt=at)
        .first()
    )


def bodies_of_key(key: DeliveryKey) -> QuerySet[Agency]:
    """The bodies for which the token may hand in: its own, and those below where it says so."""
    if key.with_below:
        return Agency.objects.filter(path__startswith=key.agency.path, valid_to__isnull=True)
    return Agency.objects.filter(pk=key.agency_id)


def deliveries_of_key(key: DeliveryKey) -> QuerySet[Delivery]:
    """What the token's system handed in for its body; a renewed token sees what the old one sent."""
    return Delivery.objects.filter(agency=key.agency, system=key.system).select_related(
        "draft", "draft__item", "draft__item__agency"
    )


def fate_of(delivery: Delivery) -> Fate:
    """What became of it, as its draft and item stand now."""
    draft, item = delivery.draft, delivery.draft.item
    state = DraftState(draft.state)
    if item.state == ItemState.WITHDRAWN:
        return Fate(Became.WITHDRAWN, item.state_reason, item.pk)
    if item.state == ItemState.PUBLISHED:
        return Fate(Became.PUBLISHED, item=item.pk)
    if state is DraftState.DROPPED:
        return Fate(Became.DROPPED, draft.close_reason)
    if state is DraftState.DONE:
        return Fate(Became.HELD, item.state_reason or draft.close_reason)
    if state is DraftState.WRITING:
        returned = draft.returned_reason
        return Fate(Became.RETURNED, returned) if returned else Fate(Became.DRAFT)
    if state is DraftState.REVIEW:
        return Fate(Became.REVIEW)
    return Fate(Became.APPROVED)


def delivery_keys_of(bodies: QuerySet[Agency]) -> QuerySet[DeliveryKey]:
    """Tokens of these bodies, the newest first."""
    return DeliveryKey.objects.filter(agency__in=bodies).select_related("agency")


def delivered_drafts(bodies: QuerySet[Agency]) -> QuerySet[Draft]:
    """Handed-in drafts of these bodies that lie in writing: nobody else will send them to review."""
    return Draft.objects.filter(
        Exists(Delivery.objects.filter(draft=OuterRef("pk"))),
        state=DraftState.WRITING,
        item__agency__in=bodies,
    ).select_related("item", "item__agency", "item__column")
