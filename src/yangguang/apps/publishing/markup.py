"""A small tree of markup, well-formed and bounded, in which pasted pages are put in order.

Browsers' trees keep everything; this one is built from text that was sanitised once, holds nothing
but tags, attributes and words, and is never deeper than people write.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

DEEPEST = 60
EMPTY = frozenset({"br", "hr", "img"})


@dataclass(slots=True)
class Element:
    """A tag with what stands in it; words are plain strings, unescaped."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def words(self) -> str:
        """Every word in it, in order."""
        return "".join(one if isinstance(one, str) else one.words() for one in self.children)

    def elements(self) -> Iterator[Element]:
        """The elements directly in it."""
        return (one for one in self.children if isinstance(one, Element))

    def walk(self) -> Iterator[Element]:
        """Every element below it, from the outside inwards."""
        for one in self.elements():
            yield one
            yield from one.walk()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open: list[Element] = [self.root]
        self._too_deep: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY and len(self._open) > DEEPEST:
            # What lies deeper is kept as words only.
            self._too_deep.append(tag)
            return
        made = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(made)
        if tag not in EMPTY:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if self._too_deep:
            if self._too_deep[-1] == tag:
                self._too_deep.pop()
            return
        if tag not in EMPTY and len(self._open) > 1 and self._open[-1].tag == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read_markup(clean: str) -> Element:
    """The tree of well-formed markup, under a root without a name."""
    builder = _Builder()
    builder.feed(clean)
    builder.close()
    return builder.root


def write_markup(root: Element) -> str:
    """The markup of everything under the root."""
    parts: list[str] = []
    _write(root, parts)
    return "".join(parts)


def _write(node: Element, parts: list[str]) -> None:
    for one in node.children:
        if isinstance(one, str):
            parts.append(html.escape(one, quote=False))
            continue
        attributes = "".join(
            f' {name}="{html.escape(value)}"' for name, value in one.attributes.items()
        )
        parts.append(f"<{one.tag}{attributes}>")
        if one.tag not in EMPTY:
            _write(one, parts)
            parts.append(f"</{one.tag}>")
