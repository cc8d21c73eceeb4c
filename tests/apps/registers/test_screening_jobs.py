"""Many rows are looked through by the worker: watched, resumed, begun anew, and waited for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.builders.agencies import BY, a_city
from tests.builders.registers import REVIEWER, a_draft, a_register, fee, noon
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.events.models import Delivery
from yangguang.apps.events.services import deliver
from yangguang.apps.jobs.models import Job, JobState
from yangguang.apps.registers.models import ChangeSet, PersonalFinding, Screening
from yangguang.apps.registers.services import (
    discard_change_set,
    propose_rows,
    publish_change_set,
    screening,
    screening_jobs,
    submit_change_set,
)
from yangguang.apps.registers.services.masking import mask_findings
from yangguang.apps.registers.services.matching import Proposed
from yangguang.apps.registers.services.screening import screening_verdict, waiting_findings
from yangguang.apps.registers.services.screening_jobs import ask_screening, see_to_screening

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 4)
AT = noon(DAY)
PHONE = "联系手机13987654321。"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows are many, two are a piece, and the worker turns away after each piece."""
    monkeypatch.setattr(screening_jobs, "AT_ONCE", 3)
    monkeypatch.setattr(screening, "PIECE", 2)
    monkeypatch.setattr(screening_jobs, "_AT_A_TIME", -1.0)


@pytest.fixture
def draft() -> ChangeSet:
    """Five rows, of which the first and the last tell a number."""
    rows = [
        fee(f"A{one}", f"第{one}类{PHONE if one in (1, 5) else '靠泊费'}") for one in range(1, 6)
    ]
    return a_draft(a_register(), a_city().health, rows)


def work() -> bool:
    return bool(deliver(reader_name=screening_jobs.READER))


def progress(draft: ChangeSet) -> tuple[str, int, int]:
    job = Screening.objects.get(change_set=draft).job
    assert job is not None
    return job.state, job.done, job.total


def test_a_large_draft_waits_for_the_worker_and_then_for_people(draft: ChangeSet) -> None:
    with pytest.raises(Refused, match="正在后台排查个人信息，还有5条"):
        submit_change_set(change_set=draft, by=BY, at=AT)
    assert progress(draft) == ("waiting", 0, 5)
    assert work()
    assert progress(draft) == ("running", 2, 5)
    # Asked again while it runs, it is the same work and not another.
    assert not see_to_screening(change_set=draft, by=BY, at=AT)
    assert Job.objects.count() == 1
    assert "还有3条" in screening_verdict(draft).sentence
    assert [work(), work()] == [True, True]
    assert progress(draft) == ("running", 5, 5)
    assert work()
    assert progress(draft) == ("done", 5, 5)
    assert Job.objects.get().message == "发现2处疑似个人信息，请逐处处理。"
    assert not work()
    assert not Delivery.objects.filter(reader=screening_jobs.READER).exists()
    with pytest.raises(Refused, match="有2处疑似个人信息没有处理"):
        submit_change_set(change_set=draft, by=BY, at=AT)
    keys = [one.pk for one in waiting_findings(draft)]
    mask_findings(change_set=draft, findings=keys, by=BY, at=AT)
    submit_change_set(change_set=draft, by=BY, at=AT)
    assert publish_change_set(change_set=draft, by=REVIEWER, at=AT).state == "published"


def test_a_worker_that_was_killed_loses_nothing_and_repeats_nothing(
    draft: ChangeSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_screening(change_set=draft, by=BY, at=AT)
    assert work()
    kept = list(PersonalFinding.objects.values_list("pk", flat=True))

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(screening, "keep_found", killed)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert progress(draft) == ("running", 2, 5)
    while work():
        pass
    assert progress(draft) == ("done", 5, 5)
    assert set(kept) < set(PersonalFinding.objects.values_list("pk", flat=True))
    assert waiting_findings(draft).count() == 2


def test_a_failure_is_told_and_the_work_is_begun_anew_where_it_stopped(
    draft: ChangeSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_screening(change_set=draft, by=BY, at=AT)
    assert work()

    def broken(*_: object, **__: object) -> None:
        raise ValueError("读不出")

    with monkeypatch.context() as breaking:
        breaking.setattr(screening, "keep_found", broken)
        assert work()
    assert progress(draft) == ("failed", 2, 5)
    assert not work()
    verdict = screening_verdict(draft)
    assert "没有完成，还有3条没有查（程序出错：ValueError：读不出）" in verdict.sentence
    assert "继续排查" in verdict.sentence
    ask_screening(change_set=draft, by=BY, at=AT)
    assert progress(draft) == ("waiting", 0, 3)
    while work():
        pass
    assert progress(draft) == ("done", 3, 3)


def test_work_of_which_nothing_is_heard_can_be_begun_anew(draft: ChangeSet) -> None:
    first = ask_screening(change_set=draft, by=BY, at=AT)
    assert ask_screening(change_set=draft, by=BY, at=AT + timedelta(seconds=119)).pk == first.pk
    second = ask_screening(change_set=draft, by=BY, at=AT + timedelta(seconds=120))
    assert second.pk != first.pk
    first.refresh_from_db()
    assert first.state == JobState.STOPPED
    while work():
        pass
    assert progress(draft) == ("done", 5, 5)


def test_rows_written_meanwhile_are_looked_at_as_they_read_then(
    draft: ChangeSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_screening(change_set=draft, by=BY, at=AT)
    agency, values = draft.agency, fee("A2", f"第2类{PHONE}")
    keep = screening.keep_found

    def rewritten(*given: object, **named: object) -> None:
        keep(*given, **named)  # type: ignore[arg-type]  # handed on as it came
        if not Screening.objects.get(change_set=draft).last:
            propose_rows(change_set=draft, rows=[Proposed(agency, values)], by=BY, at=AT)

    monkeypatch.setattr(screening, "keep_found", rewritten)
    while work():
        pass
    found = [one.version.row.key for one in waiting_findings(draft).select_related("version__row")]
    assert sorted(found) == ["A1", "A2", "A5"]


def test_nobody_looks_through_what_was_given_up(draft: ChangeSet) -> None:
    ask_screening(change_set=draft, by=BY, at=AT)
    discard_change_set(change_set=draft, by=BY, at=AT)
    assert [work(), work()] == [True, False]
    assert Job.objects.get().state == JobState.STOPPED
