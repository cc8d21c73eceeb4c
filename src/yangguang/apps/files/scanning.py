"""What has to be looked at to know the words of a file: pages without text, and the pictures in it.

Runs in the work process only; the rest of the system asks `workshop.ScanReader`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from yangguang.apps.files.drawing import draw_anew, draw_whole
from yangguang.apps.files.redaction.sources import (
    MOST_PAGES,
    MOST_PIXELS,
    PdfPages,
    Pictures,
    Words,
    open_source,
    scale_for,
)
from yangguang.text.document import UnreadableDocument
from yangguang.text.extract.archive import Archive
from yangguang.text.extract.held import Held, held_content, held_pictures
from yangguang.text.extract.limits import DEFAULT
from yangguang.text.extract.ofdpictures import Matrix, PaintedPage, painted_pages
from yangguang.text.extract.pdf import pdf_pictures
from yangguang.text.extract.pdfpictures import box_of

_DPI = 200
_MOST_BYTES = 20 * 1024 * 1024
_MILLIMETRES = 25.4
_MEDIA_TYPES = {
    "OFD.xml": "application/ofd",
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PAINTED = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"BM", b"RIFF")


@dataclass(frozen=True, slots=True)
class Parts:
    """Pages that can be painted, and the pictures that lie in the file."""

    pages: int
    pictures: tuple[Held, ...]
    media_type: str = ""


def parts_of(data: bytes) -> Parts:
    """All that there is to recognise in a file. Raises UnreadableDocument."""
    if data.startswith(b"PK"):
        archive = Archive(data, DEFAULT)
        painted = painted_pages(archive) if "OFD.xml" in archive else []
        pages = len(painted) if any(page.pictures for page in painted) else 0
        if pages > MOST_PAGES:
            raise UnreadableDocument(
                f"OFD有{pages}页，超过{MOST_PAGES}页的上限，请拆分后分别处理。", code="too-large"
            )
        kind = next((kind for part, kind in _MEDIA_TYPES.items() if part in archive), "")
        return Parts(pages, held_pictures(data), kind)
    if b"%PDF-" in data[:1024] or data.startswith(_PAINTED):
        source = open_source(data)
        if isinstance(source, Words):
            return Parts(0, ())
        return Parts(len(source.shapes), _on_pages(data) if isinstance(source, PdfPages) else ())
    return Parts(0, held_pictures(data))


def _on_pages(data: bytes) -> tuple[Held, ...]:
    counted: dict[int, int] = {}
    held = []
    for one in pdf_pictures(data):
        counted[one.page] = counted.get(one.page, 0) + 1
        held.append(Held(one.address, f"第{one.page}页第{counted[one.page]}张图片", one.page))
    return tuple(held)


def page_picture(data: bytes, page: int) -> tuple[Image.Image, str]:
    """A page as it is seen, and what on it could not be drawn (else empty). Raises UnreadableDocument."""
    if data.startswith(b"PK"):
        pages = painted_pages(Archive(data, DEFAULT))
        if not 1 <= page <= len(pages):
            raise _no_page()
        return _painted(data, pages[page - 1])
    source = open_source(data)
    if isinstance(source, Words):
        raise UnreadableDocument("该文件不是扫描件，不需要文字识别。", code="unknown-format")
    if not 1 <= page <= len(source.shapes):
        raise _no_page()
    if isinstance(source, Pictures):
        return _flat(source, page), ""
    return source.picture(page, scale_for(source.shapes[page - 1], _DPI)), ""


def held_picture(data: bytes, address: str) -> Image.Image | None:
    """A picture that lies in the file, upright and on white; None for a mere sign. Raises
    UnreadableDocument with the reason."""
    drawn = whole(data, address)
    return None if drawn is None else flat(drawn[0])


def whole(data: bytes, address: str) -> tuple[bytes, str] | None:
    """The same as PNG or JPEG and its media type; one on a page of a PDF as the page shows it."""
    place = box_of(address)
    if place is None:
        return draw_whole(data, address)
    number, box = place
    painted, _ = page_picture(data, number)
    scale = painted.height / PdfPages(data).shapes[number - 1].height
    left, top, right, bottom = (round(side * scale) for side in box)
    if not (0 <= left < right <= painted.width + 1 and 0 <= top < bottom <= painted.height + 1):
        raise UnreadableDocument("图片不在页面上", code="damaged")
    out = io.BytesIO()
    painted.crop((left, top, right, bottom)).save(out, "PNG", compress_level=4)
    return out.getvalue(), "image/png"


def flat(content: bytes) -> Image.Image:
    """A picture that was drawn anew, on white."""
    return _flat(Pictures(content), 1)


def _flat(source: Pictures, page: int) -> Image.Image:
    # Never larger than it came: the engine reads it no better, and takes longer.
    scale = min(scale_for(source.shapes[page - 1], _DPI), source.own_scale(page))
    return source.picture(page, scale)


def _painted(data: bytes, page: PaintedPage) -> tuple[Image.Image, str]:
    scale = _DPI / _MILLIMETRES
    pixels = page.width * page.height * scale * scale
    if pixels > MOST_PIXELS:
        scale *= (MOST_PIXELS / pixels) ** 0.5
    canvas = Image.new(
        "RGB", (max(1, round(page.width * scale)), max(1, round(page.height * scale))), "white"
    )
    missing: dict[str, None] = {}
    for one in page.pictures:
        try:
            drawn, _ = draw_anew(held_content(data, one.address, most=_MOST_BYTES))
        except UnreadableDocument as problem:
            missing[str(problem).rstrip("。")] = None
            continue
        with Image.open(io.BytesIO(drawn)) as opened:
            _put(canvas, opened.convert("RGBA"), one.matrix, scale)
    if missing and len(missing) >= len(page.pictures):
        raise UnreadableDocument("；".join(missing), code="damaged")
    return canvas, f"页上有图片没有识别：{'；'.join(missing)}" if missing else ""


def _put(canvas: Image.Image, picture: Image.Image, matrix: Matrix, scale: float) -> None:
    """The unit square of the picture set onto the page by its matrix, whichever way it is turned."""
    a, b, c, d, e, f = (value * scale for value in matrix)
    wide, high = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
    if wide < 1 or high < 1 or wide > 4 * max(canvas.size) or high > 4 * max(canvas.size):
        return
    size = max(1, round(wide)), max(1, round(high))
    if size[0] < picture.width or size[1] < picture.height:
        # Sampled down first: the transformation alone would leave letters ragged.
        fitting = min(size[0], picture.width), min(size[1], picture.height)
        picture = picture.resize(fitting, Image.Resampling.LANCZOS)
    turned = a * d - b * c
    if abs(turned) < 1:
        return
    width, height = picture.size
    inverse = (
        d / turned * width, -c / turned * width, (c * f - d * e) / turned * width,
        -b / turned * height, a / turned * height, (b * e - a * f) / turned * height,
    )  # fmt: skip
    layer = picture.transform(
        canvas.size, Image.Transform.AFFINE, inverse, resample=Image.Resampling.BICUBIC
    )
    canvas.paste(layer, mask=layer.getchannel("A"))


def _no_page() -> UnreadableDocument:
    return UnreadableDocument("该文件没有这一页。", code="unknown-format")
