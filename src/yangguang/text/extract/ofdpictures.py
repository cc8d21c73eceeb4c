"""Pictures of an OFD: what each page shows, and where on the page it stands.

A scanned OFD is pages of pictures; they can be painted as they are seen, which is all that it takes to
recognise the words on them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from yangguang.text.document import UnreadableDocument
from yangguang.text.extract.archive import Archive
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.ofdparts import OfdPage, numbers_of, pages_of, place_of, text_of
from yangguang.text.extract.xmlnames import attribute, child, children

_A4 = (210.0, 297.0)
_LONGEST = 5_000.0
_MOST = 2_000
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture on a page: its member, and the matrix that sets the unit square (y downwards) onto
    the page, in millimetres from the upper left corner."""

    address: str
    matrix: Matrix


@dataclass(frozen=True, slots=True)
class PaintedPage:
    """What is seen of a page that is made of pictures; width and height in millimetres."""

    width: float
    height: float
    pictures: tuple[PagePicture, ...]


def painted_pages(archive: Archive, *, limits: Limits = DEFAULT) -> list[PaintedPage]:
    """Every page with its size and its pictures, the lowest first. Raises UnreadableDocument."""
    known: dict[tuple[str, str], dict[str, str]] = {}
    return [_page(archive, page, known) for page in pages_of(archive, limits=limits)]


def _page(
    archive: Archive, page: OfdPage, known: dict[tuple[str, str], dict[str, str]]
) -> PaintedPage:
    left, top, width, height = _box(page)
    media: dict[str, str] = {}
    for named in page.resources:
        if named not in known:
            known[named] = _media(archive, *named)
        media |= known[named]
    found: list[PagePicture] = []
    for source in page.layers:
        for element in source.iter("{*}ImageObject"):
            if len(found) >= _MOST or attribute(element, "Visible") == "false":
                continue
            address = media.get(attribute(element, "ResourceID"), "")
            frame = numbers_of(attribute(element, "Boundary"))
            if not address or len(frame) != 4:
                continue
            held = numbers_of(attribute(element, "CTM"))
            a, b, c, d, e, f = held if len(held) == 6 else (frame[2], 0.0, 0.0, frame[3], 0.0, 0.0)
            matrix = (a, b, c, d, frame[0] + e - left, frame[1] + f - top)
            found.append(PagePicture(address, matrix))
    return PaintedPage(width, height, tuple(found))


def _box(page: OfdPage) -> tuple[float, float, float, float]:
    """The part of the plane that is the page; A4 where nobody says it."""
    for area in (child(page.content, "Area"), page.area):
        for name in ("PhysicalBox", "CropBox"):
            box = child(area, name)
            held = numbers_of(text_of(box))
            if len(held) == 4 and 1 <= held[2] <= _LONGEST and 1 <= held[3] <= _LONGEST:
                return held[0], held[1], held[2], held[3]
    return 0.0, 0.0, *_A4


def _media(archive: Archive, base: str, location: str) -> dict[str, str]:
    """Picture members by the ids of their resources, of one list of resources."""
    try:
        part = place_of(archive, base, location)
        root = archive.xml(part)
    except UnreadableDocument:
        # A list of resources that is not there names no pictures; the pages stand without them.
        return {}
    found: dict[str, str] = {}
    folder = posixpath.join(posixpath.dirname(part), attribute(root, "BaseLoc"), "_")
    for media in islice(children(child(root, "MultiMedias"), "MultiMedia"), _MOST):
        if attribute(media, "Type").lower() == "image":
            address = _member(archive, (folder, part), text_of(child(media, "MediaFile")))
            if address:
                found[attribute(media, "ID")] = address
    return found


def _member(archive: Archive, bases: Sequence[str], location: str) -> str:
    for base in bases:
        try:
            return place_of(archive, base, location)
        except UnreadableDocument:
            # Some writers leave the base out, some repeat it; the next one is tried.
            continue
    return ""
