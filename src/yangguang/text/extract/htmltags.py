"""Tags of a page, found in linear time whatever the page is made of.

Everything that looks ahead for an end (of a quote, a comment, a script, a hidden box) remembers
what it did not find, so that no page can make it look twice for what is not there.
"""

from __future__ import annotations

import re

TAG = re.compile(r"<(?:(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,30})|!--|[!?])")
CONTAINERS = frozenset({
    "article", "aside", "blockquote", "body", "center", "div", "dl", "fieldset", "footer", "form",
    "header", "main", "nav", "ol", "section", "ucapcontent", "ucaptitle", "ul",
})  # fmt: skip
BREAKS = frozenset({
    "address", "colgroup", "dd", "details", "dir", "dt", "figcaption", "figure", "head", "hgroup",
    "hr", "html", "legend", "li", "marquee", "menu", "option", "p", "pre", "summary", "tbody",
    "tfoot", "thead",
})  # fmt: skip
RAW = frozenset({
    "iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "xmp",
})  # fmt: skip
DROPPED = frozenset({
    "audio", "button", "canvas", "datalist", "map", "math", "object", "select", "svg", "template",
    "video",
})  # fmt: skip
HEADINGS = {f"h{n}": n for n in range(1, 7)}

# Elements without content, and those whose end tags are left out too often to skip to them.
_NEVER_SKIPPED = frozenset({
    "body", "br", "hr", "html", "img", "input", "link", "meta", "td", "th", "tr",
})  # fmt: skip
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]++)(?:\s*+=\s*+("[^"]*"|'[^']*'|[^\s>"']++))?""")
_QUOTE = re.compile("[\"']")
_HIDDEN = re.compile(r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden", re.IGNORECASE)
_MOST_LOOKED_AT = 20_000
_MOST_MISSED = 20


class TagFinder:
    """Ends of tags and elements in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.absent: set[str] = set()
        self._missed = 0

    def tag_end(self, start: int) -> int:
        """Where the ``>`` of a tag stands; quotes may hide one, the end of the page ends all."""
        text = self.text
        end = text.find(">", start)
        if end < 0:
            return len(text)
        at = start
        while True:
            # The first quote before the end opens a value; a value's end may lie past the end.
            found = _QUOTE.search(text, at, end)
            if found is None:
                return end
            quote, opened = found[0], found.start()
            if text[opened - 1] not in "= \t\r\n\f" and text[at:opened].strip()[-1:] != "=":
                at = opened + 1
                continue
            closed = -1 if quote in self.absent else text.find(quote, opened + 1)
            if closed < 0:
                self.absent.add(quote)
                return end
            if closed > end:
                further = text.find(">", closed)
                if further < 0:
                    return end
                end = further
            at = closed + 1

    def after_bracket(self, position: int) -> int:
        """The place behind the next ``>``, or the end of the page."""
        end = self.text.find(">", position)
        return end + 1 if end >= 0 else len(self.text)

    def comment_end(self, start: int) -> int:
        """Where the ``-->`` of a comment stands; -1 if it is never closed."""
        end = -1 if "-->" in self.absent else self.text.find("-->", start + 4)
        if end < 0:
            self.absent.add("-->")
        return end

    def after_raw(self, name: str, position: int) -> int:
        """The place behind the end tag of a script or the like; -1 if it is never closed."""
        if name in self.absent:
            return -1
        closing = re.compile(f"</{name}[\\s/>]", re.IGNORECASE).search(self.text, position)
        if closing is None:
            self.absent.add(name)
            return -1
        return self.after_bracket(closing.start())

    def after_element(self, name: str, position: int) -> int:
        """The place behind the matching end tag; -1 if there is none within reach."""
        if name in _NEVER_SKIPPED or self._missed > _MOST_MISSED:
            return -1
        depth = 1
        tags = re.compile(f"<(/?){re.escape(name)}(?=[\\s/>])", re.IGNORECASE)
        for seen, tag in enumerate(tags.finditer(self.text, position)):
            depth += -1 if tag[1] else 1
            if depth == 0:
                return self.after_bracket(tag.end())
            if seen > _MOST_LOOKED_AT:
                break
        self._missed += 1
        return -1


def attributes_of(text: str) -> dict[str, str]:
    """Attributes by lower-case name, first one wins, values unquoted and not yet unescaped."""
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(text):
        if value[:1] in ('"', "'"):
            value = value[1:-1]
        found.setdefault(name.lower(), value)
    return found


def is_hidden(attributes: str) -> bool:
    """Whether an element's attributes keep it from being shown."""
    lowered = attributes.lower()
    if "js_content" in lowered:
        # WeChat keeps its article invisible until its script has run.
        return False
    if "none" in lowered or "hidden" in lowered:
        parsed = attributes_of(attributes)
        return "hidden" in parsed or _HIDDEN.search(parsed.get("style", "")) is not None
    return False


def span_of(value: str) -> int:
    """A rowspan or colspan; 1 for anything that is no small number."""
    digits = value.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 1
