"""What people write or paste, made into the clean body that is stored, compared and released.

Word and WPS paste their whole inside; nothing of it survives but words, headings, tables, lists,
links, pictures and notes. What the page later shows is cleaned once more there.
"""

from __future__ import annotations

import difflib
import html as markup
import re
from collections.abc import Mapping
from dataclasses import dataclass

import nh3

from yangguang.apps.publishing.markup import read_markup, write_markup
from yangguang.apps.publishing.numbering import Level, levels_of, write_out
from yangguang.apps.publishing.pasting import CONTAINERS, in_order
from yangguang.text.extract.docxpictures import said
from yangguang.text.extract.html import read_page

TAGS = {
    "p", "br", "hr", "strong", "em", "u", "s", "sub", "sup", "h2", "h3", "h4", "h5", "ul", "ol", "li",
    "blockquote", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "a", "img",
    "figure", "figcaption", "section",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "id", "role"},
    "img": {"src", "alt"},
    "td": {"rowspan", "colspan"},
    "th": {"rowspan", "colspan", "scope"},
    "p": {"align"},
    "li": {"id"},
    "ol": {"start"},
    "section": {"class"},
}
WORTH_ALIGNING = 4_000_000
"""Two paragraphs whose lengths multiply to more are not compared word by word: it would take minutes."""
_SAME = {"b": "strong", "i": "em", "strike": "s", "h1": "h2", "h6": "h5"}
_RENAMED = re.compile(r"<(/?)(b|i|strike|h1|h6)(?=[\s>])", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|$)|<!\[.*?\]>|<\?xml.*?>", re.DOTALL)
_FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(.*?)<!--\s*EndFragment\s*-->", re.DOTALL)
_ROUGH_TAGS = TAGS | CONTAINERS | {"span", "del", "font"}
_ROUGH_ATTRIBUTES = {
    **{tag: {"style", "class", "hidden", "align", "id"} for tag in _ROUGH_TAGS},
    "a": {"href", "title", "id", "role", "style", "class"},
    "img": {"src", "alt", "style"},
    "td": {"rowspan", "colspan", "style"},
    "th": {"rowspan", "colspan", "scope", "style"},
    "ol": {"start", "type", "class", "style"},
    "ul": {"type", "class", "style"},
    "li": {"value", "type", "data-leveltext", "style", "class", "hidden", "id"},
}
_DROPPED = {
    "script",
    "style",
    "head",
    "title",
    "xml",
    "template",
    "noscript",
    "svg",
    "math",
    "object",
    "iframe",
}
_NOTE_MARK = re.compile(r"(?:<sup>)?<a [^>]*href=\"#fn-\d{1,3}\"[^>]*>[^<]*</a>(?:</sup>)?")
_EMPTY = re.compile(r"<(p|h[2-5]|li|strong|em|u|s)>(?:\s|&nbsp;|\u00a0|<br\s*/?>)*</\1>")
_NOTE = re.compile(r"^#?fn(?:ref)?-?\d{1,3}$")
MOST_LOOKS = 4
"""A clean body stands after the second look; a hostile one gets no more than these."""
_IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_KEPT_PICTURE = re.compile(r"""\ssrc\s*=\s*["']?file:[0-9a-f]{64}(?=["'\s/>])""", re.IGNORECASE)
_PICTURE = re.compile(r"^file:[0-9a-f]{64}$")


def clean_html(pasted: str) -> str:
    """The body as it is stored: known tags only, no styles, no empty paragraphs.

    Pictures are ``file:`` and the SHA-256 of a stored file, notes point to ``fn-1`` and back;
    addresses elsewhere are kept for links and dropped for pictures. What readers of a pasted page
    could not see (hidden words, tracked deletions, comments) is not taken over. A clean body stays
    as it is.
    """
    known = levels_of(pasted)
    fragment = _FRAGMENT.search(pasted)
    clean = _COMMENT.sub("", fragment[1] if fragment else pasted)
    # What one look drops (a note mark without its note) may leave a blank that the next one sees.
    for _ in range(MOST_LOOKS):
        before, clean = clean, _cleaned(clean, known)
        if clean == before:
            break
    return clean


def cleaned_paste(pasted: str) -> str:
    """`clean_html` for what comes from elsewhere: a file's name is not what its picture shows."""
    clean = clean_html(pasted)
    if "<img" not in clean:
        return clean
    root = read_markup(clean)
    for node in root.walk():
        if node.tag == "img":
            node.attributes["alt"] = said(node.attributes.get("alt", ""))
    return write_markup(root)


def pictures_left_out(pasted: str) -> int:
    """How many pictures of a pasted page ``clean_html`` cannot take over: they lie elsewhere."""
    fragment = _FRAGMENT.search(pasted)
    shown = _COMMENT.sub("", fragment[1] if fragment else pasted)
    return sum(_KEPT_PICTURE.search(one) is None for one in _IMG.findall(shown))


def _cleaned(text: str, known: Mapping[str, Level]) -> str:
    text = _RENAMED.sub(lambda found: f"<{found[1]}{_SAME[found[2].lower()]}", text)
    rough = nh3.clean(
        text,
        tags=_ROUGH_TAGS,
        attributes=_ROUGH_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel", "file"},
        link_rel=None,
        clean_content_tags=_DROPPED,
    )
    clean = nh3.clean(
        in_order(rough, known),
        tags=TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel", "file"},
        link_rel=None,
        clean_content_tags=_DROPPED,
    )
    before = None
    while before != clean:
        before, clean = clean, _EMPTY.sub("", clean)
    return clean.strip()


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if _PICTURE.match(value) else None
    if name in {"rowspan", "colspan", "start"}:
        return value if value.isdigit() and 0 < int(value) < 1000 else None
    if name == "align":
        return value if value in {"center", "right"} else None
    if name == "id":
        return value if _NOTE.match(value) else None
    if name == "class":
        return value if value == "footnotes" else None
    if name == "role":
        return value if value == "doc-noteref" else None
    if name == "scope":
        return value if value in {"row", "col", "rowgroup", "colgroup"} else None
    if name == "href":
        if value.startswith("#"):
            return value if _NOTE.match(value) else None
        if value.startswith("file:"):
            return None
    return value


def text_of(clean: str) -> str:
    """The words of a clean body, paragraph by paragraph, as search and checks read them.

    Numbers of lists belong to them: “第2项” is cited, though only the browser writes the 2. Marks of
    notes do not: the 1 after a sentence would read as a number of the next one.
    """
    if not clean.strip():
        return ""
    clean = _NOTE_MARK.sub("", clean)
    if "<ol" in clean:
        root = read_markup(clean)
        write_out(root, {}, plain_too=True)
        clean = write_markup(root)
    return read_page(f"<html><body>{clean}</body></html>").text()


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a comparison; ``sign`` is ``+``, ``-`` or a blank."""

    sign: str
    parts: tuple[tuple[str, bool], ...]
    """(words, changed) in order."""


def compare(old: str, new: str) -> list[Line]:
    """Two texts paragraph by paragraph; a changed paragraph shows which of its words changed."""
    before, after = old.splitlines(), new.splitlines()
    lines: list[Line] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            lines += [Line(" ", ((row, False),)) for row in before[start:end]]
            continue
        gone, come = before[start:end], after[first:last]
        for index in range(max(len(gone), len(come))):
            if index < len(gone) and index < len(come):
                one, other = _within(gone[index], come[index])
                lines += [Line("-", one), Line("+", other)]
            elif index < len(gone):
                lines.append(Line("-", ((gone[index], True),)))
            else:
                lines.append(Line("+", ((come[index], True),)))
    return lines


def _within(
    old: str, new: str
) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, bool], ...]]:
    if len(old) * len(new) > WORTH_ALIGNING:
        return _ends(old, new)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    one: list[tuple[str, bool]] = []
    other: list[tuple[str, bool]] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        if end > start:
            one.append((old[start:end], tag != "equal"))
        if last > first:
            other.append((new[first:last], tag != "equal"))
    return tuple(one), tuple(other)


def _ends(old: str, new: str) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, bool], ...]]:
    """Two very long paragraphs: what they share at both ends, and the middle as changed."""
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])

    def parts(words: str) -> tuple[tuple[str, bool], ...]:
        end = len(words) - tail
        cut = ((words[:head], False), (words[head:end], True), (words[end:], False))
        return tuple(part for part in cut if part[0])

    return parts(old), parts(new)


def _shared(one: str, other: str) -> int:
    """How many characters two texts share from the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    shorter = min(len(one), len(other))
    return next((place for place, (left, right) in pairs if left != right), shorter)


def html_of_text(text: str) -> str:
    """Plain words as paragraphs, for who writes without the editor."""
    return "".join(
        f"<p>{markup.escape(line.strip())}</p>" for line in text.splitlines() if line.strip()
    )
