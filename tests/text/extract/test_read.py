"""One door for every file: formats told by content, refusals in plain words."""

from __future__ import annotations

import base64
import io
import struct
import zipfile

import pytest

from tests.text.extract.files import PdfPage, a_docx, a_pdf, a_zip, an_ofd, an_ole, an_xlsx
from yangguang.text.document import Paragraph, Table, UnreadableDocument
from yangguang.text.extract import Limits, read

SENTENCE = "清源市人民政府办公室关于做好政府信息公开工作的通知，请认真贯彻执行。"
PAGE = f"<html><body><h1>通知</h1><p>{SENTENCE}</p></body></html>"


def refused(data: bytes, **claims: str) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(data, **claims)
    sentence = str(caught.value)
    # What happened, then what to do about it.
    assert "请" in sentence
    assert sentence.endswith("。")
    return caught.value.code


FILES = {
    "html": PAGE.encode(),
    "txt": f"{SENTENCE}\n第二行。\n".encode(),
    "csv": "项目,件数\n收到,5\n答复,5\n".encode("gb18030"),
    "docx": a_docx(SENTENCE),
    "pdf": a_pdf(PdfPage().lines(72, 80, 12, SENTENCE)),
    "ofd": an_ofd(PdfPage().lines(72, 80, 12, SENTENCE)),
    "xlsx": an_xlsx([["项目", "件数"], ["收到", 5]]),
}
TYPES = {
    "html": "text/html",
    "txt": "text/plain",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_with_the_right_name_is_read_without_a_warning(kind: str):
    document = read(FILES[kind], name=f"文件.{kind}")
    assert document.media_type == TYPES[kind]
    assert document.warnings == ()


@pytest.mark.parametrize("kind", ["html", "docx", "pdf", "ofd", "xlsx"])
@pytest.mark.parametrize("claimed", ["doc", "txt", "pdf", "xls", "docx"])
def test_a_mislabelled_file_is_read_as_what_it_is(kind: str, claimed: str):
    document = read(FILES[kind], name=f"文件.{claimed}")
    assert document.media_type == TYPES[kind]
    wanted = f"文件名或类型标明是{claimed}，实际内容是{kind}，已按{kind}读取。"
    assert document.warnings == (() if kind == claimed else (wanted,))


def test_a_declared_media_type_is_only_a_claim_as_well():
    document = read(FILES["pdf"], media_type="application/msword")
    assert document.media_type == "application/pdf"
    assert "实际内容是pdf" in document.warnings[0]


def test_a_text_with_a_few_tags_is_no_page():
    document = read("| 甲<br>乙 | 1 |\n|---|---|\n| 丙 | 2 |\n".encode(), name="a.md")
    assert document.media_type == "text/plain"
    assert isinstance(document.blocks[0], Table)
    assert document.blocks[0].rows[0][0].text == "甲\n乙"


@pytest.mark.parametrize("data", [b"", b"   \r\n", b"\0" * 2000, b"\xef\xbb\xbf\n", b"\xff\xfe"])
def test_a_file_without_any_content_is_empty(data: bytes):
    assert refused(data, name="a.docx") == "empty"


def test_a_file_beyond_the_limit_is_not_even_looked_at():
    with pytest.raises(UnreadableDocument) as caught:
        read(b"x" * 3_000_000, limits=Limits(file_bytes=1_000_000))
    assert caught.value.code == "too-large"
    assert str(caught.value).startswith("文件有3MB，超过1MB的上限")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "no-text"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20, "no-text"),
        (b"Rar!\x1a\x07" + bytes(range(256)) * 20, "unknown-format"),
        (b"{\\rtf1\\ansi\\ansicpg936 abc}", "unknown-format"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20, "unknown-format"),
        (b"%PDF-1.7\nnothing follows", "damaged"),
        (FILES["docx"][:-400], "damaged"),
        (FILES["xlsx"][:300], "damaged"),
        (an_ole({"PowerPoint Document": b"x"}), "unknown-format"),
        (an_ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "encrypted"),
        (an_ole({"Workbook": b"nothing of the kind"}), "damaged"),
        (a_zip({"读我.txt": "一个普通的压缩包"}), "unknown-format"),
        (a_zip({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}), "unknown-format"),
        (a_pdf(PdfPage()), "no-text"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_own_code(data: bytes, code: str):
    assert refused(data) == code


def test_an_encrypted_pdf_is_told_from_a_damaged_one():
    data = a_pdf(PdfPage().lines(72, 80, 12, SENTENCE))
    locked = data.replace(
        b"trailer\n<< ",
        b"trailer\n<< /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
        b" /Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <"
        + b"11" * 32
        + b"> /U <"
        + b"22" * 32
        + b"> >> ",
    )
    assert refused(locked, name="a.pdf") == "encrypted"


def test_an_encrypted_zip_member_is_told():
    data = bytearray(FILES["docx"])
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = 0
        while (at := data.find(mark, at)) >= 0:
            data[at + (6 if mark == b"PK\x03\x04" else 8)] |= 1
            at += 4
    assert refused(bytes(data)) == "encrypted"


def test_a_zip_bomb_is_refused_by_its_declared_size():
    bomb = a_zip({"word/document.xml": b"0" * 60_000_000})
    assert len(bomb) < 100_000
    assert refused(bomb) == "bomb"


def test_a_zip_bomb_that_lies_about_its_size_is_refused():
    bomb = bytearray(a_zip({"word/document.xml": b"0" * 60_000_000}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", bomb, bomb.find(mark) + offset, 1000)
    assert refused(bytes(bomb)) in ("bomb", "damaged")


def test_a_zip_with_too_many_members_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for at in range(10_001):
            archive.writestr(f"{at}", b"")
    assert refused(out.getvalue()) == "bomb"


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d>&b;</d>',
        '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>',
        "<d>" * 300 + "</d>" * 300,
        "<d><unclosed></d>",
        "",
    ],
)
def test_xml_with_entities_or_absurd_depth_is_damaged(content: str):
    assert refused(a_zip({"word/document.xml": content})) == "damaged"
    assert refused(a_zip({"OFD.xml": content})) == "damaged"
    assert refused(a_zip({"xl/workbook.xml": content})) == "damaged"


def test_a_web_archive_is_read_as_the_page_it_holds():
    page = base64.encodebytes(PAGE.encode("gb18030")).decode()
    archive = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
        "Content-Type: image/gif\nContent-Transfer-Encoding: base64\n\nR0lGODlh\n--b\n"
        "Content-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: base64\n\n"
        f"{page}\n--b--\n"
    )
    document = read(archive.encode(), name="a.doc")
    assert document.blocks == (Paragraph("通知", heading=1), Paragraph(SENTENCE))
    assert document.warnings == ("文件名或类型标明是doc，实际内容是mhtml，已按mhtml读取。",)


def test_a_web_archive_without_a_page_is_damaged():
    assert (
        refused(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n")
        == "damaged"
    )


def test_xml_data_is_no_document_and_xhtml_is_one():
    assert refused("<?xml version='1.0'?><rss><item>甲</item></rss>".encode()) == "unknown-format"
    page = '<?xml version="1.0" encoding="gb2312"?>' + PAGE
    assert read(page.encode("gb18030"), name="a.html").blocks[1] == Paragraph(SENTENCE)


def test_a_page_of_pictures_only_has_no_text():
    assert refused(b"<html><body><img src='a.jpg'></body></html>", name="a.html") == "no-text"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_text_is_read_in_any_encoding_it_may_come_in(encoding: str):
    document = read(f"标题\n{SENTENCE}".encode(encoding), name="a.txt")
    assert document.blocks == (Paragraph("标题"), Paragraph(SENTENCE))


def test_a_page_that_declares_the_wrong_charset_is_read_in_the_right_one():
    page = PAGE.replace("<body>", "<head><meta charset=gb2312></head><body>")
    document = read(page.encode("utf-8"), name="a.html")
    assert document.blocks[1] == Paragraph(SENTENCE)
    page = page.replace("gb2312", "utf-8")
    assert read(page.encode("gb18030"), name="a.html").blocks[1] == Paragraph(SENTENCE)


def test_a_text_in_big5_is_read():
    text = "市政府辦公廳關於開展檔案檢查工作的通知，請各單位認真執行。"
    assert read(text.encode("big5"), name="a.txt").blocks == (Paragraph(text),)


def test_illegible_places_are_counted_in_a_warning():
    data = SENTENCE.encode("gb18030") * 5 + b"\xff\xff" + SENTENCE.encode("gb18030")
    document = read(data, name="a.txt")
    assert len(document.warnings) == 1
    assert "处字符无法辨认，按gb18030读出" in document.warnings[0]


def test_pages_of_a_text_are_counted_by_form_feeds_or_by_page_numbers():
    fed = read("甲\n乙\f丙\n丁\f\f戊".encode())
    assert [(b.text, b.page) for b in fed.blocks if isinstance(b, Paragraph)] == [
        ("甲", 1),
        ("乙", 1),
        ("丙", 2),
        ("丁", 2),
        ("戊", 4),
    ]
    numbered = read("甲\n- 1 -\n乙\n— 2 —\n丙".encode())
    assert [block.page for block in numbered.blocks] == [1, 1, 2, 2, 3]
    assert numbered.pages == 3


def test_tabs_that_end_a_row_are_its_empty_cells_and_no_others_stay() -> None:
    text = (
        "项目\t自然人\t总计\t\n一、收到\t5\t\n二、结转\t\t\n（一）公开\t5 \t\t \n\n\t正文一段。\t\n标题\t\n\n"
        "# 附\t注\t\n"
    )
    document = read(text.encode(), name="a.txt")
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [
        "项目\t自然人\t总计\t", "一、收到\t5\t", "二、结转\t\t", "（一）公开\t5\t\t", "正文一段。", "标题",
        "附\t注",
    ]  # fmt: skip


def test_a_marked_heading_of_a_text_is_a_heading():
    document = read("## 一、总体情况\n# 报告\n#5号楼".encode())
    assert document.blocks == (
        Paragraph("一、总体情况", heading=2),
        Paragraph("报告", heading=1),
        Paragraph("#5号楼"),
    )
