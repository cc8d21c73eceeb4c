"""The pieces of a line of a table: amounts, dashes for nothing, and words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from yangguang.law.budgets.model import Amount

AMOUNT = r"[-\u2212\uff0d\ufe63]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?"
_TOKEN = re.compile(
    r"(?<!\S)[-\u2212]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?=[一-龥])|"
    r"(?<=[一-龥）)])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d\d)(?!\S)|"
    r"\S+?(?=(?<=[一-龥）)])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d\d)(?!\S))|\S+"
)
"""Pieces between blanks; a figure grown together with a word is cut off."""
_AMOUNT = re.compile(AMOUNT)
_BRACKETED = re.compile(rf"^[(（]({AMOUNT})[)）]$")
_BLANK = re.compile(r"^[-\u2014\u2013\uff0d\u2015/\\]+$")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece between blanks: ``amount`` for a figure, ``blank`` for a dash, else words."""

    text: str
    start: int
    amount: Amount | None = None
    blank: bool = False

    @property
    def end(self) -> int:
        """Where it ends in the document."""
        return self.start + len(self.text)


def read_amount(text: str, start: int = 0) -> Amount | None:
    """The figure that a piece is, or None where it is something else. ``12.3`` has step 0.1."""
    inner = text.strip()
    shift = start + len(text) - len(text.lstrip())
    bracketed = _BRACKETED.match(inner)
    digits = bracketed[1] if bracketed else inner
    if not _AMOUNT.fullmatch(digits) or len(digits) > 24:
        return None
    plain = re.sub(r"[,，]", "", digits)
    negative = bool(bracketed) or not plain[0].isdigit()
    value = Decimal(plain.lstrip("-\u2212\uff0d\ufe63"))
    step = Decimal(1).scaleb(-len(plain.partition(".")[2]))
    if bracketed and value == value.to_integral_value() and len(plain) <= 2:
        return None  # (1) numbers a line
    return Amount(-value if negative else value, step, (shift, shift + len(inner)), inner)


def tokens(text: str, start: int) -> list[Token]:
    """The pieces of a line that begins at ``start`` of the document."""
    found = []
    for match in _TOKEN.finditer(text):
        piece, place = match[0], start + match.start()
        amount = read_amount(piece, place)
        found.append(Token(piece, place, amount, amount is None and bool(_BLANK.match(piece))))
    return found
