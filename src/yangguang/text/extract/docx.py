"""Word documents: paragraphs, headings, tables with merged cells, notes, headers and footers.

Read straight from the parts of the zip: python-docx builds an object tree that is ten times
slower and still leaves automatic numbers, merged cells and text boxes to the caller.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from yangguang.text.document import Block, Cell, Paragraph, Table, UnreadableDocument
from yangguang.text.extract.archive import Archive
from yangguang.text.extract.docxcells import Line, OnPage, merged, parted
from yangguang.text.extract.docxnumbers import Numbering
from yangguang.text.extract.docxpictures import Found, Target, chosen, pictures_of, relations
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.traces import PLAIN, Region, Trace, TracedDocument
from yangguang.text.extract.xmlnames import attribute, child, children, local, value

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_TRANSPARENT = frozenset(
    [
        "sdt",
        "sdtContent",
        "ins",
        "smartTag",
        "customXml",
        "moveTo",
        "fldSimple",
        "dir",
        "bdo",
        "r",
        "hyperlink",
    ]
)
_CORE = {
    "title": "title",
    "creator": "creator",
    "subject": "subject",
    "keywords": "keywords",
    "description": "description",
    "lastModifiedBy": "lastModifiedBy",
    "created": "created",
    "modified": "modified",
    "category": "category",
}
_WIDEST = 200
_HEAD = Trace(region=0)
_FOOT = Trace(region=1)
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_MOST_PICTURES = 2_000
_BODY = "word/document.xml"


def read_docx(archive: Archive, *, limits: Limits = DEFAULT) -> TracedDocument:
    """Body in order, framed by header and footer texts, footnotes last.

    Page numbers follow the page breaks that Word noted when it last laid the file out; a file
    never opened in Word is all page 1. Pictures of the text are told with their places; those of
    page headers and footers are no part of it.
    """
    return _Reader(archive, limits).read()


def docx_pictures(archive: Archive, *, limits: Limits = DEFAULT) -> tuple[Found, ...]:
    """The pictures that `read_docx` tells of, in the same order, with all that it takes to draw
    them as readers see them."""
    reader = _Reader(archive, limits)
    reader.read()
    return tuple(reader.pictures)


@dataclass(slots=True)
class _Words:
    """A paragraph under way; a NUL among the pieces, which no XML can hold, is a picture."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    pictures: list[Found] = field(default_factory=list)


class _Reader:
    def __init__(self, archive: Archive, limits: Limits) -> None:
        self.archive = archive
        self.limits = limits
        self.page = 1
        self.cells = 0
        self.links: list[tuple[str, str]] = []
        self.warnings: list[str] = []
        self.targets = self._targets(_BODY)
        self.notes: dict[tuple[str, str], int] = {}
        self.pictures: list[Found] = []
        self.numbering = Numbering(archive.xml_if_there("word/numbering.xml"))
        self.headings, self.style_numbers = self._styles()

    def read(self) -> TracedDocument:
        root = self.archive.xml(_BODY)
        body = child(root, "body")
        inner: list[OnPage] = []
        if body is not None:
            inner = self._blocks(body)
        pages = self.page
        heads = self._frames("headerReference", root)
        feet = self._frames("footerReference", root)
        notes = self._notes("footnotes") + self._notes("endnotes")
        meta = self._core()
        blocks, pictures = parted(inner + self._at(notes, pages), len(heads), _MOST_PICTURES)
        self.pictures = [one for one, _ in pictures]
        framed = heads + blocks + feet
        return TracedDocument(
            blocks=tuple(framed),
            media_type=MEDIA_TYPE,
            pages=pages,
            title=meta.get("title", "")
            or next((b.text for b in blocks if isinstance(b, Paragraph) and b.heading), ""),
            meta=meta,
            links=tuple(self.links),
            warnings=tuple(self.warnings),
            pictures=tuple(picture for _, picture in pictures),
            traces=tuple(
                _HEAD if at < len(heads) else _FOOT if at >= len(framed) - len(feet) else PLAIN
                for at in range(len(framed))
            ),
            regions=(Region(-1, "page-header"), Region(-1, "page-footer")),
        )

    def _blocks(self, parent: Any) -> list[OnPage]:
        """Paragraphs, tables and pictures under ``parent``, through wrappers of every kind."""
        out: list[OnPage] = []
        for element in parent:
            name = local(element)
            if name == "p":
                out.extend(self._paragraph(element))
            elif name == "tbl":
                out.extend(self._table(element))
            elif name in _TRANSPARENT:
                out.extend(self._blocks(element))
            elif name == "AlternateContent" and (inner := chosen(element)) is not None:
                out.extend(self._blocks(inner))
            if len(out) > self.limits.blocks:
                raise UnreadableDocument(
                    f"文档超过{self.limits.blocks}段，没有读取。请拆分后重新上传。",
                    code="too-large",
                )
        return out

    def _paragraph(self, element: Any) -> list[OnPage]:
        properties = child(element, "pPr")
        if value(child(properties, "pageBreakBefore")) not in ("", "0", "false"):
            self.page += 1
        style = value(child(properties, "pStyle"))
        label = self._label(properties, style)
        words = _Words()
        page = self.page
        self._runs(element, words)
        raw = "".join(words.pieces)
        text = raw.replace("\0", "")
        # A break before the first word moves the whole paragraph to the new page.
        if self.page > page and not text.partition("\f")[0].strip():
            page = self.page
        out: list[OnPage] = []
        heading = self._outline(properties) or self.headings.get(style, 0)
        if not text.strip(" \n\r　\t\f"):
            label = ""
        pictures = iter(words.pictures)
        for line in raw.replace("\f", "").split("\n"):
            shown = line.replace("\0", "").strip(" \r\t　")
            # A picture stands before the words of its line or after them.
            ahead = line[: len(line) - len(line.lstrip("\0 \r\t　"))].count("\0")
            out.extend(next(pictures) for _ in range(ahead))
            if shown:
                out.append(Paragraph(label + shown, page, heading))
                label = ""
            out.extend(next(pictures) for _ in range(line.count("\0") - ahead))
        for box in words.boxes:
            out.extend(self._blocks(box))
        return out

    def _runs(self, parent: Any, words: _Words) -> None:
        pieces = words.pieces
        for element in parent:
            name = local(element)
            if name == "t":
                pieces.append(element.text or "")
            elif name == "r":
                if not _hidden(child(element, "rPr")):
                    self._runs(element, words)
            elif name == "tab":
                pieces.append("\t")
            elif name in ("br", "cr"):
                kind = attribute(element, "type")
                if kind == "page":
                    self.page += 1
                pieces.append("\f" if kind == "page" else "\n")
            elif name == "lastRenderedPageBreak":
                self.page += 1
                pieces.append("\f")
            elif name in _NOTES:
                key = (_NOTES[name], attribute(element, "id"))
                pieces.append(f"[{self.notes.setdefault(key, len(self.notes) + 1)}]")
            elif name == "noBreakHyphen":
                pieces.append("-")
            elif name == "hyperlink":
                before = len(pieces)
                self._runs(element, words)
                target = self.targets.get(attribute(element, "id"))
                if target is not None:
                    said = "".join(pieces[before:]).replace("\0", "").strip()
                    self.links.append((said, target.address))
            elif name in _TRANSPARENT:
                self._runs(element, words)
            elif name == "AlternateContent":
                inner = chosen(element)
                if inner is not None:
                    self._runs(inner, words)
            elif name in ("drawing", "pict", "object"):
                words.boxes += [each for each in element.iter() if local(each) == "txbxContent"]
                found = pictures_of(element, self.targets)
                words.pictures += found
                pieces.append("\0" * len(found))

    def _table(self, element: Any) -> list[OnPage]:
        """A table; one that only frames text or holds further tables is unrolled in order."""
        page = self.page
        rows: list[Line] = []
        unrolled: list[OnPage] = []
        nested = False
        for row in self._rows(element):
            line: Line = []
            x = _integer(value(child(child(row, "trPr"), "gridBefore")), 0)
            flag = child(child(row, "trPr"), "tblHeader")
            head = flag is not None and value(flag) not in ("0", "false")
            for cell in self._cells_of(row):
                properties = child(cell, "tcPr")
                wide = max(1, min(_WIDEST, _integer(value(child(properties, "gridSpan")), 1)))
                merge = child(properties, "vMerge")
                self.cells += wide
                if self.cells > self.limits.cells:
                    raise UnreadableDocument(
                        f"文档的表格超过{self.limits.cells}格，没有读取。请拆分后重新上传。",
                        code="too-large",
                    )
                blocks = self._blocks(cell)
                nested = nested or any(isinstance(block, Table) for block in blocks)
                unrolled.extend(blocks)
                pictures = [block for block in blocks if isinstance(block, Found)]
                if merge is not None and value(merge) != "restart":
                    line.append((x, None, wide, pictures))
                else:
                    text = "\n".join(b.text for b in blocks if isinstance(b, Paragraph))
                    line.append((x, Cell(text, 1, wide, head), wide, pictures))
                x += wide
            if line:
                rows.append(line)
        if nested or sum(len(row) for row in rows) <= 1:
            return unrolled
        return merged(rows, page) if rows else []

    def _rows(self, parent: Any) -> list[Any]:
        out: list[Any] = []
        for each in parent:
            if local(each) == "tr":
                out.append(each)
            elif local(each) in _TRANSPARENT:
                out.extend(self._rows(each))
        return out

    def _cells_of(self, parent: Any) -> list[Any]:
        out: list[Any] = []
        for each in parent:
            if local(each) == "tc":
                out.append(each)
            elif local(each) in _TRANSPARENT:
                out.extend(self._cells_of(each))
        return out

    def _label(self, properties: Any | None, style: str) -> str:
        listed = child(properties, "numPr")
        number = value(child(listed, "numId"))
        level = _integer(value(child(listed, "ilvl")), -1)
        if not number and style in self.style_numbers:
            number, of_style = self.style_numbers[style]
            level = of_style if level < 0 else level
        return self.numbering.label(number, max(level, 0)) if number and number != "0" else ""

    def _outline(self, properties: Any | None) -> int:
        level = _integer(value(child(properties, "outlineLvl")), 9)
        return level + 1 if level < 6 else 0

    def _styles(self) -> tuple[dict[str, int], dict[str, tuple[str, int]]]:
        """Heading level and list of each paragraph style, inherited from what it is based on."""
        root = self.archive.xml_if_there("word/styles.xml")
        own: dict[str, tuple[int, str, int, str]] = {}
        for style in children(root, "style"):
            properties = child(style, "pPr")
            name = value(child(style, "name")).lower()
            level = self._outline(properties)
            if not level and name.startswith(("heading ", "标题 ")) and name[-1:].isdigit():
                level = min(6, int(name[-1])) if name[-1].isascii() else 0
            if name == "title":
                level = 1
            listed = child(properties, "numPr")
            own[attribute(style, "styleId")] = (
                level,
                value(child(listed, "numId")),
                _integer(value(child(listed, "ilvl")), 0),
                value(child(style, "basedOn")),
            )
        headings: dict[str, int] = {}
        numbers: dict[str, tuple[str, int]] = {}
        for key in own:
            base, seen = key, set[str]()
            while base in own and base not in seen and len(seen) < 20:
                seen.add(base)
                level, number, at, parent = own[base]
                if level:
                    headings.setdefault(key, level)
                if number:
                    numbers.setdefault(key, (number, at))
                base = parent
        return headings, numbers

    def _targets(self, part: str) -> dict[str, Target]:
        folder, _, name = part.rpartition("/")
        return relations(self.archive.xml_if_there(f"{folder}/_rels/{name}.rels"), part)

    def _frames(self, kind: str, root: Any) -> list[Block]:
        """Texts of headers or footers, each once; bare page numbers and pictures are no text."""
        page = 1 if kind == "headerReference" else self.page
        out: list[Block] = []
        seen: set[str] = set()
        for reference in root.iter():
            if local(reference) != kind:
                continue
            target = self.targets.get(attribute(reference, "id"))
            part = target.address if target is not None else ""
            if not part or part in seen or part not in self.archive:
                continue
            seen.add(part)
            for block in self._at(self._blocks(self.archive.xml(part)), page):
                if isinstance(block, Table):
                    out.append(block)
                elif isinstance(block, Paragraph) and (
                    block.text not in seen and not _is_page_number(block.text)
                ):
                    seen.add(block.text)
                    out.append(block)
        return out

    def _notes(self, kind: str) -> list[OnPage]:
        out: list[OnPage] = []
        part = f"word/{kind}.xml"
        root = self.archive.xml_if_there(part)
        body, self.targets = self.targets, self._targets(part)
        for note in root if root is not None else ():
            if attribute(note, "type") not in ("", "normal"):
                continue
            blocks = self._blocks(note)
            number = self.notes.get((kind, attribute(note, "id")))
            for at, first in enumerate(blocks if number else ()):
                if isinstance(first, Paragraph):
                    blocks[at] = Paragraph(f"[{number}] {first.text}", first.page)
                    break
            out.extend(blocks)
        self.targets = body
        return out

    def _core(self) -> dict[str, str]:
        root = self.archive.xml_if_there("docProps/core.xml")
        found = {}
        for each in root if root is not None else ():
            name = _CORE.get(local(each))
            if name and each.text and each.text.strip():
                found[name] = each.text.strip()
        return found

    def _at(self, blocks: list[OnPage], page: int) -> list[OnPage]:
        return [
            Paragraph(block.text, page)
            if isinstance(block, Paragraph)
            else Table(block.rows, page)
            if isinstance(block, Table)
            else block
            for block in blocks
        ]


def _hidden(properties: Any | None) -> bool:
    vanish = child(properties, "vanish")
    return vanish is not None and value(vanish) not in ("0", "false")


def _is_page_number(text: str) -> bool:
    return not text.strip("0123456789 -–—·.第页共/").strip()


def _integer(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
