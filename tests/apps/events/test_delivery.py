"""Events: written with the act, handed on after it, owed until the reader has finished."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from yangguang.apps.events import registry
from yangguang.apps.events.models import Delivery, Event
from yangguang.apps.events.selectors import owed_by_reader
from yangguang.apps.events.services import deliver, deliver_all, emit

AT = datetime(2026, 5, 6, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
KIND = "test.happened"


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """Keys that a patient reader has heard."""
    keys: list[str] = []

    def listen(events: Sequence[Event]) -> None:
        keys.extend(event.subject_key for event in events)

    registry.register("test-reader", kinds=[KIND], handler=listen)
    yield keys
    registry.unregister("test-reader")
    registry.unregister("test-at-once")
    registry.unregister("test-too")


def happen(key: str) -> None:
    with transaction.atomic():
        emit(at=AT, kind=KIND, subject_key=key)


@pytest.mark.django_db
def test_a_reader_hears_events_in_order_and_once(heard: list[str]) -> None:
    happen("1")
    happen("2")
    assert heard == []
    deliver_all()
    assert heard == ["1", "2"]
    deliver_all()
    assert heard == ["1", "2"]
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_immediate_reader_hears_right_after_commit(heard: list[str]) -> None:
    at_once: list[str] = []
    registry.register(
        "test-at-once",
        kinds=[KIND],
        handler=lambda events: at_once.extend(event.subject_key for event in events),
        immediate=True,
    )
    with transaction.atomic():
        emit(at=AT, kind=KIND, subject_key="1")
        assert at_once == []
    assert at_once == ["1"]
    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_what_several_immediate_readers_hear_is_read_once(heard: list[str]) -> None:
    at_once: list[tuple[str, str]] = []
    for name in ("test-at-once", "test-too"):
        registry.register(
            name,
            kinds=[KIND],
            handler=lambda events, name=name: at_once.extend(
                (name, event.subject_key) for event in events
            ),
            immediate=True,
        )
    with CaptureQueriesContext(connection) as asked:
        happen("1")
        happen("2")
    assert at_once == [(name, key) for key in "12" for name in ("test-at-once", "test-too")]
    of_events = [one for one in asked if 'SELECT "events_event"' in one["sql"]]
    assert len(of_events) == 2


@pytest.mark.django_db(transaction=True)
def test_an_immediate_reader_that_fails_alone_keeps_its_debt(heard: list[str]) -> None:
    at_once: list[str] = []

    def break_down(events: Sequence[Event]) -> None:
        raise ValueError("disk full")

    registry.register("test-at-once", kinds=[KIND], handler=break_down, immediate=True)
    registry.register(
        "test-too",
        kinds=[KIND],
        handler=lambda events: at_once.extend(event.subject_key for event in events),
        immediate=True,
    )
    happen("1")
    happen("2")
    assert at_once == ["1", "2"]
    owed = {
        debt.event.subject_key: (debt.attempts, debt.last_error)
        for debt in Delivery.objects.filter(reader="test-at-once")
    }
    assert owed == {"1": (2, "ValueError: disk full"), "2": (1, "ValueError: disk full")}
    assert not Delivery.objects.filter(reader="test-too").exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_heard(heard: list[str]) -> None:
    with transaction.atomic():
        emit(at=AT, kind=KIND, subject_key="1")
        transaction.set_rollback(True)
    deliver_all()
    assert heard == []
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_a_reader_that_fails_keeps_its_debt_and_hears_again(
    heard: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    happen("1")
    good = registry.find("test-reader")
    assert good is not None

    def break_down(events: Sequence[Event]) -> None:
        raise ValueError("index locked")

    registry.register("test-reader", kinds=[KIND], handler=break_down)
    for _ in range(5):
        assert deliver(reader_name="test-reader") == 0
    debt = Delivery.objects.get()
    assert (debt.attempts, debt.last_error) == (5, "ValueError: index locked")
    assert owed_by_reader()["test-reader"] == (1, 1)
    registry.register("test-reader", kinds=[KIND], handler=good.handler)
    assert deliver(reader_name="test-reader") == 1
    assert heard == ["1"]
    assert "index locked" in caplog.text
    told = [one.getMessage() for one in caplog.records if "test-reader" in one.getMessage()]
    assert [one.rsplit("(", 1)[1] for one in told] == ["try 1)", "try 2)", "try 4)"]


@pytest.mark.django_db
def test_a_failing_reader_does_not_hold_up_the_others(heard: list[str]) -> None:
    def break_down(events: Sequence[Event]) -> None:
        raise ValueError("broken")

    registry.register("test-at-once", kinds=[KIND], handler=break_down)
    happen("1")
    deliver_all()
    assert heard == ["1"]


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        emit(at=AT, kind=KIND, subject_key="1")
