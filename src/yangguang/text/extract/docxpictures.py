"""Pictures of a Word file: where each lies, what is shown of it, and what it is said to show.

Word keeps the whole of a picture that was cropped, and old versions write the name of the picture's
file where its words should stand. Neither may come to light: what readers of the file do not see is
cut off, and a file name is no description.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from yangguang.text.extract.xmlnames import attribute, child, children, local

EMBEDDED = "embedded"
LINKED = "linked"
CHART = "chart"
Cut = tuple[float, float, float, float]
WHOLE: Cut = (0.0, 0.0, 0.0, 0.0)
HARDLY = 0.03
"""A share of a picture: a hair cut off at an edge hides nothing."""
_LONGEST = 200
_READ = 2_000
_BY_MACHINE = re.compile(
    r"\s*(?:描述已自动生成|说明已自动生成|已自动生成(?:说明|描述)|"
    r"AI ?生成的内容可能不正确。?|Description automatically generated.*|"
    r"AI-generated content may be incorrect\.?)\s*$"
)
_FILE_NAME = re.compile(
    r"^(?:.*\\.*|[a-z]+://.*|.*\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|webp|svg|heic)|"
    r"(?:IMG|DSC|mmexport|微信图片|微信截图|QQ截图|QQ图片|屏幕截图|截图|捕获|图片|图像|Picture|Image|image)"
    r"[\s_\-（()）\d]*|[\d_\-\s]+|[0-9a-f]{16,})$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a relationship leads: a member of the file, or an address outside of it."""

    address: str
    external: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A picture of the text: ``kind`` is embedded, linked (it lies elsewhere) or chart (it is drawn
    by the office program, there is no picture to take)."""

    kind: str
    address: str = ""
    alternative: str = ""
    cut: Cut = WHOLE
    """What is cropped away at the left, top, right and bottom, as shares of the whole."""
    turn: int = 0
    """Quarter turns clockwise."""


def relations(root: Any | None, part: str) -> dict[str, Target]:
    """The targets of a part by their ids, from the root of its relationships."""
    folder = posixpath.dirname(part)
    found: dict[str, Target] = {}
    for each in root if root is not None else ():
        target = attribute(each, "Target")
        if attribute(each, "TargetMode").lower() == "external":
            found[attribute(each, "Id")] = Target(target, external=True)
        elif target:
            joined = posixpath.normpath(posixpath.join("/" + folder, target))
            found[attribute(each, "Id")] = Target(joined.lstrip("/"))
    return found


def pictures_of(element: Any, targets: Mapping[str, Target]) -> list[Found]:
    """The pictures of a drawing, an old drawing or an embedded object, in order."""
    found: list[Found] = []
    frame = next((each for each in walked(element) if local(each) == "docPr"), None)
    if attribute(frame, "hidden") in ("1", "true"):
        return []
    words = _words(frame)
    pictures = 0
    for each in walked(element):
        name = local(each)
        if name == "blip":
            pictures += 1
            found.append(_drawn(each, targets))
        elif name == "imagedata":
            found.append(_old(each, targets))
        elif name in ("chart", "relIds") and attribute(each, "id") + attribute(each, "dm"):
            found.append(Found(CHART, alternative=words))
    if pictures == 1 and words:
        found = [
            Found(one.kind, one.address, words, one.cut, one.turn) if one.kind != CHART else one
            for one in found
        ]
    return found


def chosen(element: Any) -> Any | None:
    """The part of an ``AlternateContent`` that is read: its choice, but the picture that stands in
    for ink and for charts that only the newest programs draw."""
    first, other = child(element, "Choice"), child(element, "Fallback")
    if first is None:
        return other
    if other is not None and attribute(first, "Requires").startswith(("wpi", "cx", "aink")):
        return other
    return first


def walked(element: Any) -> Iterator[Any]:
    """What lies in a drawing, without the text boxes in it, which are texts of their own."""
    for each in element:
        name = local(each)
        if name == "txbxContent":
            continue
        if name == "AlternateContent":
            inner = chosen(each)
            if inner is not None:
                yield from walked(inner)
            continue
        yield each
        yield from walked(each)


def cut_of(element: Any | None) -> Cut:
    """What a ``srcRect`` or an old picture crops away; VML counts 65536ths with an f, or plain shares."""
    if element is not None and local(element) == "imagedata":
        sides = ("left", "top", "right", "bottom")
        return _cut(*(_old_share(attribute(element, f"crop{side}")) for side in sides))
    return _cut(*(_share(attribute(element, side), 100_000) for side in "ltrb"))


def said(text: str) -> str:
    """The words of a picture as somebody meant them; empty for a file name or a serial number."""
    # Cut short first: a hostile file may write megabytes where a sentence should stand.
    words = _BY_MACHINE.sub("", " ".join(text[:_READ].split()))
    return "" if _FILE_NAME.match(words) else words[:_LONGEST]


def _words(properties: Any | None) -> str:
    return said(attribute(properties, "descr")) or said(attribute(properties, "title"))


def _drawn(blip: Any, targets: Mapping[str, Target]) -> Found:
    fill = blip.getparent()
    picture = fill.getparent() if fill is not None else None
    words, turn = "", 0
    if picture is not None:
        for properties in children(picture, "nvPicPr"):
            words = _words(child(properties, "cNvPr"))
        turn = _quarters(attribute(child(child(picture, "spPr"), "xfrm"), "rot"))
    cut = cut_of(child(fill, "srcRect"))
    inside = targets.get(attribute(blip, "embed"))
    if inside is not None and not inside.external:
        return Found(EMBEDDED, inside.address, words, cut, turn)
    outside = targets.get(attribute(blip, "link")) or inside
    return Found(LINKED, outside.address if outside else "", words)


def _old(data: Any, targets: Mapping[str, Target]) -> Found:
    words = said(attribute(data.getparent(), "alt"))
    cut = cut_of(data)
    target = targets.get(attribute(data, "id")) or targets.get(attribute(data, "relid"))
    if target is not None and not target.external:
        return Found(EMBEDDED, target.address, words, cut)
    outside = targets.get(attribute(data, "href")) or target
    return Found(LINKED, outside.address if outside else "", words)


def _cut(left: float, top: float, right: float, bottom: float) -> Cut:
    """Crops that leave something to see; negative ones (a margin drawn around) cut nothing."""
    if left + right >= 1 or top + bottom >= 1:
        return WHOLE
    return left, top, right, bottom


def _share(text: str, whole: int) -> float:
    percent = text.endswith("%")
    try:
        number = float(text.rstrip("%") or 0)
    except ValueError:
        return 0.0
    share = number / (100 if percent else whole)
    return share if 0 < share < 1 else 0.0


def _old_share(text: str) -> float:
    return _share(text[:-1], 65_536) if text.endswith("f") else _share(text, 1)


def _quarters(text: str) -> int:
    """60000ths of a degree, to the nearest quarter turn."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12):
        return 0
    return round(int(text) / 5_400_000) % 4
