"""Tells figures from words in a line of a table: row numbers, dates, remarks and units are neither.

A figure keeps its place; words come out as Chinese characters only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from yangguang.law.forms.figures import NUMBER, UNIT, Figure, decimal
from yangguang.law.forms.folding import han

_SCAN = re.compile(
    r"(?P<note>\([^()\n]{0,80}[\u4e00-\u9fff][^()\n]{0,80}\))"
    r"|(?P<enumerator>(?:(?<![\d.,])\d{1,2}\s*[.,、](?=\s*[\u4e00-\u9fff\"'《(])"
    r"|\(\s*[一二三四五六七八九十\d]{1,3}\s*(?:[)、]|\.(?!\d))"
    r"|(?<![\u4e00-\u9fff])[一二三四五六七八九十]{1,3}\s*[、.,)]"
    r"|(?<![\d.,])\d{1,2}[.、](?=\s+\d|\s*$)"
    rf"|^\s*[1-9](?=[\u4e00-\u9fff]{{3}})(?!{UNIT})"
    r"|(?<!\d)\d{1,2}\s*\)(?=\s*[\u4e00-\u9fff])|[①-⑳]))"
    r"|(?P<drop>第\s*\d+|1\s*[条次]\s*\)|\d{2,4}[-/]\d+(?:[-/:]\d+)*|\d+:\d+"
    r"|\d[\d.,]*\s*(?:年|月|日|号|页|版|%|季度|时|点)|[A-Za-z][A-Za-z0-9.@_/:-]{0,40}[0-9]|\d{16,})"
    rf"|(?P<figure>(?:(?<![\d)\u4e00-\u9fff])[-+](?=\d)|[增减](?=\s?\d))?(?:{NUMBER}))(?:\s*(?P<unit>{UNIT})"
    r"(?![\u4e00-\u9fff]))?"
    r"|(?P<blank>(?<![^\s\u4e00-\u9fff)\"])[-—]{1,8}(?![^\s])|(?<![^\s])(?:/|\\|无)(?![^\s]))"
    r"|(?P<nought>(?<![^\s])[〇零](?![^\s]))"
    r"|(?P<letter>(?<![^\s])[OolI]{1,3}(?![^\s]))"
    r"|(?P<han>[\u4e00-\u9fff]+)"
)
_LETTERS = str.maketrans("OolI", "0011")


def scan(text: str, start: int) -> Iterator[str | Figure]:
    """Chinese text and figures of a folded line, in order; row numbers and dates left out."""
    behind = -1
    for match in _SCAN.finditer(text):
        kind = match.lastgroup
        if kind == "unit":
            kind = "figure"
        if kind == "han":
            yield match[0]
        elif kind == "note":
            if match.start() != behind:  # a remark on the figure before it is no label
                yield han(match[0])
        elif kind == "figure":
            raw = match["figure"]
            value = decimal(raw.lstrip("+-增减 "))
            behind = match.end()
            yield Figure(
                -value if raw[0] in "-减" else value,
                start + match.end("figure") - len(raw.lstrip("+增减 ")),
                start + match.end("figure"),
                unit=match["unit"] or "",
            )
        elif kind == "blank":
            said = Decimal(0) if match[0] == "无" else None
            yield Figure(said, start + match.start(), start + match.end())
        elif kind == "nought":
            yield Figure(Decimal(0), start + match.start(), start + match.end())
        elif kind == "letter":
            value = Decimal(match[0].translate(_LETTERS))
            yield Figure(value, start + match.start(), start + match.end(), doubtful=True)
