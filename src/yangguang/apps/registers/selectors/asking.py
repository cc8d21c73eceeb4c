"""A question put to a list and its answer: the rows in an order, and how many there are.

The list may hold a million rows. A long one is asked through its slices (`lookup`), which count any
filters laid over one another and turn to any page. A short one, and words looked for in texts, are
asked of the database: numbers come from the kept figures where those say them, and a large answer
stands in the order in which the index that found it lies.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.counts import LARGE, total_of
from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.rows import figures_of
from yangguang.apps.registers.selectors.figures import (
    figure_by,
    figure_by_body,
    figure_of,
    rows_on,
)
from yangguang.apps.registers.selectors.listing import (
    conditions_of,
    filtered,
    live_rows,
    rows_as_of,
    sorted_rows,
)
from yangguang.apps.registers.selectors.lookup import (
    NEWEST,
    Lookup,
    Order,
    order_of,
    whole_of,
)
from yangguang.law.registers import Definition, Field, FieldType, read_value, sort_value
from yangguang.text.folding import fold

PIECE = 800
"""Rows whose texts are looked through at a time."""
FEW = 40
"""A column of texts with no more different values than this is offered to choose from."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks of a list. ``day``: the list as it read then. ``rows``: only these, where
    a search index has found them already. ``sort``: a field's code, with a minus for the greatest
    first."""

    filters: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    rows: Collection[int] | None = None
    agency: Agency | None = None
    day: date | None = None
    sort: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything but the body narrows the list of today."""
        return bool(self.filters or self.words or self.rows is not None or self.day)


@dataclass(frozen=True, slots=True)
class Reply:
    """The rows asked for, ordered, and how many. ``question`` keeps only the filters that could be
    read; ``complaints`` say which could not. ``by_index``: so many that another order was not made.
    """

    question: Question
    rows: QuerySet[Version]
    total: int
    complaints: tuple[str, ...] = ()
    by_index: bool = False
    lookup: Lookup | None = None
    """The slices it was found in, where it was."""
    found: int = 0
    order: Order = NEWEST

    def keys(self, first: int, last: int) -> list[int]:
        """The keys of the rows from ``first`` up to before ``last``, in order."""
        last = min(last, self.total)
        if self.lookup is not None:
            return self.lookup.keys(self.order, self.found, first, last)
        if first * 2 <= self.total:
            return list(self.rows.values_list("pk", flat=True)[first:last])
        # From the end it is nearer.
        behind = self.rows.reverse().values_list("pk", flat=True)
        return list(behind[self.total - last : self.total - first])[::-1]


def ask(register: Register, definition: Definition, question: Question) -> Reply:
    """The answer of a list to a question; a filter that cannot be read is left out."""
    lookup = lookup_of(register, definition, question)
    if lookup is not None:
        return _looked_up(register, definition, question, lookup)
    if question.words and question.day is not None:
        wordless = lookup_of(register, definition, replace(question, words=""))
        if wordless is not None:
            return _words_of_a_day(register, definition, question, wordless)
    found = filtered(_everything(register, question), definition, question.filters)
    asked = replace(question, filters=dict(found.used))
    rows = _with_words(found.rows, definition, asked)
    total = _total(register, definition, asked, rows)
    by_index = total > LARGE and asked.narrowed
    ordered = (
        _as_the_index_lies(rows, definition, asked)
        if by_index
        else sorted_rows(rows, definition, asked.sort)
    )
    if asked.sort and not by_index and order_of(definition, asked.sort).filled:
        # Rows with nothing in that column have no place in its order.
        total = total_of(ordered)
    return Reply(asked, ordered, total, found.complaints, by_index)


def lookup_of(register: Register, definition: Definition, question: Question) -> Lookup | None:
    """The question as it is put to the slices; None where the list has none, or where words are
    looked for in its texts."""
    if question.words:
        return None
    whole = whole_of(register)
    if whole is None:
        return None
    _, conditions, _ = conditions_of(definition, question.filters)
    only = None
    if question.rows is not None:
        rows = live_rows(register).filter(row__in=question.rows)
        only = list(rows.order_by().values_list("pk", flat=True))
    return Lookup(whole, conditions, question.agency, question.day, only)


def _looked_up(
    register: Register, definition: Definition, question: Question, lookup: Lookup
) -> Reply:
    """The answer from the slices. Where the whole list is wanted in the order of a text that only an
    index of the database knows, they say no more than the number."""
    listing = filtered(_everything(register, question), definition, question.filters)
    asked = replace(question, filters=dict(listing.used))
    order = order_of(definition, question.sort)
    found = lookup.rows()
    by_index = False
    if not lookup.knows(order) and found.bit_count() > LARGE:
        if not asked.narrowed:
            total = lookup.in_order(order, found).bit_count()
            ordered = sorted_rows(listing.rows, definition, question.sort)
            return Reply(asked, ordered, total, listing.complaints)
        order, by_index = NEWEST, True
    found = lookup.in_order(order, found)
    rows = sorted_rows(listing.rows, definition, "" if by_index else question.sort)
    total = found.bit_count()
    return Reply(asked, rows, total, listing.complaints, by_index, lookup, found, order)


def _words_of_a_day(
    register: Register, definition: Definition, question: Question, lookup: Lookup
) -> Reply:
    """Words in the texts of a past day, of which no search index tells: they are looked for in the
    rows that everything else leaves, and where those are too many, whoever asks is told to narrow
    the list first; an answer to half the question would be a wrong one."""
    candidates = lookup.rows()
    if (number := candidates.bit_count()) > LARGE:
        listing = filtered(_everything(register, question), definition, question.filters)
        told = (
            f"这一天的清单里还有{number:,}条，没有逐条查找“{question.words}”；"
            "请先按机构、日期或者其他栏目缩小范围，或者到现行清单里查找。"
        )
        asked = replace(question, filters=dict(listing.used))
        return Reply(asked, Version.objects.none(), 0, (*listing.complaints, told))
    keys = lookup.keys(NEWEST, candidates, 0, number)
    found: list[int] = []
    for start in range(0, number, PIECE):
        rows = Version.objects.filter(pk__in=keys[start : start + PIECE])
        held = _with_words(rows, definition, question).order_by()
        found += held.values_list("pk", flat=True)
    return _looked_up(register, definition, question, replace(lookup, only=found, _sets={}))


def _everything(register: Register, question: Question) -> QuerySet[Version]:
    if question.day is not None:
        return rows_as_of(register, question.day, question.agency)
    return live_rows(register, question.agency)


def _with_words(
    rows: QuerySet[Version], definition: Definition, question: Question
) -> QuerySet[Version]:
    if question.rows is not None:
        return rows.filter(row__in=question.rows)
    for word in question.words.split():
        holds = Q(pk__in=[])
        for said in {word, fold(word)}:
            if not definition.field(definition.title).internal:
                holds |= Q(title__icontains=said)
            for one in definition.public_fields:
                if one.slot.startswith("t"):
                    holds |= Q(**{f"{one.slot}__icontains": said})
        rows = rows.filter(holds)
    return rows


def _total(
    register: Register, definition: Definition, question: Question, rows: QuerySet[Version]
) -> int:
    """From the kept figures where they know it, else counted (and a large number kept a minute)."""
    agencies = None if question.agency is None else [question.agency]
    searched = bool(question.words) or question.rows is not None
    if not searched and not question.filters and question.day is None:
        return figure_of(register, agencies=agencies).rows
    if not searched and not question.filters and agencies is None and question.day is not None:
        return rows_on(register, question.day)
    if not searched and question.day is None and len(question.filters) == 1:
        ((code, said),) = question.filters.items()
        if code in counted_fields(definition):
            kept = figure_by(register, code, agencies=agencies)
            value = asked_value(definition.field(code), said)
            return kept[value].rows if value in kept else 0
    return total_of(rows)


def counted_fields(definition: Definition) -> dict[str, Field]:
    """The public columns that are filtered by whole values and counted by each, by code."""
    counted = {code for code, of in figures_of(definition) if not of}
    return {
        one.code: one
        for one in definition.filters
        if one.code in counted and one.slot.startswith("t")
    }


def asked_value(field: Field, said: str) -> str:
    """The value that a filter names, as the figures are kept. Raises BadValue."""
    return str(sort_value(field, read_value(field, said)) or "")


def _as_the_index_lies(
    rows: QuerySet[Version], definition: Definition, question: Question
) -> QuerySet[Version]:
    """The order that costs nothing: by the number or day that was asked for, else newest first; of
    a past day what was newest then."""
    if question.day is not None:
        return rows.order_by("-valid_from", "-id")
    for code in question.filters:
        base = code.removesuffix("_from").removesuffix("_to")
        slot = definition.field(base).slot if base in _codes(definition) else ""
        if slot and slot[0] != "t" and slot != "d1":
            return rows.order_by(f"-{slot}", "-id")
    return rows.order_by("-d1", "-id")


def _codes(definition: Definition) -> set[str]:
    return {one.code for one in definition.fields}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a column to filter by. ``rows`` None: so many that they were not counted."""

    value: str
    rows: int | None
    chosen: bool = False


def choices_of(register: Register, definition: Definition, reply: Reply) -> dict[str, list[Choice]]:
    """For each counted column the values that stand in the list, with how many rows each would
    leave, the other filters kept. Values of a choice come in the order of the definition."""
    question = reply.question
    agencies = None if question.agency is None else [question.agency]
    found: dict[str, list[Choice]] = {}
    for code, one in counted_fields(definition).items():
        own = question.filters.get(code)
        chosen = asked_value(one, own) if own else ""
        rest = replace(
            question,
            filters={name: said for name, said in question.filters.items() if name != code},
        )
        kept = {
            value: fig.rows for value, fig in figure_by(register, code, agencies=agencies).items()
        }
        numbers: Mapping[str, int | None] = kept
        if rest.narrowed:
            numbers = _counted(register, definition, one, reply, rest) or dict.fromkeys(kept)
        found[code] = _as_choices(one, numbers, chosen)
    return found | _few_texts(register, definition, reply)


def _as_choices(one: Field, numbers: Mapping[str, int | None], chosen: str) -> list[Choice]:
    values = [value for value in numbers if value]
    if chosen and chosen not in values:
        values.append(chosen)
    return [
        Choice(value, numbers.get(value, 0), value == chosen)
        for value in sorted(values, key=_order(one, numbers))
    ]


def _few_texts(register: Register, definition: Definition, reply: Reply) -> dict[str, list[Choice]]:
    """The same for columns of texts that are not counted, in a list small enough to be read
    through or long enough to have slices, where few different values stand in many rows."""
    question = reply.question
    whole = figure_of(register).rows
    if reply.lookup is None and (question.day is not None or not 0 < whole <= LARGE):
        return {}
    counted = counted_fields(definition)
    found: dict[str, list[Choice]] = {}
    for one in definition.filters:
        if one.code in counted or not one.slot.startswith("t") or one.code in definition.key:
            continue
        own = question.filters.get(one.code)
        rest = {name: said for name, said in question.filters.items() if name != one.code}
        numbers = _counted(register, definition, one, reply, replace(question, filters=rest)) or {}
        if 0 < len(numbers) <= FEW and (
            own or len(numbers) * 2 <= sum(n or 0 for n in numbers.values())
        ):
            found[one.code] = _as_choices(one, numbers, asked_value(one, own) if own else "")
    return found


def _counted(
    register: Register, definition: Definition, one: Field, reply: Reply, rest: Question
) -> dict[str, int | None] | None:
    """How many rows each value of a column would leave; None where that is too much to count."""
    if reply.lookup is not None:
        found = reply.lookup.by_value(one.slot, without=one.code)
        return None if found is None else {**found}
    if reply.rows.query.is_empty():
        return {}
    rows = reply.rows
    if len(rest.filters) != len(reply.question.filters):
        rows = _with_words(
            filtered(_everything(register, rest), definition, rest.filters).rows, definition, rest
        )
        if _total(register, definition, rest, rows) > LARGE:
            return None
    elif reply.total > LARGE:
        return None
    grouped = rows.order_by().values_list(one.slot).annotate(number=Count("pk"))
    return {str(value or ""): number for value, number in grouped}


def _order(one: Field, numbers: Mapping[str, int | None]) -> Callable[[str], Any]:
    if one.type is FieldType.CHOICE:
        places = {value: place for place, value in enumerate(one.choices)}
        return lambda value: (places.get(value, len(places)), value)
    if one.type in (FieldType.YEAR, FieldType.MONTH):
        return lambda value: [-ord(sign) for sign in value]
    return lambda value: (-(numbers.get(value) or 0), value)


def bodies_of(
    register: Register, definition: Definition, question: Question
) -> dict[int, int | None]:
    """The bodies that have rows in the list, by key, with how many rows each would leave; None
    where nothing says it."""
    lookup = lookup_of(register, definition, question) if question.narrowed else None
    if lookup is not None:
        return {**lookup.by_body()}
    if len(question.filters) == 1 and not question.words and question.day is None:
        ((code, said),) = question.filters.items()
        one = counted_fields(definition).get(code)
        if one is not None and question.rows is None:
            return {**figure_by_body(register, field=code, value=asked_value(one, said))}
    whole = figure_by_body(register)
    return dict.fromkeys(whole) if question.narrowed else {**whole}
