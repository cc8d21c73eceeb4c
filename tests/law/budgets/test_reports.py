"""Reports as different places print them: what is read in each, and what is found when it is made wrong."""

from __future__ import annotations

import io
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.law.budgets.county import FINAL
from tests.law.budgets.layouts import names_first, split_codes, text_lines, wrapped_names
from yangguang.law.budgets.check import BudgetCheck, check_budget
from yangguang.law.budgets.model import BudgetReport
from yangguang.law.budgets.read import read_budget
from yangguang.law.budgets.summary import entries
from yangguang.law.forms.model import Severity
from yangguang.text.extract import read

HERE = Path(__file__).parent / "reports"
MINISTRY, FUND = "ministry-form-budget", "fund-and-prose-only"


@cache
def said(name: str) -> str:
    return (HERE / f"{name}.txt").read_text(encoding="utf-8")


def report_of(text: str) -> BudgetReport:
    return read_budget(read(text.encode(), name="报告.txt"))


def checked(text: str) -> BudgetCheck:
    return check_budget(report_of(text))


@pytest.mark.parametrize("name", [MINISTRY, FUND])
def test_a_right_report_gives_no_finding(name: str) -> None:
    check = checked(said(name))
    assert [one.message for one in check.findings] == []
    assert check.held > 5


def test_this_years_figures_are_told_from_last_years() -> None:
    report = report_of(said(MINISTRY))
    assert (report.body, report.year, report.kind) == ("临川市水利局", 2024, "budget")
    read = {(one.table, one.code): one.amount for one in entries(report)}
    assert read["一般公共预算支出表", "total"] == Decimal("3536.78")
    assert read["一般公共预算支出表", "2130314"] == Decimal(500)
    assert read["“三公”经费支出表", "total"] == Decimal(50)
    assert read["收支总表", "carried_in"] == Decimal(80)
    assert read["收入总表", "total"] == Decimal("3736.78")
    empty = report.table("state_capital")
    assert empty is not None
    assert empty.empty == "本部门2024年没有使用国有资本经营预算拨款安排的支出"


def test_spending_of_a_fund_is_told_from_what_was_left_over() -> None:
    read = {one.code: one.amount for one in entries(report_of(said(FUND)))}
    assert (read["total"], read["project"]) == (Decimal(545), Decimal(545))
    assert read["2120803"] == Decimal(450)


WRONG = (
    (MINISTRY, "支出总计 3,736.78\n表2", "支出总计 3,763.78\n表2", "收支不平"),
    (MINISTRY, "2130314 防汛 500.00 500.00", "2130314 防汛 550.00 550.00", "所属各项"),
    (MINISTRY, "926.43 926.43 26.43", "926.43 962.43 26.43", "2130301 行政运行"),
    (MINISTRY, "50.00 0.00 38.00 0.00 38.00 12.00", "50.00 0.00 38.00 0.00 35.00 12.00", "购置费"),
    (MINISTRY, "公务接待费12万元", "公务接待费15万元", "各部分相加为53万元"),
    (MINISTRY, "占92.51%", "占95.21%", "应为92.51%"),
    (MINISTRY, "增长4.75%", "增长5.75%", "幅度应为4.75%"),
    (MINISTRY, "2024年预算数为926.43万元", "2024年预算数为962.43万元", "“行政运行”962.43万元"),
    (MINISTRY, "服务预算250万元", "服务预算280万元", "相加为1830万元"),
    (MINISTRY, "收支总预算3736.78万元。\n二", "收支总预算3763.78万元。\n二", "收支总计3763.78万元"),
    (FUND, "车辆3辆", "车辆4辆", "相加为3辆"),
    (FUND, "完成预算的70%", "完成预算的75%", "应为70%"),
    (FUND, "0.00 950,000.00 50,000.00", "0.00 950,000.10 50,000.00", "212"),
)


@pytest.mark.parametrize(("name", "old", "new", "told"), WRONG, ids=lambda one: str(one)[:20])
def test_what_is_made_wrong_is_found(name: str, old: str, new: str, told: str) -> None:
    assert said(name).count(old) == 1
    found = checked(said(name).replace(old, new)).findings
    assert any(told in one.message for one in found), [one.message for one in found]
    assert any(one.severity is Severity.ERROR for one in found)


@pytest.mark.parametrize(
    ("layout", "foot"),
    [
        (text_lines, "— {} —"),
        (wrapped_names, "第 {} 页 共 60 页"),
        (names_first, "{}"),
        (split_codes, "某县某局2023年度部门决算\n- {} -"),
    ],
)
def test_page_numbers_in_tables_are_no_amounts(layout: object, foot: str) -> None:
    lines = layout(FINAL).text().split("\n")  # type: ignore[operator]  # a layout
    for page in range(len(lines) // 29, 0, -1):
        lines.insert(page * 29, foot.format(page))
    assert [one.message for one in checked("\n".join(lines)).findings] == []


def test_an_empty_table_without_a_word_and_a_full_one_said_to_be_empty_are_told() -> None:
    text = text_lines(FINAL).text()
    silent = text.replace(
        "说明：本部门2023年度没有国有资本经营预算财政拨款支出，故本表为空表。", ""
    )
    silent = silent.replace("本年度无国有资本经营预算财政拨款支出。", "")
    (finding,) = checked(silent).findings
    assert finding.severity is Severity.WARNING
    assert "没有说明原因" in finding.message
    lines = text.split("\n")
    at = next(i for i, one in enumerate(lines) if one.startswith("30.00 0.00"))
    lines.insert(at + 1, "注：本部门2023年度无“三公”经费支出，故本表无数据。")
    (finding,) = checked("\n".join(lines)).findings
    assert "与报表不符" in finding.message


def test_what_cannot_be_placed_is_said_and_left_out() -> None:
    text = (
        text_lines(FINAL)
        .text()
        .replace(
            "30.00 0.00 24.00 0.00 24.00 6.00 24.50 0.00 20.00 0.00 20.00 4.50",
            "30.00 24.00 6.00 24.50",
        )
    )
    report = report_of(text)
    assert [(one.table, one.why) for one in report.unread] == [
        ("three_public", "数字与各栏的对应关系无法确定")
    ]
    # What the table cannot give, the sentence about it does, and is named as the source.
    public = [one for one in entries(report) if one.table == "“三公”经费支出表"]
    assert {one.code: one.text for one in public}["total"] == "24.50"
    assert all(one.place.startswith("说明文字：“") for one in public)


def test_what_is_no_budget_is_read_as_none() -> None:
    for text in ("关于召开会议的通知\n请于2024年3月5日参加会议。", "", "1 2 3\n4 5 6"):
        if text:
            report = report_of(text)
            assert (report.tables, entries(report), report.kind) == ((), [], None)
            assert check_budget(report).held == 0


@given(st.data())
@settings(max_examples=10, deadline=None)
def test_no_damage_makes_the_reader_fail(data: st.DataObject) -> None:
    lines = said(MINISTRY).split("\n")
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(lines) - 1))
        lines[place] = data.draw(
            st.sampled_from(
                ["", lines[place][::-1], lines[place][: len(lines[place]) // 2], "合计"]
            )
            | st.text(alphabet="201 ,.-（）一二合计支出0123456789", max_size=40)
        )
    report = report_of("\n".join(lines))
    check = check_budget(report, report)
    for one in check.findings:
        assert 0 <= one.place.span[0] <= one.place.span[1] <= len(report.text)


def test_a_head_of_two_floors_without_merged_cells_is_understood() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["2024年部门支出总体情况表"],
        ["单位名称：南平县司法局", None, None, None, None, None, None, None, "单位：万元"],
        ["功能分类科目", None, None, "科目名称", "总计", "基本支出", None, None, "项目支出"],
        ["类", "款", "项", None, None, "小计", "人员经费", "公用经费", None],
        ["204", None, None, "公共安全支出", 690.5, 490.5, 400, 90.5, 200],
        ["204", "06", None, "司法", 690.5, 490.5, 400, 90.5, 200],
        ["204", "06", "01", "行政运行", 490.5, 480.5, 400, 90.5, None],
        ["204", "06", "02", "一般行政管理事务", 200, None, None, None, 200],
        ["221", None, None, "住房保障支出", 52, 52, 52, None, None],
        ["221", "02", None, "住房改革支出", 52, 52, 52, None, None],
        ["221", "02", "01", "住房公积金", 52, 52, 52, None, None],
        ["合计", None, None, None, 742.5, 542.5, 452, 90.5, 200],
    ):
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    report = read_budget(read(data.getvalue(), name="支出.xlsx"))
    table = report.table("spending")
    assert table is not None
    total = table.line("total")
    assert total is not None
    assert {code: one.value for code, one in total.amounts.items()} == {
        "total": Decimal("742.5"),
        "basic": Decimal("542.5"),
        "project": Decimal(200),
    }
    assert [one.message for one in check_budget(report).findings] == [
        "《2024年部门支出总体情况表》“2040601 行政运行”合计为490.5万元，各栏相加为480.5万元。"
    ]
