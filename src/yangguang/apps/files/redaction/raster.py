"""Pages made anew from their pixels, with the marked areas black and nothing underneath."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from yangguang.apps.files.redaction.marks import Area, Mark
from yangguang.apps.files.redaction.pagetext import Box
from yangguang.apps.files.redaction.pdfwriter import FreshPage, write_pdf
from yangguang.apps.files.redaction.sources import PagedSource, covered, scale_for

_TOUCH = 0.25
"""A character that reaches this many points into an area is left out of the words."""


def redact_pages(source: PagedSource, marks: Sequence[Mark], *, words: bool) -> bytes:
    """A PDF of pictures; with ``words`` also the characters outside of all areas, to be searched."""
    pages = []
    for number, shape in enumerate(source.shapes, start=1):
        areas = covered(source, marks, number)
        scale = scale_for(shape)
        picture = blacked_out(source.picture(number, scale), areas, scale)
        kept: list[tuple[str, Box]] = []
        if words:
            text = source.text(number)
            kept = [
                (sign, box)
                for sign, box in zip(text.text, text.boxes, strict=True)
                if box is not None and not any(touches(box, area) for area in areas)
            ]
        pages.append(FreshPage(picture, shape.width, shape.height, kept))
    return write_pdf(pages)


def blacked_out(picture: Image.Image, areas: Sequence[Area], scale: float) -> Image.Image:
    """The picture with the areas black, rounded outwards to whole pixels."""
    draw = ImageDraw.Draw(picture)
    for area in areas:
        draw.rectangle(pixels(area, scale), fill="black")
    return picture


def pixels(area: Area, scale: float) -> tuple[int, int, int, int]:
    """First and last pixel of an area, both inside."""
    x0, y0 = math.floor(area.x0 * scale), math.floor(area.y0 * scale)
    return x0, y0, max(x0, math.ceil(area.x1 * scale) - 1), max(y0, math.ceil(area.y1 * scale) - 1)


def touches(box: Box, area: Area) -> bool:
    """Whether a character reaches into an area."""
    return (
        min(box.x1, area.x1) - max(box.x0, area.x0) > _TOUCH
        and min(box.y1, area.y1) - max(box.y0, area.y0) > _TOUCH
    )
