"""The text of a PDF page with the box of every character, so that words can be found and covered.

The reader in ``text.extract`` gives blocks for people and programs to read; redaction must know
where each character stands on the page as it is seen, turned and cropped.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium_c

_FINE = 100
"""Device units a point: boxes are exact to a hundredth."""
_MOST = 60_000
_COLUMN_GAP = 1.6
_WORD_GAP = 0.3
_FULL = 2.2
_INDENT = 0.9
_SHORTEST = 12
_ENDS = "。！？：；.!?:;"


@dataclass(frozen=True, slots=True)
class Box:
    """Points from the upper left corner of the page as seen."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's text in reading order; ``boxes`` holds one box a character, None for added ones."""

    text: str
    boxes: tuple[Box | None, ...]

    def areas(self, start: int, end: int) -> list[Box]:
        """Boxes that cover the characters from ``start`` to ``end``, one a line, gaps included."""
        rows: list[Box] = []
        for box in self.boxes[start:end]:
            if box is None:
                continue
            if rows and _same_line(rows[-1], box):
                last = rows[-1]
                rows[-1] = Box(
                    min(last.x0, box.x0),
                    min(last.y0, box.y0),
                    max(last.x1, box.x1),
                    max(last.y1, box.y1),
                )
            else:
                rows.append(box)
        return rows


def page_text(page: Any) -> PageText:
    """The characters of a pdfium page with their boxes, laid out in lines."""
    glyphs = glyphs_of(page)
    text: list[str] = []
    boxes: list[Box | None] = []
    lines = _lines(glyphs)
    left = min((line[0][1].x0 for line in lines), default=0.0)
    right = max((line[-1][1].x1 for line in lines), default=0.0)
    for number, line in enumerate(lines):
        if number and not _runs_on(lines[number - 1], line, left, right):
            text.append("\n")
            boxes.append(None)
        end: float | None = None
        size = median(box.y1 - box.y0 for _, box in line) or 1.0
        for sign, box in line:
            if end is not None:
                gap = (box.x0 - end) / size
                blank = "\t" if gap >= _COLUMN_GAP else " " if gap > _WORD_GAP else ""
                if blank and text[-1] not in " \t":
                    text.append(blank)
                    boxes.append(None)
            text.append(sign)
            boxes.append(box)
            end = box.x1
    return PageText("".join(text), tuple(boxes))


def glyphs_of(page: Any) -> list[tuple[str, Box]]:
    """Characters as pdfium finds them, each with its loose box in points as the page is seen."""
    width, height = page.get_size()
    place = _Place(page.raw, width, height)
    textpage = page.get_textpage()
    raw = textpage.raw
    box = pdfium_c.FS_RECTF()
    found: list[tuple[str, Box]] = []
    high = 0
    for at in range(min(textpage.count_chars(), _MOST)):
        code = pdfium_c.FPDFText_GetUnicode(raw, at)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
        high = 0
        if code < 32 or pdfium_c.FPDFText_IsGenerated(raw, at) == 1:
            continue
        if not pdfium_c.FPDFText_GetLooseCharBox(raw, at, box):
            continue
        sign = " " if code == 0xA0 else chr(code)
        found.append((sign, place(box.left, box.bottom, box.right, box.top)))
    textpage.close()
    return found


class _Place:
    """From the page's own coordinates to points as seen; pdfium knows rotation and crop."""

    def __init__(self, raw: Any, width: float, height: float) -> None:
        self._raw = raw
        self._size = (max(1, round(width * _FINE)), max(1, round(height * _FINE)))
        self._x, self._y = ctypes.c_int(), ctypes.c_int()

    def __call__(self, left: float, bottom: float, right: float, top: float) -> Box:
        ax, ay = self._point(left, bottom)
        bx, by = self._point(right, top)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        pdfium_c.FPDF_PageToDevice(self._raw, 0, 0, *self._size, 0, x, y, self._x, self._y)
        return self._x.value / _FINE, self._y.value / _FINE


Line = list[tuple[str, Box]]


def _lines(glyphs: list[tuple[str, Box]]) -> list[Line]:
    """Characters gathered into lines from top to bottom, each from left to right."""
    lines: list[Line] = []
    middle = 0.0
    for sign, box in sorted(glyphs, key=lambda glyph: glyph[1].y0 + glyph[1].y1):
        centre = (box.y0 + box.y1) / 2
        size = min(box.y1 - box.y0, lines[-1][0][1].y1 - lines[-1][0][1].y0) if lines else 0.0
        if lines and centre - middle <= 0.4 * size:
            lines[-1].append((sign, box))
            middle += (centre - middle) / len(lines[-1])
        else:
            lines.append([(sign, box)])
            middle = centre
    for line in lines:
        line.sort(key=lambda glyph: glyph[1].x0)
    kept = [_without_ends(line) for line in lines]
    return [line for line in kept if line]


def _without_ends(line: Line) -> Line:
    start, end = 0, len(line)
    while start < end and line[start][0].isspace():
        start += 1
    while end > start and line[end - 1][0].isspace():
        end -= 1
    return line[start:end]


def _runs_on(above: Line, line: Line, left: float, right: float) -> bool:
    """Whether ``line`` carries on the paragraph of the line above: no mark of a break between."""
    size = line[0][1].y1 - line[0][1].y0 or 1.0
    return (
        above[-1][0] not in _ENDS
        and above[-1][1].x1 - above[0][1].x0 >= _SHORTEST * size
        and above[-1][1].x1 >= right - _FULL * size
        and line[0][1].x0 <= left + _INDENT * size
        and line[0][1].y0 - above[0][1].y1 < 1.2 * size
    )


def _same_line(a: Box, b: Box) -> bool:
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    return shared > 0.5 * min(a.y1 - a.y0, b.y1 - b.y0) and b.x0 >= a.x0 - 1
