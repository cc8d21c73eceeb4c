"""Tables with income on the left and spending on the right: 收支总表 and 财政拨款收支总表.

In PDF text an empty cell leaves nothing behind, and a figure may stand on the line after its label;
a figure is placed only where label and order leave one reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from yangguang.law.budgets.coded_grid import is_earlier, latest_year
from yangguang.law.budgets.model import Amount, BudgetLine, Unread
from yangguang.law.budgets.regions import Region
from yangguang.law.budgets.source import SourceLine
from yangguang.law.budgets.tokens import Token, read_amount, tokens
from yangguang.law.budgets.vocabulary import (
    bare_label,
    class_named,
    fold_label,
    line_named,
)

_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_ORDINAL = re.compile(r"^([一二三四五六七八九十]{1,3})[、.．]")
_SUB = re.compile(r"^(?:\d{1,2}[、.．](?!\d)|[(（][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳]|其中)")
_HEAD = re.compile(
    r"^(?:(?:项目|收入|支出|本年收入|本年支出|预算数|决算数|金额|合计|小计|行次|栏次|财政拨款收入|财政拨款支出|"
    r"一般公共预算(?:财政拨款)?|政府性基金预算(?:财政拨款)?|国有资本经营预算(?:财政拨款)?|按?功能分类.*|\d+)(?:\([^()]*\))?)+$"
)
_INCOME_WORDS = re.compile(r"收入|资金|拨款|政府性基金|国有资本经营预算$|附属单位|结余$")


@dataclass(slots=True)
class _Half:
    label: str
    side: str
    tokens: list[Token] = field(default_factory=list)
    line: SourceLine | None = None


def ordinal(label: str) -> int:
    """The number before a label: 二十一、 → 21; 0 if it bears none."""
    match = _ORDINAL.match(fold_label(label))
    if not match:
        return 0
    text = match[1]
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_NUMERALS.get(tens, 1) if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)
    return _NUMERALS[text] if len(text) == 1 else 0


def level(label: str) -> int:
    """1 for a top line (一、…), 2 for one under it."""
    folded = fold_label(label)
    if _SUB.match(folded):
        return 2
    return 1 if ordinal(label) or class_named(label) else 0


def make_line(
    label: str, side: str, amounts: dict[str, Amount], source: SourceLine, firm: bool = True
) -> BudgetLine:
    """A half of a row as a line with its code."""
    form = line_named(label)
    code = form.code if form else ""
    if form and form.side != "both" and side and form.side != side:
        code = ""
    if form and form.side == "both":
        code = "income_grand" if side == "left" else "spending_grand"
    if not code and side == "right":
        code = class_named(label)
    return BudgetLine(
        code=code,
        label=bare_label(label),
        level=0 if form else level(label),
        amounts=amounts,
        side=side,
        ordinal=0 if form and form.code != "carried_in" else ordinal(label),
        firm=firm,
        page=source.page,
        span=source.span,
    )


def read_paired_text(region: Region) -> tuple[list[BudgetLine], list[Unread]]:
    """The lines of a paired table in running text."""
    halves: list[_Half] = []
    unread: list[Unread] = []
    started = False
    numbered = any("行次" in fold_label(line.text) for line in region.lines[:8])
    waiting: list[_Half] = []
    for line in region.lines:
        pieces = tokens(line.text, line.start)
        words = [one for one in pieces if one.amount is None and not one.blank]
        figures = [one for one in pieces if one.amount is not None or one.blank]
        folded = fold_label(line.text)
        if (
            not any(one.amount for one in figures)
            and _HEAD.match(folded)
            and not any(line_named(one.text) for one in words if one.text.endswith("计"))
        ):
            continue
        if not started and not any(_known(one) for one in _labels(words)):
            continue
        if folded.startswith(("栏次", "单位", "编制")):
            continue
        started = True
        if not words:
            if numbered:
                figures = [one for one in figures if not re.fullmatch(r"\d{1,3}", one.text)]
            _place_figures(waiting, halves, figures, line, region, unread)
            continue
        new = _halves(pieces, line, numbered=numbered)
        known = [one for one in new if one.side or one.tokens or ordinal(one.label)]
        if not known:
            continue
        halves += known
        waiting = known
    return _lines(halves, region), unread


def _known(label: str) -> bool:
    return bool(line_named(label) or class_named(label) or ordinal(label))


def _labels(words: list[Token]) -> list[str]:
    return [one.text for one in words]


def _halves(pieces: list[Token], line: SourceLine, *, numbered: bool) -> list[_Half]:
    """A line cut into labels with the figures after each."""
    halves: list[_Half] = []
    for piece in pieces:
        if piece.amount is None and not piece.blank:
            last = halves[-1] if halves else None
            starts = ordinal(piece.text) or line_named(piece.text) or class_named(piece.text)
            if last is None or last.tokens or (starts and _complete(last.label)):
                halves.append(_Half(piece.text, "", [], line))
            else:
                last.label += piece.text
        elif halves:
            halves[-1].tokens.append(piece)
    if numbered:
        for half in halves:
            if len(half.tokens) > 1 and re.fullmatch(r"\d{1,3}", half.tokens[0].text):
                del half.tokens[0]
            elif len(half.tokens) == 1 and re.fullmatch(r"\d{1,3}", half.tokens[0].text):
                half.tokens.clear()
    for position, half in enumerate(halves):
        half.side = _side(half.label, position, len(halves))
    return halves


def _complete(label: str) -> bool:
    """Whether a label is more than a number set apart: ``1.`` goes on with what follows."""
    return bool(re.search(r"[一-龥]{2}", bare_label(label)))


def _side(label: str, position: int, count: int) -> str:
    form = line_named(label)
    if form:
        if form.side != "both":
            return form.side
        return "left" if position == 0 else "right"
    if class_named(label):
        return "right"
    if count > 1:
        return "left" if position == 0 else "right"
    bare = bare_label(label)
    if bare.endswith("支出"):
        return "right"
    return "left" if _INCOME_WORDS.search(bare) else ""


def _place_figures(
    waiting: list[_Half],
    halves: list[_Half],
    figures: list[Token],
    line: SourceLine,
    region: Region,
    unread: list[Unread],
) -> None:
    """Figures on a line of their own belong to the labels of the line above."""
    if not any(one.amount for one in figures) or (
        len(figures) == 1 and re.fullmatch(r"\d{1,3}", figures[0].text)
    ):
        return
    bare = [one for one in waiting if not one.tokens]
    if len(bare) == 1:
        bare[0].tokens += figures
    elif len(bare) == 2 and (
        len(figures) == 2
        or (len(figures) == 1 + _right_width(halves) and region.form.code == "grant")
    ):
        bare[0].tokens.append(figures[0])
        bare[1].tokens += figures[1:]
    elif not bare and waiting:
        waiting[-1].tokens += figures
    else:
        unread.append(
            Unread(
                region.form.code, line.text.strip(), "数字与项目分在两行，无法确定归属", line.page
            )
        )


def _right_width(halves: list[_Half]) -> int:
    counts = [len(one.tokens) for one in halves if one.side == "right" and one.tokens]
    return max(set(counts), key=counts.count) if counts else 1


def _lines(halves: list[_Half], region: Region) -> list[BudgetLine]:
    lines: list[BudgetLine] = []
    columns = [one.code for one in region.form.columns]
    for half in halves:
        if half.line is None:
            continue
        amounts: dict[str, Amount] = {}
        read = [one.amount for one in half.tokens if one.amount]
        if read and half.side == "left":
            amounts["total"] = read[0]
        elif read:
            amounts["total"] = read[0]
            if len(half.tokens) == len(columns):
                amounts |= {
                    code: one.amount
                    for code, one in zip(columns, half.tokens, strict=True)
                    if one.amount
                }
            elif len(read) == 2 and region.form.code == "grant" and len(read) == len(half.tokens):
                amounts["rest"] = read[1]
        side = half.side
        if amounts and side == "left" and _both_sided(half.label):
            # 总计 on a line of its own for each side: the second is the right one.
            taken = any(one.code == "income_grand" and one.total for one in lines)
            side = "right" if taken else side
        lines.append(make_line(half.label, side, amounts, half.line))
    return lines


def _both_sided(label: str) -> bool:
    form = line_named(label)
    return form is not None and form.side == "both"


def read_paired_grid(region: Region) -> tuple[list[BudgetLine], list[Unread]]:
    """The lines of a paired table in marked cells."""
    labels = _label_columns(region.lines)
    heads = _heads(region, labels)
    lines: list[BudgetLine] = []
    for line in region.lines:
        if not line.cells:
            continue
        by_column = {piece.column: piece for piece in line.cells}
        for number, column in enumerate(labels[:2]):
            piece = by_column.get(column)
            if piece is None or not re.search(r"[一-龥]", piece.text):
                continue
            label = piece.text.strip()
            if _HEAD.match(fold_label(label)) and not line_named(label):
                continue
            side = "left" if number == 0 else "right"
            limit = labels[number + 1] if number + 1 < len(labels) else 1 << 20
            amounts: dict[str, Amount] = {}
            for other in line.cells:
                if column < other.column < limit and other.column not in heads["行次"]:
                    amount = read_amount(other.text, other.start)
                    if amount is not None:
                        code = next(
                            (c for c, places in heads.items() if other.column in places), "total"
                        )
                        amounts.setdefault(code, amount)
            if not amounts and _HEAD.match(fold_label(label)):
                continue
            if fold_label(label) == "栏次":
                continue
            lines.append(make_line(label, side, amounts, line))
    return lines, []


def _label_columns(lines: tuple[SourceLine, ...]) -> list[int]:
    """Columns that hold labels: those with several cells of words that are known."""
    counts: dict[int, int] = {}
    for line in lines:
        for piece in line.cells:
            if piece.width <= 2 and _known(piece.text):
                counts[piece.column] = counts.get(piece.column, 0) + 1
    return sorted(column for column, count in counts.items() if count >= 2)


def _heads(region: Region, labels: list[int]) -> dict[str, set[int]]:
    """Which columns hold what on the right-hand side, as the head says.

    Under 行次 stand the columns to leave out: line numbers, an earlier year's figures, changes.
    """
    heads: dict[str, set[int]] = {"行次": set()}
    right = labels[1] if len(labels) > 1 else 1 << 20
    limit = labels[2] if len(labels) > 2 else 1 << 20
    stacks: dict[int, list[str]] = {}
    for line in region.lines[:6]:
        if any(read_amount(piece.text) for piece in line.cells):
            break
        for piece in line.cells:
            for place in range(piece.column, piece.column + piece.width):
                stacks.setdefault(place, []).append(fold_label(piece.text))
    latest = latest_year(stacks.values())
    heads["行次"] |= {place for place, texts in stacks.items() if is_earlier(texts, latest)}
    for line in region.lines[:6]:
        for piece in line.cells:
            folded = fold_label(piece.text)
            if folded in ("行次", "栏次"):
                heads["行次"].add(piece.column)
            if not right < piece.column < limit or piece.width > 1:
                continue
            for column in region.form.columns:
                if folded in column.names:
                    heads.setdefault(column.code, set()).add(piece.column)
    return heads
