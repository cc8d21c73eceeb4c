"""A text with all its candidates and the sure findings of other kinds, to be asked from each place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter

from yangguang.text.privacy.candidates import Candidate
from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.surroundings import Surroundings

_WIDEST = 40
_OWN = frozenset(
    {Kind.ID_NUMBER, Kind.BANK_CARD, Kind.MOBILE, Kind.PASSPORT, Kind.PLATE, Kind.EMAIL}
)
_NEAR = 24
_PAPERS = frozenset({Kind.ID_NUMBER, Kind.BANK_CARD})
_ANNOUNCED = re.compile(
    r"(?:\n(?=(?:公民|居民)?身份))?[，,、：: \u3000\t（(的|/]{0,4}(?:[男女][，, ]{1,2})?(?:其|本人)?(?:公民|居民|有效)?(?:身份证?(?:件)?|证件|银行卡|卡|账号)?(?:号码?)?[：: 为是]{0,2}"
)
_CALLED = re.compile(
    r"[，,、：: \u3000\t（(的|/]{0,4}(?:其|本人|留[有下的]?)?(?:联系|移动)?(?:手机|电话|方式|微信)?(?:号码?)?[：: 为是]{0,2}"
)
_LIVES = re.compile(
    r"[，,（( ]{0,2}(?:[^，,。；;\n]{1,12}[，,])?(?:其|现|家庭|家|户籍)?(?:住址|住|家住)[在于为：: ]{0,2}"
)
_SPEAKS = re.compile(r"[：:，,][我俺]")
"""某某副县长：我叫…: who speaks from here on is another."""
_YOURS = re.compile(r"[您你]")
"""经办人某某将用您留下的手机…: the number is another's."""
_STOP = re.compile(r"[。；;\n]")
_OPENS = frozenset('\n\t|｜│,;/／"\u3000#')
_RANK = ("touch", "clause", "line", "far")


class Field:
    """Candidates in order of place; ``sure`` are the findings other than names that count."""

    def __init__(
        self,
        text: str,
        around: Surroundings,
        sure: list[Finding],
        candidates: list[Candidate],
    ) -> None:
        self.text = text
        self.around = around
        self.sure = sorted(sure, key=lambda one: one.start)
        self.candidates = candidates
        self.mentions = Counter(text[one.start : one.end] for one in candidates)
        self.by_start: dict[int, Candidate] = {}
        self.by_end: dict[int, Candidate] = {}
        for one in candidates:
            for table, key in ((self.by_start, one.start), (self.by_end, one.end)):
                if key not in table or one.chance > table[key].chance:
                    table[key] = one
        self._starts = [one.start for one in candidates]
        self._likely = [one.start for one in candidates if one.chance > 0.3]
        self._sure_starts = [one.start for one in self.sure]

    def rivals(self, one: Candidate) -> list[Candidate]:
        """The other candidates that overlap one."""
        low = bisect_left(self._starts, one.start - _WIDEST)
        high = bisect_left(self._starts, one.end)
        return [
            other
            for other in self.candidates[low:high]
            if other is not one and other.end > one.start
        ]

    def line(self, one: Candidate) -> tuple[int, int]:
        """Start and end of the line a candidate stands in."""
        start = self.text.rfind("\n", 0, one.start) + 1
        end = self.text.find("\n", one.end)
        return start, len(self.text) if end < 0 else end

    def likely_names(self, start: int, end: int) -> int:
        """How many candidates between two offsets the model takes for names."""
        return bisect_left(self._likely, end) - bisect_left(self._likely, start)

    def has_data(self, start: int, end: int) -> bool:
        """Whether a sure finding begins between two offsets."""
        return bisect_left(self._sure_starts, end) > bisect_left(self._sure_starts, start)

    def next_data(self, one: Candidate) -> int:
        """Where the next sure finding behind a candidate begins; -1 when there is none."""
        index = bisect_left(self._sure_starts, one.end)
        return self._sure_starts[index] if index < len(self._sure_starts) else -1

    def gives_own_number(self, one: Candidate) -> bool:
        """Whether a person's own number or where he lives stands right behind, and no desk's telephone."""
        index = bisect_left(self._sure_starts, one.end)
        if index >= len(self.sure):
            return False
        if self.sure[index].kind is Kind.ADDRESS:
            return _LIVES.fullmatch(self.text, one.end, self.sure[index].start) is not None
        if self.sure[index].kind not in _OWN:
            return False
        between = self.text[one.end : self.sure[index].start]
        return len(between) <= _NEAR and not (
            _STOP.search(between) or _SPEAKS.search(between) or _YOURS.search(between)
        )

    def gives_own_papers(self, one: Candidate) -> bool:
        """Whether an ID or a bank card follows within a few words, and no other name before it."""
        index = bisect_left(self._sure_starts, one.end)
        if index >= len(self.sure) or self.sure[index].kind not in _PAPERS:
            return False
        start = self.sure[index].start
        between = self.text[one.end : start]
        return (
            len(between) <= _NEAR
            and not _STOP.search(between)
            and not self.likely_names(one.end, start)
        )

    def is_before_papers(self, one: Candidate) -> bool:
        """Whether an ID or a bank card stands right behind, but for the word that announces it."""
        index = bisect_left(self._sure_starts, one.end)
        if index >= len(self.sure) or self.sure[index].kind not in _PAPERS:
            return False
        return _ANNOUNCED.fullmatch(self.text, one.end, self.sure[index].start) is not None

    def is_before_phone(self, one: Candidate) -> bool:
        """Whether a mobile of a person's own stands right behind, but for the word that announces it."""
        index = bisect_left(self._sure_starts, one.end)
        if index >= len(self.sure) or self.sure[index].kind is not Kind.MOBILE:
            return False
        return _CALLED.fullmatch(self.text, one.end, self.sure[index].start) is not None

    def gap(self, one: Candidate) -> str:
        """How near the nearest data stand: after-touch, before-clause, …-line, …-far, none."""
        index = bisect_right(self._sure_starts, one.start)
        best = "none"
        for other in self.sure[max(0, index - 2) : index + 2]:
            if other.start >= one.end:
                side, between = "after", self.text[one.end : other.start]
            elif other.end <= one.start:
                side, between = "before", self.text[other.end : one.start]
            else:
                continue
            size = _distance(between)
            if size and (best == "none" or _RANK.index(size) < _RANK.index(best.split("-")[1])):
                best = f"{side}-{size}"
        return best

    def fills_cell(self, one: Candidate) -> str:
        """``data`` or ``plain`` when nothing else stands in its cell, by what the line holds."""
        text = self.text
        left = text[max(0, one.start - 2) : one.start]
        right = text[one.end : one.end + 2]
        opens = not left or left[-1] in _OPENS or left in ("  ", "| ", "│ ", "/ ", "\n ")
        closes = not right or right[0] in _OPENS or right in ("  ", " |", " │", " /")
        if not (opens and closes):
            return ""
        return "data" if self.has_data(*self.line(one)) else "plain"


def _distance(between: str) -> str:
    if len(between) > 2_000 or "\n\n" in between:
        return ""
    if not _STOP.search(between):
        return "touch" if len(between) <= 12 else "clause"
    return "line" if "\n" not in between and between.count("。") <= 1 else "far"
