"""How a letter's number reads: the issuer's word, the year in 〔〕, and the sequence.

依据：GB/T 9704—2012 发文字号：年份标全称，用六角括号括入；发文顺序号不加“第”字，不编虚位。
"""

from __future__ import annotations

import re

from yangguang.apps.agencies.models import Agency
from yangguang.apps.letters.kinds import Series

WORD = re.compile(r"[\u3400-\u9fff（）A-Za-z0-9]{1,30}")
_TAIL = re.compile(r"(办?发|办?函|字|文)$")


def default_word(agency: Agency, series: Series) -> str:
    """The issuer's word where an office has set none: its own word with 公开 and the series' mark.

    >>> default_word(Agency(document_word="清卫发、清卫函"), Series("answer", "答复告知", "告"))
    '清卫公开告'
    """
    own = agency.document_word.split("、")[0].strip()
    stem = _TAIL.sub("", own) or agency.short_name or agency.name
    return f"{stem[:20]}公开{series.mark}"


def number_text(word: str, year: int, sequence: int) -> str:
    """``清卫公开告〔2026〕12号``.

    >>> number_text("清卫公开告", 2026, 12)
    '清卫公开告〔2026〕12号'
    """
    return f"{word}〔{year}〕{sequence}号"
