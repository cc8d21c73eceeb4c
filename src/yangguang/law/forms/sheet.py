"""The cells of one report as the checks see them, and the equations between them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from yangguang.law.forms.findings import (
    Rule,
    plain,
)
from yangguang.law.forms.model import Equation, Form, Severity
from yangguang.law.forms.parsed import ParsedForm

_ZERO = Decimal(0)


_USUAL_RULES = {"channels": Rule.SUM, "closed-answered": Rule.IDENTITY}


@dataclass(frozen=True, slots=True)
class Balance:
    """An equation as a signed sum that must be zero: left side negative, right side positive."""

    equation: Equation
    rule: Rule
    terms: tuple[tuple[str, int], ...]
    target: str

    @property
    def cells(self) -> tuple[str, ...]:
        """Every cell it touches."""
        return tuple(cell for cell, _ in self.terms)

    @property
    def severity(self) -> Severity:
        """How much it weighs when it fails."""
        return self.equation.formula.severity

    def residual(self, values: Mapping[str, Decimal]) -> Decimal:
        """What is missing to zero."""
        return sum((sign * values[cell] for cell, sign in self.terms), _ZERO)


def rule_of(equation: Equation) -> Rule:
    """The rule under which an equation of a form is reported."""
    name = equation.formula.rule
    if name == "usual":
        return _USUAL_RULES.get(equation.formula.code, Rule.PART_OF)
    return Rule.CARRY_OVER if name == "roll-forward" else Rule(name)


def balance_of(equation: Equation) -> Balance:
    terms = (
        *((term.cell, -term.sign) for term in equation.left),
        *((term.cell, term.sign) for term in equation.right),
    )
    return Balance(equation, rule_of(equation), terms, equation.at_fault[0])


@dataclass(slots=True)
class Sheet:
    """The cells of one report as the checks see them.

    ``said_in_text`` holds for a cell the numbers that the prose gives for it; it decides which of
    several cells is at fault, and nothing else.
    """

    form: Form
    parsed: ParsedForm
    said_in_text: Mapping[str, Collection[Decimal]] = field(default_factory=dict)

    @property
    def cells(self) -> Mapping[str, Decimal | None]:
        """Every cell read, blank as None."""
        return self.parsed.cells

    def label(self, cell: str) -> str:
        """A cell in words; its code where the form does not know it."""
        try:
            return self.form.describe(cell)
        except KeyError:
            return cell

    def value(self, cell: str) -> Decimal:
        """The cell's number, a blank as 0; KeyError where it was not read."""
        return self.parsed.value(cell)

    def number(self, cell: str) -> str:
        """``count``, ``amount`` or ``change``."""
        try:
            return self.form.number_of(cell)
        except KeyError:
            return "count"


def one_slip_apart(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers differ by one digit written wrongly, dropped, added, or two swapped."""
    a, b = plain(one), plain(other)
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    if len(a) == len(b):
        different = [i for i in range(len(a)) if a[i] != b[i]]
        if len(different) == 1:
            return True
        return (
            len(different) == 2
            and different[1] == different[0] + 1
            and a[different[0]] == b[different[1]]
            and a[different[1]] == b[different[0]]
        )
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def why_impossible(sheet: Sheet, cell: str, value: Decimal) -> str:
    """Why a cell of this kind cannot hold the value; "" where it can."""
    kind = sheet.number(cell)
    if value < 0 and kind != "change":
        return "件数、金额不能为负数"
    if value != value.to_integral_value() and kind != "amount":
        return "件数应为整数"
    return ""
