"""The words of heads and lines: what stays of a head for comparing, which word means which.

Offices write 决定时间 where the list says 决定日期, and 实施机关 for 实施主体. Such words stand in
``words.toml``; what a list calls its own columns stands with the list and goes before them.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

_BRACKET = re.compile(r"[(\[【〔「『<〈].*?[)\]】〕」』>〉]")
_BRACKET_SIGNS = re.compile(r"[()\[\]【】〔〕「」『』<>〈〉“”\"']")
_NOISE = re.compile(r"[\s:、,。./\\*_\-—―\u2010|·•●○★☆#]+")
_ORDER = re.compile(
    r"^[\s*★☆#]*(?:\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[、.)](?!\d)|\)))\s*"
)
_UNIT = re.compile(
    r"(?:人民币)?(?P<unit>亿元|千万元|百万元|万元|千元|百元|元|万美元|美元|%|‰"
    r"|万平方米|平方米|平米|m2|km2|平方公里|万亩|亩|公顷|公里|千米|米|m|km|立方米|万立方米|m3|吨|万吨|千克|公斤|kg"
    r"|人次|万人次|人|万人|户|万户|套|个|项|件|家|次|篇|份|条|辆|台|天|日|工作日|个工作日|月|年|岁|分钟|小时"
    r"|元/[\u4e00-\u9fffa-z0-9]{1,6}|万元/[\u4e00-\u9fff]{1,4})",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:(?:19|20)\d{2}年度?|本年度?|当年度?)")
_MONTHS = re.compile(r"(?<!\d)(20\d{2})\s*年?[.-]?\s*(?<!\d)(\d{1,2})\s*月(?!\s*(?:\d|至|[-~—–]))")
_UNIT_LINE = re.compile(r"(?:计量|计价|金额|货币)?单位\s*:\s*(?P<units>[^\s:;]{1,24})")
MONEY = ("亿元", "千万元", "百万元", "万元", "千元", "百元", "元")


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """A head in half width without the number before it: １．项目名称 → 项目名称."""
    return _ORDER.sub("", unicodedata.normalize("NFKC", text).strip())


@lru_cache(maxsize=50_000)
def plain_head(text: str) -> str:
    """A head without brackets, unit, spaces and marks, for comparing."""
    bare = _BRACKET.sub("", folded(text))
    unit = unit_of(bare)
    if unit and len(bare) > len(unit) + 1:
        bare = bare.rstrip().removesuffix(unit)
    return _NOISE.sub("", bare).casefold()


@lru_cache(maxsize=50_000)
def whole_head(text: str) -> str:
    """A head with what stands in its brackets, without the signs: 处罚金额（万元） → 处罚金额万元."""
    return _NOISE.sub("", _BRACKET_SIGNS.sub("", folded(text))).casefold()


def bracketed(text: str) -> list[str]:
    """What stands in the brackets of a head, each piece for comparing."""
    pieces = [whole_head(piece) for piece in _BRACKET.findall(folded(text))]
    return [piece for piece in pieces if piece]


@lru_cache(maxsize=50_000)
def meant(plain: str) -> str:
    """A plain head with every interchangeable word in its one form: 决定时间 → 决定日期, 2024年投资 → 年度投资."""
    plain = _YEAR.sub("年度", plain).replace("标的", "\0").replace("的", "").replace("\0", "标的")
    found = ""
    at = 0
    longest, words = _words()
    while at < len(plain):
        for size in range(min(longest, len(plain) - at), 1, -1):
            word = words.get(plain[at : at + size])
            if word is not None:
                found += word
                at += size
                break
        else:
            found += plain[at]
            at += 1
    return found


def unit_of(head: str) -> str:
    """The unit that a head names in brackets, after a slash or a comma, or at its end; else empty.

    金额（万元） → 万元, 面积/平方米 → 平方米, 处罚金额万元 → 万元.
    """
    text = unicodedata.normalize("NFKC", head)
    for piece in re.findall(r"[(\[【]([^()\[\]【】]*)[)\]】]", text):
        bare = piece.strip().removeprefix("单位").lstrip(": ").strip()
        if found := _UNIT.fullmatch(bare):
            return found["unit"]
    tail = re.search(r"[/,:;]\s*([^/,:;]{1,6})\s*$", text)
    if tail and (found := _UNIT.fullmatch(tail[1].strip())):
        return found["unit"]
    money = re.search(r"(亿元|千万元|百万元|万元|千元)\s*$", text)
    return money[1] if money else ""


def units_of_line(text: str) -> tuple[str, ...]:
    """The units that a line above a table names: 单位：万元、人 → 万元 and 人. A line 单位：市财政局
    names a body and no unit."""
    match = _UNIT_LINE.search(unicodedata.normalize("NFKC", text))
    if match is None:
        return ()
    pieces = [piece for piece in re.split(r"[、,，/()]|和|及", match["units"]) if piece]
    found = [one["unit"] for piece in pieces if (one := _UNIT.fullmatch(piece))]
    return tuple(found) if len(found) == len(pieces) else ()


def is_unit(text: str) -> bool:
    """Whether a cell says nothing but a unit."""
    bare = unicodedata.normalize("NFKC", text).strip("() \t")
    return bool(_UNIT.fullmatch(bare))


def year_in(text: str) -> int | None:
    """The year that a title or the name of a sheet names, where it names exactly one."""
    plain = unicodedata.normalize("NFKC", text)
    years = {int(year) for year in re.findall(r"(?<!\d)(20\d{2})(?!\d)", plain)}
    return years.pop() if len(years) == 1 else None


def month_in(text: str) -> str:
    """The month that a title or the name of a sheet names, as 2024年3月, where it names exactly one
    and no day or span of months: 1-3月 and 3月5日 name none."""
    plain = unicodedata.normalize("NFKC", text)
    found = set(_MONTHS.findall(plain))
    year, month = found.pop() if len(found) == 1 else ("", "")
    return f"{year}年{int(month)}月" if year and 1 <= int(month) <= 12 else ""


@cache
def _words() -> tuple[int, Mapping[str, str]]:
    """The longest word, and word → the form it is brought to."""
    text = files("yangguang.text.sheets").joinpath("words.toml").read_text("utf-8")
    table = {
        word: form for form, words in tomllib.loads(text)["same"].items() for word in [form, *words]
    }
    return max(map(len, table)), table
