"""A report held against an earlier one: last year's figures, and what was carried over."""

from __future__ import annotations

from dataclasses import replace

from tests.law.budgets.county import FINAL, Book
from tests.law.budgets.layouts import text_lines
from yangguang.law.budgets.check import check_budget
from yangguang.law.budgets.model import BudgetReport
from yangguang.law.budgets.read import read_budget

COVER = ("清河县农业农村局", "2022年度部门决算", *FINAL.cover[2:])


def last_year(**changed: tuple[str, str]) -> BudgetReport:
    """The account of 2022: what is left over at its end begins 2023."""
    book = replace(FINAL, cover=COVER)
    book = book.changed("overall", "年末结转和结余", "60.00", "100.30")
    return read_budget(text_lines(book))


def messages(book: Book, before: BudgetReport) -> list[str]:
    report = read_budget(text_lines(book))
    return [one.message for one in check_budget(report, before).findings]


def test_what_is_left_over_must_begin_the_next_year() -> None:
    before = last_year()
    told = messages(FINAL, before)
    assert not any(
        "年末结转和结余" in one and "部门决算" not in one for one in told if "年初" in one
    )
    other = read_budget(text_lines(replace(FINAL, cover=COVER)))
    told = messages(FINAL, other)
    assert (
        "《收入支出决算总表》“年初结转和结余”为100.30万元，2022年决算的年末结转和结余为60.00万元。"
        "如经调整，应当说明。" in told
    )


def test_last_years_total_must_be_the_one_published() -> None:
    told = messages(FINAL, last_year())
    (wrong,) = [one for one in told if "收支总计" in one and "财政拨款" not in one]
    assert wrong.startswith("按说明文字推算，2022年收支总计为1250万元；2022年决算公开时")
    right = FINAL.said(
        "与2022年度相比，收、支总计各增加66.00万元，增长5.28%", "与2022年度相比，收、支总计持平"
    )
    assert not any(
        "收支总计" in one and "财政拨款" not in one for one in messages(right, last_year())
    )


def test_another_bodys_report_is_not_held_against_it() -> None:
    other = read_budget(
        text_lines(replace(FINAL, cover=("清河县教育局", "2022年度部门决算", *FINAL.cover[2:])))
    )
    check = check_budget(read_budget(text_lines(FINAL)), other)
    assert check.findings == ()
    assert any("未作衔接核对" in one for one in check.not_made)
