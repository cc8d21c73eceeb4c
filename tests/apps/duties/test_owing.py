"""A duty is opened once, moves, ends and comes back; every step leaves its trace."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import AT, BY, City, a_city, a_person, somebody
from tests.builders.duties import KIND, a_duty, a_kind
from yangguang.apps.agencies.services import hand_over
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act, AppendOnlyError
from yangguang.apps.audit.services import Subject
from yangguang.apps.duties.models import Duty, DutyChange
from yangguang.apps.duties.registry import UnknownDutyKind
from yangguang.apps.duties.services import (
    assign_duty,
    cancel_duty,
    discharge_duty,
    move_duty,
    open_duty,
    reopen_duty,
)
from yangguang.apps.events.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return a_city()


def history(duty: Duty) -> list[tuple[str, date | None, date | None]]:
    return [
        (row.what, row.due_before, row.due_after)
        for row in DutyChange.objects.filter(duty=duty).order_by("id")
    ]


def test_opening_writes_history_act_and_event(city: City) -> None:
    duty = a_duty(city.health, "2026-0001", date(2026, 3, 30))
    assert (duty.basis, duty.is_open, duty.outcome) == ("《条例》第三十三条", True, "")
    assert history(duty) == [("opened", None, date(2026, 3, 30))]
    act = Act.objects.get(verb="duty.open")
    assert (act.subject_label, act.subject_agency_key, act.after["due_on"]) == (
        "申请 2026-0001 答复",
        city.health.pk,
        "2026-03-30",
    )
    assert Event.objects.filter(kind="duty.open", subject_key=str(duty.pk)).count() == 1


def test_opening_again_gives_the_same_duty_unchanged(city: City) -> None:
    first = a_duty(city.health, "2026-0001", date(2026, 3, 30))
    again = a_duty(city.health, "2026-0001", date(2026, 4, 30))
    assert (again.pk, again.due_on) == (first.pk, date(2026, 3, 30))
    assert len(history(first)) == 1
    assert Act.objects.filter(verb="duty.open").count() == 1


def test_another_slot_is_another_duty(city: City) -> None:
    a_kind()
    made = {
        open_duty(
            kind=KIND,
            agency=city.health,
            subject=Subject("test-request", "1"),
            title="申请 1",
            opened_on=date(2026, 3, 2),
            due_on=date(2026, 3, 9),
            slot=slot,
            by=BY,
            at=AT,
        ).pk
        for slot in ("", "second", "second")
    }
    assert len(made) == 2


def test_an_unregistered_kind_is_not_opened(city: City) -> None:
    with pytest.raises(UnknownDutyKind, match="nobody-knows"):
        open_duty(
            kind="nobody-knows",
            agency=city.health,
            subject=Subject("x", "1"),
            title="x",
            opened_on=date(2026, 3, 2),
            due_on=date(2026, 3, 9),
            by=BY,
            at=AT,
        )


def test_a_last_day_before_the_first_is_refused(city: City) -> None:
    with pytest.raises(Refused, match="早于起始日期 2026-01-05"):
        a_duty(city.health, "1", date(2026, 1, 4))
    duty = a_duty(city.health, "1", date(2026, 1, 5))
    with pytest.raises(Refused, match="早于起始日期"):
        move_duty(duty=duty, due_on=date(2026, 1, 2), why="x", by=BY, at=AT)


def test_moving_keeps_both_dates_the_reason_and_the_article(city: City) -> None:
    duty = a_duty(city.health, "1", date(2026, 3, 30), provisional=True)
    duty = move_duty(
        duty=duty,
        due_on=date(2026, 4, 28),
        why="延期 20 个工作日",
        citation="《条例》第三十三条",
        by=BY,
        at=AT,
    )
    assert (duty.due_on, duty.provisional) == (date(2026, 4, 28), False)
    change = DutyChange.objects.get(duty=duty, what="moved")
    assert (change.due_before, change.due_after, change.why, change.citation) == (
        date(2026, 3, 30),
        date(2026, 4, 28),
        "延期 20 个工作日",
        "《条例》第三十三条",
    )
    act = Act.objects.get(verb="duty.move")
    assert act.before == {"due_on": "2026-03-30", "provisional": True}
    assert act.after == {"due_on": "2026-04-28", "provisional": False}


def test_moving_to_the_same_day_leaves_no_trace(city: City) -> None:
    duty = a_duty(city.health, "1", date(2026, 3, 30))
    move_duty(duty=duty, due_on=date(2026, 3, 30), why="重算", by=BY, at=AT)
    assert len(history(duty)) == 1


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        (date(2026, 3, 29), "done"),
        (date(2026, 3, 30), "done"),
        (date(2026, 3, 31), "late"),
    ],
)
def test_done_on_the_last_day_is_in_time_and_a_day_later_late(
    city: City, on: date, outcome: str
) -> None:
    duty = a_duty(city.health, "1", date(2026, 3, 30))
    duty = discharge_duty(duty=duty, on=on, by=BY, at=AT)
    assert (duty.outcome, duty.closed_on, duty.closed_at) == (outcome, on, AT)


def test_discharging_twice_is_one_act_and_another_day_is_refused(city: City) -> None:
    duty = a_duty(city.health, "1", date(2026, 3, 30))
    for _ in range(2):
        discharge_duty(duty=duty, on=date(2026, 3, 5), by=BY, at=AT)
    assert Act.objects.filter(verb="duty.discharge").count() == 1
    with pytest.raises(Refused, match="按期办结"):
        discharge_duty(duty=duty, on=date(2026, 3, 6), by=BY, at=AT)
    with pytest.raises(Refused, match="已于 2026-03-05 按期办结"):
        move_duty(duty=duty, due_on=date(2026, 4, 1), why="x", by=BY, at=AT)


def test_a_day_before_the_first_is_no_day_of_discharge(city: City) -> None:
    duty = a_duty(city.health, "1", date(2026, 3, 30))
    with pytest.raises(Refused, match="早于起始日期 2026-01-05"):
        discharge_duty(duty=duty, on=date(2026, 1, 4), by=BY, at=AT)


def test_cancelling_needs_a_reason_and_happens_once(city: City) -> None:
    duty = a_duty(city.health, "1", date(2026, 3, 30))
    with pytest.raises(Refused, match="须写明理由"):
        cancel_duty(duty=duty, why=" ", by=BY, at=AT)
    for _ in range(2):
        duty = cancel_duty(duty=duty, why="申请人撤回", by=BY, at=AT)
    assert (duty.outcome, duty.closed_on) == ("cancelled", date(2026, 3, 2))
    assert Act.objects.filter(verb="duty.cancel").count() == 1
    with pytest.raises(Refused, match="已取消"):
        discharge_duty(duty=duty, on=date(2026, 3, 6), by=BY, at=AT)


def test_a_closed_duty_comes_back_with_its_new_day(city: City) -> None:
    duty = a_duty(city.health, "1", date(2026, 3, 30))
    with pytest.raises(Refused, match="尚未结束"):
        reopen_duty(duty=duty, due_on=date(2026, 5, 6), why="x", by=BY, at=AT)
    discharge_duty(duty=duty, on=date(2026, 3, 5), by=BY, at=AT)
    duty = reopen_duty(duty=duty, due_on=date(2026, 5, 6), why="复议撤销原答复", by=BY, at=AT)
    assert (duty.is_open, duty.closed_on, duty.outcome) == (True, None, "")
    assert [row[0] for row in history(duty)] == ["opened", "discharged", "reopened"]


def test_assigning_says_to_whom_and_not_to_a_closed_account(city: City) -> None:
    clerk = somebody("agency-clerk", city.health)
    duty = a_duty(city.health, "1", date(2026, 3, 30))
    for _ in range(2):
        duty = assign_duty(duty=duty, person=clerk, by=BY, at=AT)
    assert duty.person == clerk
    assert DutyChange.objects.get(duty=duty, what="assigned").why == f"承办人：{clerk.name}"
    clerk.is_active = False
    clerk.save()
    other = a_duty(city.health, "2", date(2026, 3, 30))
    with pytest.raises(Refused, match="已停用"):
        assign_duty(duty=other, person=clerk, by=BY, at=AT)
    assert assign_duty(duty=duty, person=None, by=BY, at=AT).person is None


def test_history_cannot_be_changed(city: City) -> None:
    row = DutyChange.objects.get(duty=a_duty(city.health, "1", date(2026, 3, 30)))
    row.why = "改写"
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(AppendOnlyError):
        DutyChange.objects.all().delete()


def test_a_leavers_open_duties_pass_to_the_successor(city: City) -> None:
    leaver, successor = somebody("agency-clerk", city.health), a_person("next")
    kept = a_duty(city.health, "1", date(2026, 3, 30), person=leaver)
    closed = a_duty(city.health, "2", date(2026, 3, 30), person=leaver)
    discharge_duty(duty=closed, on=date(2026, 3, 2), by=BY, at=AT)
    done = hand_over(leaver=leaver, successor=successor, by=BY, at=AT, reason="调离")
    assert done.work["应办事项"] == 1
    kept.refresh_from_db()
    closed.refresh_from_db()
    assert (kept.person, closed.person) == (successor, leaver)
    assert history(kept)[-1][0] == "assigned"
