"""Finding the table in a sheet: the head row, what stands above, and which column is which field.

Offices send sheets with a merged title, a line for the unit, heads of one row or two, notes below.
Nothing here is certain, so a person sees the columns matched before anything is taken in.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from yangguang.apps.resources.ledgers import LedgerKind, Span
from yangguang.apps.resources.values import day_label
from yangguang.text.document import Document, Table
from yangguang.text.numerals import fold_width

HEAD_WITHIN = 30
"""A head further down than this many rows is not looked for."""
SURE = 0.65
"""A column is matched from this likeness on; 1 is the ledger's own wording."""
ABOUT = ("填写说明", "导出说明")
"""Sheets beside the table in what this platform gives out."""
AGENCY = "agency"
"""The column that names the body: it is checked, and no field of the row."""
_BRACKET = re.compile(r"[(（\[【].*?[)）\]】]")
_NOISE = re.compile(r"[\s:：、,，.。/／\\*＊_\-—]+")


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a sheet. ``down``: a merged cell gave it the text of a row above; ``tall`` and
    ``wide``: it belongs to a cell merged over rows or columns."""

    text: str = ""
    down: bool = False
    tall: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet laid out; rows and columns bear the numbers they have in the file."""

    name: str
    rows: tuple[tuple[Place, ...], ...]
    row_numbers: tuple[int, ...]
    column_numbers: tuple[int, ...]

    def address(self, y: int, x: int) -> str:
        """C7, as a spreadsheet names the cell."""
        return f"{letters(self.column_numbers[x])}{self.row_numbers[y]}"


@dataclass(frozen=True, slots=True)
class Head:
    """Where the head stands: rows ``top`` to ``bottom`` of the grid, and the text of each column."""

    top: int
    bottom: int
    texts: tuple[str, ...]
    matched: Mapping[int, str] = field(default_factory=dict)
    """Column → field, as far as the wording says it."""


def fields_of(kind: LedgerKind) -> dict[str, str]:
    """The fields of a ledger that a sheet can fill, with the names people know them by."""
    found = {"starts_on": day_label(kind)}
    if kind.span is Span.STANDING:
        found["ends_on"] = "终止日期"
    found["title"] = kind.title
    for name in ("quantity", "amount", "mark", "topic"):
        if label := getattr(kind, name):
            found[name] = label
    if kind.place:
        found["place"] = "查阅点"
    if kind.item:
        found["item"] = "已公开信息的索引号"
    found |= {f"details.{one.code}": one.label for one in kind.fields}
    found["source"] = "数据来源"
    found[AGENCY] = "单位（仅核对）"
    return found


def required_fields(kind: LedgerKind) -> list[str]:
    """The fields without which no row can be recorded."""
    found = ["starts_on", "title"]
    if kind.quantity and kind.default_quantity is None:
        found.append("quantity")
    if kind.amount:
        found.append("amount")
    if kind.place:
        found.append("place")
    return found + [f"details.{one.code}" for one in kind.fields if one.required]


def grids_of(document: Document) -> list[Grid]:
    """Each table of the file laid out, merged cells repeated into every place they cover."""
    return [_laid_out(block) for block in document.blocks if isinstance(block, Table)]


def is_about(grid: Grid) -> bool:
    """Whether the sheet is the one that explains a template or an export of this platform."""
    return grid.name in ABOUT


def find_head(kind: LedgerKind, grid: Grid) -> Head | None:
    """The row, or two rows, whose texts name most fields of the ledger; None where none names two
    of them with the title or the day among them."""
    best: tuple[float, Head] | None = None
    for top in range(min(HEAD_WITHIN, len(grid.rows))):
        for bottom in (top, top + 1):
            if bottom >= len(grid.rows) or (bottom > top and not _grouped(grid, top)):
                continue
            texts = _joined(grid, top, bottom)
            matched, score = match_columns(kind, texts)
            names = set(matched.values())
            if len(names - {AGENCY}) < 2 or not names & {"title", "starts_on"}:
                continue
            # A second row belongs to the head only where it says more than the first alone.
            score -= 0.4 * (bottom - top)
            if best is None or score > best[0] + 1e-9:
                best = (score, Head(top, bottom, texts, matched))
    return best[1] if best else None


def match_columns(kind: LedgerKind, texts: Sequence[str]) -> tuple[dict[int, str], float]:
    """Column → field, each field once, the likest pairs first; and how well all fit together."""
    pairs = sorted(
        (
            (-_likeness(kind, name, label, text), order, x, name)
            for x, text in enumerate(texts)
            if text
            for order, (name, label) in enumerate(fields_of(kind).items())
        ),
    )
    matched: dict[int, str] = {}
    score = 0.0
    for negative, _, x, name in pairs:
        if -negative < SURE:
            break
        if x not in matched and name not in matched.values():
            matched[x] = name
            score -= negative
    return dict(sorted(matched.items())), score


def plain_head(text: str) -> str:
    """A head without brackets, spaces and marks, for comparing."""
    return _NOISE.sub("", _BRACKET.sub("", fold_width(text)))


def letters(number: int) -> str:
    """1 → A, 27 → AA."""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def _likeness(kind: LedgerKind, name: str, label: str, text: str) -> float:
    head, own = plain_head(text), plain_head(label)
    if not head or len(head) > 24:
        return 0.0
    if head == own:
        return 1.0
    for order, synonym in enumerate(_synonyms().get(name, ())):
        if head == plain_head(synonym):
            return 0.95 - order / 1000
    if len(own) > 1 and own in head:
        return 0.8
    if len(head) > 1 and head in own and name != AGENCY:
        return 0.7
    ends = [word for word in _synonyms().get(name, ()) if len(word) > 1 and head.endswith(word)]
    return 0.66 + max(map(len, ends)) / 1000 if ends else 0.0


@cache
def _synonyms() -> Mapping[str, tuple[str, ...]]:
    text = files("yangguang.apps.resources").joinpath("data/headings.toml").read_text("utf-8")
    return {name: tuple(words) for name, words in tomllib.loads(text).items()}


def _grouped(grid: Grid, top: int) -> bool:
    """Whether merged cells of this row stand over, or reach into, the row below."""
    above, below = grid.rows[top], grid.rows[top + 1]
    return any(place.wide for place in above) or any(place.down for place in below)


def _joined(grid: Grid, top: int, bottom: int) -> tuple[str, ...]:
    texts = []
    for x in range(len(grid.rows[top])):
        parts = [grid.rows[y][x].text for y in range(top, bottom + 1)]
        texts.append("".join(dict.fromkeys(part for part in parts if part)))
    return tuple(texts)


def _laid_out(table: Table) -> Grid:
    places: dict[tuple[int, int], Place] = {}
    width = 0
    for y, row in enumerate(table.rows):
        x = 0
        for cell in row:
            while (y, x) in places:
                x += 1
            tall = min(cell.row_span, len(table.rows) - y)
            for dy in range(tall):
                for dx in range(cell.column_span):
                    places[y + dy, x + dx] = Place(
                        cell.text.strip(), dy > 0, tall > 1, cell.column_span > 1
                    )
            x += cell.column_span
            width = max(width, x)
    rows = tuple(
        tuple(places.get((y, x), Place()) for x in range(width)) for y in range(len(table.rows))
    )
    row_numbers = table.row_numbers or tuple(range(1, len(rows) + 1))
    column_numbers = table.column_numbers or tuple(range(1, width + 1))
    return Grid(table.caption or "表格", rows, row_numbers, column_numbers)
