"""Arithmetic checks over the cells of one report, with the fault traced to a cell.

A wrong number in the results of an application shows in its row, in its column and sometimes in the
identity printed on the form. The checker looks for the smallest set of cells whose correction makes
everything add up again, prefers what the report's own text says, and reports those cells only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from yangguang.law.forms.blame import Change, explain
from yangguang.law.forms.findings import (
    Finding,
    Held,
    Ledger,
    NotAssessable,
    Rule,
    plain,
)
from yangguang.law.forms.model import Equation, Severity
from yangguang.law.forms.sheet import (
    Balance,
    Sheet,
    balance_of,
    rule_of,
    why_impossible,
)

_ZERO = Decimal(0)


def check_cells(sheet: Sheet) -> tuple[Ledger, dict[str, Decimal]]:
    """All arithmetic checks of a form, and the corrections they imply by cell."""
    ledger = Ledger.empty()
    balances: list[Equation] = []
    limits: list[Equation] = []
    every = sheet.form.equations(sheet.parsed.printed or None)
    unfilled = _unfilled_totals(sheet, every)
    for equation in every:
        why = _why_not(sheet, equation, unfilled)
        if why is None:
            (limits if equation.formula.relation == "<=" else balances).append(equation)
        elif why:
            ledger.not_assessable.append(NotAssessable(rule_of(equation), equation.cells(), why))
    corrected = _check_balances(sheet, [balance_of(equation) for equation in balances], ledger)
    for equation in limits:
        _check_limit(sheet, equation, corrected, ledger)
    _check_counts(sheet, corrected, ledger)
    return ledger, corrected


def _unfilled_totals(sheet: Sheet, every: Iterable[Equation]) -> frozenset[str]:
    """Totals left blank though their parts are not nought: not filled in, and no nought either."""
    return frozenset(
        equation.left[0].cell
        for equation in every
        if equation.formula.relation == "="
        and len(equation.left) == 1
        and sheet.cells.get(equation.left[0].cell, _ZERO) is None
        and any(sheet.cells.get(term.cell) for term in equation.right)
    )


def _why_not(sheet: Sheet, equation: Equation, unfilled: Collection[str]) -> str | None:
    """Why an equation cannot be judged; "" where the report says nothing on it at all."""
    cells = equation.cells()
    missing = [cell for cell in cells if cell not in sheet.cells]
    if missing:
        return f"{sheet.label(missing[0])}未能读出"
    if all(sheet.cells[cell] is None for cell in cells):
        return ""
    blank = [cell for cell in cells if cell in unfilled]
    if equation.formula.relation == "<=" and all(
        sheet.cells[term.cell] is None for term in equation.right
    ):
        blank = [equation.right[0].cell]
    return f"{sheet.label(blank[0])}为空白" if blank else None


def _check_balances(sheet: Sheet, assessable: list[Balance], ledger: Ledger) -> dict[str, Decimal]:
    values = {cell: sheet.value(cell) for balance in assessable for cell in balance.cells}
    by_cell: dict[str, list[tuple[Balance, int]]] = {}
    for balance in assessable:
        for cell, sign in balance.terms:
            by_cell.setdefault(cell, []).append((balance, sign))
    for balance in assessable:
        if balance.residual(values) == 0:
            said = -sum((s * values[c] for c, s in balance.terms if s < 0), _ZERO)
            statement = f"{sheet.label(balance.target)}：{balance.equation.formula.statement}"
            ledger.held.append(Held(balance.rule, balance.cells, said, said, statement))
    as_printed = dict(values)
    corrected: dict[str, Decimal] = {}
    settled: set[int] = set()
    for _ in range(24):
        hard = [
            b
            for b in assessable
            if b.severity is Severity.ERROR and id(b) not in settled and b.residual(values)
        ]
        if not hard:
            break
        chosen = explain(sheet, hard, by_cell, values)
        touched = [b for b in hard if any(cell in b.cells for cell, _ in chosen)]
        if any(
            why_impossible(sheet, cell, new) and not why_impossible(sheet, cell, values[cell])
            for cell, new in chosen
        ):
            # Nothing that could stand there makes it add up: the row was more likely read wrongly.
            settled.update(id(balance) for balance in touched)
            why = f"{sheet.label(chosen[-1][0])}与相关各数不能相合，可能有数读错了列"
            ledger.not_assessable += [NotAssessable(b.rule, b.cells, why) for b in touched]
            continue
        _report(sheet, chosen, touched, values, ledger)
        mended = {**values, **dict(chosen)}
        upset = [b for b in assessable if b.severity is Severity.ERROR and b not in touched]
        if any(b.residual(mended) and not b.residual(values) for b in upset):
            # The total is named for want of anything better, though it fits elsewhere: the sum is
            # told, and no number is put right.
            settled.update(id(balance) for balance in touched)
            continue
        corrected.update(chosen)
        values.update(chosen)
    for balance in assessable:
        # What a correction above would newly upset is no finding of its own.
        if (
            balance.severity is not Severity.ERROR
            and balance.residual(values)
            and balance.residual(as_printed)
        ):
            _report_soft(sheet, balance, values, ledger)
    return corrected


def _report(
    sheet: Sheet,
    chosen: tuple[Change, ...],
    touched: list[Balance],
    values: Mapping[str, Decimal],
    ledger: Ledger,
) -> None:
    """One finding for a change; two cells of one row are still one slip, two rows are two."""
    if len({cell.partition("/")[0] for cell, _ in chosen}) > 1:
        for change in chosen:
            own = [balance for balance in touched if change[0] in balance.cells]
            _report(sheet, (change,), own, values, ledger)
        return
    rules = {balance.rule for balance in touched}
    main, expected = chosen[-1]
    said = sheet.cells.get(main)
    reasons = "；".join(_formula(sheet, balance, values) for balance in touched[:3])
    more = "等" if len(touched) > 3 else ""
    wrong = (
        f"（{why_impossible(sheet, main, said)}）"
        if said and why_impossible(sheet, main, said)
        else ""
    )
    ledger.findings.append(
        Finding(
            rule=Rule.SUM if Rule.SUM in rules else Rule.IDENTITY,
            severity=Severity.ERROR,
            cells=tuple(cell for cell, _ in chosen),
            said=said,
            expected=expected,
            message=f"{sheet.label(main)}填{plain(said)}{wrong}，按表内其他数字应为{plain(expected)}"
            f"（{reasons}{more}）。请核对原始台账后更正。",
            basis=touched[0].equation.formula.source,
        )
    )


def _formula(sheet: Sheet, balance: Balance, values: Mapping[str, Decimal]) -> str:
    """What does not add up, in words and numbers."""
    sides = []
    for wanted in (-1, 1):
        terms = [cell for cell, sign in balance.terms if sign == wanted]
        if len(terms) <= 2:
            sides.append("＋".join(plain(values[cell]) for cell in terms))
        else:
            sides.append(plain(sum((values[cell] for cell in terms), _ZERO)))
    column = balance.target.partition("/")[2]
    where = f"“{sheet.form.place_of(balance.target)[2].label}”列" if column else ""
    if balance.rule is Rule.IDENTITY:
        return f"{where}三（七）＋四＝{sides[0]}，一＋二＝{sides[1]}"
    return f"{sheet.label(balance.target)}为{sides[0]}，各分项之和为{sides[1]}"


def _report_soft(
    sheet: Sheet, balance: Balance, values: Mapping[str, Decimal], ledger: Ledger
) -> None:
    said = values[balance.target]
    expected = said + balance.residual(values)
    ledger.findings.append(
        Finding(
            rule=balance.rule,
            severity=balance.severity,
            cells=(balance.target,),
            said=said,
            expected=expected,
            message=f"{sheet.label(balance.target)}填{plain(said)}，与{plain(expected)}不一致："
            f"{balance.equation.formula.statement}。请核对是否漏填或口径不同。",
            basis=balance.equation.formula.source,
        )
    )


def _check_limit(
    sheet: Sheet, equation: Equation, corrected: Mapping[str, Decimal], ledger: Ledger
) -> None:
    """A part against its whole, or a total that the channels together must reach."""
    rule = rule_of(equation)
    part = sum((term.sign * sheet.value(term.cell) for term in equation.left), _ZERO)
    whole = sum((term.sign * sheet.value(term.cell) for term in equation.right), _ZERO)
    statement = equation.formula.statement
    if part <= whole:
        ledger.held.append(Held(rule, equation.cells(), part, whole, statement))
        return
    mended_part = sum((corrected.get(t.cell, sheet.value(t.cell)) for t in equation.left), _ZERO)
    mended_whole = sum((corrected.get(t.cell, sheet.value(t.cell)) for t in equation.right), _ZERO)
    if mended_part <= mended_whole or any(
        one.rule is rule and one.cells == equation.at_fault for one in ledger.findings
    ):
        return
    ledger.findings.append(
        Finding(
            rule=rule,
            severity=equation.formula.severity,
            cells=equation.at_fault,
            said=part,
            expected=whole,
            message=f"{sheet.label(equation.at_fault[0])}填{plain(part)}，大于"
            f"{_whole_words(sheet, equation)}{plain(whole)}：{statement}。请核对。",
            basis=equation.formula.source,
        )
    )


def _whole_words(sheet: Sheet, equation: Equation) -> str:
    if len(equation.right) == 1:
        return sheet.label(equation.right[0].cell)
    return "各分项之和"


def _check_counts(sheet: Sheet, corrected: Mapping[str, Decimal], ledger: Ledger) -> None:
    for cell, value in sheet.cells.items():
        if value is None or cell in corrected:
            continue
        problem = why_impossible(sheet, cell, value)
        if problem:
            ledger.findings.append(
                Finding(
                    rule=Rule.STRUCTURE,
                    severity=Severity.WARNING,
                    cells=(cell,),
                    said=value,
                    expected=None,
                    message=f"{sheet.label(cell)}填{plain(value)}，{problem}，请核对。",
                    basis=sheet.form.source,
                )
            )
