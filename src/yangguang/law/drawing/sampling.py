"""Which objects are drawn: the smallest ranks of each class, as many as the plan's share says.

Classes are drawn apart, so that a share can follow credit and risk (low risk seldom, high risk
often), as 国发〔2019〕5号 二（四） asks: 根据企业信用风险分类结果合理确定、动态调整抽查比例和频次.

Within a class weights may do the same (差异化抽查). An object of weight w has w lots and ranks by the
smallest of them, which for evenly spread lots gives just the chances of weighted sampling by
exponential keys (Efraimidis and Spirakis 2006): of all that are left, each comes next with a chance
in proportion to its weight. There the key is a root or a logarithm, which two machines may round
otherwise; here it is a comparison of whole numbers, which ``sha256sum`` and ``sort`` can do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from yangguang.law.drawing.canon import BadPool
from yangguang.law.drawing.model import OTHERS, PoolObject, Share, Weight
from yangguang.law.drawing.seed import object_rank


def quota(share: Share, taking_part: int) -> int:
    """How many of so many objects are drawn; a share is rounded up, a count is capped.

    Reading: rounding up, so that a class of three with 5 % is not left out for ever; no rule at
    hand says how to round.
    """
    if share.percent is None:
        return min(share.count or 0, taking_part)
    wanted = share.percent * taking_part / 100
    return min(-(-wanted.numerator // wanted.denominator), taking_part)


def share_of(shares: Sequence[Share], group: str) -> Share:
    """The share for a class: its own, else that of ``其他``. Raises BadPool where neither is."""
    by_group = {share.group: share for share in shares}
    found = by_group.get(group) or by_group.get(OTHERS)
    if found is None:
        raise BadPool(
            f"计划没有为类别“{group or '（空白）'}”规定抽取比例；请补上该类别，或者增加“{OTHERS}”。"
        )
    return found


def lots_of(weights: Sequence[Weight], grade: str) -> int:
    """How many lots an object of this grade has: one where nothing is weighted.

    Raises BadPool where the weights name neither the grade nor ``其他``.
    """
    if not weights:
        return 1
    by_grade = {weight.grade: weight.lots for weight in weights}
    found = by_grade.get(grade) or by_grade.get(OTHERS)
    if found is None:
        raise BadPool(
            f"计划没有为权重等级“{grade or '（空白）'}”规定权重；请补上该等级，或者增加“{OTHERS}”。"
        )
    return found


def ranked_by_class(
    seed: str, objects: Sequence[PoolObject], weights: Sequence[Weight] = ()
) -> dict[str, list[tuple[str, str]]]:
    """Every object taking part, as (rank, key) in order of rank, by class.

    Raises BadPool for a grade without a weight where there are weights.
    """
    classes: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in objects:
        if not row.away:
            lots = lots_of(weights, row.grade)
            classes[row.group].append((object_rank(seed, row.key, lots), row.key))
    for ranked in classes.values():
        ranked.sort()
    return dict(classes)


def quotas(shares: Sequence[Share], objects: Sequence[PoolObject]) -> dict[str, int]:
    """How many are drawn of each class that stands in the list.

    ``其他`` stands for each class without a share of its own, one class at a time.
    """
    sizes: dict[str, int] = defaultdict(int)
    for row in objects:
        if not row.away:
            sizes[row.group] += 1
    return {group: quota(share_of(shares, group), size) for group, size in sorted(sizes.items())}


def draw_objects(
    seed: str,
    shares: Sequence[Share],
    objects: Sequence[PoolObject],
    weights: Sequence[Weight] = (),
) -> tuple[tuple[str, str, str], ...]:
    """The drawn objects as (rank, key, class), smallest rank first over all classes."""
    wanted = quotas(shares, objects)
    taken = [
        (rank, key, group)
        for group, ranked in ranked_by_class(seed, objects, weights).items()
        for rank, key in ranked[: wanted[group]]
    ]
    return tuple(sorted(taken))
