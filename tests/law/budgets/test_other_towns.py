"""Layouts of other towns: codes over three columns, 三公 as a list of items, blanks for nought."""

from __future__ import annotations

from yangguang.law.budgets.model import BudgetReport
from yangguang.law.budgets.read import read_budget
from yangguang.text.document import Block, Cell, Document, Paragraph, Table

ITEMS = [
    ["项目", "预算数", "决算数"],
    ["合计", "40", "20"],
    ["1.因公出国（境）费用", "10", ""],
    ["2.公务接待费", "", "5"],
    ["3.公务用车购置及运行费", "30", "15"],
    ["其中：公务用车运行维护费", "30", "15"],
]


def a_report(title: str, rows: list[list[str]]) -> BudgetReport:
    """What is read of one sheet under its title, after a cover."""
    head = [[title], ["部门：清源市文化局", "单位：万元"]]
    cells = tuple(tuple(Cell(text) for text in row) for row in head + rows)
    blocks: tuple[Block, ...] = (
        Paragraph("2023年度清源市文化局部门决算"),
        Table(cells, caption="表", recovered="marked"),
    )
    return read_budget(Document(blocks, ""))


def figures(report: BudgetReport) -> list[tuple[str, dict[str, str]]]:
    return [
        (line.code, {code: str(one.value) for code, one in line.amounts.items()})
        for line in report.tables[0].lines
    ]


def test_codes_over_three_columns_above_a_line_of_column_numbers() -> None:
    rows = [
        ["项目", "", "", "", "本年支出合计", "基本支出", "项目支出"],
        ["支出功能分类科目编码", "", "", "科目名称", "", "", ""],
        ["类", "款", "项", "栏次", "1", "2", "3"],
        ["合计", "", "", "", "950", "680", "270"],
        ["207", "", "", "文化旅游体育与传媒支出", "950", "680", "270"],
        ["207", "01", "", "文化和旅游", "950", "680", "270"],
        ["207", "01", "01", "行政运行", "680", "680", ""],
        ["207", "01", "09", "群众文化", "270", "", "270"],
    ]
    assert figures(a_report("支出决算表", rows)) == [
        ("total", {"total": "950", "basic": "680", "project": "270"}),
        ("207", {"total": "950", "basic": "680", "project": "270"}),
        ("20701", {"total": "950", "basic": "680", "project": "270"}),
        ("2070101", {"total": "680", "basic": "680"}),
        ("2070109", {"total": "270", "project": "270"}),
    ]


def test_items_below_each_other_with_both_figures_and_blanks_for_nought() -> None:
    assert figures(a_report("“三公”经费支出决算表", ITEMS)) == [
        ("budget", {"total": "40", "abroad": "10", "vehicles": "30", "running": "30"}),
        ("final", {"total": "20", "reception": "5", "vehicles": "15", "running": "15"}),
    ]


def test_items_in_running_text_whose_blanks_left_no_trace_are_said_to_be_unread() -> None:
    lines = ["2023年度清源市文化局部门决算", "“三公”经费支出决算表", "单位：万元"]
    lines += [" ".join(filter(None, row)) for row in ITEMS]
    report = read_budget(Document(tuple(Paragraph(line) for line in lines), ""))
    (table,) = report.tables
    assert (table.lines, [one.why for one in table.unread]) == (
        (), ["各行的数字多少不一，与各栏的对应关系无法确定"],
    )  # fmt: skip
