"""Shares, rates and growth in the text, computed again from the numbers beside them.

A percentage is checked only where its two numbers are plain: written as a fraction, said to be a
share of a named total, or growth over a number that the text or last year's report gives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from yangguang.law.forms.findings import Ledger
from yangguang.law.forms.growth import check_growth
from yangguang.law.forms.listed import Item, items_of
from yangguang.law.forms.prose import Prose, Sentence
from yangguang.law.forms.ratio import GROWTH, Ratio, agrees_with, settle
from yangguang.text.figures import Bound, Figure

_FRACTION = re.compile(
    r"(?P<share>\d+(?:\.\d+)?)%[）]?（(?P<part>\d+)/(?P<whole>\d+)）|（?(?P<part2>\d+)/(?P<whole2>\d+)[，、]?(?:占|即|为|达)?(?P<share2>\d+(?:\.\d+)?)%"
)


RATE = re.compile(r"率")


@dataclass(frozen=True, slots=True)
class Totals:
    """The table's own totals, of which a share may be without the sentence repeating them."""

    received: tuple[Decimal, ...] = ()
    handled: tuple[Decimal, ...] = ()
    others: tuple[Decimal, ...] = ()

    @property
    def every(self) -> tuple[Decimal, ...]:
        """All of them, nought left out."""
        return tuple(n for n in (*self.received, *self.handled, *self.others) if n > 0)

    def named(self, words: str) -> tuple[Decimal, ...]:
        """Those that 占办结总数 or 占申请总量 names; none where the words name nothing."""
        if re.search(r"占(?:全部|所有|总|的)?(?:办结|答复|办理|作出)", words):
            return self.handled
        if re.search(
            r"占(?:全部|所有|总|的)?(?:政府信息公开|信息公开)?(?:申请|收到|受理|新收)", words
        ):
            return self.received
        return ()

    def likely(self, words: str) -> tuple[Decimal, ...]:
        """The total of which a kind of result, a channel or a kind of applicant is a share."""
        if _RESULT.search(words):
            return self.handled
        return self.received if _KIND.search(words) else ()


_RESULT = re.compile(r"予以公开|部分公开|不予公开|无法提供|不予处理|其他处理|同意公开|信息不存在")


_KIND = re.compile(r"自然人|法人|公民|互联网|网[络上]|在线|信函|邮寄|当面|现场|传真")


_APPEALS = re.compile(r"复议|诉讼|主动公开|人员")


def check_percent(
    prose: Prose,
    overridden: Mapping[int, Decimal],
    previous: Mapping[int, Decimal] | None = None,
    totals: Totals | None = None,
) -> Ledger:
    """Every percentage of the text that can be computed.

    ``previous`` gives, by offset of a figure, what last year's report has for the same cells; ``totals`` are the
    table's own totals, which a share may be of without the sentence repeating them.
    """
    ledger = Ledger.empty()
    table = totals or Totals()
    before: list[Item] = []
    for sentence in prose.sentences:
        if "%" not in sentence.text and "成" not in sentence.text and "百分之" not in sentence.text:
            items = [] if len(sentence.text) > 60 else before
            counted = [i for i in items_of(sentence) if not i.figure.is_percent]
            before = counted or items
            continue
        items = list(items_of(sentence))
        _check_fractions(sentence, prose, ledger)
        _check_shares(sentence, items, before, overridden, prose, table, ledger)
        check_growth(sentence, items, overridden, prose, previous or {}, ledger)
        before = [item for item in items if not item.figure.is_percent] or before
    return ledger


def _check_fractions(sentence: Sentence, prose: Prose, ledger: Ledger) -> None:
    for found in _FRACTION.finditer(sentence.text):
        share = found["share"] or found["share2"]
        part = Decimal(found["part"] or found["part2"])
        whole = Decimal(found["whole"] or found["whole2"])
        if whole == 0 or len(found["whole"] or found["whole2"]) > 9:
            continue
        value = Decimal(share)
        step = Decimal(1).scaleb(-len(share.partition(".")[2]))
        figure = Figure(0, 0, 0, value, "%", step, Bound.EXACT, f"{share}%")
        ratio = Ratio(
            figure, part, whole, sentence.start + found.start(), sentence.start + found.end()
        )
        settle(ratio, agrees_with(figure, part, whole), prose, ledger)


def _check_shares(
    sentence: Sentence,
    items: list[Item],
    before: list[Item],
    overridden: Mapping[int, Decimal],
    prose: Prose,
    table: Totals,
    ledger: Ledger,
) -> None:
    """``网上申请13件，占申请总量的50%`` and ``予以公开208件（17.46%）``."""
    pairs: list[_Pair] = []
    for index, item in enumerate(items):
        if item.figure.is_percent and not GROWTH.search(item.gap):
            pair = _pair(items, index, before)
            if pair is not None:
                pairs.append(pair)
    bases = _shared_bases(pairs, table.every) or _known_bases(pairs)
    implied = _implied_base(pairs)
    for pair in pairs:
        item, part = pair.share, pair.part
        value = overridden.get(part.offset, part.value)
        start, end = min(part.offset, item.offset), max(part.end, item.end)
        named = pair.stated or table.named(item.gap) or table.likely(part.gap)
        # A total told wrongly is told once: shares of it, as said or as mended, are no new slip.
        doubted = [w for w in (*before, *items) if w.offset in overridden]
        put_right = [n for w in doubted for n in (overridden[w.offset], w.value)]
        options = [*named, *pair.wholes, *bases, *put_right]
        if pair.stated:
            options = [*pair.stated, *put_right]
        if not pair.stated and not bases:
            options += (
                table.every if _APPEALS.search(sentence.text) else table.received + table.handled
            )
        held = next((w for w in options if w >= value and agrees_with(item.figure, value, w)), None)
        if held is not None:
            settle(Ratio(item.figure, value, held, start, end), True, prose, ledger)
            continue
        if part.offset in overridden:
            continue
        if implied and not bases and not _independent(items, part, pairs):
            # All shares fit one total that the sentence leaves unsaid.
            continue
        plainly = pair.stated or table.named(item.gap)
        own = _likely_whole(pair, pairs, items, [])
        if not plainly and own and own >= part.value and not any(w.value == own for w in doubted):
            # The sentence gives its own total: its shares are of that, whatever the table has.
            named = (own,)
        base = next(iter(named), None) or next(iter(bases), None)
        base = base or _likely_whole(pair, pairs, items, before)
        if base and _miscounted(pair, pairs, base):
            continue
        if base and base >= part.value and not any(w.value == base for w in doubted):
            settle(Ratio(item.figure, part.value, base, start, end), False, prose, ledger)


def _miscounted(pair: _Pair, pairs: list[_Pair], base: Decimal) -> bool:
    """Whether the share is right for what the other parts leave: then its count is the slip.

    That slip is told as a list that does not add up.
    """
    if len(pairs) < 3:
        return False
    left = base - sum((other.part.value for other in pairs if other is not pair), Decimal(0))
    return 0 <= left != pair.part.value and agrees_with(pair.share.figure, left, base)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A percentage with the number it is the share of; ``stated`` are totals given with it."""

    share: Item
    part: Item
    wholes: list[Decimal]
    stated: tuple[Decimal, ...] = ()


def _pair(items: list[Item], index: int, before: list[Item]) -> _Pair | None:
    """The count to which a percentage belongs, before it or right after it; None where unclear."""
    item = items[index]
    previous = items[index - 1] if index else None
    following = items[index + 1] if index + 1 < len(items) else None
    stated: tuple[Decimal, ...] = ()
    part = None
    if (
        item.gap.startswith("）的")
        and index > 1
        and re.search(r"占[^，。；]*（$", items[index - 1].gap)
    ):
        # 同意公开20份，占答复总数（24份）的83%
        part, stated = items[index - 2], (items[index - 1].value,)
    elif (
        index > 1
        and re.match(r"[^，。；]{0,10}中(?:约)?占", item.gap)
        and re.search(r"在[^，。；]{0,10}$", items[index - 1].gap)
        and not items[index - 2].figure.is_percent
    ):
        # 予以公开75宗，在办结的787宗申请中占9.5%
        part, stated = items[index - 2], (items[index - 1].value,)
    elif (
        index > 1
        and re.search(r"占(?:全部|所有|总共|的)*$", items[index - 1].gap)
        and re.fullmatch(r"[^，。；（）]{0,14}的(?:约)?", item.gap)
        and not items[index - 2].figure.is_percent
    ):
        # 予以公开30件，占全部82件办结件的37%
        part, stated = items[index - 2], (items[index - 1].value,)
    elif (
        following is not None
        and not following.figure.is_percent
        and re.fullmatch(r"（|，?即(?:为)?", following.gap)
        and re.search(r"占|率|比例|比重", item.gap)
    ):
        # 予以公开的占14%（22件）, 公开率为62%，即13件
        part = following
        nearest = next((o for o in reversed(items[:index]) if o.kind == following.kind), None)
        if nearest is not None and RATE.search(item.gap) and nearest.value >= following.value:
            stated = (nearest.value,)
    elif (
        following is not None
        and not following.figure.is_percent
        and re.fullmatch(r"(?:为|是|由|系)[^，。；（]{1,18}（", following.gap)
    ):
        # 88%为自然人提出（122件）
        part = following
    elif previous is not None and not previous.figure.is_percent:
        bracket = item.gap == "（" and bool(re.match(r"[）；，]", item.after or item.tail or "）"))
        named = re.match(r"[，；（、]?(?:约|均|各|分别|比重|共|合计|仅)?占", item.gap) is not None
        if (named or bracket) and not RATE.search(item.gap):
            part = previous
    if part is None or part.figure.is_percent:
        return None
    if part.figure.bound is not Bound.EXACT or part.figure.scaled:
        return None
    wholes = [
        other.value
        for other in (*before, *items[: items.index(part)])
        if not other.figure.is_percent and other.value >= part.value and other.kind == part.kind
    ]
    if not wholes and "其中" in part.gap and index > 1:
        # 解读21条，其中图文类产品17篇: counted in other words, but still its whole.
        wholes = [items[index - 2].value] if not items[index - 2].figure.is_percent else []
    return _Pair(item, part, [] if stated else wholes, stated)


def _shared_bases(pairs: list[_Pair], table: tuple[Decimal, ...]) -> list[Decimal]:
    """Totals on which at least two shares of one sentence agree."""
    counted = sum(pair.part.value > 0 for pair in pairs)
    if counted < 2:
        return []
    votes: dict[Decimal, int] = {}
    for pair in pairs:
        value = pair.part.value
        for whole in {*pair.wholes, *pair.stated, *table}:
            if whole >= value > 0 and agrees_with(pair.share.figure, value, whole):
                votes[whole] = votes.get(whole, 0) + 1
    enough = max(2, -(-counted * 3 // 5))
    best = sorted((w for w in votes if votes[w] >= enough), key=lambda w: -votes[w])
    return best[:1]


def _implied_base(pairs: list[_Pair]) -> bool:
    """Whether all shares fit one total that the sentence does not name."""
    exact = [(pair.share.figure, pair.part.value) for pair in pairs if pair.part.value > 0]
    if len(exact) < 2:
        return False
    share, part = max(exact, key=lambda one: one[1])
    if not share.value:
        return False
    middle = part * 100 / share.value
    spread = int(middle * share.step / share.value) + 2
    if spread > 400:
        return True
    return any(
        all(agrees_with(each, count, Decimal(whole)) for each, count in exact)
        for whole in range(max(1, int(middle) - spread), int(middle) + spread + 1)
    )


def _known_bases(pairs: list[_Pair]) -> list[Decimal]:
    """The one total that another share of the same sentence is of."""
    if len(pairs) < 2:
        return []
    bases = {
        whole
        for pair in pairs
        for whole in pair.wholes
        if agrees_with(pair.share.figure, pair.part.value, whole)
    }
    return list(bases) if len(bases) == 1 else []


def _independent(items: list[Item], part: Item, pairs: list[_Pair]) -> list[Item]:
    """The counts before a part that have no share of their own and so are no parts themselves."""
    parts = {pair.part.offset for pair in pairs}
    return [
        other
        for other in items[: items.index(part)]
        if not other.figure.is_percent and other.offset not in parts
    ]


def _likely_whole(
    pair: _Pair, pairs: list[_Pair], items: list[Item], before: list[Item]
) -> Decimal | None:
    """The only total a share can be of; None where several would do."""
    part = pair.part
    own = _independent(items, part, pairs)
    wholes = [
        other
        for other in (own or before)
        if not other.figure.is_percent and other.kind == part.kind and other.depth <= part.depth
    ]
    exact = [w for w in wholes if w.figure.bound is Bound.EXACT and not w.figure.scaled]
    if not exact or len(exact) != len(wholes):
        return None
    opened = re.search(r"其中", part.gap)
    if len(exact) == 1:
        return exact[0].value
    if opened:
        return exact[-1].value if exact[-1].value >= part.value else None
    largest = max(exact, key=lambda w: w.value)
    added = sum((w.value for w in exact if w is not largest), Decimal(0)) + part.value
    if largest is exact[0] and added <= largest.value * Decimal("1.02"):
        return largest.value
    return None
