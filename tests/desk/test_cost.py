"""Lists cost the same number of queries for three rows as for thirty."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders.agencies import AT, an_agency, somebody
from tests.builders.duties import a_duty
from tests.desk.scene import Scene, a_failed_mail, an_item
from yangguang.apps.agencies.models import User
from yangguang.apps.catalog.models import ItemState

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]

MOST_QUERIES = 42
LISTS = (
    "/",
    "/items/inbox/",
    "/items/published/",
    "/items/rejected/",
    "/find/?q=号",
    "/agencies/",
    "/staff/",
    "/audit/",
    "/supervise/",
    "/delegations/",
    "/jobs/",
    "/duties/",
    "/duties/?whose=all",
    "/orders/",
    "/overview/",
    "/messages/",
    "/outbox/",
    "/reports/",
    "/privacy/",
    "/columns/",
)


def grow(scene: Scene, numbers: range) -> None:
    """More of what lists show."""
    for number in numbers:
        body = an_agency(f"清源市第{number}局", parent=scene.city.government)
        somebody("agency-clerk", body)
        a_duty(body, f"L-{number}", AT.date())
        a_failed_mail(body, scene.colleague)
        for state in (ItemState.INBOX, ItemState.PUBLISHED, ItemState.REJECTED):
            an_item(
                body,
                f"第{number}号{state.label}",
                state=state,
                number=f"L-{number}" if state == ItemState.PUBLISHED else None,
            )


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_a_longer_list_asks_the_database_no_more_often(desk: Desk, scene: Scene) -> None:
    client = desk(somebody("disclosure-director", scene.city.office, username="director"))
    # A first growth fills the first page of the longest list, the record of acts, and makes the
    # bodies many: then one query asks whether they are all there are.
    grow(scene, range(10))
    grow(scene, range(20, 30))
    before = {address: queries(client, address) for address in LISTS}
    grow(scene, range(10, 20))
    after = {address: queries(client, address) for address in LISTS}
    assert after == before
    # Every page counts each kind of work once, for the numbers in the rail.
    assert max(after.values()) <= MOST_QUERIES
