"""What every search engine of the platform promises, whichever one runs.

The embedded engine serves one machine; a cluster takes its place when a city outgrows it. Both give
the same answers to the same questions, proved by one contract test (``tests/apps/search/contract``),
so nothing above this file knows which one runs.

A query finds a document when each of its terms stands, letter for letter, in the folded title,
number, index number, body or an attachment's page (`text.folding`, `text.variants`); totals are
exact. Ranking decides only the order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

DIMENSIONS = ("agency", "column", "facet", "kind", "validity", "year")
"""What can be filtered by and counted; ``year`` is that of publication."""

DEEPEST = 10_000
"""Results beyond this many are counted and not shown; narrower questions lead further."""


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class AttachmentPage:
    """The text of one page of an attachment, counted from 1, or of a picture that lies in it (0)."""

    name: str
    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """An item, or a row of a register, as it is searched. ``key`` is its own for ever; the rest may
    be written again.

    ``columns`` hold the whole path of each column, so that a filter by a parent finds its children;
    ``facets`` are ``scheme:code``. ``hidden`` documents are found only by who asks for them, and so
    are those that are a ``row``. Of ``quiet`` ones nothing is offered while somebody types.
    ``standing`` above 1 lifts documents that people are after (the regulation), below 1 lowers
    those that only mention them (news of a meeting about it).
    """

    key: str
    title: str
    body: str = ""
    number: str = ""
    index_number: str = ""
    agency: str = ""
    agency_name: str = ""
    columns: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    kind: str = ""
    formed_on: date | None = None
    published_on: date | None = None
    validity: str = ""
    attachments: tuple[AttachmentPage, ...] = ()
    hidden: bool = False
    row: bool = False
    quiet: bool = False
    standing: float = 1.0


@dataclass(frozen=True, slots=True)
class Texts:
    """What highlighting needs of a document: its texts as people see them."""

    title: str
    body: str = ""
    attachments: Sequence[AttachmentPage] = ()


TextSource = Callable[[Sequence[str]], Mapping[str, Texts]]
"""Gives the texts for keys; a key it leaves out is shown without highlights."""


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both included; None leaves that end open."""

    first: date | None = None
    last: date | None = None

    def __bool__(self) -> bool:
        return self.first is not None or self.last is not None


@dataclass(frozen=True, slots=True)
class Query:
    """A question: text in the query language, filters, order and the page wanted.

    Filters name a dimension and the values of which any may hold. Raises ValueError for an unknown
    dimension or a page before the first.
    """

    text: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    published: Days = Days()
    formed: Days = Days()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = 10
    facets: Sequence[str] = ()
    highlight: bool = True
    with_hidden: bool = False
    with_rows: bool = False

    def __post_init__(self) -> None:
        unknown = {*self.filters, *self.facets} - {*DIMENSIONS}
        if unknown:
            raise ValueError(f"unknown dimensions: {', '.join(sorted(unknown))}")
        if self.page < 1 or not 0 <= self.size <= 1000:
            raise ValueError(f"no such page: {self.page} of size {self.size}")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the original text with the places that were found, as offsets into ``text``."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    cut_before: bool = False
    cut_after: bool = False

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in order, each piece with whether it was found; for templates."""
        done = 0
        for start, end in self.marks:
            if start > done:
                yield self.text[done:start], False
            yield self.text[start:end], True
            done = end
        if done < len(self.text):
            yield self.text[done:], False


@dataclass(frozen=True, slots=True)
class AttachmentPassage:
    """Where in which attachment something was found."""

    name: str
    page: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Highlights:
    """The passages shown for one hit; the title is whole."""

    title: Passage
    body: tuple[Passage, ...] = ()
    attachments: tuple[AttachmentPassage, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found. ``exact`` says that the query is its 文号 or 索引号."""

    key: str
    score: float
    exact: bool = False
    highlights: Highlights | None = None


@dataclass(frozen=True, slots=True)
class FacetCount:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """An answer. ``total`` is exact; ``notices`` are sentences to show above the hits.

    ``facets`` count what each value would give with the other filters kept (those of its own
    dimension left out), most first. ``did_you_mean`` is a query that finds something, offered when
    this one finds nothing; ``partial`` then holds documents with the words of the query apart.
    ``nothing`` says that the query held nothing to look for, so that nothing was looked for.
    """

    total: int
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    did_you_mean: str | None = None
    partial: Results | None = None
    took_ms: float = 0.0
    nothing: bool = False


class SuggestionKind(StrEnum):
    AGENCY = "agency"
    TERM = "term"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion of what is being typed; a title comes with the key of its document."""

    text: str
    kind: SuggestionKind
    key: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """State of an engine, for the doctor. ``problem`` is empty when all is well, else Chinese."""

    documents: int
    size_bytes: int
    segments: int
    problem: str = ""


class IndexBusy(Exception):
    """Somebody else is writing to the index; ``args[0]`` says so in Chinese. Try again later."""


class IndexUnusable(Exception):
    """The index is missing, damaged or of another version; ``args[0]`` says what to do."""


class Engine(Protocol):
    """The door to search. All calls are safe from several threads; writing needs one process."""

    def index(self, documents: Iterable[Document]) -> int:
        """Add documents or replace those with the same keys; gives how many.

        All of them become visible together before the call returns, or, if it fails, none. Raises
        IndexBusy if another process writes.
        """
        ...

    def delete(self, keys: Iterable[str]) -> None:
        """Forget documents; unknown keys are no error. Raises IndexBusy as `index` does."""
        ...

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Put these documents in the place of all others, searchable throughout; gives how many."""
        ...

    def query(self, query: Query, *, texts: TextSource | None = None) -> Results:
        """Answer a question; never raises for anything a person can type."""
        ...

    def suggest(self, prefix: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what is being typed, best first."""
        ...

    def count(self) -> int:
        """How many documents are searchable, hidden ones included."""
        ...

    def refresh(self) -> None:
        """See at once what any process has written; without it within a second."""
        ...

    def health(self) -> Health:
        """What the doctor wants to know; never raises for a broken index."""
        ...

    def close(self) -> None:
        """Let go of files and locks; the engine may be used again afterwards."""
        ...
