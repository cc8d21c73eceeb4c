"""The report as PDF: the layout is one fixed file, all that the report says is handed to it as data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from yangguang.apps.letters.typesetting.fonts import faces
from yangguang.apps.reports.drafting.charting import Chart
from yangguang.apps.reports.drafting.pages import Block, Heading, PageBreak, Sheet, Words
from yangguang.apps.typesetting import TypesettingFailed, layout_beside, picture, typeset

TITLE_LINE = 20
"""Characters of a title line in 2 号."""
LONG_RUN = re.compile(r"[!-~]{14,}")
"""An address that does not break: a line before it is not stretched."""


class NotTypeset(Exception):
    """The pages could not be made; the message is for the clerk."""


def to_pdf(title: str, blocks: Sequence[Block], *, author: str, at: datetime) -> bytes:
    """The pages; the same report at the same moment gives the same bytes. Raises NotTypeset."""
    data = {
        "title": title,
        "title-lines": title_lines(title),
        "author": author,
        "chart-only": False,
        "blocks": [_block(one) for one in blocks],
    }
    return _compiled(data, at)


def chart_picture(chart: Chart) -> bytes:
    """A chart as a PNG picture as wide as the text. Raises NotTypeset."""
    data = {"title": chart.title, "title-lines": [], "author": "", "chart-only": True}
    return _compiled({**data, "blocks": [_block(chart)]}, None)


def title_lines(title: str) -> list[str]:
    """The title in lines of like length, parted before the year or 政府信息 where it is long."""
    if len(title) <= TITLE_LINE:
        return [title]
    for mark in ("政府信息公开工作年度报告", "政府信息公开"):
        head, found, tail = title.rpartition(mark)
        if found and head:
            year = head[-5:] if head[-1:] == "年" and head[-5:-1].isdigit() else ""
            if len(year + found + tail) <= TITLE_LINE:
                return [*_broken(head.removesuffix(year)), year + found + tail]
            return [*_broken(head), found + tail]
    return _broken(title)


def _broken(words: str) -> list[str]:
    count = -(-len(words) // TITLE_LINE)
    per = -(-len(words) // count)
    return [words[at : at + per] for at in range(0, len(words), per)]


def _compiled(data: dict[str, Any], at: datetime | None) -> bytes:
    """A PDF made at ``at``, or without a moment a picture."""
    chosen = faces()
    values = {**data, "faces": chosen.stacks, "bold-title": "title" in chosen.standing_in}
    layout = layout_beside(__package__, "report.typ")
    try:
        if at is None:
            return picture(layout, values, fonts=chosen.fonts, ppi=220.0)
        return typeset(layout, values, fonts=chosen.fonts, timestamp=int(at.timestamp()))
    except TypesettingFailed as error:
        raise NotTypeset(
            "报告排版失败，内容没有改动。请检查正文中有无异常的文字；仍不能解决的，"
            "请把这段话告诉管理员：" + str(error)[:300]
        ) from error


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "level": block.level}
    if isinstance(block, Words):
        return {"kind": "words", "text": block.text, "ragged": bool(LONG_RUN.search(block.text))}
    if isinstance(block, PageBreak):
        return {"kind": "break"}
    if isinstance(block, Chart):
        return {
            "kind": "chart",
            "title": block.title,
            "upright": block.upright,
            "bars": [
                {"label": bar.label, "text": bar.text, "share": bar.share} for bar in block.bars
            ],
        }
    return _sheet(block)


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "kind": "sheet",
        "caption": sheet.caption,
        "titled": sheet.tall and bool(sheet.caption),
        "small": sheet.small,
        "tall": sheet.tall,
        "head": sheet.head_lines,
        "shares": list(sheet.shares),
        "lines": [
            [
                {
                    "text": cell.text,
                    "kind": cell.kind,
                    "rows": cell.rows,
                    "columns": cell.columns,
                    "indent": cell.indent,
                }
                for cell in line
            ]
            for line in sheet.lines
        ],
    }
