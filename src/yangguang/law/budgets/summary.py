"""The figures of a report that a register of budgets keeps: one entry for each line worth comparing.

Amounts in 万元 to the cent of a 元 hundred (two decimals more than reports in 万元 print are not kept
apart from rounding). Every entry says where it stands, so that a number leads back to its report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from yangguang.law.budgets.model import Amount, BudgetLine, BudgetReport, BudgetTable
from yangguang.law.budgets.three_public_said import three_public_said
from yangguang.law.budgets.vocabulary import vocabulary

TABLES = {
    "overall": "收支总表",
    "income": "收入总表",
    "spending": "支出总表",
    "grant": "财政拨款收支总表",
    "general": "一般公共预算支出表",
    "basic": "一般公共预算基本支出表",
    "three_public": "“三公”经费支出表",
    "fund": "政府性基金预算支出表",
    "state_capital": "国有资本经营预算支出表",
}
"""The tables an entry can come from, as the register names them."""
LEVELS = ("合计", "类", "款", "项")
_TOTALS = {
    "total": "合计", "basic": "基本支出", "project": "项目支出", "people": "人员经费", "running": "公用经费",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: table and code tell it apart within a report; ``amount`` is in 万元."""

    table: str
    code: str
    name: str
    level: str
    amount: Decimal
    place: str

    @property
    def text(self) -> str:
        """The amount with separators and the two decimals in which reports print 万元."""
        return f"{self.amount:,.2f}"


def entries(report: BudgetReport) -> list[Entry]:
    """The lines of a report, in the order of the standard tables; a doubtful line is left out."""
    found: list[Entry] = []
    for code in TABLES:
        table = report.table(code)
        if code == "three_public":
            found += _three_public(table, report.kind or "budget") if table else ()
            found += _three_public_said(report)
            continue
        if table is None:
            continue
        if code in ("overall", "grant"):
            found += _paired(table)
        else:
            found += _coded(table)
    seen: set[tuple[str, str]] = set()
    kept = []
    for one in found:
        if (one.table, one.code) not in seen:
            seen.add((one.table, one.code))
            kept.append(one)
    return kept


def _entry(
    table: BudgetTable, code: str, name: str, level: str, line: BudgetLine, amount: Amount
) -> Entry:
    page = f"第{line.page}页" if line.page > 1 else ""
    return Entry(
        table=TABLES[table.code],
        code=code,
        name=name,
        level=level,
        amount=table.in_wan(amount).quantize(Decimal("0.000001")).normalize() + Decimal(0),
        place=f"{page}《{table.title}》{amount.raw}{table.unit}",
    )


def _paired(table: BudgetTable) -> Iterator[Entry]:
    for line in table.lines:
        if line.total is None or not line.firm or line.level == 2:
            continue
        if line.code.isdigit():
            yield _entry(table, line.code, line.label, "类", line, line.total)
        elif line.code:
            yield _entry(table, line.code, _name(line), "合计", line, line.total)
        elif line.side == "left" and line.ordinal and len(line.label) >= 4:
            yield _entry(table, f"income_{line.ordinal}", line.label, "类", line, line.total)


def _name(line: BudgetLine) -> str:
    found = next((one.label for one in vocabulary().lines if one.code == line.code), line.label)
    return found


def _coded(table: BudgetTable) -> Iterator[Entry]:
    for line in table.lines:
        if not line.firm:
            continue
        if line.code in _TOTALS:
            for column, amount in line.amounts.items():
                code = line.code if column == "total" else column
                if code in _TOTALS:
                    yield _entry(table, code, _TOTALS[code], "合计", line, amount)
        elif line.code.isdigit() and line.total is not None and line.level in (1, 2, 3):
            level = LEVELS[line.level]
            if table.code == "basic":
                level = ("类", "款")[len(line.code) > 3]
            yield _entry(table, line.code, line.label or line.code, level, line, line.total)


def _three_public(table: BudgetTable, kind: str) -> Iterator[Entry]:
    line = table.line(kind)
    if line is None:
        return
    for code, amount in line.amounts.items():
        yield _entry(table, code, *_public_name(code), line, amount)


def _public_name(code: str) -> tuple[str, str]:
    """Name and level of a part of the 三公."""
    if code == "total":
        return "“三公”经费合计", "合计"
    level = "款" if code in ("purchase", "running") else "类"
    return vocabulary().table("three_public").label_of(code), level


def _three_public_said(report: BudgetReport) -> Iterator[Entry]:
    """What a sentence states; figures of the table go before it.

    Parts that do not make up their whole are entered as printed: it is the checks that say so.
    """
    for code, stated in three_public_said(report).items():
        if code in ("budget", "operation"):
            continue
        name, level = _public_name(code)
        yield Entry(
            table=TABLES["three_public"],
            code=code,
            name=name,
            level=level,
            amount=stated.figure.value.quantize(Decimal("0.000001")).normalize() + Decimal(0),
            place=f"说明文字：“{stated.sentence(report)}”",
        )
