"""A classified document is recognised by its mark, and an ordinary one is left alone."""

import pytest

from yangguang.text.document import Document, Paragraph
from yangguang.text.secrecy import secrecy_mark


def page(*lines: str) -> Document:
    return Document(tuple(Paragraph(line) for line in lines), "text/plain")


@pytest.mark.parametrize(
    "mark",
    [
        "机密★10年",
        "绝密",
        "秘密★长期",
        "秘  密",
        "密级：秘密",
        "机密★启用前",
        "机密☆5年",
        "000001 机密★1年 特急",
    ],
)
def test_a_mark_at_the_head_is_found(mark: str) -> None:
    assert secrecy_mark(page(mark, "清源市人民政府文件", "清政发〔2026〕1号")) == mark


@pytest.mark.parametrize(
    "line",
    [
        "关于加强保密工作的通知", "保守国家秘密是每个公民的义务", "涉及商业秘密的，按照规定办理",
        "机密文件管理办法", "属于国家秘密的不予公开", "秘密侦查措施的规定",
    ],
)  # fmt: skip
def test_the_words_in_a_sentence_are_no_mark(line: str) -> None:
    assert secrecy_mark(page("清源市人民政府文件", line)) is None


def test_a_mark_deep_in_the_text_is_not_taken_for_the_documents_own() -> None:
    assert secrecy_mark(page(*["正文内容。"] * 40, "机密")) is None


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("绝密 关于加强巡查的通知", "绝密"),
        ("机密　清源市人民政府文件", "机密"),
        ("【秘密】关于召开会议的通知", "【秘密】"),
        ("（机密）会议纪要", "（机密）"),
    ],
)
def test_a_mark_typed_before_the_title_is_found(title: str, mark: str) -> None:
    assert secrecy_mark(page(title)) == mark


@pytest.mark.parametrize(
    "title", ["秘密 守护者：保密宣传月活动", "秘密会见制度的说明", "绝密档案展"]
)
def test_a_title_that_begins_with_the_word_is_left_alone(title: str) -> None:
    assert secrecy_mark(page(title)) is None
