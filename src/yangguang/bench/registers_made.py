"""Rows of an invented register of penalties, the same for every run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

KINDS = ("警告", "罚款", "没收违法所得", "责令停产停业", "暂扣许可证件", "吊销许可证件")
FIELDS = (
    "市场监管",
    "生态环境",
    "城市管理",
    "交通运输",
    "卫生健康",
    "应急管理",
    "文化旅游",
    "农业农村",
)
LEVELS = ("市级", "县级", "乡级")
WORDS = (
    "超范围经营",
    "未按规定公示",
    "违法停放",
    "排放超标",
    "未取得许可",
    "标签不合格",
    "违章搭建",
)
FIRST, LAST = date(2016, 1, 4), date(2026, 11, 20)


def made(numbers: range, count: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of these numbers; the same for every run."""
    span = (LAST - FIRST).days
    for number in numbers:
        chance = random.Random(number)
        day = FIRST + timedelta(days=span * number // count)
        yield (
            number,
            {
                "number": f"清罚〔{day.year}〕{number}号",
                "matter": f"{chance.choice(WORDS)}案（第{number}件）",
                "kind": chance.choices(KINDS, (5, 60, 10, 5, 10, 10))[0],
                "area": chance.choice(FIELDS),
                "level": chance.choices(LEVELS, (2, 7, 1))[0],
                "fine": str(chance.randint(1, 2_000) * 50),
                "decided_on": day.isoformat(),
                "party": "王*",
                "basis": "依照有关规定处理。" * 8,
            },
        )
