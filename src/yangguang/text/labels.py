"""Labelled facts of a page: 索引号, 发文机关, 发布日期 … in the layouts that content systems use.

One page sets two pairs on a line with tabs, another one label a line with its value below, a third a
table, a fourth 【发布日期】 or a line of 来源：… 时间：… 浏览次数：…. Here each label found is paired with
its value, verbatim and with its place; what a value means is for `text.header` to judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from yangguang.text.linelabels import (
    DATED_LEAD,
    EDGE,
    NUMBER_LEAD,
    bare_label,
    field_of_label,
    glued_label,
    is_weak_label,
    labels_in,
    named_with_date,
    starts_with_label,
)
from yangguang.text.lines import Line

_FRONT = 220
"""Labels are looked for in so many first lines, and in so many last ones."""
_BACK = 40


@dataclass(frozen=True, slots=True)
class Declared:
    """A labelled fact: which field it fills, the label and value as written, and its line.

    ``below`` tells that the value stood on a following line, so that it may not belong to the label.
    """

    field: str
    label: str
    value: str
    line: int
    below: bool = False


def find_declared(lines: Sequence[Line]) -> list[Declared]:
    """All labelled facts of a page, in order, from its first and last lines.

    Reading: a label in the middle of a sentence is none; weak labels (时间, 名称 …) count only at
    the start of a line or beside another label.
    """
    declared: list[Declared] = list(_glued(lines[:_FRONT]))
    spans = [(0, min(len(lines), _FRONT))]
    if len(lines) > _FRONT:
        spans.append((max(_FRONT, len(lines) - _BACK), len(lines)))
    for first, last in spans:
        declared.extend(_scan(lines, first, last))
    return sorted(declared, key=lambda item: item.line)


def _glued(lines: Sequence[Line]) -> Iterator[Declared]:
    """Labels that only the screen sets apart from their values (索引号QX-2025-009), several in a row.

    Reading: one such line may be a sentence; three that follow one another are a header.
    """
    run: list[Declared] = []

    def enough() -> bool:
        return sum(not is_weak_label(item.label) or item.label == "文号" for item in run) >= 3

    for at, line in enumerate(lines):
        found = None if line.cells or len(line.text) > 160 else glued_label(line.text)
        if found is not None:
            run.append(Declared(found[0], found[1], found[2], at))
            continue
        if enough():
            yield from run
        run = []
    if enough():
        yield from run


def _scan(lines: Sequence[Line], first: int, last: int) -> Iterator[Declared]:
    index = first
    while index < last:
        line = lines[index]
        if line.cells:
            rows, pairs = _columns(lines, index, last)
            if rows:
                yield from pairs
                index += rows
                continue
            yield from _row(lines, index, last)
        else:
            yield from _paired(lines, index, last)
        index += 1


def _paired(lines: Sequence[Line], index: int, last: int) -> Iterator[Declared]:
    text = lines[index].text
    if len(text) > 600:
        text = text[:600]
    marks = labels_in(text)
    if not marks:
        return
    lead = text[: marks[0].start].strip(EDGE)
    if lead and DATED_LEAD.fullmatch(lead):
        yield Declared("dated", "", lead, index)
    elif lead and (named := named_with_date(lead)):
        # 2025-06-18 21:05 某县融媒体中心 字体：… names the source without a label.
        yield Declared("dated", "", named["date"], index)
        if named["name"]:
            yield Declared("source", "", named["name"], index)
    elif lead and NUMBER_LEAD.match(lead):
        # 云税发〔2010〕53号 全文有效 成文日期：…: the number opens the line without a label.
        yield Declared("number", "", lead.split()[0], index)
    ends = [*(mark.start for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=True):
        value = text[mark.end : end].strip(" \t\u3000\xa0\u2002\u2003|｜;；,，")
        if mark.field == "noise" and DATED_LEAD.fullmatch(value.strip(EDGE)):
            # 作者：|2025年7月7日 leaves the author out.
            yield Declared("dated", "", value.strip(EDGE), index)
        elif value or mark is not marks[-1]:
            yield Declared(mark.field, mark.label, value, index)
        else:
            below = _value_below(lines, index, last)
            yield Declared(mark.field, mark.label, below, index, below=True)


def _value_below(lines: Sequence[Line], index: int, last: int) -> str:
    """The value of a label that ends its line: the next line up to that line's first label."""
    if index + 1 >= last or lines[index + 1].cells:
        return ""
    text = lines[index + 1].text
    if len(text) > 300:
        return ""
    marks = labels_in(text)
    if marks:
        return text[: marks[0].start].strip(EDGE)
    return "" if field_of_label(text) else text


def _columns(lines: Sequence[Line], index: int, last: int) -> tuple[int, list[Declared]]:
    """A row of labels above a row of values: how many lines it took and its pairs."""
    cells = lines[index].cells
    fields = [field_of_label(cell) for cell in cells]
    if sum(field is not None for field in fields) < 2 or any(
        cell and field is None for cell, field in zip(cells, fields, strict=True)
    ):
        return 0, []
    if index + 1 >= last:
        return 0, []
    below = lines[index + 1]
    if len(below.cells) != len(cells) or any(field_of_label(cell) for cell in below.cells):
        return 0, []
    pairs = [
        Declared(field, bare_label(cell), value, index)
        for cell, field, value in zip(cells, fields, below.cells, strict=True)
        if field is not None
    ]
    return 2, pairs


def _row(lines: Sequence[Line], index: int, last: int) -> Iterator[Declared]:
    """Label and value cells side by side; a cell may hold a whole pair or several."""
    cells = lines[index].cells
    position = 0
    while position < len(cells):
        cell = cells[position]
        field = field_of_label(cell)
        if field is not None:
            value = cells[position + 1] if position + 1 < len(cells) else ""
            if value and field_of_label(value) is None and not starts_with_label(value):
                yield Declared(field, bare_label(cell), value, index)
                position += 2
                continue
            yield Declared(field, bare_label(cell), "", index)
        elif cell:
            yield from (
                Declared(item.field, item.label, item.value, index)
                for item in _paired([Line(cell, 0)], 0, 1)
            )
        position += 1


def clusters(declared: Sequence[Declared], within: int = 6) -> list[tuple[int, int]]:
    """Line ranges where three or more labelled facts stand close together: header blocks."""
    places = sorted({item.line for item in declared})
    if not places:
        return []
    ranges: list[list[int]] = [[places[0], places[0]]]
    for before, after in pairwise(places):
        if after - before <= within:
            ranges[-1][1] = after
        else:
            ranges.append([after, after])
    return [
        (first, last)
        for first, last in ranges
        if sum(first <= item.line <= last for item in declared) >= 3
    ]
