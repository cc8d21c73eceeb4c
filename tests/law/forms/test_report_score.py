"""How well the checker reads and examines reports it has never seen, held to the promised shares."""

from __future__ import annotations

from tests.builders.annual_reports import build_report
from tests.scoring.report_score import check_in_process, describe, score_reports


def test_sixty_unseen_reports_are_read_and_examined_as_promised() -> None:
    reports = (build_report(f"promise-{i}") for i in range(60))
    score = score_reports(reports, check_in_process)
    told = describe(score, show=3)
    assert score.failed == 0, told
    assert score.cell_share >= 0.995, told
    assert score.guessed == 0, told
    assert score.slip_share >= 0.97, told
    assert score.quiet_share >= 0.97, told
