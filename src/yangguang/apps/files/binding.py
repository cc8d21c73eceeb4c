"""Binding letters, papers and pictures into one PDF whose pages are numbered through.

The number stands in the lower right corner of each page as it is seen, so that the index of the
bundle can be followed on paper, whatever numbers the papers bear of their own. The papers are whatever
people handed in, so this runs in the sandboxed process only (`workshop.bind`).
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, UnidentifiedImageError

PDF = "application/pdf"
PICTURES = frozenset({"image/jpeg", "image/png"})
A4 = (595.0, 842.0)
_MARGIN, _WIDTH, _HEIGHT, _SIZE = 30.0, 46.0, 14.0, 9.0
_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Paper:
    """One document to be bound in; ``data`` is None for one that cannot be."""

    data: bytes | None
    media_type: str = PDF


def bind(papers: Sequence[Paper]) -> tuple[bytes, list[range]]:
    """The numbered pages as one file, and which of them (from 1) each paper fills.

    Nothing is filled by a paper that cannot be opened: encrypted, broken, or of another kind.
    """
    bound = pdfium.PdfDocument.new()
    places = []
    for paper in papers:
        start = len(bound) + 1
        places.append(range(start, start + _append(bound, paper)))
    _number(bound)
    return (_saved(bound) if len(bound) else b""), places


def behind(cover: bytes, bound: bytes) -> bytes:
    """The cover with the bound pages after it, as one file; ``bound`` may be empty."""
    whole = pdfium.PdfDocument.new()
    whole.import_pages(pdfium.PdfDocument(cover))
    if bound:
        whole.import_pages(pdfium.PdfDocument(bound))
    return _saved(whole)


def _saved(document: pdfium.PdfDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _append(bound: pdfium.PdfDocument, paper: Paper) -> int:
    if paper.data is None:
        return 0
    if paper.media_type in PICTURES:
        return _append_picture(bound, paper.data)
    if paper.media_type != PDF:
        return 0
    try:
        source = pdfium.PdfDocument(paper.data)
    except pdfium.PdfiumError:
        return 0
    bound.import_pages(source)
    return len(source)


def _append_picture(bound: pdfium.PdfDocument, data: bytes) -> int:
    """The picture on a page of its own, upright as its camera meant it."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.width * opened.height > _PIXELS:
                return 0
            shown = _flat(opened)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return 0
    page = bound.new_page(*A4)
    picture = pdfium.PdfImage.new(bound)
    picture.set_bitmap(pdfium.PdfBitmap.from_pil(shown))
    width, height = shown.size
    scale = min((A4[0] - 2 * _MARGIN) / width, (A4[1] - 2 * _MARGIN) / height)
    matrix = pdfium.PdfMatrix().scale(width * scale, height * scale)
    picture.set_matrix(matrix.translate((A4[0] - width * scale) / 2, (A4[1] - height * scale) / 2))
    page.insert_obj(picture)
    page.gen_content()
    return 1


def _flat(opened: Image.Image) -> Image.Image:
    """Turned as its own mark says, on white where it is transparent."""
    turned = _turned(opened).convert("RGBA")
    paper = Image.new("RGB", turned.size, "white")
    paper.paste(turned, mask=turned.getchannel("A"))
    return paper


def _turned(opened: Image.Image) -> Image.Image:
    turns = {
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_270,
        8: Image.Transpose.ROTATE_90,
    }
    turn = turns.get(opened.getexif().get(0x0112, 1))
    return opened if turn is None else opened.transpose(turn)


def _number(bound: pdfium.PdfDocument) -> None:
    total = len(bound)
    for place in range(total):
        page = bound[place]
        text = f"{place + 1} / {total}"
        thing = pdfium_c.FPDFPageObj_NewTextObj(bound.raw, b"Helvetica", _SIZE)
        written = (text + "\0").encode("utf-16-le")
        buffer = ctypes.cast(
            ctypes.create_string_buffer(written), ctypes.POINTER(pdfium_c.FPDF_WCHAR)
        )
        pdfium_c.FPDFText_SetText(thing, buffer)
        pdfium_c.FPDFPageObj_Transform(thing, *_corner(page))
        pdfium_c.FPDFPage_InsertObject(page.raw, thing)
        page.gen_content()


def _corner(page: pdfium.PdfPage) -> tuple[float, float, float, float, float, float]:
    """The matrix that sets upright text into the lower right corner of the page as it is seen."""
    left, bottom, right, top = page.get_cropbox()
    match page.get_rotation():
        case 90:
            return 0, 1, -1, 0, right - _HEIGHT, top - _WIDTH
        case 180:
            return -1, 0, 0, -1, left + _WIDTH, top - _HEIGHT
        case 270:
            return 0, -1, 1, 0, left + _HEIGHT, bottom + _WIDTH
    return 1, 0, 0, 1, right - _WIDTH, bottom + _HEIGHT
