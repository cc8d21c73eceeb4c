"""One act on a draft: lock it, ask the table, do it, and write the record with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Item
from yangguang.apps.publishing.models import Draft
from yangguang.apps.publishing.workflow import Act, impossible, require


def subject_of(item: Item) -> Subject:
    """How records and duties name the item."""
    return Subject("item", str(item.pk), item.title, item.agency_id)


@dataclass
class Step:
    """An act under way; what the service fills in is written when the block ends."""

    draft: Draft
    row: Act
    by: Actor
    at: datetime
    day: date
    reason: str = ""
    basis: str = ""
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def item(self) -> Item:
        return self.draft.item


@contextmanager
def step(
    code: str,
    draft: Draft,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    basis: str = "",
    after: Mapping[str, Any] | None = None,
) -> Iterator[Step]:
    """Hold the draft, check the act, run the block, write the new state and the audit row."""
    with transaction.atomic():
        fresh = locked(draft)
        row = require(code, fresh)
        reason = reason.strip()
        if row.needs_reason and not reason:
            raise impossible("理由", f"“{row.label}”须说明理由，请填写后再提交。")
        before = fresh.state
        doing = Step(fresh, row, by, at, timezone.localdate(at), reason, basis, dict(after or {}))
        yield doing
        if row.target is not None:
            fresh.state = row.target
        fresh.save()
        record(
            by=by,
            at=at,
            verb=f"draft.{code}",
            subject=subject_of(fresh.item),
            basis=doing.basis,
            reason=doing.reason,
            before={"state": before},
            after={"state": str(fresh.state), **doing.after},
        )
    draft.refresh_from_db()


def locked(draft: Draft) -> Draft:
    """The draft as it stands, held until the end of the transaction."""
    return (
        Draft.objects.select_for_update(of=("self",))
        .select_related("item", "item__agency", "item__column")
        .get(pk=draft.pk)
    )
