"""The plan of a year: how a task falls into rounds, and how each round stands on a day.

依据: 国发〔2019〕5号 二（三）（制定本部门、联合抽查年度工作计划, 明确时间、抽查比例和频次, 公布）.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from yangguang.law.drawing.model import read_percent
from yangguang.text.folding import fold

_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)(%|家|户|个)?")


@dataclass(frozen=True, slots=True)
class Term:
    """One round of a task: its number and its first and last day."""

    number: int
    opens_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Planned:
    """What a task of the year says, as far as rules bear on it."""

    title: str
    objects: str
    share: str
    times: int
    first_month: int
    last_month: int
    items: int


class Standing(StrEnum):
    """How a round stands on a day."""

    AHEAD = "ahead"
    DUE = "due"
    DRAWN = "drawn"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done-late"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The words of the page."""
        return _LABELS[self]


_LABELS = {
    Standing.AHEAD: "未到期",
    Standing.DUE: "应当实施",
    Standing.DRAWN: "已抽取，检查中",
    Standing.LATE: "逾期未完成",
    Standing.DONE: "已完成",
    Standing.DONE_LATE: "逾期完成",
    Standing.CANCELLED: "已取消",
}


def terms_of(year: int, first_month: int, last_month: int, times: int) -> tuple[Term, ...]:
    """The rounds of a task done so many times between two months, the months shared out in order.

    Reading: where months do not divide evenly the later rounds get the longer stretch. Raises
    ValueError where there are more rounds than months, or the months are none.
    """
    months = last_month - first_month + 1
    if not (1 <= first_month <= last_month <= 12 and 1 <= times <= months):
        raise ValueError("频次应在1与月份数之间，月份应在1与12之间。")
    bounds = [first_month + months * number // times for number in range(times + 1)]
    return tuple(
        Term(number, date(year, begin, 1), _last_day(year, end - 1))
        for number, (begin, end) in enumerate(pairwise(bounds), start=1)
    )


def read_share(text: str) -> str | None:
    """``５％`` → ``5%``, ``10户`` → ``10家``; None for what is neither a share nor a number."""
    match = _SHARE.fullmatch(fold(text).replace(" ", ""))
    if match is None:
        return None
    if match[2] in (None, "%"):
        percent = read_percent(match[1])
        return f"{match[1]}%" if percent else None
    return f"{int(match[1])}家" if "." not in match[1] and int(match[1]) else None


def task_problems(task: Planned) -> tuple[str, ...]:
    """Whole sentences on what a task of the year lacks; empty for a sound one."""
    problems = []
    if not task.title.strip():
        problems.append("没有写明抽查任务。")
    if not task.items:
        problems.append("没有选择抽查事项；清单以外的事项不得检查，请从随机抽查事项清单中选择。")
    if not task.objects.strip():
        problems.append("没有写明抽查对象。")
    if read_share(task.share) is None:
        problems.append("抽查比例请写成“5%”或者“10家”，大于零、不超过100%。")
    if not 1 <= task.first_month <= 12 or not 1 <= task.last_month <= 12:
        problems.append("月份应在1与12之间。")
    elif task.last_month < task.first_month:
        problems.append("结束月份早于起始月份。")
    elif not 1 <= task.times <= task.last_month - task.first_month + 1:
        months = task.last_month - task.first_month + 1
        problems.append(f"全年频次应在1与{months}之间：{months}个月内每月至多安排一次。")
    return tuple(problems)


def standing_on(
    today: date,
    *,
    opens_on: date,
    due_on: date,
    done_on: date | None,
    drawn: bool,
    cancelled: bool,
) -> Standing:
    """How a round stands: what is done stays done, and being drawn does not hide that it is late."""
    if done_on is not None:
        return Standing.DONE if done_on <= due_on else Standing.DONE_LATE
    if cancelled:
        return Standing.CANCELLED
    if today > due_on:
        return Standing.LATE
    if drawn:
        return Standing.DRAWN
    return Standing.DUE if today >= opens_on else Standing.AHEAD


def tallied(standings: Sequence[Standing]) -> dict[str, int]:
    """How many rounds are done, due (drawn ones too), late, ahead: as a plan's head tells it."""
    kinds = {
        "done": (Standing.DONE, Standing.DONE_LATE),
        "due": (Standing.DUE, Standing.DRAWN),
        "late": (Standing.LATE,),
        "ahead": (Standing.AHEAD,),
    }
    return {name: sum(one in group for one in standings) for name, group in kinds.items()}


def _last_day(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
