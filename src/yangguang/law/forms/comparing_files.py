"""Reports read from files, made ready to be compared: each checked beside its own year before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from yangguang.law.forms.answer import ReportAnswer, check_report
from yangguang.law.forms.comparing import Entry
from yangguang.law.forms.findings import Rule
from yangguang.law.forms.model import Severity
from yangguang.text.document import Document


def entries_of(documents: Sequence[tuple[str, Document]]) -> tuple[list[Entry], list[str]]:
    """One entry for each table of each file, in the files' order, and the files that are no report.

    Where the year before of the same body is among the files, it serves for carry-over.
    """
    first = [(name, document, check_report(document, file=name)) for name, document in documents]
    known = {
        (answer.agency, answer.year): document
        for _, document, answers in first
        for answer in answers
        if answer.agency and answer.year and answer.parsed is not None
    }
    entries: list[Entry] = []
    no_reports: list[str] = []
    for name, document, answers in first:
        if all(answer.kind == "other" and answer.parsed is None for answer in answers):
            no_reports.append(name)
            continue
        before = _before(answers, known)
        again = check_report(document, previous=before, file=name) if before else answers
        entries += [_entry(name, answer) for answer in again]
    return entries, no_reports


def _before(
    answers: Sequence[ReportAnswer], known: dict[tuple[str, int], Document]
) -> Document | None:
    for answer in answers:
        if answer.agency and answer.year and (answer.agency, answer.year - 1) in known:
            return known[answer.agency, answer.year - 1]
    return None


def _entry(name: str, answer: ReportAnswer) -> Entry:
    parsed = answer.parsed
    counted = [finding.severity for finding in answer.findings]
    late = next((one.message for one in answer.findings if one.rule is Rule.LATE), "")
    return Entry(
        source=name,
        # A body that the file does not name is told apart by its file, so that its figures count.
        agency=answer.agency or (f"未写明机关（{PurePath(name).name}）" if answer.year else ""),
        year=answer.year,
        form=parsed.form_code if parsed else "",
        values=dict(parsed.cells) if parsed else {},
        unread=frozenset(one.cell for one in parsed.unread) if parsed else frozenset(),
        errors=counted.count(Severity.ERROR),
        warnings=counted.count(Severity.WARNING),
        infos=counted.count(Severity.INFO),
        late=late,
        messages=tuple(one.message for one in answer.findings if one.severity is not Severity.INFO),
    )
