"""The words in use for a body: the package's, the office's, and the body's own."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.publishing.formal.noticing import Word
from yangguang.apps.publishing.formal.words import default_words
from yangguang.apps.publishing.models import LexiconWord


def entries_for(agency: Agency) -> QuerySet[LexiconWord]:
    """The entries in use for the body: its own, those of the bodies above, the general ones."""
    keys = [int(part) for part in agency.path.split("/") if part]
    return LexiconWord.objects.filter(
        Q(agency__in=keys) | Q(agency__isnull=True), valid_to__isnull=True
    )


def words_for(agency: Agency) -> tuple[Word, ...]:
    """All words to look for. An entry of the office goes before the package's for the same word."""
    own = {
        row.word: Word(
            row.word,
            row.kind == LexiconWord.Kind.SENSITIVE,
            row.correction,
            tuple(row.exceptions),
            row.note,
        )
        for row in entries_for(agency).order_by("agency__path", "pk")
    }
    general = [word for word in default_words() if word.word not in own]
    return tuple(sorted([*general, *own.values()], key=lambda word: word.word))
