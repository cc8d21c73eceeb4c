"""The scorer is examined with checkers whose quality is known: one that knows all, one that is blind."""

from __future__ import annotations

from typing import Any

from tests.builders.annual_reports import BuiltReport, build_report
from tests.scoring.report_score import score_reports


def _knowing(report: BuiltReport) -> list[dict[str, Any]]:
    findings = [
        {
            "rule": slip.rules[0],
            "severity": slip.severities[0],
            "cells": list(slip.cells[:1]),
            "said": slip.pairs[0][0] if slip.pairs else None,
            "expected": slip.pairs[0][1] if slip.pairs else None,
            "quote": "",
        }
        for slip in report.slips
    ]
    return [
        {
            "kind": "annual-report",
            "form": report.form,
            "year": report.year,
            "agency": report.agency,
            "cells": {cell: accepted[0] for cell, accepted in report.cells.items()},
            "unread": [{"cell": cell, "why": ""} for cell in report.lost],
            "findings": findings,
        }
    ]


def _blind(report: BuiltReport) -> list[dict[str, Any]]:
    return [
        {
            "kind": None,
            "form": None,
            "year": None,
            "agency": None,
            "cells": {},
            "unread": [],
            "findings": [],
        }
    ]


def _crying(report: BuiltReport) -> list[dict[str, Any]]:
    (answer,) = _knowing(report)
    alarm = {"rule": "sum", "severity": "error", "cells": ["9.9/total"], "said": 1, "expected": 2}
    return [{**answer, "findings": [alarm]}]


def test_a_checker_that_knows_everything_scores_full_marks() -> None:
    score = score_reports((build_report(f"oracle-{i}") for i in range(40)), _knowing)
    assert score.right == score.cells > 1000
    assert score.found == score.slips > 10
    assert score.quiet == score.clean > 10
    assert score.guessed == score.invented == score.unexplained == 0
    assert score.misses == []


def test_a_checker_that_sees_nothing_scores_nothing_but_quiet() -> None:
    score = score_reports((build_report(f"blind-{i}") for i in range(20)), _blind)
    assert score.right == score.found == 0
    assert score.missing == score.cells
    assert score.quiet == score.clean


def test_a_checker_that_cries_wolf_is_told_so() -> None:
    score = score_reports((build_report(f"wolf-{i}") for i in range(20)), _crying)
    assert score.quiet == 0
    assert score.found == 0
    assert score.unexplained > 0


def test_a_checker_that_guesses_destroyed_cells_is_counted() -> None:
    def guessing(report: BuiltReport) -> list[dict[str, Any]]:
        (answer,) = _knowing(report)
        return [{**answer, "cells": {**answer["cells"], **dict.fromkeys(report.lost, 0)}}]

    score = score_reports((build_report(f"guess-{i}", clean=True) for i in range(80)), guessing)
    assert score.guessed == score.destroyed > 0
