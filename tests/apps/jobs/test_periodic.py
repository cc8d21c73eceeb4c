"""Periodic work asks what is due and not done, so an outage is caught up."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from yangguang.apps.jobs import periodic
from yangguang.apps.jobs.models import PeriodicRun

AT = datetime(2026, 5, 6, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = timedelta(days=1)


@pytest.fixture
def only_ours(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(periodic, "_periodics", {})
    return


@pytest.mark.django_db
@pytest.mark.usefixtures("only_ours")
def test_it_runs_once_an_interval_and_after_an_outage_at_once() -> None:
    ran: list[datetime] = []
    periodic.register("nightly", every=DAY, run=ran.append)
    moments = [AT, AT + timedelta(hours=23), AT + DAY, AT + timedelta(days=9)]
    for moment in moments:
        periodic.run_due(at=moment)
    assert ran == [AT, AT + DAY, AT + timedelta(days=9)]


@pytest.mark.django_db
@pytest.mark.usefixtures("only_ours")
def test_it_runs_on_when_a_clock_that_was_ahead_is_set_right() -> None:
    ran: list[datetime] = []
    periodic.register("nightly", every=DAY, run=ran.append)
    ahead, right = AT + timedelta(days=300), AT + timedelta(minutes=1)
    for moment in (ahead, right, right + timedelta(hours=1), right + DAY):
        periodic.run_due(at=moment)
    assert ran == [ahead, right, right + DAY]


@pytest.mark.django_db
@pytest.mark.usefixtures("only_ours")
def test_a_failure_stays_due_and_does_not_stop_the_others() -> None:
    ran: list[str] = []

    def fail(at: datetime) -> None:
        ran.append("failing")
        raise OSError("disk full")

    periodic.register("failing", every=DAY, run=fail)
    periodic.register("other", every=DAY, run=lambda at: ran.append("other"))
    assert periodic.run_due(at=AT) == ["other"]
    assert PeriodicRun.objects.get(name="failing").last_error == "OSError: disk full"
    periodic.run_due(at=AT + timedelta(minutes=1))
    assert ran == ["failing", "other", "failing"]
