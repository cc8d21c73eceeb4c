"""Pictures that came inside a file, each drawn anew in the sandbox like one that is inserted by hand.

One request a picture: what one of them does to the process costs that picture only.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from yangguang.apps.files.workshop import CleanPicture, draw_inside, pictures_listed
from yangguang.text.document import Document, Paragraph, Table, UnreadableDocument
from yangguang.text.extract.docxpictures import CHART, EMBEDDED, Found
from yangguang.text.extract.traces import ANYWHERE, Inside, Picture, TracedDocument

SECONDS_AT_MOST = 90.0
"""So long pictures of one file are drawn; who uploads waits for them."""
BYTES_AT_MOST = 100 * 1024 * 1024
_NAMED = 5
_PLACE = 14
_OTHERWISE = "请对照原件，在 Word、WPS 中把图片另存为 PNG 或 JPEG，再用“图片”插入。"
_ADVICE = {
    CHART: "请在 Word、WPS 中把图表复制后“粘贴为图片”，另存为 PNG，再用“图片”插入。",
    "many": "请分成几篇，或者对照原件改作附件。",
}


@dataclass(frozen=True, slots=True)
class FilePictures:
    """The pictures of a file by their numbers (from 1): drawn, or why they could not be."""

    listed: tuple[Found, ...] = ()
    drawn: dict[int, CleanPicture] = field(default_factory=dict)
    left_out: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Why, and what to do instead."""

    @property
    def standing_alone(self) -> tuple[Picture, ...]:
        """The pictures of a file without any words, one after the other."""
        return tuple(
            Picture(found.alternative, found.address, inside=Inside(number, 0))
            for number, found in enumerate(self.listed, start=1)
        )

    def told(self, document: Document) -> list[str]:
        """What whoever goes on writing has to know: what is missing and where, and what has no words."""
        places = _places(document)
        groups: dict[tuple[str, str], list[int]] = {}
        for number, reason in self.left_out.items():
            groups.setdefault(reason, []).append(number)
        lines = []
        for (why, advice), numbers in groups.items():
            named = "、".join(f"第{one}张{places.get(one, '')}" for one in numbers[:_NAMED])
            more = f"等{len(numbers)}张" if len(numbers) > _NAMED else ""
            lines.append(f"文件中的图片{named}{more}没有进入正文：{why}。{advice}")
        silent = sum(not self.listed[number - 1].alternative for number in self.drawn)
        if silent:
            lines.append(
                f"放入正文的图片有{silent}张在原文件中没有替代文字，"
                "送审前请点选图片，再点“图片”，写一句话说明内容。"
            )
        return lines


def file_pictures(data: bytes, *, most: int) -> FilePictures:
    """Every picture that the text of a file shows (Word, workbooks, pages with pictures in them), at
    most so many different ones; nothing for other files.

    The same picture shown twice is drawn once. Never raises: what cannot be had is ``left_out``.
    """
    try:
        listed = tuple(pictures_listed(data))
    except UnreadableDocument:
        # Whoever asks has read the file, or is told by its own reading what is wrong with it.
        return FilePictures()
    found = FilePictures(listed)
    known: dict[Any, CleanPicture | tuple[str, str]] = {}
    ends, size = time.monotonic() + SECONDS_AT_MOST, 0
    for number, one in enumerate(listed, start=1):
        key = (one.kind, one.address, one.cut, one.turn)
        if key not in known:
            pictures = sum(isinstance(each, CleanPicture) for each in known.values())
            if one.kind == EMBEDDED and pictures >= most:
                known[key] = (f"一篇最多带入{most}张图片", _ADVICE["many"])
            elif one.kind == EMBEDDED and (time.monotonic() > ends or size > BYTES_AT_MOST):
                known[key] = ("图片合计过大，处理不完", _ADVICE["many"])
            else:
                known[key] = _one(data, one)
        made = known[key]
        if isinstance(made, CleanPicture):
            size += len(made.content) if number not in found.drawn else 0
            found.drawn[number] = made
        else:
            found.left_out[number] = made
    return found


def _one(data: bytes, found: Found) -> CleanPicture | tuple[str, str]:
    """The picture, or why it cannot be had and what to do."""
    if found.kind == CHART:
        return "是办公软件绘制的图表，不是图片", _ADVICE[CHART]
    if found.kind != EMBEDDED:
        at = f"（{found.address[:80]}）" if found.address.startswith(("http:", "https:")) else ""
        return (
            f"只是指向别处的链接{at}，文件里没有图片本身",
            "请找到原图，用“图片”插入。",
        )
    try:
        return draw_inside(data, found.address, cut=found.cut, turn=found.turn)
    except UnreadableDocument as problem:
        return str(problem).rstrip("。"), _OTHERWISE


def _places(document: Document) -> dict[int, str]:
    """After which words each picture stands, for who looks for it in the original."""
    if not isinstance(document, TracedDocument):
        return {}
    found: dict[int, str] = {}
    for picture in document.pictures:
        if picture.inside is None:
            continue
        if picture.inside.block == ANYWHERE:
            continue
        behind = document.blocks[picture.inside.block - 1] if picture.inside.block else None
        words = _last_words(document.blocks[: picture.inside.block])
        if isinstance(behind, Table) and behind.caption and picture.inside.row < 0:
            found[picture.inside.number] = f"（在“{behind.caption[:_PLACE]}”下面）"
        elif picture.inside.row >= 0:
            found[picture.inside.number] = "（在表格里）"
        elif words:
            found[picture.inside.number] = f"（“{words}”之后）"
    return found


def _last_words(blocks: Sequence[object]) -> str:
    ahead: Iterable[Paragraph] = (
        block for block in reversed(blocks) if isinstance(block, Paragraph) and block.text.strip()
    )
    text = next((block.text.strip() for block in ahead), "")
    return text if len(text) <= _PLACE else f"…{text[-_PLACE:]}"
