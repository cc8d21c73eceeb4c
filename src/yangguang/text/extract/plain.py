"""Text files and captures: one paragraph a line, in source order.

Tables are rebuilt only where `text.tables` is certain; every other line stays as it stands, so
that whoever reads forms by their labels finds each number where the source had it. Tabs that end
a row of tabbed cells are its empty cells and stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from yangguang.text.document import Block, Paragraph
from yangguang.text.extract.charset import decode
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.traces import PLAIN, Trace, TracedDocument
from yangguang.text.tables import find_tables

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\u200b]")
_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_PAGE_NUMBER = re.compile(r"\s*[-–—]{1,2}\s*(\d{1,4})\s*[-–—]{1,2}\s*")


def read_text(data: bytes, *, declared: str = "", limits: Limits = DEFAULT) -> TracedDocument:
    """A text file as lines, pages counted by form feeds or by running page-number lines."""
    decoded = decode(data, declared=declared)
    warnings: tuple[str, ...] = ()
    if decoded.damaged:
        warnings = (f"文字编码有误，{decoded.damaged}处字符无法辨认，按{decoded.encoding}读出。",)
    return read_lines(decoded.text, limits=limits, warnings=warnings)


def read_lines(
    text: str, *, limits: Limits = DEFAULT, warnings: tuple[str, ...] = ()
) -> TracedDocument:
    """The lines of a text that is already decoded; blank ones show only as gaps in the traces."""
    lines = [
        line if line.isprintable() else _CONTROLS.sub("", line)
        for line in _LINE_ENDS.sub("\n", text).replace("\f", "\n\f").split("\n")
    ]
    if len(lines) > limits.lines:
        lines = lines[: limits.lines]
        warnings = (*warnings, f"文件过长，只取前{limits.lines}行。")
    tables = {found.start: found for found in find_tables(lines)}
    tabbed = _tabbed_rows(lines)
    by_number = "\f" not in text and _numbered_pages(lines)
    blocks: list[Block] = []
    traces: list[Trace] = []
    page, gap, at = 1, False, 0
    while at < len(lines):
        line = lines[at]
        if "\f" in line:
            page += line.count("\f")
            line = line.replace("\f", "")
        found = tables.get(at)
        if found is not None:
            blocks.append(replace(found.table, page=page))
            traces.append(Trace(gap=True) if gap else PLAIN)
            page += sum(row.count("\f") for row in lines[at + 1 : found.stop])
            at, gap = found.stop, False
            continue
        at += 1
        words = line.strip()
        if not words:
            gap = True
            continue
        heading = 0
        if words[0] == "#":
            marks = _HEADING.match(words)
            if marks:
                heading, words = len(marks[1]), words[marks.end() :].rstrip("# ").strip() or words
        if at - 1 in tabbed and not heading:
            words += "\t" * line[len(line.rstrip()) :].count("\t")
        blocks.append(Paragraph(words, page, heading))
        indent = _width(line[: len(line) - len(line.lstrip())]) if line[0] != words[0] else 0
        traces.append(Trace(indent=indent, gap=gap) if indent or gap else PLAIN)
        gap = False
        if by_number and _PAGE_NUMBER.fullmatch(words):
            page += 1
    return TracedDocument(
        blocks=tuple(blocks),
        media_type="text/plain",
        pages=max((block.page for block in blocks), default=1),
        title=next((b.text for b in blocks if isinstance(b, Paragraph) and b.heading), ""),
        warnings=warnings,
        traces=tuple(traces),
    )


def _tabbed_rows(lines: Sequence[str]) -> set[int]:
    """Lines that are rows of tabbed cells: by tabs inside them, or amid such lines."""
    rows: set[int] = set()
    run: list[int] = []
    inside = False
    for at, line in enumerate((*lines, "")):
        if "\t" in line:
            run.append(at)
            inside = inside or "\t" in line.strip()
            continue
        if inside:
            rows.update(run)
        run, inside = [], False
    return rows


def _numbered_pages(lines: list[str]) -> bool:
    """Whether lines such as ``- 3 -`` count 1, 2, 3 … through the text and so end its pages."""
    numbers = [
        int(found[1])
        for line in lines
        if 3 <= len(line) < 24
        and line.strip()[:1] in "-–—"
        and (found := _PAGE_NUMBER.fullmatch(line))
    ]
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _width(blanks: str) -> int:
    return sum(
        4 if c == "\t" else 2 if unicodedata.east_asian_width(c) in "FW" else 1 for c in blanks
    )
