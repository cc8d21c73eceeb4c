"""The parts of an OFD package: which pages it has, what lies on each, and where its members are."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yangguang.text.document import UnreadableDocument
from yangguang.text.extract.archive import Archive, damaged
from yangguang.text.extract.limits import Limits
from yangguang.text.extract.xmlnames import attribute, child, children, local

_INFO = ("Title", "Author", "Subject", "Abstract", "CreationDate", "ModDate", "Creator", "DocID")
_RESOURCES = frozenset({"PublicRes", "DocumentRes", "PageRes"})


@dataclass(frozen=True, slots=True)
class OfdPage:
    """A page as its parts: the page itself, and all that is drawn, templates first."""

    content: Any
    layers: tuple[Any, ...]
    area: Any | None
    """What the document says of the size of its pages."""
    resources: tuple[tuple[str, str], ...]
    """Lists of resources: the part that names each, and where it says the list is."""


def pages_of(
    archive: Archive, *, limits: Limits, meta: dict[str, str] | None = None
) -> Iterator[OfdPage]:
    """All pages of all documents of the package, in their declared order; ``meta`` takes up what the
    documents say of themselves.

    Raises UnreadableDocument: ``damaged``, ``too-large`` (pages).
    """
    count = 0
    for body in children(archive.xml("OFD.xml"), "DocBody"):
        if meta is not None:
            for key, text in _info(child(body, "DocInfo")).items():
                meta.setdefault(key, text)
        where = place_of(archive, "", text_of(child(body, "DocRoot")))
        document = archive.xml(where)
        common = child(document, "CommonData")
        templates = {
            attribute(each, "ID"): archive.xml(place_of(archive, where, attribute(each, "BaseLoc")))
            for each in children(common, "TemplatePage")
        }
        named = _named(common, where)
        for page in children(child(document, "Pages"), "Page"):
            count += 1
            if count > limits.pages:
                raise UnreadableDocument(
                    f"OFD超过{limits.pages}页的上限，没有读取。请拆分后重新上传。",
                    code="too-large",
                )
            part = place_of(archive, where, attribute(page, "BaseLoc"))
            content = archive.xml(part)
            below = [
                templates[key]
                for each in children(content, "Template")
                if (key := attribute(each, "TemplateID")) in templates
            ]
            yield OfdPage(
                content,
                (*below, content),
                child(common, "PageArea"),
                (*named, *_named(content, part)),
            )


def place_of(archive: Archive, base: str, location: str) -> str:
    """A location inside the package: absolute, or relative to the part that names it."""
    location = location.strip().replace("\\", "/")
    if not location:
        raise damaged("缺少页面位置")
    tries = (
        [location]
        if location.startswith("/")
        else [posixpath.join(posixpath.dirname(base), location), location]
    )
    for each in tries:
        name = posixpath.normpath(each).lstrip("/")
        if name in archive:
            return name
        for there in archive.names():
            if there.lower() == name.lower():
                return there
    raise damaged(f"缺少{location}")


def text_of(element: Any | None) -> str:
    """The words of an element itself."""
    return (element.text or "").strip() if element is not None else ""


def numbers_of(text: str) -> list[float]:
    """Blank-separated numbers; anything that is none, or absurdly large, ends the list."""
    out: list[float] = []
    for token in text.split():
        try:
            number = float(token)
        except ValueError:
            break
        if not abs(number) < 1e6:
            break
        out.append(number)
    return out


def _info(element: Any | None) -> dict[str, str]:
    found = {name: text for name in _INFO if (text := text_of(child(element, name)))}
    for each in children(child(element, "CustomDatas"), "CustomData"):
        if attribute(each, "Name") and text_of(each):
            found.setdefault(attribute(each, "Name"), text_of(each))
    return found


def _named(element: Any | None, part: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (part, text_of(each))
        for each in (element if element is not None else ())
        if local(each) in _RESOURCES and text_of(each)
    )
