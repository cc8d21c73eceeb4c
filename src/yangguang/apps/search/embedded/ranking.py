"""Which results come first.

Scoring every match by everything would cost several times the search itself. So the best by title,
by number and by text are taken as candidates and only they are weighed by all reasons: the query is
the document's number, or its whole title; it stands in the title; its words stand there as words
and not by accident (公开 in 不公开放); its terms stand side by side; the document is recent and still
in force. Behind the candidates the rest follows by text alone, each document once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Order
from tantivy import Query as Question

from yangguang.apps.search.embedded.asking import Asker, Found
from yangguang.apps.search.embedded.fields import title_key
from yangguang.apps.search.engine import Query, Sort
from yangguang.apps.search.language import Parsed, Place
from yangguang.text.segment import Segmenter

BY_TITLE = 25
BY_TEXT, BY_TEXT_WITH_TITLES = 50, 10
"""How many candidates the lists give. Where titles give enough, few by text will do; asking the
engine for more of a single common pair costs it a good part of the search."""

_OWN_NUMBER = 1_000_000.0
_WHOLE_TITLE = 60.0
# A title says it once: that it stands there counts, not how often or in how short a title, so that
# of two titles with the same words the newer comes first.
_IN_TITLE = 12.0
_TITLE_WORD = 6.0
_SIDE_BY_SIDE = 2.0
_WORD = 0.5
_TEXT = 0.5


@dataclass(frozen=True, slots=True)
class Ranked:
    """One page: the exact number of documents found, and (score, address) of those on the page."""

    total: int
    page: Sequence[tuple[float, tantivy.DocAddress]]


def rank(
    asker: Asker, segmenter: Segmenter, parsed: Parsed, query: Query, *, deepest: int
) -> Ranked:
    """The wanted page of an answer; pages past ``deepest`` results are empty."""
    start = (query.page - 1) * query.size
    size = max(0, min(query.size, deepest - start))
    main = asker.main(parsed, query)
    if query.sort is not Sort.RELEVANCE or not parsed.clauses:
        return _by_day(asker, main, query.sort, start, size)
    total, by_text = asker.first(main, _wanted_by_text(asker, parsed))
    if not total or not size or start >= total:
        return Ranked(total, [])
    candidates = _candidates(asker, parsed, query, main, by_text, total)
    weighed = _weighed(asker, segmenter, parsed, main, candidates)
    best = asker.best(weighed, len(candidates), weight_by_field="weight")
    page = best[start : start + size]
    if len(page) < size and len(best) < total:
        rest = Question.boolean_query([(Occur.Must, main), (Occur.MustNot, asker.ids(candidates))])
        offset = max(0, start - len(best))
        page += asker.best(rest, size - len(page), offset=offset)
    return Ranked(total, page)


def _wanted_by_text(asker: Asker, parsed: Parsed) -> int:
    term = parsed.alone
    if term and term.place is Place.ANYWHERE and len(term.readings) == 1:
        pair = term.readings[0]
        if len(pair) == 2 and asker.searcher.doc_freq("title", pair) >= BY_TITLE:
            return BY_TEXT_WITH_TITLES
    return BY_TEXT


def _by_day(asker: Asker, main: tantivy.Query, sort: Sort, start: int, size: int) -> Ranked:
    """By day of publication; the newest first unless asked otherwise."""
    order = Order.Asc if sort is Sort.OLDEST else Order.Desc
    unscored = Question.const_score_query(main, 1.0)
    if not size:
        return Ranked(asker.count(unscored), [])
    total, found = asker.first(
        unscored, size, order_by_field="published", offset=start, order=order
    )
    return Ranked(total, [(0.0, address) for _, address in found])


def _candidates(
    asker: Asker,
    parsed: Parsed,
    query: Query,
    main: tantivy.Query,
    by_text: Sequence[Found],
    total: int,
) -> list[int]:
    """The ids of those that may come first."""
    addresses = [address for _, address in by_text]
    if total > len(by_text):
        titled = [asker.in_title(clause) for clause in parsed.clauses]
        # A clause that cannot stand in a title must hold as it is, or wrong documents slip in.
        questions = [
            asker.enough(
                [
                    title if title is not None else asker.clause(clause)
                    for title, clause in zip(titled, parsed.clauses, strict=True)
                ],
                parsed,
            )
        ]
        own = asker.numbered(parsed.terms)
        if own is not None:
            questions.append([own, main])
        same = _same_title(asker, parsed)
        if same is not None:
            questions.append([same, main])
        for must in questions:
            # Titles that hold the words differ in age above all, so the newest are enough.
            newest = asker.best(
                Question.const_score_query(asker.combine(must, parsed, query), 1.0),
                BY_TITLE,
                order_by_field="published",
            )
            addresses.extend(address for _, address in newest)
    ids = asker.searcher.fast_field_values("id", addresses)
    return list(dict.fromkeys(int(number) for number in ids if number is not None))


def _weighed(
    asker: Asker,
    segmenter: Segmenter,
    parsed: Parsed,
    main: tantivy.Query,
    candidates: Sequence[int],
) -> tantivy.Query:
    """The candidates, scored by every reason to stand first."""
    reasons: list[tuple[tantivy.Query, float]] = [(main, _TEXT)]
    own = asker.numbered(parsed.terms)
    if own is not None:
        reasons.append((Question.const_score_query(own, 1.0), _OWN_NUMBER))
    for clause in parsed.clauses:
        titled = asker.in_title(clause)
        if titled is not None:
            reasons.append((Question.const_score_query(titled, 1.0), _IN_TITLE))
        for term in clause:
            if term.place not in (Place.ANYWHERE, Place.TITLE):
                continue
            for word in dict.fromkeys(segmenter.words_in(term.readings[-1])):
                reasons.append((asker.word("words", word), _WORD))
                titled_word = Question.const_score_query(asker.word("title_words", word), 1.0)
                reasons.append((titled_word, _TITLE_WORD))
    typed = [term.readings[-1] for term in parsed.terms if term.place is Place.ANYWHERE]
    if len(typed) > 1:
        reasons.append((asker.piece("text", "".join(typed)), _SIDE_BY_SIDE))
        beside = Question.const_score_query(asker.piece("title", "".join(typed)), 1.0)
        reasons.append((beside, _IN_TITLE))
    same = _same_title(asker, parsed)
    if same is not None:
        reasons.append((Question.const_score_query(same, 1.0), _WHOLE_TITLE))
    # One optional part inside another: the engine looks each up at the candidates only, while many
    # optional parts side by side would be read from end to end.
    weighed = Question.const_score_query(asker.ids(candidates), 0.0)
    for reason, weight in reasons:
        raised = Question.boost_query(reason, weight)
        weighed = Question.boolean_query([(Occur.Must, weighed), (Occur.Should, raised)])
    return weighed


def _same_title(asker: Asker, parsed: Parsed) -> tantivy.Query | None:
    """Documents whose title is what was typed; None if there is none such."""
    key = title_key("".join(term.text for term in parsed.terms))
    if not key or not asker.searcher.doc_freq("title_key", key):
        return None
    return asker.whole("title_key", key)
