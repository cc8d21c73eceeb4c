"""Figures in running prose: the number, how exactly it is meant, and what it counts.

An annual report says 收到申请1,393件, 近3千人次, 占比超八成, 96171.6万元. Whoever compares such a figure
with a table has to know its value, its unit, how far the wording is from an exact count, and that
第二十条, 2024年, 〔2021〕30号 and a telephone number are no figures at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from yangguang.text.numerals import parse_numeral

HALF_WIDTH = {
    **{0xFF10 + i: chr(0x30 + i) for i in range(10)},
    ord("％"): "%",
    ord("﹪"): "%",
    ord("．"): ".",
    ord("\u00a0"): " ",
    ord("\u3000"): " ",
}
"""Characters folded before figures are looked for; one for one, so that offsets stay true."""


class Bound(StrEnum):
    """How the wording limits the number."""

    EXACT = "exact"
    ABOUT = "about"
    """约, 左右, 近: close to it, mostly a little below."""
    OVER = "over"
    """余, 多, 超过, 以上: at least that."""
    UNDER = "under"
    """不足, 不到: less than that."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit as it stands in a text.

    ``start`` and ``end`` take in the words of approximation and the unit; ``number_start`` is where
    the digits begin. ``value`` is in ``unit`` with 万, 亿 and 千 multiplied out; a percentage is in
    percent (八成 gives 80 and unit ``%``). ``step`` is the place value of the last digit printed.
    """

    start: int
    number_start: int
    end: int
    value: Decimal
    unit: str
    step: Decimal
    bound: Bound
    raw: str

    @property
    def is_percent(self) -> bool:
        """Whether it is a share or a rate in percent."""
        return self.unit == "%"

    @property
    def is_money(self) -> bool:
        """Whether it is an amount in yuan or a multiple of it."""
        return self.unit in _YUAN

    @property
    def scaled(self) -> bool:
        """Whether it is printed in thousands or more (1.2万条), so that its last digits are cut."""
        return self.step > 1

    def in_ten_thousand_yuan(self) -> Decimal:
        """An amount in 万元; ValueError where the figure is no amount."""
        if not self.is_money:
            raise ValueError(f"“{self.raw}”不是金额")
        return self.value * _YUAN[self.unit] / 10000

    def allows(self, actual: Decimal) -> bool:
        """Whether ``actual`` could honestly have been written this way.

        An exact count allows itself only; 1.2万 allows what rounds to it; 5500余 allows up to the
        next hundred; 近, 约 and 超 are read generously, for they are meant so.
        """
        slack = self._slack()
        if self.bound is Bound.EXACT:
            if self.scaled or self.step < 1:
                return abs(actual - self.value) <= self.step
            return actual == self.value
        if self.bound is Bound.OVER:
            return self.value <= actual < self.value + slack
        if self.bound is Bound.UNDER:
            return self.value - slack <= actual <= self.value
        return abs(actual - self.value) <= slack

    def _slack(self) -> Decimal:
        """The place of the last digit that is not zero, or a fifth of the value if that is more."""
        digits = self.value.normalize().as_tuple()
        exponent = digits.exponent if isinstance(digits.exponent, int) else 0
        return max(Decimal(1).scaleb(exponent), self.step, abs(self.value) / 5)


_YUAN = {"元": Decimal(1), "万元": Decimal(10**4), "亿元": Decimal(10**8), "千元": Decimal(1000)}

COUNTERS = [
    "件/次",
    "件（次）",
    "条（次）",
    "篇（次）",
    "份（次）",
    "人（次）",
    "场（次）",
    "件次",
    "人次",
    "场次",
    "班次",
    "批次",
    "卷次",
    "条次",
    "户次",
    "篇次",
    "件",
    "份",
    "宗",
    "条",
    "例",
    "起",
    "篇",
    "场",
    "期",
    "次",
    "人",
    "项",
    "个",
    "家",
    "名",
    "部",
    "种",
    "批",
    "户",
    "处",
    "幅",
    "张",
    "册",
    "卷",
    "页",
    "封",
    "台",
    "座",
    "支",
    "辆",
    "届",
    "轮",
    "类",
    "位",
    "所",
    "套",
    "组",
    "号令",
    "字",
    "幅",
    "集",
    "部",
    "款",
    "余件",
    "期次",
    "组次",
    "亩",
    "公里",
    "平方米",
    "吨",
    "万字",
    "兆",
    "步",
    "栏",
    "版",
    "粉丝",
]

_ARABIC = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_CHINESE = "[零〇一二两三四五六七八九十百千]"
_UNITS = "|".join(sorted(map(re.escape, set(COUNTERS)), key=len, reverse=True))
_PREFIX = r"(?P<prefix>大约|约|近|将近|接近|逾|超过|超出|超|突破|不足|不到|未满|至少|多达|高达)?"
_FIGURE = re.compile(
    _PREFIX + r"[ ]?(?:"
    r"百分之(?P<percent_words>[零〇一二三四五六七八九十百点\d.]+)(?!个百分点)"
    rf"|(?P<number>(?<![\da-zA-Z_/\-.])(?<!\d,){_ARABIC})[ ]?(?!\d)(?P<magnitude>(?:[百千万亿]{{1,2}}(?!元))?)"
    r"(?P<odd>余|多|来)?[ ]?(?P<magnitude2>[万亿](?!元))?[ ]?"
    rf"(?P<unit>个百分点|百分点|%|亿元|万元|千元|元|倍|成(?![立员果为效本都功都])|{_UNITS})?"
    rf"|(?<![第一二两三四五六七八九每同某这那任逐统之十百千万〇零\d]){_CHINESE}{{0,0}}(?P<words>{_CHINESE}{{1,9}})(?P<words_odd>余|多)?"
    r"(?P<words_unit>件次|人次|场次|件|份|宗|例|起|篇|场|期|次|条|项|个百分点|(?:个|处|名|人|家)(?=[，。；、（）]|$)|成(?![立员果为效本都功]))"
    r")(?P<suffix>左右|上下|以上|以下|以内)?"
)
_NOT_AFTER = re.compile(
    r"^(?:年|月|日(?![均常])|号(?!令)|时|点|分(?!别|布|析)|秒|小时|天|周|个?工作日|个?月|个?自然日|季度|"
    r"世纪|大(?!队|类|学)|届|[a-zA-Z@:/]|度|楼|层|室|路|街|弄|幢|栋)"
)
_COUNTED_TIME = re.compile(r"^(?:工作日|自然日|月|小时|季度|星期|学时|年|周)")


def find_figures(text: str) -> list[Figure]:
    """Every figure in ``text`` in order, without dates, ordinals, numbers of documents or articles.

    A number without a unit is given too (unit ""), where nothing about it says it is something else.
    """
    return list(_found(text))


@lru_cache(maxsize=1024)
def _found(text: str) -> tuple[Figure, ...]:
    """Kept for a while, since several checks look at the same sentence."""
    folded = text.translate(HALF_WIDTH)
    found = (_figure(folded, match) for match in _FIGURE.finditer(folded))
    return tuple(figure for figure in found if figure is not None)


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    start, end = match.span()
    number_start = start + len(match["prefix"] or "")
    before = text[max(0, start - 3) : start]
    if match["percent_words"]:
        value = _decimal(match["percent_words"].rstrip("点."))
        if value is None:
            return None
        return _made(match, text, start, number_start, end, value, "%", Decimal(1), None)
    if match["words"]:
        return _in_words(match, text, start, number_start, end)
    raw = match["number"]
    unit = match["unit"] or ""
    number_start = match.start("number")
    # 第20条, 〔2021〕30号, GB2312, 3-5件: none of these counts anything.
    if before.endswith(("第", "〔", "[", "NO.", "No.")) or re.search(r"\d[-—~～至到]$", before):
        return None
    rest = text[end : end + 6]
    if not unit and (_NOT_AFTER.match(rest) or re.match(r"[-—~～/:][ ]?\d", rest)):
        return None
    if unit == "个" and _COUNTED_TIME.match(rest):
        return None
    if unit in ("号令", "届", "版"):
        return None
    value = _decimal(raw)
    if value is None:
        return None
    fraction = raw.partition(".")[2]
    step = Decimal(1).scaleb(-len(fraction))
    for sign in (match["magnitude"] or "") + (match["magnitude2"] or ""):
        factor = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[sign]
        value, step = value * factor, step * factor
    if unit == "成":
        return _made(match, text, start, number_start, end, value * 10, "%", Decimal(10), None)
    return _made(match, text, start, number_start, end, value, unit, step, match["odd"])


def _in_words(
    match: re.Match[str], text: str, start: int, number_start: int, end: int
) -> Figure | None:
    value = _decimal(match["words"])
    unit = match["words_unit"]
    if value is None:
        return None
    # 一次性, 二次供水, 十条措施, 三场所: words that only look like counts.
    if text[end : end + 1] in tuple("性级等手元道生年所员面边定事"):
        return None
    if unit == "成":
        return _made(match, text, start, number_start, end, value * 10, "%", Decimal(10), None)
    return _made(match, text, start, number_start, end, value, unit, Decimal(1), match["words_odd"])


def _made(
    match: re.Match[str],
    text: str,
    start: int,
    number_start: int,
    end: int,
    value: Decimal,
    unit: str,
    step: Decimal,
    odd: str | None,
) -> Figure:
    prefix, suffix = match["prefix"] or "", match["suffix"] or ""
    bound = Bound.EXACT
    if odd or prefix in ("逾", "超过", "超出", "超", "突破", "至少") or suffix == "以上":
        bound = Bound.OVER
    elif prefix in ("不足", "不到", "未满") or suffix in ("以下", "以内"):
        bound = Bound.UNDER
    elif prefix in ("约", "大约", "近", "将近", "接近") or suffix in ("左右", "上下"):
        bound = Bound.ABOUT
    if unit == "百分点":
        unit = "个百分点"
    return Figure(start, number_start, end, value, unit, step, bound, text[start:end])


def _decimal(text: str) -> Decimal | None:
    value = parse_numeral(text.replace("，", ","))
    return None if value is None else Decimal(value)
