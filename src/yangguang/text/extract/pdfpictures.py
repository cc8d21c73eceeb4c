"""Pictures on PDF pages that have words of their own: large enough to hold a list, and not the page itself.

A page without words is recognised as a whole. On a page with words a photographed roster would pass
unseen; seals and badges are smaller, and a scan with a layer of words over it is read already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_c

_LEAST = 80.0
_LEAST_LONG = 200.0
"""Points: a seal has 119 at most."""
_WORDS = 8
"""So many signs over a picture are its own words laid over it."""
_DEEPEST = 6
_MOST_OBJECTS = 20_000
_MOST = 50
Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class PdfPicture:
    """A picture by its page (from 1) and its box on the upright page, in points from the upper left
    corner: left, top, right, bottom."""

    page: int
    box: Box

    @property
    def address(self) -> str:
        """How it is found again."""
        return f"page:{self.page}:" + ",".join(f"{side:.1f}" for side in self.box)


def pictures_on(page: Any, number: int) -> list[PdfPicture]:
    """The pictures of one opened page that words do not cover."""
    found: list[Box] = []
    budget = [_MOST_OBJECTS]
    for at in range(pdfium_c.FPDFPage_CountObjects(page.raw)):
        _collect(pdfium_c.FPDFPage_GetObject(page.raw, at), _UNIT, found, budget, 0)
        if budget[0] <= 0:
            break
    left, bottom, right, top = crop = page.get_bbox()
    shown = [
        box
        for x0, y0, x1, y1 in found
        if _is_large(box := (max(x0, left), max(y0, bottom), min(x1, right), min(y1, top)))
    ]
    if not shown:
        return []
    text = page.get_textpage()
    try:
        return [
            PdfPicture(number, _upright(box, page.get_rotation(), crop))
            for box in list(dict.fromkeys(shown))[:_MOST]
            if len("".join(text.get_text_bounded(*box).split())) < _WORDS
        ]
    finally:
        text.close()


def _upright(box: Box, rotation: int, crop: Box) -> Box:
    """From the page's own space, where y grows upwards, to the page as it is seen."""
    x0, y0, x1, y1 = box
    left, bottom, right, top = crop
    if rotation == 90:
        return y0 - bottom, x0 - left, y1 - bottom, x1 - left
    if rotation == 180:
        return right - x1, y0 - bottom, right - x0, y1 - bottom
    if rotation == 270:
        return top - y1, right - x1, top - y0, right - x0
    return x0 - left, top - y1, x1 - left, top - y0


def box_of(address: str) -> tuple[int, Box] | None:
    """Page and box of an address; None for one that is none."""
    kind, _, rest = address.partition(":")
    page, _, sides = rest.partition(":")
    try:
        left, bottom, right, top = (float(side) for side in sides.split(","))
        return (int(page), (left, bottom, right, top)) if kind == "page" else None
    except ValueError:
        return None


def _is_large(box: Box) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    return min(wide, high) >= _LEAST and max(wide, high) >= _LEAST_LONG


def _collect(item: Any, outer: Matrix, found: list[Box], budget: list[int], depth: int) -> None:
    budget[0] -= 1
    kind = pdfium_c.FPDFPageObj_GetType(item)
    if kind not in (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_FORM):
        return
    held = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(item, held)
    a, b, c, d, e, f = times((held.a, held.b, held.c, held.d, held.e, held.f), outer)
    if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
        xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
        found.append((min(xs), min(ys), max(xs), max(ys)))
    elif depth < _DEEPEST:
        for at in range(pdfium_c.FPDFFormObj_CountObjects(item)):
            if budget[0] <= 0:
                return
            inner = pdfium_c.FPDFFormObj_GetObject(item, at)
            _collect(inner, (a, b, c, d, e, f), found, budget, depth + 1)


def times(first: Matrix, then: Matrix) -> Matrix:
    """One matrix after the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )
