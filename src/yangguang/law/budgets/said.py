"""The figures that the prose states about the whole report.

``2024年度收、支总计均为9859.38万元``, ``收入预算15621.11万元``, ``“三公”经费预算数为47.91万元``: each stands in
a table too, and the two must agree.
"""

from __future__ import annotations

import re
from decimal import Decimal

from yangguang.law.budgets.model import PER_WAN, Prose, Said

NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
MONEY = rf"(?P<n>{NUMBER})(?P<u>亿元|万元|元)"
_IS = r"(?:为|是|：|共计|合计|总计|共|均为|各为|均|数为|总额为|总额)*"
_START = r"(?<![一-龥])"
"""What follows must begin a phrase: nothing Chinese right before it."""

_PATTERNS: tuple[tuple[str, str, str], ...] = (
    ("grant_grand", "财政拨款收支总计", rf"财政拨款(?:收入支出|收、支|收支|收入、支出)(?:决算)?(?:总计|总决算|总预算|预算总计){_IS}{MONEY}"),
    ("grand", "收支总计", rf"(?<!拨款)(?:收入支出|收、支|收支|收入、支出)(?:决算)?(?:总计|总决算|总预算|预算总计){_IS}{MONEY}"),
    ("income", "本年收入合计", rf"本年(?:度)?收入(?:决算)?合计{_IS}{MONEY}"),
    ("spending", "本年支出合计", rf"本年(?:度)?支出(?:决算)?合计{_IS}{MONEY}"),
    ("income_budget", "收入预算", rf"(?<![一-龥]类)(?<!拨款)(?<!事业)(?<!经营)(?<!其他)(?<!基金)收入预算(?:总额|总数|数|合计|总计)?{_IS}{MONEY}"),
    ("spending_budget", "支出预算", rf"(?:(?<=。)|(?<=^)|(?<=年)|(?<=部门)|(?<=单位)|(?<=明))支出预算(?:总额|总数|数|合计|总计)?{_IS}{MONEY}"),
    ("general", "一般公共预算财政拨款支出", rf"(?:(?<=。)|(?<=况)|(?<=）)|(?<=年度)|(?<=年))一般公共预算(?:财政)?拨款支出(?:预算|决算)?{_IS}{MONEY}"),
    ("basic", "一般公共预算财政拨款基本支出", rf"一般公共预算(?:财政拨款)?基本支出(?:预算|决算)?{_IS}{MONEY}"),
)  # fmt: skip
_COMPILED = tuple((key, label, re.compile(pattern)) for key, label, pattern in _PATTERNS)
_PART = re.compile(rf"(?P<name>基本支出|项目支出|人员经费|公用经费){_IS}{MONEY}")


def find_said(prose: Prose) -> list[Said]:
    """The figures with the key under which the checks look for them, in reading order.

    Not taken: what stands in a comparison with another year, and figures of parts of the report.
    """
    found: list[Said] = []
    for key, label, pattern in _COMPILED:
        for match in pattern.finditer(prose.text):
            found.append(_made(prose, key, label, match))
            found += _parts(prose, key, match)
    return sorted(found, key=lambda one: one.span)


def _parts(prose: Prose, key: str, match: re.Match[str]) -> list[Said]:
    """``本年支出合计 …万元，其中：基本支出 …万元，占 …；项目支出 …万元``."""
    if key not in ("spending", "spending_budget", "basic"):
        return []
    rest = re.match(r"[，。；]?其中[：，]?[^。]{0,4000}", prose.text[match.end() :])
    if rest is None:
        return []
    names = {
        "spending": ("基本支出", "项目支出"),
        "spending_budget": ("基本支出", "项目支出"),
        "basic": ("人员经费", "公用经费"),
    }[key]
    found = []
    for name in names:
        part = next(
            (
                one
                for one in _PART.finditer(prose.text, match.end(), match.end() + rest.end())
                if one["name"] == name and prose.text[one.start() - 1] in "，；：。其中、）)号："
            ),
            None,
        )
        if part is not None:
            found.append(_made(prose, f"{key}.{name}", name, part))
    return found


def _made(prose: Prose, key: str, label: str, match: re.Match[str]) -> Said:
    value, step = in_wan(match["n"], match["u"])
    return Said(
        key=key,
        label=label,
        value=value,
        step=step,
        span=prose.span(match.start(), match.end()),
        quote=match[0],
    )


def in_wan(number: str, unit: str) -> tuple[Decimal, Decimal]:
    """A printed number with its unit in 万元, and the place of its last digit in 万元."""
    plain = number.replace(",", "")
    step = Decimal(1).scaleb(-len(plain.partition(".")[2]))
    return Decimal(plain) / PER_WAN[unit], step / PER_WAN[unit]
