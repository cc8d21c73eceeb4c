"""Totals in the text against the parts listed after them.

``公开信息9885条，其中A 2374条、B 563条 …`` is a sum that every reader can redo. What is hard is where
a list ends, which figures are its own, and whether it means to be complete; where that stays open
nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from yangguang.law.forms.extent import (
    OPENS,
    REASONS,
    REST,
    SUMS_UP,
    all_channels,
    flattened,
    is_complete,
    is_whole_of,
    joint_whole,
    natural_ends,
    opens,
    run_from,
)
from yangguang.law.forms.findings import Finding, Held, Ledger, Rule, plain
from yangguang.law.forms.listed import BASIS, FAMILIES, Item, Listed, items_of, same_family
from yangguang.law.forms.model import Severity
from yangguang.law.forms.prose import Prose, Sentence
from yangguang.law.forms.sheet import one_slip_apart
from yangguang.text.figures import Bound

_OVERLAPS = re.compile(r"涉及|含|包含|有的|超过|以上|参加|其中")


def check_parts(prose: Prose, overridden: Mapping[int, Decimal]) -> Ledger:
    """Every total of the text whose parts are listed with it.

    ``overridden`` holds for figures already found to differ from the table what the table has, so
    that the same slip is not told again as a sum that fails.
    """
    ledger = Ledger.empty()
    carried: list[Item] = []
    for sentence in prose.sentences:
        items = items_of(sentence)
        if len(items) + len(carried) >= 2:
            _check_sentence(sentence, items, carried, overridden, prose, ledger)
        top = [item for item in items if item.depth == 0 and not item.figure.is_percent]
        # 其中 may open the next sentence; what was counted here is then the whole, unless it was
        # itself a list of parts.
        if sentence.text.startswith("\x01"):
            carried = []
        elif not (carried and top and re.match(r"\s*(?:其中|按|从)", sentence.text)):
            carried = top
    return ledger


def _check_sentence(
    sentence: Sentence,
    items: list[Item],
    carried: list[Item],
    overridden: Mapping[int, Decimal],
    prose: Prose,
    ledger: Ledger,
) -> None:
    counts = [item for item in items if not item.figure.is_percent]
    carried = [item for item in carried if not item.is_change]
    used: set[int] = set()
    for start, item in enumerate(counts):
        summed_up = (
            start == 1
            and re.search(r"(?:合计|共计|总计)(?:为|达|有)?$", counts[0].gap) is not None
            and item.gap.startswith("，")
            and all(other.gap.startswith("、") for other in counts[2:4])
            and len(counts) >= 4
        )
        if start in used or not (opens(item) or summed_up or all_channels(counts, start)):
            continue
        above = [w for w in counts[:start] if w.depth <= item.depth]
        if item.is_change or (above and above[-1].is_change):
            continue
        wholes = [w for w in above if w.kind == item.kind]
        if above and above[-1] not in wholes:
            # 通知书42份，其中责令停工14项、限期整改28项: the nearest number is the whole, if it fits.
            wholes.append(above[-1])
        across = not wholes and bool(re.match(r"\s*(?:其中|按|从)", sentence.text))
        if across:
            wholes = [w for w in carried if w.kind == item.kind]
        by_kind = (
            re.search(r"(?:按|从)[^，。；]{2,16}(?:分|划分|统计|看|来看)", item.gap) is not None
        )
        if wholes:
            doubtful = by_kind and not is_whole_of(
                wholes, item, carried if across else counts[:start]
            )
            used |= _judge(
                counts, start, wholes, overridden, prose, ledger, across=across, doubtful=doubtful
            )
    for index, item in enumerate(counts):
        if SUMS_UP.search(item.gap) and index >= 2:
            _judge_summed(counts, index, overridden, prose, ledger)


def _judge(
    counts: list[Item],
    start: int,
    wholes: list[Item],
    overridden: Mapping[int, Decimal],
    prose: Prose,
    ledger: Ledger,
    *,
    across: bool,
    doubtful: bool,
) -> set[int]:
    """Checks the list that begins at ``start``; answers the indexes it has used up."""
    run = flattened(run_from(counts, start))
    whole = wholes[-1]
    for candidate in reversed(wholes):
        for length in range(len(run), 1, -1):
            parts = run[:length]
            if length < len(run) and (
                run[length].gap.startswith("、") or same_family(run[length - 1], run[length])
            ):
                # The list goes on: that its beginning fits by chance says nothing.
                continue
            if candidate.allows(sum((p.value for p in parts), Decimal(0))):
                _hold(prose, Listed(candidate, tuple(parts), True), ledger)
                return set(range(start, start + length))
    if whole.kind != run[0].kind or doubtful:
        return set()
    if joint_whole(wholes, run):
        _hold(prose, Listed(whole, tuple(run), True), ledger)
        return set(range(start, start + len(run)))
    ends = natural_ends(run)[:1]
    listed = [
        Listed(
            whole,
            tuple(run[:end]),
            is_complete(counts[start], run[:end])
            or re.search(r"总计|合计|共计", whole.gap) is not None,
        )
        for end in ends
        if end > 1
    ]
    if not listed:
        if not across:
            _judge_single(run, whole, overridden, prose, ledger)
        return set()
    if any(item.offset in overridden for one in listed for item in (one.total, *one.parts)):
        # The table has told which of these numbers is wrong already.
        return set(range(start, start + len(listed[0].parts)))
    for one in sorted(listed, key=lambda each: abs(each.sum - each.total.value)):
        if _surely_wrong(one, wholes):
            _report(one, prose, ledger)
            return set(range(start, start + len(one.parts)))
    return set()


def _surely_wrong(one: Listed, wholes: list[Item]) -> bool:
    """Whether a sum that fails can only be a slip and not an open or overlapping list."""
    total, added = one.total.value, one.sum
    if one.total.figure.bound is not Bound.EXACT or one.total.figure.scaled:
        return False
    if any(item.figure.bound is not Bound.EXACT or item.figure.scaled for item in one.parts):
        return False
    if any(_OVERLAPS.search(item.gap) for item in one.parts[1:]) or _some_channels(one):
        return False
    if added < total and _some_results(one):
        return False
    if added < total and any(REASONS.search(item.gap) for item in one.parts):
        # The form knows eight reasons of refusal; nobody lists them all.
        return False
    if re.match(r"等", one.parts[-1].after) and added < total:
        return False
    near = one_slip_apart(added, total) or any(
        one_slip_apart(item.value, item.value + total - added)
        for item in one.parts
        if item.value + total - added > 0
    )
    gap = abs(total - added) / max(total, Decimal(1))
    if added > total:
        if not near and any(other.value >= added for other in wholes if other is not one.total):
            return False
        return near or gap < Decimal("0.5") or len(one.parts) >= 3
    if not re.match(r"[^，。；]{0,12}[，。；）]", one.parts[-1].after + one.parts[-1].tail):
        # The sentence breaks off: the rest of the list may have been lost in reading.
        return False
    if one.complete:
        return True
    if len(one.parts) >= 4 and total >= 100 and one_slip_apart(added, total):
        return True
    # Nothing says that the list is complete: then only a slip of the pen is believed.
    if one_slip_apart(added, total):
        lost_digit = len(plain(added)) != len(plain(total))
        return len(one.parts) >= 3 and (lost_digit or gap <= Decimal("0.5"))
    return len(one.parts) >= 3 and gap <= Decimal("0.1") and near


def _some_results(one: Listed) -> bool:
    """Whether the list names results of applications, but not the last one of the form."""
    text = "".join(item.gap for item in one.parts)
    return FAMILIES[1].search(text) is not None and not re.search(r"其他处理|其他途径", text)


def _some_channels(one: Listed) -> bool:
    """Whether the list names outlets: one piece of information may go through several or others."""
    if re.search(r"总计|合计|共计", one.total.gap):
        return False
    text = "".join(item.gap for item in one.parts)
    return bool(re.search(r"网站|微博|微信", text)) and not REST.search(text)


def _judge_single(
    run: list[Item],
    whole: Item,
    overridden: Mapping[int, Decimal],
    prose: Prose,
    ledger: Ledger,
) -> None:
    """One part after 其中: it cannot be more than its whole."""
    part = run[0]
    if "其中" not in part.gap or part.figure.bound is not Bound.EXACT:
        return
    if part.offset in overridden or whole.offset in overridden:
        return
    if part.value <= whole.value or part.figure.is_money or whole.after.startswith("/"):
        return
    if whole.figure.bound is Bound.EXACT and not whole.figure.scaled:
        _report(Listed(whole, (part,), False), prose, ledger)


def _judge_summed(
    counts: list[Item],
    index: int,
    overridden: Mapping[int, Decimal],
    prose: Prose,
    ledger: Ledger,
) -> None:
    """``A 15件、B 342件，合计357件``: the total stands after its parts."""
    total = counts[index]
    before = [item for item in counts[:index] if item.depth == total.depth]
    parts: list[Item] = []
    for item in reversed(before):
        if item.kind != total.kind or SUMS_UP.search(item.gap):
            break
        parts.insert(0, item)
        at = counts.index(parts[0])
        goes_on = at > 0 and same_family(counts[at - 1], parts[0])
        if (
            len(parts) > 1
            and not goes_on
            and (sum((p.value for p in parts), Decimal(0)) == total.value)
        ):
            _hold(prose, Listed(total, tuple(parts), True), ledger)
            return
        if "；" in item.gap or OPENS.search(item.gap):
            break
    if len(parts) < 2:
        return
    if index + 1 < len(counts) and re.match(r"（(?:另)?含", counts[index + 1].gap):
        # 合计9件（含传真申请0件）: one more part stands in the bracket after the total.
        parts.append(counts[index + 1])
        if sum((p.value for p in parts), Decimal(0)) == total.value:
            _hold(prose, Listed(total, tuple(parts), True), ledger)
            return
    one = Listed(total, tuple(parts), True)
    if any(item.offset in overridden for item in (total, *parts)):
        return
    if (
        total.figure.bound is Bound.EXACT
        and not total.figure.scaled
        and (
            one_slip_apart(one.sum, total.value)
            or any(
                one_slip_apart(item.value, item.value + total.value - one.sum)
                for item in parts
                if item.value + total.value > one.sum
            )
        )
    ):
        _report(one, prose, ledger)


def _span_of(one: Listed) -> tuple[int, int]:
    items = (one.total, *one.parts)
    return min(item.offset for item in items), max(item.end for item in items)


def _hold(prose: Prose, one: Listed, ledger: Ledger) -> None:
    start, end = _span_of(one)
    label = prose.quote(start, end).replace("\n", "")
    ledger.held.append(Held(Rule.PARTS, (), one.total.value, one.sum, label))


def _report(one: Listed, prose: Prose, ledger: Ledger) -> None:
    start, end = _span_of(one)
    start = _clause_start(prose, start)
    unit = one.total.figure.unit
    # Amounts were added in yuan; they are told in the unit of the total.
    scale = one.total.value / one.total.figure.value if one.total.figure.value else Decimal(1)
    said, added = one.total.figure.value, one.sum / scale
    numbers = "＋".join(plain(item.value / scale) for item in one.parts)
    if len(one.parts) == 1:
        message = f"其中项{plain(added)}{unit}大于总数{plain(said)}{unit}，请核对。"
    else:
        message = (
            f"正文称共{plain(said)}{unit}，所列{len(one.parts)}项之和为{plain(added)}"
            f"{unit}（{numbers}），相差{plain(abs(said - added))}{unit}。请核对总数与各分项。"
        )
    ledger.findings.append(
        Finding(
            rule=Rule.PARTS,
            severity=Severity.ERROR,
            cells=(),
            said=said,
            expected=added,
            message=message,
            quote=prose.quote(start, end),
            spans=(prose.span(start, end),),
            basis=BASIS,
        )
    )


def _clause_start(prose: Prose, offset: int) -> int:
    """Back to the beginning of the clause in which a figure stands."""
    flat = prose.flat
    at = offset
    while at > 0 and flat[at - 1] not in "，。；：！？\n\x01（" and offset - at < 60:
        at -= 1
    return at
