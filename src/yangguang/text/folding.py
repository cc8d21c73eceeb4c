"""One spelling for matching, so that what looks the same is found as the same.

Official texts reach us in two scripts, two widths, from scanners, spreadsheets and PDF files that
put Kangxi radicals where characters belong and spaces inside words and numbers. Search, agency
matching and near-duplicate detection compare folded text; what people see is never folded, which
is why `fold_with_map` says from which original character each folded one comes.

Folding is for comparing only: 乾 and 干, 著 and 着, 覆 and 复 become one, 《条例》 keeps its marks,
and a number loses its thousands separators. The rules look at no more than the neighbouring
characters, so that a part cut out of a text folds to a part of the folded text. Words that differ
between the regions (檔案 for 文件) are not characters; see `text.variants`.
"""

# ruff: noqa: RUF001 - characters that look alike are what this table is about

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import opencc

VERSION = 1
"""Raised whenever `fold` gives another answer; an index built under another version is rebuilt."""

# CJK Radicals Supplement characters that Unicode gives no compatibility mapping, with the
# character readers take them for (Unicode's EquivalentUnifiedIdeograph table). PDF files made by
# Chinese office software are full of them.
_RADICALS = dict(
    zip(
        "⺁⺄⺅⺆⺉⺊⺌⺍⺎⺐⺒⺓⺔⺕⺖⺘⺙⺛⺝⺞⺠⺡⺢⺣⺤⺥⺦⺨⺩⺪⺫⺬⺭⺮⺰⺱⺲⺶⺷⺹⺼⺽⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
        "厂乙亻冂刂卜小小兀尢巳幺彑彐忄扌攵旡月歺民氵氺灬爫爫丬犭王疋目示礻竹纟网网羊羊老月臼虎衤覀西见角角讠贝足车辶辶辶阝钅长镸长门阝雨青韦页风飞食饣饣马骨鬼鱼鸟卤麦黄黾齐齐齿齿龙龙龟龟",
        strict=True,
    )
)

# Characters that OpenCC leaves alone one by one because the right answer depends on the word
# (答覆 is 答复, 顛覆 is 颠覆), and shapes from old prints. For matching, both become one.
_MERGED = {
    "着": "着著",
    "了": "瞭",
    "借": "藉",
    "干": "乾",
    "复": "覆",
    "账": "帐賬帳",
    "咨": "谘諮",
    "值": "値",
    "户": "戸",
    "教": "敎",
    "准": "凖",
    "只": "衹祇祗",
    "么": "麽",
    "汇": "滙",
    "余": "馀",
    "于": "於",
    "伙": "夥",
    "录": "彔",
    "扎": "紮",
    "折": "摺",
    "吁": "籲",
    "克": "剋",
    "志": "誌",
    "愿": "愿",
    "〇": "○◯⚪◦",
}

_PUNCTUATION = {
    '"': "“”„‟「」『』﹁﹂﹃﹄〝〞〟＂",
    "'": "‘’‚‛′＇`´",
    "(": "（〔﹝【［[〖﹙｟",
    ")": "）〕﹞】］]〗﹚｠",
    "-": "‐‑‒–—―−－─━﹣",
    "~": "～〜∼˜∽",
    "·": "•・‧∙⋅･●",
    ":": "：﹕∶",
    ",": "，﹐",
    ";": "；﹔",
    "!": "！﹗",
    "?": "？﹖",
    ".": "．﹒",
    "/": "⁄∕／",
    "。": "｡",
    "、": "､﹑",
    "*": "＊×✕✖﹡",
    "《": "≪«",
    "》": "≫»",
}

# Invisible characters: zero-width spaces and joiners, directional marks, the soft hyphen,
# variation selectors and the byte-order mark.
_INVISIBLE = [
    0x00AD,
    0x034F,
    0x061C,
    0x115F,
    0x1160,
    0x17B4,
    0x17B5,
    *range(0x180B, 0x180F),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0x3164,
    *range(0xFE00, 0xFE10),
    0xFEFF,
    0xFFA0,
    *range(0xFFF9, 0xFFFC),
]
_CIRCLED = range(0x2460, 0x2474)  # ① to ⑳ stay, or “第①项” would read as “第1项”
_LAST = 0x2FA1F  # the last CJK compatibility ideograph; nothing beyond needs folding

_FAR_SELECTOR = re.compile("[\U000e0100-\U000e01ef]")
_SPACES = re.compile(" +")
_BREAKS = re.compile("\n\n+")
# A line of twenty and more characters that ends and goes on with a Chinese character was wrapped
# by whatever printed it; the break is not the writer's.
_WRAP = re.compile("\n(?<=[^\n]{19}[\u3400-\u9fff]\n)(?=[\u3400-\u9fff])")
_THOUSANDS = re.compile(r",(?<=\d,)(?<!\d{4},)(?=\d{3}(?!\d))")
# “2 016年” and “1 2月” are one number each; “2015 2016年” are two.
_SPLIT_NUMBER = re.compile(r" (?<=\d )(?<!\d{4} )(?=\d{1,3}(?: \d{1,3}){0,3}[年月日号])")


@cache
def _table() -> list[int | str | None]:
    table: list[int | str | None] = list(range(_LAST + 1))
    compatible = [*range(0x80, 0xD800), *range(0xF900, 0x10000), *range(0x2F800, _LAST + 1)]
    for code in [*range(0x41, 0x5B), *compatible]:
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character).lower()
        if folded != character and code not in _CIRCLED:
            table[code] = folded
    for radical, whole in _RADICALS.items():
        table[ord(radical)] = whole
    _simplify(table)
    for to, characters in _PUNCTUATION.items():
        for character in characters:
            table[ord(character)] = to
    for code in (0x09, 0x0B, 0x0C, 0x1680, 0x180E, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000):
        table[code] = " "
    table[0xA0] = " "
    for code in (0x0D, 0x85, 0x2028, 0x2029, 0x1C, 0x1D, 0x1E):
        table[code] = "\n"
    for code in (*range(9), *range(0x0E, 0x1C), 0x1F, 0x7F, *_INVISIBLE):
        table[code] = None
    _settle(table)
    return table


def _settle(table: list[int | str | None]) -> None:
    """Fold what characters fold to, so that folding twice changes nothing."""
    for code, to in enumerate(table):
        while isinstance(to, str) and (again := to.translate(table)) != to:
            table[code] = to = again


def _simplify(table: list[int | str | None]) -> None:
    """Send every traditional character, and what folds to one, to its simplified form."""
    merged = {ord(other): to for to, others in _MERGED.items() for other in others}
    ideographs = [*range(0x3400, 0xA000), *range(0x20000, 0x2A6E0)]
    lines = opencc.OpenCC("t2s").convert("\n".join(map(chr, ideographs))).split("\n")
    simple = {
        code: line
        for code, line in zip(ideographs, lines, strict=True)
        if len(line) == 1 and ord(line) != code
    }
    simple |= merged
    for code in range(0x80, _LAST + 1):
        now = table[code]
        seen = now if isinstance(now, int) else ord(now) if now and len(now) == 1 else -1
        for _ in range(2):  # 賬 to 帐 to 账
            step = simple.get(seen)
            if step is not None:
                table[code] = step
                seen = ord(step)


@cache
def _resizing() -> re.Pattern[str]:
    """Finds the characters that fold to none or to several."""
    changing = (
        chr(code)
        for code, to in enumerate(_table())
        if to is None or (isinstance(to, str) and len(to) != 1)
    )
    return re.compile("[" + re.escape("".join(changing)) + "]")


@cache
def _unplain() -> re.Pattern[str]:
    """Finds what keeps a Chinese word from standing in a text just as it is folded."""
    table = _table()
    characters = [
        chr(code)
        for code in (*range(0x2E80, 0xA000), *range(0xF900, 0xFB00))
        if table[code] != code
    ]
    gaps = [chr(code) for code, to in enumerate(table[:0x3001]) if to is None or to == " "]
    return re.compile("[ " + re.escape("".join(characters + gaps)) + "]")


def is_plain(text: str) -> bool:
    """Whether every Chinese word stands in the text exactly as `fold` would give it.

    True for most texts; then a word can be looked for without folding the text. A line broken
    inside a word by its printer is not noticed.
    """
    return _unplain().search(text) is None


@cache
def traditional_characters() -> frozenset[str]:
    """The characters that are written only in traditional script, for telling scripts apart."""
    ideographs = "".join(map(chr, range(0x4E00, 0xA000)))
    lines = opencc.OpenCC("t2s").convert("\n".join(ideographs)).split("\n")
    return frozenset(c for c, line in zip(ideographs, lines, strict=True) if c != line)


def fold(text: str) -> str:
    """The text as it is compared: simplified, half-width, lower case, without stray spaces.

    Paragraph breaks stay as single newlines; spaces stay only between two Latin words or numbers.

    >>> fold("政府信息公開條例（國務院令第７１１號）")
    '政府信息公开条例(国务院令第711号)'
    >>> fold("全年 公开 4,126 条")
    '全年公开4126条'
    """
    folded = text.translate(_table())
    if _FAR_SELECTOR.search(folded):
        folded = _FAR_SELECTOR.sub("", folded)
    if " " in folded:
        folded = _SPACES.sub(_keep_one, folded)
        folded = _SPLIT_NUMBER.sub("", folded)
    if "\n" in folded:
        folded = _BREAKS.sub("\n", folded)
        folded = _WRAP.sub("", folded)
    if "," in folded:
        folded = _THOUSANDS.sub("", folded)
    return folded


def fold_with_map(text: str) -> tuple[str, Sequence[int]]:
    """`fold(text)` and, for each of its characters, the index of the original one it comes from.

    Folded characters ``a`` to ``b`` (exclusive) stand in the original from ``map[a]`` to
    ``map[b - 1] + 1``.
    """
    table = _table()
    offsets: Sequence[int]
    if _resizing().search(text):
        pieces: list[str] = []
        origin: list[int] = []
        for index, character in enumerate(text):
            code = ord(character)
            to = table[code] if code <= _LAST else code
            if to is None:
                continue
            piece = to if isinstance(to, str) else chr(to)
            pieces.append(piece)
            origin.extend([index] * len(piece))
        folded, offsets = "".join(pieces), origin
    else:
        folded, offsets = text.translate(table), range(len(text))
    folded, offsets = _cut(folded, offsets, _FAR_SELECTOR)
    if " " in folded:
        folded, offsets = _cut(folded, offsets, _SPACES)
        folded, offsets = _cut(folded, offsets, _SPLIT_NUMBER)
    if "\n" in folded:
        folded, offsets = _cut(folded, offsets, _BREAKS)
        folded, offsets = _cut(folded, offsets, _WRAP)
    if "," in folded:
        folded, offsets = _cut(folded, offsets, _THOUSANDS)
    return folded, offsets


def _keep_one(match: re.Match[str]) -> str:
    """One space where both neighbours are letters or digits and not Chinese, none elsewhere."""
    string, start, end = match.string, match.start(), match.end()
    if start > 0 and end < len(string) and _is_western(string[start - 1]):
        return " " if _is_western(string[end]) else ""
    return ""


def _is_western(character: str) -> bool:
    return character.isalnum() and not (
        "\u2e80" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff"
    )


def _cut(
    folded: str, offsets: Sequence[int], pattern: re.Pattern[str]
) -> tuple[str, Sequence[int]]:
    """Drop what the pattern finds, keeping its first character where `fold` keeps one."""
    pieces: list[str] = []
    kept: list[int] = []
    done = 0
    for match in pattern.finditer(folded):
        start, end = match.span()
        if pattern is _BREAKS or (pattern is _SPACES and _keep_one(match)):
            start += 1
        if start == end:
            continue
        pieces.append(folded[done:start])
        kept.extend(offsets[done:start])
        done = end
    if not done:
        return folded, offsets
    pieces.append(folded[done:])
    kept.extend(offsets[done:])
    return "".join(pieces), kept
