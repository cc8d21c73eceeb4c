"""Accepting, rejecting and withdrawing items, by the table in ``catalog.workflow``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Disclosure, Item, ItemStatus
from yangguang.apps.catalog.services.disclosing import note_disclosures
from yangguang.apps.catalog.services.header import write_header
from yangguang.apps.catalog.services.numbering import issue_index_number
from yangguang.apps.catalog.workflow import NotPossible, Transition, transition
from yangguang.apps.events.services import emit


def locked_item(item: Item) -> Item:
    """The row itself, held until the end of the transaction."""
    return Item.objects.select_for_update().select_related("agency").get(pk=item.pk)


def move_item(
    item: Item, row: Transition, *, by: Actor, at: datetime, reason: str, basis: str
) -> None:
    """Write the new state, its dated row and the audit row."""
    before = item.state
    ItemStatus.objects.filter(item=item, valid_to__isnull=True).update(valid_to=at)
    ItemStatus.objects.create(
        item=item, state=row.target, reason=reason, valid_from=at, recorded_at=at
    )
    item.state = row.target
    item.state_reason = reason
    item.save(update_fields=["state", "state_reason"])
    if {before, row.target}.intersection(Disclosure.STATES):
        note_disclosures([item], at=at)
    record(
        by=by,
        at=at,
        verb=f"item.{row.act}",
        subject=Subject("item", str(item.pk), item.title, item.agency_id),
        basis=basis,
        reason=reason,
        before={"state": before},
        after={"state": row.target.value, "index_number": item.index_number},
    )


def require_reason(row: Transition, reason: str) -> None:
    """Raises NotPossible where the act needs a reason and none is given."""
    if row.needs_reason and not reason.strip():
        raise NotPossible(f"“{row.label}”须说明理由，请填写后再提交。")


def give_number(item: Item, *, at: datetime) -> None:
    """Give the item what publication gives: an index number and the moment of release."""
    today = timezone.localdate(at)
    if not item.index_number:
        item.index_number = issue_index_number(agency=item.agency, kind=item.kind, on=today)
    item.released_at = at
    item.listed_on = item.source_published_on or today
    item.save(update_fields=["index_number", "released_at", "listed_on"])


def accept_item(
    *, item: Item, by: Actor, at: datetime, basis: str, changes: Mapping[str, Any] | None = None
) -> Item:
    """Take an ingested item over and publish it, with the clerk's corrections of its header.

    ``basis`` says on what the acceptance rests (the source's own publication, a review …).
    Raises NotPossible where the item is not 待转入 or a correction cannot be used.
    """
    with transaction.atomic():
        item = locked_item(item)
        row = transition("accept", item.state)
        if not basis.strip():
            raise NotPossible("转入公开须写明依据，例如“原网站已公开”或审核意见编号。")
        if changes:
            write_header(item, changes, by=by, at=at)
        give_number(item, at=at)
        move_item(item, row, by=by, at=at, reason="", basis=basis)
        emit(at=at, kind="item.published", subject_key=str(item.pk))
    return item


def reject_item(*, item: Item, by: Actor, at: datetime, reason: str) -> Item:
    """Leave an ingested item out of the catalogue, saying why. It can be reopened."""
    return _simple("reject", item=item, by=by, at=at, reason=reason)


def reopen_item(*, item: Item, by: Actor, at: datetime, reason: str) -> Item:
    """Put a rejected item back into 待转入."""
    return _simple("reopen", item=item, by=by, at=at, reason=reason)


def _simple(act: str, *, item: Item, by: Actor, at: datetime, reason: str) -> Item:
    with transaction.atomic():
        item = locked_item(item)
        row = transition(act, item.state)
        require_reason(row, reason)
        move_item(item, row, by=by, at=at, reason=reason.strip(), basis="")
        emit(at=at, kind="item.stored", subject_key=str(item.pk))
    return item


def withdraw_item(*, item: Item, by: Actor, at: datetime, reason: str) -> Item:
    """Take a published item down: page, attachments and search go at once, the reason stays.

    Raises NotPossible where the item is not public or no reason is given.
    """
    with transaction.atomic():
        item = locked_item(item)
        row = transition("withdraw", item.state)
        require_reason(row, reason)
        move_item(item, row, by=by, at=at, reason=reason.strip(), basis="")
        emit(at=at, kind="item.withdrawn", subject_key=str(item.pk))
    return item
