"""Running text of a page between two block tags: words, link text, line breaks.

The html reader pushes pieces in as it meets them; a paragraph comes out whenever a block tag
says that one has ended.
"""

from __future__ import annotations

import re
from html import unescape

from yangguang.text.document import Block, Paragraph
from yangguang.text.extract.traces import Trace

Placed = tuple[Block, Trace]

_BLANKS = re.compile(r"[ \t\r\n\f\v]++")
_CJK_BLANKS = re.compile(
    "(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])[ \t\r\n\f\v]++(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])"
)
_INVISIBLE = str.maketrans(
    {"\xa0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u202f": " ", "\0": None}
    | dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad\u2028\u2029", None)
)
_NO_NAME = re.compile(
    r"[【\[]?(?:点击|查看|立即|附件|文件|全文|正文)*(?:下载|查看|预览|打开)(?:附件|文件|全文|正文)?[】\]]?"
)
"""What a link says that only asks to be followed; its title says where it leads."""
_DRAWN_GAP = re.compile(
    r"^([（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[、．]|[）)][、．]?|\.(?!\d)))[ \xa0]{2,}"
)
"""Word draws a gap of blanks between the number of a row and its words."""
_LONGEST_LINK = 2_000
_MOST_LINKS = 20_000


class Flow:
    """Text under way, and ``placed``: the list that finished paragraphs go to."""

    __slots__ = (
        "bold",
        "bold_chars",
        "buffer",
        "heading",
        "href",
        "keep_lines",
        "length",
        "link_chars",
        "link_parts",
        "link_title",
        "marked_body",
        "placed",
    )

    def __init__(self) -> None:
        self.placed: list[Placed] = []
        self.buffer: list[str] = []
        self.heading = 0
        self.href = ""
        self.link_title = ""
        self.link_parts: list[str] = []
        self.link_chars = 0
        self.keep_lines = False
        self.marked_body = False
        self.length = 0
        self.bold = 0
        self.bold_chars = 0

    def add(self, piece: str) -> None:
        """Takes source text as it stands, entities and all."""
        self.buffer.append(piece)
        if self.bold:
            self.bold_chars += len(tidy(piece))
        if self.href:
            self.link_parts.append(piece)
            self.link_chars += len(piece)

    def begin_link(self, href: str) -> None:
        self.href = href
        self.link_parts = []

    def end_link(self, links: list[tuple[str, str]]) -> None:
        """Closes an open link and notes it, unless it leads nowhere."""
        if not self.href:
            return
        text = tidy("".join(self.link_parts))[:_LONGEST_LINK]
        if not text or (self.link_title and _NO_NAME.fullmatch(text)):
            text = tidy(self.link_title) or text
        lowered = self.href[:12].lower()
        if len(links) < _MOST_LINKS and not lowered.startswith(("javascript:", "#")):
            links.append((" ".join(text.split()), self.href))
        self.href = self.link_title = ""

    def image(self, alternative: str) -> None:
        """An image inside a link lends it its name; elsewhere it says nothing."""
        if self.href and not self.link_title:
            self.link_title = alternative

    def line_break(self, region: int) -> None:
        heading, self.heading = self.heading, self.heading
        self.flush(region)
        self.heading = heading

    def flush(self, region: int) -> None:
        """Ends the paragraph under way, if there is one."""
        if not self.buffer:
            return
        raw = "".join(self.buffer)
        self.buffer.clear()
        link_chars, self.link_chars = self.link_chars, 0
        if raw.isspace():
            return
        if self.keep_lines:
            lines = [
                tidy(line)
                for line in unescape(raw).replace("\r\n", "\n").split("\n")
                if line.strip()
            ]
        else:
            lines = [_DRAWN_GAP.sub(r"\1", tidy(raw))]
        for text in lines:
            if text:
                self.length += len(text)
                trace = Trace(
                    link_chars=min(len(text), link_chars),
                    region=region,
                    marked_body=self.marked_body,
                )
                self.placed.append((Paragraph(text, heading=self.heading), trace))


def tidy(raw: str) -> str:
    """Entities decoded, source line breaks and invisible characters gone, ends bare.

    A source line break between two Chinese characters is no blank; several hard blanks in a row
    stay, since pages set columns apart with them.
    """
    if "\n" in raw:
        raw = _CJK_BLANKS.sub(lambda run: "" if "\n" in run[0] else " ", raw)
    text = _BLANKS.sub(" ", raw)
    if "&" in text:
        text = unescape(text)
    return (
        text.translate(_INVISIBLE).strip() if not text.isascii() else text.replace("\0", "").strip()
    )
