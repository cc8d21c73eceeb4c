"""The pieces of sentences in which reports state changes, shares and completions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from yangguang.law.budgets.model import Prose, Span
from yangguang.law.budgets.said import NUMBER, in_wan

UP = r"增加|增长|上升|提高|上涨|增"
DOWN = r"减少|下降|降低|下滑|减"
CHANGE = rf"(?P<{{name}}>(?:{UP})|(?:{DOWN}))(?:（(?:增加|减少|增长|下降|降低)）)?(?:了|额为|额|约|为|数为)?"
_UP = re.compile(rf"^(?:{UP})$")


def money(name: str) -> str:
    """A pattern for an amount with its unit, in groups ``name`` and ``name_u``."""
    return rf"(?P<{name}>{NUMBER})(?P<{name}_u>亿元|万元|元)"


def change(name: str) -> str:
    """A pattern for 增加, 减少 … in a group."""
    return CHANGE.replace("{name}", name)


def rate(name: str) -> str:
    """A pattern for a percentage in a group."""
    return rf"(?P<{name}>-?\d[\d,]*(?:\.\d+)?)%"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a sentence: 万元 for amounts, percent for rates."""

    value: Decimal
    step: Decimal


def amount(match: re.Match[str], name: str) -> Figure:
    """The amount in a group of `money`, in 万元."""
    return Figure(*in_wan(match[name], match[f"{name}_u"]))


def percent(match: re.Match[str], name: str) -> Figure:
    """The percentage in a group of `rate`."""
    plain = match[name].replace(",", "")
    return Figure(Decimal(plain), Decimal(1).scaleb(-len(plain.partition(".")[2])))


def upward(word: str) -> bool:
    """Whether a word of change means more."""
    return _UP.match(word) is not None


def span(prose: Prose, match: re.Match[str]) -> Span:
    """Where a match stands in the document."""
    return prose.span(match.start(), match.end())


def could_be(share: Figure, part: Figure, whole: Figure) -> bool:
    """Whether ``part`` of ``whole`` could have been printed as this percentage.

    Both amounts may be off by half their last place; a percentage may be rounded or cut.
    """
    half_part, half_whole = part.step / 2, whole.step / 2
    if whole.value - half_whole <= 0:
        return True
    low = (part.value - half_part) * 100 / (whole.value + half_whole)
    high = (part.value + half_part) * 100 / (whole.value - half_whole)
    if low > high:
        low, high = high, low
    return low - share.step <= share.value <= high + share.step
