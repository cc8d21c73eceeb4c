"""The one walk over the tags of a page: what each of them means for the text under way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from yangguang.text.document import Paragraph
from yangguang.text.extract.datapictures import with_short_addresses
from yangguang.text.extract.htmlembedded import (
    EMBEDDING,
    embedded_file,
    opened_by_script,
    picture_of,
)
from yangguang.text.extract.htmllists import rules_of
from yangguang.text.extract.htmlnesting import Nesting
from yangguang.text.extract.htmltags import (
    BREAKS,
    CONTAINERS,
    DROPPED,
    HEADINGS,
    RAW,
    TAG,
    TagFinder,
    attributes_of,
    is_hidden,
)
from yangguang.text.extract.limits import Limits
from yangguang.text.extract.traces import Picture, TracedDocument

_BODY_BEGINS = re.compile(
    r"(?:content|信息内容|正文|zoom)[^a-z一-龥]{0,6}(?:begin|start|开始)", re.IGNORECASE
)
_BODY_ENDS = re.compile(
    r"(?:content|信息内容|正文|zoom)[^a-z一-龥]{0,6}(?:end|结束)", re.IGNORECASE
)
_LONGEST_ATTRIBUTES = 8_192
_TELLING = 2
_HEAD_OF_A_PAGE = 1_000
_BOLD = frozenset({"b", "strong"})
_MOST_LIST_RULES = 100
_MOST_SHEETS = 50
_MOST_PICTURES = 1_000
_MOST_EMBEDDED = 200


class Page(Nesting):
    """One walk over the tags of one page."""

    def __init__(
        self,
        text: str,
        limits: Limits,
        *,
        hidden: bool,
        telling: bool = False,
        own: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(limits)
        self.own = own or {}
        self.text = text
        self.finder = TagFinder(text)
        self.show_hidden = hidden
        self.show_telling = telling
        self.hidden_parts = 0
        self.hidden_sentences = 0
        self.meta: dict[str, str] = {}
        self.title = ""
        self.pictures: list[Picture] = []
        self.pictures_inside = 0
        self.sheets = 0
        self.embedded = 0
        self.in_pre = 0

    def read(self) -> Page:
        """Walks from the first tag to the last."""
        text, position, flow = self.text, 0, self.flow
        search = TAG.search
        while True:
            found = search(text, position)
            if found is None:
                flow.add(text[position:])
                break
            start = found.start()
            if start > position:
                flow.add(text[position:start])
            name = found[2]
            if name is None:
                position = self._declaration(found[0], start)
                continue
            name = name.lower()
            end = self.finder.tag_end(found.end())
            attributes = text[found.end() : min(end, found.end() + _LONGEST_ATTRIBUTES)]
            if name == "img" and "data:" in attributes:
                # A picture written into the tag is longer than all other attributes together.
                attributes = with_short_addresses(text[found.end() : end])[:_LONGEST_ATTRIBUTES]
            position = end + 1
            if found[1]:
                self._close(name)
            elif name in RAW:
                position = self._skip_raw(name, attributes, position)
            elif name in DROPPED or (
                len(attributes) > 5 and not self.show_hidden and is_hidden(attributes)
            ):
                position = self._skip_element(name, position, attributes)
            else:
                position = self._open(name, attributes, position)
        while self.tables:
            self.end_table()
        flow.end_link(self.links)
        flow.flush(self.region)
        self.settle_lists(self.scopes[-1], 0)
        return self

    def document(self) -> TracedDocument:
        """What the walk has found."""
        placed = self.flow.placed[: self.limits.blocks]
        if len(self.flow.placed) > self.limits.blocks:
            self.warn(too_long(self.limits))
        return TracedDocument(
            blocks=tuple(block for block, _ in placed),
            media_type="text/html",
            title=self.title,
            meta=self.meta,
            links=tuple(self.links),
            warnings=tuple(self.warnings),
            traces=tuple(trace for _, trace in placed),
            regions=tuple(self.regions),
            pictures=tuple(self.pictures),
        )

    def _declaration(self, opening: str, start: int) -> int:
        """Skips a comment, doctype or processing instruction; notes marks of the article."""
        if opening != "<!--":
            return self.finder.after_bracket(start)
        end = self.finder.comment_end(start)
        if end < 0:
            self.warn("页面有未结束的注释，注释后的内容按正文读出。")
            return self.finder.after_bracket(start)
        if end - start < 120:
            comment = self.text[start + 4 : end]
            if _BODY_BEGINS.search(comment):
                self._mark_body(True)
            elif _BODY_ENDS.search(comment):
                self._mark_body(False)
        return end + 3

    def _mark_body(self, begins: bool) -> None:
        self.flow.flush(self.region)
        self.flow.marked_body = begins

    def _skip_raw(self, name: str, attributes: str, position: int) -> int:
        after = self.finder.after_raw(name, position)
        if name in EMBEDDING:
            self._note_embedded(name, attributes)
        if after < 0:
            self.warn(f"页面有未结束的{name}标签，其后的内容按正文读出。")
            return position
        if name == "style":
            self.sheets += 1
        if (
            name == "style"
            and self.sheets <= _MOST_SHEETS
            and len(self.list_rules) < _MOST_LIST_RULES
        ):
            self.list_rules += rules_of(self.text[position:after])
        return after

    def _skip_element(self, name: str, position: int, attributes: str) -> int:
        """Skips to the matching end tag; an element that is never closed is opened instead."""
        if name in EMBEDDING:
            self._note_embedded(name, attributes, position)
        if attributes.endswith("/") and name in DROPPED:
            return position
        after = self.finder.after_element(name, position)
        if after < 0:
            return position if name in DROPPED else self._open(name, attributes, position)
        if name not in DROPPED:
            sentences = self.text.count("。", position, after)
            if self.show_telling and sentences > _TELLING:
                return self._open(name, attributes, position)
            self.hidden_parts += 1
            self.hidden_sentences += sentences
        return after

    def sentences(self) -> int:
        """How many sentences can be seen."""
        return sum(
            block.text.count("。")
            if isinstance(block, Paragraph)
            else sum(cell.text.count("。") for row in block.rows for cell in row)
            for block, _ in self.flow.placed
        )

    # What tags mean.

    def _open(self, name: str, attributes: str, position: int) -> int:
        flow = self.flow
        if name == "a":
            flow.end_link(self.links)
            parsed = attributes_of(attributes)
            address = unescape(parsed.get("href", "")).strip()
            if "onclick" in parsed or address[:11].lower() == "javascript:":
                address = opened_by_script(parsed) or address
            if address:
                flow.begin_link(address)
                flow.link_title = parsed.get("title", "")
        elif name == "br":
            flow.line_break(self.region)
        elif name == "img":
            flow.image(attributes_of(attributes).get("alt", ""))
            number = self.pictures_inside + 1
            picture = picture_of(attributes, self.region, flow.length, own=self.own, number=number)
            if picture is not None and len(self.pictures) < _MOST_PICTURES:
                self.pictures.append(picture)
                self.pictures_inside += picture.inside is not None
        elif name == "embed":
            self._note_embedded(name, attributes)
        elif name in BREAKS:
            flow.flush(self.region)
            self.in_pre += name == "pre"
            flow.keep_lines = self.in_pre > 0
            if name == "thead" and self.tables and not self.tables_ignored:
                self.tables[-1][0].in_head = True
            if name == "li" and self.scopes[-1].lists:
                self.scopes[-1].lists[-1].row(attributes_of(attributes))
        elif name in HEADINGS:
            flow.flush(self.region)
            flow.heading = HEADINGS[name]
        elif name in _BOLD:
            flow.bold += 1
        elif name == "time":
            moment = unescape(attributes_of(attributes).get("datetime", "")).strip()
            if moment and flow.length < _HEAD_OF_A_PAGE:
                self.meta.setdefault("datePublished", moment)
        elif name == "meta":
            self._note_meta(attributes_of(attributes))
        elif name == "title":
            return self._note_title(position)
        elif name in ("td", "th"):
            self.begin_cell(name, attributes)
        elif name == "tr":
            flow.flush(self.region)
            if self.tables and not self.tables_ignored:
                self.end_cell()
                self.tables[-1][0].begin_row()
        elif name == "table":
            self.begin_table(attributes)
        elif name == "caption":
            flow.flush(self.region)
        elif name in CONTAINERS:
            flow.flush(self.region)
            flow.heading = 0
            self.push(name, attributes)
        return position

    def _close(self, name: str) -> None:
        flow = self.flow
        if name == "a":
            flow.end_link(self.links)
        elif name in _BOLD:
            flow.bold = max(0, flow.bold - 1)
        elif name in BREAKS:
            flow.flush(self.region)
            if name == "thead" and self.tables:
                self.tables[-1][0].in_head = False
            if name == "pre" and self.in_pre:
                self.in_pre -= 1
                flow.keep_lines = self.in_pre > 0
        elif name in HEADINGS:
            flow.flush(self.region)
            flow.heading = 0
        elif name in ("td", "th"):
            flow.flush(self.region)
            if not self.tables_ignored:
                self.end_cell()
        elif name == "tr":
            flow.flush(self.region)
            if self.tables and not self.tables_ignored:
                self.end_cell()
                self.tables[-1][0].end_row()
        elif name == "table":
            flow.flush(self.region)
            if self.tables_ignored:
                self.tables_ignored -= 1
            elif self.tables:
                self.end_table()
        elif name == "caption":
            flow.end_link(self.links)
            if self.tables and not self.tables[-1][0].in_cell:
                flow.flush(self.region)
                self.tables[-1][0].take_caption(flow)
        elif name in CONTAINERS:
            flow.flush(self.region)
            self.pop(name)

    def _note_embedded(self, name: str, attributes: str, position: int = -1) -> None:
        self.embedded += 1
        if self.embedded > _MOST_EMBEDDED:
            return
        inside = self.text[position : position + 4_000] if position >= 0 else ""
        found = embedded_file(name, attributes, inside)
        if found is not None:
            self.links.append(found)

    def _note_meta(self, parsed: dict[str, str]) -> None:
        name = parsed.get("name") or parsed.get("property") or ""
        if name.lower() in ("contentstart", "contentend"):
            self._mark_body(name.lower() == "contentstart")
            return
        content = unescape(parsed.get("content", "")).strip()
        if name and content and len(self.meta) < 500:
            self.meta.setdefault(unescape(name).strip(), content)

    def _note_title(self, position: int) -> int:
        end = self.text.find("<", position)
        end = len(self.text) if end < 0 else end
        if not self.title:
            self.title = " ".join(unescape(self.text[position:end]).split())[:1000]
        return end


def too_long(limits: Limits) -> str:
    """What is said of a page with more blocks than are read."""
    return f"页面过长，只取前{limits.blocks}段。"
