"""One page under reading: its lines, labelled facts, meta tags, where the text begins, its doubts.

The readers of title, number, issuer, dates and validity all look at the same lines and must agree
where the head of the page ends; this is what they share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

from yangguang.text.closing import Closing, read_closing
from yangguang.text.document import Document
from yangguang.text.folding import fold, traditional_characters
from yangguang.text.furniture import body_start
from yangguang.text.labels import Declared, clusters, find_declared
from yangguang.text.lines import Line, lines_of

_TRADITIONAL = re.compile("[關於發佈門開辦國務會縣區條規專業現將請為進實體總這個們對說經濟應據號]")
_NOTHING = re.compile(
    r"^(?:无|暂无|空|没有|未填写?|不详|无文号|暂无数据|null|None|NULL|undefined|[-—－–/\\·.。*\s]+)?$"
)
_HEADER_FIELDS = frozenset(
    [
        "index",
        "title",
        "number",
        "issuer",
        "agency",
        "formed",
        "published",
        "subject",
        "category",
        "validity",
        "in_force",
        "repealed",
        "valid_until",
        "promulgated",
        "genre",
    ]
)
_LAW_DATABASE = re.compile(r"法宝引证码|pkulaw|北大法宝|chinalawinfo|lawinfochina")


@cache
def _to_simple() -> dict[int, str]:
    """One simplified character for each traditional one, so that places in the text stay."""
    return {
        ord(char): simple for char in traditional_characters() if len(simple := fold(char)) == 1
    }


def _is_traditional(lines: list[Line]) -> bool:
    sample = "".join(line.text[:200] for line in lines[:60])[:3000]
    return len(_TRADITIONAL.findall(sample)) >= 3


def _simplified(line: Line) -> Line:
    table = _to_simple()
    return Line(
        line.text.translate(table),
        line.block,
        line.heading,
        tuple(cell.translate(table) for cell in line.cells),
    )


@dataclass(frozen=True, slots=True)
class Unsure:
    """A field that is doubtful: the value in question and, in Chinese, why."""

    field: str
    value: str
    why: str


@dataclass
class Page:
    """What the readers share; ``front_end`` is the line where the head ends and the text begins."""

    document: Document
    name: str
    lines: list[Line]
    declared: list[Declared]
    tail: list[Declared]
    front_end: int
    header_lines: frozenset[int]
    meta: dict[str, str]
    written: list[Line] | None = None
    """The lines as written, where the page is in traditional script and ``lines`` are simplified."""
    unsure: list[Unsure] = field(default_factory=list)
    title: str = ""
    kind: str = ""

    @classmethod
    def of(cls, document: Document, *, name: str = "") -> Page:
        """The page that ``document`` holds."""
        lines = lines_of(document)
        written = lines if _is_traditional(lines) else None
        if written is not None:
            lines = [_simplified(line) for line in lines]
        found = find_declared(lines)
        occupied = {item.line for item in found}
        occupied.update(item.line + 1 for item in found if item.below and item.value)
        front_end = body_start(lines, occupied)
        blocks = [
            (first, last)
            for first, last in clusters([item for item in found if item.field in _HEADER_FIELDS])
            if len(
                {
                    item.field
                    for item in found
                    if first <= item.line <= last and item.field in _HEADER_FIELDS
                }
            )
            >= 3
        ]
        front: list[Declared] = []
        tail: list[Declared] = []
        for item in found:
            inside = any(first <= item.line <= last for first, last in blocks)
            (front if item.line < front_end or inside else tail).append(item)
        header = {item.line for item in front}
        header.update(item.line + 1 for item in front if item.below and item.value)
        front_end = body_start(lines, header)
        return cls(
            document=document,
            name=name,
            lines=lines,
            declared=front,
            tail=tail,
            front_end=front_end,
            header_lines=frozenset(header),
            written=written,
            meta={
                key.lower().replace("-", "").replace("_", ""): value
                for key, value in document.meta.items()
            },
        )

    def values(self, *fields: str) -> Iterator[Declared]:
        """Declared facts of these fields that say something, in page order."""
        for item in self.declared:
            if item.field in fields and not _NOTHING.match(item.value):
                yield item

    def first(self, *fields: str) -> str:
        """The first value of these fields that stands beside its label (or below it), else ""."""
        for item in self.values(*fields):
            if item.below and (len(item.value) > 40 or item.value == self.title):
                continue
            return re.sub(r"[\s\xa0]+", " ", item.value).strip(" ,，、;；")
        return ""

    @property
    def subject(self) -> str:
        """The declared class: 主题分类 before 信息分类 before any other, as written."""
        for wanted in ("subject", "category"):
            named = [
                item for item in self.values(wanted) if not item.below or len(item.value) <= 40
            ]
            if named:
                named.sort(key=lambda item: item.label != "信息分类")
                return re.sub(r"[\s\xa0]+", " ", named[0].value).strip(" ,，、;；")
        return ""

    def as_written(self, text: str) -> str:
        """``text``, taken from the simplified lines, in the page's own characters."""
        if self.written is None or not text:
            return text
        simple = re.sub(r"\s", "", "".join(line.text for line in self.lines[:400]))
        original = re.sub(r"\s", "", "".join(line.text for line in self.written[:400]))
        wanted = re.sub(r"\s", "", text)
        place = simple.find(wanted)
        if place < 0 or len(simple) != len(original):
            return text
        return original[place : place + len(wanted)]

    def doubt(self, field_name: str, value: str, why: str) -> None:
        """Notes that a field is doubtful."""
        self.unsure.append(Unsure(field_name, value, why))

    def tag(self, *names: str) -> str:
        """The first non-empty meta tag of these names (lower case, without - and _)."""
        for tag_name in names:
            value = self.meta.get(tag_name, "").strip()
            if value:
                return value
        return ""

    @cached_property
    def from_law_database(self) -> bool:
        """Whether the page was captured from a law database, where 发布日期 is the document's own."""
        return any(_LAW_DATABASE.search(line.text) for line in self.lines[:12])

    @cached_property
    def column(self) -> str:
        """The column the page says it stands in, by meta tag, field or breadcrumb."""
        tagged = self.tag("columntype", "columnname", "channelname", "catalog")
        if tagged:
            return tagged
        for line in self.lines[: min(self.front_end, 40)]:
            if re.search(r"位置|首页", line.text) and re.search(r"[>＞»\u203a]|->|::", line.text):
                return re.split(r"[>＞»\u203a]+", line.text.rstrip("> "))[-1].strip()[:40]
        return self.first("category")

    @cached_property
    def opening(self) -> str:
        """The beginning of the text proper."""
        text = "\n".join(
            line.text[:1000] for line in self.lines[self.front_end : self.front_end + 40]
        )
        return text[:6000]

    @cached_property
    def closing(self) -> Closing:
        """Signatures from the head on: some stand in brackets under the title."""
        start = 0
        return read_closing(self.lines, start=start, skip=self.header_lines)
