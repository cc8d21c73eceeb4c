"""Statutory tables with made-up figures that add up, printed the ways captures print them.

Each dialect is a function from a filled form to a `Document`. They are made from the definitions
alone, so that the reader is measured on shapes nobody tuned it to.
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from yangguang.law.forms.load import load_form
from yangguang.law.forms.model import Form, FormTable
from yangguang.text.document import Cell, Document, Paragraph, Table
from yangguang.text.extract import read

Filled = dict[str, Decimal]


@dataclass(frozen=True)
class Box:
    """One printed cell."""

    text: str
    rows: int = 1
    columns: int = 1
    figure: bool = False


Grid = list[list[Box]]


def fill(form: Form, rng: random.Random, *, single_row: bool = False) -> Filled:
    """Figures for every cell such that every sum of the form holds."""
    big = rng.choice((3, 40, 900, 30_000))
    printed = {"3.3.6"} if single_row else {"3.3.6.1"}
    cells: Filled = {}

    def draw() -> int:
        return 0 if rng.random() < 0.45 else rng.randint(0, big)

    if form.code == "2014":
        for name in form.cell_names():
            amount = form.number_of(name) == "amount"
            cells[name] = Decimal(draw()) + (Decimal(rng.randint(0, 99)) / 100 if amount else 0)
        for equation in reversed(form.equations()):
            if equation.formula.rule == "sum":
                total = sum((cells[term.cell] for term in equation.right), Decimal(0))
                cells[equation.left[0].cell] = total
        return cells
    for table in form.tables:
        for row in table.printed_rows(printed):
            for column in table.columns:
                name = table.cell(row.code, column.code)
                cells[name] = Decimal(draw())
                if column.number == "amount":
                    cells[name] += Decimal(rng.randint(0, 9999)) / 10_000
                elif column.number == "change" and rng.random() < 0.3:
                    cells[name] = -cells[name]
    table = form.table("3")
    results = [r.code for r in table.printed_rows(printed) if r.code.startswith("3.3.")][:-1]
    for column in table.columns[:-1]:
        done = sum((cells[f"{code}/{column.code}"] for code in results), Decimal(0))
        cells[f"3.3.7/{column.code}"] = done
        left = Decimal(rng.randint(0, int(done))) if done else Decimal(0)
        cells[f"3.2/{column.code}"] = left
        cells[f"3.4/{column.code}"] = Decimal(rng.randint(0, 5))
        cells[f"3.1/{column.code}"] = done + cells[f"3.4/{column.code}"] - left
    for number in ("3", "4"):
        table = form.table(number)
        for row in table.printed_rows(printed):
            names = [f"{row.code}/{column.code}" for column in table.columns]
            cells[names[-1]] = sum((cells[name] for name in names[:-1]), Decimal(0))
    return cells


@dataclass
class Printer:
    """How figures and labels come out in one capture."""

    rng: random.Random
    thousands: str = ""
    full_width: bool = False
    unit: bool = False
    dot: str = "."

    @classmethod
    def draw(cls, rng: random.Random) -> Printer:
        return cls(
            rng,
            thousands=rng.choice(("", "", "", ",", "，")),
            full_width=rng.random() < 0.1,
            unit=rng.random() < 0.1,
            dot=rng.choice((".", ".", "．", "、", ". ")),
        )

    def figure(self, form: Form, cell: str, value: Decimal) -> str:
        text = format(value, "f")
        if self.thousands and abs(value) >= 1000:
            text = f"{value:,f}".replace(",", self.thousands)
        if self.unit and cell.startswith("2."):
            text += "万元" if form.number_of(cell) == "amount" else "件"
        if self.full_width:
            digits = str.maketrans("0123456789", "０１２３４５６７８９")
            text = text.translate(digits)
        return text

    def label(self, text: str) -> str:
        if text[1:2] == "." and text[0].isdigit():
            return text[0] + self.dot + text[2:]
        return text


def grids(form: Form, cells: Filled, printer: Printer) -> list[tuple[str, Grid]]:
    """Every table with the heading above it."""
    out: list[tuple[str, Grid]] = []
    for table in form.tables:
        grid: Grid = [[Box(c.text, c.rows, c.columns) for c in row] for row in table.header]
        if table.layout == "line":
            grid.append(
                [
                    Box(printer.figure(form, name, cells[name]), figure=True)
                    for row in table.rows
                    for column in table.columns
                    for name in [table.cell(row.code, column.code)]
                ]
            )
        else:
            grid += _body(form, table, cells, printer)
        out.append((table.heading, grid))
    return out


def _body(form: Form, table: FormTable, cells: Filled, printer: Printer) -> Grid:
    rows: Grid = []
    shown = [
        row
        for row in table.rows
        if table.cell(row.code, table.columns[0].code) in cells or (row.heading and not row.parts)
    ]
    for row in shown:
        names = [table.cell(row.code, column.code) for column in table.columns]
        label = printer.label(row.label)
        if form.code == "2014":
            value = printer.figure(form, names[0], cells[names[0]]) if names[0] in cells else ""
            text = "    " * row.indent + label
            rows.append([Box(text), Box(row.unit), Box(value, figure=names[0] in cells)])
            continue
        if names[0] not in cells:
            continue
        figures = [Box(printer.figure(form, name, cells[name]), figure=True) for name in names]
        if table.code != "3":
            rows.append([Box(label), *figures])
            continue
        lead: list[Box] = []
        inside = [
            other
            for other in shown
            if other.code.startswith("3.3.") and f"{other.code}/total" in cells
        ]
        if row is inside[0]:
            lead.append(Box("三、本年度办理结果", rows=len(inside)))
        group = [other for other in inside if other.parent == row.parent]
        if row.indent == 2:
            if row is group[0]:
                title = next(r for r in table.rows if r.code == row.parent)
                lead.append(Box(title.label, rows=len(group)))
            lead.append(Box(label))
        else:
            lead.append(Box(label, columns=3 if row.indent == 0 else 2))
        rows.append([*lead, *figures])
    return rows


def square(grid: Grid, *, repeat: bool) -> list[list[str]]:
    """Rows of equal length; merged places repeat the text or are empty."""
    places: dict[tuple[int, int], str] = {}
    width = 0
    for y, row in enumerate(grid):
        x = 0
        for box in row:
            while (y, x) in places:
                x += 1
            for dy in range(box.rows):
                for dx in range(box.columns):
                    places[y + dy, x + dx] = box.text if repeat or not (dx or dy) else ""
            x += box.columns
            width = max(width, x)
    return [[places.get((y, x), "") for x in range(width)] for y in range(len(grid))]


OPENING = ["某某县人民政府2023年政府信息公开工作年度报告", "一、总体情况", "全年工作平稳有序。"]
CLOSING = [
    "五、存在的主要问题及改进情况",
    "1.队伍有待加强。2.今后将改进3项工作。",
    "六、其他需要报告的事项",
    "无。",
]


def as_lines(lines: list[str]) -> Document:
    """A text capture, read the way text files are read."""
    return read("\n".join([*OPENING, *lines, *CLOSING]).encode(), name="report.txt")


def marked_html(filled: list[tuple[str, Grid]], rng: random.Random) -> Document:
    wrap = rng.choice(("{}", "<p>{}</p>", "<p><span>{}</span></p>", "<div> {} </div>"))
    parts = [f"<p>{line}</p>" for line in OPENING]
    for heading, grid in filled:
        parts.append(f"<h3>{heading}</h3><table border=1>")
        for row in grid:
            cells = "".join(
                f"<td{f' rowspan={b.rows}' if b.rows > 1 else ''}"
                f"{f' colspan={b.columns}' if b.columns > 1 else ''}>"
                f"{wrap.format(html.escape(b.text))}</td>"
                for b in row
            )
            parts.append(f"<tr>{cells}</tr>")
        parts.append("</table>")
    parts += [f"<p>{line}</p>" for line in CLOSING]
    body = "".join(parts)
    if rng.random() < 0.3:
        body = f"<table><tr><td>{body}</td></tr></table>"
    return read(f"<html><body>{body}</body></html>".encode(), name="report.html")


def marked_cells(filled: list[tuple[str, Grid]], rng: random.Random) -> Document:
    """Tables as a word processor marks them, merged places repeated, empty, or spanned."""
    style = rng.choice(("spans", "repeat", "empty"))
    blocks: list[Paragraph | Table] = [Paragraph(line) for line in OPENING]
    for heading, grid in filled:
        blocks.append(Paragraph(heading))
        if style == "spans":
            rows = tuple(tuple(Cell(b.text, b.rows, b.columns) for b in row) for row in grid)
        else:
            flat = square(grid, repeat=style == "repeat")
            rows = tuple(tuple(Cell(text) for text in row) for row in flat)
        blocks.append(Table(rows))
    blocks += [Paragraph(line) for line in CLOSING]
    return Document(tuple(blocks), "application/x-word")


def one_sheet(filled: list[tuple[str, Grid]], rng: random.Random) -> Document:
    """Everything in one table, as a spreadsheet holds it."""
    rows: list[tuple[Cell, ...]] = [(Cell(line),) for line in OPENING]
    for heading, grid in filled:
        rows.append((Cell(heading),))
        rows += [tuple(Cell(t) for t in row) for row in square(grid, repeat=False)]
    rows += [(Cell(line),) for line in CLOSING]
    return Document((Table(tuple(rows)),), "application/x-sheet")


def markdown(filled: list[tuple[str, Grid]], rng: random.Random) -> Document:
    repeat = rng.random() < 0.5
    lines: list[str] = []
    for heading, grid in filled:
        flat = square(grid, repeat=repeat)
        lines += ["", f"## {heading}", ""]
        for number, row in enumerate(flat):
            lines.append("| " + " | ".join(text.strip() for text in row) + " |")
            if number == 0:
                lines.append("|" + " --- |" * len(row))
    return as_lines(lines)


def bare_pipes(filled: list[tuple[str, Grid]], rng: random.Random) -> Document:
    sign = rng.choice((" | ", "|", "│", " ｜ "))
    lines: list[str] = []
    for heading, grid in filled:
        lines.append(heading)
        lines += [sign.join(box.text.strip() for box in row) for row in grid]
    return as_lines(lines)


def tabs(filled: list[tuple[str, Grid]], rng: random.Random) -> Document:
    lines: list[str] = []
    for heading, grid in filled:
        lines.append(heading)
        lines += ["\t".join(box.text for box in row) for row in grid]
    return as_lines(lines)


def spaces(filled: list[tuple[str, Grid]], rng: random.Random) -> Document:
    gap = rng.choice((" ", "  ", "　", "     "))
    lines: list[str] = []
    for heading, grid in filled:
        lines.append(heading)
        lines += [gap.join(box.text for box in row if box.text) for row in grid]
    return as_lines(lines)


def one_cell_a_line(filled: list[tuple[str, Grid]], rng: random.Random) -> Document:
    lines: list[str] = []
    for heading, grid in filled:
        lines.append(heading)
        lines += [box.text for row in grid for box in row]
    return as_lines(lines)


def one_long_line(filled: list[tuple[str, Grid]], rng: random.Random) -> Document:
    """The text content of a page with all white space collapsed."""
    words: list[str] = []
    for heading, grid in filled:
        words.append(heading)
        words += [box.text.strip() for row in grid for box in row if box.text]
    return as_lines([" ".join(words)])


def glued(filled: list[tuple[str, Grid]], rng: random.Random) -> Document:
    """Labels run into their first figure."""
    lines: list[str] = []
    for heading, grid in filled:
        lines.append(heading)
        for row in grid:
            words = "".join(box.text for box in row if not box.figure and box.text)
            figures = " ".join(box.text for box in row if box.figure)
            lines.append(words + figures)
    return as_lines(lines)


def printed_page(filled: list[tuple[str, Grid]], rng: random.Random) -> Document:
    """A PDF's text: narrow label columns wrapped around the figures, page numbers between."""
    width = rng.randint(7, 18)
    where = rng.choice(("first", "middle", "last", "own"))
    page_number = rng.choice(("- {} -", "— {} —", "第 {} 页 共 9 页", "{}"))
    page_length = rng.randint(18, 40)
    lines: list[str] = []
    for heading, grid in filled:
        lines.append(heading)
        for row in grid:
            words = "".join(box.text.strip() for box in row if not box.figure)
            figures = " ".join(box.text for box in row if box.figure)
            # A line does not break inside "1." or "计1".
            tokens = re.findall(r"\d+[.．、]? ?|计\d|.", words) or [""]
            pieces = [""]
            for token in tokens:
                if len(pieces[-1]) + len(token) > width:
                    pieces.append("")
                pieces[-1] += token
            if not figures:
                lines += pieces
                continue
            at = {"first": 0, "middle": len(pieces) // 2, "last": len(pieces) - 1, "own": -1}[where]
            if at < 0:
                half = (len(pieces) + 1) // 2
                lines += [*pieces[:half], figures, *pieces[half:]]
            else:
                pieces[at] = f"{pieces[at]} {figures}"
                lines += pieces
    paged: list[str] = []
    for number, line in enumerate([*[f"工作持续推进{n}。" for n in "甲乙丙丁"] * 5, *lines], 1):
        paged.append(line)
        if number % page_length == 0:
            paged.append(page_number.format(number // page_length))
    return as_lines(paged)


DIALECTS: dict[str, Callable[[list[tuple[str, Grid]], random.Random], Document]] = {
    "html": marked_html,
    "cells": marked_cells,
    "sheet": one_sheet,
    "markdown": markdown,
    "pipes": bare_pipes,
    "tabs": tabs,
    "spaces": spaces,
    "cell-lines": one_cell_a_line,
    "long-line": one_long_line,
    "glued": glued,
    "pdf": printed_page,
}


def smudge(filled: list[tuple[str, Grid]], rng: random.Random, share: float) -> None:
    """Misreads characters of some labels, as a scanner does."""
    for _, grid in filled:
        for row in grid:
            for i, box in enumerate(row):
                if box.figure or len(box.text) < 5 or rng.random() > share:
                    continue
                at = rng.randrange(2, len(box.text))
                wrong = rng.choice(("囗", "未", "巳", "", "子"))
                row[i] = Box(
                    box.text[:at] + wrong + box.text[at + 1 :], box.rows, box.columns, False
                )


def filled_form(seed: int) -> tuple[Form, Filled, list[tuple[str, Grid]], random.Random]:
    """A form, its figures and its printed tables, drawn from a seed."""
    rng = random.Random(seed)
    form = load_form(rng.choice(("2014", "2019", "2021", "2021")))
    single = form.code == "2019" or (form.code == "2021" and rng.random() < 0.15)
    cells = fill(form, rng, single_row=single)
    return form, cells, grids(form, cells, Printer.draw(rng)), rng
