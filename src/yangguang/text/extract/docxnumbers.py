"""Automatic numbers of Word lists, spelled out.

In a docx the words 一、（一）1. of a numbered heading are often not in the text at all but in the
list definition. Without them an official document loses its structure, so they are counted here
as Word counts them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yangguang.text.extract.xmlnames import attribute, child, children, local, value

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")


class Numbering:
    """Counters of one document; ``label`` is asked once a paragraph, in order."""

    def __init__(self, root: Any | None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._abstract: dict[str, str] = {}
        self._overrides: dict[str, dict[int, int]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[str] = set()
        for element in root if root is not None else ():
            if local(element) == "abstractNum":
                self._levels[attribute(element, "abstractNumId")] = dict(_levels(element))
            elif local(element) == "num":
                number = attribute(element, "numId")
                self._abstract[number] = value(child(element, "abstractNumId"))
                self._overrides[number] = {
                    _integer(attribute(o, "ilvl"), 0): _integer(value(child(o, "startOverride")), 1)
                    for o in children(element, "lvlOverride")
                    if child(o, "startOverride") is not None
                }

    def label(self, number: str, level: int) -> str:
        """The number that stands before a paragraph; empty for bullets and unknown lists."""
        abstract = self._abstract.get(number, "")
        levels = self._levels.get(abstract)
        if not levels or level not in levels:
            return ""
        counters = self._counters.setdefault(abstract, {})
        if number not in self._started:
            self._started.add(number)
            for at, start in self._overrides.get(number, {}).items():
                counters[at] = start - 1
        counters[level] = counters.get(level, levels[level][2] - 1) + 1
        for deeper in [at for at in counters if at > level]:
            del counters[deeper]
        text = levels[level][1]
        if levels[level][0] == "bullet" or "%" not in text:
            return "" if levels[level][0] == "bullet" else text
        for at in range(9):
            place = f"%{at + 1}"
            if place in text and at in levels:
                count = counters.get(at, levels[at][2])
                text = text.replace(place, spell(count, levels[at][0]))
        return text


def spell(number: int, style: str) -> str:
    """A count in one of Word's number styles; unknown styles count in digits."""
    if number < 0 or number > 9_999:
        return str(number)
    return _STYLES.get(style, str)(number)


def _chinese(number: int) -> str:
    if number == 0:
        return "零"
    text, zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + _UNITS[place]
            zero = False
        else:
            zero = True
    return text[1:] if text.startswith("一十") else text


def _letters(number: int) -> str:
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1) if number else "0"


def _roman(number: int) -> str:
    out = ""
    for size, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        out += sign * (number // size)
        number %= size
    return out


def _from_row(row: str) -> Callable[[int], str]:
    return lambda number: row[number - 1] if 0 < number <= len(row) else str(number)


_STYLES: dict[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": lambda n: "".join("〇一二三四五六七八九"[int(d)] for d in str(n)),
    "ideographTraditional": _from_row("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _from_row("子丑寅卯辰巳午未申酉戌亥"),
    "decimalEnclosedCircle": _from_row("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedCircleChinese": _from_row("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedParen": lambda n: f"({n})",
    "decimalEnclosedFullstop": lambda n: f"{n}.",
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    ),
    "lowerLetter": _letters,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
    "none": lambda n: "",
}


def _levels(abstract: Any) -> list[tuple[int, tuple[str, str, int]]]:
    return [
        (
            _integer(attribute(level, "ilvl"), 0),
            (
                value(child(level, "numFmt")) or "decimal",
                value(child(level, "lvlText")),
                _integer(value(child(level, "start")), 1),
            ),
        )
        for level in children(abstract, "lvl")
    ]


def _integer(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
