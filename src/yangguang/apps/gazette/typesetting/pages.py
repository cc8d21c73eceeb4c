"""Setting an issue: its documents as blocks of words, the layout as one fixed file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from yangguang.apps.letters.typesetting.fonts import faces
from yangguang.apps.typesetting import (
    TypesettingFailed,
    layout_beside,
    marked_places,
    pages_of,
    typeset,
)
from yangguang.text.document import Paragraph
from yangguang.text.extract.html import read_page

LONGEST_RUN = 20


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
    values["blocks"] = blocks_of(entry.body_html)
    values["title"] = _breakable(entry.title)
    return values


def blocks_of(body_html: str) -> list[dict[str, Any]]:
    """Headings, paragraphs and tables of a body; pictures are left to the website."""
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
            rows = [[_breakable(cell) for cell in row] for row in block.grid()]
            if any(rows):
                blocks.append({"kind": "table", "rows": rows})
    return blocks


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
