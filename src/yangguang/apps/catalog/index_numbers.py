"""Index-number rules (索引号) as data: a pattern with named parts, parsed once, rendered often.

There is no national composition; standards and practice differ by place, so the rule is a line
of text such as ``{code}/{year}-{serial:5}``. Parts: ``code`` (organisation code), ``region``,
``word`` (机关代字), ``year``, ``month``, ``day``, ``kind`` (two digits for the sort of document)
and ``serial:WIDTH`` with an optional period after a slash: ``serial:6/month`` counts by month,
``serial:6/all`` for ever, otherwise by year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_PART = re.compile(r"\{([a-z]+)(?::(\d{1,2}))?(?:/([a-z]+))?\}")
_NAMES = frozenset({"code", "region", "word", "year", "month", "day", "kind", "serial"})
_PERIODS = frozenset({"year", "month", "all"})
DEFAULT_PATTERN = "{code}/{year}-{serial:5}"


class WrongPattern(Exception):
    """An index-number rule cannot be used; the message says what to mend."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a pattern may draw on, apart from the serial."""

    code: str
    region: str
    word: str
    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class Rule:
    pattern: str
    width: int
    period: str

    def series(self, agency_key: int, on: date) -> str:
        """The name of the counter: numbers are consecutive within it."""
        stamp = {"year": f"{on:%Y}", "month": f"{on:%Y%m}", "all": ""}[self.period]
        return f"{agency_key}:{stamp}"

    def render(self, parts: Parts, serial: int) -> str:
        """The index number with this serial."""
        values = {
            "code": parts.code,
            "region": parts.region,
            "word": parts.word,
            "kind": parts.kind,
            "year": f"{parts.on:%Y}",
            "month": f"{parts.on:%m}",
            "day": f"{parts.on:%d}",
            "serial": f"{serial:0{self.width}d}",
        }
        return _PART.sub(lambda match: values[match.group(1)], self.pattern)

    def serial_of(self, parts: Parts, index_number: str) -> int | None:
        """The serial inside a number that this rule would have made; None if it did not."""
        before, after = self.render(parts, 0).rsplit("0" * self.width, 1)
        if not (index_number.startswith(before) and index_number.endswith(after)):
            return None
        middle = index_number[len(before) : len(index_number) - len(after)]
        return int(middle) if middle.isascii() and middle.isdigit() else None


def parse_rule(pattern: str) -> Rule:
    """Read a pattern. Raises WrongPattern, in Chinese, for the office that maintains it."""
    rest = _PART.sub("", pattern)
    if "{" in rest or "}" in rest:
        raise WrongPattern(f"索引号规则“{pattern}”的花括号写法有误，应如 {DEFAULT_PATTERN}。")
    serials = []
    for match in _PART.finditer(pattern):
        name, width, period = match.groups()
        if name not in _NAMES:
            raise WrongPattern(
                f"索引号规则中的“{name}”无法识别，可用：{'、'.join(sorted(_NAMES))}。"
            )
        if name == "serial":
            serials.append((int(width or 5), period or "year"))
        elif width or period:
            raise WrongPattern(f"索引号规则中只有 serial 可以带位数和周期，“{name}”不可以。")
    if len(serials) != 1:
        raise WrongPattern("索引号规则必须恰好含有一个流水号，如 {serial:5}。")
    width, period = serials[0]
    if period not in _PERIODS:
        raise WrongPattern(f"流水号周期“{period}”无法识别，应为 year、month 或 all。")
    if period == "year" and "{year}" not in pattern:
        raise WrongPattern("流水号按年编排时，规则中必须有 {year}，否则各年的号码会重复。")
    if period == "month" and not ("{year}" in pattern and "{month}" in pattern):
        raise WrongPattern("流水号按月编排时，规则中必须有 {year} 和 {month}。")
    if "{code}" not in pattern and "{word}" not in pattern:
        raise WrongPattern("规则中必须有 {code} 或 {word}，否则各机构的号码会重复。")
    return Rule(pattern, width, period)
