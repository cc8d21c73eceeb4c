"""This year's report against last year's: what was carried over, what is in force, what jumped."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from yangguang.law.forms.findings import Finding, Held, Ledger, NotAssessable, Rule, plain
from yangguang.law.forms.model import Equation, Severity
from yangguang.law.forms.parsed import ParsedForm
from yangguang.law.forms.sheet import Sheet, rule_of

_ZERO = Decimal(0)
_WATCHED = (
    "3.1/total", "3.3.7/total", "4.1/total", "2.1.norms/made", "2.5.permits/decisions",
    "2.6.penalties/decisions", "2.6.coercion/decisions", "2.8.fees/amount", "1.1", "3.1", "9.3",
)  # fmt: skip
_JUMP = Decimal(5)


def check_years(sheet: Sheet, previous: ParsedForm | None) -> Ledger:
    """Carry-over per column, documents in force, and jumps, against last year's report."""
    ledger = Ledger.empty()
    if previous is None:
        return ledger
    this, last = sheet.parsed.year, previous.year
    if this is not None and last is not None and last != this - 1:
        why = f"所给的上一年报告是{last}年度的，不是{this - 1}年度的"
        ledger.not_assessable.append(NotAssessable(Rule.CARRY_OVER, (), why))
        return ledger
    wrong_columns: list[tuple[Equation, Decimal, Decimal]] = []
    for equation in sheet.form.equations(sheet.parsed.printed or None, years=True):
        if equation.formula.scope != "years":
            continue
        sides = _sides(sheet, previous, equation)
        if isinstance(sides, str):
            ledger.not_assessable.append(NotAssessable(Rule.CARRY_OVER, equation.cells(), sides))
            continue
        said, computed = sides
        if said == computed:
            label = f"{sheet.label(equation.at_fault[0])}：{equation.formula.statement}"
            ledger.held.append(Held(Rule.CARRY_OVER, equation.cells(), said, computed, label))
        elif equation.formula.rule == "carry-over":
            wrong_columns.append((equation, said, computed))
        else:
            _report(sheet, [(equation, said, computed)], ledger)
    if wrong_columns:
        _report(sheet, wrong_columns, ledger)
    _outliers(sheet, previous, ledger)
    return ledger


def _sides(sheet: Sheet, previous: ParsedForm, equation: Equation) -> tuple[Decimal, Decimal] | str:
    """Both sides of an equation over two years, or why they cannot be had."""
    totals = []
    for side in (equation.left, equation.right):
        total = _ZERO
        for term in side:
            cells = previous.cells if term.previous else sheet.cells
            if term.cell not in cells:
                whose = "上一年报告的" if term.previous else ""
                return f"{whose}{sheet.label(term.cell)}未能读出"
            if cells[term.cell] is None and _tells_nothing(sheet, equation, term.cell):
                whose = "上一年报告的" if term.previous else ""
                return f"{whose}{sheet.label(term.cell)}为空白"
            total += term.sign * _filled(cells, term.cell)
        totals.append(total)
    return totals[0], totals[1]


def _tells_nothing(sheet: Sheet, equation: Equation, cell: str) -> bool:
    """Whether a blank leaves a roll-forward open.

    制发 or 废止 left blank is nought where the rest of its row is filled in; a row of blanks, or a
    blank number in force, says nothing.
    """
    if equation.formula.rule != "roll-forward":
        return False
    now = {
        term.cell for side in (equation.left, equation.right) for term in side if not term.previous
    }
    moved = now - set(equation.at_fault)
    return cell not in moved or all(sheet.cells.get(other) is None for other in moved)


def _filled(cells: Mapping[str, Decimal | None], cell: str) -> Decimal:
    """A cell with a blank as 0, but a total left blank as what its row adds up to."""
    value = cells[cell]
    row, _, column = cell.partition("/")
    if value is not None or column != "total":
        return value or _ZERO
    return sum((n for name, n in cells.items() if name.startswith(f"{row}/") and n), _ZERO)


def _report(sheet: Sheet, wrong: list[tuple[Equation, Decimal, Decimal]], ledger: Ledger) -> None:
    """One finding for a row that was carried over wrongly, however many columns show it."""
    totals = [one for one in wrong if one[0].at_fault[0].endswith("/total")]
    equation, said, computed = totals[0] if totals else wrong[0]
    cells = tuple(cell for one in wrong for cell in one[0].at_fault)
    details = "；".join(
        f"{sheet.label(one.at_fault[0])}填{plain(a)}，上一年报告推得{plain(b)}"
        for one, a, b in wrong[:7]
    )
    ledger.findings.append(
        Finding(
            rule=rule_of(equation),
            severity=equation.formula.severity,
            cells=cells,
            said=said,
            expected=computed,
            message=f"{equation.formula.statement}，但{details}。请核对两年的报告。",
            basis=equation.formula.source,
        )
    )


def _outliers(sheet: Sheet, previous: ParsedForm, ledger: Ledger) -> None:
    if previous.form_code != sheet.parsed.form_code:
        return
    for cell in _WATCHED:
        now, before = sheet.cells.get(cell), previous.cells.get(cell)
        if not now or not before or max(now, before) < 50:
            continue
        if now >= before * _JUMP or before >= now * _JUMP:
            ledger.findings.append(
                Finding(
                    rule=Rule.OUTLIER,
                    severity=Severity.INFO,
                    cells=(cell,),
                    said=now,
                    expected=before,
                    message=f"{sheet.label(cell)}本年{plain(now)}，上年{plain(before)}，"
                    "相差五倍以上，请确认不是多写或漏写数字。",
                    basis=sheet.form.source,
                )
            )
