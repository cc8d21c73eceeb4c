"""What a return's figures say about themselves and about last year's, in two weights.

The rules are those of ``report check``. What contradicts itself inside the return, or is left
empty, blocks; what a reader would question must be explained, and the signature covers it.
Reading: a difference from last year's return is to be explained and never blocks, since the
earlier return may be the wrong one and cannot be altered from here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from yangguang.law.forms.carry_over import check_years
from yangguang.law.forms.checks import check_cells
from yangguang.law.forms.findings import Finding, Rule, plain
from yangguang.law.forms.model import Equation, Form, Severity
from yangguang.law.forms.parsed import ParsedForm
from yangguang.law.forms.sheet import Sheet

_JUMP = Decimal(5)
_WORTH = Decimal(50)
BLANK = "blank"
PARTS = "bodies"
_OF_YEARS = frozenset({Rule.CARRY_OVER, Rule.OUTLIER})


class Weight(StrEnum):
    BLOCK = "block"
    EXPLAIN = "explain"

    @property
    def label(self) -> str:
        """The word shown beside a finding."""
        return {"block": "须更正", "explain": "须说明"}[self.value]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to mend or to explain. ``key`` stays while rule, cells and both numbers stay, so
    that an explanation goes with the numbers for which it was given."""

    weight: Weight
    rule: str
    cells: tuple[str, ...]
    said: Decimal | None
    expected: Decimal | None
    message: str
    basis: str = ""

    @property
    def key(self) -> str:
        """What identifies it."""
        parts = (self.rule, ",".join(self.cells), plain(self.said), plain(self.expected))
        said = "\n".join((*parts, "" if self.cells else self.message))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def derive(form: Form, values: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Totals that nobody gave but that follow from their parts by a sum of the form."""
    found: dict[str, Decimal] = {}
    sums = [one for one in form.equations() if _is_sum(one)]
    changed = True
    while changed:
        changed = False
        for equation in sums:
            target = equation.left[0].cell
            if target in values or target in found:
                continue
            parts = [
                (term.sign, values.get(term.cell, found.get(term.cell))) for term in equation.right
            ]
            if all(value is not None for _, value in parts):
                found[target] = sum((s * v for s, v in parts if v is not None), Decimal(0))
                changed = True
    return found


def sum_targets(form: Form) -> frozenset[str]:
    """The cells that a sum of the form gives where nobody else does."""
    return frozenset(one.left[0].cell for one in form.equations() if _is_sum(one))


def _is_sum(equation: Equation) -> bool:
    return (
        equation.formula.rule == "sum"
        and equation.formula.relation == "="
        and equation.formula.severity is Severity.ERROR
        and len(equation.left) == 1
        and equation.left[0].sign == 1
        and not any(term.previous for term in (*equation.left, *equation.right))
    )


def judge(
    form: Form, values: Mapping[str, Decimal], *, year: int, previous: ParsedForm | None
) -> list[Point]:
    """Everything to mend or explain, what blocks first. ``values`` holds every filled cell;
    ``previous`` is what last year's return or report said, None where there is none."""
    parsed = ParsedForm(form.code, dict(values), year=year)
    sheet = Sheet(form, parsed)
    ledger, _ = check_cells(sheet)
    ledger.extend(check_years(sheet, previous))
    points = [_point(one) for one in ledger.findings]
    named = {point.cells for point in points if point.rule == Rule.OUTLIER}
    points += [one for one in _jumps(form, values, previous) if one.cells not in named]
    blanks = tuple(cell for cell in form.cell_names() if cell not in values)
    if blanks:
        points.append(_blank(form, blanks))
    return sorted(points, key=lambda one: one.weight is not Weight.BLOCK)


def _point(finding: Finding) -> Point:
    blocks = finding.severity is Severity.ERROR and finding.rule not in _OF_YEARS
    return Point(
        Weight.BLOCK if blocks else Weight.EXPLAIN,
        finding.rule.value,
        finding.cells,
        finding.said,
        finding.expected,
        finding.message,
        finding.basis,
    )


def _blank(form: Form, cells: tuple[str, ...]) -> Point:
    names = "、".join(form.describe(cell) for cell in cells[:4])
    more = f"等{len(cells)}处" if len(cells) > 4 else ""
    return Point(
        Weight.BLOCK, BLANK, cells, None, None,
        f"{names}{more}没有记录可以取数，也没有填报。请填写数字和来源；确实没有发生的填0。",
        form.source,
    )  # fmt: skip


def _jumps(
    form: Form, values: Mapping[str, Decimal], previous: ParsedForm | None
) -> Iterable[Point]:
    """Totals that are five times what they were, or a fifth, where they are not small."""
    if previous is None or previous.form_code != form.code:
        return
    for table in form.tables:
        totals = [column.code for column in table.columns if column.code == "total"]
        for row in table.data_rows():
            for code in totals or [column.code for column in table.columns]:
                cell = table.cell(row.code, code)
                now, before = values.get(cell), previous.cells.get(cell)
                if not now or not before or max(now, before) < _WORTH:
                    continue
                if now >= before * _JUMP or before >= now * _JUMP:
                    yield Point(
                        Weight.EXPLAIN, Rule.OUTLIER.value, (cell,), now, before,
                        f"{form.describe(cell)}本期{plain(now)}，上年同期{plain(before)}，"
                        "相差五倍以上，请说明原因。",
                        form.source,
                    )  # fmt: skip
