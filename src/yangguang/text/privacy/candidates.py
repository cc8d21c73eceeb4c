"""Every span of a text that is worth weighing as a private person's name.

Three sources: the model's spans, spans whose signs look like a name where a name can begin, and
what the rules of names.py propose in labels, rows and letters.
"""

from __future__ import annotations

import re

from yangguang.text.privacy import cues
from yangguang.text.privacy.finding import Finding
from yangguang.text.privacy.lexicon import COMPOUND_SURNAMES, LEADS, SURNAMES
from yangguang.text.privacy.likeness import likeness
from yangguang.text.privacy.people import Span
from yangguang.text.privacy.standing import Candidate

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]{2,}")
_NOBODY = re.compile(
    r"[老小阿][\u4e00-\u9fff]$|.*[某×氏]|[\u4e00-\u9fff](?:[工总姓氏]|女士|先生|律师|警官|医生|老师|师傅|主任|经理|法官|同志|科长|局长|书记|同学|大爷|大妈|阿姨|医师|教授|队长|所长)$"
)
_LEAST_LIKE = 0.5
_VERY_LIKE = 3.5
_ALONE_LIKE = -3.0
_ROLE_END = "人者户员方生为系由对给向与和及因即叫诉"


def candidates(
    text: str, spans: list[Span], rules: list[Finding], taken: list[tuple[int, int]]
) -> list[Candidate]:
    """The candidates in order; none touches what is already ``taken`` by other findings."""
    chances = {(one.start, one.end): one.chance for one in spans}
    ruled = {(one.start, one.end): one for one in rules}
    places = set(chances) | set(ruled) | _alike(text)
    kept = []
    for start, end in sorted(places):
        if any(a < end and start < b for a, b in taken):
            continue
        rule = ruled.get((start, end))
        if _NOBODY.fullmatch(text, start, end):
            continue
        if not _HAN.match(text[start]) and rule is None:
            continue
        surname = 2 if text[start : start + 2] in COMPOUND_SURNAMES and end - start > 2 else 1
        if "·" in text[start:end] or not _HAN.match(text[start]):
            surname = 0
        kept.append(Candidate(start, end, chances.get((start, end), 0.0), rule, surname))
    return kept


def _alike(text: str) -> set[tuple[int, int]]:
    """Spans of signs that names are made of, where a word can begin."""
    found: set[tuple[int, int]] = set()
    for run in _RUN.finditer(text):
        for at in range(run.start(), run.end() - 1):
            compound = text[at : at + 2] in COMPOUND_SURNAMES
            if not compound and text[at] not in SURNAMES:
                continue
            least = _LEAST_LIKE
            if at > run.start() and not compound and not _may_begin(text, at):
                least = _VERY_LIKE
            if at == run.start() and run.end() - at <= 4:
                least = _ALONE_LIKE
            for size in (3, 4) if compound else (2, 3):
                if at + size <= run.end() and likeness(text[at : at + size]) >= least:
                    found.add((at, at + size))
    for dotted in _DOTTED.finditer(text):
        last = dotted.end() - len(re.split(_DOT, dotted[0])[-1])
        ends = {dotted.end()} | {
            end for end in range(last + 1, dotted.end()) if cues.behind(text, end)[0]
        }
        first = re.search(_DOT, dotted[0])
        head = dotted.start() + (first.start() if first else 0)
        for at in range(dotted.start(), head):
            if at == dotted.start() or _may_begin(text, at):
                found.update((at, end) for end in ends)
    return found


_DOT = r"[·•・‧．]"
_DOTTED = re.compile(
    rf"[\u4e00-\u9fff]{{1,10}}(?:{_DOT}[\u4e00-\u9fff]{{1,12}}){{1,3}}"
)


def _may_begin(text: str, at: int) -> bool:
    left = text[max(0, at - 8) : at]
    return left[-1] in _ROLE_END or left.endswith(LEADS) or cues.before(text, at)[0] != ""
