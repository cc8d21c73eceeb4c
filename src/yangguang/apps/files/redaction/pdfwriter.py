"""A PDF with nothing in it but pictures of pages and, if wished, the words that may be read.

Written by hand, because whatever a library would carry over or add (metadata, identifiers, fonts,
structure) would have to be proved away again. The same pages give the same bytes.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

from yangguang.apps.files.redaction.pagetext import Box

_GREY_ENOUGH = 24
_NOISY = 0.22
"""Packed bytes a sample above which a page is a photograph and is better kept as JPEG."""
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class FreshPage:
    """A picture, the page's size in points, and characters to be found and read out."""

    picture: Image.Image
    width: float
    height: float
    words: Sequence[tuple[str, Box]] = ()


def write_pdf(pages: Sequence[FreshPage]) -> bytes:
    """The file. Characters lie invisible over the picture, each where it was seen."""
    parts = _Parts()
    catalog = parts.reserve()
    tree = parts.reserve()
    with_words = any(page.words for page in pages)
    font = _font(parts) if with_words else 0
    kids = []
    for page in pages:
        picture = parts.stream(*_packed(page.picture))
        content = _content(page)
        drawn = parts.stream("/Filter /FlateDecode", zlib.compress(content, 6))
        resources = f"/XObject << /P {picture} 0 R >>"
        if page.words:
            resources += f" /Font << /F {font} 0 R >>"
        kids.append(
            parts.add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {page.width:.2f} {page.height:.2f}]"
                f" /Resources << {resources} >> /Contents {drawn} 0 R >>"
            )
        )
    references = " ".join(f"{kid} 0 R" for kid in kids)
    parts.put(tree, f"<< /Type /Pages /Kids [{references}] /Count {len(kids)} >>")
    parts.put(catalog, f"<< /Type /Catalog /Pages {tree} 0 R /Lang (zh-CN) >>")
    return parts.file(catalog)


def _content(page: FreshPage) -> bytes:
    out = [f"q {page.width:.2f} 0 0 {page.height:.2f} 0 0 cm /P Do Q"]
    if page.words:
        out.append("BT 3 Tr")
        for sign, box in page.words:
            size = max(0.5, box.y1 - box.y0)
            stretch = 100 * max(0.1, box.x1 - box.x0) / size
            code = sign.encode("utf-16-be", "surrogatepass").hex()
            out.append(
                f"/F {size:.2f} Tf {stretch:.1f} Tz 1 0 0 1 {box.x0:.2f}"
                f" {page.height - box.y1 + 0.12 * size:.2f} Tm <{code}> Tj"
            )
        out.append("ET")
    return "\n".join(out).encode("ascii")


def _packed(picture: Image.Image) -> tuple[str, bytes]:
    """The picture as a PDF stream: grey where it has no colour, JPEG where it is a photograph."""
    image = _grey(picture)
    samples = image.tobytes()
    space = "/DeviceGray" if image.mode == "L" else "/DeviceRGB"
    head = (
        f"/Type /XObject /Subtype /Image /Width {image.width} /Height {image.height}"
        f" /ColorSpace {space} /BitsPerComponent 8"
    )
    packed = zlib.compress(samples, 6)
    if len(packed) <= _NOISY * len(samples):
        return f"{head} /Filter /FlateDecode", packed
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY)
    return f"{head} /Filter /DCTDecode", out.getvalue()


def _grey(picture: Image.Image) -> Image.Image:
    red, green, blue = picture.split()
    for a, b in ((red, green), (green, blue)):
        most = ImageChops.difference(a, b).getextrema()[1]
        if not isinstance(most, int | float) or most > _GREY_ENOUGH:
            return picture
    return picture.convert("L")


def _font(parts: _Parts) -> int:
    """A font that is never drawn: two bytes a sign, each meaning its own code."""
    ranges = "\n".join(
        "100 beginbfrange\n"
        + "\n".join(f"<{n:02X}00> <{n:02X}FF> <{n:02X}00>" for n in range(start, start + 100))
        + "\nendbfrange"
        for start in (0, 100)
    ) + (
        "\n56 beginbfrange\n"
        + "\n".join(f"<{n:02X}00> <{n:02X}FF> <{n:02X}00>" for n in range(200, 256))
        + "\nendbfrange"
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Words def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{ranges}\nendcmap end end"
    )
    unicode = parts.stream("/Filter /FlateDecode", zlib.compress(cmap.encode("ascii"), 9))
    descriptor = parts.add(
        "<< /Type /FontDescriptor /FontName /Words /Flags 4 /FontBBox [0 -120 1000 880]"
        " /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>"
    )
    descendant = parts.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Words /CIDToGIDMap /Identity /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        f" /FontDescriptor {descriptor} 0 R >>"
    )
    return parts.add(
        "<< /Type /Font /Subtype /Type0 /BaseFont /Words /Encoding /Identity-H"
        f" /DescendantFonts [{descendant} 0 R] /ToUnicode {unicode} 0 R >>"
    )


class _Parts:
    """Objects of a PDF under construction, numbered from 1."""

    def __init__(self) -> None:
        self._bodies: list[bytes] = []

    def reserve(self) -> int:
        self._bodies.append(b"")
        return len(self._bodies)

    def put(self, number: int, body: str) -> None:
        self._bodies[number - 1] = body.encode("ascii")

    def add(self, body: str) -> int:
        number = self.reserve()
        self.put(number, body)
        return number

    def stream(self, head: str, data: bytes) -> int:
        number = self.reserve()
        self._bodies[number - 1] = (
            f"<< {head} /Length {len(data)} >>\nstream\n".encode("ascii") + data + b"\nendstream"
        )
        return number

    def file(self, catalog: int) -> bytes:
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, body in enumerate(self._bodies, start=1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode("ascii") + body + b"\nendobj\n"
        table = len(out)
        size = len(places) + 1
        out += f"xref\n0 {size}\n0000000000 65535 f \n".encode("ascii")
        for place in places:
            out += f"{place:010d} 00000 n \n".encode("ascii")
        out += (
            f"trailer\n<< /Size {size} /Root {catalog} 0 R >>\nstartxref\n{table}\n%%EOF\n".encode(
                "ascii"
            )
        )
        return bytes(out)
