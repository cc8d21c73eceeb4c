"""Errors planted on purpose, each with what a finding must say to count as having found it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from tests.builders.reports.labels import APPLICANTS, COURTS, OUTCOMES, result_rows
from tests.builders.reports.numbers import Numbers, Value
from tests.builders.reports.voice import Mention


@dataclass(frozen=True)
class Slip:
    """One planted error.

    A finding matches when its rule is among `rules`, its severity among `severities`, its cells
    meet `cells` (any overlap; empty: not required) and, where `pairs` is given, its said and
    expected are one of the pairs.
    """

    kind: str
    rules: tuple[str, ...]
    cells: tuple[str, ...] = ()
    pairs: tuple[tuple[Value | None, Value | None], ...] = ()
    severities: tuple[str, ...] = ("error",)
    note: str = ""


def _altered(numbers: Numbers, changes: dict[str, Value]) -> Numbers:
    return replace(numbers, cells={**numbers.cells, **changes})


def wrong_value(rng: random.Random, value: Value, taken: set[Value]) -> Value:
    """A plausible slip of a figure: a digit off, two swapped, one lost, one doubled."""
    for _ in range(60):
        text = str(int(value))
        choice = rng.randrange(5)
        if choice == 0 or len(text) == 1:
            wrong = int(value) + rng.choice((1, 2, 3, -1, -2, 5, 10))
        elif choice == 1:
            i = rng.randrange(len(text) - 1)
            wrong = int(text[:i] + text[i + 1] + text[i] + text[i + 2 :])
        elif choice == 2:
            wrong = int(text[1:] or "0")
        elif choice == 3:
            i = rng.randrange(len(text))
            wrong = int(text[:i] + str(rng.randrange(10)) + text[i + 1 :])
        else:
            wrong = int(text + text[-1])
        if wrong > 0 and wrong != value and wrong not in taken:
            return wrong
    while True:
        wrong = int(value) + rng.randint(11, 400)
        if wrong not in taken:
            return wrong


Planted = tuple[Numbers, Slip] | None


def row_total(rng: random.Random, n: Numbers) -> Planted:
    """A total in the last column that its row does not give."""
    rows = ("3.1", "3.2", *result_rows(one_row_others=n.one_row_others), "3.3.7", "3.4")
    row = rng.choice([r for r in rows if n[f"{r}/total"]] or list(rows))
    cell = f"{row}/total"
    wrong = wrong_value(rng, n[cell], {n[cell]})
    return _altered(n, {cell: wrong}), Slip("row-total", ("sum",), (cell,), ((wrong, n[cell]),))


def column_total(rng: random.Random, n: Numbers) -> Planted:
    """A figure in （七）总计 that its column does not give."""
    column = rng.choice([c for c in APPLICANTS if n[f"3.3.7/{c}"]] or ["natural"])
    cell = f"3.3.7/{column}"
    wrong = wrong_value(rng, n[cell], {n[cell]})
    return _altered(n, {cell: wrong}), Slip("column-total", ("sum",), (cell,), ((wrong, n[cell]),))


def component(rng: random.Random, n: Numbers) -> Planted:
    """A figure inside table 3 that neither its row nor its column allows."""
    row = rng.choice(result_rows(one_row_others=n.one_row_others))
    column = rng.choice(("natural", "natural", "business", "other"))
    cell = f"{row}/{column}"
    wrong = wrong_value(rng, n[cell], {n[cell]})
    shift = wrong - n[cell]
    totals = (f"{row}/total", f"3.3.7/{column}")
    pairs = ((wrong, n[cell]), *((n[t], n[t] + shift) for t in totals))
    return _altered(n, {cell: wrong}), Slip("component", ("sum",), (cell, *totals), pairs)


def identity(rng: random.Random, n: Numbers) -> Planted:
    """一 + 二 ≠ 三（七） + 四 while every row still adds up."""
    column = rng.choice([c for c in APPLICANTS if n[f"3.3.7/{c}"]] or ["natural"])
    row = rng.choice(("3.1", "3.2", "3.4", "3.4"))
    shift = rng.choice((1, 2, 3, 7))
    cells = {
        f"{row}/{column}": n[f"{row}/{column}"] + shift,
        f"{row}/total": n[f"{row}/total"] + shift,
    }
    named = tuple(f"{r}/{c}" for r in ("3.1", "3.2", "3.3.7", "3.4") for c in (column, "total"))
    return _altered(n, cells), Slip(
        "identity", ("identity",), named, note=f"{row}/{column}+{shift}"
    )


def court_total(rng: random.Random, n: Numbers) -> Planted:
    """A total of table 4 that its outcomes do not give."""
    cell = f"{rng.choice(COURTS)}/total"
    wrong = wrong_value(rng, n[cell], {n[cell]})
    if n[cell] and rng.random() < 0.2:
        wrong = 0
    return _altered(n, {cell: wrong}), Slip("court-total", ("sum",), (cell,), ((wrong, n[cell]),))


def court_component(rng: random.Random, n: Numbers) -> Planted:
    """An outcome of table 4 that does not fit its total."""
    court = rng.choice(COURTS)
    cell, total = f"{court}/{rng.choice(OUTCOMES[:4])}", f"{court}/total"
    wrong = wrong_value(rng, n[cell], {n[cell]})
    pairs = ((wrong, n[cell]), (n[total], n[total] + wrong - n[cell]))
    return _altered(n, {cell: wrong}), Slip("court-component", ("sum",), (cell, total), pairs)


def impossible(rng: random.Random, n: Numbers) -> Planted:
    """A count below zero or with a fraction."""
    if n.form == "2014":
        cells = ("2.2.3", "9.1", "9.2", "8.1", "8.2", "2.1")
    else:
        cells = (
            "2.5.permits/decisions",
            "2.6.penalties/decisions",
            "2.1.norms/made",
            "3.3.1/natural",
        )
    cell = rng.choice(cells)
    base = int(n[cell])
    wrong: Value = -max(1, base) if rng.random() < 0.5 else Decimal(base) + Decimal("0.5")
    rules = ("sum", "identity", "part-of", "structure", "outlier", "count", "integer", "value")
    slip = Slip(
        "impossible", rules, (cell,), severities=("error", "warning", "info"), note=str(wrong)
    )
    return _altered(n, {cell: wrong}), slip


def statistics_sum(rng: random.Random, n: Numbers) -> Planted:
    """A parent row of the 2014 table that its rows do not give."""
    families = {
        "3.1": ("3.1.1", "3.1.2", "3.1.3", "3.1.4"),
        "3.2": ("3.2.1", "3.2.2"),
        "3.3": tuple(f"3.3.{i}" for i in range(1, 9)),
        "3.3.4": tuple(f"3.3.4.{i}" for i in range(1, 7)),
        "4": ("4.1", "4.2", "4.3"),
        "5": ("5.1", "5.2", "5.3"),
        "8.3": ("8.3.1", "8.3.2"),
    }
    parent = rng.choice(list(families))
    if rng.random() < 0.6:
        cell = parent
        wrong = wrong_value(rng, n[cell], {n[cell]})
        pairs: tuple[tuple[Value | None, Value | None], ...] = ((wrong, n[cell]),)
    else:
        cell = rng.choice(families[parent])
        wrong = wrong_value(rng, n[cell], {n[cell]})
        pairs = ((wrong, n[cell]), (n[parent], n[parent] + wrong - n[cell]))
    return _altered(n, {cell: wrong}), Slip("statistics-sum", ("sum",), (parent, cell), pairs)


def statistics_part(rng: random.Random, n: Numbers) -> Planted:
    """A 其中 row of the 2014 table larger than the row it is part of."""
    pairs = (("1.1.a", "1.1.b"), ("2.2.1.a", "2.2.1"), ("2.2.2.a", "2.2.2"), ("1.1.a", "1.1"))
    part, whole = rng.choice([pair for pair in pairs if n[pair[1]]] or list(pairs[-1:]))
    wrong = int(n[whole]) + rng.choice((1, 2, 5, 40))
    slip = Slip(
        "statistics-part", ("part-of",), (part, whole), note=f"{part}={wrong} > {whole}={n[whole]}"
    )
    return _altered(n, {part: wrong}), slip


MODERN: tuple[Callable[[random.Random, Numbers], Planted], ...] = (
    row_total,
    row_total,
    column_total,
    component,
    identity,
    identity,
    impossible,
)
COURT = (court_total, court_total, court_component)
EARLY = (
    statistics_sum,
    statistics_sum,
    statistics_sum,
    statistics_part,
    statistics_part,
    impossible,
)


def carry_mismatch(rng: random.Random, before: Numbers, now: Numbers) -> Planted:
    """Last year's report with another carry-over than this year's takes up, itself consistent."""
    columns = [
        c
        for c in APPLICANTS
        if int(before["3.3.1/natural" if c == "natural" else f"3.3.1/{c}"]) > 0
    ]
    if not columns:
        return None
    column = rng.choice(columns)
    shift = rng.randint(1, min(9, int(before[f"3.3.1/{column}"])))
    changes: dict[str, Value] = {}
    for row, sign in (("3.4", 1), ("3.3.7", -1), ("3.3.1", -1)):
        for c in (column, "total"):
            changes[f"{row}/{c}"] = before[f"{row}/{c}"] + sign * shift
    pairs = tuple((now[f"3.2/{c}"], changes[f"3.4/{c}"]) for c in (column, "total"))
    slip = Slip("carry-over", ("carry-over",), (f"3.2/{column}", "3.2/total"), pairs)
    return _altered(before, changes), slip


def roll_forward(rng: random.Random, before: Numbers, now: Numbers) -> Planted:
    """Documents in force that do not follow from last year's stock."""
    if now.form != "2021" or before.form != "2021":
        return None
    shift = rng.choice((1, 3, 12))
    cell = "2.1.norms/in_force"
    slip = Slip(
        "roll-forward",
        ("carry-over", "identity", "outlier", "sum"),
        (cell,),
        severities=("error", "warning"),
    )
    return _altered(before, {cell: before[cell] + shift}), slip


def narrative(
    rng: random.Random, mention: Mention, taken: set[Value], twins: tuple[str, ...]
) -> tuple[Value, Slip]:
    """A figure in the text that differs from the cell it speaks of, or from any of its `twins`."""
    wrong = wrong_value(rng, mention.value, taken)
    said_in_table = mention.value
    slip = Slip(
        "narrative",
        ("narrative",),
        (*mention.cells, *twins),
        ((wrong, said_in_table),),
        severities=("error", "warning"),
        note=f"{mention.name}: {mention.value} -> {wrong}",
    )
    return wrong, slip


def parts(rng: random.Random, mention: Mention, family: list[Mention]) -> tuple[Value, Slip]:
    """A total in the text that its listed parts do not give; `family` has the total first."""
    wrong = wrong_value(rng, mention.value, {m.value for m in family})
    total = family[0]
    if mention is total:
        pair = (wrong, total.value)
    else:
        pair = (total.value, total.value + wrong - mention.value)
    slip = Slip("parts", ("parts",), (), (pair,), severities=("error", "warning"))
    return wrong, slip


def percentage(rng: random.Random, mention: Mention) -> tuple[Value, Slip]:
    """A percentage or growth that its two figures do not give."""
    value = Decimal(mention.value)
    shift = Decimal(rng.choice(("3", "5", "9", "-4", "-7", "12")))
    wrong = value + shift
    if wrong <= 0 or (mention.kind == "percent" and wrong > 100):
        wrong = value - shift
    if wrong <= 0:
        wrong = value + abs(shift)
    pairs = ((wrong, value), (-wrong, -value), (wrong, -value))
    slip = Slip(
        mention.kind,
        ("percent",),
        (),
        pairs,
        severities=("error", "warning"),
        note=f"{mention.name}: {value} -> {wrong}",
    )
    return wrong, slip
