"""Reading the catalogue for personal data: passages of editions, and what was found in them.

Nothing here writes. A scan may run in a process of its own; what it hands back holds masked forms
and digests only, so that no clear value travels or stays.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Attachment, Edition, ItemState
from yangguang.apps.files.models import FilePage
from yangguang.apps.privacy.carried import carried_hits
from yangguang.apps.privacy.fingerprints import (
    finding_key,
    normal_value,
    surroundings_digests,
    value_digests,
    words_around,
)
from yangguang.apps.privacy.hits import Hit, Passage
from yangguang.apps.privacy.models import CARRIED, Place, Sweep
from yangguang.text.personal import find_in_text
from yangguang.text.privacy import SURE, Context, Kind

BLOCK = 2_000
"""Editions by their keys in a block; a sweep that was killed loses at most the blocks at hand."""
NOT_SHOWN = (ItemState.WITHDRAWN, ItemState.REJECTED)
"""States in which an item is neither public nor on its way to be."""
_READ_AT_ONCE = 200
_WHY = 300
_MASKED = 200
_NUMBER = re.compile(r"[0-9][0-9\-－—() （）]{5,}[0-9]")
_NOT_DIGITS = re.compile(r"[^0-9]")


@dataclass(frozen=True, slots=True)
class BlockScan:
    """What one pass found in one block."""

    sweep: str
    block: int
    hits: list[Hit]
    editions: int
    """How many editions were read; older ones and those of hidden items are passed over."""


def block_of(edition: int) -> int:
    """The block in which an edition stands."""
    return edition // BLOCK


def kinds_of(sweep: str) -> list[str]:
    """The kinds of finding that a pass looks for."""
    if sweep == Sweep.FILES:
        return sorted(CARRIED)
    names = {Kind.NAME.value}
    return sorted(names if sweep == Sweep.NAMES else {kind.value for kind in Kind} - names)


def editions_of_block(block: int) -> QuerySet[Edition]:
    """Every edition of a block, whatever became of it."""
    return Edition.objects.filter(pk__gte=block * BLOCK, pk__lt=(block + 1) * BLOCK)


def shown_editions(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Those that can be read: the present text of an item that is public or may become so, and
    past texts of a public one that were not closed."""
    past = Q(item__state=ItemState.PUBLISHED, closed_at__isnull=True)
    return editions.filter(Q(item__edition=F("pk")) | past).exclude(item__state__in=NOT_SHOWN)


def scan_block(sweep: str, block: int) -> BlockScan:
    """One pass over one block of the catalogue."""
    shown = shown_editions(editions_of_block(block)).order_by("pk")
    if sweep == Sweep.FILES:
        return BlockScan(sweep, block, carried_hits(shown), shown.count())
    known = official_context()
    counted = 0
    found: list[tuple[Passage, list[_Raw]]] = []
    for passages in _batches(shown):
        counted += sum(one.place == Place.TITLE for one in passages)
        found.extend(_found_in(passages, {sweep}, known))
    return BlockScan(sweep, block, _as_hits(found), counted)


def scan_editions(keys: Collection[int], sweeps: Collection[str]) -> list[Hit]:
    """The given passes over some editions; those that are not shown give nothing."""
    shown = shown_editions(Edition.objects.filter(pk__in=keys)).order_by("pk")
    hits = carried_hits(shown) if Sweep.FILES in sweeps else []
    said = set(sweeps) - {Sweep.FILES.value}
    if not said:
        return hits
    known = official_context()
    found: list[tuple[Passage, list[_Raw]]] = []
    for passages in _batches(shown):
        found.extend(_found_in(passages, said, known))
    return _as_hits(found) + hits


def scan_edition(edition: Edition, sweeps: Collection[str]) -> list[tuple[Passage, Hit]]:
    """All found in the words of one edition, shown or not, each with the passage it stands in."""
    passages = [one for batch in _batches(Edition.objects.filter(pk=edition.pk)) for one in batch]
    found = list(_found_in(passages, sweeps, official_context()))
    standing = [passage for passage, raws in found for _ in raws]
    return list(zip(standing, _as_hits(found), strict=True))


def official_context() -> Context:
    """What the bodies of this site have published of themselves: their own numbers and mailboxes."""
    numbers: set[str] = set()
    mailboxes: set[str] = set()
    for telephone, fax, email in Agency.objects.values_list("telephone", "fax", "email"):
        for text in (telephone, fax):
            for match in _NUMBER.finditer(text):
                digits = _NOT_DIGITS.sub("", match[0])
                numbers.add(digits)
        if email:
            mailboxes.add(email.strip().lower())
    return Context(official_numbers=frozenset(numbers), official_mailboxes=frozenset(mailboxes))


def _batches(editions: QuerySet[Edition]) -> Iterator[list[Passage]]:
    """The passages of editions, some editions at a time, so that a block need not fit into memory."""
    rows = editions.values_list(
        "pk", "item_id", "item__agency_id", "item__title", "item__summary", "body_text"
    )
    batch: list[tuple[int, int, int, str, str, str]] = []
    for row in rows.iterator(chunk_size=_READ_AT_ONCE):
        batch.append(row)
        if len(batch) == _READ_AT_ONCE:
            yield _passages(batch)
            batch = []
    if batch:
        yield _passages(batch)


def _passages(rows: list[tuple[int, int, int, str, str, str]]) -> list[Passage]:
    attached = _attached([row[0] for row in rows])
    found = []
    for edition, item, agency, title, summary, body in rows:
        found.append(Passage(item, agency, edition, Place.TITLE, title))
        # A summary is mostly the beginning of the text and then says nothing of its own.
        if summary and not body.startswith(summary.rstrip("…")):
            found.append(Passage(item, agency, edition, Place.SUMMARY, summary))
        found.append(Passage(item, agency, edition, Place.BODY, body))
        for attachment, name, pages in attached.get(edition, ()):
            found.append(Passage(item, agency, edition, Place.ATTACHMENT_TITLE, name, attachment))
            found.extend(
                Passage(item, agency, edition, Place.ATTACHMENT, text, attachment, page)
                for page, text in pages
            )
    return found


Attached = list[tuple[int, str, list[tuple[int, str]]]]


def _attached(editions: list[int]) -> dict[int, Attached]:
    """Edition → its attachments with name and the text of each page."""
    rows = list(
        Attachment.objects.filter(edition__in=editions)
        .order_by("edition", "pk")
        .values_list("pk", "edition_id", "title", "file_id")
    )
    if not rows:
        return {}
    pages: dict[int, list[tuple[int, str]]] = defaultdict(list)
    files = {file for _, _, _, file in rows}
    texts = FilePage.objects.filter(file__in=files).order_by("file", "number")
    for file, number, text in texts.values_list("file_id", "number", "text"):
        pages[file].append((number, text))
    # An attachment that a source only named has no file, and pages[None] stays empty.
    found: dict[int, Attached] = defaultdict(list)
    for key, edition, title, file in rows:
        found[edition].append((key, title, pages[file]))
    return found


@dataclass(frozen=True, slots=True)
class _Raw:
    """A finding that still knows its clear value; it never leaves this module."""

    start: int
    end: int
    kind: Kind
    confidence: float
    masked: str
    why: str
    value: str
    around: str


def _found_in(
    passages: Iterable[Passage], sweeps: Collection[str], known: Context
) -> Iterator[tuple[Passage, list[_Raw]]]:
    wanted = {kind for sweep in sweeps for kind in kinds_of(sweep)}
    names = Sweep.NAMES in sweeps
    for passage in passages:
        text = passage.text
        raws = [
            _Raw(
                one.start,
                one.end,
                one.kind,
                one.confidence,
                one.masked[:_MASKED],
                one.why[:_WHY],
                normal_value(one.kind, one.text),
                words_around(text, one.start, one.end),
            )
            for one in find_in_text(text, context=known, names=names)
            if one.confidence >= SURE and one.kind.value in wanted
        ]
        if raws:
            yield passage, raws


def _as_hits(found: list[tuple[Passage, list[_Raw]]]) -> list[Hit]:
    flat = [(passage, raw) for passage, raws in found for raw in raws]
    values = value_digests([(raw.kind, raw.value) for _, raw in flat])
    around = surroundings_digests([raw.around for _, raw in flat])
    seen: dict[str, int] = defaultdict(int)
    hits = []
    for (passage, raw), fingerprint, surroundings in zip(flat, values, around, strict=True):
        place = (passage.edition, passage.attachment or "", passage.place, passage.page)
        base = finding_key(*place, raw.kind.value, fingerprint, surroundings)
        seen[base] += 1
        # The same value in the same words twice on a page: each is a place of its own.
        key = base if seen[base] == 1 else finding_key(base, seen[base])
        hits.append(
            Hit(
                passage.item,
                passage.agency,
                passage.edition,
                passage.attachment,
                passage.place,
                passage.page,
                raw.start,
                raw.end,
                raw.kind.value,
                raw.confidence,
                raw.masked,
                raw.why,
                fingerprint,
                surroundings,
                key,
            )
        )
    return hits
