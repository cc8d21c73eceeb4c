"""What Word, WPS, spreadsheets and web pages put on the clipboard, read as headings, paragraphs,
lists, tables and notes.

Office programs write their structure into styles (``mso-list``, ``mso-outline-level``), number their
lists by text, hide words instead of deleting them and carry tracked changes along. What readers of
the original could not see must not be published by a paste; what they did see must not be lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from yangguang.apps.publishing.markup import Element, read_markup, write_markup
from yangguang.apps.publishing.numbering import Level, write_out

CONTAINERS = frozenset(
    {
        "div", "article", "main", "header", "footer", "center", "address", "pre", "dl", "dt", "dd",
        "form", "fieldset", "details", "summary", "aside", "nav", "section",
    }
)  # fmt: skip
BLOCKS = frozenset(
    {"p", "h2", "h3", "h4", "h5", "ul", "ol", "blockquote", "table", "hr", "section", "figure"}
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|"
    r"mso-element\s*:\s*(?:comment|header|footer)",
    re.I,
)
_ALIGNED = re.compile(r"text-align\s*:\s*(center|right|end)", re.I)
_LOOKS = (
    ("strong", re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)", re.I)),
    ("em", re.compile(r"font-style\s*:\s*italic", re.I)),
    ("s", re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)),
    ("u", re.compile(r"text-decoration(?:-line)?\s*:[^;]*underline", re.I)),
    ("sup", re.compile(r"vertical-align\s*:\s*super", re.I)),
    ("sub", re.compile(r"vertical-align\s*:\s*sub\b", re.I)),
)
"""What spans say by style; each is said by a tag instead."""
_OUTLINE = re.compile(r"mso-outline-level\s*:\s*([1-9])", re.I)
_LISTED = re.compile(r"mso-list\s*:\s*l\d+\s+level(\d)", re.I)
_IGNORED = re.compile(r"mso-list\s*:\s*ignore", re.I)
_HEADED = re.compile(r"^(?:Mso)?(?:Heading|标题)\s?([1-9])$|^Mso(Title|Subtitle)$")
_NOTE_MARK = re.compile(r"^#?_(?:ftn|edn)(ref)?(\d{1,3})$")
_NOTE_BODY = re.compile(r"mso-element\s*:\s*(?:foot|end)note(-list)?", re.I)
_BULLET = re.compile(r"^[·•●○■□◆◇▪▫➢➤✓✔\u2022\uf000-\uf0ffløØ§Ãvnuqo\-–—]$")
_ODD = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\ufffc]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_INDENT = re.compile(r"^[\s\u3000\u00a0]+")
_TRAILING = re.compile(r"[\s\u3000\u00a0]+$")
_KEPT = re.compile(r"file:[0-9a-f]{64}")
_GAPS = re.compile(r"[ \t\r\n\u00a0]+")
_NUMBERED = frozenset({"p", "div", "h2", "h3", "h4", "h5"})


def in_order(sanitised: str, known: Mapping[str, Level]) -> str:
    """The markup with office habits turned into structure.

    ``sanitised`` is well-formed and free of scripts, with styles and classes still on it; ``known``
    are the list levels that its head defined.
    """
    root = read_markup(sanitised)
    _drop(root, _unseen)
    notes = _take_notes(root)
    write_out(root, known)
    _plain_inside(root)
    _styled(root)
    _lists(root)
    root.children = _blocks(root.children)
    _tidy(root)
    if notes is not None:
        root.children.append(notes)
    return write_markup(root)


def _plain_inside(root: Element) -> None:
    """Boxes inside rows and cells opened into paragraphs; cells in the head of a table head it."""
    for node in root.walk():
        if node.tag == "thead":
            for cell in node.walk():
                cell.tag = "th" if cell.tag == "td" else cell.tag
        boxed = any(one.tag in CONTAINERS for one in node.elements())
        if boxed and node.tag in {"li", "td", "th", "blockquote"}:
            node.children = _blocks(node.children)
            if len(node.children) == 1 and isinstance(only := node.children[0], Element):
                node.children = only.children if only.tag == "p" else node.children


def _drop(node: Element, unwanted: Callable[[Element], bool]) -> None:
    node.children = [one for one in node.children if isinstance(one, str) or not unwanted(one)]
    for one in node.elements():
        _drop(one, unwanted)


def _unseen(node: Element) -> bool:
    """What readers of the original do not see: hidden words, deleted ones, comments, page heads."""
    classes = node.attributes.get("class", "").split()
    return (
        node.tag == "del"
        or bool(_HIDDEN.search(node.attributes.get("style", "")))
        or "hidden" in node.attributes
        or any(
            one.lower() in {"msodel", "msocomtxt", "msocomanchor", "msocommentreference"}
            for one in classes
        )
    )


def _take_notes(root: Element) -> Element | None:
    """Office notes become ours: marks in the text, the notes themselves in a list at the end."""
    found: dict[str, list[str]] = {}
    _collect_notes(root, found)
    for node in root.walk():
        known = _NOTE_MARK.match(node.attributes.get("href", "")) if node.tag == "a" else None
        if known is None:
            continue
        if known[2] not in found or known[1]:
            node.tag, node.attributes = "span", {}
            continue
        number = list(found).index(known[2]) + 1
        mark = {"href": f"#fn-{number}", "id": f"fnref-{number}", "role": "doc-noteref"}
        node.tag, node.attributes = "sup", {}
        node.children = [Element("a", mark, [str(number)])]
    if not found:
        return None
    rows = [
        Element("li", {"id": f"fn-{number}"}, [Element("p", {}, [line]) for line in lines])
        for number, lines in enumerate(found.values(), start=1)
    ]
    return Element("section", {"class": "footnotes"}, [Element("ol", {}, [*rows])])


def _collect_notes(node: Element, found: dict[str, list[str]]) -> None:
    kept: list[Element | str] = []
    for one in node.children:
        if isinstance(one, str):
            kept.append(one)
            continue
        body = _NOTE_BODY.search(one.attributes.get("style", ""))
        if body and body[1]:
            _collect_notes(one, found)
            continue
        if body:
            number = re.sub(r"\D", "", one.attributes.get("id", ""))
            parts = [*one.elements()] if _holds_block(one) else [one]
            lines = [_GAPS.sub(" ", part.words()).strip() for part in parts]
            if lines:
                lines[0] = re.sub(r"^\[?\w{1,4}\]\s*", "", lines[0])
            if number and any(lines):
                found[number] = [line for line in lines if line]
            continue
        _collect_notes(one, found)
        kept.append(one)
    node.children = kept


def _styled(root: Element) -> None:
    """What styles and classes say, said by tags; styles and classes themselves go."""
    for node in root.walk():
        style = node.attributes.get("style", "")
        classes = node.attributes.get("class", "").split()
        aligned = _ALIGNED.search(style)
        if aligned and node.tag in {"p", "div", "center"} and "align" not in node.attributes:
            node.attributes["align"] = "center" if aligned[1].lower() == "center" else "right"
        if node.tag == "center":
            node.attributes["align"] = "center"
        if node.tag in {"p", "div"}:
            level = _level(style, classes)
            if level and node.words().strip():
                node.tag, node.attributes = f"h{level}", {"style": style}
        if node.tag == "span" and node.words().strip() and not _holds_block(node):
            said = [tag for tag, look in _LOOKS if look.search(style)]
            if said:
                node.tag = said[0]
                for tag in said[1:]:
                    node.children = [Element(tag, {}, node.children)]


def _level(style: str, classes: list[str]) -> int:
    """2 to 5 for a heading, 0 for none; body text bears outline level 9 in some templates."""
    for one in classes:
        headed = _HEADED.match(one)
        if headed:
            return min(5, int(headed[1]) + 1) if headed[1] else 2
    outline = _OUTLINE.search(style)
    return int(outline[1]) + 1 if outline and int(outline[1]) <= 4 else 0


def _lists(node: Element) -> None:
    """Paragraphs that office programs draw as list items; a number that was drawn stays as words."""
    made: list[Element | str] = []
    for one in node.children:
        if isinstance(one, Element) and one.tag in _NUMBERED:
            drawn = _marker(one)
            if drawn is not None:
                marker, level = drawn
                if _BULLET.match(marker) and one.tag[0] != "h":
                    last = made[-1] if made else None
                    if not isinstance(last, Element) or not last.attributes.get("data-drawn"):
                        last = Element("ul", {"data-drawn": "1"}, [])
                        made.append(last)
                    _hang(last, Element("li", {}, one.children), level)
                    continue
                if marker and not _BULLET.match(marker):
                    gap = "" if marker[-1] in "、．）)" else " "
                    one.children = [f"{marker}{gap}", *one.children]
        elif isinstance(one, Element):
            _lists(one)
        elif (
            not one.strip()
            and made
            and isinstance(made[-1], Element)
            and "data-drawn" in made[-1].attributes
        ):
            continue
        if isinstance(one, Element) and one.tag == "div":
            _lists(one)
        made.append(one)
    node.children = made


def _hang(drawn: Element, row: Element, level: int) -> None:
    """Put the row into the list, ``level`` (from 1) deep; a level that nothing leads to is left out."""
    for _ in range(level - 1):
        above = next(iter(reversed([*drawn.elements()])), None)
        if above is None:
            break
        below = next(iter(reversed([*above.elements()])), None)
        if below is None or below.tag != "ul":
            above.children = [Element("p", {}, above.children)]
            below = Element("ul", {"data-drawn": "1"}, [])
            above.children.append(below)
        drawn = below
    drawn.children.append(row)


def _marker(paragraph: Element) -> tuple[str, int] | None:
    """The number or bullet drawn before a list paragraph, taken out of it, and how deep it stands
    (from 1); None for another paragraph."""
    listed = _LISTED.search(paragraph.attributes.get("style", ""))
    if listed is None:
        return None
    drawn: list[str] = []

    def ignored(node: Element) -> bool:
        if _IGNORED.search(node.attributes.get("style", "")):
            drawn.append(node.words())
            return True
        return False

    _drop(paragraph, ignored)
    return _GAPS.sub("", "".join(drawn)).strip("\u3000"), max(1, int(listed[1]))


def _blocks(children: list[Element | str]) -> list[Element | str]:
    """Containers opened, loose words put into paragraphs, empty lines taken as their ends."""
    made: list[Element | str] = []
    line: list[Element | str] = []
    align: list[str] = []

    def close() -> None:
        if any(
            (not isinstance(one, str) and one.tag == "img") or _text(one).strip() for one in line
        ):
            made.append(Element("p", {"align": align[-1]} if align and align[-1] else {}, [*line]))
        line.clear()

    def put(nodes: list[Element | str]) -> None:
        for one in nodes:
            if isinstance(one, str):
                line.append(one)
            elif one.tag in CONTAINERS and one.attributes.get("class") != "footnotes":
                close()
                align.append(one.attributes.get("align", align[-1] if align else ""))
                put(one.children)
                close()
                align.pop()
            elif one.tag in BLOCKS:
                close()
                if one.tag in {"blockquote"}:
                    one.children = _blocks(one.children)
                made.append(one)
            elif one.tag == "br":
                close()
            elif _holds_block(one):
                # An inline mark around whole paragraphs: the paragraphs matter.
                put(one.children)
            else:
                line.append(one)

    put(children)
    close()
    return made


def _text(one: Element | str) -> str:
    return one if isinstance(one, str) else one.words()


def _holds_block(node: Element) -> bool:
    return any(one.tag in BLOCKS or one.tag in CONTAINERS for one in node.walk())


def _tidy(node: Element) -> None:
    """Odd characters, drawn indents and dead links out; pictures without a source as well."""
    made: list[Element | str] = []
    for one in node.children:
        if isinstance(one, str):
            made.append(_PRIVATE.sub("", _ODD.sub("", one)).replace("\u00a0", " "))
            continue
        _tidy(one)
        one.attributes.pop("style", None)
        one.attributes.pop("data-drawn", None)
        if one.attributes.get("class") != "footnotes":
            one.attributes.pop("class", None)
        if one.tag == "img" and not _KEPT.fullmatch(one.attributes.get("src", "")):
            continue
        if one.tag == "a" and not one.attributes.get("href"):
            made += one.children
            continue
        if one.tag in {"p", "h2", "h3", "h4", "h5", "li", "td", "th"}:
            _trim(one)
        made.append(one)
    node.children = made


def _trim(node: Element) -> None:
    """Spaces that draw an indent or end a line."""
    if node.children and isinstance(node.children[0], str):
        node.children[0] = _INDENT.sub("", node.children[0])
    elif (
        node.children and isinstance(node.children[0], Element) and node.children[0].tag in _INLINE
    ):
        _trim_start(node.children[0])
    if node.children and isinstance(node.children[-1], str):
        node.children[-1] = _TRAILING.sub("", node.children[-1])


_INLINE = frozenset({"strong", "em", "u", "s", "span"})


def _trim_start(node: Element) -> None:
    if node.children and isinstance(node.children[0], str):
        node.children[0] = _INDENT.sub("", node.children[0])
