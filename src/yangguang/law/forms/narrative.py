"""The figures of the text held against the cells of the table.

依据：《政府信息公开条例》第五十条要求年度报告载明这些情况；正文与统计表说的是同一件事，数字应当一致。
Reading: a figure in another scope (last year, a quarter, one bureau, a cumulative number) is no slip;
where the scope is merely unclear the reader is asked to look, and only a plain contradiction is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from yangguang.law.forms.findings import (
    Finding,
    Held,
    Ledger,
    NotAssessable,
    Rule,
    plain,
)
from yangguang.law.forms.mentions import Mention
from yangguang.law.forms.model import Severity
from yangguang.law.forms.prose import Prose
from yangguang.law.forms.reading import Cells
from yangguang.law.forms.scope import Reach
from yangguang.law.forms.sheet import Sheet, one_slip_apart
from yangguang.text.figures import Bound, Figure

BASIS = "《政府信息公开条例》第五十条（年度报告应当载明的内容）；正文与统计表数字应当一致"

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Mismatch:
    mention: Mention
    cells: Cells
    expected: Decimal
    severity: Severity


def said_in_text(mentions: Iterable[Mention]) -> dict[str, set[Decimal]]:
    """For each cell the exact numbers that the prose plainly gives for it alone."""
    said: dict[str, set[Decimal]] = {}
    for mention in mentions:
        cells = mention.reading.cells
        if (
            cells
            and len(cells[0]) == 1
            and mention.scope.reach is Reach.SAME
            and mention.figure.bound is Bound.EXACT
            and not mention.figure.scaled
            and not mention.figure.is_money
        ):
            said.setdefault(cells[0][0], set()).add(mention.figure.value)
    return said


def check_narrative(
    sheet: Sheet, mentions: list[Mention], corrected: Mapping[str, Decimal], prose: Prose
) -> tuple[Ledger, dict[int, Decimal]]:
    """Compares every mention with its cells.

    The second answer gives, by offset of the figure in ``Prose.flat``, the number that the table
    has where the text has another: later checks use it so that one slip is told once.
    """
    ledger = Ledger.empty()
    matched: set[Cells] = set()
    open_mentions: list[tuple[Mention, list[tuple[Cells, Decimal]]]] = []
    for mention in mentions:
        if not mention.reading.cells:
            continue
        options, missing = _options(sheet, mention)
        if missing:
            if mention.scope.reach is Reach.SAME:
                why = (
                    f"{sheet.label(missing)}未能读出或为空白，无法与正文“{mention.figure.raw}”核对"
                )
                ledger.not_assessable.append(
                    NotAssessable(Rule.NARRATIVE, mention.reading.cells[0], why)
                )
            continue
        held = _held(sheet, mention, options, corrected)
        if held is not None:
            matched.add(options[0][0])
            ledger.held.append(
                Held(
                    Rule.NARRATIVE,
                    held[0],
                    mention.figure.value,
                    held[1],
                    _said(prose, mention).replace("\n", ""),
                )
            )
        else:
            open_mentions.append((mention, options))
    mismatches = []
    for mention, options in open_mentions:
        found = _judge(mention, options, matched)
        if found is not None:
            mismatches.append(found)
    overridden = {
        one.mention.start: _in_figure_unit(one.mention.figure, one.expected) for one in mismatches
    }
    _report(sheet, _one_for_each_place(mismatches), prose, ledger)
    return ledger, overridden


def _options(sheet: Sheet, mention: Mention) -> tuple[list[tuple[Cells, Decimal]], str]:
    """Each reading with its number in the table, or the cell for want of which none can be had."""
    options = []
    for named in mention.reading.cells:
        total = _ZERO
        cells = tuple(own for cell in named for own in _present(sheet, cell))
        for cell in cells:
            value = _value(sheet, cell)
            if value is None:
                if cell in sheet.cells and cell.partition("/")[2] not in ("total", ""):
                    value = _ZERO
                else:
                    return [], cell
            total += value
        options.append((cells, total))
    return options, ""


def _present(sheet: Sheet, cell: str) -> Cells:
    """其他处理 is one row in some reports and three in others."""
    row, _, column = cell.partition("/")
    if row == "3.3.6" and cell not in sheet.cells and "3.3.6" not in sheet.parsed.printed:
        return tuple(f"3.3.6.{n}/{column}" for n in range(1, 4))
    return (cell,)


def _value(sheet: Sheet, cell: str) -> Decimal | None:
    """A cell's number; a total left blank is what its row adds up to; None where unknown."""
    row, _, column = cell.partition("/")
    if cell not in sheet.cells:
        return None
    value = sheet.cells[cell]
    if value is not None or column != "total":
        return value
    own = [c for c in sheet.cells if c.startswith(f"{row}/") and c != cell]
    numbers = [sheet.cells[c] for c in own]
    return sum((n for n in numbers if n is not None), _ZERO) if any(numbers) else None


def _held(
    sheet: Sheet,
    mention: Mention,
    options: list[tuple[Cells, Decimal]],
    corrected: Mapping[str, Decimal],
) -> tuple[Cells, Decimal] | None:
    for cells, number in options:
        if _agrees(mention.figure, number):
            return cells, number
    for cells, number in options:
        shift = sum((corrected[c] - sheet.value(c) for c in cells if c in corrected), _ZERO)
        if shift and _agrees(mention.figure, number + shift):
            return cells, number + shift
    return None


def _agrees(figure: Figure, number: Decimal) -> bool:
    if not figure.is_money:
        return figure.allows(number)
    said = figure.in_ten_thousand_yuan()
    step = figure.step * (said / figure.value if figure.value else 1)
    if figure.bound is Bound.EXACT:
        return abs(said - number) <= max(step, Decimal("0.01")) / 2 or said == round(number)
    return abs(said - number) <= max(step, number / 5)


def _in_figure_unit(figure: Figure, expected: Decimal) -> Decimal:
    if figure.is_money and figure.value:
        return expected * figure.value / figure.in_ten_thousand_yuan()
    return expected


def _judge(
    mention: Mention, options: list[tuple[Cells, Decimal]], matched: set[Cells]
) -> _Mismatch | None:
    figure, reach = mention.figure, mention.scope.reach
    if (
        reach is Reach.UNCLEAR
        and mention.reading.measure in ("left", "handled")
        and _at_year_end(mention)
    ):
        reach = Reach.SAME
    primary = options[0][0]
    if reach is Reach.OTHER:
        return None
    said = figure.in_ten_thousand_yuan() if figure.is_money else figure.value
    if reach is Reach.CUMULATIVE and said > max(number for _, number in options):
        return None
    elsewhere = primary in matched and (reach is not Reach.SAME or not mention.reading.hard)
    if elsewhere and (reach is not Reach.SAME or not one_slip_apart(said, options[0][1])):
        # Said rightly elsewhere: here it is another scope, unless it is the same number miswritten.
        return None
    if figure.bound is not Bound.EXACT and abs(said - options[0][1]) < options[0][1] / 2:
        return None
    cells, expected = options[0]
    for option, number in options[1:]:
        # Of several readings the one that a slip of the pen explains is meant.
        if one_slip_apart(said, number) and not one_slip_apart(said, expected):
            cells, expected = option, number
            break
    plainly = reach is Reach.SAME and mention.reading.hard and figure.bound is Bound.EXACT
    return _Mismatch(mention, cells, expected, Severity.ERROR if plainly else Severity.WARNING)


def _at_year_end(mention: Mention) -> bool:
    """What is left at the end of the year is exactly what the table carries over."""
    return re.search(r"12月31日|年?[底末]$|目前", mention.scope.words) is not None


def _one_for_each_place(mismatches: list[_Mismatch]) -> list[list[_Mismatch]]:
    """Groups mentions that say the same about the same cells; the plainest leads its group.

    A narrower or unclear mention is dropped where a plain one already disagrees.
    """
    groups: dict[tuple[Cells, Decimal], list[_Mismatch]] = {}
    for one in mismatches:
        groups.setdefault((one.cells, one.mention.figure.value), []).append(one)
    plain_cells = {one.cells for one in mismatches if one.severity is Severity.ERROR}
    kept = []
    unclear_seen: set[Cells] = set()
    for group in groups.values():
        group.sort(key=lambda one: (one.severity is not Severity.ERROR, one.mention.start))
        lead = group[0]
        if lead.severity is not Severity.ERROR:
            if lead.cells in plain_cells or lead.cells in unclear_seen:
                continue
            unclear_seen.add(lead.cells)
        kept.append(group)
    return kept


def _report(sheet: Sheet, groups: list[list[_Mismatch]], prose: Prose, ledger: Ledger) -> None:
    for group in groups:
        lead = group[0]
        mention = lead.mention
        figure = mention.figure
        said = figure.in_ten_thousand_yuan() if figure.is_money else figure.value
        quote = _said(prose, mention)
        labels = [sheet.label(cell) for cell in lead.cells]
        where = (
            labels[0]
            if len(labels) == 1
            else f"{'、'.join(labels[:3])}{'等' if len(labels) > 3 else ''}之和"
        )
        message = f"正文“{quote.replace(chr(10), '')}”，统计表{where}为{plain(lead.expected)}。"
        if lead.severity is Severity.ERROR:
            message += "两处说的是同一数字，请核对后更正。"
        elif mention.scope.words:
            message += f"正文限定为“{mention.scope.words}”，口径可能与表不同，请核对或加以说明。"
        else:
            message += "两处口径可能不同，请核对或加以说明。"
        ledger.findings.append(
            Finding(
                rule=Rule.NARRATIVE,
                severity=lead.severity,
                cells=lead.cells,
                said=said,
                expected=lead.expected,
                message=message,
                quote=quote,
                spans=tuple(
                    prose.span(
                        one.mention.clause_start + _lead(prose, one.mention), one.mention.end
                    )
                    for one in group
                ),
                basis=BASIS,
            )
        )


def _lead(prose: Prose, mention: Mention) -> int:
    """How many characters of punctuation open the clause."""
    text = prose.flat[mention.clause_start : mention.end]
    return len(text) - len(text.lstrip("、，；：。（\x01 "))


def _said(prose: Prose, mention: Mention) -> str:
    return prose.quote(mention.clause_start + _lead(prose, mention), mention.end)
