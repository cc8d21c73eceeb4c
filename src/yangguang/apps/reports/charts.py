"""Charts as plain SVG: no script, no inline style, always beside the table they are drawn from.

Bars stand inside table rows, so that the numbers are read as a table and seen as a chart. Columns
over years are one picture whose numbers stand in a table below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

NARROWEST = 320
STEP = 58
HEIGHT = 220
TOP = 28
BOTTOM = 30


def thousands(value: int | Decimal | None) -> str:
    """A number with separators and no needless zeros; a dash where there is none."""
    if value is None:
        return "—"
    if isinstance(value, Decimal) and value != value.to_integral_value():
        return f"{value.normalize():,f}"
    return f"{int(value):,}"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a horizontal chart: ``share`` is its length of 100, ``percent`` its part."""

    label: str
    value: Decimal
    share: str
    percent: str


def bars(parts: Sequence[tuple[str, Decimal]]) -> list[Bar]:
    """Bars as long as their values, the longest full; percentages of the whole with one decimal."""
    longest = max((value for _, value in parts), default=Decimal(0))
    whole = sum((value for _, value in parts), Decimal(0))
    return [
        Bar(
            label,
            value,
            f"{value / longest * 100:.2f}" if longest > 0 and value > 0 else "0",
            f"{value / whole * 100:.1f}%" if whole > 0 else "—",
        )
        for label, value in parts
    ]


@dataclass(frozen=True, slots=True)
class Post:
    """One upright column: where it stands and what is written above and below it."""

    label: str
    text: str
    x: str
    y: str
    width: str
    height: str
    middle: str
    text_y: str
    here: bool
    """True for the column that the page is about."""


@dataclass(frozen=True, slots=True)
class Columns:
    """An upright chart over years. A year without a value leaves a gap and a dash."""

    width: int
    height: int
    base: int
    label_y: int
    posts: list[Post]


def columns(values: Sequence[tuple[str, Decimal | None]], *, here: str = "") -> Columns:
    """Upright columns, one for each label, the highest filling the picture; ``here`` stands out."""
    highest = max((value for _, value in values if value is not None), default=Decimal(0))
    room = HEIGHT - TOP - BOTTOM
    whole = max(NARROWEST, STEP * len(values))
    step = whole / max(1, len(values))
    width = min(56.0, step * 0.62)
    posts = []
    for place, (label, value) in enumerate(values):
        middle = step * (place + 0.5)
        height = float(value / highest) * room if value is not None and highest > 0 else 0.0
        height = max(height, 1.0) if value else height
        top = HEIGHT - BOTTOM - height
        posts.append(
            Post(
                label,
                thousands(value),
                f"{middle - width / 2:.1f}",
                f"{top:.1f}",
                f"{width:.1f}",
                f"{height:.1f}",
                f"{middle:.1f}",
                f"{top - 8:.1f}",
                label == here,
            )
        )
    return Columns(whole, HEIGHT, HEIGHT - BOTTOM, HEIGHT - 8, posts)


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart over years; ``number`` picks its colour and its mark."""

    name: str
    number: int
    path: str
    points: list[tuple[str, str, str]]
    """x, y and what to say of the point."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Several lines over the same times."""

    width: int
    height: int
    base: int
    labels: list[tuple[str, str]]
    rules: list[tuple[str, str]]
    series: list[Series]


def lines(
    times: Sequence[int | str],
    rows: Sequence[tuple[str, Sequence[Decimal | None]]],
    *,
    unit: str = " 年",
) -> Lines:
    """Lines over years or months, at most six; a missing value breaks the line.

    ``unit`` follows the time in what is said of a point.
    """
    width, height, left = 560, 280, 64
    highest = max(
        (value for _, values in rows for value in values if value is not None), default=Decimal(0)
    )
    top_value = _round_up(highest)
    room = height - TOP - BOTTOM
    step = (width - left - 24) / max(1, len(times) - 1)

    def place(index: int) -> float:
        return left + step * index if len(times) > 1 else (left + width) / 2

    def rise(value: Decimal) -> float:
        return height - BOTTOM - (float(value / top_value) * room if top_value else 0.0)

    drawn = []
    for number, (name, values) in enumerate(rows[:6], start=1):
        path, pen = "", "M"
        points = []
        for index, value in enumerate(values):
            if value is None:
                pen = "M"
                continue
            x, y = f"{place(index):.1f}", f"{rise(value):.1f}"
            path += f"{pen}{x} {y}"
            pen = "L"
            points.append((x, y, f"{name} {times[index]}{unit} {thousands(value)}"))
        drawn.append(Series(name, number, path, points))
    marks = [top_value * part / 4 for part in range(5)] if top_value else [Decimal(0)]
    return Lines(
        width,
        height,
        height - BOTTOM,
        [(f"{place(index):.1f}", str(year)) for index, year in enumerate(times)],
        [(f"{rise(mark):.1f}", thousands(mark)) for mark in marks],
        drawn,
    )


def _round_up(value: Decimal) -> Decimal:
    """The next number that a scale of four steps reads well at."""
    if value <= 0:
        return Decimal(0)
    unit = Decimal(4)
    while True:
        for factor in (1, 2, 3, 5):
            if unit * factor >= value:
                return unit * factor
        unit *= 10
