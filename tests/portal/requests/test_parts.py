from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.portal.requests.limits import MOST_PARTS
from yangguang.portal.requests.parts import parts_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("一、2024年预算公开表；二、2024年决算公开表。", ["2024年预算公开表", "2024年决算公开表"]),
        ("申请：（1）规划许可证；（2）施工许可证", ["申请：规划许可证", "申请：施工许可证"]),
        ("（一）征地批复文件\n（二）补偿登记表\n（三）听证笔录全文", ["征地批复文件", "补偿登记表", "听证笔录全文"]),
        ("①征地批复文件②补偿登记表", ["征地批复文件", "补偿登记表"]),
        ("1、征地批复文件\n2、补偿登记表", ["征地批复文件", "补偿登记表"]),
        ("2025年第1、2季度水质监测结果", []),
        ("一、2024年部门预算", []),
        ("清政发〔2024〕1号、清政发〔2024〕2号文件", []),
        ("2.5公里道路的设计图纸，含1.2公里隧道", []),
        ("1. 甲；2. 乙", []),
        ("2. 征地批复文件；3. 补偿登记表", []),
        ("", []),
    ],
)  # fmt: skip
def test_contents_are_told_apart_by_their_numbers(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts


def test_more_contents_than_can_be_split_stay_together() -> None:
    text = "；".join(f"{number}. 第{number}年的工作报告" for number in range(1, MOST_PARTS + 2))
    assert parts_of(text) == []


@given(st.text(alphabet="一二三、（）()12.；。\n预算公开表①②", max_size=120))
def test_any_text_gives_none_or_at_least_two_parts_that_stand_in_it(text: str) -> None:
    parts = parts_of(text)
    assert len(parts) != 1
    assert len(parts) <= MOST_PARTS
    for part in parts:
        assert set(part) <= set(text)
