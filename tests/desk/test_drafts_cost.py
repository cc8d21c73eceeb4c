"""Lists of drafts ask the database no more often for many rows than for few."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders.agencies import City, somebody
from tests.builders.drafts import AT, WRITER, a_draft, open_to_all
from yangguang.apps.agencies.models import User
from yangguang.apps.catalog.models import ItemState
from yangguang.apps.publishing.models import ItemAttribute
from yangguang.apps.publishing.services.attributing import owe_reassessment
from yangguang.apps.publishing.services.submitting import submit_draft

pytestmark = pytest.mark.django_db

LISTS = (
    "/drafts/?tab=all",
    "/drafts/?tab=review",
    "/drafts/?tab=release",
    "/register/",
    "/reassessments/",
)


def grow(city: City, numbers: range) -> None:
    """More drafts in review and more lines in the registers."""
    for number in numbers:
        draft = open_to_all(a_draft(f"第{number}号公告", agency=city.health))
        submit_draft(draft=draft, by=WRITER, at=AT)
        held = a_draft(f"第{number}号内部事项", agency=city.health).item
        held.state = ItemState.HELD
        held.save(update_fields=["state"])
        ItemAttribute.objects.create(
            item=held, attribute="withheld", ground="process-draft", reason="尚未形成决定",
            valid_from=AT, recorded_at=AT, by_key="1", by_name="负责人",
        )  # fmt: skip
        owe_reassessment(held, by=WRITER, at=AT)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_a_longer_list_of_drafts_asks_no_more_often(
    desk: Callable[[User], Client], city: City
) -> None:
    client = desk(somebody("disclosure-director", city.office, username="director"))
    grow(city, range(3))
    before = {address: queries(client, address) for address in LISTS}
    grow(city, range(3, 9))
    assert {address: queries(client, address) for address in LISTS} == before
