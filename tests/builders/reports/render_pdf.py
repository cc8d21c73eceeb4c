"""Printed reports as real PDF files: lines of text and ruled tables placed on pages.

The fonts are the standard Chinese ones every reader knows by name, so nothing is embedded and the
text layer is what a reader makes of it: words at places, without rows, columns or paragraphs.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.builders.reports.blocks import Aside, Block, Box, Grid, Heading, Para
from tests.builders.reports.layout import wrap

_WIDTH, _HEIGHT = 595.0, 842.0
_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
    b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/W[1 95 500]"
    b"/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6"
    b"/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880"
    b"/StemV 93>>>>]>>"
)


def _columns(text: str) -> float:
    return sum(0.5 if character.isascii() else 1 for character in text)


@dataclass
class _Page:
    """The drawing orders of one page."""

    texts: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def write(self, x: float, y: float, size: float, text: str) -> None:
        coded = text.encode("utf-16-be").hex().upper()
        self.texts.append(f"BT /F1 {size:g} Tf 1 0 0 1 {x:.1f} {y:.1f} Tm <{coded}> Tj ET")

    def rule(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.lines.append(f"{x1:.1f} {y1:.1f} m {x2:.1f} {y2:.1f} l S")


class PdfPrinter:
    """Sets blocks on pages of A4."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.size = rng.choice((12.0, 14.0, 15.0, 16.0))
        self.leading = self.size * rng.uniform(1.5, 1.9)
        self.margin = rng.choice((70.0, 79.0, 90.0))
        self.table_size = rng.choice((7.5, 9.0, 10.0))
        self.ruled = rng.random() < 0.8
        self.footer = rng.choice(("- {} -", "— {} —", "{}", "第{}页"))
        self.pages = [_Page()]
        self.y = _HEIGHT - 80
        self.bottom = 75.0

    def print_blocks(self, blocks: list[Block]) -> bytes:
        """The whole report as the bytes of a PDF."""
        for block in blocks:
            if isinstance(block, Grid):
                if block.caption:
                    self._text(block.caption, indent=0)
                self._table(block)
            elif isinstance(block, Heading) and block.level == 0:
                self._title(block.text)
            elif isinstance(block, (Para, Heading, Aside)):
                self._text(block.text, indent=0 if isinstance(block, Aside) else 2)
        for number, page in enumerate(self.pages, 1):
            text = self.footer.format(number)
            page.write((_WIDTH - len(text) * 6) / 2, 45, 10.5, text)
        return _file(self.pages)

    def _feed(self, height: float) -> None:
        if self.y - height < self.bottom:
            self.pages.append(_Page())
            self.y = _HEIGHT - 80

    def _title(self, text: str) -> None:
        size = 20.0
        for line in wrap(text, int((_WIDTH - 2 * self.margin) / size)):
            self._feed(size * 1.6)
            self.y -= size * 1.6
            self.pages[-1].write((_WIDTH - _columns(line) * size) / 2, self.y, size, line)
        self.y -= 14

    def _text(self, text: str, *, indent: int) -> None:
        width = int((_WIDTH - 2 * self.margin) / self.size)
        for number, line in enumerate(wrap("　" * indent + text, width)):
            self._feed(self.leading)
            self.y -= self.leading
            shift = self.size * indent if number == 0 else 0
            self.pages[-1].write(self.margin + shift, self.y, self.size, line.lstrip("　"))

    def _table(self, grid: Grid) -> None:
        size = self.table_size
        edges = self._edges(grid)
        placed = _places(grid)
        heights = self._heights(grid, placed, edges, size)
        top = 0
        while top < len(grid.rows):
            end = top
            room = self.y - self.bottom
            while end < len(grid.rows) and sum(heights[top : end + 1]) <= room:
                end += 1
            if end == top:
                self.pages.append(_Page())
                self.y = _HEIGHT - 80
                continue
            self._rows(placed, heights, edges, top, end, size)
            top = end
        self.y -= 8

    def _edges(self, grid: Grid) -> list[float]:
        """Where columns begin and end: labels wide, figures narrow."""
        full = _WIDTH - 2 * (self.margin - 20)
        columns = max(x + box.columns for x, _, box in _places(grid))
        if grid.kind == "t3":
            shares = [0.07, 0.13, 0.3] if columns == 10 else [0.45]
            shares += [(1 - sum(shares)) / (columns - len(shares))] * (columns - len(shares))
        elif grid.kind == "stats":
            shares = {2: [0.8, 0.2], 3: [0.7, 0.12, 0.18]}.get(columns, [0.1, 0.6, 0.12, 0.18])
            if columns == 4 and not grid.rows[1][0].text.isdigit():
                shares = [0.6, 0.12, 0.18, 0.1]
        else:
            shares = [1 / columns] * columns
        edges = [self.margin - 20]
        for share in shares:
            edges.append(edges[-1] + share * full)
        return edges

    def _wrapped(self, box: Box, x: int, edges: list[float], size: float) -> list[str]:
        width = max(1, int((edges[x + box.columns] - edges[x] - 4) / size))
        return wrap(box.text.replace("\n", "").strip(), width)

    def _heights(
        self, grid: Grid, placed: list[tuple[int, int, Box]], edges: list[float], size: float
    ) -> list[float]:
        heights = [size * 1.7] * len(grid.rows)
        for x, y, box in placed:
            if box.rows == 1:
                need = len(self._wrapped(box, x, edges, size)) * size * 1.25 + size * 0.5
                heights[y] = max(heights[y], need)
        return heights

    def _rows(
        self,
        placed: list[tuple[int, int, Box]],
        heights: list[float],
        edges: list[float],
        top: int,
        end: int,
        size: float,
    ) -> None:
        page = self.pages[-1]
        tops = {top: self.y}
        for row in range(top, end):
            tops[row + 1] = tops[row] - heights[row]
        for x, y, box in placed:
            first, last = max(y, top), min(y + box.rows, end)
            if first >= last or not self._shown(y, box, top, end):
                continue
            upper, lower = tops[first], tops[last]
            left, right = edges[x], edges[x + box.columns]
            if self.ruled:
                page.rule(left, upper, right, upper)
                page.rule(left, lower, right, lower)
                page.rule(left, upper, left, lower)
                page.rule(right, upper, right, lower)
            lines = self._wrapped(box, x, edges, size)
            block = len(lines) * size * 1.25
            baseline = (upper + lower) / 2 + block / 2 - size
            for line in lines:
                wide = _columns(line) * size
                start = (
                    left + 2 if box.cell is None and box.columns < 5 else (left + right - wide) / 2
                )
                page.write(start, baseline, size, line)
                baseline -= size * 1.25
        self.y = tops[end]

    @staticmethod
    def _shown(y: int, box: Box, top: int, end: int) -> bool:
        """A merged cell cut by the page's end shows its text on the page where it begins."""
        return top <= y < end


def _places(grid: Grid) -> list[tuple[int, int, Box]]:
    """Each box with its column and row, in reading order."""
    taken: set[tuple[int, int]] = set()
    placed: list[tuple[int, int, Box]] = []
    for y, row in enumerate(grid.rows):
        x = 0
        for box in row:
            while (x, y) in taken:
                x += 1
            placed.append((x, y, box))
            taken |= {(x + dx, y + dy) for dx in range(box.columns) for dy in range(box.rows)}
            x += box.columns
    return placed


def _file(pages: list[_Page]) -> bytes:
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b"", _FONT]
    kids: list[int] = []
    for page in pages:
        content = "\n".join(["0.5 w", *page.lines, *page.texts]).encode("ascii")
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        stream = len(objects)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            b"/Contents %d 0 R>>" % stream
        )
        kids.append(len(objects))
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), listed)
    out = bytearray(b"%PDF-1.5\n")
    offsets: list[int] = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
