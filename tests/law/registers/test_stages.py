"""Stages of a project, standing duties and several choices in a definition."""

from __future__ import annotations

import pytest

from yangguang.law.exemptions import exemption
from yangguang.law.registers import (
    BadDefinition,
    BadValue,
    Field,
    FieldType,
    read_definition,
    read_value,
    shipped,
)

TENDERS = shipped()["trading-procurement"].text
STANDARDS = shipped()["grassroots-standards"].text
CHANNELS = Field(
    "x", "渠道", FieldType.CHOICES, choices=("政府网站", "政府公报", "发布会/听证会", "社区/村公示栏（电子屏）", "其他"),
    choice_aliases=(("网站", "政府网站"),),
)  # fmt: skip


def problems(text: str) -> str:
    with pytest.raises(BadDefinition) as caught:
        read_definition(text)
    return "\n".join(caught.value.problems)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('optional = ["变更"]', 'optional = ["变动"]', "stages 里没有“变动”"),
        ('stage = "履约"\nby', 'stage = "竣工"\nby', "stages 里没有“竣工”"),
        ('by = "performs_on"', 'by = "amount"', "by = 'amount' 不是日期字段"),
        ('by = "performs_on"', 'by = "signed_on"', "by 的字段要写 sort = true"),
        ('values = ["正在履约"]', 'values = ["还在履约"]', "没有选项“还在履约”"),
        ('values = ["终止公告"] }', 'value = ["终止公告"] }', "不认识 value"),
        ("[timeline.owed]", "[timeline.owed]\ndays = -1", "days 应为自然日数"),
    ],
)
def test_each_fault_of_stages_says_what_to_mend(old: str, new: str, said: str) -> None:
    assert old in TENDERS
    assert said in problems(TENDERS.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('limit = "time_limit"', 'limit = "time"', "没有字段 time"),
        ('limit = "time_limit"\n', "", "缺少 limit"),
        ('type = "choices"\nchoices = ["县级", "乡级"]', 'type = "choices"', "要一起使用"),
        ('["县级", "乡级"]', '["县、市级", "乡级"]', "选项里不能有顿号"),
    ],
)
def test_each_fault_of_standing_duties_says_what_to_mend(old: str, new: str, said: str) -> None:
    assert old in STANDARDS
    assert said in problems(STANDARDS.replace(old, new, 1))


def test_grounds_of_the_negative_list_are_those_of_the_law() -> None:
    field = shipped()["negative-list"].field("ground")
    assert field.choices[0] == exemption("state-secret").label
    assert exemption("process-draft").label in field.choices
    assert exemption("internal-2007").label not in field.choices
    with pytest.raises(BadValue, match="不在可选范围内"):
        read_value(field, "领导要求不公开")


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("政府公报、网站", "政府网站、政府公报"),
        ("■政府网站 □政府公报 ■发布会/听证会", "政府网站、发布会/听证会"),
        ("√政府网站\n√其他", "政府网站、其他"),
        ("□政府网站□政府公报", None),
        ("听证会；网站；网站", "政府网站、发布会/听证会"),
        ("政府网站 发布会/听证会/其他", "政府网站、发布会/听证会、其他"),
        ("村公示栏（电子屏）、社区/村公示栏（电子屏）", "社区/村公示栏（电子屏）"),
    ],
)
def test_several_choices_are_kept_in_their_order(said: str, value: str | None) -> None:
    read = read_value(CHANNELS, said)
    assert read == value
    if value is not None:
        assert read_value(CHANNELS, read) == value


def test_an_unknown_choice_among_several_is_named() -> None:
    with pytest.raises(BadValue, match="“飞鸽传书”不在可选范围内"):
        read_value(CHANNELS, "政府网站、飞鸽传书")
