"""The first look at a passage: whether anything in it can be personal data of a kind told by marks.

Nearly all of an office's stock holds no number, mailbox, plate or door at all. One scan without
backtracking tells so in a few microseconds; only the rest is searched. What is refused here no search
would find: a number needs seven digits near each other, an address a numbered door.
"""

# ruff: noqa: RUF001 - characters that look alike are what scanners and typists mix up

from __future__ import annotations

import re

_DIGIT = "0-9０-９"
_COUNT = _DIGIT + "一二三四五六七八九十百零〇A-Za-zＡ-Ｚ甲乙丙丁"
_DOOR = "组室户栋幢座弄排队社#单"
_PROVINCE = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新黔滇陇"
# All patterns begin with a set of signs, over which the engine runs without trying anything.
_NUMBER_BEHIND = rf"[{_DIGIT} \u3000\xa0\-－–—‐_·•\n]{{6}}"
_DOOR_BEHIND = (
    rf"(?:(?<=[{_COUNT} ].)(?:(?<=[{_DOOR}])(?<!第..)(?<!第...)|(?<=[\-－—])(?:[{_DIGIT}]{{3,4}}(?![{_DIGIT}])|(?<![{_DIGIT}]{{3}}.)[{_DIGIT}]{{1,2}}[\-－—][{_DIGIT}]{{2}}(?![{_DIGIT}\-－—]))|"
    # The number of a document is no door: 〔2024〕18号, 第18号.
    rf"(?<=号)(?<![〕）\]第][{_COUNT}]号)(?<![〕）\]第][{_COUNT}]{{2}}号)(?<![〕）\]第][{_COUNT}]{{3}}号)(?<![〕）\]第][{_COUNT}]{{4}}号))|"
    rf"(?<=村民小组)|(?<=[{_COUNT}]小组)|(?<=[村屯寨庄]第[{_COUNT}]组)|(?<=[村屯寨庄]第[{_COUNT}]{{2}}组))"
)
_DOORS = re.compile(rf"[号{_DOOR}\-－—]{_DOOR_BEHIND}")
_FIRST = rf"号{_DOOR}\-－—A-HJ-NP-ZＡ-ＨＪ-ＮＰ-Ｚ@＠照份"
_SIGN_BEHIND = rf"(?:{_DOOR_BEHIND}|(?<=[@＠])|(?<=护照)|(?<=身份)|(?<=[{_PROVINCE}][A-ZＡ-Ｚ])|(?<=[{_PROVINCE}] [A-ZＡ-Ｚ]))"
_SIGNS = re.compile(rf"[{_FIRST}]{_SIGN_BEHIND}")
_WORTH = re.compile(
    rf"[{_FIRST}{_DIGIT}](?:(?<![{_DIGIT}]){_SIGN_BEHIND}|(?<=[{_DIGIT}])(?:{_NUMBER_BEHIND}|(?<=1)[3-9][0-9][.．][0-9]{{4}}[.．]))"
)


def around_doors(text: str) -> list[tuple[int, int]]:
    """The stretches in which an address can stand: what leads up to numbered doors, and a little on.

    All of a short text or of one with tables, whose headings may stand far above.
    """
    if len(text) <= _SHORT or "\t" in text or "|" in text or "  " in text:
        return [(0, len(text))] if _DOORS.search(text) is not None else []
    found: list[tuple[int, int]] = []
    for door in _DOORS.finditer(text):
        start = max(0, door.start() - _LED_UP)
        end = min(len(text), door.end() + _ONWARD)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


_SHORT = 240
_LED_UP = 120
_ONWARD = 40


def has_signs(text: str) -> bool:
    """Whether a door, a mailbox, a plate or the word for papers can be in ``text``."""
    return _SIGNS.search(text) is not None


def is_worth_searching(text: str) -> bool:
    """Whether any kind but names can be in ``text``."""
    return _WORTH.search(text) is not None
