"""Sentences that a capture broke at the margin, put together again.

PDF text comes line by line. Where lines are all as wide as a page allows, a line that ends in
the middle of a sentence goes on in the next one; everything else is left as it stands, above all
the rows of broken tables.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_START = re.compile(
    r"(?:[一二三四五六七八九十]{1,4}、|[（(][一二三四五六七八九十]{1,3}[)）]|[（(]\d{1,2}[)）]|\d{1,2}[.．、](?!\d)|"
    r"第[一二三四五六七八九十百]{1,5}[章节条]|附件\d{0,2}[:：]|[①-⑳]|[-•●■◆※])"
)
_ENDED = "。！？；：!?;:…”"
_OPEN_END = "，、第和与及或至的（(《“‘在对将为"
_FIGURES = re.compile(r"(?:^|\s)[-—\d.,，%％]+(?:\s+[-—\d.,，%％]+)+\s*$")
_LONE_NUMBER = re.compile(r"(?<!\S)[-+]?\d[\d,]*(?:\.\d+)?[%％]?(?!\S)")
_CODE = re.compile(r"\d{3,}\s+\D|\d{2}\s+\d{2}\s")
_APART = re.compile(r"[一-龥] +(?=[一-龥])")
_TITLE_END = re.compile(
    r"(?:通知|意见|决定|公告|通告|办法|方案|报告|批复|函|规定|细则|条例|公报|预案|规划|纲要|要点|说明|答复|清单|目录)$"
)
_CLOSING = "，。、；：！？）》”’】〕,.;:!?)"


def width(text: str) -> int:
    """Columns a line takes: a Chinese character two, a Latin one."""
    return sum(2 if unicodedata.east_asian_width(c) in "FWA" else 1 for c in text)


def measure(lines: Sequence[str]) -> int:
    """The width at which a text was broken into lines; 0 if it was not.

    It was if most long lines are equally wide and hardly any is wider.
    """
    widths = [w for line in lines if (w := width(line)) >= 30]
    if len(widths) < 6:
        return 0
    counts = Counter(widths)
    measured = max(counts, key=lambda w: counts[w] + counts[w - 1] + counts[w + 1])
    near = sum(count for w, count in counts.items() if measured - 7 <= w <= measured + 3)
    wider = sum(count for w, count in counts.items() if w > measured + 6)
    return measured if near >= 0.5 * len(widths) and wider <= 0.05 * len(widths) else 0


def goes_on(line: str, following: str, measured: int, *, begins: bool) -> bool:
    """Whether ``following`` carries on the sentence of ``line``.

    ``measured`` is the width of the text's lines, 0 if it has none; ``begins`` says that
    ``line`` opens a paragraph and so may be shorter by its indent.
    """
    if not line or not following or line[-1] in "。！？；：!?;:…":
        return False
    if is_row(line) or is_row(following) or "\t" in line or "|" in line + following[:1]:
        return False
    if is_start(following) and line[-1] not in "，、第和与及或至":
        return False
    if measured:
        if width(line) > measured + 6:
            return False
        taken = width(line) + (4 if begins else 0)
        return taken + _first_word(following) + 2 > measured
    return _torn(line, following)


def is_start(line: str) -> bool:
    """Whether a line opens with the number of a section, an article or a list item."""
    return _START.match(line) is not None


def is_row(line: str) -> bool:
    """Whether a line is a row of a broken table: figures at its end, or words set apart."""
    if _FIGURES.search(line) or len(_APART.findall(line)) >= 2:
        return True
    if re.search(r"[，。；：]|\d 年|\d 月", line):
        return False
    numbers = len(_LONE_NUMBER.findall(line))
    last = line.split()[-1]
    return numbers >= 2 and (_LONE_NUMBER.fullmatch(last) is not None or bool(_CODE.match(line)))


def _first_word(text: str) -> int:
    """Columns of what cannot be broken at the start of a line, closing marks included."""
    if not text:
        return 0
    end = 1
    if text[0].isascii() and not text[0].isspace():
        while end < len(text) and text[end].isascii() and not text[end].isspace():
            end += 1
    if text[0] in "（《“‘(【〔" and end < len(text):
        end += 1
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    return min(width(text[:end]), 24)


def _torn(line: str, following: str) -> bool:
    """A long paragraph cut by a page break: it ends open, and what follows ends a sentence."""
    if len(line) < 40 or not re.search(r"[。；]", following) or not _is_chinese(following[0]):
        return False
    if _unclosed(line) and re.search(r"[”）》]", following):
        return True
    return line[-1] in "，、" or (
        _is_chinese(line[-1])
        and re.search(r"[，。；]", line) is not None
        and not _TITLE_END.search(line)
    )


def _unclosed(line: str) -> bool:
    return any(line.rfind(opened) > line.rfind(closed) for opened, closed in ("“”", "（）", "《》"))


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def glue(line: str, following: str) -> str:
    """What goes between two joined lines: a blank only between Latin words or numbers."""
    if not line or not following or not (line[-1].isascii() and following[0].isascii()):
        return ""
    return " " if line[-1].isalnum() and following[0].isalnum() else ""
