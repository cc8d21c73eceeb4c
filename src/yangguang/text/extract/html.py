"""Web pages to blocks in reading order, in one pass and in linear time.

Government pages of twenty years lay themselves out in tables, leave tags open and hide their
menus; a tree builder that follows the HTML standard can be driven into quadratic work and deep
recursion by a hostile page. This reader keeps no tree: it walks the tags once, keeps a bounded
stack, and tells data tables from page layout when each table closes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape

from yangguang.text.document import Paragraph
from yangguang.text.extract.charset import decode
from yangguang.text.extract.htmlwalk import Page, too_long
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.traces import Trace, TracedDocument

_ENOUGH_TEXT = 200


def read_html(
    data: bytes,
    *,
    declared: str = "",
    limits: Limits = DEFAULT,
    own: Mapping[str, str] | None = None,
) -> TracedDocument:
    """The page as blocks, with its title, meta tags and links; ``declared`` is its charset.

    ``own``: how the page names pictures that came with it, each with its address in the file.
    """
    decoded = decode(data, declared=declared)
    page = read_page(decoded.text, limits=limits, own=own)
    if not decoded.damaged:
        return page
    warning = f"页面编码有误，{decoded.damaged}处字符无法辨认，按{decoded.encoding}读出。"
    return replace(page, warnings=(warning, *page.warnings))


def read_page(
    text: str, *, limits: Limits = DEFAULT, own: Mapping[str, str] | None = None
) -> TracedDocument:
    """Blocks of a page that is already text.

    Hidden parts are left out unless hardly anything else is there, or they hold nearly all of the
    sentences: some sites put the article into a hidden box and show it by script.
    """
    if text.count("<") > limits.tags:
        return _bare(text, limits)
    page = Page(text, limits, hidden=False, own=own).read()
    if page.hidden_parts and page.flow.length < _ENOUGH_TEXT:
        whole = Page(text, limits, hidden=True, own=own).read()
        if whole.flow.length > 3 * page.flow.length + _ENOUGH_TEXT:
            whole.warn("页面正文放在隐藏区域内，已一并读出。")
            return whole.document()
    elif page.hidden_sentences > 3 + 2 * page.sentences():
        whole = Page(text, limits, hidden=False, telling=True, own=own).read()
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
        warnings.append(too_long(limits))
    return TracedDocument(
        blocks=tuple(Paragraph(line) for line in lines),
        media_type="text/html",
        warnings=tuple(warnings),
        traces=tuple(Trace() for _ in lines),
    )
