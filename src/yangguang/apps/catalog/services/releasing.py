"""How a reviewed text becomes an edition: the lowest step of publication, below all rules of review.

Only the app that holds the reviews calls these (a test says so): what may be released, and by whom,
is decided there. Here the edition is frozen and number, dated facts, audit row and event are written
with it in one transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.headers import header_of
from yangguang.apps.catalog.models import (
    Attachment,
    Column,
    Edition,
    Facet,
    Item,
    ItemColumn,
    ItemFacet,
    ItemKind,
    ItemState,
    ItemStatus,
    Validity,
)
from yangguang.apps.catalog.services.editions import close_earlier
from yangguang.apps.catalog.services.header import require_standing, write_header
from yangguang.apps.catalog.services.lifecycle import (
    give_number,
    locked_item,
    move_item,
    require_reason,
)
from yangguang.apps.catalog.services.storing import SUMMARY_LENGTH, NewAttachment
from yangguang.apps.catalog.terms import HOLDS, OVER
from yangguang.apps.catalog.workflow import NotPossible, transition
from yangguang.apps.events.services import emit


@dataclass(frozen=True, slots=True)
class Release:
    """A text as it was reviewed. ``body_html`` is clean; ``basis`` names the reviews it rests on."""

    title: str
    body_html: str
    body_text: str
    basis: str
    header: Mapping[str, Any] = field(default_factory=dict)
    attachments: Sequence[NewAttachment] = ()
    reason: str = ""
    closes_earlier: str = ""
    """Why the texts before it are no longer readable; empty where they stay as past editions."""


def open_item(
    *,
    agency: Agency,
    title: str,
    kind: str = ItemKind.OTHER,
    column: Column | None = None,
    facets: Sequence[Facet] = (),
    by: Actor,
    at: datetime,
) -> Item:
    """A new item without a text yet, in the state 草稿. Raises NotPossible without a title."""
    title = title.strip()
    if not title:
        raise NotPossible("标题不能为空。")
    if len(title) > 500:
        raise NotPossible(f"“标题”最多 500 个字，现有 {len(title)} 个字。")
    require_standing(column)
    with transaction.atomic():
        item = Item.objects.create(
            agency=agency,
            agency_name=agency.name,
            title=title,
            kind=kind,
            column=column,
            state=ItemState.DRAFT,
            created_at=at,
        )
        ItemStatus.objects.create(
            item=item, state=ItemState.DRAFT, reason="", valid_from=at, recorded_at=at
        )
        if column is not None:
            ItemColumn.objects.create(item=item, column=column, valid_from=at, recorded_at=at)
        for facet in facets:
            ItemFacet.objects.create(item=item, facet=facet, valid_from=at, recorded_at=at)
        record(
            by=by,
            at=at,
            verb="item.open",
            subject=Subject("item", str(item.pk), item.title, item.agency_id),
            after={"state": ItemState.DRAFT.value},
        )
        emit(at=at, kind="item.stored", subject_key=str(item.pk))
    return item


def release_item(*, item: Item, release: Release, by: Actor, at: datetime) -> Item:
    """Publish a draft for the first time: index number, frozen edition, moment of release.

    Texts that stood beside the item before anything was public (an import's, a conversion's) give
    way to the reviewed one. A document that states when it applies is 有效 from then on, so that its
    page says so and the end of its term is marked. Raises NotPossible where the item is no draft or the basis is missing.
    """
    with transaction.atomic():
        item = locked_item(item)
        row = transition("publish", item.state)
        _require_basis(release)
        if item.released_at is None:
            item.edition = None
            item.save(update_fields=["edition"])
            item.editions.all().delete()
        stated = (release.header.get("in_force_on"), release.header.get("valid_until"))
        if item.validity == Validity.NONE and any(stated):
            release = replace(release, header={**release.header, "validity": Validity.IN_FORCE})
        _write(item, release, Edition.Act.FIRST, by=by, at=at)
        give_number(item, at=at)
        move_item(item, row, by=by, at=at, reason="", basis=release.basis)
        emit(at=at, kind="item.published", subject_key=str(item.pk))
    return item


def revise_item(*, item: Item, release: Release, act: Edition.Act, by: Actor, at: datetime) -> Item:
    """A new edition of a public item, by correction (更正) or modification (修改), with its reason.

    The earlier edition stays as it was, and readable unless ``release.closes_earlier`` says why
    not. Raises NotPossible without reason or basis, or where the item is not public.
    """
    if act == Edition.Act.FIRST:
        raise ValueError("a revision is a correction or a modification")
    with transaction.atomic():
        item = locked_item(item)
        row = transition("correct" if act == Edition.Act.CORRECTION else "modify", item.state)
        require_reason(row, release.reason)
        _require_basis(release)
        _write(item, release, act, by=by, at=at)
        if release.closes_earlier:
            close_earlier(item, reason=release.closes_earlier, at=at)
        item.state_reason = ""
        item.save(update_fields=["state_reason"])
        record(
            by=by,
            at=at,
            verb=f"item.{row.act}",
            subject=Subject("item", str(item.pk), item.title, item.agency_id),
            basis=release.basis,
            reason=release.reason,
            after={"edition": item.edition.number if item.edition else None},
        )
        emit(at=at, kind="item.changed", subject_key=str(item.pk))
    return item


def hold_item(*, item: Item, title: str, reason: str, basis: str, by: Actor, at: datetime) -> Item:
    """Enter a draft as one that is not disclosed by itself: it gets its number, nobody reads it."""
    with transaction.atomic():
        item = locked_item(item)
        row = transition("hold", item.state)
        require_reason(row, reason)
        item.title = title.strip() or item.title
        item.save(update_fields=["title"])
        give_number(item, at=at)
        item.released_at = None
        item.save(update_fields=["released_at"])
        move_item(item, row, by=by, at=at, reason=reason[:300], basis=basis)
        emit(at=at, kind="item.held", subject_key=str(item.pk))
    return item


def return_to_draft(*, item: Item, reason: str, by: Actor, at: datetime) -> Item:
    """Something held becomes a draft again, because a later look found that it can be open."""
    return _simple("open", item=item, reason=reason, by=by, at=at)


def discard_item(*, item: Item, reason: str, by: Actor, at: datetime) -> Item:
    """A draft that will not be published: it leaves the lists and stays on record."""
    return _simple("drop", item=item, reason=reason, by=by, at=at)


def _simple(act: str, *, item: Item, reason: str, by: Actor, at: datetime) -> Item:
    with transaction.atomic():
        item = locked_item(item)
        row = transition(act, item.state)
        require_reason(row, reason)
        move_item(item, row, by=by, at=at, reason=reason.strip()[:300], basis="")
        emit(at=at, kind="item.stored", subject_key=str(item.pk))
    return item


def mark_validity(
    *,
    item: Item,
    validity: Validity,
    effective_on: date,
    reason: str,
    by: Actor,
    at: datetime,
    valid_until: date | None = None,
) -> Item:
    """Mark a public document as in force, amended, expired or repealed; the mark shows on its page.

    ``valid_until`` prolongs or sets the term of what is marked as in force. Without it the term
    stays, but one that has run out falls away: what holds again holds without a stated end.
    """
    holds = validity in HOLDS
    if valid_until is not None and not holds:
        raise NotPossible("标注失效、废止的，不填“有效期至”；失效、废止的日子填在“自哪天起”。")
    if valid_until is not None and valid_until < max(effective_on, timezone.localdate(at)):
        raise NotPossible("“有效期至”须是今天或者今天以后的日子，请核对后填写；没有期限的留空。")
    if not reason.strip():
        raise NotPossible("标注有效性须写明依据，例如废止决定的文号。")
    with transaction.atomic():
        item = locked_item(item)
        if item.state != ItemState.PUBLISHED:
            raise NotPossible("只有已公开的文件可以标注有效性。")
        changes: dict[str, Any] = {"validity": validity}
        changes["lost_force_on"] = effective_on if validity in OVER else None
        if valid_until is not None:
            changes["valid_until"] = valid_until
        elif holds and item.valid_until is not None and item.valid_until < timezone.localdate(at):
            changes["valid_until"] = None
        write_header(item, changes, by=by, at=at, reason=reason.strip()[:300])
        # The same mark from another day, or through another document, changes its page as well.
        emit(at=at, kind="item.changed", subject_key=str(item.pk))
    return item


def _require_basis(release: Release) -> None:
    if not release.basis.strip():
        raise NotPossible("公开须写明审核依据。")


def _write(item: Item, release: Release, act: Edition.Act, *, by: Actor, at: datetime) -> Edition:
    """Header, edition and attachments, with the item pointing at what is now in force."""
    if item.edition_id is not None:
        # The text that gives way keeps the header under which it was public.
        Edition.objects.filter(pk=item.edition_id).update(header=header_of(item))
    summary = release.header.get("summary")
    # An empty summary is made of the text below; it was never empty to anybody.
    header = {k: v for k, v in release.header.items() if k != "summary" or v}
    write_header(item, {**header, "title": release.title}, by=by, at=at, reason=release.reason)
    last = item.editions.aggregate(last=Max("number"))["last"] or 0
    edition = Edition.objects.create(
        item=item,
        number=last + 1,
        act=act,
        reason=release.reason[:300],
        title=release.title,
        body_html=release.body_html,
        body_text=release.body_text,
        sha256=hashlib.sha256(release.body_html.encode()).hexdigest(),
        made_at=at,
    )
    Attachment.objects.bulk_create(
        [
            Attachment(
                edition=edition,
                file=one.file,
                title=one.title[:300],
                source_url=one.source_url[:500],
                order=order,
            )
            for order, one in enumerate(release.attachments)
        ]
    )
    item.edition = edition
    kept = act == Edition.Act.FIRST and "summary" not in release.header and item.summary
    if not summary and not kept:
        item.summary = release.body_text[:SUMMARY_LENGTH]
    item.save(update_fields=["edition", "summary"])
    return edition
