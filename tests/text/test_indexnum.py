import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.text.indexnum import parse_index_number


@pytest.mark.parametrize(
    ("text", "clean", "shape", "year"),
    [
        ("000014349/2019-00007", "000014349/2019-00007", "code/year-serial", 2019),
        ("索 引 号：000014349/2019-00007", "000014349/2019-00007", "code/year-serial", 2019),
        ("003031320/201712-00811", "003031320/201712-00811", "code/year-serial", 2017),
        ("014742224A/2023-0043406", "014742224A/2023-0043406", "code/year-serial", 2023),
        ("114403006955506492/2021-00426", "114403006955506492/2021-00426", "code/year-serial", 2021),
        ("０１４３１４７９９／２０２４－００００２", "014314799/2024-00002", "code/year-serial", 2024),
        ("014314799 / 2024 - 00002", "014314799/2024-00002", "code/year-serial", 2024),
        ("01527918X-2020-153077", "01527918X-2020-153077", "code-year-serial", 2020),
        ("3302-12-0103-02-20210315-001", "3302-12-0103-02-20210315-001", "groups", 2021),
        ("LA001-01-2020-00033", "LA001-01-2020-00033", "groups", 2020),
        ("530100MZ0103202000123", "530100MZ0103202000123", "digits", None),
        ("11320800014300000C/2024-00012", "11320800014300000C/2024-00012", "code/year-serial", 2024),
        ("鄂B001-2020-0012", "鄂B001-2020-0012", "groups", 2020),
    ],
)  # fmt: skip
def test_an_index_number_of_any_rule_is_read(
    text: str, clean: str, shape: str, year: int | None
) -> None:
    number = parse_index_number(text)
    assert number is not None
    assert (number.text, number.shape, number.year) == (clean, shape, year)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "无",
        "2019-01-27",
        "2019年01月27日",
        "国发〔2019〕5号",
        "主题分类",
        "abc",
        "综合政务 其他",
    ],
)
def test_what_is_no_index_number_is_refused(text: str) -> None:
    assert parse_index_number(text) is None


def test_parts_are_told_where_the_shape_tells_them() -> None:
    number = parse_index_number("003031320/201712-00811")
    assert number is not None
    assert (number.code, number.year, number.month, number.serial) == (
        "003031320",
        2017,
        12,
        "00811",
    )


def test_two_spellings_share_a_key() -> None:
    one = parse_index_number("014742224a/2023-0043406")
    other = parse_index_number("014742224A／2023—0043406")
    assert one is not None
    assert other is not None
    assert one.key == other.key


@given(st.text(max_size=80))
def test_any_string_is_answered(text: str) -> None:
    number = parse_index_number(text)
    assert number is None or number.text
