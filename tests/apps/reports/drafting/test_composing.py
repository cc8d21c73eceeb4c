"""Drafted reports: right by the same checks that examine other people's, nought said in words."""

import re
from decimal import Decimal

import pytest

from tests.apps.reports.drafting.reports import HUNDREDS, drafted, nothing, years_of_figures
from yangguang.apps.reports.drafting.material import we_are
from yangguang.apps.reports.drafting.problems import commitments_of
from yangguang.apps.reports.drafting.tokens import plain, prompts
from yangguang.law.forms.answer import check_report
from yangguang.law.forms.load import form_for_year

BODIES = (
    ("清源市人民政府", "city", 2014),
    ("清源市教育局", "department", 2018),
    ("东山县城关镇人民政府", "township", 2018),
)


@pytest.mark.parametrize(("name", "scale", "first"), BODIES, ids=[row[1] for row in BODIES])
def test_no_draft_contradicts_its_tables_or_the_year_before(
    name: str, scale: str, first: int
) -> None:
    previous, before, promised = None, None, ()
    last = 2025 if first == 2014 else 2022
    for numbers in years_of_figures(f"years of {name}", scale, first, last):
        year = numbers.year
        then = before.cells if before is not None and before.form != "2014" else {}
        made = drafted(
            name, year, numbers.cells, before=then, named=HUNDREDS if year % 2 else {},
            commitments=promised,
        )  # fmt: skip
        answer = check_report(made.page, previous=previous)[0]
        assert [one.message for one in answer.findings if one.rule.value != "outlier"] == []
        assert answer.agency == name
        assert answer.year == year
        assert answer.parsed is not None
        assert answer.parsed.unread == ()
        read = {cell: value or 0 for cell, value in answer.parsed.cells.items()}
        form = form_for_year(year)
        assert form is not None
        assert {cell: Decimal(str(numbers.cells[cell])) for cell in form.cell_names()} == read
        problems = next(one.text for one in made.composed.parts if one.code == "problems")
        previous, before, promised = made.page, numbers, commitments_of(problems)


@pytest.mark.parametrize("year", [2016, 2020, 2024])
def test_nothing_is_said_in_words_and_never_as_nought_of_which(year: int) -> None:
    made = drafted("清源市教育局", year, nothing(year), named={"fees.yuan": 0})
    text = plain(made.text)
    assert not re.search(r"(?<!\d)0(?:件|条|次|人|元|个|%)", text)
    assert "其中" not in text
    assert "未收到政府信息公开申请" in text
    assert "未发生因政府信息公开引起的行政复议和行政诉讼" in text or "没有因政府信息公开被" in text
    answer = check_report(made.page)[0]
    assert [one.message for one in answer.findings] == []


def test_one_kind_alone_is_said_to_be_all() -> None:
    cells = nothing(2024) | {
        "3.1/natural": 3, "3.1/total": 3, "3.3.1/natural": 3, "3.3.1/total": 3,
        "3.3.7/natural": 3, "3.3.7/total": 3, "4.1/upheld": 2, "4.1/total": 2,
    }  # fmt: skip
    text = plain(drafted("清源市教育局", 2024, cells, named={"fees.yuan": 0}).text)
    assert "3件，均由自然人提出" in text
    assert "3件，均为予以公开" in text
    assert "行政复议2件，均为结果维持；未发生因政府信息公开引起的行政诉讼" in text


def test_growth_is_told_only_where_last_year_is_known() -> None:
    cells = nothing(2024) | {"3.1/natural": 30, "3.1/total": 30, "3.4/natural": 30, "3.4/total": 30}
    alone = plain(drafted("清源市教育局", 2024, cells).text)
    assert "比上年" not in alone
    beside = plain(drafted("清源市教育局", 2024, cells, before={"3.1/total": 24}).text)
    assert "30件，比上年增加6件，增长25%" in beside
    same = plain(drafted("清源市教育局", 2024, cells, before={"3.1/total": 30}).text)
    assert "30件，与上年持平" in same
    from_nothing = plain(drafted("清源市教育局", 2024, cells, before={"3.1/total": 0}).text)
    assert "30件，比上年增加30件；" in from_nothing or "30件，比上年增加30件，均由" in from_nothing


def test_what_no_record_knows_waits_for_a_person() -> None:
    made = drafted("清源市教育局", 2024, {}, notes={})
    waiting = prompts(made.text)
    assert any("考核" in one for one in waiting)
    assert any("申请" in one for one in waiting)
    assert any("收费" in one for one in waiting)
    assert not re.search(r"\d件", plain(made.text))


def test_withdrawn_applications_explain_why_fewer_were_answered() -> None:
    cells = nothing(2016) | {"3.1": 5, "3.1.3": 5, "3.2": 5, "3.2.1": 5, "3.3": 3, "3.3.2": 3}
    made = drafted("清源市教育局", 2016, cells)
    assert "申请人撤回2件" in plain(made.text)
    assert [one.message for one in check_report(made.page)[0].findings] == []


def test_the_fee_of_the_year_stands_in_the_sixth_section() -> None:
    made = drafted("清源市教育局", 2024, nothing(2024), named={"fees.yuan": 3940, "fees.cases": 6})
    other = next(plain(one.text) for one in made.composed.parts if one.code == "other")
    assert "2024年收取信息处理费3940元，涉及申请6件" in other
    none = drafted("清源市教育局", 2024, nothing(2024), named={"fees.yuan": 0})
    assert "2024年未收取信息处理费" in plain(none.text)


def test_last_years_measures_come_back_as_commitments() -> None:
    text = (
        "一是栏目更新不及时。2023年收到申请12件。\n"
        "下一步，我局将重点做好以下工作：一是加强栏目日常巡查和更新；二是组织2次培训；三是完善答复审核机制。"
    )
    assert commitments_of(text) == ("加强栏目日常巡查和更新", "完善答复审核机制")
    made = drafted(
        "清源市教育局", 2024, nothing(2024), commitments=("加强栏目日常巡查和更新",), notes={}
    )
    assert "上一年度报告提出的改进措施为：加强栏目日常巡查和更新。［请说明" in made.text


@pytest.mark.parametrize(
    ("name", "we"),
    [
        ("清源市人民政府", "我市"),
        ("东山县人民政府", "我县"),
        ("安河区文昌街道办事处", "我街道"),
        ("清源市卫生健康委员会", "我委"),
        ("清源市人民政府办公室", "我办"),
        ("清源市水务集团", "本机关"),
    ],
)
def test_a_body_speaks_of_itself_as_such_bodies_do(name: str, we: str) -> None:
    assert we_are(name, government=name.endswith("人民政府"))[0] == we
