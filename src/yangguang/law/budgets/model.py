"""What was read from a budget or a final account: tables, lines, amounts, each with its place.

Every amount keeps the digits as printed and where they stand, so that a finding can be shown in the
report itself and a number taken into a register leads back to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Kind = Literal["budget", "final"]
Span = tuple[int, int]
"""Start and end of a place in ``Document.text()``."""

KIND_LABELS: dict[str, str] = {"budget": "预算", "final": "决算"}
PER_WAN = {"元": Decimal(10000), "千元": Decimal(10), "万元": Decimal(1), "亿元": Decimal("0.0001")}
"""How many of a unit make one 万元."""


@dataclass(frozen=True, slots=True)
class Amount:
    """One printed figure in the unit of its table; ``step`` is the place of its last digit."""

    value: Decimal
    step: Decimal
    span: Span
    raw: str


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One row (or one half of a row in a paired table).

    ``code`` is the subject code (``2080505``) or the code of a known line (``income``); empty where
    the label says neither. ``level`` is 1 for 类 and for top lines, 2 款, 3 项; 0 for totals.
    ``amounts`` go by column code; ``parts`` are further figures of the row whose column the layout
    does not tell (blank cells leave no trace in PDF text), in reading order.
    """

    code: str
    label: str
    level: int
    amounts: dict[str, Amount]
    parts: tuple[Amount, ...] = ()
    side: str = ""
    ordinal: int = 0
    """The Chinese number before the label (一、 → 1), 0 if there is none."""
    firm: bool = True
    """False where the figures of the row were torn over several lines and their order is a guess."""
    page: int = 1
    span: Span = (0, 0)

    @property
    def total(self) -> Amount | None:
        """The figure in the first column, 合计."""
        return self.amounts.get("total")


@dataclass(frozen=True, slots=True)
class Unread:
    """A line of a table with figures that could not be placed, said aloud."""

    table: str
    text: str
    why: str
    page: int = 1


@dataclass(frozen=True, slots=True)
class BudgetTable:
    """One table as it was read. ``empty`` is the sentence that says why nothing stands in it."""

    code: str
    title: str
    unit: str
    lines: tuple[BudgetLine, ...]
    columns: tuple[str, ...] = ()
    """Codes of the columns that the head names, in reading order."""
    flat: bool = False
    """True where the head has no 其中 and no 小计, so that the columns add up to the first."""
    empty: str = ""
    page: int = 1
    span: Span = (0, 0)
    unread: tuple[Unread, ...] = ()
    grid: bool = False
    """Read from marked cells, so that columns are certain."""

    def line(self, code: str, side: str = "") -> BudgetLine | None:
        """The first line of that code (and side)."""
        for one in self.lines:
            if one.code == code and (not side or one.side in (side, "")):
                return one
        return None

    @property
    def step(self) -> Decimal:
        """The finest place that the table prints: what is printed shorter is a round figure."""
        steps = [one.step for line in self.lines for one in (*line.amounts.values(), *line.parts)]
        return min(steps, default=Decimal(1))

    def in_wan(self, amount: Amount) -> Decimal:
        """A figure of this table in 万元."""
        return amount.value / PER_WAN[self.unit]

    def step_in_wan(self, amount: Amount) -> Decimal:
        """The place of the last digit that counts, in 万元."""
        return min(amount.step, self.step) / PER_WAN[self.unit]


@dataclass(frozen=True, slots=True)
class Said:
    """A figure that the prose states about the whole report, in 万元."""

    key: str
    """``income``, ``spending``, ``basic``, ``three_public.total`` … as the checks name it."""
    label: str
    value: Decimal
    step: Decimal
    span: Span
    quote: str


@dataclass(frozen=True, slots=True)
class BudgetReport:
    """A whole report: whose, of which year, budget or final account, and what stands in it."""

    title: str
    body: str
    year: int | None
    kind: Kind | None
    level: str
    """``部门`` (with its subordinate units) or ``单位``; empty where the title says neither."""
    tables: tuple[BudgetTable, ...]
    said: tuple[Said, ...]
    unread: tuple[Unread, ...]
    prose: Prose
    text: str = field(repr=False, default="")

    def table(self, code: str) -> BudgetTable | None:
        """The table of that code, None where the report has none."""
        return next((one for one in self.tables if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Prose:
    """The running text without blanks and line ends, with the place of every character."""

    text: str = ""
    places: tuple[int, ...] = field(default=(), repr=False)

    def span(self, start: int, end: int) -> Span:
        """Where a piece of it stands in ``Document.text()``."""
        if not self.places or start >= len(self.places):
            return (0, 0)
        return self.places[start], self.places[min(end, len(self.places)) - 1] + 1
