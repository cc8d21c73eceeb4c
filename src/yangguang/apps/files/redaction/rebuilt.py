"""Files of words made anew: the words that are left, in plain text or set on pages.

The old container goes away with all it may hide; what is taken out leaves 【已区分处理】 in its place,
so that a reader sees where something is missing and how it was called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

from yangguang.apps.files.redaction.marks import Mark, Passage
from yangguang.apps.files.redaction.raster import redact_pages
from yangguang.apps.files.redaction.sources import PdfPages
from yangguang.apps.typesetting import TypesettingFailed, layout_beside, typeset
from yangguang.text.document import Block, Cell, Document, Paragraph, UnreadableDocument

PLACEHOLDER = "【已区分处理】"


def without_passages(document: Document, marks: Sequence[Mark]) -> Document:
    """The document with the marked characters replaced, its metadata, links and title gone.

    Offsets count in ``document.text()``; a passage that runs over several paragraphs or cells
    leaves one placeholder in each.
    """
    spans = _united([(m.start, m.end) for m in marks if isinstance(m, Passage)])
    blocks: list[Block] = []
    at = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            blocks.append(replace(block, text=_cut(block.text, at, spans)))
            at += len(block.text) + 1
            continue
        rows: list[tuple[Cell, ...]] = []
        for row in block.rows:
            cells = []
            for cell in row:
                cells.append(replace(cell, text=_cut(cell.text, at, spans)))
                at += len(cell.text) + 1
            if not row:
                at += 1
            rows.append(tuple(cells))
        if not block.rows:
            at += 1
        blocks.append(replace(block, rows=tuple(rows), caption=""))
    return Document(tuple(blocks), "text/plain", pages=1)


def as_text(document: Document) -> bytes:
    """UTF-8, one block a line."""
    return (document.text() + "\n").encode("utf-8", "replace")


def as_pdf(document: Document) -> bytes:
    """The words set on A4 pages; nothing of the old layout is kept but headings and tables.

    The typesetter's file, which names its maker and holds a structure of its own, is made anew as
    pictures with words, like every other released copy.
    """
    return redact_pages(PdfPages(_typeset(document)), [], words=True)


def _typeset(document: Document) -> bytes:
    data = {"blocks": [_plain(block) for block in document.blocks]}
    try:
        return typeset(layout_beside(__package__, "words.typ"), data, fonts=_fonts(), timestamp=0)
    except TypesettingFailed as error:
        raise UnreadableDocument(
            "文字重新排版失败，没有生成文件。请改为生成纯文本，或检查原文件是否含有异常内容。",
            code="damaged",
        ) from error


def _united(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], end)
        elif end > start:
            out.append((start, end))
    return out


def _cut(text: str, base: int, spans: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        a, b = max(0, start - base), min(len(text), end - base)
        if a >= b:
            continue
        pieces += [text[at:a], PLACEHOLDER]
        at = b
    return "".join([*pieces, text[at:]])


def _plain(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "text", "text": block.text, "heading": block.heading}
    return {"kind": "table", "rows": block.grid()}


@cache
def _fonts() -> typst.Fonts:
    folder = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )
