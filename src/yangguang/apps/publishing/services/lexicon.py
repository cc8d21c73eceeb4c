"""Keeping the lexicon: a word put in force, ended, or excepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.publishing.models import LexiconWord
from yangguang.apps.publishing.workflow import impossible

SHORTEST, LONGEST = 2, 60


def put_word(
    *,
    kind: LexiconWord.Kind,
    word: str,
    correction: str = "",
    exceptions: Sequence[str] = (),
    note: str = "",
    agency: Agency | None = None,
    by: Actor,
    at: datetime,
) -> LexiconWord:
    """Put a word in force for a body (None: for all); what stood before for it is ended.

    Raises NotPossible for a word of one character, one that is its own correction, or an exception
    that does not contain it.
    """
    word, correction = word.strip(), correction.strip()
    kept = [one.strip() for one in exceptions if one.strip()]
    if not SHORTEST <= len(word) <= LONGEST:
        raise impossible("词库", f"词语须为 {SHORTEST} 至 {LONGEST} 个字，单字会误报。")
    if correction == word:
        raise impossible("词库", "“应为”与词语相同，请核对。")
    wrong = [one for one in kept if word not in one]
    if wrong:
        raise impossible("词库", f"例外“{wrong[0]}”中没有“{word}”，请填写完整的说法。")
    with transaction.atomic():
        LexiconWord.objects.filter(word=word, agency=agency, valid_to__isnull=True).update(
            valid_to=at
        )
        row = LexiconWord.objects.create(
            kind=kind,
            word=word,
            correction=correction,
            exceptions=kept,
            note=note.strip()[:200],
            agency=agency,
            valid_from=at,
            by_key=by.key,
            by_name=by.name,
        )
        _record("lexicon.put", row, by=by, at=at)
    return row


def end_word(*, entry: LexiconWord, by: Actor, at: datetime) -> LexiconWord:
    """Take a word out of use. Raises NotPossible where it is out already."""
    with transaction.atomic():
        row = LexiconWord.objects.select_for_update().get(pk=entry.pk)
        if row.valid_to is not None:
            raise impossible("词库", "这个词语已经停用。")
        row.valid_to = at
        row.save(update_fields=["valid_to"])
        _record("lexicon.end", row, by=by, at=at)
    return row


def _record(verb: str, row: LexiconWord, *, by: Actor, at: datetime) -> None:
    record(
        by=by,
        at=at,
        verb=verb,
        subject=Subject("lexicon-word", str(row.pk), row.word, row.agency_id),
        after={"kind": row.kind, "correction": row.correction, "exceptions": row.exceptions},
    )
