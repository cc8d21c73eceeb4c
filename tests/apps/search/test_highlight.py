"""Marks stand on the characters people see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.apps.search.engine import AttachmentPage, Passage, Texts
from yangguang.apps.search.highlight import PASSAGE_LENGTH, Highlighter, find_spans
from yangguang.apps.search.language import parse

FILLER = "各单位要高度重视，认真组织，确保任务落实。"


def marked(passage: Passage) -> list[str]:
    return [text for text, is_mark in passage.pieces() if is_mark]


@pytest.mark.parametrize(
    ("text", "needle", "shown"),
    [
        ("政府資訊公開", "信息公开", ["資訊公開"]),
        ("全年招生４，１２６人", "4126", ["４，１２６"]),
        ("政 府\u200b信息", "政府信息", ["政 府\u200b信息"]),
        ("公开、公开", "公开", ["公开", "公开"]),
        ("面积１２㎡", "12m2", ["１２㎡"]),
    ],
)
def test_the_original_is_marked(text: str, needle: str, shown: list[str]) -> None:
    assert [text[start:end] for start, end in find_spans(text, [needle])] == shown


def test_overlapping_marks_become_one() -> None:
    text = "政府信息公开"
    assert find_spans(text, ["政府信息", "信息公开"]) == [(0, 6)]


def test_the_passage_with_most_of_the_words_is_shown() -> None:
    body = "公开第一次。" + FILLER * 20 + "决定公开征地补偿标准。" + FILLER * 20
    shown = Highlighter(parse("公开 征地 补偿")).highlight(Texts("标题", body))
    assert "征地补偿标准" in "".join(passage.text for passage in shown.body)
    assert all(len(passage.text) <= PASSAGE_LENGTH + 40 for passage in shown.body)
    best = next(passage for passage in shown.body if "征地" in passage.text)
    assert marked(best) == ["公开", "征地", "补偿"]


def test_a_title_is_whole_and_marked() -> None:
    shown = Highlighter(parse("年报")).highlight(Texts("2020年报编制通知", "正文没有这个词"))
    assert list(shown.title.pieces()) == [("2020", False), ("年报", True), ("编制通知", False)]
    assert shown.body[0].text == "正文没有这个词"


def test_a_title_term_is_not_marked_in_the_body() -> None:
    shown = Highlighter(parse("标题:年报")).highlight(Texts("年报", "本年报无内容"))
    assert marked(shown.title) == ["年报"]
    assert marked(shown.body[0]) == []


def test_an_attachment_gives_name_and_page() -> None:
    pages = [AttachmentPage("表.pdf", 1, "封面"), AttachmentPage("表.pdf", 7, "三公经费合计12万元")]
    shown = Highlighter(parse("三公经费")).highlight(Texts("预算", "详见附件", pages))
    assert [(found.name, found.page) for found in shown.attachments] == [("表.pdf", 7)]
    assert shown.body == ()


@given(
    st.text(st.sampled_from("政府信息公開１㎡ \u200b，。\n檔案"), max_size=400),
    st.sampled_from(["公开", "政府 信息", "文件", "“政府信息”", "㎡", "府"]),
)
def test_marks_lie_inside_their_passage_in_order(body: str, typed: str) -> None:
    shown = Highlighter(parse(typed)).highlight(
        Texts(body[:50], body, [AttachmentPage("附件", 1, body)])
    )
    passages = [shown.title, *shown.body, *(found.passage for found in shown.attachments)]
    for passage in passages:
        done = 0
        for start, end in passage.marks:
            assert done <= start < end <= len(passage.text)
            done = end
        assert "".join(text for text, _ in passage.pieces()) == passage.text
        assert passage.text in body
