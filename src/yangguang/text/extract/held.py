"""Pictures that lie in a file beside its words, wherever the file shows them.

A photographed roster in a workbook, a stamp on a page: whoever downloads the file can see it, so
whoever examines the file has to know that it is there and where to look.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from yangguang.text.document import UnreadableDocument
from yangguang.text.extract.archive import Archive
from yangguang.text.extract.charset import decode
from yangguang.text.extract.datapictures import content_of, data_pictures
from yangguang.text.extract.docxpictures import relations
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.mhtml import part_content, part_pictures
from yangguang.text.extract.ofdpictures import painted_pages
from yangguang.text.extract.sniff import sniff
from yangguang.text.extract.xmlnames import attribute, child, children, local

_PICTURE = re.compile(
    r"\.(?:jpe?g|jfif|png|tiff?|bmp|dib|gif|webp|emf|wmf|emz|wmz|svgz?|jp2|jb2)$", re.IGNORECASE
)
_NO_CONTENT = re.compile(r"(?:^|/)thumbnails?(?:/|\.)|^docProps/", re.IGNORECASE)
_NAMED = 40
Shown = tuple[str, str, int]
"""A member, the place that shows it, and the page, if there are pages."""


@dataclass(frozen=True, slots=True)
class Held:
    """A picture by its address in the file; ``place`` says where the file shows it, for who looks.

    ``page`` counts from 1 where the file has pages that can be painted (OFD); else 0.
    """

    address: str
    place: str
    page: int = 0


def held_pictures(data: bytes, *, limits: Limits = DEFAULT) -> tuple[Held, ...]:
    """All pictures of a container or a page, shown or not; none in any other file.

    Nothing of them is unpacked. Raises UnreadableDocument for a container that does not hold together.
    """
    if data.startswith(b"PK"):
        return held_in_archive(Archive(data, limits))
    if len(data) > limits.text_bytes:
        return ()
    try:
        found = sniff(data, "")
    except UnreadableDocument:
        return ()
    if found == "html":
        plainly_none = b"data:image" not in data and b"\0" not in data[:64]
        return () if plainly_none else held_in_page(decode(data).text)
    return held_in_web_archive(data) if found == "mhtml" else ()


def held_content(data: bytes, address: str, *, most: int, limits: Limits = DEFAULT) -> bytes:
    """One of these pictures, at most ``most`` bytes of it. Raises UnreadableDocument."""
    if data.startswith(b"PK"):
        archive = Archive(data, limits)
        if address not in archive:
            raise UnreadableDocument("图片不在文件里", code="damaged")
        return archive.read(address, most=most)
    if address.startswith("part:"):
        content = part_content(data, address)
    else:
        content = content_of(decode(data).text, address)
    if content is None:
        raise UnreadableDocument("图片不在文件里", code="damaged")
    if len(content) > most:
        raise UnreadableDocument("图片过大", code="too-large")
    return content


def held_in_archive(archive: Archive) -> tuple[Held, ...]:
    """The picture members of an office file, in the order in which it shows them."""
    members = [
        name for name in archive.names() if _PICTURE.search(name) and not _NO_CONTENT.search(name)
    ]
    if not members:
        return ()
    there = set(members)
    found: dict[str, tuple[str, int]] = {}
    for address, place, page in _shown(archive):
        if address in there:
            found.setdefault(address, (place, page))
    counted: dict[str, int] = {}
    held = []
    for address in [*found, *(name for name in members if name not in found)]:
        place, page = found.get(address, ("", 0))
        counted[place] = counted.get(place, 0) + 1
        named = f"{place}第{counted[place]}张图片" if place else _loose(address)
        held.append(Held(address, named, page))
    return tuple(held)


def held_in_page(text: str) -> tuple[Held, ...]:
    """The pictures written into a page (``data:``)."""
    return tuple(
        Held(one.address, f"页面第{number}张图片")
        for number, one in enumerate(data_pictures(text), 1)
    )


def held_in_web_archive(data: bytes) -> tuple[Held, ...]:
    """The pictures that a web archive keeps as parts of its own."""
    return tuple(
        Held(address, f"页面第{number}张图片")
        for number, address in enumerate(part_pictures(data), 1)
    )


def _loose(address: str) -> str:
    """A picture that no page, sheet or slide shows is still in the file."""
    return f"图片{address.rpartition('/')[2][-_NAMED:]}"


def _shown(archive: Archive) -> Iterator[Shown]:
    """Picture members with the place that shows them; a part that is no XML shows none."""
    kinds: tuple[tuple[str, Callable[[Archive], Iterator[Shown]]], ...] = (
        ("xl/workbook.xml", _of_sheets),
        ("word/document.xml", _of_words),
        ("ppt/presentation.xml", _of_slides),
        ("OFD.xml", _of_pages),
        ("content.xml", _of_open_document),
    )
    for part, reader in kinds:
        if part in archive:
            try:
                yield from reader(archive)
            except UnreadableDocument:
                # The places are told for convenience; the pictures are listed without them.
                return


def _of_sheets(archive: Archive) -> Iterator[Shown]:
    targets = _relations(archive, "xl/workbook.xml")
    for sheet in children(child(archive.xml("xl/workbook.xml"), "sheets"), "sheet"):
        place = f"工作表“{attribute(sheet, 'name')[:_NAMED]}”"
        for address in _reached(archive, targets.get(attribute(sheet, "id"), "")):
            yield address, place, 0
    for address in _reached(archive, "xl/workbook.xml", but="xl/worksheets/"):
        yield address, "单元格", 0


def _of_words(archive: Archive) -> Iterator[Shown]:
    for address in _in_order(archive, "word/document.xml"):
        yield address, "正文", 0
    for name in archive.names():
        place = "页眉" if name.startswith("word/header") else "页脚"
        if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name):
            for address in _in_order(archive, name):
                yield address, place, 0


def _of_slides(archive: Archive) -> Iterator[Shown]:
    slides = [
        (int(found[1]), name)
        for name in archive.names()
        if (found := re.fullmatch(r"ppt/slides/slide(\d{1,6})\.xml", name))
    ]
    for number, name in sorted(slides):
        for address in _in_order(archive, name):
            yield address, f"第{number}张幻灯片", 0


def _of_open_document(archive: Archive) -> Iterator[Shown]:
    place = "正文"
    for element in archive.xml("content.xml").iter():
        name = local(element)
        if name == "table" and "spreadsheet" in local(element.getparent()):
            place = f"工作表“{attribute(element, 'name')[:_NAMED]}”"
        elif name == "page" and "presentation" in local(element.getparent()):
            place = f"幻灯片“{attribute(element, 'name')[:_NAMED]}”"
        elif name == "image":
            yield posixpath.normpath(attribute(element, "href")), place, 0


def _of_pages(archive: Archive) -> Iterator[Shown]:
    for number, page in enumerate(painted_pages(archive), 1):
        for one in page.pictures:
            yield one.address, f"第{number}页", number


def _in_order(archive: Archive, part: str) -> Iterator[str]:
    """What a part refers to, in the order of its elements, then the rest of its relationships."""
    targets = _relations(archive, part)
    for element in archive.xml(part).iter():
        for name in ("embed", "id", "link"):
            if (address := targets.get(attribute(element, name), "")) and _PICTURE.search(address):
                yield address
    yield from targets.values()


def _reached(archive: Archive, part: str, *, but: str = "\0") -> list[str]:
    """Members that a part leads to: its drawings and what these show."""
    found: list[str] = []
    waiting, seen = [part], {part}
    while waiting:
        for address in _relations(archive, waiting.pop(0)).values():
            if address in seen or address.startswith(but):
                continue
            seen.add(address)
            found.append(address)
            if address.endswith((".xml", ".vml")):
                waiting.append(address)
    return found


def _relations(archive: Archive, part: str) -> dict[str, str]:
    folder, _, name = part.rpartition("/")
    root: Any | None = archive.xml_if_there(f"{folder}/_rels/{name}.rels")
    return {
        key: target.address for key, target in relations(root, part).items() if not target.external
    }
