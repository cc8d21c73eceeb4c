"""Orders from above have limits and duties of their own."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import AT, BY, City, a_city
from tests.builders.duties import a_duty
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.duties.models import Duty, SupervisionOrder
from yangguang.apps.duties.selectors import orders_of
from yangguang.apps.duties.services import (
    answer_order,
    close_order,
    discharge_duty,
    issue_order,
    return_order,
)
from yangguang.apps.duties.services.supervision import duty_of
from yangguang.apps.events.models import Event

pytestmark = pytest.mark.django_db
LIMIT = date(2026, 3, 5)


@pytest.fixture
def city() -> City:
    return a_city()


def an_order(city: City, **values: object) -> SupervisionOrder:
    given: dict[str, object] = {
        "sender": city.office,
        "agency": city.health,
        "kind": "urge",
        "title": "2026-0001 号申请",
        "text": "请抓紧办理。",
        "limit_on": LIMIT,
        **values,
    }
    return issue_order(**given, by=BY, at=AT)  # type: ignore[arg-type] # spelled out above


def test_an_order_opens_a_duty_to_answer_with_its_article(city: City) -> None:
    order = an_order(city)
    duty = duty_of(order)
    assert duty is not None
    assert (duty.agency, duty.due_on, duty.basis, duty.title) == (
        city.health,
        LIMIT,
        "《条例》第四十七条",
        "催办反馈：2026-0001 号申请",
    )
    event = Event.objects.get(kind="supervision.issue")
    assert event.payload == {"limit_on": "2026-03-05"}


def test_an_order_about_a_duty_bears_its_subject_and_leaves_it_open(city: City) -> None:
    about = a_duty(city.health, "2026-0001", LIMIT)
    order = an_order(city, duty=about)
    assert (order.subject_kind, order.subject_key) == ("test-request", "2026-0001")
    answer_order(order=order, text="已办。", by=BY, at=AT)
    about.refresh_from_db()
    assert about.is_open


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"limit_on": date(2026, 3, 1)}, "2026-03-01 已过"),
        ({"text": "  "}, "请写明要求"),
    ],
)
def test_an_order_that_demands_nothing_or_too_late_is_refused(
    city: City, values: dict[str, object], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        an_order(city, **values)
    assert not Duty.objects.exists()


def test_an_order_to_oneself_to_a_wrong_body_or_about_a_closed_duty_is_refused(
    city: City,
) -> None:
    with pytest.raises(Refused, match="下级或被监督的机构"):
        an_order(city, agency=city.office)
    other = a_duty(city.schools, "1", LIMIT)
    with pytest.raises(Refused, match="不由所选机构承办"):
        an_order(city, duty=other)
    done = discharge_duty(duty=a_duty(city.health, "2", LIMIT), on=date(2026, 3, 2), by=BY, at=AT)
    with pytest.raises(Refused, match="已经结束"):
        an_order(city, duty=done)


def test_an_order_goes_through_its_states_and_no_others(city: City) -> None:
    order = an_order(city)
    with pytest.raises(Refused, match="不能退回重报"):
        return_order(order=order, why="x", limit_on=LIMIT, by=BY, at=AT)
    with pytest.raises(Refused, match="写明办理情况"):
        answer_order(order=order, text=" ", by=BY, at=AT)
    answer_order(order=order, text="已起草", by=BY, at=AT)
    with pytest.raises(Refused, match="不需要再反馈"):
        answer_order(order=order, text="再报", by=BY, at=AT)
    with pytest.raises(Refused, match="退回重报须写明理由"):
        return_order(order=order, why="", limit_on=LIMIT, by=BY, at=AT)
    with pytest.raises(Refused, match="已过"):
        return_order(order=order, why="x", limit_on=date(2026, 3, 1), by=BY, at=AT)
    order = return_order(order=order, why="不清楚", limit_on=date(2026, 3, 9), by=BY, at=AT)
    duty = duty_of(order)
    assert duty is not None
    assert (duty.is_open, duty.due_on) == (True, date(2026, 3, 9))
    with pytest.raises(Refused, match="须写明意见"):
        close_order(order=order, conclusion="", by=BY, at=AT)
    order = close_order(order=order, conclusion="不再要求", by=BY, at=AT)
    duty = duty_of(order)
    assert duty is not None
    assert duty.outcome == "cancelled"
    with pytest.raises(Refused, match="已办结"):
        close_order(order=order, conclusion="x", by=BY, at=AT)


def test_both_sides_find_an_order_and_nobody_else(city: City) -> None:
    order = an_order(city)
    for body, found in [
        (city.office, [order]),
        (city.health, [order]),
        (city.schools, []),
    ]:
        assert list(orders_of([body.pk])) == found
    assert list(orders_of(None)) == [order]
