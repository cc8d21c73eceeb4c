"""Arithmetic checks over the cells of one report, with the fault traced to a cell.

A wrong number in the results of an application shows in its row, in its column and sometimes in the
identity printed on the form. The checker looks for the smallest set of cells whose correction makes
everything add up again, prefers what the report's own text says, and reports those cells only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from yangguang.law.forms.findings import (
    Finding,
    Held,
    Ledger,
    NotAssessable,
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


def _balance(equation: Equation) -> Balance:
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
    corrected = _check_balances(sheet, [_balance(equation) for equation in balances], ledger)
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
        chosen = _explain(sheet, hard, by_cell, values)
        touched = [b for b in hard if any(cell in b.cells for cell, _ in chosen)]
        if any(
            _impossible(sheet, cell, new) and not _impossible(sheet, cell, values[cell])
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


Change = tuple[str, Decimal]


def _explain(
    sheet: Sheet,
    broken: list[Balance],
    by_cell: Mapping[str, list[tuple[Balance, int]]],
    values: Mapping[str, Decimal],
) -> tuple[Change, ...]:
    """The most believable change that mends at least one broken equation and breaks none."""
    singles: list[tuple[float, Change]] = []
    candidates = dict.fromkeys(cell for equation in broken for cell in equation.cells)
    for cell in candidates:
        deltas = {
            -sign * equation.residual(values)
            for equation, sign in by_cell[cell]
            if equation.severity is Severity.ERROR
        }
        if len(deltas) != 1:
            continue
        delta = deltas.pop()
        mended = sum(e.severity is Severity.ERROR for e, _ in by_cell[cell])
        score = mended * 10 + _belief(sheet, broken, cell, values, values[cell] + delta)
        singles.append((score, (cell, values[cell] + delta)))
    best = max(singles, default=None, key=lambda one: one[0])
    if best is not None and best[0] >= 16:
        return (best[1],)
    pair = _explain_by_pair(sheet, broken, by_cell, values, list(candidates))
    if pair:
        return pair
    if best is not None:
        return (_undecided(broken, singles, best, values) or best[1],)
    # No cell explains all it touches: take the first failure by itself, at its total.
    equation = broken[0]
    sign = dict(equation.terms)[equation.target]
    return ((equation.target, values[equation.target] - sign * equation.residual(values)),)


def _undecided(
    broken: list[Balance],
    singles: list[tuple[float, Change]],
    best: tuple[float, Change],
    values: Mapping[str, Decimal],
) -> Change | None:
    """The total, where several parts of one sum could as well be wrong: that is what a reader sees.

    None where the text or the numbers themselves tell the parts apart.
    """
    cell = best[1][0]
    owner = next(balance for balance in broken if cell in balance.cells)
    if cell == owner.target or len(owner.cells) < 3:
        return None
    rivals = [s for s, (c, _) in singles if c in owner.cells and c not in (cell, owner.target)]
    if not rivals or max(rivals) <= best[0] - 3:
        return None
    sign = dict(owner.terms)[owner.target]
    return owner.target, values[owner.target] - sign * owner.residual(values)


def _explain_by_pair(
    sheet: Sheet,
    broken: list[Balance],
    by_cell: Mapping[str, list[tuple[Balance, int]]],
    values: Mapping[str, Decimal],
    candidates: list[str],
) -> tuple[Change, ...]:
    """Two cells of one equation whose joint change mends all they touch, more than two equations."""
    failing = {id(equation) for equation in broken}
    hard = {
        cell: [(e, s) for e, s in by_cell[cell] if e.severity is Severity.ERROR]
        for cell in candidates
    }
    # A cell all of whose own equations hold has nothing to mend.
    usable = [cell for cell in candidates if sum(id(e) in failing for e, _ in hard[cell]) >= 1]
    if len(usable) > 160:
        return ()
    best: tuple[float, tuple[Change, ...]] | None = None
    for first, second in combinations(usable, 2):
        in_first = {id(e): s for e, s in hard[first]}
        in_second = {id(e): s for e, s in hard[second]}
        shared = in_first.keys() & in_second.keys()
        if not shared:
            continue
        only_first = {-s * e.residual(values) for e, s in hard[first] if id(e) not in shared}
        only_second = {-s * e.residual(values) for e, s in hard[second] if id(e) not in shared}
        if len(only_first) != 1 or len(only_second) != 1:
            continue
        delta_first, delta_second = only_first.pop(), only_second.pop()
        if not delta_first or not delta_second:
            continue
        fits = all(
            e.residual(values) + s * delta_first + in_second[id(e)] * delta_second == 0
            for e, s in hard[first]
            if id(e) in shared
        )
        mended = sum(
            id(e) in failing for e in {id(e): e for e, _ in (*hard[first], *hard[second])}.values()
        )
        if not fits or mended < 2:
            continue
        new_first, new_second = values[first] + delta_first, values[second] + delta_second
        score = (
            mended * 10
            + _belief(sheet, broken, first, values, new_first)
            + _belief(sheet, broken, second, values, new_second)
        )
        if best is None or score > best[0]:
            best = (score, ((first, new_first), (second, new_second)))
    if best is None:
        return ()
    changes = best[1]
    return tuple(sorted(changes, key=lambda change: change[0].endswith("/total")))


def _belief(
    sheet: Sheet, broken: Iterable[Balance], cell: str, values: Mapping[str, Decimal], new: Decimal
) -> float:
    """How believable it is that ``cell`` should say ``new``, between about -30 and 8."""
    old = values[cell]
    belief = 0.0
    if _impossible(sheet, cell, new):
        belief -= 30
    if _impossible(sheet, cell, old):
        belief += 6
    said = sheet.said_in_text.get(cell, ())
    if new in said:
        belief += 6
    elif old in said:
        belief -= 6
    if any(equation.target == cell for equation in broken):
        belief += 1.5
    if one_slip_apart(old, new):
        belief += 1
    if sheet.form.code == "2014" and cell in ("3.2", "3.3"):
        other = values.get("3.3" if cell == "3.2" else "3.2")
        if other is not None:
            belief += 3 if new == other else -3 if old == other else 0
    if old == 0 and sheet.cells.get(cell) is None:
        belief -= 1
    return belief


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


def _impossible(sheet: Sheet, cell: str, value: Decimal) -> str:
    """Why a cell of this kind cannot hold the value; "" where it can."""
    kind = sheet.number(cell)
    if value < 0 and kind != "change":
        return "件数、金额不能为负数"
    if value != value.to_integral_value() and kind != "amount":
        return "件数应为整数"
    return ""


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
        f"（{_impossible(sheet, main, said)}）" if said and _impossible(sheet, main, said) else ""
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
        problem = _impossible(sheet, cell, value)
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
