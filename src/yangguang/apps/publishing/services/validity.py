"""Repeal, amendment and expiry of normative documents, as dated facts that show on the page itself."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.audit.actors import Actor, system
from yangguang.apps.catalog.models import Item, ItemLink, ItemState, Validity
from yangguang.apps.catalog.services import mark_validity
from yangguang.apps.catalog.terms import HOLDS, first_day_without_force
from yangguang.apps.catalog.workflow import NotPossible as CatalogRefusal
from yangguang.apps.publishing.models import ItemValidity
from yangguang.apps.publishing.workflow import impossible


def set_validity(
    *,
    item: Item,
    validity: Validity,
    effective_on: date,
    reason: str,
    by: Actor,
    at: datetime,
    through: Item | None = None,
    valid_until: date | None = None,
) -> Item:
    """Mark the document and tie it to the one that changed it.

    ``through`` is the repealing or amending document, ``valid_until`` the last day of the term of
    one that is in force. Raises NotPossible without a reason, for a document that is not public, a
    day before it was formed, or a day after today (the last day is then entered as 有效期至, and the
    document marked by itself when it has passed).
    """
    with transaction.atomic():
        if effective_on > timezone.localdate(at):
            raise impossible(
                "有效性",
                "生效的日子还没有到；请在页头的“有效期至”填有效的最后一天，第二天由系统自动标注。",
            )
        if item.formed_on is not None and effective_on < item.formed_on:
            raise impossible(
                "有效性", f"“自哪天起”早于成文日期（{item.formed_on:%Y-%m-%d}），请核对后填写。"
            )
        try:
            item = mark_validity(
                item=item, validity=validity, effective_on=effective_on, reason=reason,
                valid_until=valid_until, by=by, at=at,
            )  # fmt: skip
        except CatalogRefusal as refusal:
            raise impossible("有效性", str(refusal)) from refusal
        ItemValidity.objects.filter(item=item, valid_to__isnull=True).update(valid_to=at)
        ItemValidity.objects.create(
            item=item,
            validity=validity,
            effective_on=effective_on,
            reason=reason.strip()[:300],
            valid_from=at,
            recorded_at=at,
        )
        kind = {
            Validity.REPEALED: ItemLink.Kind.REPEALS,
            Validity.AMENDED: ItemLink.Kind.AMENDS,
            Validity.EXPIRED: ItemLink.Kind.RELATED,
        }.get(validity)
        if through is not None and kind is not None:
            ItemLink.objects.get_or_create(kind=kind, source=through, target=item)
    return item


def expire_due(*, at: datetime, limit: int = 500) -> int:
    """Mark every document whose own last day has passed as 失效 from the day after; gives how many."""
    today = timezone.localdate(at)
    due = Item.objects.filter(
        state=ItemState.PUBLISHED,
        valid_until__lt=today,
        validity__in=HOLDS,
    ).order_by("valid_until", "pk")[:limit]
    by = system("有效期届满自动标注")
    count = 0
    for item in list(due):
        set_validity(
            item=item,
            validity=Validity.EXPIRED,
            # An import may have brought a last day before the first; the mark is owed all the same.
            effective_on=max(first_day_without_force(item) or today, item.formed_on or date.min),
            reason="有效期届满",
            by=by,
            at=at,
        )
        count += 1
    return count
