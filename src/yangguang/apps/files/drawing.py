"""Pictures drawn anew inside the sandbox: nothing of the file's own information comes along.

Runs in the work process only; the rest of the system asks `workshop` and `filepictures`.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from yangguang.text.document import UnreadableDocument
from yangguang.text.extract import read
from yangguang.text.extract.archive import Archive
from yangguang.text.extract.docx import docx_pictures
from yangguang.text.extract.docxpictures import EMBEDDED, WHOLE, Cut, Found
from yangguang.text.extract.held import held_content
from yangguang.text.extract.limits import DEFAULT
from yangguang.text.extract.ods import ods_pictures
from yangguang.text.extract.traces import TracedDocument
from yangguang.text.extract.xlsx import xlsx_pictures

_WIDEST = 2_400
_DRAWN = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")
_MOST_PIXELS = 80_000_000
_MOST_BYTES = 20 * 1024 * 1024
_HARDLY_ANY = 2_500
"""Pixels; fewer show a sign, a bullet or a line."""
_VECTOR = "vector"
_TURNS = {
    1: Image.Transpose.ROTATE_270,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_90,
}
"""Clockwise quarter turns; Pillow counts the other way round."""


def draw_anew(data: bytes, *, cut: Cut = WHOLE, turn: int = 0) -> tuple[bytes, str]:
    """The picture as PNG or JPEG and its media type, at most `_WIDEST` wide, cropped and turned.

    Raises UnreadableDocument for what is no picture, and for one with too many pixels, before any
    of them is painted.
    """
    try:
        with Image.open(io.BytesIO(data), formats=_DRAWN) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise _too_large()
            photographed = opened.format == "JPEG"
            upright = ImageOps.exif_transpose(opened)
            if cut != WHOLE:
                upright = upright.crop(_box(upright.width, upright.height, cut))
            if turn in _TURNS:
                upright = upright.transpose(_TURNS[turn])
            upright.thumbnail((_WIDEST, 4 * _WIDEST))
            drawn = upright.convert("RGB" if photographed else "RGBA")
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnreadableDocument(
            "不是可以识别的图片，请使用 PNG 或 JPEG 格式。", code="unknown-format"
        ) from error
    # A fresh canvas: nothing of the file's own information comes along.
    canvas = Image.new(drawn.mode, drawn.size)
    canvas.paste(drawn)
    out = io.BytesIO()
    canvas.save(out, "JPEG" if photographed else "PNG", **({"quality": 88} if photographed else {}))
    return out.getvalue(), "image/jpeg" if photographed else "image/png"


def pictures_listed(data: bytes) -> tuple[Found, ...]:
    """The pictures that the text of a file shows, in its order; none in files that have none."""
    if data.startswith(b"PK"):
        archive = Archive(data, DEFAULT)
        if "word/document.xml" in archive:
            return docx_pictures(archive)
        if "xl/workbook.xml" in archive:
            return xlsx_pictures(archive)
        spreadsheet = "content.xml" in archive and b"spreadsheet" in archive.mimetype()
        return ods_pictures(archive) if spreadsheet else ()
    if b"%PDF-" in data[:1024]:
        return ()
    document = read(data)
    return tuple(
        Found(EMBEDDED, one.address, one.alternative)
        for one in (document.pictures if isinstance(document, TracedDocument) else ())
        if one.inside is not None
    )


def draw_inside(data: bytes, address: str, *, cut: Cut, turn: int) -> tuple[bytes, str]:
    """A picture that lies in a file, drawn anew. Raises UnreadableDocument with the reason."""
    try:
        return _drawn(held_content(data, address, most=_MOST_BYTES), cut=cut, turn=turn)
    except UnreadableDocument as problem:
        if problem.code == _VECTOR:
            told = f"{problem}，网页不能显示"
            raise UnreadableDocument(told, code="unknown-format") from problem
        raise


def draw_whole(data: bytes, address: str) -> tuple[bytes, str] | None:
    """The same without what hides a part of it: the whole picture is in the file. None for one so
    small that it is a dot or a sign. Raises UnreadableDocument with the reason."""
    content = held_content(data, address, most=_MOST_BYTES)
    drawn = _drawn(content)
    with Image.open(io.BytesIO(drawn[0]), formats=_DRAWN) as opened:
        return None if opened.width * opened.height < _HARDLY_ANY else drawn


def _drawn(content: bytes, *, cut: Cut = WHOLE, turn: int = 0) -> tuple[bytes, str]:
    kind = _drawing_format(content)
    if kind:
        raise UnreadableDocument(kind, code=_VECTOR)
    try:
        return draw_anew(content, cut=cut, turn=turn)
    except UnreadableDocument as problem:
        why = "像素过多" if problem.code == "too-large" else "图片已损坏，或者不是网页能显示的格式"
        raise UnreadableDocument(why, code=problem.code) from problem


def _drawing_format(content: bytes) -> str:
    """What office programs keep beside pictures, by its first bytes; empty for anything else."""
    if content[40:44] == b" EMF":
        return "是EMF矢量图"
    if content.startswith((b"\xd7\xcd\xc6\x9a", b"\x01\0\x09\0", b"\x02\0\x09\0")):
        return "是WMF矢量图"
    if content.startswith(b"\x1f\x8b"):
        return "是压缩的矢量图（EMZ、WMZ）"
    if b"<svg" in content[:4096].lower():
        return "是SVG矢量图"
    return ""


def _box(width: int, height: int, cut: Cut) -> tuple[int, int, int, int]:
    """What is left of a picture, never less than a pixel."""
    left, top = int(width * cut[0]), int(height * cut[1])
    right = max(left + 1, round(width * (1 - cut[2])))
    return left, top, right, max(top + 1, round(height * (1 - cut[3])))


def _too_large() -> UnreadableDocument:
    return UnreadableDocument("图片过大，请缩小后再上传。", code="too-large")
