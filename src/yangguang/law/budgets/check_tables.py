"""Every table against itself: balances, subjects, columns, 三公."""

from __future__ import annotations

from decimal import Decimal

from yangguang.law.budgets.findings import (
    BudgetFinding,
    BudgetLedger,
    BudgetRule,
    judge_sum,
    place_of,
    printed,
)
from yangguang.law.budgets.model import Amount, BudgetLine, BudgetReport, BudgetTable
from yangguang.law.budgets.vocabulary import vocabulary
from yangguang.law.forms.findings import plain
from yangguang.law.forms.model import Severity

CODED = ("income", "spending", "general", "fund", "state_capital", "basic")


def check_tables(report: BudgetReport, ledger: BudgetLedger) -> None:
    """All checks inside one table."""
    for table in report.tables:
        if table.code in ("overall", "grant"):
            _check_paired(table, ledger)
        elif table.code == "three_public":
            _check_three_public(table, ledger)
        elif table.code in CODED:
            _check_rows(table, ledger)
            _check_subjects(table, ledger)


def _sum(table: BudgetTable, whole: Amount, parts: list[Amount]) -> tuple[Severity | None, Decimal]:
    return judge_sum(whole.value, [one.value for one in parts], table.step, table.unit)


def _check_paired(table: BudgetTable, ledger: BudgetLedger) -> None:
    for side, within, carried, grand in (
        ("left", "income", ("carried_in", "used_surplus"), "income_grand"),
        ("right", "spending", ("carried_out", "distributed"), "spending_grand"),
    ):
        whole = _with_total(table, grand, side)
        base = _with_total(table, within, side)
        if whole and base:
            _settle(table, whole, [base, *_present(table, carried, side)], ledger)
        _check_top_lines(table, side, base or whole, ledger)
    if table.code == "grant":
        _check_grant_rows(table, ledger)
    left = _with_total(table, "income_grand", "left")
    right = _with_total(table, "spending_grand", "right")
    if left and right and left.total and right.total:
        if left.total.value == right.total.value:
            ledger.hold()
        else:
            ledger.findings.append(
                BudgetFinding(
                    BudgetRule.BALANCE,
                    Severity.ERROR,
                    place_of(table, right, right.total),
                    table.in_wan(left.total),
                    table.in_wan(right.total),
                    f"《{table.title}》收支不平：收入方总计{printed(left.total, table)}，"
                    f"支出方总计{printed(right.total, table)}。",
                    right.total.raw,
                )
            )


def _check_grant_rows(table: BudgetTable, ledger: BudgetLedger) -> None:
    """合计 = 一般公共预算 + 政府性基金 + 国有资本经营, row by row on the right, if most rows bear it out."""
    judged: list[tuple[BudgetLine, Amount, Severity | None, Decimal]] = []
    for line in table.lines:
        names = ("general", "fund", "state_capital", "rest")
        parts = [line.amounts[name] for name in names if name in line.amounts]
        if line.side == "right" and line.total is not None and parts:
            judged.append((line, line.total, *_sum(table, line.total, parts)))
    _tell_rows(table, judged, ledger)


def _with_total(table: BudgetTable, code: str, side: str) -> BudgetLine | None:
    for one in table.lines:
        if one.code == code and one.side == side and one.total is not None:
            return one
    return None


def _present(table: BudgetTable, codes: tuple[str, ...], side: str) -> list[BudgetLine]:
    return [one for code in codes if (one := _with_total(table, code, side))]


def _settle(
    table: BudgetTable, whole: BudgetLine, parts: list[BudgetLine], ledger: BudgetLedger
) -> None:
    """总计 = 本年合计 + 结转结余, in the lines that were read; a sum of other lines is left alone."""
    total = whole.total
    amounts = [one.total for one in parts if one.total]
    if total is None:
        return
    if table.unread:
        ledger.not_made.append(f"《{table.title}》有未能归位的数字，未核对总计")
        return
    severity, made = _sum(table, total, amounts)
    if severity is None:
        ledger.hold()
        return
    side = [one for one in table.lines if one.side == whole.side]
    start = max(side.index(one) for one in parts)
    end = side.index(whole)
    between = [
        one
        for one in side[min(start, end) : end]
        if one.total and one not in parts and not one.level
    ]
    if between or end < start:
        ledger.not_made.append(f"《{table.title}》总计之前另有项目，未核对总计")
        return
    names = "、".join(f"{one.label}{one.total.raw}" for one in parts if one.total)
    ledger.findings.append(
        BudgetFinding(
            BudgetRule.BALANCE,
            severity,
            place_of(table, whole, total),
            made / (total.value / table.in_wan(total)) if total.value else made,
            table.in_wan(total),
            f"《{table.title}》“{whole.label}”为{printed(total, table)}，"
            f"{names}相加为{plain(made)}{table.unit}。",
            total.raw,
        )
    )


def _check_top_lines(
    table: BudgetTable, side: str, whole: BudgetLine | None, ledger: BudgetLedger
) -> None:
    """Lines 一、二、三… against the total below them, where all of them were read."""
    if whole is None or whole.total is None:
        return
    lines = [one for one in table.lines if one.side == side]
    above = lines[: lines.index(whole)]
    top = [one for one in above if one.ordinal]
    ordinals = [one.ordinal for one in top]
    if not top or ordinals != list(range(1, len(top) + 1)) or table.unread:
        return
    if any(one.total and not one.ordinal and one.level != 2 for one in above):
        return
    amounts = [one.total for one in top if one.total]
    if not amounts:
        return
    severity, made = _sum(table, whole.total, amounts)
    if severity is None:
        ledger.hold()
        return
    ledger.findings.append(
        BudgetFinding(
            BudgetRule.BALANCE,
            severity,
            place_of(table, whole, whole.total),
            _wan(table, made),
            table.in_wan(whole.total),
            f"《{table.title}》“{whole.label}”为{printed(whole.total, table)}，"
            f"其上各项相加为{plain(made)}{table.unit}。",
            whole.total.raw,
        )
    )


def _wan(table: BudgetTable, value: Decimal) -> Decimal:
    return table.in_wan(Amount(value, Decimal(1), (0, 0), ""))


def _row_parts(table: BudgetTable, line: BudgetLine) -> list[Amount] | None:
    """The figures that make the row's total, None where the layout does not tell."""
    if table.grid:
        names = [c.code for c in vocabulary().table(table.code).columns if c.code != "total"]
        if any(code.startswith("c") and code[1:].isdigit() for code in line.amounts):
            return None
        found = [line.amounts[name] for name in names if name in line.amounts]
        return found or None
    return list(line.parts) if line.parts and line.firm else None


def _check_rows(table: BudgetTable, ledger: BudgetLedger) -> None:
    """合计 = 基本支出 + 项目支出 …, row by row.

    A head may hide a column that is part of another; so the convention must be borne out by the
    other rows of the same table before a row is said to be wrong.
    """
    judged: list[tuple[BudgetLine, Amount, Severity | None, Decimal]] = []
    for line in table.lines:
        parts = _row_parts(table, line)
        if line.total is None or not parts:
            continue
        severity, made = _sum(table, line.total, parts)
        judged.append((line, line.total, severity, made))
    _tell_rows(table, judged, ledger)


def _tell_rows(
    table: BudgetTable,
    judged: list[tuple[BudgetLine, Amount, Severity | None, Decimal]],
    ledger: BudgetLedger,
) -> None:
    """Rows whose columns do not make their total, where the other rows' do."""
    good = sum(severity is None for _, _, severity, _ in judged)
    bad = len(judged) - good
    if not judged or (bad and good < max(3, 2 * bad)):
        if bad:
            ledger.not_made.append(f"《{table.title}》各栏关系无法确定，未核对各行合计")
        return
    for line, total, severity, made in judged:
        if severity is None:
            ledger.hold()
            continue
        ledger.findings.append(
            BudgetFinding(
                BudgetRule.PARTS,
                severity,
                place_of(table, line, total),
                _wan(table, made),
                table.in_wan(total),
                f"{place_of(table, line)}合计为{printed(total, table)}，各栏相加为{plain(made)}{table.unit}。",
                total.raw,
            )
        )


def _check_subjects(table: BudgetTable, ledger: BudgetLedger) -> None:
    rows = [one for one in table.lines if one.code.isdigit() and one.amounts]
    if len({one.code for one in rows}) != len(rows):
        ledger.not_made.append(f"《{table.title}》科目编码重复，未核对科目层级")
        return
    columns = ["total"]
    for column in ("basic", "project", "people", "running"):
        if rows and all(column in one.amounts for one in rows):
            columns.append(column)
    for column in columns:
        _check_column(table, rows, column, ledger)


def _check_column(
    table: BudgetTable, rows: list[BudgetLine], column: str, ledger: BudgetLedger
) -> None:
    by_code = {one.code: one for one in rows}
    judged: list[tuple[BudgetLine, Amount, Severity | None, Decimal, int]] = []
    for line in rows:
        children = [
            one
            for code, one in by_code.items()
            if code.startswith(line.code) and len(code) == len(line.code) + 2
        ]
        amount = line.amounts.get(column)
        if children and amount is not None:
            _judge(table, judged, line, amount, children, column)
    total = next((one for one in table.lines if one.code == "total" and one.amounts), None)
    if total is not None and (amount := total.amounts.get(column)) is not None:
        tops = [
            one
            for one in rows
            if not any(o != one.code and one.code.startswith(o) for o in by_code)
        ]
        if tops and (column != "total" or table.code != "basic" or _one_block(table)):
            _judge(table, judged, total, amount, tops, column)
    bad = [one for one in judged if one[2] is not None]
    good = len(judged) - len(bad)
    if bad and (table.unread or any(not one.firm for one in rows) or good < len(bad)):
        ledger.not_made.append(f"《{table.title}》有未能归位的数字，未核对科目合计")
        return
    for line, amount, severity, made, count in judged:
        if severity is None:
            ledger.hold()
            continue
        what = "各类" if line.code == "total" else "所属各款" if line.level == 1 else "所属各项"
        name = {"total": "合计"}.get(column) or vocabulary().table(table.code).label_of(column)
        ledger.findings.append(
            BudgetFinding(
                BudgetRule.SUBJECTS,
                severity,
                place_of(table, line, amount),
                _wan(table, made),
                table.in_wan(amount),
                f"{place_of(table, line)}“{name}”栏为{printed(amount, table)}，"
                f"{what}（{count}行）相加为{plain(made)}{table.unit}。",
                amount.raw,
            )
        )


def _one_block(table: BudgetTable) -> bool:
    """Whether 基本支出 is a single list with a total, not 人员 and 公用 side by side."""
    return not any(one.code in ("people", "running") for one in table.lines)


def _judge(
    table: BudgetTable,
    judged: list[tuple[BudgetLine, Amount, Severity | None, Decimal, int]],
    line: BudgetLine,
    amount: Amount,
    children: list[BudgetLine],
    column: str,
) -> None:
    parts = [one.amounts[column] for one in children if column in one.amounts]
    if not parts:
        return
    severity, made = _sum(table, amount, parts)
    judged.append((line, amount, severity, made, len(parts)))


def _check_three_public(table: BudgetTable, ledger: BudgetLedger) -> None:
    for line in table.lines:
        for whole, parts in (
            ("total", ("abroad", "vehicles", "reception")),
            ("vehicles", ("purchase", "running")),
        ):
            total = line.amounts.get(whole)
            found = [line.amounts[code] for code in parts if code in line.amounts]
            if total is None or not found:
                continue
            severity, made = _sum(table, total, found)
            if severity is None:
                ledger.hold()
                continue
            if not table.grid and len(found) < len(parts):
                continue
            labels = vocabulary().table("three_public")
            names = "、".join(labels.label_of(code) for code in parts)
            name = "合计" if whole == "total" else labels.label_of(whole)
            ledger.findings.append(
                BudgetFinding(
                    BudgetRule.THREE_PUBLIC,
                    severity,
                    place_of(table, None, total),
                    _wan(table, made),
                    table.in_wan(total),
                    f"《{table.title}》“三公”经费{name}为{printed(total, table)}，"
                    f"{names}相加为{plain(made)}{table.unit}。",
                    total.raw,
                )
            )
