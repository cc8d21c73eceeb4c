"""The slow and obvious search engine: it reads every document. Others must find what it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from yangguang.apps.search.engine import DIMENSIONS, Days, Document, Query
from yangguang.apps.search.language import Place, Term, cited_keys, index_key, number_keys, parse
from yangguang.text.folding import fold
from yangguang.text.variants import is_traditional, replace_words


class Oracle:
    """Keeps documents in a dictionary and answers by `in`."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self.documents = {document.key: document for document in documents}

    def find(self, query: Query, *, without: str = "") -> set[str]:
        """The keys of all documents the query finds, whatever page is asked for."""
        parsed = parse(query.text)
        if parsed.nothing:
            return set()
        return {
            key
            for key, document in self.documents.items()
            if (query.with_hidden or not document.hidden)
            and (query.with_rows or not document.row)
            and _passes(document, query, without)
            and all(any(_stands(term, document) for term in one) for one in parsed.clauses)
            and not any(_stands(term, document) for term in parsed.excluded)
        }

    def facet(self, query: Query, dimension: str) -> dict[str, int]:
        """How often each value of a dimension occurs, its own filter left out."""
        found = self.find(query, without=dimension)
        return dict(
            Counter(value for key in found for value in values_of(self.documents[key], dimension))
        )


def values_of(document: Document, dimension: str) -> set[str]:
    """The values a document is counted under."""
    year = str(document.published_on.year) if document.published_on else ""
    values = {
        "agency": {document.agency},
        "column": set(document.columns),
        "facet": set(document.facets),
        "kind": {document.kind},
        "validity": {document.validity},
        "year": {year},
    }
    assert set(values) == set(DIMENSIONS)
    return values[dimension] - {""}


def _passes(document: Document, query: Query, without: str) -> bool:
    wanted = all(
        dimension == without or not values or values_of(document, dimension) & set(values)
        for dimension, values in query.filters.items()
    )
    return (
        wanted
        and _within(document.published_on, query.published)
        and _within(document.formed_on, query.formed)
    )


def _within(day: date | None, days: Days) -> bool:
    if not days:
        return True
    return day is not None and (days.first or day) <= day <= (days.last or day)


def _stands(term: Term, document: Document) -> bool:
    if term.number_key and term.number_key in number_keys(document.number):
        return True
    if term.number_key and term.place is Place.ANYWHERE:
        texts = (document.title, document.body, *(page.text for page in document.attachments))
        if any(term.number_key in cited_keys(text) for text in texts):
            return True
    if term.index_key and term.index_key == index_key(document.index_number):
        return True
    return any(
        reading in text for text in _texts(document, term.place) for reading in term.readings
    )


def _texts(document: Document, place: Place) -> list[str]:
    if place is Place.AGENCY:
        return [fold(document.agency_name)]
    if place is Place.NUMBER:
        return [fold(document.number)]
    if place is Place.INDEX_NUMBER:
        return [fold(document.index_number)]
    parts = [document.title]
    if place is Place.ANYWHERE:
        parts += [document.number, document.index_number, document.body]
        parts += [part for page in document.attachments for part in (page.text, page.name)]
    folded = [fold(part) for part in parts]
    traditional = is_traditional(document.title + document.body)
    other = [replace_words(part, traditional=traditional) for part in folded]
    return folded + [part for part in other if part is not None]
