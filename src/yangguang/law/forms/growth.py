"""Growth in the text: this year against last year, computed again.

Last year's number stands in the sentence, in the stated difference, or in last year's report; where a
rate is measured against anything else it is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from yangguang.law.forms.findings import Ledger
from yangguang.law.forms.listed import Item
from yangguang.law.forms.prose import Prose, Sentence
from yangguang.law.forms.ratio import GROWTH, SHARE, Ratio, agrees_with, settle
from yangguang.text.figures import Bound, Figure

_YEAR_ON_YEAR = re.compile(r"同比|上一?年|去年|(?:19|20)\d\d年|上年度|同期")


_STATED_CHANGE = re.compile(r"(?:增加|减少|增长|下降|增收|减收|增支|减支|多|少|增|减)(?:了)?$")


_PLAIN_GROWTH = re.compile(
    r"^[，、（；）]*(?:但|也|总体|数量|(?:变动|增减|变化)(?:幅度|情况)(?:为|：)|增幅为|增幅|降幅为|降幅|幅度为|分别)*(?:同比|环比|(?:与|和|比|较|同)(?:上一?年度?|去年|前一年|(?:19|20)\d\d年度?)(?:同期)?(?:相比)?)?，?"
    r"(?:总体|显著|明显|大幅|略有|有所|分别|又|约|为)*(?:增长|增加|上升|上涨|提高|下降|减少|降低|回落|下滑|增幅|降幅)(?:了|约|为|达|达到|超过|近|幅度为)*$"
)


def check_growth(
    sentence: Sentence,
    items: list[Item],
    overridden: Mapping[int, Decimal],
    prose: Prose,
    previous: Mapping[int, Decimal],
    ledger: Ledger,
) -> None:
    """``342件，比上年285件增长20%``, ``比上年增加57件，增长20%``, or against last year's report."""
    for index, item in enumerate(items):
        directions = list(GROWTH.finditer(item.gap))
        direction = directions[-1] if directions else None
        if not item.figure.is_percent or not direction or SHARE.search(item.gap):
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
        ratio = Ratio(item.figure, growth, then, start, item.end)
        blur = _blur(now) + max((_blur(other) for other in earlier), default=Decimal(0))
        agrees = any(
            agrees_with(item.figure, growth + a, then + b)
            for a, b in ((0, 0), (blur, 0), (-blur, 0), (blur, -blur), (-blur, blur))
        ) or _between(item.figure, growth, then, blur)
        if not agrees and (
            now.figure.bound is not Bound.EXACT or now.figure.scaled or now.offset in overridden
        ):
            continue
        settle(ratio, agrees, prose, ledger)


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
    ratio = Ratio(share.figure, change.value, then.value, then.offset, share.end)
    settle(ratio, agrees_with(share.figure, change.value, then.value), prose, ledger)


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
    agrees = agrees_with(item.figure, growth, then)
    if agrees or (now.figure.bound is Bound.EXACT and now.offset not in overridden):
        start = min(items[0].offset, item.offset)
        settle(Ratio(item.figure, growth, then, start, now.end), agrees, prose, ledger)


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
