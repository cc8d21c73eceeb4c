"""Questions as the index understands them.

A piece of text is found by its pairs of characters at consecutive places. Not every pair is needed:
those that together cover all characters prove the piece, and the rare ones prove it fastest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import tantivy
from tantivy import FieldType, Occur
from tantivy import Query as Question

from yangguang.apps.search.embedded.fields import day_number, pair_tokens
from yangguang.apps.search.engine import Days, Query
from yangguang.apps.search.language import Parsed, Place, Term

_FIELD_OF = {
    Place.ANYWHERE: "text",
    Place.TITLE: "title",
    Place.AGENCY: "agency_name",
    Place.NUMBER: "number",
    Place.INDEX_NUMBER: "index_number",
}
Found = tuple[Any, tantivy.DocAddress]
"""Score, or value of the field sorted by, and where the document is."""

_LATEST = 99_999_999


class Asker:
    """Builds questions against one state of the index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self.schema = schema
        self.searcher = searcher

    def count(self, question: tantivy.Query) -> int:
        """In how many documents the answer is yes."""
        return self.first(question, 1)[0]

    def first(
        self, question: tantivy.Query, limit: int, **order: Any
    ) -> tuple[int, Sequence[Found]]:
        """The exact number of documents, and the first of them in the order asked for."""
        result: Any = self.searcher.search(question, limit=limit, count=True, **order)
        return int(result.count), result.hits

    def best(self, question: tantivy.Query, limit: int, **order: Any) -> list[Found]:
        """The first documents in the order asked for, by score unless told otherwise."""
        return list(self.searcher.search(question, limit=limit, count=False, **order).hits)

    def key(self, address: tantivy.DocAddress) -> str:
        """The key of a document found."""
        return str(self.searcher.doc(address).get_first("key"))

    def main(self, parsed: Parsed, query: Query, *, without: str = "") -> tantivy.Query:
        """What decides which documents are found; ``without`` leaves one filter out."""
        must = self.enough([self.clause(clause) for clause in parsed.clauses], parsed)
        return self.combine(must, parsed, query, without=without)

    def combine(
        self,
        must: Sequence[tantivy.Query],
        parsed: Parsed,
        query: Query,
        *,
        without: str = "",
    ) -> tantivy.Query:
        """These conditions with the query's filters and exclusions."""
        silent = list(self._filters(query, without=without))
        never = [self.clause([term]) for term in parsed.excluded]
        for field, wanted in (("hidden", query.with_hidden), ("row", query.with_rows)):
            if not wanted and self.searcher.doc_freq(field, "1"):
                never.append(self.whole(field, "1"))
        if not silent and not never and len(must) == 1:
            return must[0]
        if not must and not silent:
            must = [Question.const_score_query(Question.all_query(), 1.0)]
        return Question.boolean_query(
            [(Occur.Must, part) for part in must]
            + [(Occur.Must, Question.const_score_query(part, 0.0)) for part in silent]
            + [(Occur.MustNot, part) for part in never]
        )

    def enough(self, parts: list[tantivy.Query], parsed: Parsed) -> list[tantivy.Query]:
        """All of these, or one question for as many of them as will do."""
        if not parsed.enough:
            return parts
        return [
            Question.boolean_query(
                [(Occur.Should, part) for part in parts],
                minimum_number_should_match=parsed.enough,
            )
        ]

    def clause(self, terms: Sequence[Term]) -> tantivy.Query:
        """Documents in which any of these terms is found."""
        return either([part for term in terms for part in self._term(term)])

    def in_title(self, terms: Sequence[Term]) -> tantivy.Query | None:
        """Documents in whose title any of these terms stands; None if none may stand there."""
        readings = [
            reading
            for term in terms
            if term.place in (Place.ANYWHERE, Place.TITLE)
            for reading in term.readings
        ]
        return either([self.piece("title", reading) for reading in readings]) if readings else None

    def numbered(self, terms: Iterable[Term]) -> tantivy.Query | None:
        """Documents whose own 文号 or 索引号 is one of these; None if none is a number."""
        parts = [part for term in terms for part in self._keys(term)]
        return either(parts) if parts else None

    def piece(self, field: str, folded: str) -> tantivy.Query:
        """Documents with this piece of folded text in the field."""
        if len(folded) == 1:
            if field == "text":
                return Question.term_query(self.schema, "chars", folded, index_option="basic")
            return Question.regex_query(self.schema, field, re.escape(folded) + ".")
        tokens = pair_tokens(folded)
        if len(tokens) == 1:
            return Question.term_query(self.schema, field, tokens[0])
        frequencies = [self.searcher.doc_freq(field, token) for token in tokens]
        if not all(frequencies):
            return Question.empty_query()
        chosen = cover(frequencies)
        return Question.phrase_query(
            self.schema, field, [(place, tokens[place]) for place in chosen]
        )

    def word(self, field: str, word: str) -> tantivy.Query:
        """Documents in which the dictionary saw this word."""
        return Question.term_query(self.schema, field, word, index_option="freq")

    def whole(self, field: str, value: str) -> tantivy.Query:
        """Documents whose field is exactly this."""
        return Question.term_query(self.schema, field, value, index_option="basic")

    def ids(self, ids: Iterable[int]) -> tantivy.Query:
        """Exactly these documents."""
        return either([Question.term_query(self.schema, "id", number) for number in ids])

    def _term(self, term: Term) -> list[tantivy.Query]:
        field = _FIELD_OF[term.place]
        parts = [self.piece(field, reading) for reading in term.readings] + self._keys(term)
        if term.number_key and term.place is Place.ANYWHERE:
            parts.append(self.whole("cited_key", term.number_key))
        return parts

    def _keys(self, term: Term) -> list[tantivy.Query]:
        """Documents whose own number the term is."""
        keys = (("number_key", term.number_key), ("index_key", term.index_key))
        return [self.whole(field, key) for field, key in keys if key]

    def _filters(self, query: Query, *, without: str) -> Iterable[tantivy.Query]:
        for dimension, values in query.filters.items():
            if dimension != without and values:
                yield either([self.whole(dimension, value) for value in values])
        yield from self._days("published", query.published)
        yield from self._days("formed", query.formed)

    def _days(self, field: str, days: Days) -> Iterable[tantivy.Query]:
        if days:
            first = day_number(days.first) or 1
            last = day_number(days.last) or _LATEST
            yield Question.range_query(self.schema, field, FieldType.Integer, first, last)


def either(parts: Sequence[tantivy.Query]) -> tantivy.Query:
    """Any of these; one alone stays as it is, which the engine answers fastest."""
    if len(parts) == 1:
        return parts[0]
    return Question.boolean_query([(Occur.Should, part) for part in parts])


def cover(frequencies: Sequence[int]) -> list[int]:
    """Which pairs to ask for, given in how many documents each stands.

    Pair ``i`` covers characters ``i`` and ``i + 1``; neighbours among the chosen are at most two
    apart, so every character is covered and its place fixed. Of all such choices the one with the
    smallest sum is taken, and a pair far rarer than any of it is added, since the intersection
    then begins with few documents.

    >>> cover([9, 900, 9])
    [0, 2]
    >>> cover([900, 1, 900])
    [0, 1, 2]
    """
    count = len(frequencies)
    cost = [0.0] * count
    before = [-1] * count
    for place in range(count):
        options = [earlier for earlier in (place - 2, place - 1) if earlier >= 0]
        if place and options:
            before[place] = min(options, key=lambda earlier: cost[earlier])
            cost[place] = cost[before[place]]
        cost[place] += frequencies[place]
    chosen = []
    place = count - 1
    while place >= 0:
        chosen.append(place)
        place = before[place]
    rarest = min(range(count), key=lambda place: frequencies[place])
    if rarest not in chosen and frequencies[rarest] * 3 < min(frequencies[at] for at in chosen):
        chosen.append(rarest)
    return sorted(chosen)
