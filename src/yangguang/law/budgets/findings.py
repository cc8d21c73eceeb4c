"""What checking a budget or a final account answers: findings, checks that held, checks not made.

Amounts in findings are in 万元 whatever the unit of the table, so that places can be compared; the
sentence gives them as printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from yangguang.law.budgets.model import Amount, BudgetLine, BudgetTable, Span
from yangguang.law.forms.findings import plain
from yangguang.law.forms.model import Severity

BUDGET_LAW = "《中华人民共和国预算法》第十四条"
DISCLOSURE_RULES = "财政部《地方预决算公开操作规程》（财预〔2016〕143号）"


class BudgetRule(StrEnum):
    """The rule behind a finding; the value is the key in the JSON answer."""

    BALANCE = "balance"
    PARTS = "parts"
    SUBJECTS = "subjects"
    TABLES = "tables"
    THREE_PUBLIC = "three-public"
    PROSE = "prose"
    ITEM = "item"
    RATE = "rate"
    SHARE = "share"
    EARLIER = "earlier"
    COMPLETE = "complete"
    STATEMENT = "statement"

    @property
    def words(self) -> str:
        """The rule in one sentence."""
        return _WORDS[self]


_WORDS = {
    BudgetRule.BALANCE: "收入、支出、结转结余与总计相平",
    BudgetRule.PARTS: "合计等于各栏之和",
    BudgetRule.SUBJECTS: "类等于款之和，款等于项之和，合计等于各类之和",
    BudgetRule.TABLES: "同一数字在各表中一致",
    BudgetRule.THREE_PUBLIC: "“三公”经费合计等于因公出国（境）、公务用车、公务接待之和",
    BudgetRule.PROSE: "说明文字所列数字与报表一致",
    BudgetRule.ITEM: "说明文字所列科目金额与报表一致",
    BudgetRule.RATE: "增减幅度、完成比例能由所列数字算出",
    BudgetRule.SHARE: "占比能由所列数字算出，各部分之和等于总数",
    BudgetRule.EARLIER: "与上一份报告的数字衔接",
    BudgetRule.COMPLETE: "应公开的报表齐全，空表有说明",
    BudgetRule.STATEMENT: "说明文字前后相符、与报表相符",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: table or 说明文字, line, column, page, and its span in the text."""

    where: str
    span: Span = (0, 0)
    page: int = 0

    def __str__(self) -> str:
        return self.where


@dataclass(frozen=True, slots=True)
class BudgetFinding:
    """One thing wrong. ``expected`` and ``found`` are in 万元 (percent for rates); None without a number."""

    rule: BudgetRule
    severity: Severity
    place: Place
    expected: Decimal | None
    found: Decimal | None
    message: str
    quote: str = ""
    source: str = DISCLOSURE_RULES


@dataclass(slots=True)
class BudgetLedger:
    """Where the checks of one report write what they found."""

    findings: list[BudgetFinding] = field(default_factory=list)
    held: int = 0
    not_made: list[str] = field(default_factory=list)

    def hold(self) -> None:
        """One more check was made and holds."""
        self.held += 1


def place_of(table: BudgetTable, line: BudgetLine | None, amount: Amount | None = None) -> Place:
    """The place of a figure of a table."""
    where = f"《{table.title}》"
    if line is not None:
        name = f"{line.code} {line.label}" if line.code.isdigit() else line.label
        where += f"“{name.strip() or line.code}”"
    span = amount.span if amount else line.span if line else table.span
    return Place(where, span, line.page if line else table.page)


def printed(amount: Amount, table: BudgetTable) -> str:
    """A figure as printed, with the unit of its table."""
    return f"{amount.raw}{table.unit}"


def tolerance(step: Decimal, parts: int, unit: str = "万元") -> tuple[Decimal, Decimal]:
    """(accepted without a word, at most explainable) difference of a sum of rounded parts.

    Every part and the sum may be off by half a unit of the last place. Half of that bound is hardly
    ever passed, so what lies between the two is told as doubtful only. Amounts in 元 come out of the
    books: with 角分 they add up exactly, without them to one 元.
    """
    if unit == "元":
        if step < 1:
            return Decimal(0), Decimal(0)
        return step, max(step * (parts + 1) / 2, step)
    bound = step * (parts + 1) / 2
    quiet = step * max(1, round(float(parts) ** 0.5))
    return quiet, max(bound, quiet)


def judge_sum(
    said: Decimal, parts: list[Decimal], step: Decimal, unit: str = "万元"
) -> tuple[Severity | None, Decimal]:
    """Whether parts make a sum (None if so), and what they make."""
    made = sum(parts, start=Decimal(0))
    quiet, bound = tolerance(step, len(parts), unit)
    difference = abs(made - said)
    if difference <= quiet:
        return None, made
    return (Severity.WARNING if difference <= bound else Severity.ERROR), made


def judge_said(
    said: Decimal, parts: list[Decimal], steps: list[Decimal]
) -> tuple[Severity | None, Decimal]:
    """The same for figures in prose, where 3万元 may be 3.00 or rounded: a difference that only such
    a figure explains is doubtful, not wrong. ``steps`` are those of the sum and of the parts."""
    severity, made = judge_sum(said, parts, min(steps))
    if severity is Severity.ERROR and abs(made - said) <= max(steps) / 2:
        severity = Severity.WARNING
    return severity, made


def wan(value: Decimal) -> str:
    """An amount in 万元 for a sentence."""
    return f"{plain(value)}万元"
