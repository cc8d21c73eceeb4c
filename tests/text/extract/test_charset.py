"""Encodings told apart on texts too short for statistics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.text.extract.charset import decode, readability

SNIPPETS = [
    "政府信息公开", "行政许可决定", "关于印发办法的通知", "各县区人民政府", "第三十条规定如下",
    "市财政局2023年度部门预算", "联系电话和办公地址", "不予公开的理由", "申请人应当补正材料",
]  # fmt: skip


@pytest.mark.parametrize("text", SNIPPETS)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-16"])
def test_a_few_words_are_enough(text: str, encoding: str):
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("text", ["檔案管理辦法", "政府資訊公開", "關於印發通知", "各縣市區政府"])
def test_a_few_traditional_words_in_big5_are_enough(text: str):
    assert decode(text.encode("big5")).text == text


def test_a_capture_cut_inside_its_last_character_is_still_utf8():
    decoded = decode("政府信息公开年度报告".encode()[:-1])
    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith("政府信息公开年度报")
    assert decoded.damaged == 1


def test_script_before_the_first_word_does_not_blind_the_reader():
    script = "<script>" + "var a = 1;\n" * 5_000 + "</script>"
    for encoding in ("gb18030", "utf-16-le", "utf-8"):
        assert decode((script + "政府信息公开指南").encode(encoding)).text.endswith(
            "政府信息公开指南"
        )
    assert decode((script + "政府資訊公開辦法").encode("big5")).text.endswith("政府資訊公開辦法")


def test_a_declaration_decides_between_equals_only():
    assert decode("政府信息公开".encode("gb18030"), declared="big5").text == "政府信息公开"
    assert (
        decode(b"caf\xe9 cr\xe8me, d\xe9j\xe0 vu", declared="cp1252").text == "café crème, déjà vu"
    )


@pytest.mark.parametrize("declared", ["rot13", "zlib", "no-such-charset", "utf-7", "\0", "idna"])
def test_a_declaration_that_is_no_charset_is_ignored(declared: str):
    assert decode("政府信息公开".encode("gb18030"), declared=declared).text == "政府信息公开"


def test_mojibake_reads_badly():
    good = "为进一步规范政府信息公开工作"
    assert readability(good) > 0.8
    assert readability(good.encode("gb18030").decode("big5hkscs", "replace")) < 0.3


@given(st.binary(max_size=400), st.text(max_size=10))
def test_any_bytes_become_text_that_can_be_written(data: bytes, declared: str):
    decode(data, declared=declared).text.encode("utf-8")
