"""Rounds of a year's tasks: how months are shared out, how a round stands, what a task lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from yangguang.law.drawing import Planned, read_share, standing_on, tallied, task_problems, terms_of


def test_months_are_shared_out_in_order() -> None:
    def ends(*asked: int) -> list[str]:
        return [f"{one.opens_on:%m-%d}~{one.due_on:%m-%d}" for one in terms_of(2028, *asked)]

    assert ends(1, 12, 1) == ["01-01~12-31"]
    assert ends(2, 2, 1) == ["02-01~02-29"]
    assert ends(1, 12, 4) == ["01-01~03-31", "04-01~06-30", "07-01~09-30", "10-01~12-31"]
    assert ends(4, 8, 2) == ["04-01~05-31", "06-01~08-31"]
    assert len(ends(1, 12, 12)) == 12
    for wrong in ((3, 2, 1), (0, 5, 1), (1, 13, 1), (5, 6, 3), (5, 6, 0)):
        with pytest.raises(ValueError, match="频次"):
            terms_of(2026, *wrong)


def test_a_round_is_late_the_day_after_its_last_and_drawing_alone_does_not_save_it() -> None:
    def on(day: date, *, done: date | None = None, drawn: bool = False, off: bool = False) -> str:
        return standing_on(
            day, opens_on=date(2026, 3, 1), due_on=date(2026, 6, 30), done_on=done, drawn=drawn,
            cancelled=off,
        ).label  # fmt: skip

    assert on(date(2026, 2, 28)) == "未到期"
    assert on(date(2026, 3, 1)) == "应当实施"
    assert on(date(2026, 6, 30)) == "应当实施"
    assert on(date(2026, 6, 30), drawn=True) == "已抽取，检查中"
    assert on(date(2026, 7, 1), drawn=True) == "逾期未完成"
    assert on(date(2026, 7, 9), done=date(2026, 6, 30)) == "已完成"
    assert on(date(2026, 7, 9), done=date(2026, 7, 1)) == "逾期完成"
    assert on(date(2026, 7, 9), off=True) == "已取消"
    assert on(date(2026, 7, 9), off=True, done=date(2026, 5, 1)) == "已完成"
    assert tallied([]) == {"done": 0, "due": 0, "late": 0, "ahead": 0}


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("５％", "5%"), ("2.5 %", "2.5%"), ("3", "3%"), ("10户", "10家"), ("8个", "8家"),
        ("0%", None), ("0家", None), ("101%", None), ("2.5家", None), ("一成", None), ("", None),
    ],
)  # fmt: skip
def test_a_share_is_read_as_people_write_it(said: str, read: str | None) -> None:
    assert read_share(said) == read


def test_all_that_a_task_lacks_is_said_at_once() -> None:
    sound = Planned("抽查", "商店", "5%", 2, 3, 6, 1)
    assert task_problems(sound) == ()
    bare = task_problems(Planned(" ", "", "一成", 1, 6, 3, 0))
    assert [words[:6] for words in bare] == [
        "没有写明抽查", "没有选择抽查", "没有写明抽查", "抽查比例请写", "结束月份早于",
    ]  # fmt: skip
    assert task_problems(replace(sound, times=5))[0].startswith("全年频次应在1与4之间")
    assert task_problems(replace(sound, last_month=13)) == ("月份应在1与12之间。",)
