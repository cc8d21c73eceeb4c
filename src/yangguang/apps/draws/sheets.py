"""The task sheet that a team takes along: whom, where, what, by which law, and room to write.

依据: 《行政处罚法》第四十二条第一款 (two officers), 第四十三条 (recusal), 第五十五条第一款 (show the
certificate). Laid out as every other paper of the house, in PDF and Word.
"""

from __future__ import annotations

from datetime import date

from yangguang.apps.draws.models import Draw, Drawn
from yangguang.apps.letters.composing import Block, Composition, Grid, Heading, Paragraph
from yangguang.apps.letters.kinds import Form

_ROOM = "　\n　\n　"
"""Three empty lines to write on."""


def task_sheet(drawn: Drawn, *, on: date) -> Composition:
    """The sheet for one object, dated ``on``."""
    draw = drawn.draw
    plan = draw.plan
    return Composition(
        form=Form.PLAIN,
        head=plan.agency.name,
        number=f"{plan.number}—{drawn.position}",
        title="双随机抽查任务单",
        addressee="",
        blocks=(*_whom(draw, drawn), *_what(draw), *_rights(), *_outcome()),
        signer=plan.agency.name,
        date=f"{on.year}年{on.month}月{on.day}日",
    )


def _whom(draw: Draw, drawn: Drawn) -> tuple[Block, ...]:
    plan = draw.plan
    people = [f"{one['name']}（{one['key']}）" for one in drawn.team]
    if drawn.appointed:
        people.append(f"{drawn.appointed}（指派）")
    rows = (
        ("抽查计划", f"{plan.title}（{plan.number}）"),
        ("检查对象", drawn.name),
        ("对象编号", drawn.key),
        ("类别", drawn.group),
        ("地址", drawn.address or "—"),
        ("检查人员", "、".join(people) or "—"),
        ("检查期间", f"{_day(plan.check_from)}至{_day(plan.check_to)}"),
        ("抽取种子", f"{draw.seed[:32]}\n{draw.seed[32:]}"),
    )
    return (Grid(rows, head=False),)


def _what(draw: Draw) -> tuple[Block, ...]:
    rows = tuple(
        (str(number), item["name"], item.get("basis", ""), "")
        for number, item in enumerate(draw.plan.items, start=1)
    )
    head = ("序号", "抽查事项", "依据", "检查情况")
    return (Heading("一、抽查事项", 1), Grid((head, *rows), head=True))


def _rights() -> tuple[Block, ...]:
    return (
        Heading("二、告知检查对象", 1),
        Paragraph(
            "检查人员不少于两人，应当主动出示执法证件。检查对象认为检查人员与本单位有直接利害关系，"
            "或者有其他关系可能影响公正执法的，有权申请回避，由本机关负责人决定；决定作出之前，"
            "不停止检查。本次对象和人员由公开的种子抽取产生，任何人都可以在本机关网站核对。"
        ),
    )


def _outcome() -> tuple[Block, ...]:
    rows = (
        ("检查日期", "　　　　年　　月　　日"),
        ("检查结果", _ROOM),
        ("发现的问题", f"{_ROOM}\n{_ROOM}\n{_ROOM}"),
        ("检查对象意见", _ROOM),
        ("检查对象签章", _ROOM),
        ("检查人员签名", _ROOM),
    )
    return (Heading("三、检查结果", 1), Grid(rows, head=False))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
