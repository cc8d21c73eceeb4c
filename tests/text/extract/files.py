"""Small real files of every format, written by hand so that each byte is known."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

import docx
import xlsxwriter


@dataclass
class PdfPage:
    """One A4 page: texts as (x, y from the top, size, text), rules as (x0, y0, x1, y1)."""

    texts: list[tuple[float, float, float, str]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    rotate: int = 0

    def lines(self, x: float, y: float, size: float, *texts: str) -> PdfPage:
        """Adds lines one under another."""
        for at, text in enumerate(texts):
            self.texts.append((x, y + at * size * 1.6, size, text))
        return self

    def table(self, x: float, y: float, widths: list[float], rows: list[list[str]]) -> PdfPage:
        """Adds a fully ruled table with 20 pt rows."""
        total = sum(widths)
        for at in range(len(rows) + 1):
            self.rules.append((x, y + 20 * at, x + total, y + 20 * at))
        left = x
        for column, width in enumerate([*widths, 0]):
            self.rules.append((left, y, left, y + 20 * len(rows)))
            for at, row in enumerate(rows):
                if column < len(row) and row[column]:
                    self.texts.append((left + 3, y + 20 * at + 14, 10, row[column]))
            left += width
        return self


def _placing(rotate: int, x: float, y: float) -> str:
    """Text set so that it stands upright once the page is turned."""
    return f"0 1 -1 0 {y} {x} Tm" if rotate == 90 else f"{x} {842 - y} Td"


def a_pdf(*pages: PdfPage, title: str = "") -> bytes:
    """A PDF with a font that is not embedded and says its characters by UniGB-UCS2-H."""
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    kids = []
    descriptor = add(
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    descendant = add(
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500]"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
        b" /FontDescriptor %d 0 R >>" % descriptor
    )
    font = add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UCS2-H"
        b" /Encoding /UniGB-UCS2-H /DescendantFonts [%d 0 R] >>" % descendant
    )
    parent = len(objects) + 2 * len(pages) + 1
    for page in pages:
        code = "".join(
            f"BT /F1 {size} Tf {_placing(page.rotate, x, y)} <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, size, text in page.texts
        )
        code += "".join(
            f"0.5 w {x0} {842 - y0} m {x1} {842 - y1} l S\n" for x0, y0, x1, y1 in page.rules
        )
        packed = zlib.compress(code.encode())
        content = add(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed)
        )
        kids.append(
            add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Rotate %d"
                b" /Resources << /Font << /F1 %d 0 R >> >> /Contents %d 0 R >>"
                % (parent, page.rotate, font, content)
            )
        )
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    root = add(b"<< /Type /Pages /Kids [%b] /Count %d >>" % (listed, len(kids)))
    catalog = add(b"<< /Type /Catalog /Pages %d 0 R >>" % root)
    info = add(b"<< /Title <FEFF%b> >>" % title.encode("utf-16-be").hex().encode())
    out = io.BytesIO()
    out.write(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(
        b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, catalog, info, start)
    )
    return out.getvalue()


def a_zip(members: dict[str, str | bytes]) -> bytes:
    """A zip of these members, packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def an_ofd(*pages: PdfPage, title: str = "") -> bytes:
    """An OFD with the same pages as `a_pdf` would have, in millimetres, one object a text."""
    millimetre = 25.4 / 72
    listed = "".join(
        f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages))
    )
    members: dict[str, str | bytes] = {
        "OFD.xml": f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD {_OFD} Version="1.0" DocType="OFD">'
        f"<ofd:DocBody><ofd:DocInfo><ofd:Title>{title}</ofd:Title></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_OFD}><ofd:CommonData/><ofd:Pages>{listed}</ofd:Pages>"
        "</ofd:Document>",
    }
    for at, page in enumerate(pages):
        body = ""
        for x, y, size, text in page.texts:
            tall = size * millimetre
            steps = " ".join(f"{tall * (0.5 if c.isascii() else 1.0):.3f}" for c in text[:-1])
            body += (
                f'<ofd:TextObject ID="1" Boundary="{x * millimetre:.3f} {y * millimetre - tall:.3f}'
                f' {tall * len(text):.3f} {tall * 1.2:.3f}" Size="{tall:.3f}" Font="1">'
                f'<ofd:TextCode X="0" Y="{tall:.3f}" DeltaX="{steps}">{text}</ofd:TextCode>'
                "</ofd:TextObject>"
            )
        for x0, y0, x1, y1 in page.rules:
            a, b, c, d = (value * millimetre for value in (x0, y0, x1, y1))
            body += (
                f'<ofd:PathObject ID="2" Boundary="{a:.3f} {b:.3f} {c - a + 0.1:.3f} {d - b + 0.1:.3f}">'
                f"<ofd:AbbreviatedData>M 0 0 L {c - a:.3f} {d - b:.3f}</ofd:AbbreviatedData>"
                "</ofd:PathObject>"
            )
        members[f"Doc_0/Pages/Page_{at}/Content.xml"] = (
            f"<ofd:Page {_OFD}><ofd:Content><ofd:Layer ID='9'>{body}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return a_zip(members)


def a_docx(*paragraphs: str) -> bytes:
    """A Word file with these paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def an_xlsx(rows: list[list[object]], name: str = "表一") -> bytes:
    """A workbook with one sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(name)
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def an_ole(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams, each padded beyond the size of a mini stream."""
    body = b""
    starts: dict[str, tuple[int, int]] = {}
    chains: list[int] = []
    for name, content in streams.items():
        padded = content.ljust(4096, b"\0")
        padded += b"\0" * (-len(padded) % 512)
        count = len(padded) // 512
        first = 2 + len(chains)
        starts[name] = (first, len(padded))
        chains += [first + at + 1 for at in range(count - 1)] + [0xFFFFFFFE]
        body += padded

    def entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
        encoded = name.encode("utf-16-le") + b"\0\0"
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            encoded, len(encoded), kind, 1, 0xFFFFFFFF, right, child, b"", 0, 0, 0, start, size,
        )  # fmt: skip

    entries = [entry("Root Entry", 5, 1, 0xFFFFFFFF, 0xFFFFFFFE, 0)]
    for at, (name, (start, size)) in enumerate(starts.items(), 1):
        right = at + 1 if at < len(starts) else 0xFFFFFFFF
        entries.append(entry(name, 2, 0xFFFFFFFF, right, start, size))
    directory = b"".join(entries).ljust(512, b"\0")
    table = struct.pack("<128I", *([0xFFFFFFFD, 0xFFFFFFFE, *chains] + [0xFFFFFFFF] * 126)[:128])
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0,
    )  # fmt: skip
    header = header[:76] + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return header.ljust(512, b"\0") + table + directory + body


def a_doc(*parts: str | list[list[str]]) -> bytes:
    """A Word 97 file with these paragraphs, and a table for each list of rows."""
    marks: list[tuple[str, bytes]] = []
    for part in parts:
        if isinstance(part, str):
            marks.append((part + "\r", b""))
            continue
        columns = len(part[0])
        shape = struct.pack(f"<B{columns + 1}h", columns, *range(0, 2000 * columns + 1, 2000))
        shape += bytes(20 * columns)
        inside = struct.pack("<HB", 0x2416, 1)
        ends = inside + struct.pack("<HBHH", 0x2417, 1, 0xD608, len(shape) + 1) + shape
        for row in part:
            marks += [(cell + "\x07", inside) for cell in row]
            marks.append(("\x07", ends))
    text = "".join(mark for mark, _ in marks)
    encoded = text.encode("utf-16-le")
    block = bytearray(1024)
    struct.pack_into("<HHHHHH", block, 0, 0xA5EC, 193, 0, 0x804, 0, 0x1200)
    struct.pack_into("<II", block, 0x18, 1024, 1024 + len(encoded))
    struct.pack_into("<H", block, 0x20, 14)
    struct.pack_into("<H", block, 0x3E, 22)
    struct.pack_into("<I", block, 0x40, 1024 + len(encoded))
    struct.pack_into("<I", block, 0x4C, len(text))
    struct.pack_into("<H", block, 0x152, 93)
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, 1024, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    end = 1024 + len(encoded)
    encoded = encoded.ljust(-(-len(encoded) // 512) * 512, b"\0")
    page = (1024 + len(encoded)) // 512
    # One page of character properties without exceptions; pages of paragraph properties, six each.
    characters = struct.pack("<II", 1024, end).ljust(511, b"\0") + b"\x01"
    pages, starts, place = [], [], 1024
    for first in range(0, len(marks), 6):
        chunk = marks[first : first + 6]
        starts.append(place)
        places = [place]
        for mark, _ in chunk:
            place += 2 * len(mark)
            places.append(place)
        pages.append(_paragraph_page(places, [properties for _, properties in chunk]))
    table = clx
    for at, content in (
        (0xFA, struct.pack("<III", 1024, end, page)),
        (0x102, struct.pack(f"<{2 * len(pages) + 1}I", *starts, place, *range(page + 1, page + 1 + len(pages)))),
        # An empty style sheet, one section without properties, document properties all zero.
        (0xA2, struct.pack("<HHHHHHHHHH", 18, 0, 10, 0, 0, 0, 0, 0, 0, 0)),
        (0xCA, struct.pack("<IIHIHI", 0, len(text), 0, 0xFFFFFFFF, 0, 0)),
        (0x192, bytes(544)),
    ):  # fmt: skip
        struct.pack_into("<II", block, at, len(table), len(content))
        table += content
    struct.pack_into("<II", block, 0x1A2, 0, len(clx))
    body = bytes(block) + encoded + characters + b"".join(pages)
    return an_ole({"WordDocument": body, "1Table": table})


def _paragraph_page(places: list[int], properties: list[bytes]) -> bytes:
    """512 bytes that say which properties the paragraphs between ``places`` have."""
    page = bytearray(512)
    struct.pack_into(f"<{len(places)}I", page, 0, *places)
    bottom = 510
    stored: dict[bytes, int] = {b"": 0}
    for at, each in enumerate(properties):
        if each not in stored:
            held = b"\0\0" + each
            held = (
                bytes([(len(held) + 1) // 2]) + held
                if len(held) % 2
                else bytes([0, len(held) // 2]) + held
            )
            bottom = (bottom - len(held)) & ~1
            page[bottom : bottom + len(held)] = held
            stored[each] = bottom // 2
        page[4 * len(places) + 13 * at] = stored[each]
    page[511] = len(properties)
    return bytes(page)
