"""Coded tables in marked cells: columns are known by a head of one, two or three floors.

Workbooks, Word files and pages give cells; what a column holds stands in its head, merged or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from yangguang.law.budgets.coded import (
    CHINESE,
    GLUED,
    SUB,
    SUBTOTAL,
    TOTAL,
    WHOLE,
    total_code,
)
from yangguang.law.budgets.model import Amount, BudgetLine, Unread
from yangguang.law.budgets.regions import Region
from yangguang.law.budgets.source import Piece, SourceLine
from yangguang.law.budgets.tokens import read_amount
from yangguang.law.budgets.vocabulary import fold_label


def read_coded_grid(region: Region) -> tuple[list[BudgetLine], list[Unread]]:
    """The rows of a coded table in marked cells; columns are known by the head."""
    lines: list[BudgetLine] = []
    floors: list[dict[int, str]] = []
    columns: dict[int, str] | None = None
    for source in region.lines:
        if not source.cells:
            continue
        groups = _grid_rows(source, region)
        if not groups:
            if columns is None:
                floors.append(
                    {
                        place: "" if _counts(piece.text) else fold_label(piece.text)
                        for piece in source.cells
                        for place in range(piece.column, piece.column + piece.width)
                    }
                )
            continue
        if columns is None:
            columns = _grid_columns(_stacks(floors), region)
        for code, label, figures in groups:
            amounts: dict[str, Amount] = {}
            for piece in figures:
                amount = read_amount(piece.text, piece.start)
                if amount is not None:
                    name = columns.get(piece.column, f"c{piece.column}")
                    if name[0] not in "xs" or not name[1:].isdigit():
                        amounts.setdefault(name, amount)
            alone = len(amounts) == 1 and "total" not in amounts
            if alone and (len(groups) > 1 or region.form.shape == "economic"):
                amounts = {"total": next(iter(amounts.values()))}
            lines.append(
                BudgetLine(
                    code=code,
                    label=fold_label(label),
                    level=(len(code) - 1) // 2 if code.isdigit() else 0,
                    amounts=amounts,
                    page=source.page,
                    span=source.span,
                )
            )
    return [one for one in lines if one.amounts], []


def _counts(text: str) -> bool:
    """Whether a cell of the head only counts its column: 1, 12; a year counts nothing."""
    return text.strip().isdecimal() and len(text.strip()) < 3


def _grid_rows(source: SourceLine, region: Region) -> list[tuple[str, str, list[Piece]]]:
    """(code, name, cells of figures) of a row: one, or several side by side."""
    found: list[tuple[str, str, list[Piece]]] = []
    code, label, figures = "", "", list[Piece]()
    several = region.form.shape == "economic"
    for piece in source.cells:
        text = piece.text.strip()
        if not text:
            continue
        bare = re.sub(r"\s", "", text)
        glued = GLUED.match(bare)
        if glued and WHOLE.fullmatch(glued[1]) and (several or not code):
            if code:
                found.append((code, label, figures))
            code, label, figures = glued[1], glued[2], []
        elif WHOLE.fullmatch(bare) and not figures and not label and (not code or len(bare) > 3):
            code = bare
        elif several and WHOLE.fullmatch(bare) and len(bare) in (3, 5) and figures:
            found.append((code, label, figures))
            code, label, figures = bare, "", []
        elif code and not label and not figures and SUB.fullmatch(bare) and len(code) < 7:
            code += bare.zfill(2)
        elif CHINESE.search(text):
            folded = fold_label(text)
            if TOTAL.match(folded) or SUBTOTAL.match(folded):
                if code:
                    found.append((code, label, figures))
                code, label, figures = total_code(folded), text, []
            elif figures and several:
                found.append((code, label, figures))
                code, label, figures = "", text, []
            else:
                label += text
        elif read_amount(text) is not None:
            figures.append(piece)
    if code:
        found.append((code, label, figures))
    return [one for one in found if one[0] and (one[2] or one[0].isdigit())]


_SUMS = ("合计", "小计", "总计")


def _grid_columns(head: dict[int, list[str]], region: Region) -> dict[int, str]:
    """Column → code by the lowest cell of its head; the first wins a code.

    A 小计 is the sum of the column above it (基本支出：小计、人员经费、公用经费), and what stands beside it
    is a part of that column: it is called ``s`` and its place. Columns of an earlier year or of a change
    are called ``x``.
    """
    columns: dict[int, str] = {}
    head = _reaching(head)
    latest = latest_year(head.values())
    for place in sorted(head):
        stack = [text for text in head[place] if text and not text.isdigit()]
        if is_earlier(head[place], latest):
            columns[place] = f"x{place}"
            continue
        if region.form.code == "fund" and re.search(r"年初|年末|本年收入", "".join(stack)):
            continue
        code = _column_code(stack, region)
        if code and code not in columns.values():
            columns[place] = code
        elif not code and any(_named_column(text, region) for text in stack[:-1]):
            columns[place] = f"s{place}"
    return columns


def _stacks(floors: list[dict[int, str]]) -> dict[int, list[str]]:
    """The head column by column, one text for each of its rows.

    Where a row has no cell in the middle, the cell above reaches down; at its end it was cut off.
    """
    stacks: dict[int, list[str]] = {
        place: [] for place in sorted({place for floor in floors for place in floor})
    }
    for floor in floors:
        last = max(floor, default=-1)
        for place, texts in stacks.items():
            above = texts[-1] if texts and place < last else ""
            texts.append(floor.get(place, above))
    return stacks


def _reaching(head: dict[int, list[str]]) -> dict[int, list[str]]:
    """A head without merged cells: a group's name reaches over the empty cells to its right."""
    floors = {len(texts) for texts in head.values()}
    if len(floors) != 1:
        return head
    filled = {place: list(texts) for place, texts in head.items()}
    for floor in range(floors.pop() - 1):
        carried = ""
        for place in sorted(head):
            text, below = head[place][floor], any(head[place][floor + 1 :])
            if text:
                carried = text if below and "单位" not in text else ""
            elif below:
                filled[place][floor] = carried
            else:
                carried = ""
    return filled


def _named_column(text: str, region: Region) -> str:
    return next((one.code for one in region.form.columns if text in one.names), "")


def _column_code(stack: list[str], region: Region) -> str:
    if not stack:
        return ""
    leaf = stack[-1]
    if leaf in _SUMS:
        above = [code for text in stack[:-1] if (code := _named_column(text, region))]
        return above[-1] if above else "total"
    if re.fullmatch(r"20\d\d年(?:度)?(?:预算|决算)数?", leaf):
        return "total"
    return _named_column(leaf, region)


def latest_year(stacks: Iterable[list[str]]) -> int:
    """The latest year that the head names, 0 if it names none."""
    years = [int(one) for texts in stacks for text in texts for one in re.findall(r"20\d\d", text)]
    return max(years, default=0)


def is_earlier(texts: list[str], latest: int) -> bool:
    """Whether a column holds an earlier year's figures or a change."""
    joined = "".join(texts[-3:])
    if re.search(r"上年预算|上年执行|上年决算|上年数|执行数|增减|同比|比例", joined):
        return True
    years = {
        int(one) for text in texts[-3:] if len(text) <= 16 for one in re.findall(r"20\d\d", text)
    }
    return bool(years) and max(years) < latest
