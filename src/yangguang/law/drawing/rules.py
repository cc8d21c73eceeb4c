"""What a plan must hold to, and what the office may do before and after a draw.

依据: 行政处罚法第四十二条第一款（具有行政执法资格的执法人员，不得少于两人）、第四十三条第三款
（回避由行政机关负责人决定）；国办发〔2015〕58号；国发〔2019〕5号.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from yangguang.law.citation import cite
from yangguang.law.drawing.canon import BadPool
from yangguang.law.drawing.model import Ground, Plan, PoolInspector, PoolObject
from yangguang.law.drawing.sampling import lots_of, quotas
from yangguang.law.verdict import Verdict, allow, refuse

TWO_OFFICERS = "penalty-law-2021/42/1"
RECUSAL = "penalty-law-2021/43"
TWO_LISTS = "double-random-2015"
# Finding a team that has every skill grows fast with both numbers; no office needs more.
_LARGEST_TEAM = 8
_MOST_SKILLS = 3
# Each lot is a fingerprint that a citizen may want to take himself.
MOST_LOTS = 100


def plan_problems(plan: Plan) -> tuple[str, ...]:
    """Whole sentences on what a plan lacks; empty for a sound one.

    Reading: article 42 counts officers for acts of penalty; a check may turn into one, so every
    team needs two with certificates from the start.
    """
    team, problems = plan.team, []
    if not plan.number:
        problems.append("计划没有编号。")
    if team.certified < 2:
        problems.append("每个检查组至少要有两名持执法证的人员（《行政处罚法》第四十二条第一款）。")
    if team.certified > team.size:
        problems.append("持执法证的人数多于检查组的人数。")
    if team.size > _LARGEST_TEAM:
        problems.append(f"检查组不能多于{_LARGEST_TEAM}人。")
    if len(team.skills) > _MOST_SKILLS:
        problems.append(f"要求的专长不能多于{_MOST_SKILLS}种。")
    if any(count < 1 or count > team.size for _, count in team.skills):
        problems.append("要求某种专长的人数须在1与检查组人数之间。")
    if any(times > 1 for times in Counter(skill for skill, _ in team.skills).values()):
        problems.append("同一种专长写了两次。")
    if team.most_tasks is not None and team.most_tasks < 1:
        problems.append("每人至多检查的对象数至少为1。")
    if not plan.shares:
        problems.append("计划没有规定抽取比例。")
    if any(times > 1 for times in Counter(share.group for share in plan.shares).values()):
        problems.append("同一类别规定了两个抽取比例。")
    for share in plan.shares:
        if share.percent is not None and not 0 <= share.percent <= 100:
            problems.append(f"{share.group}的抽取比例须在0与100之间。")
        if share.percent is None and (share.count is None or share.count < 0):
            problems.append(f"{share.group}没有写明抽取比例或者家数。")
    if any(times > 1 for times in Counter(weight.grade for weight in plan.weights).values()):
        problems.append("同一权重等级规定了两个权重。")
    for weight in plan.weights:
        if not 1 <= weight.lots <= MOST_LOTS:
            problems.append(
                f"{weight.grade}的权重须是1至{MOST_LOTS}的整数；不检查的对象请写明暂不参加的原因。"
            )
    return tuple(problems)


def may_commit(
    plan: Plan, objects: Sequence[PoolObject], inspectors: Sequence[PoolInspector]
) -> Verdict:
    """Whether a draw of these lists could end well; asked before the seed is committed.

    Not coded: whether conflicts leave a team for every single object; where they do not, the draw
    says so and the head of the office appoints.
    """
    problems = plan_problems(plan)
    if problems:
        return refuse("".join(problems), cite(TWO_OFFICERS), "请修改计划后重试。")
    try:
        wanted = sum(quotas(plan.shares, objects).values())
        for grade in sorted({row.grade for row in objects if not row.away}):
            lots_of(plan.weights, grade)
    except BadPool as error:
        return refuse(str(error), cite(TWO_LISTS))
    if not wanted:
        return refuse(
            "按现在的名录和比例，一个检查对象也抽不到。", cite(TWO_LISTS), "请核对名录和抽取比例。"
        )
    able = [row for row in inspectors if not row.away]
    certified = sum(row.certified for row in able)
    team = plan.team
    if len(able) < team.size or certified < team.certified:
        return refuse(
            f"执法检查人员名录中可以参加的有{len(able)}人，持执法证的{certified}人，"
            f"不够组成一个检查组（{team.wording}）。",
            cite(TWO_OFFICERS),
            "请先补充执法检查人员名录，或者调整检查组的人数。",
        )
    for skill, count in team.skills:
        if sum(skill in row.skills for row in able) < count:
            return refuse(
                f"名录中有“{skill}”专长的人员不足{count}人。",
                cite(TWO_LISTS),
                "请先在名录中登记专长，或者修改计划。",
            )
    if team.most_tasks is not None and wanted * team.size > len(able) * team.most_tasks:
        return refuse(
            f"要检查{wanted}个对象，每组{team.size}人，而{len(able)}人每人至多参加{team.most_tasks}组，不够分配。",
            cite(TWO_LISTS),
            "请提高每人至多检查的对象数，或者降低抽取比例。",
        )
    return allow(cite(TWO_LISTS))


def may_replace(ground: Ground, *, decided_by: str, reason: str) -> Verdict:
    """Whether a replacement is written down as it must be: reason, and for recusal who decided."""
    if not reason.strip():
        return refuse("没有写明更换的理由。", cite(RECUSAL), "请写明事实后重试。")
    if ground.is_recusal and not decided_by.strip():
        return refuse(
            "回避由行政机关负责人决定，没有写明是谁决定的。",
            cite("penalty-law-2021/43/3"),
            "请填写作出决定的负责人。",
        )
    return allow(cite(RECUSAL) if ground.is_recusal else cite(TWO_LISTS))
