"""One final account in eight layouts: nothing wrong is found in it, and what is made wrong is found."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.law.budgets.county import FINAL, Book
from tests.law.budgets.layouts import (
    LAYOUTS,
    ministry_form,
    names_first,
    one_number_a_line,
    text_lines,
    web_page,
    word_file,
    workbook,
)
from yangguang.law.budgets.check import check_budget
from yangguang.law.budgets.findings import BudgetRule
from yangguang.law.budgets.read import read_budget
from yangguang.text.document import Document

Layout = Callable[[Book], Document]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.__name__)
def test_a_report_without_a_mistake_gives_no_finding(layout: Layout) -> None:
    report = read_budget(layout(FINAL))
    check = check_budget(report)
    assert [one.message for one in check.findings] == []
    assert (report.body, report.year, report.kind) == ("清河县农业农村局", 2023, "final")
    assert {one.code for one in report.tables} == {one.code for one in FINAL.sheets}
    assert check.held >= 190
    table = report.table("three_public")
    assert table is not None
    final = table.line("final")
    assert final is not None
    read = {code: table.in_wan(one) for code, one in final.amounts.items()}
    assert {code: value for code, value in read.items() if value} == {
        "total": Decimal("24.5"),
        "vehicles": Decimal(20),
        "running": Decimal(20),
        "reception": Decimal("4.5"),
    }


PLANTED = {
    "总计与本年合计、结转不平": (
        lambda book: book.changed("overall", "年初结转和结余", "100.30", "103.30"),
        {BudgetRule.BALANCE},
    ),
    "款不等于项之和": (
        lambda book: book.changed("general", "行政单位医疗", "40.20", "42.20"),
        {BudgetRule.PARTS, BudgetRule.SUBJECTS, BudgetRule.TABLES},
    ),
    "合计不等于各类之和": (
        lambda book: book.changed("spending", "合计", "1256.00", "1265.00"),
        {BudgetRule.PARTS, BudgetRule.SUBJECTS, BudgetRule.TABLES},
    ),
    "三公合计不等于各部分": (
        lambda book: book.changed("three_public", "24.50", "4.50", "6.40"),
        {BudgetRule.THREE_PUBLIC, BudgetRule.PROSE},
    ),
    "人员经费与公用经费不等于基本支出": (
        lambda book: book.changed("basic", "公用经费合计", "155.00", "165.00"),
        {BudgetRule.TABLES, BudgetRule.PROSE},
    ),
}
"""What is made wrong → the rules that may tell it; at least one finding, and no other rule."""


QUICK = (ministry_form, one_number_a_line, names_first, web_page)
"""Layouts that differ most, and take no writing of office files."""


@pytest.mark.parametrize("layout", [workbook, word_file], ids=lambda one: one.__name__)
def test_wrong_figures_in_office_files_are_found(layout: Layout) -> None:
    book = FINAL
    for change, _ in PLANTED.values():
        book = change(book)
    found = check_budget(read_budget(layout(book))).findings
    assert {one.rule for one in found} >= {
        BudgetRule.BALANCE, BudgetRule.PARTS, BudgetRule.SUBJECTS, BudgetRule.THREE_PUBLIC,
        BudgetRule.TABLES,
    }  # fmt: skip


@pytest.mark.parametrize("layout", QUICK, ids=lambda one: one.__name__)
@pytest.mark.parametrize("planted", PLANTED)
def test_a_wrong_figure_in_a_table_is_found(layout: Layout, planted: str) -> None:
    change, rules = PLANTED[planted]
    found = check_budget(read_budget(layout(change(FINAL)))).findings
    assert found, planted
    assert {one.rule for one in found} <= rules


SAID = {
    "收支总计写错": ("总计均为1316.00万元", "总计均为1361.00万元", BudgetRule.PROSE),
    "增幅算错": ("增长5.28%", "增长8.25%", BudgetRule.RATE),
    "方向相反": ("各减少59.50万元，下降4.58%", "各减少59.50万元，增长4.58%", BudgetRule.STATEMENT),
    "占比算错": ("占36.66%", "占39.66%", BudgetRule.SHARE),
    "类级金额与报表不符": ("（类）60.35万元，占5.03%", "（类）63.35万元，占5.28%", BudgetRule.ITEM),
    "完成比例算错": ("完成年初预算的96.15%", "完成年初预算的91.15%", BudgetRule.RATE),
    "决算大于预算却称小于": (
        "年初预算为520.00万元，支出决算为500.00万元，完成年初预算的96.15%",
        "年初预算为480.00万元，支出决算为500.00万元，完成年初预算的104.17%",
        BudgetRule.STATEMENT,
    ),
    "基本支出写错": ("基本支出795.60万元，其中：人员", "基本支出759.60万元，其中：人员", BudgetRule.PROSE),
    "项级金额与报表不符": (
        "支出决算为180.40万元，完成年初预算的100.00%",
        "支出决算为184.00万元，完成年初预算的102.00%",
        BudgetRule.ITEM,
    ),
    "三公说明与表不符": ("公务接待费支出决算为4.50万元", "公务接待费支出决算为5.40万元", BudgetRule.PROSE),
    "采购各项之和不符": ("工程支出200.00万元", "工程支出210.00万元", BudgetRule.SHARE),
    "车辆各类之和不符": ("其他用车2辆", "其他用车3辆", BudgetRule.SHARE),
}  # fmt: skip


@pytest.mark.parametrize("planted", SAID)
def test_a_wrong_sentence_is_found(planted: str) -> None:
    old, new, rule = SAID[planted]
    report = read_budget(text_lines(FINAL.said(old, new)))
    found = check_budget(report).findings
    assert rule in {one.rule for one in found}
    for one in found:
        place = report.text[slice(*one.place.span)]
        assert "".join(place.split())[:12] == one.quote.replace("(", "（")[:12] or not one.quote
