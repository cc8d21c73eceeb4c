"""Old Word files, read by antiword where it is installed."""

from __future__ import annotations

import shutil

import pytest

from tests.text.extract.files import a_doc, an_ole
from yangguang.text.document import Paragraph, UnreadableDocument
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
