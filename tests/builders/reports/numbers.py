"""Figures of a statutory table that add up, drawn at the scale of a real office.

A `Numbers` holds every cell of one year's form, complete and consistent; rendering decides later
which of them a page leaves blank, and slips decide which of them it prints wrong.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from tests.builders.reports.labels import APPLICANTS, COLUMNS, COURTS, result_rows

Value = int | Decimal


@dataclass(frozen=True)
class Numbers:
    """Every cell of one form for one year, keyed by the full cell name."""

    form: str
    year: int
    one_row_others: bool
    cells: dict[str, Value]

    def __getitem__(self, cell: str) -> Value:
        return self.cells[cell]


def form_of(year: int) -> str:
    """The form in force for a report year."""
    if year <= 2018:
        return "2014"
    return "2019" if year <= 2020 else "2021"


def draw_numbers(
    rng: random.Random, *, year: int, scale: str, one_row_others: bool, before: Numbers | None
) -> Numbers:
    """A consistent form for `year`; what last year left open is carried over from `before`."""
    form = form_of(year)
    if form == "2014":
        return Numbers(form, year, False, _statistics(rng, scale))
    one_row = True if form == "2019" else one_row_others
    cells: dict[str, Value] = {}
    if form == "2019":
        cells.update(_table_two_2019(rng, scale, before))
    else:
        cells.update(_table_two_2021(rng, scale, before))
    carried = (
        {column: int(before[f"3.4/{column}"]) for column in APPLICANTS}
        if before is not None and before.form != "2014"
        else None
    )
    cells.update(_table_three(rng, scale, one_row, carried))
    cells.update(_table_four(rng, int(cells["3.3.7/total"])))
    return Numbers(form, year, one_row, cells)


_RECEIVED = {
    "township": (0.62, 1, 6),
    "department": (0.2, 1, 70),
    "office": (0.05, 3, 260),
    "county": (0.0, 18, 900),
    "city": (0.0, 220, 3800),
    "province": (0.0, 400, 9000),
}


def _between(rng: random.Random, low: int, high: int) -> int:
    """A figure between two bounds, small ones far likelier, as counts of offices are."""
    if low >= high:
        return low
    return min(high, low + int((high - low + 1) * rng.random() ** 2.2))


def _scatter(rng: random.Random, count: int, weights: list[float]) -> list[int]:
    if count == 0 or sum(weights) == 0:
        return [0] * len(weights)
    drawn = Counter(rng.choices(range(len(weights)), weights, k=count))
    return [drawn[i] for i in range(len(weights))]


def _table_three(
    rng: random.Random, scale: str, one_row: bool, carried: dict[str, int] | None
) -> dict[str, Value]:
    none, low, high = _RECEIVED[scale]
    received_all = 0 if rng.random() < none else _between(rng, low, high)
    natural = rng.uniform(0.72, 0.98)
    rest = 1 - natural
    weights = [
        natural,
        rest * 0.6,
        rest * 0.03,
        rest * 0.04,
        rest * rng.uniform(0, 0.3),
        rest * 0.1,
    ]
    if rng.random() < 0.12:
        weights = [1, 0, 0, 0, 0, 0]
    received = dict(zip(APPLICANTS, _scatter(rng, received_all, weights), strict=True))
    if carried is None:
        share = rng.choice((0, 0, 0.01, 0.03, 0.08))
        carried_all = int(received_all * share + (rng.random() < 0.3 and received_all > 3))
        carried = dict(zip(APPLICANTS, _scatter(rng, carried_all, weights), strict=True))
    share = rng.choice((0, 0, 0, 0.01, 0.03, 0.06, 0.12))
    pending = {
        column: sum(rng.random() < share for _ in range(received[column])) for column in APPLICANTS
    }
    rows = result_rows(one_row_others=one_row)
    base = {
        "3.3.1": 40.0,
        "3.3.2": 9,
        "3.3.4.1": 26,
        "3.3.4.2": 3,
        "3.3.5.1": 5,
        "3.3.5.2": 2,
        "3.3.6": 9,
        "3.3.6.1": 4,
        "3.3.6.3": 6,
        "3.3.3.8": 3,
        "3.3.3.4": 1.5,
        "3.3.3.7": 1.5,
    }
    mix = [base.get(row, 0.5) * rng.gammavariate(1.2, 1) for row in rows]
    cells: dict[str, Value] = {}
    for column in APPLICANTS:
        handled = received[column] + carried[column] - pending[column]
        cells[f"3.1/{column}"] = received[column]
        cells[f"3.2/{column}"] = carried[column]
        for row, value in zip(rows, _scatter(rng, handled, mix), strict=True):
            cells[f"{row}/{column}"] = value
        cells[f"3.3.7/{column}"] = handled
        cells[f"3.4/{column}"] = pending[column]
    for row in ("3.1", "3.2", *rows, "3.3.7", "3.4"):
        cells[f"{row}/total"] = sum(int(cells[f"{row}/{column}"]) for column in APPLICANTS)
    return {
        f"{row}/{c}": cells[f"{row}/{c}"]
        for row in ("3.1", "3.2", *rows, "3.3.7", "3.4")
        for c in COLUMNS
    }


def _table_four(rng: random.Random, handled: int) -> dict[str, Value]:
    cells: dict[str, Value] = {}
    top = {"4.1": 0.11, "4.2": 0.03, "4.3": 0.02}
    quiet = rng.random() < (0.55 if handled < 30 else 0.1)
    for court in COURTS:
        count = 0 if quiet else _between(rng, 0, max(1, int(handled * top[court])))
        if not quiet and rng.random() < 0.25:
            count = 0
        parts = _scatter(rng, count, [5, rng.choice((0, 1, 2)), 2, rng.choice((0, 1))])
        for name, value in zip(("upheld", "corrected", "other", "pending"), parts, strict=True):
            cells[f"{court}/{name}"] = value
        cells[f"{court}/total"] = count
    return cells


_SIZES = {
    "township": (40, 60, 3),
    "department": (900, 500, 10),
    "office": (0, 0, 30),
    "county": (90_000, 40_000, 30),
    "city": (900_000, 800_000, 80),
    "province": (4_000_000, 3_000_000, 200),
}


def _money(rng: random.Random, high: int) -> Value:
    if high == 0 or rng.random() < 0.45:
        return 0
    amount = Decimal(_between(rng, 1, high * 100)) / 100
    places = rng.choice((0, 1, 2, 2, 3))
    return int(amount) + 1 if places == 0 else round(amount, places) + Decimal("0.1")


def _decisions(rng: random.Random, scale: str) -> dict[str, int]:
    permits, penalties, _ = _SIZES[scale]
    if rng.random() < 0.3 and scale in ("department", "township"):
        return {"permits": 0, "penalties": 0, "coercion": 0}
    return {
        "permits": _between(rng, 0, permits),
        "penalties": _between(rng, 0, penalties),
        "coercion": _between(rng, 0, penalties // 40 + 1),
    }


def _table_two_2021(rng: random.Random, scale: str, before: Numbers | None) -> dict[str, Value]:
    cells: dict[str, Value] = {}
    norms = _SIZES[scale][2]
    for row, top in (
        ("2.1.rules", 3 if scale in ("city", "province") else 0),
        ("2.1.norms", norms),
    ):
        made = _between(rng, 0, top)
        old_cell = f"{row}/in_force"
        if before is not None and old_cell in before.cells:
            old = int(before[old_cell])
        else:
            old = _between(rng, 0, top * 9)
        repealed = min(old + made, _between(rng, 0, top)) if rng.random() < 0.6 else 0
        cells[f"{row}/made"] = made
        cells[f"{row}/repealed"] = repealed
        cells[f"{row}/in_force"] = old + made - repealed
    decided = _decisions(rng, scale)
    cells["2.5.permits/decisions"] = decided["permits"]
    cells["2.6.penalties/decisions"] = decided["penalties"]
    cells["2.6.coercion/decisions"] = decided["coercion"]
    cells["2.8.fees/amount"] = _money(rng, max(3, _SIZES[scale][0] // 30))
    return cells


def _table_two_2019(rng: random.Random, scale: str, before: Numbers | None) -> dict[str, Value]:
    cells: dict[str, Value] = {}
    old = before.cells if before is not None and before.form == "2019" else {}
    norms = _SIZES[scale][2]
    for row, top in (
        ("2.1.rules", 3 if scale in ("city", "province") else 0),
        ("2.1.norms", norms),
    ):
        made = _between(rng, 0, top)
        cells[f"{row}/made"] = made
        cells[f"{row}/newly_public"] = made
        stock = old.get(f"{row}/total_public", _between(rng, 0, top * 8))
        cells[f"{row}/total_public"] = made + stock
    decided = _decisions(rng, scale)
    decided["other_services"] = _between(rng, 0, decided["permits"] * 2)
    for row, key in (
        ("2.5.permits", "permits"),
        ("2.5.other_services", "other_services"),
        ("2.6.penalties", "penalties"),
        ("2.6.coercion", "coercion"),
    ):
        items = _between(rng, 0, 300) if decided[key] else 0
        if f"{row}/previous" in old:
            items = int(old[f"{row}/previous"] + old[f"{row}/change"])
        change = rng.choice((0, 0, 0, rng.randint(-9, 20))) if items > 9 else 0
        cells[f"{row}/previous"] = items
        cells[f"{row}/change"] = change
        cells[f"{row}/decisions"] = decided[key]
    fees = _between(rng, 0, 30)
    if old:
        fees = int(old["2.8.fees/previous"] + old["2.8.fees/change"])
    cells["2.8.fees/previous"] = fees
    cells["2.8.fees/change"] = 0 if rng.random() < 0.7 else rng.randint(0, 4)
    projects = _between(rng, 0, 60)
    cells["2.9.procurement/projects"] = projects
    cells["2.9.procurement/amount"] = _money(rng, 9000) if projects else 0
    return cells


def _statistics(rng: random.Random, scale: str) -> dict[str, Value]:
    size = {
        "township": 260,
        "department": 1500,
        "office": 3000,
        "county": 16_000,
        "city": 90_000,
        "province": 400_000,
    }[scale]
    c: dict[str, Value] = {}
    public = _between(rng, max(3, size // 20), size)
    website = int(public * rng.uniform(0.7, 1))
    others = [_between(rng, 0, public // n) if rng.random() < 0.7 else 0 for n in (30, 5, 4, 6)]
    gazette, weibo, wechat, other = others
    missing = public - website - sum(others)
    if missing > 0:
        website += missing
    website = min(website, public)
    c["1.1"] = public
    made = _between(rng, 0, max(2, size // 150))
    c["1.1.a"] = made if rng.random() < 0.7 else int(made * rng.random())
    c["1.1.b"] = made
    for code, value in zip(
        ("1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5"),
        (gazette, website, weibo, wechat, other),
        strict=True,
    ):
        c[code] = value
    c["2.1"] = _between(rng, 0, size // 40 + 1)
    for code, top in (("2.2.1", 25), ("2.2.2", 12)):
        times = _between(rng, 0, top) if rng.random() < 0.6 else 0
        c[code] = times
        c[f"{code}.a"] = rng.randint(0, times)
    c["2.2.3"] = _between(rng, 0, size // 60 + 2)
    c["2.2.4"] = _between(rng, 0, size // 80 + 2)
    c["2.2.5"] = _between(rng, 0, size // 90 + 2)
    none, low, high = _RECEIVED[scale]
    received = 0 if rng.random() < none else _between(rng, low, max(low, high // 2))
    weights = [rng.random(), 0.05 * rng.random(), 1.5 * rng.random(), rng.random()]
    for i, value in enumerate(_scatter(rng, received, weights), 1):
        c[f"3.1.{i}"] = value
    c["3.1"] = received
    open_still = min(received, rng.choice((0, 0, 0, 0, 0, 1, 2)))
    closed = received - open_still
    delayed = sum(rng.random() < 0.05 for _ in range(closed)) if rng.random() < 0.5 else 0
    c["3.2"], c["3.2.1"], c["3.2.2"] = closed, closed - delayed, delayed
    answers = _scatter(
        rng, closed, [w * rng.gammavariate(1.2, 1) for w in (4, 9, 2, 1.5, 5, 3, 1, 1)]
    )
    c["3.3"] = closed
    for i, value in enumerate(answers, 1):
        c[f"3.3.{i}"] = value
    for i, value in enumerate(_scatter(rng, answers[3], [1, 1, 2, 1, 3, 2]), 1):
        c[f"3.3.4.{i}"] = value
    for code, share in (("4", 0.08), ("5", 0.04)):
        count = _between(rng, 0, int(received * share) + 1) if rng.random() < 0.5 else 0
        c[code] = count
        for i, value in enumerate(_scatter(rng, count, [5, 1, 2]), 1):
            c[f"{code}.{i}"] = value
    c["6"] = _between(rng, 0, 20) if rng.random() < 0.3 else 0
    c["7"] = Decimal(rng.randint(1, 400)) / 100 if rng.random() < 0.12 else 0
    c["8.1"] = _between(rng, 1, size // 400 + 1)
    c["8.2"] = _between(rng, 1, size // 700 + 2)
    full, part = _between(rng, 0, size // 300 + 2), _between(rng, 1, size // 80 + 3)
    c["8.3"], c["8.3.1"], c["8.3.2"] = full + part, full, part
    c["8.4"] = _money(rng, max(2, size // 400))
    c["9.1"] = _between(rng, 1, size // 500 + 4)
    c["9.2"] = _between(rng, 0, size // 800 + 4)
    c["9.3"] = int(c["9.2"]) * rng.randint(8, 90)
    return c
