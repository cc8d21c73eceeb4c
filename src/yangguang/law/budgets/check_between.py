"""One table against another, and the prose against the tables."""

from __future__ import annotations

from decimal import Decimal

from yangguang.law.budgets.findings import (
    BudgetFinding,
    BudgetLedger,
    BudgetRule,
    Place,
    place_of,
    wan,
)
from yangguang.law.budgets.model import Amount, BudgetLine, BudgetReport, BudgetTable, Said
from yangguang.law.budgets.vocabulary import vocabulary
from yangguang.law.forms.model import Severity

Found = tuple[BudgetTable, BudgetLine, Amount]
"""A figure of a table with its line."""


def find(
    report: BudgetReport, table: str, line: str, column: str = "total", side: str = ""
) -> Found | None:
    """A figure by table, line and column; None where the report does not have it."""
    read = report.table(table)
    if read is None:
        return None
    for one in read.lines:
        if one.code == line and (not side or one.side == side) and column in one.amounts:
            return read, one, one.amounts[column]
    return None


Spot = tuple[str, str, str, str]
"""Table, line, column, side."""

PAIRS: tuple[tuple[Spot, tuple[Spot, ...]], ...] = (
    (
        ("income", "total", "total", ""),
        (("overall", "income", "total", "left"), ("overall", "income_grand", "total", "left")),
    ),
    (
        ("spending", "total", "total", ""),
        (
            ("overall", "spending", "total", "right"),
            ("overall", "spending_grand", "total", "right"),
        ),
    ),
    (
        ("general", "total", "total", ""),
        (
            ("grant", "spending", "general", "right"),
            ("grant", "spending_grand", "general", "right"),
        ),
    ),
    (("general", "total", "basic", ""), (("basic", "total", "total", ""),)),
)
"""Figures that are one and the same in two tables; any of the second will do, for some places count
what was carried over from last year in, and others do not."""


def check_between(report: BudgetReport, ledger: BudgetLedger) -> None:
    """All checks of tables with tables."""
    for first, seconds in PAIRS:
        one = find(report, *first)
        others = [found for second in seconds if (found := find(report, *second))]
        if one is None or not others:
            continue
        fitting = next((o for o in others if _difference(one, o)[0] == 0), None)
        primary = find(report, *seconds[0])
        if fitting is None and primary is None and _carries_over(others[0][0]):
            continue  # the line to compare with was not read
        _compare(one, fitting or others[0], ledger)
    _check_basic(report, ledger)
    _check_grant_classes(report, ledger)
    _check_classes(report, ledger)
    _check_coded_pairs(report, ledger)


def _carries_over(table: BudgetTable) -> bool:
    """Whether a paired table has lines for what was carried over from one year to the next."""
    return any("结转" in one.label or "结余" in one.label for one in table.lines)


def _difference(one: Found, other: Found) -> tuple[Decimal, Decimal]:
    """(difference, what rounding explains), in 万元."""
    a, b = one[0].in_wan(one[2]), other[0].in_wan(other[2])
    step = max(one[0].step_in_wan(one[2]), other[0].step_in_wan(other[2]))
    if one[0].unit == other[0].unit == "元" and one[0].step < 1 and other[0].step < 1:
        step = Decimal(0)
    return abs(a - b), step


def _compare(one: Found, other: Found, ledger: BudgetLedger) -> None:
    difference, step = _difference(one, other)
    if difference <= step:
        ledger.hold()
        return
    severity = Severity.WARNING if difference <= step * 2 else Severity.ERROR
    ledger.findings.append(
        BudgetFinding(
            BudgetRule.TABLES,
            severity,
            place_of(one[0], one[1], one[2]),
            other[0].in_wan(other[2]),
            one[0].in_wan(one[2]),
            f"{place_of(one[0], one[1])}为{one[2].raw}{one[0].unit}，"
            f"{place_of(other[0], other[1])}为{other[2].raw}{other[0].unit}，两表应当一致。",
            one[2].raw,
        )
    )


def _check_basic(report: BudgetReport, ledger: BudgetLedger) -> None:
    """人员经费合计 + 公用经费合计 = 一般公共预算基本支出."""
    people, running = find(report, "basic", "people"), find(report, "basic", "running")
    whole = find(report, "general", "total", "basic")
    if not (people and running and whole):
        return
    made = people[0].in_wan(people[2]) + running[0].in_wan(running[2])
    said = whole[0].in_wan(whole[2])
    step = max(whole[0].step_in_wan(whole[2]), people[0].step_in_wan(people[2]))
    if abs(made - said) <= step * 2:
        ledger.hold()
        return
    ledger.findings.append(
        BudgetFinding(
            BudgetRule.TABLES,
            Severity.ERROR,
            place_of(people[0], people[1], people[2]),
            said,
            made,
            f"《{people[0].title}》人员经费合计{people[2].raw}{people[0].unit}与公用经费合计{running[2].raw}"
            f"{people[0].unit}相加为{wan(made)}，《{whole[0].title}》基本支出合计为{wan(said)}。",
            people[2].raw,
        )
    )


def _check_classes(report: BudgetReport, ledger: BudgetLedger) -> None:
    """The classes of expenditure in 收支总表 against 支出总表, and in 财政拨款收支总表 against 一般公共预算支出表."""
    for paired, coded, column in (
        ("overall", "spending", "total"),
        ("grant", "general", "general"),
    ):
        summary, detail = report.table(paired), report.table(coded)
        if summary is None or detail is None:
            continue
        for line in summary.lines:
            if line.side != "right" or not line.code.isdigit() or column not in line.amounts:
                continue
            other = next((one for one in detail.lines if one.code == line.code and one.total), None)
            if other is None or other.total is None:
                continue
            _compare((summary, line, line.amounts[column]), (detail, other, other.total), ledger)


def _check_grant_classes(report: BudgetReport, ledger: BudgetLedger) -> None:
    """A class in 财政拨款收支总表 = the class in 一般公共预算支出表 + the class in 政府性基金支出表."""
    summary, detail = report.table("grant"), report.table("general")
    fund = report.table("fund")
    if summary is None or detail is None or not detail.lines:
        return
    for line in summary.lines:
        if line.side != "right" or not line.code.isdigit() or line.total is None:
            continue
        found = [
            (table, one.total)
            for table in (detail, fund)
            if table is not None
            for one in table.lines
            if one.code == line.code and one.total
        ]
        if not found or "fund" in line.amounts or "state_capital" in line.amounts:
            continue
        made = sum((table.in_wan(one) for table, one in found), Decimal(0))
        said = summary.in_wan(line.total)
        step = max(summary.step_in_wan(line.total), *(t.step_in_wan(one) for t, one in found))
        if abs(made - said) <= step * 2:
            ledger.hold()
            continue
        ledger.findings.append(
            BudgetFinding(
                BudgetRule.TABLES,
                Severity.ERROR,
                place_of(summary, line, line.total),
                made,
                said,
                f"{place_of(summary, line)}为{line.total.raw}{summary.unit}，"
                f"《{detail.title}》{'和政府性基金支出表' if len(found) > 1 else ''}同类支出为{wan(made)}。",
                line.total.raw,
            )
        )


def _check_coded_pairs(report: BudgetReport, ledger: BudgetLedger) -> None:
    """A subject's 基本支出 + 项目支出 is looked at in its own table; here 一般公共预算 ≤ 支出总表."""
    whole, part = report.table("spending"), report.table("general")
    if whole is None or part is None:
        return
    by_code = {one.code: one for one in whole.lines if one.code.isdigit() and one.total}
    for line in part.lines:
        other = by_code.get(line.code)
        if other is None or other.total is None or line.total is None or not line.code.isdigit():
            continue
        a, b = part.in_wan(line.total), whole.in_wan(other.total)
        step = max(part.step_in_wan(line.total), whole.step_in_wan(other.total))
        if a <= b + step:
            ledger.hold()
            continue
        ledger.findings.append(
            BudgetFinding(
                BudgetRule.TABLES,
                Severity.ERROR,
                place_of(part, line, line.total),
                b,
                a,
                f"{place_of(part, line)}为{line.total.raw}{part.unit}，大于{place_of(whole, other)}的"
                f"{other.total.raw}{whole.unit}；一般公共预算支出是部门支出的一部分。",
                line.total.raw,
            )
        )


PROSE: dict[str, tuple[Spot, ...]] = {
    "grand": (("overall", "income_grand", "total", "left"), ("overall", "spending_grand", "total", "right")),
    "income": (("overall", "income", "total", "left"), ("income", "total", "total", "")),
    "spending": (("overall", "spending", "total", "right"), ("spending", "total", "total", "")),
    "spending.基本支出": (("spending", "total", "basic", ""),),
    "spending.项目支出": (("spending", "total", "project", ""),),
    "income_budget": (("overall", "income_grand", "total", "left"), ("income", "total", "total", "")),
    "spending_budget": (("overall", "spending_grand", "total", "right"), ("spending", "total", "total", "")),
    "spending_budget.基本支出": (("spending", "total", "basic", ""),),
    "spending_budget.项目支出": (("spending", "total", "project", ""),),
    "grant_grand": (("grant", "income_grand", "total", "left"), ("grant", "spending_grand", "total", "right")),
    "general": (("general", "total", "total", ""),),
    "basic": (("general", "total", "basic", ""), ("basic", "total", "total", "")),
    "basic.人员经费": (("basic", "people", "total", ""), ("basic", "total", "people", "")),
    "basic.公用经费": (("basic", "running", "total", ""), ("basic", "total", "running", "")),
}  # fmt: skip
"""What the prose says → where it stands in the tables; any of the places will do."""


def check_prose(report: BudgetReport, ledger: BudgetLedger) -> None:
    """The figures of the prose against the tables; the same figure said twice is told once."""
    told: set[tuple[str, Decimal]] = set()
    for said in report.said:
        spots = [place for place in PROSE.get(said.key, ()) if find(report, *place) is not None]
        places = [found for place in spots if (found := find(report, *place)) is not None]
        if not places or (said.key, said.value) in told:
            continue
        if any(_agrees(said, found) for found in places):
            ledger.hold()
            continue
        told.add((said.key, said.value))
        table, line, amount = places[0]
        column = spots[0][2]
        named = "" if column == "total" else vocabulary().table(table.code).label_of(column)
        ledger.findings.append(
            BudgetFinding(
                BudgetRule.PROSE,
                Severity.ERROR,
                Place("说明文字", said.span),
                table.in_wan(amount),
                said.value,
                f"说明文字称{said.label}{wan(said.value)}，"
                f"{place_of(table, line)}{named and f'“{named}”栏'}为{amount.raw}{table.unit}。",
                said.quote,
            )
        )


def _agrees(said: Said, found: Found) -> bool:
    table, _, amount = found
    step = max(said.step, table.step_in_wan(amount))
    return abs(said.value - table.in_wan(amount)) <= step
