"""Taking past editions out of public view while the item itself stays public.

What a correction replaced can be read on as a past edition, unless it said something that should
never have been public; then the text goes and the line in the history stays, with the reason.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Edition, Item, ItemState
from yangguang.apps.catalog.services.lifecycle import locked_item
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.events.services import emit


def close_edition(*, item: Item, number: int, reason: str, by: Actor, at: datetime) -> Edition:
    """A past edition is no longer readable, at any of its addresses, from now on.

    Raises NotPossible without a reason, for the edition in force (the item is to be withdrawn or
    corrected then), for one that is closed already, and where the item is not public.
    """
    reason = reason.strip()[:300]
    if not reason:
        raise NotPossible("撤下历史版本须写明理由，请填写后再提交。")
    with transaction.atomic():
        item = locked_item(item)
        if item.state != ItemState.PUBLISHED:
            raise NotPossible("这条信息现在没有公开，它的历史版本公众看不到，不用另外撤下。")
        edition = Edition.objects.filter(item=item, number=number).first()
        if edition is None:
            raise NotPossible(f"没有第 {number} 版，请核对版次。")
        if edition.pk == item.edition_id:
            raise NotPossible(
                f"第 {number} 版是现行版本。需要停止公开的，请撤回这条信息；需要改动的，请更正或修改。"
            )
        if edition.closed_at is not None:
            raise NotPossible(f"第 {number} 版已经撤下，不用再次办理。")
        edition.closed_at, edition.closed_reason = at, reason
        edition.save(update_fields=["closed_at", "closed_reason"])
        record(
            by=by,
            at=at,
            verb="item.close-edition",
            subject=Subject("item", str(item.pk), item.title, item.agency_id),
            reason=reason,
            after={"edition": number},
        )
        emit(at=at, kind="item.changed", subject_key=str(item.pk))
    return edition


def close_earlier(item: Item, *, reason: str, at: datetime) -> None:
    """Every edition before the one in force goes out of view, in the caller's transaction."""
    last = item.editions.order_by("-number").values_list("number", flat=True)[:1]
    earlier = item.editions.filter(closed_at__isnull=True, number__lt=last[0])
    earlier.update(closed_at=at, closed_reason=reason[:300])
