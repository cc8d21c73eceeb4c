"""What people find: items and rows with their passages, counts beside the filters, help where nothing fits.

The page and ``yangguang search`` both ask here. The engine proposes, the database disposes: each
hit is looked up again and shown only if it is public at that moment, so an item withdrawn a second
ago is gone whatever the index still holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Column, Facet, Item, ItemKind, ItemState, Validity
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.selectors import public_title
from yangguang.apps.search import register_rows
from yangguang.apps.search.documents import key_of, texts
from yangguang.apps.search.engine import (
    Days,
    FacetCount,
    Highlights,
    IndexUnusable,
    Query,
    Results,
    Sort,
    Suggestion,
    SuggestionKind,
    Texts,
)
from yangguang.apps.search.engines import current_engine

FACETS = ("agency", "kind", "year", "validity")
"""What is counted beside a page of results."""


@dataclass(frozen=True, slots=True)
class Found:
    """One public item that was found. ``exact``: the query is its 文号 or 索引号."""

    item: Item
    exact: bool = False
    highlights: Highlights | None = None


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One row of a register that was found, as it reads now."""

    row: Version
    title: str
    exact: bool = False
    highlights: Highlights | None = None

    @property
    def register(self) -> Register:
        """The register that holds it."""
        return self.row.register


@dataclass(frozen=True, slots=True)
class Choice:
    """One value to filter by, in words, with how many results it would leave."""

    value: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of results; see `engine.Results` for what the parts promise."""

    query: Query
    total: int
    hits: tuple[Found | FoundRow, ...] = ()
    """What was found in order; rows only where the query asked for them."""
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    did_you_mean: str | None = None
    partial: Answer | None = None
    took_ms: float = 0.0
    nothing: bool = False
    """Whether the question held nothing to look for; ``notices`` say why."""

    @property
    def found(self) -> tuple[Found, ...]:
        """The items among the hits."""
        return tuple(one for one in self.hits if isinstance(one, Found))

    @property
    def pages(self) -> int:
        """How many pages can be turned to."""
        return -(-self.total // self.query.size) if self.query.size else 0


def search_items(query: Query) -> Answer:
    """The public items that a query finds, and rows of registers where it asks for them.

    Raises IndexUnusable, with what to do in ``args[0]``, where there is no usable index.
    """
    return _answer(query, current_engine().query(query, texts=_KeptTexts()))


class _KeptTexts:
    """A source of texts that reads each once, though partial results may ask again."""

    def __init__(self) -> None:
        self._read: dict[str, Texts] = {}

    def __call__(self, keys: Sequence[str]) -> Mapping[str, Texts]:
        missing = [key for key in keys if key not in self._read]
        if missing:
            self._read.update(texts(missing))
            self._read.update(register_rows.texts(missing))
        return {key: self._read[key] for key in keys if key in self._read}


def _answer(query: Query, results: Results) -> Answer:
    keys = [hit.key for hit in results.hits]
    items, rows = _public_items(keys), register_rows.live_of(keys)
    hits: list[Found | FoundRow] = []
    for hit in results.hits:
        if hit.key in items:
            hits.append(Found(items[hit.key], hit.exact, hit.highlights))
        elif hit.key in rows:
            row = rows[hit.key]
            title = public_title(row, definition_of(row.register))
            hits.append(FoundRow(row, title, hit.exact, hit.highlights))
    gone = len(results.hits) - len(hits)
    return Answer(
        query=query,
        total=results.total - gone,
        hits=tuple(hits),
        choices=_choices(query, results.facets),
        notices=results.notices,
        did_you_mean=results.did_you_mean,
        partial=_answer(replace(query, facets=()), results.partial) if results.partial else None,
        took_ms=results.took_ms,
        nothing=results.nothing,
    )


def _public_items(keys: Sequence[str]) -> dict[str, Item]:
    items = (
        Item.objects.filter(
            pk__in=[int(key) for key in keys if key.isdigit()], state=ItemState.PUBLISHED
        )
        .select_related("agency", "column")
        .defer("signature", "unsure")
    )
    return {key_of(item.pk): item for item in items}


def _choices(
    query: Query, facets: Mapping[str, Sequence[FacetCount]]
) -> dict[str, tuple[Choice, ...]]:
    """The counted values in words; a chosen value stays even if it counts nothing now."""
    shown: dict[str, tuple[Choice, ...]] = {}
    for dimension, counted in facets.items():
        chosen = [value for value in query.filters.get(dimension, ()) if value]
        counts = {facet.value: facet.count for facet in counted}
        values = [*counts, *(value for value in chosen if value not in counts)]
        labels = _labels(dimension, values)
        shown[dimension] = tuple(
            Choice(value, labels[value], counts.get(value, 0), value in chosen)
            for value in values
            if value in labels
        )
    return shown


def _labels(dimension: str, values: Sequence[str]) -> dict[str, str]:
    """Values in words; a value nobody knows any more is left out."""
    if dimension == "agency":
        return dict(Agency.objects.filter(slug__in=values).values_list("slug", "name"))
    if dimension == "column":
        names = dict(Column.objects.filter(slug__in=values).values_list("slug", "name"))
        return names | register_rows.column_labels(values)
    if dimension == "facet":
        known = {f"{facet.scheme}:{facet.code}": facet.name for facet in Facet.objects.all()}
        return {value: known[value] for value in values if value in known}
    if dimension == "year":
        return {value: f"{value}年" for value in values if value.isdigit()}
    words = dict((ItemKind if dimension == "kind" else Validity).choices)
    known_words = {value: str(words[value]) for value in values if value in words}
    if dimension == "kind" and register_rows.KIND in values:
        known_words[register_rows.KIND] = register_rows.KIND_LABEL
    return known_words


def rows_with_words(register: Register, words: str, *, limit: int) -> register_rows.RowsFound:
    """The newest rows of a register that hold these words, as the index knows them (it may be
    seconds behind). Raises IndexUnusable."""
    asked = Query(
        text=words,
        filters={"column": (register_rows.column_of(register),)},
        published=Days(),
        sort=Sort.NEWEST,
        size=limit,
        highlight=False,
        with_rows=True,
    )
    engine = current_engine()
    results = engine.query(asked)
    if not results.total and not engine.count():
        raise IndexUnusable("检索目录还没有建立。")
    found = [register_rows.row_of(hit.key) for hit in results.hits]
    return register_rows.RowsFound(tuple(one for one in found if one is not None), results.total)


def suggest(typed: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
    """Completions of what is being typed; titles only of items that are public now."""
    proposed = current_engine().suggest(typed, limit=limit)
    keys = [one.key for one in proposed if one.kind is SuggestionKind.TITLE]
    public = _public_items(keys) if keys else {}
    return tuple(
        one for one in proposed if one.kind is not SuggestionKind.TITLE or one.key in public
    )
