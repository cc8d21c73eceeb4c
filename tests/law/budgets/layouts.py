"""The layouts in which reports reach a reader, each made from the same book."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator

import docx
import openpyxl

from tests.law.budgets.county import Book, Sheet
from yangguang.text.document import Document
from yangguang.text.extract import read


def text_lines(book: Book) -> Document:
    """PDF text: a row is a line, empty cells leave nothing, prose is broken at 40 characters."""
    return _text(book, lambda cells: [" ".join(one for one in cells if one)])


def one_number_a_line(book: Book) -> Document:
    """PDF text in which every cell has come out on a line of its own."""
    return _text(book, lambda cells: [one for one in cells if one])


def wrapped_names(book: Book) -> Document:
    """PDF text with narrow columns: a long name stands above and below the line of its figures."""

    def rows(cells: tuple[str, ...]) -> list[str]:
        if not cells[0].isdigit() or len(cells) != 5 or len(cells[1]) < 9:
            return [" ".join(one for one in cells if one)]
        name = cells[1]
        return [name[:6], " ".join((cells[0], name[6:-2], *cells[2:])), name[-2:]]

    return _text(book, rows)


def names_first(book: Book) -> Document:
    """PDF text in which the name and its figures come above the line of the code."""

    def rows(cells: tuple[str, ...]) -> list[str]:
        if not cells[0].isdigit() or len(cells) != 5:
            return [" ".join(one for one in cells if one)]
        return [cells[1], " ".join((cells[0][:3], cells[0][3:5], cells[0][5:], *cells[2:]))]

    return _text(book, rows)


def split_codes(book: Book) -> Document:
    """The code in three columns 类 款 项, thousands with commas, amounts in 元."""

    def rows(cells: tuple[str, ...]) -> list[str]:
        code = cells[0]
        split = re.sub(r"^(\d{3})(\d\d)?(\d\d)?$", r"\1 \2 \3", code).split()
        return [
            " ".join([*(_yuan(one) for one in split), *(_yuan(one) for one in cells[1:] if one)])
        ]

    return _text(book, rows, unit="元")


def ministry_form(book: Book) -> Document:
    """The ministry's own print: number of the form, line and column numbers, noughts for nothing."""
    lines = list(book.cover)
    for number, sheet in enumerate(book.sheets, 1):
        lines += [
            sheet.title,
            f"公开{number:02d}表",
            f"部门：清河县农业农村局 2023年度 单位：{sheet.unit}",
        ]
        paired = sheet.code in ("overall", "grant")
        for head in sheet.head:
            cells = [one for one in head if one]
            if paired and cells[0] == "项目":
                cells = ["项目", "行次", "决算数", "项目", "行次", *cells[3:]]
            lines.append(" ".join(cells))
        if paired:
            lines.append("栏次 1 栏次 2 3" if sheet.code == "grant" else "栏次 1 栏次 2")
        elif sheet.rows:
            lines.append("栏次 " + " ".join(str(n) for n in range(1, len(sheet.rows[-1]) - 1)))
        for place, row in enumerate(sheet.rows, 1):
            cells = [*row]
            if paired:
                right = [one or "0.00" for one in cells[3:]]
                left = [cells[0], str(place), cells[1] or "0.00"] if cells[0] else []
                cells = [*left, cells[2], str(place + 30), *right]
            elif cells[0].isdigit() and sheet.code != "basic":
                cells = [cells[0], cells[1], *(one or "0.00" for one in cells[2:])]
            lines.append(" ".join(one for one in cells if one))
        lines.append(
            sheet.note
            or "注：本表反映部门本年度收支情况。本表金额转换为万元时，因四舍五入可能存在尾差。"
        )
    for text in book.prose:
        lines += [text[i : i + 38] for i in range(0, len(text), 38)]
    return read("\n".join(lines).encode(), name="决算.txt")


def _yuan(cell: str) -> str:
    return f"{float(cell) * 10000:,.2f}" if re.fullmatch(r"\d+\.\d\d", cell) else cell


def _text(book: Book, rows: Callable[[tuple[str, ...]], list[str]], unit: str = "") -> Document:
    lines = list(book.cover)
    for sheet in book.sheets:
        lines += [sheet.title, f"单位：{unit or sheet.unit}"]
        lines += [" ".join(one for one in cells if one) for cells in sheet.head]
        for cells in sheet.rows:
            lines += rows(cells)
        if sheet.note:
            lines.append(sheet.note)
    for text in book.prose:
        lines += [text[i : i + 40] for i in range(0, len(text), 40)]
    return read("\n".join(lines).encode(), name="决算.txt")


def web_page(book: Book) -> Document:
    """A page with marked tables, line numbers (行次) as the ministry's form prints them."""
    parts = [f"<title>{''.join(book.cover[:2])}</title>", *(f"<p>{one}</p>" for one in book.cover)]
    for sheet in book.sheets:
        parts += [f"<h3>{sheet.title}</h3>", f"<p>单位：{sheet.unit}</p>", "<table>"]
        parts += list(_html_rows(sheet))
        parts.append("</table>")
        if sheet.note:
            parts.append(f"<p>{sheet.note}</p>")
    parts += [f"<p>{one}</p>" for one in book.prose]
    return read(f"<html><body>{''.join(parts)}</body></html>".encode(), name="决算.html")


def _html_rows(sheet: Sheet) -> Iterator[str]:
    numbered = sheet.code == "overall"
    for head in sheet.head:
        cells = []
        for index, cell in enumerate(head):
            if (cell == "" and cells and head[index - 1] == "") or (cell == "" and cells):
                continue
            width = 1
            while index + width < len(head) and head[index + width] == "" and cell:
                width += 1
            if numbered:
                width = width if cell in ("收入", "支出") else 1
                if cell == "决算数":
                    cells.append("<td>行次</td>")
                cells.append(
                    f"<td colspan={width + 1 if cell in ('收入', '支出') else 1}>{cell}</td>"
                )
            else:
                cells.append(f"<td colspan={width}>{cell}</td>")
        if sheet.code == "three_public" and head[0] == "":
            yield f"<tr>{''.join(f'<td>{one}</td>' for one in head)}</tr>"
        else:
            yield f"<tr>{''.join(cells)}</tr>"
    for number, row in enumerate(sheet.rows, 1):
        if numbered:
            row = (row[0], str(number), row[1], row[2], str(number + 27), row[3])
        yield f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>"


def workbook(book: Book) -> Document:
    """A workbook: a sheet a table, title rows above, figures as numbers."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for number, sheet in enumerate(book.sheets, 1):
        page = made.create_sheet(f"公开{number:02d}表")
        page.append([sheet.title])
        page.append(["部门：清河县农业农村局", "", f"单位：{sheet.unit}"])
        for head in sheet.head:
            page.append([one or None for one in head])
        for row in sheet.rows:
            page.append(
                [float(one) if re.fullmatch(r"\d+\.\d\d", one) else one or None for one in row]
            )
        if sheet.note:
            page.append([sheet.note])
    page = made.create_sheet("说明")
    for text in (*book.cover[:2], *book.prose):
        page.append([text])
    data = io.BytesIO()
    made.save(data)
    return read(data.getvalue(), name="决算.xlsx")


def word_file(book: Book) -> Document:
    """A Word file with tables between paragraphs."""
    made = docx.Document()
    for text in book.cover:
        made.add_paragraph(text)
    for text in book.prose:
        made.add_paragraph(text)
    for sheet in book.sheets:
        made.add_paragraph(sheet.title)
        made.add_paragraph(f"单位：{sheet.unit}")
        rows = (*sheet.head, *sheet.rows)
        table = made.add_table(rows=len(rows), cols=max(len(one) for one in rows))
        for y, row in enumerate(rows):
            cells = table.rows[y].cells
            for x, text in enumerate(row):
                cells[x].text = text
        if sheet.note:
            made.add_paragraph(sheet.note)
    data = io.BytesIO()
    made.save(data)
    return read(data.getvalue(), name="决算.docx")


LAYOUTS = (
    text_lines, ministry_form, one_number_a_line, wrapped_names, names_first, split_codes, web_page, workbook, word_file,
)  # fmt: skip
