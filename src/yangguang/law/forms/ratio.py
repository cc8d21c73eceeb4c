"""A percentage with the two numbers it is made of, and whether it is what they give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from yangguang.law.forms.findings import Finding, Held, Ledger, Rule, plain
from yangguang.law.forms.listed import BASIS
from yangguang.law.forms.model import Severity
from yangguang.law.forms.prose import Prose
from yangguang.text.figures import Bound, Figure

SHARE = re.compile(r"占(?!地|用|线|领|道)")
GROWTH = re.compile(
    r"(?P<down>下降|减少|降低|减幅|回落|下滑|降幅|少|减)|(?P<up>增长|增加|上升|提高|增幅|上涨|增)"
)


@dataclass(frozen=True, slots=True)
class Ratio:
    share: Figure
    part: Decimal
    whole: Decimal
    start: int
    end: int

    @property
    def computed(self) -> Decimal:
        """The percentage that the two numbers give, rounded as the text prints it."""
        return _rounded(self.part * 100 / self.whole, self.share.step)


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def agrees_with(share: Figure, part: Decimal, whole: Decimal) -> bool:
    """Whether the printed percentage can be the rounded, or cut, ratio; generous with 近, 约, 超."""
    if not whole:
        return False
    ratio = part * 100 / whole
    if share.bound is Bound.EXACT:
        step = share.step if share.step < 10 else Decimal(10)
        return (
            abs(ratio - share.value) <= step * Decimal("1.01")
            if step < 10
            else (share.value - 5 <= ratio <= share.value + step)
        )
    if share.bound is Bound.OVER:
        return share.value - Decimal("0.5") <= ratio
    if share.bound is Bound.UNDER:
        return ratio <= share.value + Decimal("0.5")
    return abs(ratio - share.value) <= 6


def settle(ratio: Ratio, agrees: bool, prose: Prose, ledger: Ledger) -> None:
    computed = ratio.computed
    text = prose.quote(ratio.start, ratio.end)
    if agrees:
        ledger.held.append(
            Held(Rule.PERCENT, (), ratio.share.value, computed, text.replace("\n", ""))
        )
        return
    ledger.findings.append(
        Finding(
            rule=Rule.PERCENT,
            severity=Severity.WARNING,
            cells=(),
            said=ratio.share.value,
            expected=computed,
            message=f"正文“{text.replace(chr(10), '')}”，按{plain(ratio.part)}÷{plain(ratio.whole)}计算为"
            f"{plain(computed)}%，超出四舍五入的误差，请核对。",
            quote=text,
            spans=(prose.span(ratio.start, ratio.end),),
            basis=BASIS,
        )
    )
