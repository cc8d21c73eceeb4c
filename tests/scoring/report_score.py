"""Scores `yangguang report check` on generated annual reports whose truth is known.

``python -m tests.scoring.report_score --count 400 --seed 1`` prints how many cells were read right,
how many planted slips were found, how many clean reports stayed without error and warning, and how
fast; ``--show-misses K`` prints K misses of each kind, ``--keep DIR`` saves the files they stand in.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.builders.annual_reports import DIALECTS, BuiltReport, build_report
from tests.builders.reports.compose import HANDS
from tests.builders.reports.slips import Slip
from yangguang.law.forms.answer import check_report
from yangguang.text.extract import read

Answer = dict[str, Any]
Checker = Callable[[BuiltReport], list[Answer]]
_ALARMS = ("error", "warning")


@dataclass(frozen=True)
class Miss:
    """One thing the checker got wrong, with what is needed to look at it."""

    kind: str
    topic: str
    seed: str
    dialect: str
    detail: str


@dataclass
class Score:
    """Counts over all reports scored."""

    reports: int = 0
    cells: int = 0
    right: int = 0
    wrong: int = 0
    unread: int = 0
    missing: int = 0
    invented: int = 0
    destroyed: int = 0
    guessed: int = 0
    slips: int = 0
    found: int = 0
    clean: int = 0
    quiet: int = 0
    wrong_kind: int = 0
    wrong_form: int = 0
    wrong_year: int = 0
    wrong_agency: int = 0
    failed: int = 0
    unexplained: int = 0
    checked_seconds: float = 0.0
    slip_kinds: Counter[str] = field(default_factory=Counter)
    found_kinds: Counter[str] = field(default_factory=Counter)
    cells_by_dialect: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    misses: list[Miss] = field(default_factory=list)

    @property
    def cell_share(self) -> float:
        """Cells read right among the cells that stand in the sources."""
        return self.right / self.cells if self.cells else 1.0

    @property
    def slip_share(self) -> float:
        """Slips found among those planted."""
        return self.found / self.slips if self.slips else 1.0

    @property
    def quiet_share(self) -> float:
        """Clean reports without error and warning among the clean ones."""
        return self.quiet / self.clean if self.clean else 1.0

    @property
    def per_minute(self) -> float:
        """Reports read and checked a minute, writing them not counted."""
        return 60 * self.reports / self.checked_seconds if self.checked_seconds else 0.0


def check_in_process(report: BuiltReport) -> list[Answer]:
    """The product's answers for one report, through the functions behind the command."""
    document = read(report.data, name=report.name)
    previous = None
    if report.previous is not None:
        name, data = report.previous
        previous = read(data, name=name)
    answers = check_report(document, previous=previous, file=report.name)
    return [_as_json(answer) for answer in answers]


def _as_json(answer: Any) -> Answer:
    told = answer.to_json()
    return (
        json.loads(told) if isinstance(told, str) else json.loads(json.dumps(told, default=float))
    )


def score_reports(
    reports: Iterable[BuiltReport], check: Checker, *, keep: Path | None = None
) -> Score:
    """Checks every report and counts; misses are listed, and their files saved under `keep`."""
    score = Score()
    for report in reports:
        before = len(score.misses)
        started = time.perf_counter()
        try:
            answers = check(report)
        except Exception as error:
            answers = []
            score.failed += 1
            _miss(score, report, "failed", type(error).__name__, repr(error)[:300])
        score.checked_seconds += time.perf_counter() - started
        score.reports += 1
        answer = _main_answer(answers)
        _score_identity(score, report, answer)
        _score_cells(score, report, answer)
        _score_findings(score, report, [f for a in answers for f in a.get("findings", [])])
        if keep is not None and len(score.misses) > before:
            _keep(keep, report, answers, score.misses[before:])
    return score


def _main_answer(answers: list[Answer]) -> Answer:
    """The answer with the most cells: a page may hold other tables."""
    return max(answers, key=lambda answer: len(answer.get("cells") or {}), default={})


def _miss(score: Score, report: BuiltReport, kind: str, topic: str, detail: str) -> None:
    dialect = "+".join((report.dialect, *report.notes))
    score.misses.append(Miss(kind, topic, report.seed, dialect, detail))


def _score_identity(score: Score, report: BuiltReport, answer: Answer) -> None:
    if answer.get("kind") != "annual-report":
        score.wrong_kind += 1
        _miss(score, report, "kind", "annual-report", f"answered {answer.get('kind')}")
    if answer.get("form") != report.form:
        score.wrong_form += 1
        _miss(score, report, "form", str(report.form), f"answered {answer.get('form')}")
    if answer.get("year") != report.year:
        score.wrong_year += 1
        _miss(score, report, "year", str(report.year), f"answered {answer.get('year')}")
    # A page in traditional script names its agency in that script.
    if answer.get("agency") != report.agency and "traditional" not in report.notes:
        score.wrong_agency += 1
        _miss(
            score, report, "agency", report.agency[-3:], f"{report.agency}: {answer.get('agency')}"
        )


def _score_cells(score: Score, report: BuiltReport, answer: Answer) -> None:
    cells = answer.get("cells") or {}
    unread = {entry["cell"] for entry in answer.get("unread") or []}
    tally = score.cells_by_dialect[report.dialect]
    for cell, accepted in report.cells.items():
        score.cells += 1
        tally["cells"] += 1
        if cell in cells and _reads(cells[cell], accepted):
            score.right += 1
            tally["right"] += 1
        elif cell in cells:
            score.wrong += 1
            _miss(
                score,
                report,
                "cell-wrong",
                cell.split("/")[0],
                f"{cell}: {cells[cell]} for {accepted}",
            )
        elif cell in unread:
            score.unread += 1
            _miss(
                score, report, "cell-unread", cell.split("/")[0], f"{cell}: unread for {accepted}"
            )
        else:
            score.missing += 1
            _miss(
                score, report, "cell-missing", cell.split("/")[0], f"{cell}: absent for {accepted}"
            )
    for cell, value in cells.items():
        if value is None or cell in report.cells:
            continue
        if cell in report.lost:
            score.guessed += 1
            _miss(score, report, "destroyed-guessed", cell.split("/")[0], f"{cell}: {value}")
        else:
            score.invented += 1
            _miss(score, report, "cell-invented", cell.split("/")[0], f"{cell}: {value}")
    score.destroyed += len(report.lost)


def _reads(value: Any, accepted: tuple[object, ...]) -> bool:
    if value is None:
        return None in accepted
    return any(a is not None and Decimal(str(a)) == Decimal(str(value)) for a in accepted)


def _score_findings(score: Score, report: BuiltReport, findings: list[Answer]) -> None:
    alarms = [f for f in findings if f["severity"] in _ALARMS]
    if not report.slips:
        score.clean += 1
        if not alarms:
            score.quiet += 1
        for alarm in alarms:
            _miss(score, report, "false-alarm", alarm["rule"], _tell(alarm))
        return
    for slip in report.slips:
        score.slips += 1
        score.slip_kinds[slip.kind] += 1
        if any(matches(slip, finding) for finding in findings):
            score.found += 1
            score.found_kinds[slip.kind] += 1
        else:
            near = [_tell(f) for f in findings if set(f["cells"]) & set(slip.cells)]
            detail = (
                f"{slip.rules[0]} {slip.cells[:3]} {_pairs(slip)} {slip.note} | near: {near[:2]}"
            )
            _miss(score, report, "slip-missed", slip.kind, detail)
    touched = {cell.split("/")[0] for slip in report.slips for cell in slip.cells}
    for alarm in alarms:
        rows = {cell.split("/")[0] for cell in alarm["cells"]}
        if not rows & touched and not any(matches(slip, alarm) for slip in report.slips):
            score.unexplained += 1
            _miss(score, report, "unexplained", alarm["rule"], _tell(alarm))


def matches(slip: Slip, finding: Answer) -> bool:
    """Whether a finding says what was planted."""
    if finding["rule"] not in slip.rules or finding["severity"] not in slip.severities:
        return False
    if slip.cells and not set(finding["cells"]) & set(slip.cells):
        return False
    if not slip.pairs:
        return True
    return any(
        _same(finding.get("said"), said) and _same(finding.get("expected"), expected)
        for said, expected in slip.pairs
    )


def _same(value: Any, wanted: object) -> bool:
    if value is None or wanted is None:
        return value is wanted
    return abs(Decimal(str(value)) - Decimal(str(wanted))) < Decimal("0.006")


def _tell(finding: Answer) -> str:
    quote = str(finding.get("quote", "")).replace("\n", "⏎")[:90]
    return (
        f"{finding['severity']} {finding['rule']} {finding['cells'][:3]} said={finding.get('said')} "
        f"expected={finding.get('expected')} “{quote}”"
    )


def _pairs(slip: Slip) -> str:
    return " or ".join(f"{said}≠{expected}" for said, expected in slip.pairs[:2])


def _keep(folder: Path, report: BuiltReport, answers: list[Answer], misses: list[Miss]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / report.name).write_bytes(report.data)
    if report.previous is not None:
        (folder / report.previous[0]).write_bytes(report.previous[1])
    truth = {
        "form": report.form,
        "year": report.year,
        "agency": report.agency,
        "dialect": report.dialect,
        "lost": sorted(report.lost),
        "slips": [f"{slip}" for slip in report.slips],
        "writers": report.writers,
        "misses": [f"{miss.kind} {miss.topic}: {miss.detail}" for miss in misses],
        "cells": {cell: [str(v) for v in values] for cell, values in report.cells.items()},
        "answers": answers,
    }
    text = json.dumps(truth, ensure_ascii=False, indent=1, default=str)
    (folder / f"{report.name}.truth.json").write_text(text, encoding="utf-8")


def describe(score: Score, *, show: int = 0) -> str:
    """The score as lines for a terminal."""
    read = f"(wrong {score.wrong}, unread {score.unread}, missing {score.missing})"
    others = f"{score.unexplained} unexplained alarms in the others"
    named = f"kind {score.wrong_kind}, form {score.wrong_form}, year {score.wrong_year}, agency {score.wrong_agency}"
    lines = [
        f"reports {score.reports}: {score.per_minute:,.0f} a minute, {score.failed} failed",
        f"cells   {score.cell_share:.4%} right of {score.cells:,} {read}",
        f"        invented {score.invented}; destroyed {score.destroyed}, guessed {score.guessed}",
        f"slips   {score.slip_share:.2%} found of {score.slips}",
        f"clean   {score.quiet_share:.2%} quiet of {score.clean}; {others}",
        f"wrong   {named}",
    ]
    lines += [
        f"  slip {kind:18} {score.found_kinds[kind]:4} of {count}"
        for kind, count in sorted(score.slip_kinds.items())
    ]
    lines += [
        f"  dialect {dialect:18} cells {tally['right'] / tally['cells']:.3%} of {tally['cells']}"
        for dialect, tally in sorted(score.cells_by_dialect.items())
        if tally["cells"]
    ]
    if show:
        grouped: dict[tuple[str, str], list[Miss]] = defaultdict(list)
        for miss in score.misses:
            grouped[
                miss.kind,
                miss.topic if miss.kind in ("slip-missed", "false-alarm") else miss.dialect,
            ].append(miss)
        for (kind, topic), misses in sorted(grouped.items(), key=lambda item: -len(item[1])):
            lines.append(f"-- {kind} / {topic}: {len(misses)}")
            lines += [f"   [{m.seed} {m.dialect}] {m.detail}" for m in misses[:show]]
    return "\n".join(lines)


def main() -> int:
    """Scores as many reports as asked and prints the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--form", choices=("2014", "2019", "2021", "none"))
    parser.add_argument("--dialect", choices=sorted(DIALECTS))
    parser.add_argument("--hand", choices=HANDS, default="")
    parser.add_argument("--show-misses", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    reports = (
        build_report(f"{given.seed}-{i}", form=given.form, dialect=given.dialect, hand=given.hand)
        for i in range(given.count)
    )
    score = score_reports(reports, check_in_process, keep=given.keep)
    sys.stdout.write(describe(score, show=given.show_misses) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
