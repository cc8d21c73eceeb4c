"""Whole files before release: which text offsets count in, and what findings say of them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.holding import a_workbook
from tests.builders.pictured import a_picture
from yangguang.text.document import Cell, Document, Paragraph, Table, UnreadableDocument
from yangguang.text.personal import (
    Classified,
    check_before_release,
    find_in_text,
    readable,
    spot,
)
from yangguang.text.privacy import Kind, find_personal

ID = "330108198801265682"
LINE = f"申请人：严丽华，身份证号码{ID}。"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (LINE.encode(), LINE),
        (codecs.BOM_UTF8 + LINE.encode(), LINE),
        ((LINE * 3).encode("gb18030"), LINE * 3),
        (codecs.BOM_UTF16_LE + LINE.encode("utf-16-le"), LINE),
        (codecs.BOM_UTF16_BE + LINE.encode("utf-16-be"), LINE),
        (f"　　正文\r\n\r\n{LINE}\r\n".encode(), f"　　正文\r\n\r\n{LINE}\r\n"),
    ],
    ids=["utf-8", "utf-8 with mark", "gb18030", "utf-16-le", "utf-16-be", "crlf"],
)
def test_a_text_file_counts_in_its_decoded_text(data: bytes, text: str) -> None:
    source = readable(data, name="a.txt")
    assert source.text == text
    assert source.document is None
    (one, *_) = [found for found in spot(source) if found.kind is Kind.ID_NUMBER]
    assert text[one.start : one.end] == ID
    assert one.masked == "330108********5682"


def test_a_text_file_that_holds_markup_stays_a_text_file() -> None:
    page = f"<html><body><p>{LINE}</p></body></html>"
    assert readable(page.encode(), name="a.txt").text == page
    assert readable(page.encode(), name="a.html").text == LINE


def test_pictures_that_were_not_looked_at_are_told() -> None:
    read = readable(a_workbook(("名单", [["甲"]], [a_picture(), a_picture("blue")])), name="a.xlsx")
    assert read.warnings == ("文件内有图片2张，没有检查图片上的文字。请打开文件逐张核对。",)
    assert readable(a_workbook(("名单", [["甲"]], [])), name="a.xlsx").warnings == ()


def test_line_ends_of_windows_hide_nothing_and_move_nothing() -> None:
    text = f"姓名：严丽华\r\n身份证号码：330108\r\n198801265682\r\n手机：13812345678\r\n{LINE}"
    found = find_in_text(text)
    assert [(one.kind.value, text[one.start : one.end]) for one in found] == [
        (one.kind.value, one.text) for one in found
    ]
    values = [one.text.replace("\r\n", "") for one in found if one.kind is Kind.ID_NUMBER]
    assert values == [ID, ID]
    assert [one.text for one in found if one.kind is Kind.MOBILE] == ["13812345678"]


@given(
    st.lists(st.sampled_from([LINE, "\r\n", "\n", "\r", "手机：13812345678", "正文，"]), max_size=9)
)
def test_offsets_always_lead_back_to_what_was_found(pieces: list[str]) -> None:
    text = "".join(pieces)
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    there = [(one.kind, one.text) for one in find_personal(plain)]
    here = find_in_text(text)
    assert [(one.kind, one.text.replace("\r\n", "\n").replace("\r", "\n")) for one in here] == there
    assert all(text[one.start : one.end] == one.text for one in here)


def test_a_finding_never_repeats_the_clear_value() -> None:
    for one in check_before_release(f"{LINE}电话13812345678，住清源市滨河区解放路345弄12号601室。"):
        shown = str(one.as_json())
        assert ID not in shown
        assert "13812345678" not in shown
        assert "严丽华" not in shown
        assert "345弄" not in shown


def test_a_document_tells_the_page_of_each_finding() -> None:
    document = Document(
        (
            Paragraph("公示名单", 1),
            Table(((Cell("姓名"), Cell("身份证号")), (Cell("严丽华"), Cell(ID))), page=3),
        ),
        "application/pdf",
        pages=3,
    )
    found = check_before_release(document)
    assert [(one.kind, one.page, one.masked) for one in found] == [
        (Kind.NAME, 3, "严**"),
        (Kind.ID_NUMBER, 3, "330108********5682"),
    ]
    assert [document.text()[one.start : one.end] for one in found] == ["严丽华", ID]


def test_a_clean_text_passes() -> None:
    assert check_before_release("举报电话：12345。邮编330000。索引号：01348/2021-00012。") == []


def test_a_classified_text_is_refused() -> None:
    with pytest.raises(Classified, match="机密★10年"):
        readable(f"机密★10年\r\n{LINE}".encode(), name="a.txt")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf\r\n", b" \n\n"])
def test_an_empty_file_is_said_to_be_empty(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="空的"):
        readable(data, name="a.txt")
