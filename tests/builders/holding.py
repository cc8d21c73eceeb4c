"""Files that hold pictures beside their words: workbooks, pages, slides and scans, made by hand."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

import openpyxl
from openpyxl.drawing.image import Image as SheetPicture
from PIL import Image

_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"'
)
_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
ROSTER = ("困难群众补助名单", "姓名 身份证号码", "李秀兰 11010519491231002X")
"""What a photographed roster says; the number passes its check."""
EMF = b"\x01\0\0\0" + b"\0" * 36 + b" EMF" + b"\0" * 60


def encoded(picture: Image.Image, form: str = "PNG") -> bytes:
    """A picture as the bytes of its file."""
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()


def huge_png() -> bytes:
    """A few hundred bytes that would unpack to 3.6 thousand million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def members(data: bytes) -> dict[str, bytes]:
    """What a container holds, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """A container of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def a_workbook(
    *sheets: tuple[str, Sequence[Sequence[object]], Sequence[bytes]],
    hidden: Sequence[str] = (),
    **changed: bytes,
) -> bytes:
    """An xlsx: each sheet by its name, its rows, and the pictures that float over it, from the top.

    ``changed`` puts other bytes where a picture is (image1=…).
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows, pictures in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for at, data in enumerate(pictures):
            sheet.add_image(SheetPicture(io.BytesIO(data)), f"D{2 + 10 * at}")
        if name in hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    if not changed:
        return out.getvalue()
    parts = members(out.getvalue())
    for name, data in changed.items():
        (address,) = [one for one in parts if one.startswith(f"xl/media/{name}.")]
        parts[address] = data
    return packed(parts)


def an_ods(
    *sheets: tuple[str, Sequence[Sequence[str]], Sequence[tuple[str, str]]], **pictures: bytes
) -> bytes:
    """An ods: each sheet by its name, its rows, and its pictures as (address, words); ``pictures``
    are the bytes of those in ``Pictures/`` by their names without ending."""
    tables = ""
    for name, rows, shown in sheets:
        frames = "".join(
            f'<draw:frame><draw:image xlink:href="{address}"/><svg:desc>{words}</svg:desc></draw:frame>'
            for address, words in shown
        )
        lines = "".join(
            "<table:table-row>"
            + "".join(
                f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row
            )
            + "</table:table-row>"
            for row in rows
        )
        tables += (
            f'<table:table table:name="{name}"><table:shapes>{frames}</table:shapes>'
            f"{lines}</table:table>"
        )
    content = (
        f"<office:document-content {_ODF}><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "Thumbnails/thumbnail.png": encoded(Image.new("RGB", (90, 90))),
            **{f"Pictures/{name}.png": data for name, data in pictures.items()},
        }
    )


def an_image_ofd(
    *pages: Sequence[tuple[bytes, str]],
    words: Sequence[str] = (),
    box: str = "0 0 210 297",
    matrix: str = "",
) -> bytes:
    """An OFD whose pages are pictures, each with its boundary in millimetres (x y width height);
    ``words`` stand on the pages they are for, page by page."""
    listed, media, parts = "", "", {}
    count = 0
    for at, shown in enumerate(pages):
        listed += f'<ofd:Page ID="{at + 1}" BaseLoc="Pages/Page_{at}/Content.xml"/>'
        body = ""
        for data, boundary in shown:
            count += 1
            media += (
                f'<ofd:MultiMedia ID="{100 + count}" Type="Image">'
                f"<ofd:MediaFile>image_{count}.png</ofd:MediaFile></ofd:MultiMedia>"
            )
            parts[f"Doc_0/Res/image_{count}.png"] = data
            turned = f' CTM="{matrix}"' if matrix else ""
            body += (
                f'<ofd:ImageObject ID="{200 + count}" ResourceID="{100 + count}" '
                f'Boundary="{boundary}"{turned}/>'
            )
        if at < len(words) and words[at]:
            body += (
                f'<ofd:TextObject ID="9" Boundary="20 20 {5 * len(words[at])} 6" Size="5" Font="1">'
                f'<ofd:TextCode X="0" Y="5" DeltaX="{"5 " * (len(words[at]) - 1)}">{words[at]}'
                "</ofd:TextCode></ofd:TextObject>"
            )
        parts[f"Doc_0/Pages/Page_{at}/Content.xml"] = (
            f"<ofd:Page {_OFD}><ofd:Content><ofd:Layer ID='8'>{body}</ofd:Layer></ofd:Content>"
            "</ofd:Page>"
        ).encode()
    return packed(
        {
            "OFD.xml": (
                f"<ofd:OFD {_OFD} Version='1.0' DocType='OFD'><ofd:DocBody><ofd:DocInfo/>"
                "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
            ).encode(),
            "Doc_0/Document.xml": (
                f"<ofd:Document {_OFD}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>{box}"
                "</ofd:PhysicalBox></ofd:PageArea><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
                f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
            ).encode(),
            "Doc_0/DocumentRes.xml": (
                f'<ofd:Res {_OFD} BaseLoc="Res"><ofd:MultiMedias>{media}</ofd:MultiMedias></ofd:Res>'
            ).encode(),
            **parts,
        }
    )


def as_data(data: bytes, kind: str = "image/png") -> str:
    """A picture as the address under which a page carries it."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def a_web_archive(page: str, *pictures: tuple[str, bytes]) -> bytes:
    """An archive as Word saves it: the page, and pictures with their locations."""
    parts = [
        'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n'
        "Content-Location: file:///C:/a/page.htm\r\n\r\n" + base64.b64encode(page.encode()).decode()
    ]
    parts += [
        f"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: {location}\r\n\r\n{base64.b64encode(data).decode()}"
        for location, data in pictures
    ]
    body = "".join(f"--XX\r\n{part}\r\n" for part in parts)
    return (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="XX"\r\n\r\n'
        f"{body}--XX--\r\n"
    ).encode()
