"""Sentences of reports held against a sheet: slips are found, scopes and other things are left alone."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.law.forms.sheets import a_form
from yangguang.law.forms.findings import Finding, Rule, plain
from yangguang.law.forms.load import load_form
from yangguang.law.forms.mentions import find_mentions
from yangguang.law.forms.model import Severity
from yangguang.law.forms.narrative import check_narrative
from yangguang.law.forms.prose import read_prose
from yangguang.law.forms.scope import Subject
from yangguang.law.forms.sheet import Sheet
from yangguang.text.document import Document, Paragraph

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[2] / "cases" / "narrative.toml").read_text(encoding="utf-8")
)["case"]


def read(case: dict[str, Any]) -> tuple[list[Finding], int]:
    code = case.get("form", "2021")
    year = 2016 if code == "2014" else 2024
    parsed = a_form(code, year=year)
    blocks = [Paragraph(case["section"])] if "section" in case else []
    blocks += [Paragraph(line) for line in case["text"].split("\n")]
    document = Document(tuple(blocks), "text/plain")
    prose = read_prose(document)
    subject = Subject(parsed.agency or "", year)
    sheet = Sheet(load_form(code), parsed)
    ledger, _ = check_narrative(sheet, find_mentions(prose, code, subject), {}, prose)
    for finding in ledger.findings:
        assert finding.rule is Rule.NARRATIVE
        start, end = finding.spans[0]
        assert document.text()[start:end] == finding.quote
    return [f for f in ledger.findings if f.severity is not Severity.INFO], len(ledger.held)


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_a_sentence_against_the_table(case: dict[str, Any]) -> None:
    findings, held = read(case)
    got = [
        f"{f.severity.value} {'+'.join(f.cells)} {plain(f.said)} {plain(f.expected)}"
        for f in findings
    ]
    wanted = list(case.get("found", []))
    if case.get("loose"):
        got = [line.partition(" ")[2] for line in got]
        wanted = [line.partition(" ")[2] for line in wanted]
    assert got == wanted
    assert held >= case.get("held", 0)
