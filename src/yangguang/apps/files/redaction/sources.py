"""Files to be redacted, opened: pages of a PDF, pictures, or text without pages of its own."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pypdfium2 as pdfium
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from yangguang.apps.files.redaction.marks import Area, Mark, Passage
from yangguang.apps.files.redaction.pagetext import Box, PageText, page_text
from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.extract import read

MOST_PAGES = 500
MOST_PIXELS = 20_000_000
"""Of one page; larger pages are made at a lower resolution."""
DPI = 200
_PICTURES = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")
_PAD = 1.0
_A4 = 842.0

Image.MAX_IMAGE_PIXELS = 100_000_000


@dataclass(frozen=True, slots=True)
class PageShape:
    """Size of a page in points."""

    width: float
    height: float


class PagedSource(Protocol):
    """Pages that can be seen; pages count from 1."""

    @property
    def shapes(self) -> Sequence[PageShape]: ...

    def text(self, page: int) -> PageText: ...

    def picture(self, page: int, scale: float) -> Image.Image: ...


class PdfPages:
    """A PDF as it is seen, with annotations and filled-in forms."""

    def __init__(self, data: bytes) -> None:
        try:
            self._file = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as slip:
            if "assword" in str(slip) or "ecurity" in str(slip):
                raise UnreadableDocument(
                    "PDF已加密，没有密码无法处理。请去除打开密码后重新上传。", code="encrypted"
                ) from slip
            raise _damaged("不是完整的PDF") from slip
        if len(self._file) > MOST_PAGES:
            raise UnreadableDocument(
                f"PDF有{len(self._file)}页，超过{MOST_PAGES}页的上限，请拆分后分别处理。",
                code="too-large",
            )
        if not len(self._file):
            raise _damaged("PDF里没有页面")
        self._file.init_forms()
        self.shapes = [PageShape(*self._file.get_page_size(n)) for n in range(len(self._file))]
        if any(shape.width < 1 or shape.height < 1 for shape in self.shapes):
            raise _damaged("页面没有大小")

    def text(self, page: int) -> PageText:
        """The page's own text layer; empty for a scan."""
        opened = self._page(page)
        try:
            return page_text(opened)
        finally:
            opened.close()

    def picture(self, page: int, scale: float) -> Image.Image:
        """The page as seen, ``scale`` pixels a point, in colour."""
        opened = self._page(page)
        try:
            bitmap = opened.render(scale=scale, may_draw_forms=True)
            picture: Image.Image = bitmap.to_pil().convert("RGB")
            bitmap.close()
            return picture
        except pdfium.PdfiumError as slip:
            raise _damaged(f"第{page}页无法显示") from slip
        finally:
            opened.close()

    def _page(self, page: int) -> pdfium.PdfPage:
        try:
            return self._file[page - 1]
        except pdfium.PdfiumError as slip:
            raise _damaged(f"第{page}页无法打开") from slip


class Pictures:
    """A picture, or the frames of a multi-page TIFF; turned upright as its camera noted."""

    def __init__(self, data: bytes) -> None:
        try:
            opened = Image.open(io.BytesIO(data), formats=_PICTURES)
            self._frames = [
                ImageOps.exif_transpose(frame.copy())
                for _, frame in zip(range(MOST_PAGES), ImageSequence.Iterator(opened), strict=False)
            ]
        except (
            UnidentifiedImageError,
            OSError,
            ValueError,
            SyntaxError,
            Image.DecompressionBombError,
        ) as slip:
            raise _damaged("图片无法打开") from slip
        self.shapes = [
            PageShape(frame.width * one, frame.height * one)
            for frame in self._frames
            for one in (_A4 / max(frame.width, frame.height, 1),)
        ]

    def text(self, page: int) -> PageText:
        """A picture has none."""
        del page
        return PageText("", ())

    def own_scale(self, page: int) -> float:
        """Pixels a point at which the frame is as large as it came."""
        return max(self._frames[page - 1].size) / _A4

    def picture(self, page: int, scale: float) -> Image.Image:
        """The frame on white, scaled."""
        frame = self._frames[page - 1]
        shape = self.shapes[page - 1]
        flat = Image.new("RGB", frame.size, "white")
        layer = frame.convert("RGBA")
        flat.paste(layer, mask=layer.getchannel("A"))
        size = max(1, round(shape.width * scale)), max(1, round(shape.height * scale))
        return flat.resize(size, Image.Resampling.LANCZOS) if size != flat.size else flat


@dataclass(frozen=True, slots=True)
class Words:
    """A file of words: Word, spreadsheet, page, plain text. All of it is one page of text."""

    document: Document

    @property
    def text(self) -> str:
        """What passages of page 1 count in."""
        return self.document.text()


Source = PdfPages | Pictures | Words


def open_source(data: bytes, name: str = "", media_type: str = "") -> Source:
    """The file as something to redact. Raises UnreadableDocument."""
    if b"%PDF-" in data[:1024]:
        return PdfPages(data)
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"BM")) or (
        data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    ):
        return Pictures(data)
    return Words(read(data, name=name, media_type=media_type))


def scale_for(shape: PageShape, dpi: int = DPI) -> float:
    """Pixels a point at that resolution, less where the page would be too large."""
    scale = dpi / 72
    pixels = shape.width * shape.height * scale * scale
    return scale if pixels <= MOST_PIXELS else scale * float((MOST_PIXELS / pixels) ** 0.5)


def covered(source: PagedSource, marks: Sequence[Mark], page: int) -> list[Area]:
    """The areas of one page that the marks cover; passages by the boxes of their characters."""
    areas = [mark for mark in marks if isinstance(mark, Area) and mark.page == page]
    passages = [mark for mark in marks if isinstance(mark, Passage) and mark.page == page]
    if passages:
        text = source.text(page)
        for passage in passages:
            areas += [padded(page, box) for box in text.areas(passage.start, passage.end)]
    shape = source.shapes[page - 1]
    return [
        Area(page, max(0.0, a.x0), max(0.0, a.y0), min(shape.width, a.x1), min(shape.height, a.y1))
        for a in areas
    ]


def padded(page: int, box: Box) -> Area:
    """A box with a little room, so that no edge of a character shows."""
    return Area(page, box.x0 - _PAD, box.y0 - _PAD, box.x1 + _PAD, box.y1 + _PAD)


def _damaged(why: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"文件已损坏，无法打开（{why}）。请重新导出或向原单位索取完好的文件。", code="damaged"
    )
