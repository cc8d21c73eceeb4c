"""Which pictures of a page belong to its text: not the badges of the site, not the heads of its menus.

A picture has no words, so its place decides: between the first and the last of what is kept, in a
container that holds kept text or stands beside one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from yangguang.text import chrome
from yangguang.text.document import Document, Paragraph
from yangguang.text.extract.traces import ANYWHERE, Picture, Region, TracedDocument

_SLACK = 4
_HARDLY_ANY = 200
_STEPS = 2
_FURTHEST = 60
_OUTERMOST = frozenset({"body", ""})


def shown_pictures(document: Document, kept: Sequence[int]) -> tuple[tuple[int, Picture], ...]:
    """The pictures of ``document`` that go with its blocks ``kept``, each address once.

    With each comes the place in ``kept`` of the block before which it stands. Pictures that lie in
    the file itself know their places; all of them are shown.
    """
    if not isinstance(document, TracedDocument) or not document.pictures or not kept:
        return ()
    if all(_has_block(picture) for picture in document.pictures):
        return tuple(_placed(picture, kept) for picture in document.pictures)
    ends: list[int] = []
    length = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            length += len(block.text)
        else:
            length += sum(len(cell.text.replace("\n", "")) for row in block.rows for cell in row)
        ends.append(length)
    first = ends[kept[0] - 1] if kept[0] else 0
    last = ends[kept[-1]]
    words = sum(
        len(block.text) for at in kept if isinstance(block := document.blocks[at], Paragraph)
    )
    regions = document.regions
    around = [_up(document.traces[at].region, regions) for at in kept]
    holding = {one for above in around for one in above}
    close = {one for above in around for one in above[: 1 + _STEPS]}
    starts = [ends[at - 1] if at else 0 for at in kept]
    found: dict[str, tuple[int, Picture]] = {}
    for picture in document.pictures:
        if not first - _SLACK <= picture.after <= last + _SLACK:
            continue
        above = _up(picture.region, regions)
        if any(_is_chrome(regions[one]) and one not in holding for one in above):
            continue
        beside = bool(close.intersection(above[: 1 + _STEPS]))
        if beside or words < _HARDLY_ANY or first < picture.after < last:
            found.setdefault(picture.address, (bisect_left(starts, picture.after), picture))
    return tuple(found.values())


def _has_block(picture: Picture) -> bool:
    return picture.inside is not None and picture.inside.block != ANYWHERE


def _placed(picture: Picture, kept: Sequence[int]) -> tuple[int, Picture]:
    inside = picture.inside
    if inside is None:
        return 0, picture
    place = bisect_left(kept, inside.block)
    if place < len(kept) and kept[place] == inside.block:
        return place, picture
    return place, out_of_table(picture)


def out_of_table(picture: Picture) -> Picture:
    """A picture of a cell whose table, or whose row, is not shown as it was: it stands by itself."""
    if picture.inside is None:
        return picture
    return replace(picture, inside=replace(picture.inside, row=-1, cell=-1))


def _up(region: int, regions: Sequence[Region]) -> list[int]:
    """The container and those around it, from the inside out, without the page itself."""
    found: list[int] = []
    while 0 <= region < len(regions) and regions[region].tag not in _OUTERMOST:
        if len(found) >= _FURTHEST:
            break
        found.append(region)
        region = regions[region].parent
    return found


def _is_chrome(region: Region) -> bool:
    return region.tag in chrome.REGION_TAGS or bool(
        region.name and chrome.REGION_NAME.search(region.name)
    )
