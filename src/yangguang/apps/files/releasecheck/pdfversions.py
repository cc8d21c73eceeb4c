"""Earlier versions inside a PDF: what was saved over stays in the file, under what was added.

A signature or an electronic seal is added in this way, too, and saving the file anew destroys it. Each
earlier version is therefore opened and compared: one that reads the same on every page and carries no
notes gives nothing away.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from yangguang.apps.files.releasecheck.finding import ReleaseFinding, Severity

_END = re.compile(rb"%%EOF[ \t]*(?:\r\n|\r|\n)?")
_SIGNED = re.compile(rb"/ByteRange\s*\[")
_MOST_PAGES = 60
_MOST_VERSIONS = 4
_PIXELS = 500_000
_NO_NOTES = frozenset({pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_LINK})


def earlier_versions(file: Any, data: bytes) -> Iterator[ReleaseFinding]:
    """What earlier versions give away; ``file`` is the document opened as it stands now."""
    ends = [found.end() for found in _END.finditer(data)]
    # A file made for fast web view has two ends from the beginning.
    first = 2 if b"/Linearized" in data[:1024] else 1
    if len(ends) <= first:
        return
    added = len(ends) - first
    starts = ends[first - 1 : -1]
    signed = _SIGNED.search(data, starts[0]) is not None
    if signed and added <= _MOST_VERSIONS and len(file) <= _MOST_PAGES:
        now = _said(file)
        if all(_same(data[:end], now) for end in starts):
            yield ReleaseFinding(
                "signature", Severity.NOTE, "整个文件",
                "文件带有电子签名或签章，签署前后各页一致，没有留下别的内容。",
                "可以保留签章公开；请核对签章在页面上显示正常。",
            )  # fmt: skip
            return
    advice = (
        "签署前的内容与现在不同或无法比对：请取得签署前的定稿重新签章后再公开，不要在签章后修改。"
        if signed
        else "用“另存为”或重新打印为PDF，只保留最后的内容。"
    )
    yield ReleaseFinding(
        "previous-version", Severity.MUST, "整个文件",
        f"文件被追加保存过{added}次，改动前的内容仍留在文件里。", advice,
    )  # fmt: skip


def _same(data: bytes, now: list[_Said]) -> bool:
    """Whether a version reads and looks the same, page by page, and holds no note that is gone now."""
    try:
        earlier = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return False
    try:
        if earlier.count_attachments() or len(earlier) != len(now):
            return False
        return all(
            before.text == after.text
            and before.picture == after.picture
            and before.notes in (0, after.notes)
            for before, after in zip(_said(earlier), now, strict=True)
        )
    except pdfium.PdfiumError:
        return False
    finally:
        earlier.close()


@dataclass(frozen=True, slots=True)
class _Said:
    """What a page says and shows, without what is laid over it."""

    text: str
    picture: bytes
    notes: int


def _said(file: Any) -> list[_Said]:
    found = []
    for number in range(len(file)):
        page = file[number]
        text = page.get_textpage()
        notes = 0
        for at in range(pdfium_c.FPDFPage_GetAnnotCount(page.raw)):
            annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, at)
            notes += pdfium_c.FPDFAnnot_GetSubtype(annotation) not in _NO_NOTES
            pdfium_c.FPDFPage_CloseAnnot(annotation)
        width, height = page.get_size()
        scale = min(1.0, (_PIXELS / max(1.0, width * height)) ** 0.5)
        # Seals and fields of signatures are laid over the page and may come later.
        bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=False)
        picture = hashlib.sha256(bytes(bitmap.buffer)).digest()
        bitmap.close()
        found.append(_Said(text.get_text_bounded(), picture, notes))
        text.close()
        page.close()
    return found
