"""Letters as PDF: the layout is one fixed file, and all that a letter says is handed to it as data.

Strings in the data are set as text; the typesetter never parses them, so a template or a value
cannot carry commands, read files or change the page.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from yangguang.apps.letters.composing import Block, Composition, Grid, Heading
from yangguang.apps.letters.typesetting.fonts import Faces, faces
from yangguang.apps.typesetting import (
    TypesettingFailed,
    layout_beside,
    pages_of,
    typeset,
)

PITCHES = (28.99, 27.6, 26.4)
"""Distance of lines in points: 22 lines of 225 mm; tighter ones where that saves a page.

依据：GB/T 9704—2012 特定情况下可以适当调整行距、字距，使印章与正文同处一面。
"""
_RUN = re.compile(r"[!-~]{20,}")
_ENDLESS = re.compile(r"[A-Za-z0-9_=+&%]{14}")


class NotTypeset(Exception):
    """The pages could not be made; the message is for the clerk."""


def to_pdf(letter: Composition, *, at: datetime) -> bytes:
    """The letter's pages; the same letter at the same moment gives the same bytes.

    Raises NotTypeset.
    """
    return fitted(letter, at=at)[0]


def fitted(letter: Composition, *, at: datetime) -> tuple[bytes, float]:
    """The pages, and the distance of lines in points that they took. Raises NotTypeset."""
    pdf = _compiled(letter, PITCHES[0], at)
    pages = pages_of(pdf)
    if pages == 1:
        return pdf, PITCHES[0]
    for pitch in PITCHES[1:]:
        tighter = _compiled(letter, pitch, at)
        if pages_of(tighter) < pages:
            return tighter, pitch
    return pdf, PITCHES[0]


def _compiled(letter: Composition, pitch: float, at: datetime) -> bytes:
    chosen = faces()
    try:
        return typeset(
            layout_beside(__package__, "letter.typ"),
            _data(letter, chosen, pitch),
            fonts=chosen.fonts,
            timestamp=int(at.timestamp()),
        )
    except TypesettingFailed as error:
        raise NotTypeset(
            "文书排版失败，内容没有改动。请检查表格各行列数是否过多、文字是否异常，修改后再试；"
            "仍不能解决的，请把这段话告诉管理员：" + str(error)[:300]
        ) from error


def _data(letter: Composition, chosen: Faces, pitch: float) -> dict[str, Any]:
    return {
        "faces": chosen.stacks,
        "pitch": pitch,
        "bold-title": "title" in chosen.standing_in,
        "form": letter.form.value,
        "head": letter.head,
        "number": letter.number,
        "title": letter.title,
        "addressee": letter.addressee,
        "blocks": [_block(one) for one in letter.blocks],
        "signer": letter.signer,
        "date": letter.date,
        "attachments": [
            {"title": one.title, "blocks": [_block(part) for part in one.blocks]}
            for one in letter.attachments
        ],
        "copies": letter.copies,
        "remark": letter.remark,
        "seal-space": letter.space_for_seal,
        "draft": letter.draft,
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Grid):
        rows = [[_breakable(cell) for cell in row] for row in block.rows]
        return {
            "kind": "table",
            "rows": rows,
            "head": block.head,
            "labelled": block.labelled,
            "shares": block.shares,
        }
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "level": block.level}
    return {"kind": "text", "text": _breakable(block.text), "ragged": bool(_RUN.search(block.text))}


def _breakable(text: str) -> str:
    """Places to break inside a run of Latin characters that no line can hold."""
    return _ENDLESS.sub(lambda run: run.group() + "\u200b", text)
