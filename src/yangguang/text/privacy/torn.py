"""Words that a scanner or a typist tore apart: 姓　　名, 身 份 证 号.

Labels set wide and characters read one by one would hide every label. Blanks between single
Chinese characters are taken out before the search, and the places of what is found are put back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from yangguang.text.privacy.finding import Finding

_H = "\u4e00-\u9fff"
_BLANK = "[ \u3000\xa0]"
# From the first blank on: two or more single characters in a row, each alone between blanks; a sex or
# a 族 may stand alone.
_ALONE = rf"(?![男女汉](?:{_BLANK}|$))[{_H}](?![{_H}])"
_TORN = re.compile(
    rf"{_BLANK}(?<=[{_H}].)(?:(?<![{_H}]..)(?<![男女汉].){_BLANK}{{0,5}}{_ALONE}(?:{_BLANK}{{1,6}}{_ALONE}){{0,39}}(?:{_BLANK}{{1,3}}(?=[：:]))?"
    rf"|{_BLANK}{{0,2}}[号码名址话人方](?:{_BLANK}{{0,3}}(?=[：:])))"
)
_HINT = re.compile(rf"{_BLANK}[{_H}](?:[：:]|{_BLANK}|$)", re.MULTILINE)
_BLANKS = re.compile(rf"{_BLANK}+")


@dataclass(frozen=True, slots=True)
class Mended:
    """The text without those blanks, and how many went before each place where some went."""

    text: str
    starts: list[int]
    shifts: list[int]

    def original(self, offset: int) -> int:
        """Where an offset of the mended text stood."""
        index = bisect_right(self.starts, offset) - 1
        return offset + (self.shifts[index] if index >= 0 else 0)

    def restore(self, finding: Finding, text: str) -> Finding:
        """The finding as it stands in the original ``text``."""
        start = self.original(finding.start)
        end = self.original(finding.end - 1) + 1
        return replace(finding, start=start, end=end, text=text[start:end])


def mend(text: str) -> Mended | None:
    """The text with torn words joined, or None where nothing is torn."""
    if not (" " in text or "\u3000" in text or "\xa0" in text) or _HINT.search(text) is None:
        return None
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    at = gone = 0
    for torn in _TORN.finditer(text):
        for blank in _BLANKS.finditer(text, torn.start(), torn.end()):
            pieces.append(text[at : blank.start()])
            at = blank.end()
            gone += blank.end() - blank.start()
            starts.append(at - gone)
            shifts.append(gone)
    if not gone:
        return None
    pieces.append(text[at:])
    return Mended("".join(pieces), starts, shifts)
