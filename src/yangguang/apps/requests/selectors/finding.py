"""Finding applications by number, by a piece of the title, or by the applicant's whole name.

Titles that hold the pieces of what was typed are looked at, no others, and of what stands in very
many titles only the newest: a search reads no more than so many rows, however many cases there are,
and says where it stopped. The description is not searched, and a name is compared by its keyed
digest alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet

from yangguang.apps.requests.models import (
    Applicant,
    Application,
    LetterLink,
    Service,
    TitlePiece,
)
from yangguang.apps.requests.persons import NAME, folded
from yangguang.apps.requests.pieces import runs_of, span_of, telling_pieces
from yangguang.apps.vault.services import keyed_digest
from yangguang.text.folding import fold

MOST_WORDS = 6
MOST_HITS = 1_000
"""So many are given, the newest; whoever wants others narrows the search."""
LOOKED_AT = 5_000
"""Titles that one search reads at most."""
COMPARED = 20_000
"""Entries of the index that one search compares at most where two words are common."""
MANY_BODIES = 20
_AT_ONCE = 1_000

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found: keys, newest first.

    ``more``: there are others beyond `MOST_HITS`. ``cut``: titles older than those looked at may
    hold the words too.
    """

    keys: tuple[int, ...]
    more: bool = False
    cut: bool = False


def find_words(
    found: QuerySet[Application],
    words: str,
    *,
    agencies: Collection[int] | None = None,
    year: int | None = None,
) -> Hits:
    """Those whose title holds every word, or whose number, that of a letter or parcel of theirs, or
    the applicant's name is what was typed.

    ``found`` bears every other condition; ``agencies`` and ``year`` (of arrival) repeat two of
    them, so that only their part of the index is read.
    """
    terms = words.split()[:MOST_WORDS]
    known = list(found.filter(pk__in=_known(words)).values_list("pk", flat=True))
    candidates, complete = _candidates(found, terms, _postings(agencies, year))
    hits: list[int] = []
    for some in _slices(candidates):
        rows = found.filter(pk__in=some).order_by("-pk").values_list("pk", "title")
        hits += [key for key, title in rows if _holds(title, terms)]
        if len(hits) > MOST_HITS:
            break
    keys = sorted({*known, *hits}, reverse=True)
    more = len(keys) > MOST_HITS
    return Hits(tuple(keys[:MOST_HITS]), more, cut=not complete and not more)


def _known(words: str) -> set[int]:
    """The application of that number, of a letter or parcel of that number, and those of applicants
    of that name."""
    number = words.strip()
    if not number:
        return set()
    numbered = Application.objects.filter(number=number).values_list("pk", flat=True)
    lettered = LetterLink.objects.filter(letter__number=number)
    sent = Service.objects.filter(tracking_number__in={number, number.upper()}).exclude(
        tracking_number=""
    )
    named = Applicant.objects.filter(name_digest=keyed_digest(folded(words), purpose=NAME))
    return {
        *numbered,
        *lettered.values_list("application", flat=True),
        *sent.values_list("application", flat=True),
        *named.order_by("-application").values_list("application", flat=True)[:1000],
    }


def _postings(agencies: Collection[int] | None, year: int | None) -> QuerySet[TitlePiece]:
    """The part of the index that may hold what is wanted."""
    rows = TitlePiece.objects.order_by()
    if agencies is not None and len(agencies) > MANY_BODIES:
        # Read from the newest on, passing over what is not theirs, instead of body by body.
        rows = rows.alias(body=F("agency_id") + 0).filter(body__in=agencies)
    elif agencies is not None:
        rows = rows.filter(agency__in=agencies)
    if year is not None:
        of_year = Application.objects.filter(year=year).values_list("pk", flat=True)
        first, last = of_year.order_by("pk").first(), of_year.order_by("-pk").first()
        rows = rows.filter(application__gte=first or 0, application__lte=last or 0)
    return rows


def _candidates(
    found: QuerySet[Application], terms: Sequence[str], postings: QuerySet[TitlePiece]
) -> tuple[Sequence[int], bool]:
    """Keys of the titles to look at, newest first, and whether these are all that can hold the words.

    The rarest piece leads, if it is rare enough; else the other conditions, if they leave few; else
    the newest titles that hold the pieces.
    """
    spans = [_spans(term) for term in terms]
    counted = sorted((_count(postings, span), span) for one in spans for span in one)
    if counted and counted[0][0] <= LOOKED_AT:
        holding = postings.filter(piece__range=counted[0][1])
        keys = set(holding.values_list("application", flat=True))
        return sorted(keys, reverse=True), True
    few = list(found.order_by("-pk").values_list("pk", flat=True)[: LOOKED_AT + 1])
    pairs = [[first for first, last in one if first == last] for one in spans]
    leading = [pieces[0] for pieces in pairs if pieces]
    if len(few) <= LOOKED_AT or not leading:
        return few[:LOOKED_AT], len(few) <= LOOKED_AT
    return _newest(postings, leading)


def _newest(postings: QuerySet[TitlePiece], pieces: Sequence[int]) -> tuple[Sequence[int], bool]:
    """Titles that hold common pieces, each of another word."""
    holding = postings.filter(piece=pieces[0])
    in_order = holding.order_by("-application").values_list("application", flat=True)
    oldest = None
    for other in pieces[1:]:
        if oldest is None:
            oldest = in_order[COMPARED : COMPARED + 1].first()
        also = postings.filter(piece=other)
        if oldest is not None:
            also = also.filter(application__gt=oldest)
            in_order = in_order.filter(application__gt=oldest)
        in_order = in_order.filter(application__in=also.values("application"))
    keys = list(in_order[:LOOKED_AT])
    return keys, oldest is None and len(keys) < LOOKED_AT


def _spans(term: str) -> list[Span]:
    """The numbers under which the pieces of a word stand; a single sign has many."""
    pairs = telling_pieces(term)
    return [(one, one) for one in pairs] or [span_of(run) for run in runs_of(term)]


def _count(postings: QuerySet[TitlePiece], span: Span) -> int:
    """How many entries there are, up to one more than are looked at."""
    first, last = span
    if first == last:
        return postings.filter(piece=first)[: LOOKED_AT + 1].count()
    return TitlePiece.objects.filter(piece__range=span)[: LOOKED_AT + 1].count()


def _slices(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]


def _holds(title: str, terms: Sequence[str]) -> bool:
    plain = title.lower()
    missing = [term for term in terms if term.lower() not in plain]
    if not missing:
        return True
    even = fold(title).lower()
    return all(fold(term).lower() in even for term in missing)
