"""The figures that a report may speak of, and the small sums and shares that sentences make of them.

An expression names what a number in the text is: a cell (``3.1/total``), a figure of another record
(``items.published``), a sum (``4.2/total+4.3/total``), or a comparison (``share:A|B``, ``growth:A``,
``change:A``). The same expression gives the number when the report is drafted and when it is
checked, so nothing can drift apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

_TERM = re.compile(r"([+-]?)(@?[a-z0-9_./]+)", re.IGNORECASE)
_SUM = re.compile(r"@?[a-z0-9_./]+(?:[+-]@?[a-z0-9_./]+)*", re.IGNORECASE)
_TENTH = Decimal("0.1")


class UnknownExpression(ValueError):
    """An expression that is not one of the shapes above; the message shows it."""


@dataclass(frozen=True, slots=True)
class Book:
    """Figures of one body and year. A cell or figure that is not there is unknown, not nought.

    ``before`` holds the cells of the year before under their names in this year's form, where both
    forms count them alike; ``named`` figures of other records, ``named_before`` theirs.
    """

    form: str
    year: int
    cells: Mapping[str, Decimal]
    before: Mapping[str, Decimal] = field(default_factory=dict)
    named: Mapping[str, Decimal] = field(default_factory=dict)
    named_before: Mapping[str, Decimal] = field(default_factory=dict)

    def value(self, expression: str) -> Decimal | None:
        """What the expression gives; None where a figure it needs is unknown or a base is nought.

        Shares and growth are percentages rounded to one decimal, growth and change without sign.
        Raises UnknownExpression.
        """
        kind, colon, rest = expression.partition(":")
        if not colon:
            return self._sum(expression)
        if kind == "share":
            part, bar, whole = rest.partition("|")
            if not bar:
                raise UnknownExpression(expression)
            return _percent(self._sum(part), self._sum(whole))
        now, then = self._sum(rest), self._sum(_earlier(rest))
        if now is None or then is None:
            return None
        if kind == "change":
            return abs(now - then)
        if kind == "growth":
            return _percent(abs(now - then), then)
        raise UnknownExpression(expression)

    def grew(self, expression: str) -> Decimal | None:
        """This year's number less last year's, with its sign; None where either is unknown."""
        now, then = self._sum(expression), self._sum(_earlier(expression))
        return None if now is None or then is None else now - then

    def shown(self, expression: str) -> str:
        """The number as official documents print it; empty where it is unknown."""
        value = self.value(expression)
        return "" if value is None else printed(value)

    def _sum(self, expression: str) -> Decimal | None:
        if not _SUM.fullmatch(expression):
            raise UnknownExpression(expression)
        total = Decimal(0)
        for sign, name in _TERM.findall(expression):
            value = self._operand(name)
            if value is None:
                return None
            total += -value if sign == "-" else value
        return total

    def _operand(self, name: str) -> Decimal | None:
        if name.startswith("@"):
            plain = name[1:]
            return self.before.get(plain, self.named_before.get(plain))
        return self.cells.get(name, self.named.get(name))


def _earlier(expression: str) -> str:
    return _TERM.sub(lambda term: f"{term[1]}@{term[2]}", expression)


def _percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    if part is None or whole is None or whole <= 0:
        return None
    return (part * 100 / whole).quantize(_TENTH, ROUND_HALF_UP)


def printed(value: Decimal) -> str:
    """No separators and no needless zeros: 1393, 12.5, 0."""
    if value == value.to_integral_value():
        return str(int(value))
    return f"{value.normalize():f}"
