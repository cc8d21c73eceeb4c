"""Which cell is wrong when a sum fails.

The smallest change that mends every equation it touches is looked for, one cell first, then two of
one row or column; the text and the look of the numbers decide between equals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import combinations

from yangguang.law.forms.model import Severity
from yangguang.law.forms.sheet import (
    Balance,
    Sheet,
    one_slip_apart,
    why_impossible,
)

Change = tuple[str, Decimal]


def explain(
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
    if why_impossible(sheet, cell, new):
        belief -= 30
    if why_impossible(sheet, cell, old):
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
