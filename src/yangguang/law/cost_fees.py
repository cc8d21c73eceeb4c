"""Cost charges of the regulation of 2007: searching, copying, posting, and nothing else.

They ended for everybody in 2017, but the cases of those years are still entered, audited and
counted, so what was charged has to be worked out and shown item by item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from yangguang.law.citation import Citation, cite
from yangguang.law.fees import FeeKind, fee_rule
from yangguang.law.readings import Reading
from yangguang.law.regimes import Regime, regime_of
from yangguang.law.verdict import Verdict, allow, refuse

_CENT = Decimal("0.01")
ARTICLE = "regulation-2007/27"

READINGS = (
    Reading(
        "cost_items_as_named",
        "“检索、复制、邮寄等成本费用”中的“等”是否包括其他项目",
        "不包括，只收检索、复制、邮寄三项",
        "同条规定除此之外不得收取其他费用；国家发展改革委、财政部2008年的收费标准也只列这三项（凭记忆）。",
    ),
)
"""What the article leaves open."""


class CostItem(StrEnum):
    """The three items that the regulation names."""

    SEARCH = "search"
    COPY = "copy"
    POST = "post"

    @property
    def label(self) -> str:
        """The word of the article."""
        return {CostItem.SEARCH: "检索", CostItem.COPY: "复制", CostItem.POST: "邮寄"}[self]

    @property
    def unit(self) -> str:
        """What is counted."""
        return {CostItem.SEARCH: "次", CostItem.COPY: "页", CostItem.POST: "件"}[self]


@dataclass(frozen=True, slots=True)
class CostLine:
    """So many units of one item at a price in yuan each, as the local standard sets it."""

    item: CostItem
    count: int
    price: Decimal

    @property
    def amount(self) -> Decimal:
        """Yuan, to the fen."""
        return (self.count * self.price).quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class CostFee:
    """A cost charge in yuan with its working-out: the lines add up to ``amount``."""

    lines: tuple[CostLine, ...]
    citation: Citation

    @property
    def amount(self) -> Decimal:
        """Yuan in all."""
        return sum((line.amount for line in self.lines), Decimal("0.00"))

    @property
    def rows(self) -> tuple[tuple[str, str, str, str], ...]:
        """Item, units, price and amount of each line, as the case shows them."""
        return tuple(
            (
                f"{line.item.label}费",
                f"{line.count}{line.item.unit}",
                f"{line.price}元/{line.item.unit}",
                f"{line.amount}元",
            )
            for line in self.lines
        )

    @property
    def text(self) -> str:
        """One line: ``复制费：20页×0.50元/页＝10.00元；邮寄费：…。合计…元。``"""
        said = [
            f"{line.item.label}费：{line.count}{line.item.unit}×{line.price}元/{line.item.unit}"
            f"＝{line.amount}元"
            for line in self.lines
        ]
        return "；".join(said) + f"。合计{self.amount}元。"


def cost_fee(lines: Sequence[CostLine]) -> CostFee:
    """The charge for these lines, in the order of the article.

    依据：2007年条例第二十七条：除可以收取检索、复制、邮寄等成本费用外，不得收取其他费用。
    Raises ValueError, in words for a clerk, for no line, an item twice, and numbers that cannot be.

    >>> cost_fee([CostLine(CostItem.COPY, 20, Decimal("0.5"))]).text
    '复制费：20页×0.5元/页＝10.00元。合计10.00元。'
    """
    if not lines:
        raise ValueError("请至少填写检索、复制、邮寄中的一项。")
    for line in lines:
        if line.count < 1:
            raise ValueError(f"{line.item.label}费的数量应当是正整数。")
        if not line.price.is_finite() or line.price <= 0:
            raise ValueError(f"{line.item.label}费的单价应当大于零。")
        if line.price != line.price.quantize(_CENT, ROUND_HALF_UP):
            raise ValueError(f"{line.item.label}费的单价最多到分。")
    if len({line.item for line in lines}) != len(lines):
        raise ValueError("同一项目只能填写一次，请合并。")
    order = list(CostItem)
    return CostFee(tuple(sorted(lines, key=lambda line: order.index(line.item))), cite(ARTICLE))


def may_charge_costs(received: date, *, on: date, charged_before: bool = False) -> Verdict:
    """Whether costs could be charged on that day for an application received then.

    依据：2007年条例第二十七条；财税〔2017〕20号（凭记忆）自2017年4月1日起取消；2019年条例第四十二条。
    Raises NoFeeRule for a day before 2008-05-01.
    """
    rule = fee_rule(on)
    if regime_of(received) is not Regime.R2007:
        return refuse(
            "依照2019年条例，依申请提供政府信息不收取成本费用。",
            cite("regulation-2019/42/1"),
            "请直接办理。",
        )
    if rule.kind is not FeeKind.COST:
        return refuse(
            f"{rule.since.year}年{rule.since.month}月{rule.since.day}日起，检索、复制、邮寄等成本费用已经停止收取。",
            rule.articles[0],
            "请核对收费的日期；此后不得收费。",
        )
    if charged_before:
        return refuse(
            "本件已经登记过成本费用。", cite(ARTICLE), "金额有误的，先减免原登记再重新登记。"
        )
    return allow(
        cite(ARTICLE),
        "可以收取检索、复制、邮寄的成本费用，不得收取其他费用。",
        "标准由价格、财政主管部门制定，应当写明所依据的文件。",
    )
