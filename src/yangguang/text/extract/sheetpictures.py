"""Pictures of a workbook: they float over its cells, so they are told sheet by sheet, from the top down."""

from __future__ import annotations

import posixpath
from typing import Any

from yangguang.text.document import UnreadableDocument
from yangguang.text.extract.archive import Archive
from yangguang.text.extract.docxpictures import (
    CHART,
    EMBEDDED,
    LINKED,
    Found,
    pictures_of,
    relations,
    said,
)
from yangguang.text.extract.xmlnames import attribute, child, children, local

IN_CELLS = "xl/cellimages.xml"
"""Where WPS keeps the pictures that it sets into cells."""
MOST = 2_000
"""Pictures of one workbook that are told."""
_FRAMES = 20_000


def sheet_pictures(archive: Archive, part: str) -> list[Found]:
    """The pictures and charts over one sheet of an xlsx, in the order of the rows they begin in."""
    found: list[Found] = []
    for target in _relations(archive, part).values():
        if target.external or not target.address.startswith("xl/drawings/"):
            continue
        if target.address.endswith(".xml") and target.address in archive:
            found += _drawing(archive, target.address)
    return found


def pictures_in_cells(archive: Archive) -> list[Found]:
    """The pictures that WPS has set into cells, in the order in which it keeps them."""
    return _drawing(archive, IN_CELLS) if IN_CELLS in archive else []


def table_pictures(table: Any) -> list[Found]:
    """The pictures and charts of one sheet of an ods, in the order in which it holds them."""
    found: list[Found] = []
    for at, frame in enumerate(table.iter("{*}frame")):
        if at >= _FRAMES:
            break
        words = said(_words(child(frame, "desc"))) or said(_words(child(frame, "title")))
        if child(frame, "object") is not None:
            found.append(Found(CHART, alternative=words))
            continue
        image = next(children(frame, "image"), None)
        address = attribute(image, "href")
        if not address:
            continue
        if ":" in address.partition("/")[0] or address.startswith("../"):
            found.append(Found(LINKED, address, words))
        else:
            found.append(Found(EMBEDDED, posixpath.normpath(address), words))
    return found


def _drawing(archive: Archive, part: str) -> list[Found]:
    targets = _relations(archive, part)
    try:
        anchors = [each for each in archive.xml(part) if local(each)]
    except UnreadableDocument:
        # A drawing that cannot be read takes nothing from the cells; its pictures are counted apart.
        return []
    anchors.sort(key=_place)
    return [one for anchor in anchors for one in pictures_of(anchor, targets)]


def _relations(archive: Archive, part: str) -> Any:
    folder, _, name = part.rpartition("/")
    return relations(archive.xml_if_there(f"{folder}/_rels/{name}.rels"), part)


def _place(anchor: Any) -> tuple[int, int]:
    begins = child(anchor, "from")
    return _number(child(begins, "row")), _number(child(begins, "col"))


def _number(element: Any | None) -> int:
    text = _words(element)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _words(element: Any | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""
