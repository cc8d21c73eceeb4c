"""The text of a report checked against itself, and its statements against the table."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.law.forms.sheets import a_form
from yangguang.law.forms.findings import Ledger, plain
from yangguang.law.forms.load import load_form
from yangguang.law.forms.parts import check_parts
from yangguang.law.forms.percent import check_percent
from yangguang.law.forms.prose import Prose, read_prose
from yangguang.law.forms.scope import Subject
from yangguang.law.forms.sheet import Sheet
from yangguang.law.forms.statements import check_fee_statements, check_statements
from yangguang.text.document import Document, Paragraph

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[2] / "cases" / "report_text.toml").read_text(encoding="utf-8")
)["case"]


def prose_of(*lines: str) -> Prose:
    return read_prose(Document(tuple(Paragraph(line) for line in lines), "text/plain"))


def told(ledger: Ledger) -> list[str]:
    return [
        f"{f.rule.value} {f.severity.value} {plain(f.said)} {plain(f.expected)}"
        for f in ledger.findings
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_a_sentence_against_itself(case: dict[str, Any]) -> None:
    prose = prose_of(case["text"])
    ledger = check_parts(prose, {})
    ledger.extend(check_percent(prose, {}))
    assert told(ledger) == case.get("found", [])
    assert len(ledger.held) >= case.get("held", 0)
    for finding in ledger.findings:
        start, end = finding.spans[0]
        assert prose.source[start:end] == finding.quote


def statements(text: str, code: str = "2021", **cells: object) -> list[tuple[tuple[str, ...], int]]:
    parsed = a_form(code, **cells)
    sheet = Sheet(load_form(code), parsed)
    prose = prose_of("（二）依申请公开情况", text)
    ledger = check_statements(sheet, prose, Subject(parsed.agency or "", 2024), {})
    return [(f.cells, int(f.expected or 0)) for f in ledger.findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年收到政府信息公开申请342件，均已办结。", [(("3.4/total",), 22)]),
        ("上年结转的申请均已办结。", []),
        ("收到申请342件，除22件结转下年度外均已办结。", []),
        ("收到申请342件，均在法定期限内予以答复。", []),
        ("按时办结率100%。", []),
        ("来信86件，均已办结。", []),
        ("没有申请需要结转到下一年度。", [(("3.4/total",), 22)]),
        ("没有从2023年结转到2024年的政府信息公开申请。", [(("3.2/total",), 15)]),
        ("2024年我市未收到政府信息公开申请。", [(("3.1/total",), 342)]),
        ("2023年我市未收到政府信息公开申请。", []),
        ("全年未发生因政府信息公开引起的行政复议、行政诉讼。", [(("4.1/total",), 14), (("4.2/total", "4.3/total"), 8)]),
        ("行政复议、行政诉讼均为零。", [(("4.1/total", "4.2/total", "4.3/total"), 22)]),
        ("未发生被行政复议纠错的情形。", [(("4.1/corrected",), 2)]),
        ("没有承接上年度结转的申请。", [(("3.2/total",), 15)]),
        ("政府信息公开行政复议均无纠正案件。", [(("4.1/corrected",), 2)]),
        ("政府信息公开行政诉讼没有败诉情况。", [(("4.3/corrected",), 1)]),
        ("办理各类行政诉讼无败诉。", []),
        ("无收费事项因信息公开被提起行政诉讼3件。", []),
        ("确保不发生行政复议。", []),
        ("本年度未制发行政规范性文件。", [(("2.1.norms/made",), 8)]),
        ("新收的申请均由自然人提出。", [(("3.1/business", "3.1/welfare", "3.1/legal", "3.1/other"), 22)]),
        ("下一步，力争全部办结。", []),
    ],
)  # fmt: skip
def test_a_statement_without_a_number_against_the_table(
    text: str, expected: list[tuple[tuple[str, ...], int]]
) -> None:
    assert statements(text) == expected


def test_statements_that_hold_are_counted() -> None:
    parsed = a_form(
        **{"4.1/upheld": 0, "4.1/corrected": 0, "4.1/other": 0, "4.1/pending": 0, "4.1/total": 0}
    )
    sheet = Sheet(load_form("2021"), parsed)
    prose = prose_of("全年未发生因政府信息公开引起的行政复议。")
    ledger = check_statements(sheet, prose, Subject("淮宁市人民政府", 2024), {})
    assert ledger.findings == []
    assert [held.cells for held in ledger.held] == [("4.1/total",)]


def test_a_statement_on_an_unread_cell_is_not_judged() -> None:
    parsed = a_form(unread=("4.1/total",))
    sheet = Sheet(load_form("2021"), parsed)
    prose = prose_of("全年未发生因政府信息公开引起的行政复议。")
    ledger = check_statements(sheet, prose, Subject("淮宁市人民政府", 2024), {})
    assert ledger.findings == []
    assert [one.cells for one in ledger.not_assessable] == [("4.1/total",)]


def test_a_head_in_narrow_columns_is_no_statement() -> None:
    torn = ("四、政府信息公开行政复议、行政诉讼情况", "行  行政诉讼", "未  复议后起诉", "经")
    prose = prose_of("第二十条第（一）项", *torn, "五、存在的主要问题及改进情况")
    sheet = Sheet(load_form("2021"), a_form(**{"4.1/total": 48}))
    ledger = check_statements(sheet, prose, Subject("淮宁市人民政府", 2024), {})
    assert ledger.findings == []


def test_2014_all_closed_means_as_many_closed_as_received() -> None:
    assert statements("收到的申请已全部办结。", "2014") == []
    shorter = {"3.2": 25, "3.2.1": 19, "3.3": 25, "3.3.1": 2}
    assert statements("收到的申请已全部办结。", "2014", **shorter) == [(("3.2",), 25)]


def test_a_fee_taken_and_denied_is_a_contradiction_and_charges_are_no_fee() -> None:
    both = prose_of(
        "全年收取信息处理费380元。", "六、其他需要报告的事项", "本年度未收取信息处理费。"
    )
    assert len(check_fee_statements(both).findings) == 1
    charges = prose_of(
        "全年行政事业性收费7545万元。", "六、其他需要报告的事项", "本年度未收取信息处理费。"
    )
    assert check_fee_statements(charges).findings == []
