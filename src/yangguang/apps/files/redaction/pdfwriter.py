"""A PDF with nothing in it but pictures of pages and, if wished, the words that may be read.

Written by hand, because whatever a library would carry over or add (metadata, identifiers, fonts,
structure) would have to be proved away again. The same pages give the same bytes.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

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
        for run in _runs(page.words):
            box = run[0][1]
            size = _size(run)
            rise = page.height - box.y1 + 0.5 * (box.y1 - box.y0 - size) + 0.12 * size
            out.append(
                f"/F {size:.2f} Tf 1 0 0 1 {box.x0:.2f} {rise:.2f} Tm [{_shown(run, size)}] TJ"
            )
        out.append("ET")
    return "\n".join(out).encode("ascii")


Run = list[tuple[str, Box]]


def _runs(words: Sequence[tuple[str, Box]]) -> list[Run]:
    """Characters that follow one another on a line without a gap wider than a character or two."""
    runs: list[Run] = []
    for sign, box in words:
        if runs:
            last = runs[-1][-1][1]
            tall = box.y1 - box.y0
            if abs(last.y0 - box.y0) < 0.2 * tall and -0.5 * tall < box.x0 - last.x1 < 1.5 * tall:
                runs[-1].append((sign, box))
                continue
        runs.append([(sign, box)])
    return runs


def _size(run: Run) -> float:
    """The type size at which the run's characters are as wide as they were seen."""
    return max(0.5, median((box.x1 - box.x0) / _width(sign) for sign, box in run))


def _width(sign: str) -> float:
    """Of a character in ems, as the font declares it."""
    return 0.5 if sign.isascii() else 1.0


def _shown(run: Run, size: float) -> str:
    """Codes with the adjustments that put each character where it was seen."""
    pieces = []
    for (sign, box), (_, after) in pairwise([*run, run[-1]]):
        code = sign.encode("utf-16-be", "surrogatepass").hex()
        shift = 1000 * (_width(sign) - (after.x0 - box.x0) / size)
        pieces.append(f"<{code}>{shift:.0f} ")
    return "".join(pieces).rstrip()


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
    """A font that is never drawn; its codes are Unicode, which every viewer knows how to read."""
    descriptor = parts.add(
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -120 1000 880]"
        " /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>"
    )
    descendant = parts.add(
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 5 >>"
        f" /W [1 95 500] /FontDescriptor {descriptor} 0 R >>"
    )
    return parts.add(
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H"
        f" /DescendantFonts [{descendant} 0 R] >>"
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
