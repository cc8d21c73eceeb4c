"""Noting through which channels a public item appeared besides the website itself."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Appearance, Item, ItemState
from yangguang.apps.catalog.workflow import NotPossible


def note_appearance(
    *,
    item: Item,
    channel: Appearance.Channel,
    on: date,
    by: Actor,
    at: datetime,
    url: str = "",
) -> Appearance:
    """The item appeared through a channel on that day; it counts there once, whatever the number.

    依据：国办发〔2014〕32号附表第一（二）项。Raises NotPossible for an item that is not public, a day
    to come, or an appearance that is on record already.
    """
    if item.state != ItemState.PUBLISHED:
        raise NotPossible("只有已公开的信息可以登记发布渠道。")
    if on > timezone.localdate(at):
        raise NotPossible("发布的日期在今天之后，请核对。")
    url = url.strip()
    if len(url) > 500:
        raise NotPossible(f"网址最多 500 个字符，现有 {len(url)} 个。")
    with transaction.atomic():
        same = Appearance.objects.filter(
            item=item, channel=channel, on=on, url=url, voided_at__isnull=True
        )
        if same.exists():
            raise NotPossible(f"这条信息当日在{channel.label}的发布已经登记过，不用再登。")
        row: Appearance = Appearance.objects.create(
            item=item, channel=channel, on=on, url=url, recorded_at=at
        )
        _record(row, "item.appear", by=by, at=at, after={"channel": channel.value, "on": f"{on}"})
    return row


def void_appearance(*, appearance: Appearance, reason: str, by: Actor, at: datetime) -> Appearance:
    """Take an appearance out that should never have been there; it stays on record.

    Raises NotPossible without a reason or where it was taken out before.
    """
    if not reason.strip():
        raise NotPossible("作废须写明理由，例如“重复登记”。")
    with transaction.atomic():
        row = Appearance.objects.select_for_update().get(pk=appearance.pk)
        if row.voided_at is not None:
            raise NotPossible("这条渠道记录已经作废，不用再作废。")
        row.voided_at = at
        row.save(update_fields=["voided_at"])
        before = {"channel": row.channel, "on": f"{row.on}"}
        _record(row, "item.void-appearance", by=by, at=at, reason=reason.strip(), before=before)
    return row


def _record(
    row: Appearance,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    item = row.item
    record(
        by=by,
        at=at,
        verb=verb,
        subject=Subject("item", str(item.pk), item.title, item.agency_id),
        reason=reason[:300],
        before=before or {},
        after=after or {},
    )
