"""Shows where in the original text something was found.

The index keeps no texts. The ten or twenty documents of a page are folded again and searched, and
the places led back to the characters people see, so that 政府資訊 is marked in a traditional text
when 政府信息 was asked for, and a mark never lands beside its word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from yangguang.apps.search.engine import (
    AttachmentPage,
    AttachmentPassage,
    Highlights,
    Passage,
    Texts,
)
from yangguang.apps.search.language import Parsed, Place, cited_numbers
from yangguang.text.folding import is_plain
from yangguang.text.variants import readings_with_map

Span = tuple[int, int]

PASSAGE_LENGTH = 110
MOST_PASSAGES = 2
MOST_ATTACHMENT_PASSAGES = 2
_MOST_MARKS = 200
_LEAD = 30
_LONGEST_SCAN = 400_000
"""Characters of attachments looked through for one hit; what lies beyond is found, not shown."""

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SENTENCE_START = re.compile(r"[。；！？\n]")


class Highlighter:
    """Marks what a query looked for; made once for a page of hits."""

    def __init__(self, parsed: Parsed) -> None:
        anywhere: list[str] = []
        title: list[str] = []
        for term in parsed.terms:
            if term.place in (Place.ANYWHERE, Place.NUMBER, Place.INDEX_NUMBER):
                anywhere.extend(term.readings)
            if term.place in (Place.ANYWHERE, Place.TITLE):
                title.extend(term.readings)
        self._anywhere = _longest_first(anywhere)
        self._title = _longest_first(title)
        self._numbers = frozenset(term.number_key for term in parsed.terms if term.number_key)

    def highlight(self, texts: Texts) -> Highlights:
        """The title with its marks, the best passages of the body, and those of attachments.

        A body in which nothing was found gives its beginning, so that a hit is never shown bare.
        """
        title = Passage(texts.title, tuple(find_spans(texts.title, self._title)))
        body = _passages(texts.body, self._spans(texts.body))
        attachments = tuple(self._in_attachments(texts.attachments))
        if not body and not attachments and texts.body:
            body = (_cut(texts.body, 0, []),)
        return Highlights(title, body, attachments)

    def _spans(self, text: str) -> list[Span]:
        spans = find_spans(text, self._anywhere)
        if self._numbers:
            # A broken spelling of the number is what was looked for as well.
            cited = cited_numbers(text)
            spans += [(start, end) for key, start, end in cited if key in self._numbers]
        return _joined(spans)

    def _in_attachments(self, pages: Sequence[AttachmentPage]) -> Iterable[AttachmentPassage]:
        found = scanned = 0
        for page in pages:
            scanned += len(page.text)
            if found == MOST_ATTACHMENT_PASSAGES or scanned > _LONGEST_SCAN:
                return
            passages = _passages(page.text, self._spans(page.text))
            if passages:
                found += 1
                yield AttachmentPassage(page.name, page.page, passages[0])


def _longest_first(strings: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(strings), key=lambda needle: (-len(needle), needle)))


def find_spans(text: str, wanted: Sequence[str]) -> list[Span]:
    """Where the folded strings stand in the original text, in order, overlaps joined."""
    if not wanted or not text:
        return []
    if is_plain(text) and all(map(_HAN.fullmatch, wanted)):
        # Folding would change nothing that matters here, and costs ten times the search.
        plain = [span for needle in wanted for span in _places(text, needle)]
        if plain:
            return _joined(plain)
    spans = [
        (offsets[start], offsets[end - 1] + 1)
        for folded, offsets in readings_with_map(text)
        for needle in wanted
        for start, end in _places(folded, needle)
    ]
    return _joined(spans)


def _places(text: str, needle: str) -> Iterator[Span]:
    start = text.find(needle)
    while start >= 0:
        end = start + len(needle)
        yield start, end
        start = text.find(needle, end)


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _passages(text: str, spans: list[Span]) -> tuple[Passage, ...]:
    """At most two passages, the one with most marks first, then the order of the text."""
    if not spans:
        return ()
    chosen: list[tuple[int, list[Span]]] = []
    left = spans
    for _ in range(MOST_PASSAGES):
        if not left:
            break
        start, inside = _densest(text, left)
        chosen.append((start, inside))
        left = [span for span in left if span[0] >= start + PASSAGE_LENGTH or span[1] <= start]
    return tuple(_cut(text, start, inside) for start, inside in sorted(chosen))


def _densest(text: str, spans: list[Span]) -> tuple[int, list[Span]]:
    """The window with the most different words in it, the first such, with its spans."""
    words = [text[start:end] for start, end in spans[:_MOST_MARKS]]
    different = len(set(words))
    best: tuple[int, int, int] = (0, 0, 0)
    for first, (start, _) in enumerate(spans[:_MOST_MARKS]):
        limit = start - _LEAD + PASSAGE_LENGTH
        last = first + 1
        while last < len(words) and spans[last][1] <= limit:
            last += 1
        distinct = len(set(words[first:last]))
        if (distinct, last - first) > (best[0], best[2] - best[1]):
            best = (distinct, first, last)
        if distinct == different:
            # Nothing later can hold more words, and early passages read better.
            break
    _, first, last = best
    return _window_start(text, spans[first][0]), spans[first:last]


def _window_start(text: str, mark: int) -> int:
    """Begin where the sentence does if that is near, else a few characters before the mark."""
    floor = max(0, mark - _LEAD)
    starts = [match.end() for match in _SENTENCE_START.finditer(text, floor, mark)]
    return starts[-1] if starts else floor


def _cut(text: str, start: int, spans: Sequence[Span]) -> Passage:
    end = max(start + PASSAGE_LENGTH, max((span[1] for span in spans), default=0))
    # A single match longer than any passage is cut like the text around it.
    end = min(end, start + 2 * PASSAGE_LENGTH, len(text))
    piece = text[start:end]
    marks = tuple(
        (max(a - start, 0), min(b, end) - start) for a, b in spans if a < end and b > start
    )
    return Passage(piece, marks, cut_before=start > 0, cut_after=end < len(text))
