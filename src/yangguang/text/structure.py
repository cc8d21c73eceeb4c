"""The outline of an official document: chapters, articles, 一、（一）1.（1）① and attachments as a tree.

Readers cite 第三条第二款 or “二、（一）3”, search shows the section a passage stands in, and reports are
read section by section. The levels are those of official usage; numbering is followed, so that a
line that merely begins with a figure (2023.5万元) does not open a section, and sentences are never
split: an outline node holds whole paragraphs.

依据：GB/T 9704—2012 7.3.3（结构层次序数：“一、”“（一）”“1.”“（1）”）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from yangguang.text.document import Document, Paragraph
from yangguang.text.numerals import fold_width, parse_numeral

Marker = Literal[
    "part",
    "chapter",
    "section",
    "article",
    "han",
    "han-bracket",
    "digit",
    "digit-bracket",
    "circle",
    "attachment",
]

_NUMBER = r"[一二三四五六七八九十百零〇两]{1,5}"
_DIGITS = r"\d{1,3}"
_PATTERNS: tuple[tuple[Marker, re.Pattern[str]], ...] = (
    ("attachment", re.compile(rf"附\s{{0,3}}件\s{{0,2}}(?P<number>{_DIGITS}|{_NUMBER})?\s{{0,2}}(?=[:：.、]?\s{{0,4}}$|[:：])[:：.、]?")),
    ("part", re.compile(rf"第\s{{0,2}}(?P<number>{_NUMBER}|{_DIGITS})\s{{0,2}}(?:部分|编|篇)(?=[\s:：、.]|$|[\u3400-\u9fff])[\s:：、.]?")),
    ("chapter", re.compile(rf"第\s{{0,2}}(?P<number>{_NUMBER}|{_DIGITS})\s{{0,2}}章(?=[\s:：、]|$|[\u3400-\u9fff])")),
    ("section", re.compile(rf"第\s{{0,2}}(?P<number>{_NUMBER}|{_DIGITS})\s{{0,2}}节(?=[\s:：、]|$|[\u3400-\u9fff])")),
    ("article", re.compile(rf"第\s{{0,2}}(?P<number>{_NUMBER}|{_DIGITS})\s{{0,2}}条(?:之{_NUMBER})?(?![款项至和、的及之一-龥])(?:[\s:：]|$|(?=[【（(]))")),
    ("article", re.compile(rf"第\s{{0,2}}(?P<number>{_NUMBER})\s{{0,2}}条(?=[\u3400-\u9fff])(?!规定|款|项|至|和|的|及|第|所|中|以)")),
    ("han", re.compile(rf"(?P<number>{_NUMBER})\s{{0,2}}(?:、|[.．](?!\d)|，(?=[\u3400-\u9fff]))")),
    ("han-bracket", re.compile(rf"[（(]\s{{0,2}}(?P<number>{_NUMBER})\s{{0,2}}[）)]\s{{0,2}}[、.．]?")),
    ("digit-bracket", re.compile(rf"[（(]\s{{0,2}}(?P<number>{_DIGITS})\s{{0,2}}[）)]\s{{0,2}}[、.．]?")),
    ("digit", re.compile(rf"(?P<number>{_DIGITS})\s{{0,2}}(?:[.．、](?!\d)|[)）](?!\d))")),
    ("circle", re.compile(r"(?P<number>[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])")),
)  # fmt: skip
_LEVEL: dict[Marker, int] = {
    "attachment": 0,
    "part": 1,
    "chapter": 2,
    "section": 3,
    "article": 4,
    "han": 5,
    "han-bracket": 6,
    "digit": 7,
    "digit-bracket": 8,
    "circle": 9,
}
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_FIRST = re.compile(r"[附第一二三四五六七八九十零〇两（(\d①-⑳０-９]")
_HEADING_END = re.compile(r"[。；;！!？?]")
_LONGEST_HEADING = 60
_CONTENTS = re.compile(r"(?:\.{3,}|…{2,}|·{3,}|\t)\s*\d{0,4}\s*$")


@dataclass(slots=True)
class Node:
    """One numbered unit: how it is marked, its number, its heading, its paragraphs, its children.

    ``heading`` is the text up to the first full stop where that is short, else "" (an article has
    none). ``paragraphs`` are the whole paragraphs that belong to it before its first child, the
    numbered one first. ``index`` is the place of its first paragraph among those given. ``skipped``
    tells that its number does not follow its elder sibling's.
    """

    marker: Marker | Literal["root"]
    number: int
    label: str
    heading: str
    index: int
    paragraphs: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    skipped: bool = False

    @property
    def level(self) -> int:
        """0 for root and attachments, 1 part … 4 article, 5 一、 6 （一） 7 1. 8 （1） 9 ①."""
        return 0 if self.marker == "root" else _LEVEL[self.marker]

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in reading order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def text(self) -> str:
        """Everything in this unit, one paragraph a line."""
        return "\n".join(line for node in self.walk() for line in node.paragraphs)


@dataclass(frozen=True, slots=True)
class Opening:
    """How a paragraph is numbered: marker, number, label as written, and the rest of it."""

    marker: Marker
    number: int
    label: str
    rest: str


def opening_of(text: str) -> Opening | None:
    """The number a paragraph opens with, or None; full-width forms and stray blanks are read.

    >>> opening_of("（二）完善制度。").number
    2
    """
    stripped = text.lstrip(" \t\u3000\xa0")
    if not stripped or not _FIRST.match(stripped):
        return None
    head = fold_width(stripped[:40])
    for marker, pattern in _PATTERNS:
        match = pattern.match(head)
        if match is None:
            continue
        number = _number(match["number"])
        if number is None:
            continue
        return Opening(
            marker, number, stripped[: match.end()].strip(), stripped[match.end() :].strip()
        )
    return None


def outline(paragraphs: Sequence[str]) -> Node:
    """The tree of a document's paragraphs; paragraphs before the first number belong to the root.

    Reading: a marker nests under the nearest open marker of a higher level, whatever levels are
    left out between them. An attachment closes everything before it. A number opens a unit if it
    begins a run (1) or carries one on; a figure out of turn deep in the text stays text.
    """
    root = Node("root", 0, "", "", 0)
    open_nodes = [root]
    # The number of the youngest child of each marker, for every open node: looking it up among the
    # children would take the square of a long list.
    youngest: list[dict[Marker, int]] = [{}]
    for index, paragraph in enumerate(paragraphs):
        opening = opening_of(paragraph)
        if opening is None or _CONTENTS.search(paragraph[-60:]):
            open_nodes[-1].paragraphs.append(paragraph)
            continue
        level = _LEVEL[opening.marker]
        depth = len(open_nodes)
        while depth > 1 and _closes(open_nodes[depth - 1], level):
            depth -= 1
        parent = open_nodes[depth - 1]
        expected = youngest[depth - 1].get(opening.marker, 0) + 1
        if not _in_turn(opening, expected, paragraph):
            open_nodes[-1].paragraphs.append(paragraph)
            continue
        node = Node(
            opening.marker,
            opening.number,
            opening.label,
            _heading(opening.rest),
            index,
            [paragraph],
            skipped=opening.number != expected and opening.marker != "attachment",
        )
        parent.children.append(node)
        youngest[depth - 1][opening.marker] = opening.number
        del open_nodes[depth:], youngest[depth:]
        open_nodes.append(node)
        youngest.append({})
    return root


def outline_of(document: Document) -> Node:
    """The tree of a document's paragraphs (tables are passed over)."""
    return outline([block.text for block in document.blocks if isinstance(block, Paragraph)])


def path_to(root: Node, index: int) -> list[Node]:
    """The units that hold paragraph ``index``, outermost first, without the root."""
    path: list[Node] = []
    node = root
    while True:
        inside = [child for child in node.children if child.index <= index]
        if not inside:
            return path
        node = inside[-1]
        path.append(node)


def _closes(node: Node, level: int) -> bool:
    if level == 0:
        return True
    if node.marker == "attachment":
        return False
    return _LEVEL[node.marker] >= level if node.marker != "root" else False


def _in_turn(opening: Opening, expected: int, paragraph: str) -> bool:
    if opening.marker in ("attachment", "chapter", "part", "section", "article"):
        return True
    if opening.number in (1, expected):
        return True
    # A run may start late in an excerpt, or skip a number by a slip; a far figure is no number.
    return 0 < opening.number - expected <= 3 and len(paragraph) < 2000


def _number(text: str | None) -> int | None:
    if text is None:
        return 1
    if text in _CIRCLES:
        return _CIRCLES.index(text) + 1
    value = parse_numeral(text)
    return value if isinstance(value, int) and 0 < value < 1000 else None


def _heading(rest: str) -> str:
    end = _HEADING_END.search(rest)
    heading = rest[: end.start()] if end else rest
    return heading.strip() if len(heading) <= _LONGEST_HEADING else ""
