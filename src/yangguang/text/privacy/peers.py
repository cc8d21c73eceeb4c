"""Names in company: what stands in the same place as plain names is most likely one too.

Lists (司徒炳、易发、乐平) and rows written alike (1号 宗爱国 4501…；2号 皮小英 5001…) hold things of one
kind. A name that reads as a common word, or as nothing at all, is known by those beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from yangguang.text.privacy.candidates import Candidate
from yangguang.text.privacy.edges import goes_on_as_body

_BETWEEN = re.compile(
    r"、|(?<=[\u4e00-\u9fff])[和与及](?=[\u4e00-\u9fff])|[（(][^（）()\n]{1,40}[）)][、，,；;和与及]"
)
_LONGEST_SLOT = 12
_NOTHING = -4.0
_HIGHEST = 8.0
_LEAST = 2.0
"""Company that is hardly made of names itself says nothing."""
_SHARE = 0.5
_DIGIT = re.compile(r"[0-9０-９]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_EVERYWHERE = frozenset("、和与及")


def with_company(text: str, all_: list[Candidate], shapes: list[float]) -> list[float]:
    """Shapes after each has been drawn up towards the mean of those in the same place."""
    drawn = list(shapes)
    for group in [*_lists(text, all_, shapes), *_alike_placed(text, all_)]:
        heights = [
            _NOTHING if index is None else max(_NOTHING, min(_HIGHEST, shapes[index]))
            for index in group
        ]
        total = sum(heights)
        for index, height in zip(group, heights, strict=True):
            if index is None or goes_on_as_body(text, all_[index].end):
                continue
            company = (total - height) / (len(group) - 1)
            names = sum(other > 0 for other in heights) - (height > 0)
            if names * 2 >= len(group) - 1 and company >= _LEAST and company > shapes[index]:
                drawn[index] = max(drawn[index], shapes[index] + _SHARE * (company - shapes[index]))
    return drawn


def _lists(text: str, all_: list[Candidate], shapes: list[float]) -> list[list[int | None]]:
    """For each list of the text the candidates that fill its slots, None where none does."""
    exact = {(one.start, one.end): index for index, one in enumerate(all_)}
    opens: dict[int, int] = {}
    closes: dict[int, int] = {}
    for index, one in enumerate(all_):
        for table, at in ((opens, one.start), (closes, one.end)):
            if at not in table or shapes[index] > shapes[table[at]]:
                table[at] = index
    groups: list[list[int | None]] = []
    chain: list[tuple[int, int]] = []

    def close() -> None:
        if chain:
            group = [closes.get(chain[0][0])]
            group += [exact.get((left[1], right[0])) for left, right in pairwise(chain)]
            group.append(opens.get(chain[-1][1]))
            if sum(index is not None for index in group) > 1:
                groups.append(group)

    for mark in _BETWEEN.finditer(text):
        if chain and mark.start() - chain[-1][1] > _LONGEST_SLOT:
            close()
            chain = []
        chain.append(mark.span())
    close()
    return groups


def _alike_placed(text: str, all_: list[Candidate]) -> list[list[int | None]]:
    """Candidates between the same marks on both sides, figures taken for one another."""
    placed: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for index, one in enumerate(all_):
        left, right = text[max(0, one.start - 2) : one.start], text[one.end : one.end + 2]
        if not left or left[-1] == "\n":
            # The head of a line is one place, whatever the line above ends with.
            left = "\n"
        if not right or left[-1] in _EVERYWHERE or right[0] in _EVERYWHERE:
            continue
        if _HAN.match(left[-1]) or _HAN.match(right[0]):
            continue
        place = (_DIGIT.sub("0", left), _DIGIT.sub("0", right))
        placed[place].append(index)
        named[place].add(text[one.start : one.end])
    return [group for place, group in placed.items() if len(named[place]) > 1]
