"""Old Word files, read by antiword where it is installed."""

from __future__ import annotations

import shutil

import pytest

from tests.text.extract.files import a_doc, an_ole
from yangguang.text.document import Paragraph, Table, UnreadableDocument
from yangguang.text.extract import read

WITH_ANTIWORD = pytest.mark.skipif(
    shutil.which("antiword") is None, reason="antiword, which reads .doc files, is not installed"
)


@WITH_ANTIWORD
def test_an_old_word_file_is_read_paragraph_by_paragraph():
    document = read(a_doc("关于印发办法的通知", "全年共收到申请17件。" * 20), name="a.doc")
    assert document.blocks == (
        Paragraph("关于印发办法的通知"),
        Paragraph("全年共收到申请17件。" * 20),
    )
    assert document.media_type == "application/msword"
    assert document.warnings == ()


@WITH_ANTIWORD
def test_a_table_of_an_old_word_file_keeps_its_cells_whole():
    rows = [
        ["统计指标", "单位", "统计数"],
        ["一、主动公开情况", "——", ""],
        ["（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "123456789012345"],
        ["其中", "件", "12\r34"],
    ]
    document = read(a_doc("附件：统计表", rows, "后文，共3件。"), name="a.doc")
    before, table, after = document.blocks
    assert (before, after) == (Paragraph("附件：统计表"), Paragraph("后文，共3件。"))
    assert isinstance(table, Table)
    wanted = [[cell.replace("\r", "\n") for cell in row] for row in rows]
    assert [[cell.text for cell in row] for row in table.rows] == wanted


@WITH_ANTIWORD
def test_the_pictures_of_an_old_word_file_are_told_and_leave_no_mark_in_the_text():
    rows = [["改造前", "改造后"], ["\x01", "\x01"]]
    document = read(a_doc("样式\x01如下：", rows, "以上。"), name="a.doc")
    assert "[pic]" not in document.text()
    assert document.blocks[0] == Paragraph("样式如下：")
    (told,) = document.warnings
    assert told.startswith("文件里有3张图片没有进入正文。请用Word或WPS另存为docx后重新上传")


@WITH_ANTIWORD
def test_a_damaged_word_file_is_refused():
    with pytest.raises(UnreadableDocument) as caught:
        read(an_ole({"WordDocument": b"\xec\xa5nothing"}), name="a.doc")
    assert caught.value.code == "damaged"


def test_without_antiword_the_clerk_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with pytest.raises(UnreadableDocument) as caught:
        read(a_doc("通知"), name="a.doc")
    assert caught.value.code == "unknown-format"
    assert "另存为docx" in str(caught.value)
