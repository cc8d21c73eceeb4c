"""Gathering a draft's facts and writing what the checks notice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from yangguang.apps.catalog.models import Item
from yangguang.apps.files.models import StoredFile
from yangguang.apps.publishing.formal.contents import check_contents
from yangguang.apps.publishing.formal.headers import check_header
from yangguang.apps.publishing.formal.links import check_links, dead_links
from yangguang.apps.publishing.formal.noticing import DraftFacts, FileFacts, Noticed, PictureFacts
from yangguang.apps.publishing.formal.words import check_words
from yangguang.apps.publishing.models import Draft, DraftAttachment
from yangguang.apps.publishing.selectors.lexicon import words_for
from yangguang.text.privacy import Context

Check = Callable[[DraftFacts], Iterator[Noticed]]
CHECKS: list[Check] = [check_header, check_contents, check_words, check_links]


def facts_of(
    draft: Draft,
    *,
    today: date,
    limit_on: date | None,
    dead_outside: Iterable[tuple[str, str]] = (),
    material_missing: bool = False,
) -> DraftFacts:
    """What the checks read about the draft as it stands.

    ``dead_outside``: (address, why) of links to other sites that are known to be dead.
    ``material_missing``: the policy's plan promises an interpretation and none is drafted.
    """
    item = draft.item
    formed = draft.header.get("formed_on")
    return DraftFacts(
        title=draft.title,
        kind=draft.header.get("kind") or item.kind,
        body_html=draft.body_html,
        body_text=draft.body_text,
        today=today,
        attribute=draft.attribute,
        header=draft.header,
        formed_on=date.fromisoformat(formed) if formed else None,
        limit_on=limit_on,
        context=_context(item),
        words=words_for(item.agency),
        material_missing=material_missing,
        forms=tuple(draft.interpretation_forms),
        dead_links=(*dead_links(draft.body_html), *dead_outside),
        files=tuple(
            _file_facts(row, draft.body_html)
            for row in draft.attachments.select_related("file").order_by("order", "pk")
        ),
    )


def _context(item: Item) -> Context:
    agency = item.agency
    digits = re.sub(r"\D", "", agency.telephone)
    return Context(
        official_numbers=frozenset([digits] if digits else []),
        official_mailboxes=frozenset([agency.email.lower()] if agency.email else []),
    )


def _file_facts(row: DraftAttachment, body_html: str) -> FileFacts:
    file = row.file
    texts, confidences, unread = {}, {}, {}
    pictures = []
    for page in file.page_texts.order_by("number"):
        confidence = page.confidence if page.proofread_at is None else None
        why = page.unread_why if page.proofread_at is None else ""
        if page.place:
            # Without an address it stands for the others, or for all (`recognising`).
            count = 1 if page.address else int("".join(filter(str.isdecimal, page.place)) or 1)
            pictures.append(PictureFacts(page.place, page.text, confidence, why, count))
            continue
        texts[page.number] = page.text
        if why:
            unread[page.number] = why
        elif confidence is not None:
            confidences[page.number] = confidence
    return FileFacts(
        title=row.title,
        media_type=file.media_type,
        sha256=file.sha256,
        pages=file.pages,
        texts=texts,
        unreadable=file.unreadable_why if file.reading == StoredFile.Reading.UNREADABLE else "",
        confidences=confidences,
        waiting=file.reading == StoredFile.Reading.SCAN,
        carries=tuple(row.carries),
        pictures=tuple(pictures),
        in_body=f"file:{file.sha256}" in body_html,
        unread=unread,
    )


def notice(facts: DraftFacts, checks: Iterable[Check] | None = None) -> list[Noticed]:
    """All that the checks notice, each thing once, the gravest first."""
    found: dict[str, Noticed] = {}
    for check in CHECKS if checks is None else checks:
        for one in check(facts):
            found.setdefault(one.mark, one)
    return sorted(found.values(), key=lambda one: (one.severity != "block", one.field, one.start))
