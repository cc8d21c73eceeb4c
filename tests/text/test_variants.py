"""A text in either region's words is found by the other's, and keeps its own."""

from __future__ import annotations

import pytest

from yangguang.text.folding import fold
from yangguang.text.variants import is_traditional, other_reading, readings, readings_with_map


@pytest.mark.parametrize(
    ("written", "mainland"),
    [
        ("規範性檔案", "规范性文件"),
        ("人民民眾", "人民群众"),
        ("網路問政", "网络问政"),
        ("政府入口網站", "政府门户网站"),
        ("网际网路", "互联网"),
        ("工作計畫", "工作计划"),
        ("軟體正版化", "软件正版化"),
        ("資訊公開", "信息公开"),
    ],
)
def test_a_converted_word_reads_as_the_mainland_word_too(written: str, mainland: str) -> None:
    assert readings(written) == (fold(written), mainland)


@pytest.mark.parametrize("text", ["市档案馆", "人民民众", "程式化", "建立台账", ""])
def test_an_ordinary_mainland_text_has_one_reading(text: str) -> None:
    assert other_reading(text) is None
    assert readings(text) == (fold(text),)


def test_a_quoted_traditional_name_does_not_make_a_text_traditional() -> None:
    assert not is_traditional("本页介绍书法家齊白石的作品。" + "各级政府应当公开政府信息。" * 20)
    assert is_traditional("政府資訊公開工作年度報告")


def test_a_replaced_word_leads_back_to_what_stands_there() -> None:
    text = "集中公開 規範性 檔案，網際網路"
    (_, (folded, offsets)) = readings_with_map(text)
    assert folded == "集中公开规范性文件,互联网"
    start = folded.index("文件")
    assert text[offsets[start] : offsets[start + 1] + 1] == "檔案"
    start = folded.index("互联网")
    assert text[offsets[start] : offsets[start + 2] + 1] == "網際網路"
