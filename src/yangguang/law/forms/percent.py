"""Shares, rates and growth in the text, computed again from the numbers beside them.

A percentage is checked only where its two numbers are plain: written as a fraction, said to be a
share of a named total, or growth over a number that the text or last year's report gives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from yangguang.law.forms.findings import Finding, Held, Ledger, Rule, plain
from yangguang.law.forms.model import Severity
from yangguang.law.forms.parts import BASIS, Item, listed_items
from yangguang.law.forms.prose import Prose, Sentence
from yangguang.text.figures import Bound, Figure

_FRACTION = re.compile(
    r"(?P<share>\d+(?:\.\d+)?)%[）]?（(?P<part>\d+)/(?P<whole>\d+)）|（?(?P<part2>\d+)/(?P<whole2>\d+)[，、]?(?:占|即|为|达)?(?P<share2>\d+(?:\.\d+)?)%"
)
_SHARE = re.compile(r"占(?!地|用|线|领|道)")
_RATE = re.compile(r"率")
_GROWTH = re.compile(
    r"(?P<down>下降|减少|降低|减幅|回落|下滑|降幅|少|减)|(?P<up>增长|增加|上升|提高|增幅|上涨|增)"
)
_YEAR_ON_YEAR = re.compile(r"同比|上一?年|去年|(?:19|20)\d\d年|上年度|同期")
_STATED_CHANGE = re.compile(r"(?:增加|减少|增长|下降|增收|减收|增支|减支|多|少|增|减)(?:了)?$")
_PLAIN_GROWTH = re.compile(
    r"^[，、（；）]*(?:但|也|总体|数量|(?:变动|增减|变化)(?:幅度|情况)(?:为|：)|增幅为|增幅|降幅为|降幅|幅度为|分别)*(?:同比|环比|(?:与|和|比|较|同)(?:上一?年度?|去年|前一年|(?:19|20)\d\d年度?)(?:同期)?(?:相比)?)?，?"
    r"(?:总体|显著|明显|大幅|略有|有所|分别|又|约|为)*(?:增长|增加|上升|上涨|提高|下降|减少|降低|回落|下滑|增幅|降幅)(?:了|约|为|达|达到|超过|近|幅度为)*$"
)


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
_KIND = re.compile(r"自然人|法人|公民|网[络上]|信函|邮寄|当面|传真")
_APPEALS = re.compile(r"复议|诉讼|主动公开|人员")


@dataclass(frozen=True, slots=True)
class _Ratio:
    share: Figure
    part: Decimal
    whole: Decimal
    start: int
    end: int

    @property
    def computed(self) -> Decimal:
        """The percentage that the two numbers give, rounded as the text prints it."""
        return _rounded(self.part * 100 / self.whole, self.share.step)


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
            counted = [i for i in listed_items(sentence) if not i.figure.is_percent]
            before = counted or items
            continue
        items = list(listed_items(sentence))
        _check_fractions(sentence, prose, ledger)
        _check_shares(sentence, items, before, overridden, prose, table, ledger)
        _check_growth(sentence, items, overridden, prose, previous or {}, ledger)
        before = [item for item in items if not item.figure.is_percent] or before
    return ledger


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _agrees(share: Figure, part: Decimal, whole: Decimal) -> bool:
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
        ratio = _Ratio(
            figure, part, whole, sentence.start + found.start(), sentence.start + found.end()
        )
        _settle(ratio, _agrees(figure, part, whole), prose, ledger)


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
        if item.figure.is_percent and not _GROWTH.search(item.gap):
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
        put_right = [overridden[w.offset] for w in (*before, *items) if w.offset in overridden]
        options = [*named, *pair.wholes, *bases, *put_right] if not pair.stated else [*pair.stated]
        if not pair.stated and not bases:
            options += (
                table.every if _APPEALS.search(sentence.text) else table.received + table.handled
            )
        held = next((w for w in options if w >= value and _agrees(item.figure, value, w)), None)
        if held is not None:
            _settle(_Ratio(item.figure, value, held, start, end), True, prose, ledger)
            continue
        if part.offset in overridden:
            continue
        if implied and not bases and not _independent(items, part, pairs):
            # All shares fit one total that the sentence leaves unsaid.
            continue
        base = next(iter(named), None) or next(iter(bases), None)
        base = base or _likely_whole(pair, pairs, items, before)
        doubted = any(w.offset in overridden and w.value == base for w in (*before, *items))
        if base and base >= part.value and not doubted:
            _settle(_Ratio(item.figure, part.value, base, start, end), False, prose, ledger)


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
        following is not None
        and not following.figure.is_percent
        and re.fullmatch(r"（|，?即(?:为)?", following.gap)
        and re.search(r"占|率|比例|比重", item.gap)
    ):
        # 予以公开的占14%（22件）, 公开率为62%，即13件
        part = following
        nearest = next((o for o in reversed(items[:index]) if o.kind == following.kind), None)
        if nearest is not None and _RATE.search(item.gap) and nearest.value >= following.value:
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
        if (named or bracket) and not _RATE.search(item.gap):
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
    if len(pairs) < 2:
        return []
    votes: dict[Decimal, int] = {}
    for pair in pairs:
        value = pair.part.value
        for whole in {*pair.wholes, *pair.stated, *table}:
            if whole >= value > 0 and _agrees(pair.share.figure, value, whole):
                votes[whole] = votes.get(whole, 0) + 1
    enough = max(2, -(-len(pairs) * 3 // 5))
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
        all(_agrees(each, count, Decimal(whole)) for each, count in exact)
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
        if _agrees(pair.share.figure, pair.part.value, whole)
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


def _check_growth(
    sentence: Sentence,
    items: list[Item],
    overridden: Mapping[int, Decimal],
    prose: Prose,
    previous: Mapping[int, Decimal],
    ledger: Ledger,
) -> None:
    """``342件，比上年285件增长20%``, ``比上年增加57件，增长20%``, or against last year's report."""
    for index, item in enumerate(items):
        directions = list(_GROWTH.finditer(item.gap))
        direction = directions[-1] if directions else None
        if not item.figure.is_percent or not direction or _SHARE.search(item.gap):
            continue
        reached = items[index + 1] if index + 1 < len(items) else None
        if reached is not None and re.fullmatch(
            r"，(?:达到?|达|为|增至|降至|升至|至)", reached.gap
        ):
            _check_reached(items, index, direction, overridden, prose, previous, ledger)
            continue
        if not _PLAIN_GROWTH.match(item.gap):
            # 比2023年预算执行数增加0.5%: measured against something the sentence does not give.
            continue
        earlier = [other for other in items[:index] if not other.figure.is_percent]
        if not earlier or "率" in item.gap:
            continue
        sign = -1 if direction["down"] else 1
        if len(earlier) > 1 and re.fullmatch(
            r"(?:增加|减少|上升|下降|增|减)(?:了)?", earlier[-1].gap
        ):
            # 较去年同期的102宗减少32宗，减少31%
            _check_difference(earlier[-2], earlier[-1], item, overridden, prose, ledger)
            continue
        now, then = _compared(earlier)
        if now is None:
            continue
        value = overridden.get(now.offset, now.value)
        after = items[index + 1] if index + 1 < len(items) else None
        if (
            then is None
            and after is not None
            and after.kind == now.kind
            and re.fullmatch(
                r"（(?:上一?年度?|去年|(?:19|20)\d\d年)(?:度)?(?:同期)?(?:：|为|是)?", after.gap
            )
        ):
            # 202件，同比增长325.8%（2020年：48件）
            then = after.value
        if then is None and now.offset in previous and _YEAR_ON_YEAR.search(item.gap):
            then = previous[now.offset]
        if then is None or then <= 0:
            continue
        growth = (value - then) * sign
        start = min(now.offset, item.offset)
        ratio = _Ratio(item.figure, growth, then, start, item.end)
        blur = _blur(now) + max((_blur(other) for other in earlier), default=Decimal(0))
        agrees = any(
            _agrees(item.figure, growth + a, then + b)
            for a, b in ((0, 0), (blur, 0), (-blur, 0), (blur, -blur), (-blur, blur))
        ) or _between(item.figure, growth, then, blur)
        if not agrees and (
            now.figure.bound is not Bound.EXACT or now.figure.scaled or now.offset in overridden
        ):
            continue
        _settle(ratio, agrees, prose, ledger)


def _check_difference(
    then: Item,
    change: Item,
    share: Item,
    overridden: Mapping[int, Decimal],
    prose: Prose,
    ledger: Ledger,
) -> None:
    if then.value <= 0 or then.kind != change.kind or change.offset in overridden:
        return
    ratio = _Ratio(share.figure, change.value, then.value, then.offset, share.end)
    _settle(ratio, _agrees(share.figure, change.value, then.value), prose, ledger)


def _blur(item: Item) -> Decimal:
    """Half of the last place printed, in the item's own value: 17.9亿元 may be 17.85 to 17.95."""
    if item.figure.step == 1 and not item.figure.is_money:
        return Decimal(0)
    scale = item.value / item.figure.value if item.figure.value else Decimal(1)
    return item.figure.step * scale / 2


def _between(share: Figure, growth: Decimal, then: Decimal, blur: Decimal) -> bool:
    """Whether rounding of the two amounts can account for the printed rate."""
    if not blur or then <= blur:
        return False
    low = (growth - blur) * 100 / (then + blur)
    high = (growth + blur) * 100 / (then - blur)
    return low - share.step <= share.value <= high + share.step


def _check_reached(
    items: list[Item],
    index: int,
    direction: re.Match[str],
    overridden: Mapping[int, Decimal],
    prose: Prose,
    previous: Mapping[int, Decimal],
    ledger: Ledger,
) -> None:
    """``与上一年相比（100件），新收申请下降86%，达到14件``: this year's number stands last."""
    item, now = items[index], items[index + 1]
    then = previous.get(now.offset)
    for other in items[:index]:
        if other.kind == now.kind and _THEN.search(other.gap):
            then = other.value
    value = overridden.get(now.offset, now.value)
    if then is None or then <= 0:
        return
    growth = (value - then) * (-1 if direction["down"] else 1)
    agrees = _agrees(item.figure, growth, then)
    if agrees or (now.figure.bound is Bound.EXACT and now.offset not in overridden):
        start = min(items[0].offset, item.offset)
        _settle(_Ratio(item.figure, growth, then, start, now.end), agrees, prose, ledger)


_THEN = re.compile(r"上一?年度?|去年|同期|前一年|(?P<year>(?:19|20)\d\d)年")
_NOW = re.compile(r"今年|本年|当年|增加到|增至|上升到|减少到|降至|(?P<year>(?:19|20)\d\d)年")


def _compared(earlier: list[Item]) -> tuple[Item | None, Decimal | None]:
    """This year's figure and last year's number before a growth rate."""
    last = earlier[-1]
    if _STATED_CHANGE.search(last.gap):
        # 比上年增加57件，增长20%: the year before is this year's number less the change.
        now = next((o for o in reversed(earlier[:-1]) if o.kind == last.kind), None)
        if now is None:
            return None, None
        if now.is_change:
            return None, None
        down = bool(re.search(r"(?:减少|下降|减收|减支|少|减)(?:了)?$", last.gap))
        return now, now.value + last.value if down else now.value - last.value
    same = [other for other in earlier if other.kind == last.kind]
    if len(same) < 2 or same[-1] is not last:
        return last, None
    first, second = same[-2], same[-1]
    years = [_year_in(item.gap) for item in (first, second)]
    if years[0] and years[1] and years[0] != years[1]:
        return (first, second.value) if years[0] > years[1] else (second, first.value)
    if _THEN.search(second.gap) and not (years[1] and not years[0] and _THEN.search(first.gap)):
        return first, second.value
    if _THEN.search(first.gap) and _NOW.search(second.gap):
        return second, first.value
    return last, None


def _year_in(gap: str) -> int | None:
    years = re.findall(r"(?<!\d)((?:19|20)\d\d)年", gap)
    return int(years[-1]) if years else None


def _settle(ratio: _Ratio, agrees: bool, prose: Prose, ledger: Ledger) -> None:
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
