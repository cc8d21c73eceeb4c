"""The counted figures of a sentence, each with the words between it and the one before.

Parts, shares and growth all look at a sentence this way: which figures are of one kind, which stand in
a bracket, which say how much something changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from yangguang.law.forms.prose import Sentence
from yangguang.text.figures import Figure, find_figures

BASIS = "正文自身的数字应当前后一致（《政府信息公开条例》第六条：及时、准确地公开政府信息）"

_SAME_UNIT = {
    "件": "件", "份": "件", "宗": "件", "例": "件", "起": "件", "件次": "件", "件（次）": "件", "条（次）": "条", "人（次）": "人次",
    "次": "次", "场": "次", "期": "次", "场次": "次", "人": "人", "名": "人", "人次": "人次",
    "元": "元", "万元": "元", "亿元": "元", "家": "家", "个": "个", "条": "条", "项": "项", "篇": "篇",
}  # fmt: skip


_CHANGE = re.compile(
    r"(?:增加|减少|增长|下降|上升|提高|降低|增收|减收|增支|减支|多支|少支|净增|多|少|增|减)(?:了|约|为)?$|(?:比|较)[^，；。]{2,20}(?:增|减|多|少)[^，；。]{0,2}$"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A figure with what stands between it and the one before."""

    figure: Figure
    value: Decimal
    gap: str
    after: str
    tail: str
    """The character after that, "" where the sentence ends."""
    depth: int
    """How many brackets are open around it."""
    offset: int
    """Where its digits begin in ``Prose.flat``."""
    end: int

    @property
    def is_change(self) -> bool:
        """Whether it says by how much something grew or shrank, not how much there is."""
        return _CHANGE.search(self.gap) is not None

    @property
    def kind(self) -> str:
        """The unit it shares with others it may be added to."""
        return _SAME_UNIT.get(self.figure.unit, self.figure.unit)

    def allows(self, added: Decimal) -> bool:
        """Whether the total may be ``added``; amounts are compared in yuan, as rounded in print."""
        if not self.figure.is_money or not self.figure.value:
            return self.figure.allows(added)
        step = self.figure.step * self.value / self.figure.value
        return abs(added - self.value) <= step * 2


@dataclass(frozen=True, slots=True)
class Listed:
    """A total with the figures listed as its parts."""

    total: Item
    parts: tuple[Item, ...]
    complete: bool
    """Whether the wording says that nothing is left out."""

    @property
    def sum(self) -> Decimal:
        """What the parts add up to."""
        return sum((item.value for item in self.parts), Decimal(0))


def items_of(sentence: Sentence) -> list[Item]:
    text = sentence.text
    items = []
    end = 0
    depth = 0
    figures = find_figures(text)
    if len(figures) > 120:
        return []
    for figure in figures:
        gap = text[end : figure.start]
        depth = max(0, depth + gap.count("（") - gap.count("）"))
        if figure.unit and figure.unit not in ("倍", "个百分点"):
            stop = re.search(r"[，；。：（）、]", text[figure.end :])
            after = text[figure.end : figure.end + (stop.start() if stop else 30)]
            money = figure.is_money and figure.unit != "元"
            value = figure.in_ten_thousand_yuan() * 10000 if money else figure.value
            items.append(
                Item(
                    figure,
                    value,
                    gap,
                    after,
                    text[figure.end + len(after) :][:1],
                    depth,
                    sentence.start + figure.number_start,
                    sentence.start + figure.end,
                )
            )
            end = figure.end
    return items


FAMILIES = (
    re.compile(r"网[络上]|互联网|在线|信函|邮寄|当面|现场|传真|电子邮件"),
    re.compile(
        r"予以公开|部分公开|不予公开|无法提供|不予处理|其他处理|同意公开|不同意公开|不属于|信息不存在|更改补充|其他途径|主动公开范围"
    ),
    re.compile(r"自然人|公民|法人|商业企业|科研机构|公益组织|法律服务"),
    re.compile(r"维持|纠正|纠错|审结|驳回"),
)


def same_family(one: Item, other: Item) -> bool:
    """Whether two neighbours are plainly members of one list (both channels, both results)."""
    return any(family.search(one.gap) and family.search(other.gap) for family in FAMILIES)
