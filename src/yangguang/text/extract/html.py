"""Web pages to blocks in reading order, in one pass and in linear time.

Government pages of twenty years lay themselves out in tables, leave tags open and hide their
menus; a tree builder that follows the HTML standard can be driven into quadratic work and deep
recursion by a hostile page. This reader keeps no tree: it walks the tags once, keeps a bounded
stack, and tells data tables from page layout when each table closes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from yangguang.text.document import Paragraph
from yangguang.text.extract.charset import decode
from yangguang.text.extract.flow import Flow
from yangguang.text.extract.htmltable import TableUnderWay, settle
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
    span_of,
)
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.traces import Region, Trace, TracedDocument

_BODY_BEGINS = re.compile(
    r"(?:content|信息内容|正文|zoom)[^a-z一-龥]{0,6}(?:begin|start|开始)", re.IGNORECASE
)
_BODY_ENDS = re.compile(
    r"(?:content|信息内容|正文|zoom)[^a-z一-龥]{0,6}(?:end|结束)", re.IGNORECASE
)
_MAX_DEPTH = 2_000
_MAX_TABLES = 60
_LONGEST_ATTRIBUTES = 8_192
_ENOUGH_TEXT = 200


def read_html(data: bytes, *, declared: str = "", limits: Limits = DEFAULT) -> TracedDocument:
    """The page as blocks, with its title, meta tags and links; ``declared`` is its charset."""
    decoded = decode(data, declared=declared)
    page = read_page(decoded.text, limits=limits)
    if not decoded.damaged:
        return page
    warning = f"页面编码有误，{decoded.damaged}处字符无法辨认，按{decoded.encoding}读出。"
    return replace(page, warnings=(warning, *page.warnings))


def read_page(text: str, *, limits: Limits = DEFAULT) -> TracedDocument:
    """Blocks of a page that is already text.

    Hidden parts are left out unless hardly anything else is there: some sites put the article
    into a hidden box and show it by script.
    """
    if text.count("<") > limits.tags:
        return _bare(text, limits)
    page = _Page(text, limits, hidden=False).read()
    if page.hidden_parts and page.flow.length < _ENOUGH_TEXT:
        whole = _Page(text, limits, hidden=True).read()
        if whole.flow.length > 3 * page.flow.length + _ENOUGH_TEXT:
            whole.warn("页面正文放在隐藏区域内，已一并读出。")
            return whole.document()
    return page.document()


def _bare(text: str, limits: Limits) -> TracedDocument:
    """Only the words of a page with more tags than any real page has."""
    words = unescape(re.sub(r"<[^<>]{0,2000}>", "\n", text))
    lines = [line for raw in words.split("\n") if (line := raw.strip())]
    warnings = ["页面标签多得反常，只取出文字，没有还原表格。"]
    if len(lines) > limits.blocks:
        lines = lines[: limits.blocks]
        warnings.append(_too_long(limits))
    return TracedDocument(
        blocks=tuple(Paragraph(line) for line in lines),
        media_type="text/html",
        warnings=tuple(warnings),
        traces=tuple(Trace() for _ in lines),
    )


def _too_long(limits: Limits) -> str:
    return f"页面过长，只取前{limits.blocks}段。"


class _Scope:
    """Open containers inside one table cell (or the page); an end tag never reaches out of it."""

    __slots__ = ("counts", "open")

    def __init__(self) -> None:
        self.open: list[tuple[str, int]] = []
        self.counts: dict[str, int] = {}


class _Page:
    """One walk over the tags of one page."""

    def __init__(self, text: str, limits: Limits, *, hidden: bool) -> None:
        self.text = text
        self.finder = TagFinder(text)
        self.limits = limits
        self.show_hidden = hidden
        self.hidden_parts = 0
        self.flow = Flow()
        self.meta: dict[str, str] = {}
        self.title = ""
        self.links: list[tuple[str, str]] = []
        self.regions: list[Region] = []
        self.warnings: list[str] = []
        self.scopes = [_Scope()]
        self.tables: list[tuple[TableUnderWay, int]] = []
        self.tables_ignored = 0
        self.region = -1
        self.cells = 0
        self.in_pre = 0

    def warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def read(self) -> _Page:
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
            position = end + 1
            if found[1]:
                self._close(name)
            elif name in RAW:
                position = self._skip_raw(name, position)
            elif name in DROPPED or (
                len(attributes) > 5 and not self.show_hidden and is_hidden(attributes)
            ):
                position = self._skip_element(name, position, attributes)
            else:
                position = self._open(name, attributes, position)
        while self.tables:
            self._end_table()
        flow.end_link(self.links)
        flow.flush(self.region)
        return self

    def document(self) -> TracedDocument:
        placed = self.flow.placed[: self.limits.blocks]
        if len(self.flow.placed) > self.limits.blocks:
            self.warn(_too_long(self.limits))
        return TracedDocument(
            blocks=tuple(block for block, _ in placed),
            media_type="text/html",
            title=self.title,
            meta=self.meta,
            links=tuple(self.links),
            warnings=tuple(self.warnings),
            traces=tuple(trace for _, trace in placed),
            regions=tuple(self.regions),
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

    def _skip_raw(self, name: str, position: int) -> int:
        after = self.finder.after_raw(name, position)
        if after < 0:
            self.warn(f"页面有未结束的{name}标签，其后的内容按正文读出。")
            return position
        return after

    def _skip_element(self, name: str, position: int, attributes: str) -> int:
        """Skips to the matching end tag; an element that is never closed is opened instead."""
        if attributes.endswith("/") and name in DROPPED:
            return position
        after = self.finder.after_element(name, position)
        if after < 0:
            return position if name in DROPPED else self._open(name, attributes, position)
        self.hidden_parts += name not in DROPPED
        return after

    # What tags mean.

    def _open(self, name: str, attributes: str, position: int) -> int:
        flow = self.flow
        if name == "a":
            flow.end_link(self.links)
            parsed = attributes_of(attributes)
            if parsed.get("href"):
                flow.begin_link(unescape(parsed["href"]).strip())
                flow.link_title = parsed.get("title", "")
        elif name == "br":
            flow.line_break(self.region)
        elif name == "img":
            flow.image(attributes_of(attributes).get("alt", ""))
        elif name in BREAKS:
            flow.flush(self.region)
            self.in_pre += name == "pre"
            flow.keep_lines = self.in_pre > 0
        elif name in HEADINGS:
            flow.flush(self.region)
            flow.heading = HEADINGS[name]
        elif name == "meta":
            self._note_meta(attributes_of(attributes))
        elif name == "title":
            return self._note_title(position)
        elif name in ("td", "th"):
            self._begin_cell(name, attributes)
        elif name == "tr":
            flow.flush(self.region)
            if self.tables and not self.tables_ignored:
                self._end_cell()
                self.tables[-1][0].begin_row()
        elif name == "table":
            self._begin_table(attributes)
        elif name == "caption":
            flow.flush(self.region)
        elif name in CONTAINERS:
            flow.flush(self.region)
            flow.heading = 0
            self._push(name, attributes)
        return position

    def _close(self, name: str) -> None:
        flow = self.flow
        if name == "a":
            flow.end_link(self.links)
        elif name in BREAKS:
            flow.flush(self.region)
            if name == "pre" and self.in_pre:
                self.in_pre -= 1
                flow.keep_lines = self.in_pre > 0
        elif name in HEADINGS:
            flow.flush(self.region)
            flow.heading = 0
        elif name in ("td", "th"):
            flow.flush(self.region)
            if not self.tables_ignored:
                self._end_cell()
        elif name == "tr":
            flow.flush(self.region)
            if self.tables and not self.tables_ignored:
                self._end_cell()
                self.tables[-1][0].end_row()
        elif name == "table":
            flow.flush(self.region)
            if self.tables_ignored:
                self.tables_ignored -= 1
            elif self.tables:
                self._end_table()
        elif name == "caption":
            flow.end_link(self.links)
            if self.tables and not self.tables[-1][0].in_cell:
                flow.flush(self.region)
                self.tables[-1][0].take_caption(flow)
        elif name in CONTAINERS:
            flow.flush(self.region)
            self._pop(name)

    def _push(self, name: str, attributes: str) -> None:
        scope = self.scopes[-1]
        if len(scope.open) >= _MAX_DEPTH:
            return
        scope.open.append((name, self.region))
        scope.counts[name] = scope.counts.get(name, 0) + 1
        self._enter(name, attributes)
        if name == "ucapcontent":
            self.flow.marked_body = True

    def _enter(self, name: str, attributes: str) -> None:
        key = ""
        if attributes:
            parsed = attributes_of(attributes)
            key = f"{parsed.get('id', '')} {parsed.get('class', '')}".strip().lower()[:200]
        self.regions.append(Region(self.region, name, key))
        self.region = len(self.regions) - 1

    def _pop(self, name: str) -> None:
        scope = self.scopes[-1]
        if not scope.counts.get(name):
            return
        while scope.open:
            opened, outer = scope.open.pop()
            scope.counts[opened] -= 1
            self.region = outer
            if opened == "ucapcontent":
                self.flow.marked_body = False
            if opened == name:
                return

    def _begin_table(self, attributes: str) -> None:
        self.flow.flush(self.region)
        self.flow.end_link(self.links)
        if len(self.tables) >= _MAX_TABLES or self.tables_ignored:
            self.tables_ignored += 1
            self.warn("表格嵌套过深，最里层按文字读出。")
            return
        table = TableUnderWay(self.flow.placed, presentation="presentation" in attributes.lower())
        self.tables.append((table, self.region))
        self.flow.placed = table.loose
        self._enter("table", attributes)

    def _end_table(self) -> None:
        self.flow.flush(self.region)
        self._end_cell()
        table, self.region = self.tables.pop()
        self.flow.placed = table.outside
        self.flow.placed.extend(settle(table, self.limits.cells))
        if self.tables:
            self.tables[-1][0].note_nesting()

    def _begin_cell(self, name: str, attributes: str) -> None:
        flow = self.flow
        flow.flush(self.region)
        if not self.tables or self.tables_ignored:
            return
        self._end_cell()
        if self.cells >= self.limits.cells:
            self.warn("表格单元格过多，其余按文字读出。")
            return
        self.cells += 1
        parsed = attributes_of(attributes) if attributes else {}
        flow.placed = self.tables[-1][0].begin_cell(
            span_of(parsed.get("rowspan", "")), span_of(parsed.get("colspan", "")), name == "th"
        )
        self.scopes.append(_Scope())
        self.tables[-1][0].outer_region = self.region
        self._enter(name, attributes)
        flow.heading = 0

    def _end_cell(self) -> None:
        if not self.tables:
            return
        table = self.tables[-1][0]
        if table.in_cell:
            self.flow.end_link(self.links)
            self.flow.flush(self.region)
            self.flow.heading = 0
            self.scopes.pop()
            self.region = table.outer_region
            self.flow.placed = table.end_cell()

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
