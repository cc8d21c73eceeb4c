"""Setting an issue: its documents as blocks of words, the layout as one fixed file."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from yangguang.apps.letters.typesetting.fonts import faces
from yangguang.apps.publishing.markup import Element, read_markup, write_markup
from yangguang.apps.publishing.numbering import write_out
from yangguang.apps.typesetting import (
    TypesettingFailed,
    layout_beside,
    marked_places,
    pages_of,
    typeset,
)
from yangguang.text.document import Paragraph, Table
from yangguang.text.extract.html import read_page

LONGEST_RUN = 20
TITLE_LINES = 3
CLOSING_LINES = 5
"""So many lines from the end the date of a text stands; a mark of publicity may follow it."""
SIGNERS = 12
"""Joint documents are signed by many bodies."""
_BLANKS = re.compile(r"[\s\u3000\u200b]+")
_NOTE_MARK = re.compile(r"#fn-(\d{1,3})")
_DATE = re.compile(
    r"(?:\d{4}|[〇○零Ｏ一二三四五六七八九]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
)


class NotTypeset(Exception):
    """The pages could not be made; the message is for the clerk."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document. ``mark`` says what has become of it since (已修改), where something has."""

    key: str
    title: str
    number: str
    body_html: str
    signer: str
    date: str
    mark: str = ""
    attachments: tuple[str, ...] = ()
    address: str = ""
    """Where the document stands on the site, with its pictures."""


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as it is printed; ``date`` is empty until it is out."""

    title: str
    label: str
    publisher: str
    preface: str
    date: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """The PDF, how many pages it has, and on which printed page each entry begins."""

    pdf: bytes
    count: int
    starts: dict[str, int]


def set_issue(issue: Issue, *, at: datetime) -> Pages:
    """The pages; the same issue at the same moment gives the same bytes. Raises NotTypeset."""
    data = {
        **{name: value for name, value in asdict(issue).items() if name != "sections"},
        "faces": faces().stacks,
        "sections": [
            {"name": section.name, "entries": [_entry(one) for one in section.entries]}
            for section in issue.sections
        ],
    }
    layout, fonts = layout_beside(__package__, "gazette.typ"), faces().fonts
    try:
        pdf = typeset(layout, data, fonts=fonts, timestamp=int(at.timestamp()))
        places = marked_places(layout, data, "<start>", fonts=fonts)
    except TypesettingFailed as error:
        raise NotTypeset(
            "公报排版失败，内容没有改动。请检查所选文件的表格是否列数过多；仍不能解决的，"
            "请把这段话告诉管理员：" + str(error)[:300]
        ) from error
    return Pages(pdf, pages_of(pdf), {row["key"]: row["page"] for row in places})


def _entry(entry: Entry) -> dict[str, Any]:
    values = asdict(entry)
    body, notes, pictures = for_print(entry.body_html)
    values["notes"] = [_breakable(one) for one in notes]
    values["pictures"] = _breakable(_where_pictures_are(pictures, entry.address))
    blocks = _without_head(blocks_of(body), entry)
    if _mark_closing(blocks):
        # The text signs itself; it must not be signed a second time below.
        values["signer"] = values["date"] = ""
    values["blocks"] = blocks
    values["title"] = _breakable(entry.title)
    return values


def _without_head(blocks: list[dict[str, Any]], entry: Entry) -> list[dict[str, Any]]:
    """The blocks without the title and number that an uploaded text repeats on top."""
    rest = blocks
    for said in (entry.title, entry.number, entry.title):
        wanted, read = _bare(said), ""
        for count, block in enumerate(rest[:TITLE_LINES], start=1):
            read += _bare(block.get("text", ""))
            if not read or not wanted.startswith(read):
                break
            if read == wanted:
                rest = rest[count:]
                break
    return rest


def _bare(text: str) -> str:
    return _BLANKS.sub("", text)


def _mark_closing(blocks: list[dict[str, Any]]) -> bool:
    """Turn the signing bodies and the date at the end of a text into its closing; False for none."""
    last = range(len(blocks) - 1, max(-1, len(blocks) - 1 - CLOSING_LINES), -1)
    dated = next(
        (at for at in last if _DATE.fullmatch(_bare(blocks[at].get("text", "")))), None
    )  # fmt: skip
    if dated is None:
        return False
    blocks[dated]["kind"] = "closing"
    for at in range(dated - 1, max(-1, dated - 1 - SIGNERS), -1):
        words = blocks[at].get("text", "")
        if blocks[at]["kind"] != "words" or len(words) > 30 or words[-1:] in "。；：，、！？;:,":
            break
        blocks[at]["kind"] = "closing"
    return True


def blocks_of(body_html: str) -> list[dict[str, Any]]:
    """Headings, paragraphs and tables of a body."""
    document = read_page(f"<html><body>{body_html}</body></html>")
    blocks: list[dict[str, Any]] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            kind = "heading" if block.heading else "words"
            blocks.extend(
                {"kind": kind, "text": _breakable(line.strip())}
                for line in block.text.splitlines()
                if line.strip()
            )
        else:
            rows, columns = _cells(block)
            if columns:
                head = _head_rows(rows)
                blocks.append(
                    {
                        "kind": "table",
                        "head": [cell for row in rows[:head] for cell in row],
                        "cells": [cell for row in rows[head:] for cell in row],
                        "columns": columns,
                    }
                )
    return blocks


def for_print(body_html: str) -> tuple[str, list[str], int]:
    """The body with list numbers, note marks and pictures as words; the notes, and how many pictures.

    On a page a browser numbers lists, puts notes below and draws pictures; paper has only what is
    printed. In the place of a picture stands what it shows.
    """
    if "<ol" not in body_html and "<img" not in body_html:
        return body_html, [], 0
    root = read_markup(body_html)
    notes: list[str] = []
    _take_notes(root, notes)
    write_out(root, {}, plain_too=True)
    pictures = 0
    for node in root.walk():
        known = _NOTE_MARK.fullmatch(node.attributes.get("href", "")) if node.tag == "a" else None
        if known is not None:
            node.tag, node.attributes, node.children = "span", {}, [f"［{known[1]}］"]
        elif node.tag == "img":
            pictures += 1
            shows = " ".join(node.attributes.get("alt", "").split())
            words = f"［图{pictures}：{shows}］" if shows else f"［图{pictures}］"
            node.tag, node.attributes, node.children = "span", {}, [words]
    return write_markup(root), notes, pictures


def _where_pictures_are(pictures: int, address: str) -> str:
    if not pictures:
        return ""
    where = f"：{address}" if address else "上的本文"
    return f"本文有图 {pictures} 幅，公报没有排印，图样见网站{where}"


def _take_notes(node: Element, notes: list[str]) -> None:
    kept: list[Element | str] = []
    for one in node.children:
        if isinstance(one, Element) and one.attributes.get("class") == "footnotes":
            rows = [row for row in one.walk() if row.tag == "li"]
            notes += [f"［{at}］{_line(row)}" for at, row in enumerate(rows, start=1)]
            continue
        if isinstance(one, Element):
            _take_notes(one, notes)
        kept.append(one)
    node.children = kept


def _line(row: Element) -> str:
    parts = [part.words().strip() for part in row.elements()] or [row.words().strip()]
    return "　".join(part for part in parts if part)


def _head_rows(rows: list[list[dict[str, Any]]]) -> int:
    """How many rows the head of a table has, by what its first row spans; 0 for a table that is all head."""
    head = 1
    for at, row in enumerate(rows):
        if at >= head:
            break
        head = max([head, *(at + cell["tall"] for cell in row)])
    return head if head < len(rows) else 0


def _cells(table: Table) -> tuple[list[list[dict[str, Any]]], int]:
    """The cells row by row with what they span, gaps filled up, and the number of columns."""
    columns = max((len(row) for row in table.grid()), default=0)
    height = len(table.rows)
    taken: set[tuple[int, int]] = set()
    rows: list[list[dict[str, Any]]] = []
    for y, row in enumerate(table.rows):
        given = iter(row)
        cells: list[dict[str, Any]] = []
        rows.append(cells)
        for x in range(columns):
            if (y, x) in taken:
                continue
            cell = next(given, None)
            wide = min(cell.column_span, columns - x) if cell else 1
            while any((y, x + dx) in taken for dx in range(wide)):
                wide -= 1
            tall = min(cell.row_span, height - y) if cell else 1
            taken |= {(y + dy, x + dx) for dy in range(tall) for dx in range(wide)}
            text = _breakable(cell.text.strip()) if cell else ""
            cells.append({"text": text, "wide": wide, "tall": tall, "head": y == 0})
    return rows, columns


def _breakable(text: str) -> str:
    """Long runs without a blank (addresses, codes) may break anywhere."""
    out: list[str] = []
    run = 0
    for sign in text:
        run = run + 1 if "!" <= sign <= "~" else 0
        out.append(sign)
        if run >= LONGEST_RUN:
            out.append("\u200b")
            run = 0
    return "".join(out)
