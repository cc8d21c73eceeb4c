from __future__ import annotations

import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from yangguang.text.subjects import OTHER, read_subject, subject_names

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "subjects.toml").read_text(encoding="utf-8")
)["case"]


def test_of_the_labelled_titles_seventeen_in_twenty_are_proposed_rightly() -> None:
    right, wrong = 0, []
    for case in CASES:
        found = read_subject(case["title"], text=case.get("text", ""), kind=case.get("kind", ""))
        if found.subject == case["subject"]:
            right += 1
        else:
            wrong.append(f"{case['title']}：{found.subject or '无'}，应为{case['subject'] or '无'}")
    assert right / len(CASES) >= 0.85, "\n".join(wrong)


def test_a_proposal_says_on_which_words_it_rests() -> None:
    found = read_subject("关于提高城乡居民最低生活保障标准的通知")
    assert (found.subject, found.why, found.certain) == (
        "民政、扶贫、救灾",
        "有“最低生活保障”",
        True,
    )


def test_the_kind_of_a_document_speaks_where_no_word_does() -> None:
    assert read_subject("2026年度部门情况说明").subject == ""
    found = read_subject("2026年度部门情况说明", kind="budget")
    assert (found.subject, found.why) == ("财政、金融、审计", "文种如此")


def test_the_title_goes_before_what_the_text_mentions_in_passing() -> None:
    text = "学校、医院、车站等公共场所应当配合。" * 30
    assert read_subject("城区二次供水管理办法", text=text).subject == "城乡建设、环境保护"


def test_a_second_class_as_near_is_named() -> None:
    found = read_subject("关于加强学校食品安全工作的通知")
    assert not found.certain
    assert {found.subject, found.near} == {"科技、教育", "市场监管、安全生产监管"}
    assert "请核对" in found.why


def test_the_classes_are_those_of_the_central_government() -> None:
    names = subject_names()
    assert (len(names), names[0], names[-1]) == (21, "综合政务", OTHER)


@given(st.text(max_size=80), st.text(max_size=200))
def test_whatever_is_written_gives_a_class_of_the_list_or_none(title: str, text: str) -> None:
    found = read_subject(title, text=text)
    assert found.subject in {"", *subject_names()}
    assert found.near != found.subject or not found.near
    assert found.why
