"""Every kind of reply against its article, its row, its letter; and every row against its kinds."""

import copy
import tomllib
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from tests.law.tables import cases, table
from yangguang.law.exemptions import exemptions
from yangguang.law.forms.load import load_form
from yangguang.law.regimes import Regime
from yangguang.law.replies import (
    ReplyDefinitionError,
    advisable_parts,
    form_of,
    kinds,
    kinds_resting_on,
    may_rest_on,
    missing_parts,
    parts,
    replies_for,
    reply_kind,
    report_row,
    report_rows,
    review_first,
    row_of,
)
from yangguang.law.replies.load import read_kinds

FORMS = ("2014", "2019", "2021")


def test_the_case_table_names_every_kind_once() -> None:
    assert [case["key"] for case in table("replies")["kind"]] == [kind.key for kind in kinds()]


@pytest.mark.parametrize("case", cases("replies", "kind", "key"))
def test_a_kind_has_its_article_row_and_remedy(case: dict[str, Any]) -> None:
    kind = reply_kind(case["key"])
    assert (kind.article.place if kind.article else "") == case["article"]
    assert [report_row(kind, form) for form in FORMS] == [case[f"y{form}"] for form in FORMS]
    labels = {row.code: row.label for _, row in load_form("2021").rows()}
    assert labels[report_row(kind, "2021")] == case["row"]
    assert review_first(kind, date(2024, 1, 1)) is case["first"]
    assert review_first(kind, date(2023, 12, 31)) is False


def _rows(form: str, prefix: str) -> set[str]:
    """Rows of figures below the prefix that have no rows below them."""
    rows = [row for _, row in load_form(form).rows() if row.code.startswith(prefix)]
    parents = {row.parent for row in rows}
    return {row.code for row in rows if row.code not in parents and not row.heading}


def test_every_result_row_of_2021_comes_from_a_kind_of_that_regime() -> None:
    produced = {report_row(kind, "2021") for kind in replies_for(Regime.R2019)}
    results = {code for code in _rows("2021", "3.3.") if code != "3.3.7"}
    assert len(results) == 21
    assert produced == results


def test_every_result_row_of_2019_comes_from_a_kind() -> None:
    produced = {report_row(kind, "2019") for kind in replies_for(Regime.R2019)}
    results = {
        code for code in _rows("2019", "3.3.") if code != "3.3.7" and not code.startswith("3.3.6.")
    } | {"3.3.6"}
    assert produced == results


def test_every_reply_row_of_2014_comes_from_a_kind_of_that_regime() -> None:
    produced = {report_row(kind, "2014") for kind in replies_for(Regime.R2007)} - {"3.2"}
    assert produced == _rows("2014", "3.3.")
    assert len(produced) == 13


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.key)
def test_a_kind_falls_into_one_existing_row_of_each_form(kind: Any) -> None:
    for form in FORMS:
        codes = [row.code for _, row in load_form(form).rows()]
        assert codes.count(report_row(kind, form)) == 1
    with pytest.raises(KeyError):
        report_row(kind, "2010")


def test_the_form_follows_the_year_of_the_decision() -> None:
    kind = reply_kind("not-found-2007")
    assert row_of(kind, date(2013, 12, 31)) is None
    assert row_of(kind, date(2014, 1, 1)) == ("2014", "3.3.6")
    assert row_of(kind, date(2018, 12, 31)) == ("2014", "3.3.6")
    assert row_of(kind, date(2019, 1, 2)) == ("2019", "3.3.4.1")
    assert row_of(kind, date(2021, 1, 4)) == ("2021", "3.3.4.1")
    assert form_of(date(2020, 12, 31)) == "2019"


def test_2014_counts_a_closed_application_by_timeliness_and_by_reply() -> None:
    kind = reply_kind("disclosed-2007")
    assert report_rows(kind, "2014") == ("3.2.1", "3.3.2")
    assert report_rows(kind, "2014", extended=True) == ("3.2.2", "3.3.2")
    assert report_rows(reply_kind("withdrawn-2007"), "2014") == ("3.2.1",)
    assert report_rows(kind, "2021", extended=True) == ("3.3.1",)


def test_a_kind_is_offered_only_once_its_basis_stands() -> None:
    def keys(regime: Regime, day: date) -> set[str]:
        return {kind.key for kind in replies_for(regime, day)}

    assert "fee-unpaid" not in keys(Regime.R2019, date(2020, 12, 31))
    assert "fee-unpaid" in keys(Regime.R2019, date(2021, 1, 1))
    assert "withheld-process-2007" not in keys(Regime.R2007, date(2010, 1, 11))
    assert "withheld-process-2007" in keys(Regime.R2007, date(2010, 1, 12))


def test_every_article_was_in_force_when_its_kind_could_be_used() -> None:
    from yangguang.law.citation import instrument

    for kind in kinds():
        for citation in kind.articles:
            assert instrument(citation.instrument).since <= kind.since, kind.key
            if citation.instrument.startswith("regulation-"):
                assert citation.instrument == f"regulation-{kind.regime.value}", kind.key


def test_every_ground_carries_a_refusal_and_partial_disclosure() -> None:
    for ground in exemptions():
        groups = [kind.group.value for kind in kinds_resting_on(ground.key)]
        assert sorted(groups) == ["partly", "withheld"], ground.key


def test_third_parties_are_asked_before_a_refusal_for_their_sake() -> None:
    asked = {kind.key for kind in kinds() if kind.consult_third_party}
    assert asked == {
        "withheld-trade-secret",
        "withheld-privacy",
        "withheld-third-party-rights",
        "withheld-trade-secret-2007",
        "withheld-privacy-2007",
    }


COMPLETE = {
    "number": "甲公复〔2026〕12号",
    "addressee": "李某",
    "received_on": "2026年3月2日",
    "request": "甲路改造工程的批复文件",
    "decision": "不予公开",
    "articles": "《中华人民共和国政府信息公开条例》第十五条、第三十六条第三项",
    "agency": "甲市住房和城乡建设局",
    "date": "2026年3月20日",
    "exemption": "商业秘密",
    "reasons": "该文件附有投标人的报价构成，投标人不同意公开，理由合理。",
    "remedy": "如不服本答复……",
}


def test_a_complete_refusal_lacks_nothing() -> None:
    assert missing_parts(reply_kind("withheld-trade-secret"), COMPLETE) == []


@pytest.mark.parametrize("part", sorted(COMPLETE))
def test_each_part_left_out_is_named(part: str) -> None:
    draft = {key: value for key, value in COMPLETE.items() if key != part}
    problems = missing_parts(reply_kind("withheld-trade-secret"), draft)
    assert [problem.part for problem in problems] == [part]
    assert problems[0].sentence.startswith(f"缺少{parts()[part].label}。")


@pytest.mark.parametrize(
    "gap",
    [
        "甲公复〔〕12号",
        "{number}",
        "××机关",
        "甲公复〔2026〕___号",
        "【请填写文号】",
        "    ",
        "××××年",
        "待填",
    ],
)
def test_a_gap_of_the_template_is_found(gap: str) -> None:
    problems = missing_parts(reply_kind("withheld-trade-secret"), {**COMPLETE, "number": gap})
    assert [problem.part for problem in problems] == ["number"]


@pytest.mark.parametrize(
    "text", ["李××", "a_b__c.pdf", "甲〔2026〕1号（含附件）", "【已废止】通知"]
)
def test_what_only_looks_like_a_gap_is_let_through(text: str) -> None:
    assert missing_parts(reply_kind("withheld-trade-secret"), {**COMPLETE, "reasons": text}) == []


def test_the_article_of_the_other_regulation_is_found_out() -> None:
    draft = {**COMPLETE, "articles": "《政府信息公开条例》第二十一条"}
    problems = missing_parts(reply_kind("withheld-trade-secret"), draft)
    assert [problem.part for problem in problems] == ["articles"]
    assert "第十五条" in problems[0].sentence
    assert "第三十六条第（三）项" in problems[0].sentence


def test_giving_the_information_or_telling_where_and_when_will_do() -> None:
    kind = reply_kind("disclosed")
    base = {**COMPLETE, "articles": "条例第三十六条第（二）项"}
    assert missing_parts(kind, {**base, "supplied": "批复文件复印件1份"}) == []
    told = {**base, "access": "甲市档案馆查阅室", "access_time": "2026年4月1日起工作日"}
    assert missing_parts(kind, told) == []
    half = missing_parts(kind, {**base, "access": "甲市档案馆查阅室"})
    assert [problem.part for problem in half] == ["supplied"]
    assert "所提供的信息，或者获取的方式、途径和获取的时间" in half[0].sentence


def test_what_is_told_only_where_known_is_advised() -> None:
    kind = reply_kind("other-organ")
    base = {**COMPLETE, "articles": "条例第三十六条第（五）项"}
    assert missing_parts(kind, base) == []
    advice = advisable_parts(kind, base)
    assert [problem.part for problem in advice] == ["other_organ"]
    assert advisable_parts(kind, {**base, "other_organ": "甲市水务局，电话……"}) == []


def test_a_withdrawal_needs_no_article_and_no_remedy() -> None:
    kind = reply_kind("withdrawn")
    assert "articles" not in kind.required
    assert "remedy" not in kind.required
    assert "withdrawal" in kind.required


def test_every_decision_tells_the_remedy_and_every_refusal_its_reason() -> None:
    for kind in kinds():
        assert ("remedy" in kind.required) is kind.decision, kind.key
        if kind.non_disclosure:
            assert "reasons" in kind.required, kind.key


def test_the_line_of_decision_names_articles_in_full() -> None:
    line = reply_kind("withheld-internal").line({"reasons": "属于人事考核材料。"})
    assert line == (
        "经审查，您申请的信息属于本机关内部事务信息，根据《中华人民共和国政府信息公开条例》第十六条第一款、"
        "第三十六条第（三）项的规定，本机关决定不予公开。理由如下：属于人事考核材料。"
    )


def test_a_ground_must_fit_the_kind() -> None:
    kind = reply_kind("withheld-process")
    assert may_rest_on(kind, ["process-draft", "process-letter"])
    assert "应当选择" in may_rest_on(kind, []).reason
    assert "内部工作流程" in may_rest_on(kind, ["internal-workflow"]).reason
    assert not may_rest_on(reply_kind("disclosed"), ["privacy"])
    assert may_rest_on(reply_kind("partly-disclosed"), ["privacy", "process-draft"])
    assert may_rest_on(reply_kind("partly-disclosed"), [])
    with pytest.raises(KeyError):
        may_rest_on(kind, ["nonsense"])


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        reply_kind("nonsense")


_SOURCE = tomllib.loads(
    files("yangguang.law.replies").joinpath("regulation_2019.toml").read_text("utf-8")
)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rows": {"2014": "3.3.1", "2019": "3.3.1"}}, "须恰好有"),
        ({"rows": {"2014": "3.3.1", "2019": "3.3.1", "2021": "3.3.9"}}, "没有第3.3.9行"),
        ({"rows": {"2014": "3.3.1", "2019": "3.3.1", "2021": "3.3.3"}}, "是标题"),
        ({"rows": {"2014": "3.3.1", "2019": "3.3.1", "2021": "3.3.6"}}, "是标题"),
        ({"parts": ["nonsense"]}, "parts.toml 里没有：nonsense"),
        ({"wording": "现告知{nonsense}"}, "不是本种答复的内容"),
        ({"exemptions": ["privacy-2007"]}, "不属于2019年条例"),
        ({"colour": "red"}, "不认识的项：colour"),
    ],
)
def test_a_definition_that_contradicts_itself_is_refused(
    change: dict[str, Any], message: str
) -> None:
    row = copy.deepcopy(_SOURCE["already-public"]) | change
    with pytest.raises(ReplyDefinitionError, match=message) as raised:
        read_kinds({"already-public": row}, Regime.R2019, "probe.toml")
    assert str(raised.value).startswith("probe.toml: already-public: ")
