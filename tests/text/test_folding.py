"""What looks the same compares the same, and leads back to where it stood."""

# ruff: noqa: RUF001 - look-alike characters are what is tested

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yangguang.text.folding import fold, fold_with_map, is_plain

CASES = [
    ("traditional script", "政府信息公開條例", "政府信息公开条例"),
    ("traditional variants from Hong Kong", "爲羣衆裏説", "为群众里说"),
    ("characters whose simplified form depends on the word", "答覆、諮詢、乾隆", "答复、咨询、干隆"),
    ("full width", "ＰＰＰ　２０１６年，第１２号", "ppp 2016年,第12号"),
    ("half-width katakana and punctuation", "｡､", "。、"),
    ("Kangxi radicals", "⼈⼤⽴法⼯作", "人大立法工作"),
    ("supplement radicals", "⻓⻔⻢⻋", "长门马车"),
    ("compatibility ideographs", "\uf97e\uf9dc\uf92c", "量隆郎"),
    ("case", "GB/T 9704", "gb/t 9704"),
    ("spaces inside words", "政 府 信　息 公\u00a0开", "政府信息公开"),
    ("spaces around numbers", "公开 3854 条", "公开3854条"),
    ("a year split by a space", "2 016 年 1 2 月 3 1 日", "2016年12月31日"),
    ("two years side by side", "2015 2016 年", "2015 2016年"),
    ("table cells stay apart", "12 34 56", "12 34 56"),
    ("English words stay apart", "Open  Government", "open government"),
    ("zero-width characters", "公\u200b开\ufeff信\u2060息\u00ad", "公开信息"),
    ("variation selectors", "葛\U000e0100城\ufe00", "葛城"),
    ("thousands separators", "4,126件、1，234，567元", "4126件、1234567元"),
    ("a list of years is no thousand", "2014,126", "2014,126"),
    ("brackets of a document number", "〔2014〕51 号 [2014] ﹝2014﹞【2014】", "(2014)51号(2014)(2014)(2014)"),
    ("quotes", "「十三五」『规划』“纲要”", '"十三五""规划""纲要"'),
    ("square metres", "１２㎡", "12m2"),
    ("bracketed numerals", "㈠概述", "(一)概述"),
    ("circled numerals stay", "①公开", "①公开"),
    ("zero written as a circle", "二○一六年 二〇一六年", "二〇一六年二〇一六年"),
    ("carriage returns", "一\r\n\r\n 二\r三", "一\n二\n三"),
    ("a printed line that goes on", "各区人民政府各街道办事处市政府各部门各直属单位认真贯\n彻执行", "各区人民政府各街道办事处市政府各部门各直属单位认真贯彻执行"),
    ("a short heading stays its own line", "总体情况\n二〇一六年", "总体情况\n二〇一六年"),
    ("masked names", "张×× 李＊", "张**李*"),
    ("nothing", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "folded"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_looks_the_same_folds_to_one_spelling(text: str, folded: str) -> None:
    assert fold(text) == folded


MESSY = st.text(
    st.one_of(
        st.sampled_from("政府信息公開條例檔案乾覆⼈⻓Ａ１ 　\u200b\n\r,，.㎡㈠…年号〔〕12345"),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=60,
)


@given(MESSY)
@example("İ1,000 Å\u0301")
def test_the_map_belongs_to_the_folded_text(text: str) -> None:
    folded, offsets = fold_with_map(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded)
    assert list(offsets) == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)


@given(MESSY)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.sampled_from("政府信息公开條例檔Ａａ１《》、。：（）"), max_size=40), st.data())
def test_a_part_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert fold(text[start:end]) in fold(text)


@pytest.mark.parametrize(
    ("text", "needle", "shown"),
    [
        ("共１２㎡，公 開 4,126 条", "公开4126", "公 開 4,126"),
        ("（㈠）主动公\u200b开情况", "一))主动公开", "㈠）主动公\u200b开"),
        ("国办发〔 2019 〕5号", "(2019)5号", "〔 2019 〕5号"),
    ],
)
def test_a_hit_in_folded_text_is_shown_on_the_original(text: str, needle: str, shown: str) -> None:
    folded, offsets = fold_with_map(text)
    start = folded.index(needle)
    assert text[offsets[start] : offsets[start + len(needle) - 1] + 1] == shown


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("unit", "folded"),
    [
        (" ", ""),
        ("1 ", "1 " * 999_999 + "1"),
        ("1,", "1," * 1_000_000),
        ("年\n", "年\n" * 1_000_000),
        ("政 ", "政" * 1_000_000),
        ("１，", "1," * 1_000_000),
    ],
)
def test_two_million_hostile_characters_are_folded_like_two(unit: str, folded: str) -> None:
    assert fold(unit * (2_000_000 // len(unit))) == folded


@given(
    st.text(st.sampled_from("政府信息公开條例檔着著，。：（）\n12〔㎡ \u200b⼈账帐"), max_size=40),
    st.data(),
)
def test_in_a_plain_text_chinese_words_stand_as_folded(text: str, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(["政府", "信息", "公开", "政府信息", "人", "账"]))
    if is_plain(text):
        assert text.count(word) == fold(text).count(word)


def test_most_texts_are_plain_and_the_others_are_told() -> None:
    assert is_plain("根据《条例》（2019年修订），全年公开4,126条。\n二、")
    for text in ("政府信息公開", "⼈大", "信 息", "信\u200b息", "看著", "信　息"):
        assert not is_plain(text)
