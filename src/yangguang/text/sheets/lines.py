"""What a line below the head is: a row, or something that is left out and told.

Total lines, notes, repeated heads, lines of column numbers and lines that only group the rows below
them stand between the rows of most sheets. Nothing is dropped silently: each has its reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from yangguang.text.sheets.grids import Place
from yangguang.text.sheets.words import plain_head

BLANK, TOTAL, HEAD, NOTE, NUMBERS, SECTION, NOTHING, UNITS, ASKED, EXAMPLE = (
    "空行", "合计行", "重复的表头", "附注", "栏次行", "分组标题", "没有内容", "单位行", "填写要求", "填写示例",
)  # fmt: skip
EMPTY = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "空", "N/A", "n/a", "同上"})
"""Written where nothing is said."""
DITTO = frozenset({"同上", "〃", "″", '"', "””", "“", "”", "''", "同左上", "上同", "同前"})
"""Written where the cell above holds."""
YES = frozenset({"是", "有", "√", "✓", "✔", "1", "参加", "已参加", "Y", "y", "TRUE", "对"})
NO = frozenset(
    {"否", "无", "×", "✗", "✘", "0", "未参加", "没有", "N", "n", "FALSE", "", "-", "/", "—"}
)
_TOTALS = ("合计", "总计", "小计", "累计", "共计", "总和", "合计数", "总计数")
_TOTAL = re.compile(r"\(?[一二三四五六七八九十\d]{0,3}[)、.]?.{0,8}?(?:合计|总计|小计)(?:[:：].*)?")
_NOTES = (
    "注", "说明", "备注", "填表", "制表", "审核", "联系", "填报", "负责人", "单位负责", "经办",
    "复核", "统计日期", "统计时间", "打印", "第页", "资料来源", "数据来源", "来源",
)  # fmt: skip
_PAGE = re.compile(r"第?\s*\d+\s*页?\s*[/,，共]*\s*\d*\s*页?|-\s*\d+\s*-")
_SECTION = re.compile(
    r"(?:\(?[一二三四五六七八九十]{1,3}[、.)]|第[一二三四五六七八九十]{1,3}[部章类批])"
)
_END = ("以下空白", "以下无内容", "空白", "本页以下空白", "此页空白", "…", "……", "完")
_EXAMPLE = re.compile(
    r"(?:填写|填报)?(?:示例|样例|范例|举例|例如|例)(?:\s*\d{0,2}\s*[:、.)]|\d{0,2}$)|\((?:示例|样例|例)\)"
)
_ASKED = re.compile(
    r"\(?\*?(?:必填|选填|非必填|必须填写|下拉|单选|多选|请填写|请选择|自动生成|填写(?:全称|说明|格式|要求|规范)|格式|文本型?|数值型?|日期型?|字符型?"
    r"|不超过\d+|最多\d+|限\d+字).*"
)
_LABELLED = re.compile(r"[^:\d]{2,12}:.+", re.DOTALL)
_CHINESE_NUMBER = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)]?[、.]?")
_STEMS = "甲乙丙丁戊己庚辛壬癸"


def why_left_out(
    row: Sequence[Place],
    columns: Collection[int],
    heads: Sequence[str],
    *,
    values: Mapping[int, Collection[str]] | None = None,
    fresh: bool = False,
) -> str:
    """Why a line is no row; empty where it is one. ``columns`` are those that are read, ``heads``
    the texts of the head, ``values`` the words a column can hold (合计 among them is no total). A line
    of column numbers is one only right below a head: where ``fresh``."""
    texts = [place.text for place in row]
    filled = list(dict.fromkeys(text for text in texts if text))
    if not filled:
        return BLANK
    if fresh and is_numbers(texts):
        return NUMBERS
    if _is_total(texts, filled, values or {}):
        return TOTAL
    if repeats_head(texts, heads):
        return HEAD
    used = [texts[x] for x in columns if x < len(texts) and texts[x]]
    opening = _folded(filled[0])
    noted = opening.replace(" ", "").startswith(_NOTES)
    if _is_group(row, columns):
        return SECTION
    if fresh and is_asked(texts):
        return ASKED
    if len(filled) == 1:
        if plain_head(filled[0]) in _END:
            return NOTHING
        if noted or _PAGE.fullmatch(opening):
            return NOTE
        if _is_section(row, filled[0]):
            return SECTION
        if len(columns) > 2 and row[0].text and _LABELLED.fullmatch(opening):
            return NOTE
    if not used:
        return NOTE if len(filled) == 1 or noted else NOTHING
    if len(set(used)) <= 2 and noted and ":" in opening:
        return NOTE
    if all(text in EMPTY and text not in DITTO for text in used):
        return NOTHING
    return ""


def is_numbers(texts: Sequence[str]) -> bool:
    """Whether a line only numbers the columns: 1 2 3, (1) (2) (3), 甲 乙 1 2, 栏次 1 2, A B C=A+B."""
    filled = [_folded(text).replace(" ", "") for text in texts if text]
    if filled and filled[0] in ("栏次", "列次", "栏号", "列号"):
        return all(len(text) <= 12 for text in filled)
    if len(filled) < 2:
        return False
    signs = [re.sub(r"[=].*", "", text.strip("()[]①")) for text in filled]
    numbers = [int(sign) for sign in signs if sign.isascii() and sign.isdecimal() and len(sign) < 3]
    stems = [sign for sign in signs if len(sign) == 1 and sign in _STEMS]
    capitals = [sign for sign in signs if len(sign) == 1 and "A" <= sign <= "Z"]
    for found, run in (
        (numbers, list(range(1, len(numbers) + 1))),
        ([_STEMS.index(stem) for stem in stems], list(range(len(stems)))),
        ([ord(one) - 65 for one in capitals], list(range(len(capitals)))),
    ):
        if found and found != run:
            return False
    counted = len(numbers) + len(stems) + len(capitals)
    return counted == len(filled) and (len(numbers) != 2 or counted > 2 or len(texts) == 2)


def is_example(texts: Sequence[str]) -> bool:
    """Whether a line is an example of how to fill in, as templates hold below the head."""
    filled = [text for text in texts if text]
    return any(_EXAMPLE.match(_folded(text)) for text in filled[:2])


def is_asked(texts: Sequence[str]) -> bool:
    """Whether a line below the head says how to fill the columns in: 必填, 下拉选择, 填写全称."""
    filled = [_folded(text) for text in texts if text]
    said = sum(bool(_ASKED.fullmatch(text)) for text in filled)
    return said > 0 and said * 3 >= 2 * len(filled)


def repeats_head(texts: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether the line says the head again, as on every printed page."""
    known = _plain_heads(tuple(heads))
    most = sum(map(bool, texts))
    said = others = 0
    for text in texts:
        plain = plain_head(text) if text else ""
        if plain in known:
            said += 1
        elif plain:
            others += 1
            if others * 4 > most:
                # The rest of the line cannot make it three in four any more.
                return False
    return said >= 2 and said >= 3 * others


@lru_cache(maxsize=500)
def _plain_heads(heads: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain for head in heads if head and (plain := plain_head(head)))


def is_total(text: str) -> bool:
    """Whether the text names a total: 合计, 全市合计, （一）小计, 合计：12."""
    plain = re.sub(r"\s+", "", _folded(text))
    return plain_head(text) in _TOTALS or bool(_TOTAL.fullmatch(plain))


def _is_total(
    texts: Sequence[str], filled: Sequence[str], values: Mapping[int, Collection[str]]
) -> bool:
    for text in filled[:2]:
        if is_total(text):
            return not any(
                texts[x] == text and plain_head(text) in words
                for x, words in values.items()
                if x < len(texts)
            )
    return False


def _is_group(row: Sequence[Place], columns: Collection[int]) -> bool:
    """Whether a line numbered 一 or （二） groups the rows numbered 1, 2 below it: it gives a name
    and perhaps a sum, and leaves most columns blank."""
    if len(columns) < 4 or not _CHINESE_NUMBER.fullmatch(_folded(row[0].text)):
        return False
    said = sum(
        bool(row[x].text) and row[x].text not in EMPTY for x in columns if x and x < len(row)
    )
    return said <= (len(columns) - (0 in columns)) * 0.4


def _is_section(row: Sequence[Place], text: str) -> bool:
    """Whether a line of one text groups the rows below it: merged over the sheet, or numbered."""
    wide = sum(place.wide for place in row)
    return wide > max(1, len(row) // 2) or (
        len(row) > 2 and bool(row[0].text) and bool(_SECTION.match(_folded(text)))
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
