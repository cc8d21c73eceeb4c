"""Reads one figure as it is printed in a cell or stands in a line.

A cell says a number, says nothing (empty or a dash), or holds words. What only looks like a number
(letters taken for digits by a scanner, digits torn apart) is marked doubtful: it counts only where
the table's own sums bear it out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from yangguang.law.forms.folding import fold

UNIT = r"(?:万元|亿元|元|人次|件次|件|项|条|次|篇|个|人|份|宗|起|家|期|场|部)"
NUMBER = r"[1-9]\d{0,2}(?:, ?\d{3}){1,4}(?:\.\d{1,6})?(?!\d)|\d{1,15}(?:\.\d{1,6})?(?!\d)"
"""A figure in folded text: thousands separators, or plain digits with decimals."""
_CELL = re.compile(
    rf"^(?P<sign>[-+]|增加?|减少?|新增|↑|↓|\()?\s*(?P<number>{NUMBER}|\d{{1,12}} ?\. ?\d{{1,6}})\s*(?P<unit>{UNIT})?\s*"
    r"(?P<close>\))?\s*(?P<note>\([^()]*\)|\*+|\((?:.|\n)*\)|[①-⑳])?$"
)
_BLANK = re.compile(r"^[-—_/\\*~.·…\s]*$")
_NOTHING = frozenset({"无", "零", "〇", "O", "o"})
_SPACED = re.compile(r"^\d{1,3}(?: \d{3})+$")
_TORN = re.compile(r"^\d+(?:\s+\d+)+$")
_SCANNED = re.compile(r"^[\dOoQDlI|〇]{1,9}$")
_LETTERS = str.maketrans({"O": "0", "o": "0", "Q": "0", "D": "0", "〇": "0", "l": "1", "I": "1",
                          "|": "1"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure or blank. ``start`` and ``end`` count characters of the document."""

    value: Decimal | None
    """None for a blank."""
    start: int
    end: int
    doubtful: bool = False
    torn: tuple[Decimal, ...] = ()
    """Where a cell holds digits apart (``44 7228``), the pieces."""
    unit: str = ""
    note: str = ""

    @property
    def empty(self) -> bool:
        """True if nothing at all is printed, not even a dash."""
        return self.value is None and self.end == self.start

    def moved(self, by: int) -> Figure:
        """The same figure, counted from another beginning."""
        return replace(self, start=self.start + by, end=self.end + by) if by else self


def decimal(text: str) -> Decimal:
    """A folded number as a plain decimal: ``1,393`` → 1393, ``3001.0`` → 3001."""
    value = Decimal(re.sub(r"[, ]", "", text))
    return Decimal(int(value)) if value == value.to_integral_value() else value


def read_cell(text: str) -> Figure | None:
    """The figure in a table cell, or None if the cell holds words.

    An empty cell or a dash is a blank; 无 and 〇 say nought, and so does a letter O alone.
    """
    if not text or text.isspace():
        return Figure(None, len(text), len(text))
    folded = fold(text)
    inner = folded.strip()
    start = len(folded) - len(folded.lstrip())
    end = start + len(inner)
    if _BLANK.match(inner):
        return Figure(None, start, end)
    if len(inner) > 60:
        return None
    if inner in _NOTHING:
        return Figure(Decimal(0), start, end)
    if match := _CELL.match(inner):
        sign = match["sign"] or ""
        if bool(match["close"]) != (sign == "("):
            return None
        if sign == "(" and match["unit"] is None and len(match["number"]) <= 2:
            return None  # (1) numbers a row
        value = decimal(match["number"])
        if sign in ("-", "减", "减少", "↓"):
            value = -value
        return Figure(
            value,
            start + (match.start("sign") if sign in ("-", "+") else match.start("number")),
            start + match.end("number"),
            unit=match["unit"] or "",
            note=match["note"] or "",
        )
    compact = re.sub(r"\s+", " ", inner)
    if _SPACED.match(compact):
        pieces = tuple(Decimal(piece) for piece in compact.split(" "))
        return Figure(Decimal(compact.replace(" ", "")), start, end, torn=pieces)
    if _TORN.match(compact):
        pieces = tuple(Decimal(piece) for piece in compact.split(" "))
        return Figure(Decimal(compact.replace(" ", "")), start, end, doubtful=True, torn=pieces)
    if _SCANNED.match(inner):
        return Figure(Decimal(inner.translate(_LETTERS)), start, end, doubtful=True)
    return None
