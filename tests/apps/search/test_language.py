"""What people type is read as they mean it."""

# ruff: noqa: RUF001 - every style of quote people type

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.apps.search.language import (
    LONGEST,
    MOST_TERMS,
    Place,
    index_key,
    number_keys,
    parse,
)


def shape(text: str) -> list[list[str]]:
    return [[term.readings[0] for term in clause] for clause in parse(text).clauses]


@pytest.mark.parametrize(
    ("typed", "clauses"),
    [
        ("政务公开", [["政务公开"]]),
        ("政务公开　年报", [["政务公开"], ["年报"]]),
        ("政 务 公 开 目录", [["政务公开"], ["目录"]]),
        ("公开 公开", [["公开"]]),
        ("公开 或 解读 年报", [["公开", "解读"], ["年报"]]),
        ("公开|解读", [["公开", "解读"]]),
        ("或 公开 或", [["公开"]]),
        ("“政务公开”工作", [["政务公开"], ["工作"]]),
        ("落实“十三五”规划", [['落实"十三五"规划']]),
        ("“十三五”、“十四五”", [["十三五"], ["十四五"]]),
        ("“没有写完", [["没有写完"]]),
        ("怎么办理？", [["怎么办理"]]),
        ("完成率100%", [["完成率100%"]]),
        ("2019-5", [["2019-5"]]),
    ],
)
def test_words_phrases_and_alternatives(typed: str, clauses: list[list[str]]) -> None:
    assert shape(typed) == clauses


def test_quotes_of_every_style_make_a_phrase() -> None:
    for typed in ('"政务 公开"', "“政务公开”", "「政务公开」", "『政务公开』", "＂政务公开＂"):
        (term,) = parse(typed).terms
        assert (term.readings, term.quoted) == (("政务公开",), True)


def test_a_minus_before_a_word_leaves_it_out() -> None:
    for typed in ("公开 -年报", "公开 －年报", "公开 -“年报”", "-年报 公开"):
        parsed = parse(typed)
        assert shape(typed) == [["公开"]]
        assert [term.readings for term in parsed.excluded] == [("年报",)]


def test_places_are_optional() -> None:
    (term,) = parse("标题：年度报告").terms
    assert (term.place, term.readings) == (Place.TITLE, ("年度报告",))
    (term,) = parse("机构:教育局").terms
    assert term.place is Place.AGENCY
    (term,) = parse("文号:青政发").terms
    assert term.place is Place.NUMBER


def test_a_traditional_term_has_the_mainland_reading_too() -> None:
    (term,) = parse("規範性檔案").terms
    assert term.readings == ("规范性档案", "规范性文件")


@pytest.mark.parametrize(
    "typed",
    [
        "国办发〔2019〕5号",
        "国办发[2019]5号",
        "国办发2019 5号",
        "國辦發（2019） 第5號",
        "国办发〔20195号",
    ],
)
def test_a_number_has_one_key_in_every_spelling(typed: str) -> None:
    (term,) = parse(typed).terms
    assert term.number_key == "国办发|2019|5|"


def test_a_number_stands_among_words() -> None:
    number, word = parse("国办发〔2019〕5号 落实情况").terms
    assert number.number_key
    assert (word.readings, word.number_key) == (("落实情况",), "")


def test_joint_numbers_have_a_key_each() -> None:
    assert number_keys("财税〔2019〕13号、发改〔2019〕5号") == ("财税|2019|13|", "发改|2019|5|")
    assert number_keys("") == ()
    assert number_keys("國辦發〔2019〕5號") == ("国办发|2019|5|",)


@pytest.mark.parametrize("typed", ["2016年", "3854", "2019 2020", "第12期"])
def test_ordinary_digits_are_no_index_number(typed: str) -> None:
    assert all(not term.index_key for term in parse(typed).terms)


def test_an_index_number_has_one_key_in_every_spelling() -> None:
    keys = {index_key(typed) for typed in ("01527918X-2020-153077", "01527918x－2020－153077")}
    assert keys == {"01527918x2020153077"}
    assert index_key("政务公开") == ""


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_typed_is_no_mistake(typed: str) -> None:
    parsed = parse(typed)
    assert (parsed.clauses, parsed.nothing, parsed.notices) == ((), False, ())


@pytest.mark.parametrize("typed", ["***", "？", "“”", "-", "-*", "或", "，"])
def test_only_marks_cannot_be_looked_for(typed: str) -> None:
    parsed = parse(typed)
    assert parsed.nothing
    assert len(parsed.notices) == 1


def test_a_long_query_is_cut_and_says_so() -> None:
    parsed = parse("政" * 10_000)
    assert len(parsed.terms[0].readings[0]) == LONGEST
    assert "10000字" in parsed.notices[0]


def test_too_many_terms_are_cut_and_say_so() -> None:
    parsed = parse(" ".join(f"词{number}" for number in range(60)))
    assert len(parsed.terms) == MOST_TERMS
    assert any("太多" in notice for notice in parsed.notices)


@pytest.mark.parametrize(
    ("typed", "clauses", "excluded", "named"),
    [
        ("标题:", [], [], "标题:"),
        ("文号：", [], [], "文号:"),
        ("停车 机构:", [["停车"]], [], "机构:"),
        ("标题:停车 文号: ", [["停车"]], [], "文号:"),
        ("标题: -加装", [], ["加装"], "标题:"),
        ("标题: 或 停车", [["停车"]], [], "标题:"),
        ("停车 | 标题:", [["停车"]], [], "标题:"),
        ("机构:标题:停车", [["停车"]], [], "机构:"),
        ("标题:“”", [], [], "标题:"),
        ("标题:**", [], [], "标题:"),
        ("标题: 文号: 停车 机构:", [["停车"]], [], "标题:”“机构:"),
    ],
)
def test_a_place_without_a_value_is_left_out_and_named(
    typed: str, clauses: list[list[str]], excluded: list[str], named: str
) -> None:
    parsed = parse(typed)
    assert [[term.readings[0] for term in clause] for clause in parsed.clauses] == clauses
    assert [term.readings[0] for term in parsed.excluded] == excluded
    assert parsed.notices == (
        f"“{named}”后面没有写要找的内容，已略去。请在冒号后面接着写，例如 标题:停车。",
    )
    assert parsed.nothing == (not clauses and not excluded)


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    parsed = parse(text)
    assert all(term.readings and all(term.readings) for term in parsed.terms)
    assert all("\n" not in reading for term in parsed.terms for reading in term.readings)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("unit", ["“", "- ", "〔2019", "1", "标题:", "*", "政 ", "或 政 "])
def test_a_query_of_a_million_hostile_characters_is_cut_and_says_so(unit: str) -> None:
    parsed = parse(unit * (1_000_000 // len(unit)) + "尾")
    assert "太长" in parsed.notices[0]
    assert all(len(term.text) <= LONGEST for term in (*parsed.terms, *parsed.excluded))
    assert len(parsed.clauses) + len(parsed.excluded) <= MOST_TERMS
    assert not any("尾" in reading for term in parsed.terms for reading in term.readings)
