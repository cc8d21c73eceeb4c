"""PDF text layers: glyph boxes and rules out of pdfium, blocks out of `layout`.

pdfium's own text order loses which number belongs to which cell; its glyph boxes do not.
pdfium is not safe for threads, so one lock guards it.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import threading
from statistics import median
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from yangguang.text.document import Block, Paragraph, UnreadableDocument
from yangguang.text.extract.archive import damaged
from yangguang.text.extract.grids import Rule
from yangguang.text.extract.layout import Glyph, lay_out, with_headings
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.pdfpictures import Matrix, PdfPicture, pictures_on, times
from yangguang.text.extract.traces import Trace, TracedDocument

_LOCK = threading.Lock()
_THIN = 3.0
_MOST_GLYPHS = 60_000
_MOST_PATHS = 20_000
_META = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate")


def read_pdf(data: bytes, *, limits: Limits = DEFAULT) -> TracedDocument:
    """The text layer page by page; pages without one are named in a warning.

    Raises UnreadableDocument: ``encrypted``, ``damaged``, ``too-large`` (pages), ``no-text``.
    """
    with _LOCK:
        return _read(data, limits)


def pdf_pictures(data: bytes, *, limits: Limits = DEFAULT) -> list[PdfPicture]:
    """The pictures on the pages, but those that words lie over. Raises UnreadableDocument."""
    found: list[PdfPicture] = []
    with _LOCK:
        file = _opened(data)
        try:
            for number in range(1, min(len(file), limits.pages) + 1):
                try:
                    page = file[number - 1]
                except pdfium.PdfiumError:
                    # Told when the page itself is read.
                    continue
                found += pictures_on(page, number)
                page.close()
        finally:
            file.close()
    return found


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as slip:
        reason = str(slip)
        if "assword" in reason or "ecurity" in reason:
            raise UnreadableDocument(
                "PDF已加密，没有密码无法读取。请去除打开密码后重新上传。", code="encrypted"
            ) from slip
        raise damaged("不是完整的PDF") from slip


def _read(data: bytes, limits: Limits) -> TracedDocument:
    file = _opened(data)
    held = 0
    try:
        count = len(file)
        if count > limits.pages:
            raise UnreadableDocument(
                f"PDF有{count}页，超过{limits.pages}页的上限，没有读取。请拆分后重新上传。",
                code="too-large",
            )
        placed: list[tuple[Block, Trace]] = []
        without: list[int] = []
        illegible: list[int] = []
        for number in range(1, count + 1):
            try:
                page = file[number - 1]
                glyphs, rules, strange = _page(page)
                pictures = len(pictures_on(page, number))
                page.close()
            except pdfium.PdfiumError:
                without.append(number)
                continue
            if strange * 3 > len(glyphs) > 0:
                illegible.append(number)
            found = lay_out(glyphs, rules, number)
            placed.extend(found)
            # A page without words is seen as a whole.
            held += pictures if found else 0
            if not found:
                without.append(number)
        meta = {key: text for key in _META if (text := file.get_metadata_value(key).strip())}
    finally:
        file.close()
    placed = with_headings(placed)
    if not placed or len(illegible) == count:
        raise UnreadableDocument(
            "PDF里没有可读取的文字层，可能是扫描件。请上传由Word导出的PDF，或先作文字识别（OCR）。",
            code="no-text",
        )
    return TracedDocument(
        blocks=tuple(block for block, _ in placed),
        media_type="application/pdf",
        pages=count,
        title=meta.get("Title", "")
        or next((b.text for b, _ in placed if isinstance(b, Paragraph) and b.heading), ""),
        meta=meta,
        warnings=tuple(
            f"第{_pages(pages)}页{what}"
            for pages, what in (
                (without, "没有文字层，未能读取。"),
                (illegible, "的文字编码不可辨认，内容可能不对。"),
            )
            if pages
        ),
        traces=tuple(trace for _, trace in placed),
        held=held,
    )


def _pages(numbers: list[int]) -> str:
    shown = "、".join(str(number) for number in numbers[:20])
    return shown + (f"等{len(numbers)}" if len(numbers) > 20 else "")


def _page(page: Any) -> tuple[list[Glyph], list[Rule], int]:
    """Glyphs and rules of one page, turned upright, y downwards; and how many made no sense."""
    width, height = page.get_size()
    turn = _Turn(page.get_rotation(), width, height, page.get_mediabox())
    text = page.get_textpage()
    found: list[tuple[str, float, float, float, float, float]] = []
    strange = 0
    box = pdfium_c.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    raw = text.raw
    get_box, get_code = pdfium_c.FPDFText_GetLooseCharBox, pdfium_c.FPDFText_GetUnicode
    get_size, generated = pdfium_c.FPDFText_GetFontSize, pdfium_c.FPDFText_IsGenerated
    get_origin, get_matrix = pdfium_c.FPDFText_GetCharOrigin, pdfium_c.FPDFText_GetMatrix
    matrix = pdfium_c.FS_MATRIX()
    high = 0
    for at in range(min(text.count_chars(), _MOST_GLYPHS)):
        code = get_code(raw, at)
        if code in (10, 13) or (code == 32 and generated(raw, at) == 1):
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
        high = 0
        if not get_box(raw, at, box) or not get_origin(raw, at, x, y):
            continue
        if code in (0, 0xFFFD, 0xFFFE) or 0xE000 <= code < 0xF900 or (code < 32 and code != 9):
            strange += 1
            if code < 32 or code >= 0xFFFD:
                code = 0xFFFD
        x0, y0, x1, y1 = turn(box.left, box.bottom, box.right, box.top)
        _, base, _, _ = turn(x.value, y.value, x.value, y.value)
        character = " " if code in (9, 0xA0) else chr(code)
        scale = 1.0
        if get_matrix(raw, at, matrix):
            scale = math.hypot(matrix.c, matrix.d)
        found.append((character, x0, x1, base, y1 - y0, get_size(raw, at) * scale))
    text.close()
    return _glyphs(found), _rules(page, turn), strange


def _glyphs(found: list[tuple[str, float, float, float, float, float]]) -> list[Glyph]:
    """Glyphs on their base lines; boxes of flat characters such as 一 say nothing of the line.

    Where a stated size is nonsense, the usual height of the boxes set in it stands in.
    """
    heights: dict[float, list[float]] = {}
    for _, _, _, _, tall, size in found:
        heights.setdefault(size, []).append(tall)
    real = {
        size: size if 0.6 * size <= (usual := median(talls)) <= 2.0 * size else 0.8 * usual
        for size, talls in heights.items()
    }
    return [
        Glyph(text, x0, base - 0.85 * real[size], x1, base + 0.15 * real[size], real[size])
        for text, x0, x1, base, _, size in found
        if real[size] > 0 and x1 >= x0
    ]


class _Turn:
    """From pdf user space to an upright page with y downwards."""

    def __init__(
        self, rotation: int, width: float, height: float, box: tuple[float, float, float, float]
    ) -> None:
        self.rotation = rotation
        self.left, self.bottom, self.right, self.top = box

    def __call__(
        self, x0: float, y0: float, x1: float, y1: float
    ) -> tuple[float, float, float, float]:
        if self.rotation == 90:
            x0, y0, x1, y1 = y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left
        elif self.rotation == 180:
            x0, y0, x1, y1 = self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom
        elif self.rotation == 270:
            x0, y0, x1, y1 = self.top - y1, self.right - x1, self.top - y0, self.right - x0
        else:
            x0, y0, x1, y1 = x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _rules(page: Any, turn: _Turn) -> list[Rule]:
    rules: list[Rule] = []
    budget = [_MOST_PATHS]
    count = pdfium_c.FPDFPage_CountObjects(page.raw)
    for at in range(count):
        _object_rules(pdfium_c.FPDFPage_GetObject(page.raw, at), _UNIT, turn, rules, budget, 0)
        if budget[0] <= 0:
            break
    return rules


def _object_rules(
    item: Any, outer: Matrix, turn: _Turn, rules: list[Rule], budget: list[int], depth: int
) -> None:
    kind = pdfium_c.FPDFPageObj_GetType(item)
    if kind not in (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_FORM):
        return
    held = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(item, held)
    matrix = times((held.a, held.b, held.c, held.d, held.e, held.f), outer)
    if kind == pdfium_c.FPDF_PAGEOBJ_FORM:
        if depth < 6:
            for at in range(pdfium_c.FPDFFormObj_CountObjects(item)):
                if budget[0] <= 0:
                    return
                inner = pdfium_c.FPDFFormObj_GetObject(item, at)
                _object_rules(inner, matrix, turn, rules, budget, depth + 1)
        return
    budget[0] -= 1
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke)
    for points in _subpaths(item, matrix, budget):
        x0, y0 = min(p[0] for p in points), min(p[1] for p in points)
        x1, y1 = max(p[0] for p in points), max(p[1] for p in points)
        if min(x1 - x0, y1 - y0) <= _THIN:
            if stroke.value or fill.value:
                rules.append(Rule(*turn(x0, y0, x1, y1)))
        elif stroke.value:
            for (ax, ay), (bx, by) in itertools.pairwise(points):
                if abs(ax - bx) < 1.0 or abs(ay - by) < 1.0:
                    box = turn(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
                    rules.append(Rule(*box))


def _subpaths(item: Any, matrix: Matrix, budget: list[int]) -> list[list[tuple[float, float]]]:
    """Straight-edged outlines of a path; a curve ends the outline it belongs to."""
    a, b, c, d, e, f = matrix
    out: list[list[tuple[float, float]]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(min(pdfium_c.FPDFPath_CountSegments(item), 5_000)):
        budget[0] -= at % 8 == 7
        segment = pdfium_c.FPDFPath_GetPathSegment(item, at)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO or not out:
            out.append([point])
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO:
            out[-1].append(point)
        else:
            out.append([point])
        if pdfium_c.FPDFPathSegment_GetClose(segment) and len(out[-1]) > 2:
            out[-1].append(out[-1][0])
    return [points for points in out if len(points) > 1]
