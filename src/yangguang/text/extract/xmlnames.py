"""XML elements by local name: the same part comes in transitional and strict namespaces.

lxml ships no type stubs, so elements are Any in this package; these few functions keep that in
one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def local(element: Any) -> str:
    """The element's name without its namespace; empty for instructions and comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Any | None, name: str) -> Any | None:
    """The first child of that local name."""
    if element is not None:
        for each in element:
            if local(each) == name:
                return each
    return None


def children(element: Any | None, name: str) -> Iterator[Any]:
    """All children of that local name."""
    for each in element if element is not None else ():
        if local(each) == name:
            yield each


def attribute(element: Any | None, name: str) -> str:
    """An attribute by local name; empty where it is absent."""
    if element is not None:
        for key, text in element.attrib.items():
            if key.rpartition("}")[2] == name:
                return str(text)
    return ""


def value(element: Any | None) -> str:
    """The ``val`` attribute, in which Word keeps nearly everything."""
    return attribute(element, "val")
