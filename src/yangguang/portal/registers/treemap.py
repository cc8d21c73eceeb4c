"""A tree map as plain SVG: areas as large as their numbers, laid out in rows of good proportions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 640, 340
SHADES = 6
_WIDE, _HIGH = 24.0, 40.0
"""How much room a character and a label need."""


@dataclass(frozen=True, slots=True)
class Area:
    """One rectangle. ``label`` is empty where there is no room for it."""

    name: str
    value: Decimal
    percent: str
    x: str
    y: str
    width: str
    height: str
    shade: int
    label: str
    label_x: str
    label_y: str
    percent_y: str


def areas(parts: Sequence[tuple[str, Decimal]]) -> list[Area]:
    """The parts above nought, largest first, filling the picture (the squarified layout)."""
    shown = sorted((part for part in parts if part[1] > 0), key=lambda part: -part[1])
    whole = float(sum(value for _, value in shown))
    x, y, width, height = 0.0, 0.0, float(WIDTH), float(HEIGHT)
    drawn: list[Area] = []
    rest = [(name, value, float(value) / whole * WIDTH * HEIGHT) for name, value in shown]
    while rest:
        short = min(width, height)
        row = 1
        while row < len(rest) and _worst(rest[: row + 1], short) <= _worst(rest[:row], short):
            row += 1
        taken, rest = rest[:row], rest[row:]
        depth = sum(size for _, _, size in taken) / short if short else 0.0
        at = 0.0
        for name, value, size in taken:
            length = size / depth if depth else 0.0
            place = (x, y + at, depth, length) if width >= height else (x + at, y, length, depth)
            drawn.append(_area(name, value, whole, place, len(drawn)))
            at += length
        if width >= height:
            x, width = x + depth, width - depth
        else:
            y, height = y + depth, height - depth
    return drawn


def _worst(row: Sequence[tuple[str, Decimal, float]], short: float) -> float:
    """The worst proportion in a row laid along the short side."""
    total = sum(size for _, _, size in row)
    if not total or not short:
        return float("inf")
    depth = total / short
    return max(max(depth * depth / size, size / (depth * depth)) for _, _, size in row if size)


def _area(
    name: str, value: Decimal, whole: float, place: tuple[float, float, float, float], number: int
) -> Area:
    x, y, width, height = place
    room = int((width - 16) / _WIDE)
    label = name if len(name) <= room else f"{name[: room - 1]}…" if room >= 4 else ""
    if height < _HIGH:
        label = ""
    return Area(
        name,
        value,
        f"{float(value) / whole * 100:.1f}%",
        f"{x:.1f}",
        f"{y:.1f}",
        f"{max(width - 2, 0):.1f}",
        f"{max(height - 2, 0):.1f}",
        number % SHADES + 1,
        label,
        f"{x + 8:.1f}",
        f"{y + 22:.1f}",
        f"{y + 40:.1f}" if height >= _HIGH + 10 else "",
    )
