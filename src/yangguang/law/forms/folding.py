"""Makes label text comparable: width, script and punctuation folded, one character for one.

Only what the labels of the statutory forms need. Folding keeps every offset, so that a place found
in the folded text is the same place in the source.
"""

# ruff: noqa: RUF001 - characters that look alike are what this table is about

from __future__ import annotations

import re

import opencc

_PUNCTUATION = {
    "“": '"', "”": '"', "「": '"', "」": '"', "『": '"', "』": '"', "＂": '"',
    "‘": "'", "’": "'",
    "﹐": ",", "、": "、", "﹑": "、", "﹒": ".", "·": ".", "•": ".", "．": ".", "｡": "。",
    "–": "-", "—": "—", "─": "—", "━": "—", "―": "—", "‐": "-", "‑": "-", "−": "-", "﹣": "-",
    "\u00a0": " ", "\u3000": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u200a": " ",
    "\u202f": " ", "\u2005": " ", "\u200b": " ", "\u200c": " ", "\u200d": " ", "\ufeff": " ",
    "\t": " ", "\r": " ", "\v": " ", "\f": " ", "\u2028": "\n", "\u2029": "\n", "\x85": "\n",
    "〔": "(", "〕": ")", "【": "(", "】": ")", "﹙": "(", "﹚": ")", "[": "(", "]": ")",
    "︵": "(", "︶": ")", "│": "|", "┃": "|", "∣": "|", "￨": "|",
    "○": "〇", "◯": "〇", "Ｏ": "O", "∕": "/", "⁄": "/", "﹪": "%",
}  # fmt: skip


def _table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table.update(
        {ord(old): new for old, new in zip(characters, simplified, strict=True) if old != new}
    )
    # Read one by one OpenCC leaves these alone, because other words need them (顛覆, 瞭望).
    table.update({ord(old): new for old, new in zip("覆羣箇衆", "复群个众", strict=True)})
    table.update({ord(old): new for old, new in _PUNCTUATION.items()})
    radicals = {"⼀": "一", "⼆": "二", "⼋": "八", "⼗": "十", "⼈": "人", "⾏": "行", "⽂": "文",
                "⽴": "立", "⼯": "工", "⼤": "大", "⼩": "小", "⽐": "比", "⽅": "方", "⽹": "网",
                "⾃": "自", "⽤": "用", "⼝": "口", "⽰": "示", "⾯": "面", "⾮": "非", "⻓": "长",
                "⻚": "页", "⼿": "手", "⼒": "力", "⼦": "子", "⽣": "生", "⾼": "高", "⽇": "日",
                "⽉": "月", "⽬": "目", "⾄": "至", "⼊": "入", "⼟": "土", "⾔": "言", "⻋": "车",
                "⻔": "门", "⻅": "见", "⻉": "贝", "⾦": "金", "⽔": "水", "⽌": "止", "⽋": "欠"}  # fmt: skip
    table.update({ord(old): new for old, new in radicals.items()})
    return table


_FOLD = _table()
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]+")
_ENUMERATOR = re.compile(
    r"^\s*(?:\(?[一二三四五六七八九十]{1,3}[)、.,]|\(?\d{1,2}[).、,:]|其中:?|[①-⑳])\s*"
)


# What converters to traditional script make of words in the labels, as long as the words replaced.
_WORDS = {
    "资讯": "信息",
    "讯息": "信息",
    "释出会": "发布会",
    "释出数": "发布数",
    "线上访谈": "在线访谈",
    "网路": "网络",
    "设定政府": "设置政府",
    "规范性档案": "规范性文件",
    "专案数量": "项目数量",
}
_WORD = re.compile("|".join(_WORDS))


def fold(text: str) -> str:
    """The text with width, script, punctuation and converted words folded; length kept."""
    folded = text.translate(_FOLD)
    if folded.isascii():
        return folded
    return _WORD.sub(lambda match: _WORDS[match[0]], folded)


def han(text: str) -> str:
    """Only the Chinese characters of a folded text."""
    return "" if text.isascii() else _NOT_HAN.sub("", text)


def bare_label(label: str) -> str:
    """A label's Chinese characters without its leading number: ``（一）予以公开`` → ``予以公开``."""
    text = fold(label)
    while match := _ENUMERATOR.match(text):
        text = text[match.end() :]
    return han(text)


def short_label(label: str) -> str:
    """The bare label without what stands in brackets."""
    return bare_label(re.sub(r"(?<=.)\([^()]*\)", "", fold(label)))
