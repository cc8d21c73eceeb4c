"""This year's report against last year's, and how a report is built and when it came out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.law.forms.sheets import a_form
from yangguang.law.forms.carry_over import check_years
from yangguang.law.forms.findings import Finding, Rule
from yangguang.law.forms.load import load_form
from yangguang.law.forms.model import Severity
from yangguang.law.forms.parsed import ParsedForm
from yangguang.law.forms.prose import read_prose
from yangguang.law.forms.scope import Subject
from yangguang.law.forms.sheet import Sheet
from yangguang.law.forms.structure import check_structure
from yangguang.text.document import Document, Paragraph

LAST = {
    "3.4/natural": 14,
    "3.4/business": 1,
    "3.4/total": 15,
    "2.1.norms/in_force": 84,
    "2.1.rules/in_force": 10,
}


def last_year(**changes: object) -> ParsedForm:
    return a_form(year=2023, **{**LAST, **changes})


def years(previous: ParsedForm, **changes: object) -> list[Finding]:
    sheet = Sheet(load_form("2021"), a_form(**changes))
    return [f for f in check_years(sheet, previous).findings if f.severity is not Severity.INFO]


def test_what_was_carried_over_agrees_in_every_column() -> None:
    sheet = Sheet(load_form("2021"), a_form())
    ledger = check_years(sheet, last_year())
    assert [f for f in ledger.findings if f.severity is not Severity.INFO] == []
    assert len(ledger.held) == 9


def test_a_wrong_carry_over_is_one_error_that_names_its_columns() -> None:
    found = years(last_year(**{"3.4/natural": 17, "3.4/total": 18}))
    assert [(f.rule, f.severity, f.cells, f.said, f.expected) for f in found] == [
        (Rule.CARRY_OVER, Severity.ERROR, ("3.2/natural", "3.2/total"), 15, 18)
    ]


def test_documents_in_force_that_do_not_follow_are_a_warning() -> None:
    found = years(last_year(**{"2.1.norms/in_force": 90}))
    assert [(f.severity, f.cells, f.said, f.expected) for f in found] == [
        (Severity.WARNING, ("2.1.norms/in_force",), 66, 72)
    ]


def test_nothing_repealed_may_be_left_blank_where_the_row_is_filled() -> None:
    blank = {"2.1.norms/repealed": None}
    assert years(last_year(**{"2.1.norms/in_force": 58}), **blank) == []
    found = years(last_year(**{"2.1.norms/in_force": 60}), **blank)
    assert [(f.cells, f.said, f.expected) for f in found] == [(("2.1.norms/in_force",), 66, 68)]


def test_a_row_left_blank_says_nothing_about_what_followed() -> None:
    blank = {"2.1.norms/made": None, "2.1.norms/repealed": None}
    assert years(last_year(**{"2.1.norms/in_force": 60}), **blank) == []


def test_a_total_left_blank_last_year_is_what_its_row_adds_up_to() -> None:
    assert years(last_year(**{"3.4/total": None})) == []


def test_the_report_of_another_year_is_not_compared() -> None:
    sheet = Sheet(load_form("2021"), a_form())
    ledger = check_years(sheet, a_form(year=2021, **{"3.4/natural": 99}))
    assert ledger.findings == []
    assert "2021年度" in ledger.not_assessable[0].why


def test_a_tenfold_jump_is_worth_knowing() -> None:
    sheet = Sheet(load_form("2021"), a_form())
    found = check_years(sheet, last_year(**{"2.6.penalties/decisions": 9857})).findings
    assert [(f.rule, f.severity, f.cells) for f in found] == [
        (Rule.OUTLIER, Severity.INFO, ("2.6.penalties/decisions",))
    ]


def built(*lines: str, agency: str = "淮宁市人民政府", year: int = 2024) -> list[tuple[str, str]]:
    document = Document(tuple(Paragraph(line) for line in lines), "text/plain")
    prose = read_prose(document)
    ledger = check_structure(document, prose, None, None, Subject(agency, year))
    assert all(f.severity is Severity.INFO for f in ledger.findings)
    return [(f.rule.value, f.message) for f in ledger.findings]


def test_a_missing_number_is_told() -> None:
    found = built("一、概述", "1、甲。", "2、乙。", "3、丙。", "5、丁。", "二、情况", "四、问题")
    assert found == [
        ("structure", "编号“4、”缺失：“3、”之后是“5、”。"),
        ("structure", "编号“三、”缺失：“二、”之后是“四、”。"),
    ]


def test_numbering_begins_anew_under_each_heading() -> None:
    assert (
        built(
            "一、概述", "（一）甲", "（二）乙", "二、情况", "（一）丙", "1、子", "2、丑", "（二）丁"
        )
        == []
    )


@pytest.mark.parametrize(
    ("agency", "day", "late"),
    [
        ("淮宁市人民政府", "2025年3月31日", False),
        ("淮宁市人民政府", "2025年4月1日", True),
        ("淮宁市财政局", "2025年1月31日", False),
        ("淮宁市财政局", "2025年2月1日", True),
        ("淮宁市财政局", "2024年2月1日", False),
    ],
)
def test_publication_after_the_legal_day_is_worth_knowing(
    agency: str, day: str, late: bool
) -> None:
    found = built("一、概述", "正文。", day, agency=agency)
    assert [rule for rule, _ in found] == (["late"] if late else [])


def test_before_2019_departments_too_had_until_the_end_of_march() -> None:
    assert built("一、概述", "正文。", "2017年3月20日", agency="淮宁市财政局", year=2016) == []


def test_decimal_cells_compare_exactly() -> None:
    sheet = Sheet(load_form("2021"), a_form(**{"2.8.fees/amount": "0.1"}))
    assert sheet.value("2.8.fees/amount") == Decimal("0.1")
