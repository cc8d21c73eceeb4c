"""The whole check of one report, and how its answer is told to machines and to people.

`check_report` takes a document out of any format, finds its statutory tables, checks cells against
cells, text against cells and text against itself, and says what was verified, not only what failed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from yangguang.law.forms.carry_over import check_years
from yangguang.law.forms.checks import check_cells
from yangguang.law.forms.findings import (
    Finding,
    Held,
    Ledger,
    NotAssessable,
    Rule,
    finding_ids,
    number_or_null,
    plain,
    severity_label,
    worst_first,
)
from yangguang.law.forms.heading import Heading, read_heading
from yangguang.law.forms.load import load_form
from yangguang.law.forms.mentions import Mention, find_mentions
from yangguang.law.forms.model import Severity
from yangguang.law.forms.narrative import check_narrative, said_in_text
from yangguang.law.forms.parse import parse_report
from yangguang.law.forms.parsed import Kind, ParsedForm
from yangguang.law.forms.parts import check_parts
from yangguang.law.forms.percent import Totals, check_percent
from yangguang.law.forms.prose import LIMIT, Prose, read_prose
from yangguang.law.forms.scope import Subject
from yangguang.law.forms.sheet import Sheet
from yangguang.law.forms.statements import check_fee_statements, check_statements, denied_in_text
from yangguang.law.forms.structure import check_structure
from yangguang.law.forms.withdrawn import explain_withdrawals
from yangguang.text.document import Document

_KINDS: Mapping[Kind, str] = {
    "annual-report": "年度报告",
    "work-summary": "工作总结",
    "other": "其他文件",
}


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """What checking one table of one file gave; ``parsed`` is None where there is no table."""

    file: str
    kind: Kind
    parsed: ParsedForm | None
    findings: tuple[Finding, ...]
    ids: tuple[str, ...]
    held: tuple[Held, ...]
    not_assessable: tuple[NotAssessable, ...]
    table: int | None = None
    """Which table of the file, counted from 1, where it has several."""
    heading: Heading | None = None
    """What the head of a file without a table says: whose report of which year it is."""

    @property
    def agency(self) -> str | None:
        """Whose report it is, as the table or the head says."""
        said = self.parsed or self.heading
        return said.agency if said else None

    @property
    def year(self) -> int | None:
        """The year reported on."""
        said = self.parsed or self.heading
        return said.year if said else None

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def nothing(self) -> bool:
        """Whether the file is no report and there was nothing to check in it: no statutory table,
        and no figures of the text that bear on each other."""
        return self.kind == "other" and not (self.parsed or self.findings or self.held)

    def to_dict(self, *, every: bool = False) -> dict[str, Any]:
        """The answer as the contract of ``report check --json`` has it.

        With ``every`` the checks that held are listed too, each with both numbers.
        """
        parsed = self.parsed
        answer: dict[str, Any] = {"file": self.file, "kind": self.kind}
        if self.table is not None:
            answer["table"] = self.table
        answer |= {
            "form": parsed.form_code if parsed else None,
            "agency": self.agency,
            "year": self.year,
            "cells": {cell: number_or_null(v) for cell, v in parsed.cells.items()}
            if parsed
            else {},
            "unread": [{"cell": u.cell, "why": u.why} for u in parsed.unread] if parsed else [],
            "findings": [
                {
                    "id": one_id,
                    "rule": finding.rule.value,
                    "severity": finding.severity.value,
                    "cells": list(finding.cells),
                    "said": number_or_null(finding.said),
                    "expected": number_or_null(finding.expected),
                    "quote": finding.quote,
                    "message": finding.message,
                    "basis": finding.basis,
                    "spans": [list(span) for span in finding.spans],
                }
                for finding, one_id in zip(self.findings, self.ids, strict=True)
            ],
            "checked": len(self.held),
            "not_assessable": [
                {"rule": one.rule.value, "cells": list(one.cells), "why": one.why}
                for one in self.not_assessable
            ],
        }
        if every:
            answer["held"] = [
                {
                    "rule": one.rule.value,
                    "cells": list(one.cells),
                    "said": number_or_null(one.said),
                    "computed": number_or_null(one.computed),
                    "what": one.label,
                }
                for one in self.held
            ]
        return answer

    def to_json(self, *, every: bool = False) -> str:
        """The answer as one line of JSON."""
        return json.dumps(self.to_dict(every=every), ensure_ascii=False)

    def to_text(self, *, every: bool = False) -> str:
        """The answer for people: the form found, what was not read, the findings worst first."""
        lines = [self._headline(), *self._unread_lines()]
        for number, finding in enumerate(self.findings, 1):
            lines += _finding_lines(number, finding)
        if not self.findings:
            lines.append(f"  {self._verdict()}")
        lines.append(
            f"  已核对并相符：{len(self.held)}项；无法核对：{len(self.not_assessable)}项。"
        )
        if every:
            lines += [
                f"    ✓ {one.rule.words}：{one.label}（{plain(one.said)}＝{plain(one.computed)}）"
                if one.said == one.computed
                else f"    ✓ {one.rule.words}：{one.label}（{plain(one.said)}，算得{plain(one.computed)}）"
                for one in self.held
            ]
            lines += [f"    － {one.rule.words}：{one.why}" for one in self.not_assessable]
        return "\n".join(lines)

    def _verdict(self) -> str:
        """What is said where nothing was found wrong: nothing is praised that was not checked."""
        if self.held:
            return "没有发现问题。" if self.parsed else "正文中能够互相核对的数字没有发现问题。"
        why = (
            "统计表没有读出数字"
            if self.parsed
            else "没有找到法定统计表，正文中也没有能够互相核对的数字"
        )
        return f"没有可以核对的内容：{why}。请确认给出的是政府信息公开年度报告，表格也已包含在内。"

    def _headline(self) -> str:
        parsed = self.parsed
        name = f"{self.file}（第{self.table}张表）" if self.table is not None else self.file
        if parsed is None:
            who = f"，{self.agency}" if self.agency else ""
            when = f"，{self.year}年度" if self.year else ""
            strange = "，不像政府信息公开年度报告" if self.kind == "other" else ""
            return f"{name}：{_KINDS[self.kind]}{who}{when}{strange}，没有法定统计表，只核对正文"
        form = load_form(parsed.form_code)
        who = "，".join(
            part
            for part in (parsed.agency or "", f"{parsed.year}年度" if parsed.year else "")
            if part
        )
        read = sum(value is not None for value in parsed.cells.values())
        return f"{name}：{form.title}（{form.code}年表样）{'，' + who if who else ''}，读出{read}格"

    def _unread_lines(self) -> list[str]:
        if self.parsed is None or not self.parsed.unread:
            return []
        form = load_form(self.parsed.form_code)
        lines = [f"  未能读出{len(self.parsed.unread)}格："]
        shown = self.parsed.unread[:12]
        for one in shown:
            try:
                name = form.describe(one.cell)
            except KeyError:
                name = one.cell
            lines.append(f"    {name}：{one.why}")
        if len(self.parsed.unread) > len(shown):
            lines.append(f"    ……另{len(self.parsed.unread) - len(shown)}格")
        return lines


def _finding_lines(number: int, finding: Finding) -> list[str]:
    lines = [f"  {number}. [{severity_label(finding.severity)}] {finding.message}"]
    if finding.quote:
        lines.append(f"     原文：{' '.join(finding.quote.split())[:160]}")
    if finding.said is not None or finding.expected is not None:
        lines.append(f"     所填：{plain(finding.said)}　应为：{plain(finding.expected)}")
    lines.append(f"     规则：{finding.rule.words}")
    if finding.basis:
        lines.append(f"     依据：{finding.basis}")
    return lines


def check_report(
    document: Document, *, previous: Document | None = None, file: str = ""
) -> list[ReportAnswer]:
    """One answer for each statutory table of a document; one without a table where it has none.

    ``previous`` is last year's report of the same body. Never raises for any content.
    """
    forms = parse_report(document)
    before = parse_report(previous) if previous is not None else []
    prose = read_prose(document, table_blocks=_table_blocks(forms))
    if not forms:
        return [_without_table(document, prose, file)]
    ledgers = [_check_table(parsed, prose, _last_year(parsed, before)) for parsed in forms]
    # The text speaks of one of the tables: the one with which it agrees most.
    spoken = max(range(len(forms)), key=lambda i: ledgers[i].agreed)
    answers = []
    for index, (parsed, checked) in enumerate(zip(forms, ledgers, strict=True)):
        ledger = checked.cells
        if index == spoken:
            ledger.extend(checked.text)
            subject = Subject(parsed.agency or "", parsed.year)
            form = load_form(parsed.form_code)
            ledger.extend(check_structure(document, prose, form, parsed, subject))
            ledger.extend(check_fee_statements(prose))
        table = index + 1 if len(forms) > 1 else None
        answers.append(_answer(file, parsed.kind, parsed, ledger, prose, table))
    return answers


@dataclass(slots=True)
class _Checked:
    cells: Ledger
    text: Ledger
    agreed: int


def _check_table(parsed: ParsedForm, prose: Prose, before: ParsedForm | None) -> _Checked:
    subject = Subject(parsed.agency or "", parsed.year)
    mentions = find_mentions(prose, parsed.form_code, subject)
    said = said_in_text(mentions)
    for cell in denied_in_text(prose, parsed.form_code, subject):
        said.setdefault(cell, set()).add(Decimal(0))
    sheet = Sheet(load_form(parsed.form_code), parsed, said)
    cells, corrected = check_cells(sheet)
    if parsed.form_code == "2014":
        explain_withdrawals(cells, prose)
    cells.extend(check_years(sheet, before))
    text, overridden = check_narrative(sheet, mentions, corrected, prose)
    agreed = len(text.held)
    # A cell already shown to be impossible is not told again where the text has the right number.
    blamed = {one.cells for one in cells.findings if one.severity is not Severity.INFO}
    text.findings = [one for one in text.findings if one.cells not in blamed]
    text.extend(check_parts(prose, overridden))
    text.extend(check_percent(prose, overridden, _then(mentions, parsed, before), _totals(parsed)))
    text.extend(check_statements(sheet, prose, subject, corrected))
    return _Checked(cells, text, agreed)


def _without_table(document: Document, prose: Prose, file: str) -> ReportAnswer:
    heading = read_heading(document, has_table=False)
    kind = heading.kind
    ledger = Ledger.empty()
    ledger.extend(check_parts(prose, {}))
    ledger.extend(check_percent(prose, {}))
    if kind != "other":
        ledger.extend(check_structure(document, prose, None, None, Subject()))
        ledger.extend(check_fee_statements(prose))
    return replace(_answer(file, kind, None, ledger, prose, None), heading=heading)


def _answer(
    file: str,
    kind: Kind,
    parsed: ParsedForm | None,
    ledger: Ledger,
    prose: Prose,
    table: int | None,
) -> ReportAnswer:
    if prose.cut:
        why = f"正文超过{LIMIT}字，其后的部分没有核对"
        ledger.not_assessable.append(NotAssessable(Rule.NARRATIVE, (), why))
    source = prose.source
    findings = worst_first(_placed(finding, parsed) for finding in ledger.findings)
    return ReportAnswer(
        file=file,
        kind=kind,
        parsed=parsed,
        findings=tuple(findings),
        ids=tuple(finding_ids(source, findings)),
        held=tuple(ledger.held),
        not_assessable=tuple(ledger.not_assessable),
        table=table,
    )


def _placed(finding: Finding, parsed: ParsedForm | None) -> Finding:
    """A finding about cells quotes the row in which they stand."""
    if finding.quote or parsed is None:
        return finding
    places = [parsed.places[cell] for cell in finding.cells if cell in parsed.places]
    if not places:
        return finding
    spans = tuple((place.start, place.end) for place in places)
    return replace(finding, quote=places[-1].quote, spans=spans)


def _table_blocks(forms: list[ParsedForm]) -> frozenset[int]:
    """Blocks that hold a figure of the table."""
    return frozenset(place.block for parsed in forms for place in parsed.places.values())


def _last_year(parsed: ParsedForm, before: list[ParsedForm]) -> ParsedForm | None:
    """The table of last year's file that belongs to this one."""
    if not before:
        return None
    same = [one for one in before if parsed.year and one.year == parsed.year - 1]
    return (same or before)[0]


def _then(
    mentions: list[Mention], parsed: ParsedForm, before: ParsedForm | None
) -> dict[int, Decimal]:
    """By offset of a figure of the text: last year's number of the cells it speaks of."""
    if before is None or before.form_code != parsed.form_code:
        return {}
    if parsed.year and before.year and before.year != parsed.year - 1:
        return {}
    found = {}
    for mention in mentions:
        for cells in mention.reading.cells:
            known = all(
                parsed.cells.get(c) is not None and before.cells.get(c) is not None for c in cells
            )
            if known and mention.figure.value == sum(parsed.value(c) for c in cells):
                found[mention.start] = sum((before.value(c) for c in cells), Decimal(0))
                break
    return found


def _totals(parsed: ParsedForm) -> Totals:
    """The numbers of the table that a share may be of."""

    def numbers(*sums: tuple[str, ...]) -> tuple[Decimal, ...]:
        found = []
        for names in sums:
            cells = [parsed.cells.get(name) for name in names]
            if all(cell is not None for cell in cells):
                found.append(sum((cell for cell in cells if cell is not None), Decimal(0)))
        return tuple(number for number in found if number > 0)

    if parsed.form_code == "2014":
        return Totals(
            received=numbers(("3.1",)),
            handled=numbers(("3.3",), ("3.2",)),
            others=numbers(("4",), ("5",), ("1.1",), ("8.3",)),
        )
    return Totals(
        received=numbers(("3.1/total",), ("3.1/total", "3.2/total")),
        handled=numbers(("3.3.7/total",)),
        others=numbers(("4.1/total",), ("4.2/total", "4.3/total"), ("4.2/total",), ("4.3/total",)),
    )
