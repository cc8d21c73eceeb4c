"""Forty clerks publish at once: numbers consecutive for each body, nobody shown a lock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.apps.requests.test_concurrency import all_at_once
from tests.builders.catalog import an_agency
from tests.builders.drafts import AT, HEAD, a_draft, open_to_all, reviewed
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.publishing.models import Draft
from yangguang.apps.publishing.services.releasing import publish_draft, publish_due, schedule_draft
from yangguang.apps.publishing.workflow import NotPossible

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(1200)]
CLERKS = 40
EACH = 3


def numbers(prefix: str) -> list[int]:
    """The serial parts of the index numbers of one body, in order."""
    found = Item.objects.filter(index_number__startswith=prefix, state=ItemState.PUBLISHED)
    return sorted(
        int(str(number).rsplit("-", 1)[1])
        for number in found.values_list("index_number", flat=True)
    )


def test_forty_clerks_publish_at_once() -> None:
    bodies = [an_agency(f"清源市第{number}局") for number in range(4)]
    desks = [
        [reviewed(open_to_all(a_draft(agency=bodies[clerk % 4]))) for _ in range(EACH)]
        for clerk in range(CLERKS)
    ]

    def work(drafts: list[Draft]) -> int:
        for draft in drafts:
            publish_draft(draft=draft, by=HEAD, at=AT)
        return len(drafts)

    results, problems = all_at_once([lambda drafts=drafts: work(drafts) for drafts in desks])  # type: ignore[misc] # mypy reads no default of a lambda
    assert problems == []
    assert results == [EACH] * CLERKS
    for body in bodies:
        assert numbers(body.code) == list(range(1, CLERKS // 4 * EACH + 1))


def test_a_draft_that_many_publish_at_once_is_published_once() -> None:
    draft = reviewed(open_to_all(a_draft()))
    results, problems = all_at_once(
        [lambda: publish_draft(draft=Draft.objects.get(pk=draft.pk), by=HEAD, at=AT)] * 8
    )
    assert len(results) == 1
    assert all(isinstance(problem, NotPossible) for problem in problems)
    item = Item.objects.get()
    assert item.editions.count() == 1
    assert item.attributes.count() == 1


def test_two_workers_release_a_scheduled_draft_once() -> None:
    draft = reviewed(open_to_all(a_draft()))
    schedule_draft(draft=draft, publish_at=AT + timedelta(hours=1), by=HEAD, at=AT)
    results, problems = all_at_once([lambda: publish_due(at=AT + timedelta(hours=2))] * 4)
    assert problems == []
    assert sum(count for count, _ in results) == 1  # type: ignore[misc,attr-defined] # pairs
    assert Item.objects.get().editions.count() == 1
