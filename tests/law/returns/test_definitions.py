"""Local forms: what is told about a slip in one, and that nothing uploaded breaks the reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.law.forms.load import FormDefinitionError
from yangguang.law.returns.load import (
    TEMPLATES,
    lint_definition,
    read_definition,
    template_text,
)

TEXT = template_text("monthly-requests")


@pytest.mark.parametrize("code", TEMPLATES)
def test_what_comes_with_the_platform_is_sound(code: str) -> None:
    text = template_text(code)
    assert lint_definition(text) == []
    definition = read_definition(text)
    assert definition is read_definition(text)
    assert {take.cell for take in definition.takes} <= set(definition.cells())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('code = "monthly-requests"', 'code = "annual"', "由国家规定的表式使用"),
        ('code = "monthly-requests"', 'code = "月报"', "须是3至32位小写字母"),
        ('period = "month"', 'period = "week"', "“period”须是 year、quarter 或 month"),
        ("due_day = 5", "due_day = 32", "“due_day”须是期后次月的日"),
        ("due_day = 5", "due_day = true", "“due_day”须是期后次月的日"),
        ("due_day = 5", 'due_day = 5\nbodies = ["bank"]', "机构类别的列表"),
        ("due_day = 5", "due_day = 5\nwhen = 3", "不认识的项“when”"),
        ("\n[return]", "\n[returns]", "“period”须是 year"),
        ("first_year = 2024", 'first_year = "2024"', "“first_year”须是启用年份"),
        ('from = "3.1/total"', 'from = "3.9/total"', "2021 表没有单元格“3.9/total”"),
        ('cell = "1.1/count"', 'cell = "1.9/count"', "本表没有单元格“1.9/count”"),
        ('form = "2021"', 'form = "2022"', "“form”须是 2014、2019、2021 之一"),
        ('rule = "sum"', 'rule = "identity"', "规则 identity 只用于国家表式"),
        ('left = ["1/count"]', 'left = ["7/count"]', "没有单元格“7/count”"),
        ('code = "2.1"\nlabel', 'code = "2/1"\nlabel', "不能含“/”"),
        ("indent = 1", "indent = 99", "“indent”须是0至40的整数"),
        ("indent = 1", "optional = true\nindent = 1", "不能用 parts、optional"),
        ('parent = "1"', 'parent = "4"', "上级行“4”不在它前面"),
        ('[["指标", "单位", "本年累计"]]', '["指标"]', "“header”须是各行的列表"),
        ('[["指标", "单位", "本年累计"]]', '[["指标", "单位"]]', "格数与列数不合"),
        ("[[formula]]", "[formula]", "不是有效的 TOML"),
        ("first_year", "first_year = 2024\nfirst_year", "不是有效的 TOML"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_place(old: str, new: str, told: str) -> None:
    assert old in TEXT
    faults = lint_definition(TEXT.replace(old, new, 1))
    assert any(told in fault for fault in faults), faults
    with pytest.raises(FormDefinitionError):
        read_definition(TEXT.replace(old, new, 1))


_VALUES = st.recursive(
    st.one_of(st.integers(-5, 3000), st.booleans(), st.sampled_from(["", "x", "1", "sum", "="])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["code", "row", "column", "header", "label", "indent", "text", "left"]),
            inner, max_size=4,
        ),
    ),
    max_leaves=12,
)  # fmt: skip


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


@given(st.sampled_from(["table", "formula", "section", "return", "title", "source"]), _VALUES)
def test_whatever_is_uploaded_is_answered_in_words(key: str, value: object) -> None:
    head = 'code = "local-form"\nfirst_year = 2024\n'
    rest = "" if key == "title" else 'title = "表"\n'
    rest += "" if key == "source" else 'source = "通知"\n'
    text = f"{head}{rest}{key} = {_toml(value)}\n"
    faults = lint_definition(text)
    assert faults
    assert all(isinstance(one, str) and one for one in faults)
