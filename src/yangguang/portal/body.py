"""The stored text of an edition made fit for the page.

Bodies are sanitised when they are stored; they are sanitised here once more, because a page that
every citizen opens must not depend on a single lock. Nothing is fetched from other sites: foreign
pictures become a line that says so. Tables get a frame that scrolls on a phone, headings a level
that fits below the page's own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

TAGS = {
    "p", "br", "hr", "div", "span", "strong", "b", "em", "i", "u", "s", "sub", "sup", "small",
    "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "colgroup", "col",
    "a", "img", "figure", "figcaption", "center", "section",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title", "id", "role"},
    "img": {"src", "alt", "width", "height"},
    "td": {"rowspan", "colspan", "align"},
    "th": {"rowspan", "colspan", "align", "scope"},
    "p": {"align"},
    "div": {"align"},
    "ol": {"start"},
    "li": {"id"},
    "section": {"class"},
}
_INDENTED = re.compile(r"^[\s\u3000\u00a0]+")
_NUMBERED = re.compile(
    r"^(?:第[一二三四五六七八九十百零〇]+[章节编]|[一二三四五六七八九十]{1,3}、)"
)
_NOTE = re.compile(r"^fn(?:ref)?-\d{1,3}$")
_PICTURE = re.compile(r'src="file:([0-9a-f]{64})"')
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src" and not (value.startswith("/") and value[1:2] != "/"):
        return None
    if name == "id":
        return value if _NOTE.match(value) else None
    if name == "role":
        return value if value == "doc-noteref" else None
    if name == "class":
        return value if value == "footnotes" else None
    if name in {"rowspan", "colspan", "start", "width", "height"} and not value.isdigit():
        return None
    return value


def pictures_in(stored: str) -> set[str]:
    """The SHA-256 of every picture that stands in a stored body."""
    return set(_PICTURE.findall(stored))


def for_page(stored: str, pictures: Mapping[str, str] | None = None) -> str:
    """HTML that can be put into a page as it is, from the stored ``body_html``.

    ``pictures`` gives the public address of each of the body's own pictures by its SHA-256; one
    without an address becomes a line with its words.
    """
    places = pictures or {}
    placed = _PICTURE.sub(lambda found: f'src="{html.escape(places.get(found[1], ""))}"', stored)
    clean = nh3.clean(
        placed,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    tree = LexborHTMLParser(f"<body>{clean}</body>")
    body = tree.body
    if body is None:
        return ""
    _pictures(body)
    _links(body)
    _headings(body)
    _lines(body)
    _paragraphs(body)
    _tables(body)
    inner = body.html or ""
    return inner.removeprefix("<body>").removesuffix("</body>")


def _pictures(body: LexborNode) -> None:
    for picture in body.css("img"):
        words = (picture.attributes.get("alt") or "").strip()
        if not picture.attributes.get("src"):
            _replace(picture, f"<span>［图片{'：' + html.escape(words) if words else ''}］</span>")
        elif not words:
            picture.attrs["alt"] = "正文图片"


def _links(body: LexborNode) -> None:
    for link in body.css("a"):
        words = link.text(deep=True).strip()
        href = link.attributes.get("href") or ""
        if not words and not link.css_first("img"):
            link.decompose()
        elif not href or (href.startswith("#") and len(href) == 1):
            link.unwrap()


def _headings(body: LexborNode) -> None:
    """Levels from h2 down without a gap, whatever the source used them for."""
    line: list[int] = []
    for heading in body.css(",".join(_HEADINGS)):
        words = heading.text(deep=True).strip()
        if not words:
            heading.decompose()
            continue
        level = int((heading.tag or "h2")[1])
        while line and line[-1] >= level:
            line.pop()
        line.append(level)
        wanted = f"h{min(6, len(line) + 1)}"
        if heading.tag != wanted:
            inner = _inner(heading)
            _replace(heading, f"<{wanted}>{inner}</{wanted}>")


def _lines(body: LexborNode) -> None:
    """A paragraph broken by line breaks becomes as many paragraphs, each with its own indent."""
    for paragraph in body.css("p"):
        if not any(child.tag == "br" for child in paragraph.iter()):
            continue
        lines: list[list[str]] = [[]]
        for child in paragraph.iter(include_text=True):
            if child.tag == "br":
                lines.append([])
            else:
                lines[-1].append(child.html or "")
        align = paragraph.attributes.get("align")
        opening = f'<p align="{html.escape(align)}">' if align else "<p>"
        markup = "".join(f"{opening}{''.join(line)}</p>" for line in lines)
        tree = LexborHTMLParser(f"<body>{markup}</body>")
        for line in tree.css("p"):
            paragraph.insert_before(line)
        paragraph.decompose()


def _paragraphs(body: LexborNode) -> None:
    for paragraph in body.css("p"):
        words = paragraph.text(deep=True)
        if not words.strip() and not paragraph.css_first("img"):
            paragraph.decompose()
            continue
        align = paragraph.attributes.get("align")
        if align:
            del paragraph.attrs["align"]
            if align in {"center", "right"}:
                paragraph.attrs["class"] = align
        elif len(words.strip()) <= 40 and _NUMBERED.match(words.strip()):
            paragraph.attrs["class"] = "h"
        first = paragraph.child
        if first is not None and first.tag == "-text":
            text = first.text(deep=False)
            shorter = _INDENTED.sub("", text)
            if shorter != text and shorter:
                first.replace_with(shorter)


def _tables(body: LexborNode) -> None:
    for cell in body.css("th"):
        if not cell.text(deep=True).strip():
            spans = "".join(
                f' {name}="{cell.attributes[name]}"'
                for name in ("rowspan", "colspan")
                if cell.attributes.get(name)
            )
            _replace(cell, f"<td{spans}></td>", within="<table><tbody><tr>{}</tr></tbody></table>")
    for number, table in enumerate(body.css("table"), start=1):
        parent = table.parent
        if _inside_table(table) or parent is None:
            continue
        outer = table.html or ""
        _replace(
            table,
            f'<div class="scroll" role="group" tabindex="0" aria-label="正文表格{number}">{outer}</div>',
        )


def _inside_table(node: LexborNode) -> bool:
    above = node.parent
    while above is not None:
        if above.tag == "table":
            return True
        above = above.parent
    return False


def _inner(node: LexborNode) -> str:
    outer = node.html or ""
    start, end = outer.find(">") + 1, outer.rfind("</")
    return outer[start:end] if end >= start else ""


def _replace(node: LexborNode, markup: str, *, within: str = "<body>{}</body>") -> None:
    """Put parsed markup where a node stands."""
    tree = LexborHTMLParser(within.format(markup))
    wanted = markup[1:].split(">", 1)[0].split()[0]
    new = tree.css_first(wanted)
    if new is not None:
        node.replace_with(new)
