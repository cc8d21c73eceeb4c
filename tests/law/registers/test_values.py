"""What offices write into cells, read by the kind of the column."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.law.registers import BadValue, Field, FieldType, read_value, show_value, sort_value
from yangguang.law.registers.model import Mask

CHOICES = ("行政许可", "行政处罚", "其他行政权力")


def column(kind: FieldType, **more: Any) -> Field:
    return Field("x", "栏目", kind, **more)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (FieldType.TEXT, "  一 二\n三 ", "一 二 三"),
        (FieldType.LONG, "一\r\n二", "一\n二"),
        (FieldType.NUMBER, "１，２３４.50", "1234.5"),
        (FieldType.NUMBER, 12.0, "12"),
        (FieldType.NUMBER, 0.1 + 0.2, "0.3"),
        (FieldType.NUMBER, "(35)", "-35"),
        (FieldType.NUMBER, "1.5E3", "1500"),
        (FieldType.NUMBER, "三百二十", "320"),
        (FieldType.NUMBER, "0.00", "0"),
        (FieldType.DATE, "2024.3.5", "2024-03-05"),
        (FieldType.DATE, "2024年3月5日", "2024-03-05"),
        (FieldType.DATE, "20240305", "2024-03-05"),
        (FieldType.DATE, "2024/03/05", "2024-03-05"),
        (FieldType.DATE, 45356, "2024-03-05"),
        (FieldType.DATE, datetime(2024, 3, 5, 0, 0), "2024-03-05"),
        (FieldType.DATE, date(2024, 3, 5), "2024-03-05"),
        (FieldType.DATE, "2024-03-05 00:00:00", "2024-03-05"),
        (FieldType.DATE, "二〇二四年三月五日", "2024-03-05"),
        (FieldType.MONTH, "2024年3月份", "2024-03"),
        (FieldType.MONTH, "2024-03", "2024-03"),
        (FieldType.MONTH, datetime(2024, 3, 1), "2024-03"),
        (FieldType.YEAR, "2024年度", "2024"),
        (FieldType.YEAR, 2024.0, "2024"),
        (FieldType.PERIOD, "2024年1月1日至2024年6月30日", ["2024-01-01", "2024-06-30"]),
        (FieldType.PERIOD, "2024-01-01 至 长期", ["2024-01-01", None]),
        (FieldType.PERIOD, "2024.1.1—2024.6.30", ["2024-01-01", "2024-06-30"]),
        (FieldType.PERIOD, "2024.1.1-2026.12.31", ["2024-01-01", "2026-12-31"]),
        (FieldType.PERIOD, "2024-01-01-2026-12-31", ["2024-01-01", "2026-12-31"]),
        (FieldType.PERIOD, "自2024年1月1日起至2026年12月31日止", ["2024-01-01", "2026-12-31"]),
        (FieldType.PERIOD, "2024年1月1日起正式施行", ["2024-01-01", None]),
        (FieldType.PERIOD, "至2027年4月30日", [None, "2027-04-30"]),
        (FieldType.PERIOD, "2027年4月30日止", [None, "2027-04-30"]),
        (FieldType.PERIOD, "2024年7月1日9:00至7月5日17:00", ["2024-07-01", "2024-07-05"]),
        (FieldType.PERIOD, "2024年3月5日-11日（5个工作日）", ["2024-03-05", "2024-03-11"]),
        (FieldType.PERIOD, "2024年1月至12月", ["2024-01-01", "2024-12-31"]),
        (FieldType.MONTH, "202403", "2024-03"),
        (FieldType.YEAR, "2024学年度", "2024"),
        (FieldType.TEXT, "清许[2024] 1号", "清许〔2024〕1号"),
        (FieldType.TEXT, "第１２号", "第12号"),
        (FieldType.NUMBER, "1 200", "1200"),
        (FieldType.NUMBER, "12,3456", "123456"),
        (FieldType.LINK, "https://example.org/a?b=1", "https://example.org/a?b=1"),
        (FieldType.TEXT, "——", None),
        (FieldType.NUMBER, "/", None),
        (FieldType.DATE, None, None),
    ],
)
def test_a_cell_is_read_as_its_column_asks(kind: FieldType, raw: object, value: object) -> None:
    assert read_value(column(kind), raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "said"),
    [
        (FieldType.NUMBER, "约三", "不是数"),
        (FieldType.NUMBER, "1" * 20, "太大"),
        (FieldType.NUMBER, "5,5", "不是数"),
        (FieldType.NUMBER, "12 34", "不是数"),
        (FieldType.NUMBER, "1、200", "不是数"),
        (FieldType.MONTH, "2024年1-3月", "不是月份"),
        (FieldType.MONTH, "2024-03至2024-06", "不是月份"),
        (FieldType.PERIOD, "有效期五年", "不是起止日期"),
        (FieldType.PERIOD, "2024年1月", "不是起止日期"),
        (FieldType.DATE, "2024年2月30日", "不是日期"),
        (FieldType.DATE, "3月5日", "不是日期"),
        (FieldType.MONTH, "2024年13月", "不是月份"),
        (FieldType.YEAR, "24", "不是年份"),
        (FieldType.PERIOD, "2024-06-30至2024-01-01", "早于起始日期"),
        (FieldType.LINK, "javascript:alert(1)", "不是网址"),
        (FieldType.TEXT, "长" * 301, "最多300个"),
        (FieldType.FILE, "a.pdf", "是文件"),
    ],
)
def test_a_cell_that_cannot_be_read_says_what_to_write(
    kind: FieldType, raw: object, said: str
) -> None:
    with pytest.raises(BadValue) as caught:
        read_value(column(kind), raw)
    assert said in caught.value.args[0]


@pytest.mark.parametrize(
    ("unit", "raw", "stated", "value"),
    [
        ("万元", "35,000元", "", "3.5"),
        ("万元", "35000", "元", "3.5"),
        ("元", "3.5万元", "", "35000"),
        ("元", "3.5", "万元", "35000"),
        ("亿元", "12000万元", "", "1.2"),
        ("万元", "￥12", "", "12"),
    ],
)
def test_an_amount_is_kept_in_the_unit_of_its_column(
    unit: str, raw: str, stated: str, value: str
) -> None:
    assert read_value(column(FieldType.MONEY, unit=unit), raw, unit=stated) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("行政许可", "行政许可"),
        (" 行政 许可 ", "行政许可"),
        ("处罚", "行政处罚"),
        ("其它", "其他行政权力"),
    ],
)
def test_a_choice_is_recognised_by_name_piece_or_alias(raw: str, value: str) -> None:
    field = column(FieldType.CHOICE, choices=CHOICES, choice_aliases=(("其它", "其他行政权力"),))
    assert read_value(field, raw) == value


@pytest.mark.parametrize(
    ("choices", "raw"),
    [
        (("批准", "不予批准"), "未批准"),
        (("复工", "未开工"), "开工"),
        (("合格", "待检"), "不合格"),
        (("罚款", "警告"), "罚款；没收违法所得"),
        (("罚款", "警告"), "警告并处罚款"),
    ],
)
def test_a_choice_is_not_recognised_in_its_opposite_or_in_two(
    choices: tuple[str, ...], raw: str
) -> None:
    with pytest.raises(BadValue, match="不在可选范围内"):
        read_value(column(FieldType.CHOICE, choices=choices), raw)


def test_a_choice_that_could_be_two_is_refused_with_the_choices() -> None:
    with pytest.raises(BadValue, match="行政许可、行政处罚、其他行政权力"):
        read_value(column(FieldType.CHOICE, choices=CHOICES), "行政")


@pytest.mark.parametrize(
    ("mask", "raw", "kept"),
    [
        (Mask.NAME, "张小明", "张*明"),
        (Mask.NAME, "张*明", "张*明"),
        (Mask.IDENTITY, "110101199003070011", "110101********0011"),
        (Mask.PHONE, "13812345678", "138****5678"),
    ],
)
def test_what_belongs_to_a_person_is_masked_before_it_is_kept(
    mask: Mask, raw: str, kept: str
) -> None:
    read = read_value(column(FieldType.PERSON, mask=mask), raw)
    assert isinstance(read, str)
    assert raw == read or raw not in read
    assert "*" in read
    assert read == read_value(column(FieldType.PERSON, mask=mask), read)
    if mask is Mask.NAME:
        assert read == kept


@given(st.sampled_from([*FieldType]), st.text(max_size=30))
def test_reading_what_was_read_changes_nothing(kind: FieldType, raw: str) -> None:
    more: dict[str, Any] = {}
    if kind is FieldType.CHOICE:
        more["choices"] = CHOICES
    if kind is FieldType.MONEY:
        more["unit"] = "元"
    field = column(kind, **more)
    try:
        value = read_value(field, raw)
    except BadValue:
        return
    assert read_value(field, value) == value
    show_value(field, value)
    sort_value(field, value)


def test_values_are_shown_as_people_write_them() -> None:
    assert show_value(column(FieldType.MONEY, unit="万元"), "1234567.5") == "1,234,567.5"
    assert show_value(column(FieldType.DATE), "2024-03-05") == "2024年3月5日"
    assert show_value(column(FieldType.PERIOD), ["2024-03-05", None]) == "2024年3月5日起"
    assert show_value(column(FieldType.MONTH), "2024-03") == "2024年3月"
    assert show_value(column(FieldType.FILE), {"file": 3, "name": "流程图.png"}) == "流程图.png"
    assert sort_value(column(FieldType.NUMBER), "12.50") == Decimal("12.5")
