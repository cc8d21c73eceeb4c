"""What attachments carry besides their words: found once for each content, decided once, gone with
the file."""

from __future__ import annotations

import json

import pytest

from tests.builders.catalog import a_stored_file, an_agency, an_attachment, an_item
from tests.builders.papers import ID, a_word_file, a_workbook
from tests.builders.privacy import AT, CLERK, LINE, an_attachment_saying, corrected, only, swept
from yangguang.apps.catalog.models import Attachment, Item
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.events.models import Event
from yangguang.apps.files.models import FileCheck, FilePage
from yangguang.apps.files.services import checking
from yangguang.apps.jobs.models import Job, JobState
from yangguang.apps.privacy.models import Finding, FindingState, Place, Sweep
from yangguang.apps.privacy.progress import blocks_to_sweep, files_to_examine
from yangguang.apps.privacy.selectors import contexts_of
from yangguang.apps.privacy.services import (
    SweepReport,
    decide,
    following,
    reveal_finding,
    sweep_all,
)
from yangguang.apps.privacy.services.following import on_events, sweep_what_changed

pytestmark = pytest.mark.django_db

HIDING = a_workbook(hidden_line=f"申请人身份证号码{ID}")


def _with(data: bytes, title: str = "名单.xlsx", item: Item | None = None) -> Attachment:
    return an_attachment(item or an_item("公示"), title, a_stored_file(data, "application/x"))


def _sweep(**values: object) -> SweepReport:
    return sweep_all(sweep=Sweep.FILES, by=CLERK, at=AT, workers=1, **values)  # type: ignore[arg-type] # passed on


def test_a_hidden_sheet_is_found_with_masked_evidence_and_nothing_in_clear() -> None:
    attachment = _with(HIDING)
    report = _sweep()
    assert (report.files, report.new) == (1, 1)
    found = only("hidden-sheet")
    assert (found.attachment, found.place) == (attachment, Place.CARRIED)
    assert "工作表“底稿”被隐藏" in found.masked
    assert "身份证号码1处（110105********002X）" in found.masked
    assert found.confidence > 0.9
    assert contexts_of([found])[found.pk].masked == found.masked
    assert ID not in json.dumps([FileCheck.objects.get().carries, found.masked, found.why])
    with pytest.raises(NotPossible, match="下载附件"):
        reveal_finding(finding=found, by=CLERK, at=AT, why="核对")


def test_a_clean_file_and_one_nobody_can_see_give_nothing() -> None:
    _with(a_workbook())
    replaced = _with(HIDING)
    corrected(replaced.edition.item, "已经更正。")
    assert _sweep().files == 1
    assert not Finding.objects.exists()


def test_one_finding_stands_for_all_of_a_kind_and_an_unreadable_file_says_so() -> None:
    _with(a_workbook(hidden_row=True, hidden_column=True))
    _with(b"%PDF-1.7 broken", "x.pdf")
    _sweep()
    assert "（第3行）" in only("hidden-rows").masked
    assert "（C列）" in only("hidden-rows").masked
    assert only("unreadable").confidence == 0.5


def test_each_content_is_examined_once_and_a_second_pass_examines_nothing() -> None:
    _with(HIDING)
    _with(HIDING, item=an_item("又一件"))
    assert _sweep().files == 1
    assert Finding.objects.count() == 2
    second = _sweep()
    assert (second.files, second.editions, second.new) == (0, 0, 0)


def test_a_decision_stays_when_a_better_check_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _with(HIDING)
    _sweep()
    decide(finding=only("hidden-sheet"), verdict="false-alarm", reason="空白模板", by=CLERK, at=AT)
    for place in ("files.services.checking", "privacy.progress"):
        monkeypatch.setattr(f"yangguang.apps.{place}.checker_version", lambda: "better")
    assert len(blocks_to_sweep(Sweep.FILES)) == 1
    assert swept(Sweep.FILES)[0].state == FindingState.FALSE_ALARM
    assert (_sweep().files, FileCheck.objects.get().version) == (1, "better")
    assert only("hidden-sheet").state == FindingState.FALSE_ALARM


def test_what_an_older_check_found_stays_open_until_the_better_one_has_looked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _with(HIDING)
    _sweep()
    for place in ("files.services.checking", "privacy.progress"):
        monkeypatch.setattr(f"yangguang.apps.{place}.checker_version", lambda: "better")
    assert [one.state for one in swept(Sweep.FILES)] == [FindingState.OPEN]
    assert files_to_examine().count() == 1


def test_who_wrote_a_file_is_decided_for_all_files_of_the_body() -> None:
    _with(a_workbook(author="王建国"))
    _sweep()
    decide(
        finding=only("metadata"), verdict="lawful", reason="本单位经办人", article="第十三条",
        whole_agency=True, by=CLERK, at=AT,
    )  # fmt: skip
    assert "作者“王某某”" in only("metadata").masked
    _with(a_word_file(author="王建国"), "另一件.docx")
    _with(a_workbook(author="文印室"), "不是人名.xlsx")
    _sweep()
    assert set(Finding.objects.values_list("kind", "state")) == {("metadata", "lawful")}


def test_cleared_is_said_only_of_a_file_that_no_longer_carries_it() -> None:
    item = an_item("公示", agency=an_agency("清源市教育局"))
    _with(HIDING, item=item)
    _sweep()
    found = only("hidden-sheet")
    with pytest.raises(NotPossible, match="现行附件中仍有"):
        decide(finding=found, verdict="masked", reason="", by=CLERK, at=AT)
    corrected(item, "附件已经更换。")
    _with(a_workbook(), item=item)
    item.editions.update(closed_at=None)
    assert decide(finding=found, verdict="masked", reason="", by=CLERK, at=AT).verdict == "masked"


def test_a_replaced_file_closes_the_finding_and_an_event_examines_the_new_one() -> None:
    item = an_item("公示")
    _with(HIDING, item=item)
    _sweep()
    corrected(item, "附件已经更换。")
    _with(a_word_file(comment=True), "名单.docx", item=item)
    on_events([Event(at=AT, kind="item.published", subject_key=str(item.pk))])
    assert only("hidden-sheet").state == FindingState.CLOSED
    assert only("comment").state == FindingState.OPEN


def test_the_worker_examines_what_came_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine the reader alone may take longer to start than the worker gives it.
    monkeypatch.setattr(following, "SECONDS_FOR_FILES", 300.0)
    _with(HIDING)
    sweep_what_changed(AT)
    assert only("hidden-sheet").state == FindingState.OPEN
    assert not files_to_examine().exists()


def test_a_pass_that_was_stopped_goes_on_with_the_next_file() -> None:
    for number in range(3):
        _with(a_workbook(author=f"第{number}号机"), f"{number}.xlsx")

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _sweep(progress=stop)
    assert Job.objects.get().state == JobState.STOPPED
    assert FileCheck.objects.count() == 1
    assert _sweep().files == 2


def test_a_file_that_is_lost_is_told_and_does_not_stop_the_pass() -> None:
    lost = _with(a_workbook(comment=True))
    assert lost.file is not None
    checking.content_path(lost.file).unlink()
    _with(HIDING)
    assert _sweep().files == 2
    assert "没有检查" in only("unreadable").masked


def test_words_recognised_or_proofread_later_are_read_on_their_event() -> None:
    attachment = an_attachment_saying(an_item("公示"), "机器没有认出来")
    swept(Sweep.RULES)
    FilePage.objects.update(text=LINE)
    on_events([Event(at=AT, kind="file.recognised", subject_key=str(attachment.file_id))])
    assert only("id-number").place == Place.ATTACHMENT
