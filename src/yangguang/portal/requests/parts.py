"""Several contents in one description: recognised by how people number them.

一事一申请 is a convenience for both sides and nobody's duty to guess: the parts are proposed, the
applicant agrees or not. 依据：国办函〔2020〕109号第四条（一件申请包含多项内容的，可以拆分为最小合理单位）。
"""

from __future__ import annotations

import re

from yangguang.portal.requests.limits import MOST_PARTS

_MARKS = (
    re.compile(r"[（(](?P<han>[一二三四五六七八九十]{1,3})[)）]"),
    re.compile(r"(?:(?<=^)|(?<=[\n。；;：:]))\s*(?P<han>[一二三四五六七八九十]{1,3})、"),
    re.compile(r"[（(](?P<digits>\d{1,2})[)）]"),
    re.compile(r"(?:(?<=^)|(?<=[\n。；;：:，,\s]))(?P<digits>\d{1,2})\s*[、．.](?!\d)"),
    re.compile(r"(?P<ring>[①②③④⑤⑥⑦⑧⑨⑩])"),
)
_HAN = {word: at for at, word in enumerate("一二三四五六七八九十", start=1)}
_SHORTEST = 4


def parts_of(text: str) -> list[str]:
    """The contents that are numbered 1, 2, 3 … in the text, each with what is said for all of
    them before; empty where there are fewer than two, or more than can be split at once.

    >>> parts_of("申请公开2025年：1. 供水水质月报；2. 管网改造投资计划")
    ['申请公开2025年：供水水质月报', '申请公开2025年：管网改造投资计划']
    >>> parts_of("2025年第1、2季度水质")
    []
    """
    for mark in _MARKS:
        found = _numbered(text, mark)
        if found:
            return found
    return []


def _numbered(text: str, mark: re.Pattern[str]) -> list[str]:
    places: list[re.Match[str]] = []
    for match in mark.finditer(text):
        if _value(match) == len(places) + 1:
            places.append(match)
    if not 2 <= len(places) <= MOST_PARTS:
        return []
    lead = text[: places[0].start()].strip()
    ends = [match.start() for match in places[1:]] + [len(text)]
    bodies = [
        text[match.end() : end].strip(" \t\r\n；;。，,、")
        for match, end in zip(places, ends, strict=True)
    ]
    if any(len("".join(body.split())) < _SHORTEST for body in bodies):
        return []
    return [f"{lead}{body}" for body in bodies]


def _value(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if groups.get("digits"):
        return int(groups["digits"])
    if groups.get("ring"):
        return "①②③④⑤⑥⑦⑧⑨⑩".index(groups["ring"]) + 1
    han = groups["han"]
    if han == "十":
        return 10
    if len(han) > 1:
        return 0
    return _HAN[han]
