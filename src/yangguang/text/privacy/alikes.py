"""Spans of signs that names are made of, where a name can begin: what is weighed besides the model's.

A surname and signs that follow surnames, whatever fills a place where a name stands, names with
dots, and names of peoples who bear no Chinese surname.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yangguang.text.privacy import cues
from yangguang.text.privacy.lexicon import (
    COMPOUND_SURNAMES,
    LEADS,
    SELDOM_SURNAMES,
    SURNAMES,
)
from yangguang.text.privacy.likeness import likeness
from yangguang.text.privacy.nameshape import is_plain_word
from yangguang.text.privacy.peoples import folk_names
from yangguang.text.privacy.sounding import DOT, inner_edges

_LEAST_LIKE = 0.5
_VERY_LIKE = 3.5
_CLOSED_LIKE = -1.0
_ALONE_LIKE = -3.0
_ROLE_END = "人者户员方生为系由对给向与和及因即叫诉"
_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]{2,}")


def alike_in(text: str, stretches: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Spans of signs that names are made of, where a word can begin."""
    found: set[tuple[int, int]] = set()
    for start, end in stretches:
        for run in _RUN.finditer(text, start, end):
            for at in range(run.start(), run.end() - 1):
                found.update(_alike_at(text, at, run.start(), run.end()))
        found.update(_dotted(text, start, end))
        found.update(_slotted(text, start, end))
        found.update(folk_names(text, start, end))
    return found


def _alike_at(text: str, at: int, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    """The spans at one place of a run of Chinese signs."""
    compound = text[at : at + 2] in COMPOUND_SURNAMES
    surname = compound or text[at] in SURNAMES
    if (
        at == begin
        and stop - at in (2, 3, 4 if compound else 3)
        and (surname or text[at] in SELDOM_SURNAMES)
    ):
        # Signs that stand by themselves: what else is said there decides, not their sort.
        yield at, stop
    if not surname:
        return
    least, closed = _LEAST_LIKE, _ALONE_LIKE
    if at > begin and not compound and not _may_begin(text, at):
        least, closed = _VERY_LIKE, _CLOSED_LIKE
    if at == begin and stop - at <= 4:
        least = _ALONE_LIKE
    if compound:
        least = closed = min(least, _ALONE_LIKE)
    role = at > begin and _follows_role(text, at)
    for size in (3, 4) if compound else (2, 3):
        bound = least if at + size < stop else min(least, closed)
        if role and _leads_on(text, at + size) and not is_plain_word(text[at : at + size]):
            bound = _ALONE_LIKE
        if at + size <= stop and likeness(text[at : at + size]) >= bound:
            yield at, at + size


def _follows_role(text: str, at: int) -> bool:
    kind, word = cues.before(text, at)
    return kind == "private" and len(word) > 1


def _leads_on(text: str, at: int) -> bool:
    """Whether words that follow a private name stand here: 被处罚人祝全有|多次, whatever its signs mean."""
    kind, word = cues.behind(text, at)
    return kind == "private" and len(word) > 1


def _slotted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Signs that fill a place where a name stands, whatever they are: 租户：迟到，, 丹巴（51….

    Nothing but a name stands between a mark and somebody's own number, or alone behind a label.
    """
    for place in _BEFORE_OWN.finditer(text, start, end):
        yield place.span(1)
    for place in _BEHIND_LABEL.finditer(text, start, end):
        yield place.span(1)


_BEFORE_OWN = re.compile(
    r"(?<![\u4e00-\u9fff·•・‧])([\u4e00-\u9fff]{1,3}[^\W\d_A-Za-z行会社司厂店张号码式])(?=[ \u3000]{0,2}[（(，,：:；;#|｜│\t \u3000]{1,3}[ \u3000]{0,2}(?:(?:身份证|手机|电话|卡)[号码]{0,2}[：: ]?)?(?:[男女][，,、 \t）)]|[1-9１-９][0-9０-９]{16}[0-9０-９Xx]|[1１][3-9３-９][0-9０-９]{9}(?![0-9０-９])|62[0-9 ]{14,21}))"
)
_BEHIND_LABEL = re.compile(
    r"(?:姓名|户[主名]|[承转出受]租?[让方人户]|[\u4e00-\u9fff]{1,3}(?:人|者|户)|[住租农]户|学生|患者|业主|车主|家长|失主|买方|卖方|男方|女方|购买方)[：:\t｜|│ \u3000]{1,3}([\u4e00-\u9fff]{2,6})(?=[\s，,。；;（(|｜│]|$)"
)


def _dotted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Names with middle dots, with every place where they may begin and end."""
    for dotted in _DOTTED.finditer(text, start, end):
        dots = [dot.start() for dot in re.finditer(DOT, dotted[0])]
        head, tail = inner_edges(dotted[0])
        first = dotted.start() + head
        last = dotted.start() + dots[-1] + 1
        stop = dotted.start() + tail
        ends = [at for at in range(last + 1, stop) if cues.behind(text, at)[0]] + [stop]
        if head:
            yield from ((first, one) for one in ends)
        for at in range(first, dotted.start() + dots[0]):
            if any(cues.is_role(text[at : at + size]) for size in range(2, min(dots[0], 8))):
                continue
            if at == dotted.start() or _may_begin(text, at):
                yield from ((at, one) for one in ends)


_DOTTED = re.compile(rf"[\u4e00-\u9fff]{{1,10}}(?:{DOT}[\u4e00-\u9fff]{{1,12}}){{1,3}}")


def _may_begin(text: str, at: int) -> bool:
    left = text[max(0, at - 8) : at]
    return left[-1] in _ROLE_END or left.endswith(LEADS) or cues.before(text, at)[0] != ""
