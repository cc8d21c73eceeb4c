"""Checking a published record: every step done again, every disagreement named.

``examine`` gives all steps with what was found, for a reader who wants to follow; ``verify`` only
the disagreements. What this can prove is that the result follows from lists, plan and seed. That the
commitment stood on the website before the public value was known, and that the public value is the
true one, everybody can see for himself from the two dates and the named source.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from yangguang.law.drawing.canon import BadPool, canonical_value, sha256
from yangguang.law.drawing.conflicts import seal
from yangguang.law.drawing.model import Drawn
from yangguang.law.drawing.playing import BadRecusal, Outcome, play
from yangguang.law.drawing.record import Record
from yangguang.law.drawing.rules import plan_problems
from yangguang.law.drawing.seed import (
    commitment_text,
    draw_seed,
    inspectors_text,
    objects_text,
    secret_digest,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the check: what was done, what came out, whether it agrees with the record."""

    title: str
    detail: str
    agrees: bool


def verify(record: Record) -> tuple[Step, ...]:
    """The steps that disagree; empty for a sound record."""
    return tuple(step for step in examine(record) if not step.agrees)


def examine(record: Record) -> tuple[Step, ...]:
    """All steps in the order in which a citizen would do them."""
    steps = [_rule(record)]
    if not steps[0].agrees:
        return tuple(steps)
    try:
        steps += [_lists(record), _text(record)]
    except BadPool as error:
        return (*steps, Step("名录", str(error), False))
    steps += [_secret(record), _moments(record), _seed(record), *_seals(record)]
    return (*steps, *_result(record))


def _rule(record: Record) -> Step:
    problems = plan_problems(record.plan)
    wording = "；".join(share.wording for share in record.plan.shares)
    if record.plan.weights:
        wording += "；权重：" + "；".join(weight.wording for weight in record.plan.weights)
    return Step(
        "计划符合规定",
        "".join(problems) or f"抽取比例：{wording}；{record.plan.team.wording}",
        not problems,
    )


def _lists(record: Record) -> Step:
    one = sha256(objects_text(record.objects))
    two = sha256(inspectors_text(record.inspectors))
    agrees = one in record.text and two in record.text
    detail = f"检查对象名录 {one}；执法检查人员名录 {two}"
    return Step("两个名录的指纹", detail + ("" if agrees else "；与承诺书所载不符"), agrees)


def _text(record: Record) -> Step:
    text = commitment_text(record.plan, record.commitment, record.objects, record.inspectors)
    digest = sha256(record.text)
    if text != record.text:
        pairs = zip(text.splitlines(), record.text.splitlines(), strict=False)
        other = next((line for line, said in pairs if line != said), "（行数不同）")
        return Step("承诺书", f"承诺书与记录的其他部分不符，按记录应为：{other}", False)
    if digest != record.text_digest:
        return Step("承诺书", f"承诺书的指纹应为{digest}，记录为{record.text_digest}", False)
    return Step("承诺书", f"指纹 {digest}，可与事先公布的相对照", True)


def _secret(record: Record) -> Step:
    try:
        digest = secret_digest(record.secret)
    except ValueError as error:
        return Step("秘密部分", str(error), False)
    agrees = digest == record.commitment.secret_digest
    words = "与承诺的指纹一致" if agrees else f"承诺的是{record.commitment.secret_digest}"
    return Step("秘密部分", f"指纹 {digest}，{words}", agrees)


def _moments(record: Record) -> Step:
    named = (record.commitment.made_at, record.commitment.public_from, record.held_at)
    try:
        made, public, held = (datetime.fromisoformat(moment) for moment in named)
        in_order = made < public <= held
    except (ValueError, TypeError):
        return Step("先后顺序", "承诺、公开部分、抽取三个时间须写明日期、时刻和时区", False)
    detail = f"承诺 {named[0]}，公开部分不早于 {named[1]}，抽取 {named[2]}"
    if in_order:
        return Step("先后顺序", detail, True)
    return Step("先后顺序", f"{detail}；承诺应当早于公开部分，抽取不得早于公开部分", False)


def _seed(record: Record) -> Step:
    value = canonical_value(record.public_value)
    seed = draw_seed(record.secret, value)
    agrees = bool(value) and seed == record.seed
    words = "" if agrees else f"，记录为{record.seed}"
    source = record.commitment.public_source
    return Step("种子", f"{source}：{value or '（空）'} → {seed}{words}", agrees)


def _seals(record: Record) -> list[Step]:
    sealed = {row.key: row.seal for row in record.objects}
    wrong = []
    for row in record.drawn:
        opened = record.opened.get(row.object)
        expected = sealed.get(row.object, "")
        if opened is None:
            if expected:
                wrong.append(f"{row.object}没有启封")
        elif not expected or seal(opened.salt, row.object, opened.inspectors) != expected:
            wrong.append(f"{row.object}启封的内容与封条不符")
    if wrong:
        return [Step("回避封条", "；".join(wrong), False)]
    return [Step("回避封条", f"抽中的{len(record.drawn)}个对象均已启封，与抽取前所封一致", True)]


def _result(record: Record) -> list[Step]:
    barred = {key: frozenset(row.inspectors) for key, row in record.opened.items()}
    try:
        outcome: Outcome = play(
            record.plan,
            record.objects,
            record.inspectors,
            record.seed,
            barred=barred,
            recusals=record.recusals,
        )
    except (BadPool, BadRecusal) as error:
        return [Step("重新抽取", str(error), False)]
    steps = [_compared(mine, said) for mine, said in zip(outcome.drawn, record.drawn, strict=False)]
    if len(outcome.drawn) != len(record.drawn):
        steps.append(
            Step("抽取数量", f"应为{len(outcome.drawn)}个，记录为{len(record.drawn)}个", False)
        )
    return steps


def _compared(mine: Drawn, said: Drawn) -> Step:
    title = f"第{mine.position}个对象"
    # How the gap in a team was worded may change between versions; that there is one may not.
    if (
        replace(mine, lacking=said.lacking if mine.lacking and said.lacking else mine.lacking)
        == said
    ):
        state = "（已更换）" if mine.replaced else ""
        instead = f"，递补{mine.instead_of}" if mine.instead_of else ""
        team = "、".join(mine.team) or "（无）"
        return Step(
            title,
            f"{mine.object}{state}（{mine.group}{instead}）次序值 {mine.rank[:16]}…，检查组 {team}",
            True,
        )
    return Step(title, f"应为{_words(mine)}，记录为{_words(said)}", False)


def _words(row: Drawn) -> str:
    text = f"{row.object}（{row.group}，次序值{row.rank[:16]}…，检查组{'、'.join(row.team) or '无'}"
    text += f"，递补{row.instead_of}" if row.instead_of else ""
    return text + ("，已更换）" if row.replaced else "）")
