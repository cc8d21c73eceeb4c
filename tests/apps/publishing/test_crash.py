"""kill -9 in the middle of publishing: the draft is as before or as after, nothing half public."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, connections

from tests.apps.publishing.crashing import acts
from tests.apps.requests.crashing import Doomed
from tests.builders.catalog import a_stored_file
from tests.builders.drafts import (
    AT,
    BODY,
    DAY,
    HEAD,
    WHEN,
    WRITER,
    a_draft,
    open_to_all,
    published,
    reviewed,
    sign,
)
from yangguang.apps.catalog.models import Attachment, Edition, Item, ItemState, Validity
from yangguang.apps.events.models import Event
from yangguang.apps.files.models import FilePage
from yangguang.apps.publishing.models import Draft, DraftAttachment, DraftState, ItemAttribute
from yangguang.apps.publishing.services.drafting import save_draft, start_change
from yangguang.apps.publishing.services.releasing import schedule_draft
from yangguang.apps.publishing.services.submitting import submit_draft
from yangguang.law.publication import ReviewKind

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600), pytest.mark.slow]
POINTS = [
    ("submit", 4), ("submit", 9),
    ("last-review", 4), ("last-review", 8),
    ("publish", 8), ("publish", 20), ("publish", 30),
    ("schedule", 5), ("due", 6), ("due", 21), ("due", 31), ("expire", 5),
    ("correct", 10), ("correct", 18),
    ("withdraw", 3), ("withdraw", 6),
]  # fmt: skip


def prepared(name: str) -> Draft:
    draft = open_to_all(a_draft())
    file = a_stored_file(b"%PDF-1.4 list")
    FilePage.objects.create(file=file, number=1, text="供水单位名单")
    DraftAttachment.objects.create(draft=draft, file=file, title="附件", order=0)
    if name == "submit":
        return draft
    if name == "last-review":
        submit_draft(draft=draft, by=WRITER, at=AT)
        sign(draft, ReviewKind.LEGAL)
        sign(draft, ReviewKind.SECRECY)
        return draft
    if name == "withdraw":
        published(draft)
        return draft
    if name == "expire":
        Item.objects.filter(pk=published(draft).pk).update(
            validity=Validity.IN_FORCE, valid_until=DAY - timedelta(days=1)
        )
        return draft
    if name == "due":
        return schedule_draft(draft=reviewed(draft), publish_at=WHEN, by=HEAD, at=AT)
    if name == "correct":
        item = published(draft)
        change = start_change(
            item=item, act=Edition.Act.CORRECTION, reason="名称有误", by=WRITER, at=AT
        )
        save_draft(
            draft=change, revision=change.revision, title=change.title,
            body_html=BODY.replace("供水公司", "供水集团"), by=WRITER, at=AT,
        )  # fmt: skip
        return reviewed(change)
    return reviewed(draft)


def snapshot() -> list[object]:
    """All that an act could have left behind."""
    return [
        list(
            Item.objects.order_by("pk").values_list(
                "pk", "state", "index_number", "edition", "validity"
            )
        ),
        list(Attachment.objects.order_by("pk").values_list("pk", "edition", "file")),
        list(Draft.objects.order_by("pk").values_list("pk", "state", "digest")),
        list(Edition.objects.order_by("pk").values_list("pk", "sha256")),
        list(ItemAttribute.objects.order_by("pk").values_list("pk", "valid_to")),
        Event.objects.count(),
    ]


def faults() -> list[str]:
    """What may never be, whatever happened."""
    found = []
    for item in Item.objects.all():
        public = item.state == ItemState.PUBLISHED
        if public and (item.edition is None or not item.index_number or item.released_at is None):
            found.append(f"{item.pk} is public without edition, number or moment")
        if not public and item.state == ItemState.DRAFT and item.editions.exists():
            found.append(f"{item.pk} is a draft with an edition")
        if item.edition is not None and item.edition.attachments.count() != 1:
            found.append(f"{item.pk} is public without its attachment")
    return found


@pytest.fixture(scope="module")
def doomed(django_db_setup: None) -> Iterator[Doomed]:
    database = str(connection.settings_dict["NAME"])
    process = Doomed("tests.apps.publishing.crashing", database)
    yield process
    process.end()


def die_in(doomed: Doomed, name: str, draft: Draft, statement: int) -> int:
    connections.close_all()
    return doomed.die_in(name, draft.pk, statement)


@pytest.mark.parametrize(("name", "statement"), POINTS)
def test_publishing_that_dies_did_nothing_and_can_be_done_again(
    doomed: Doomed, name: str, statement: int
) -> None:
    draft = prepared(name)
    before = snapshot()
    assert die_in(doomed, name, draft, statement) == -signal.SIGKILL
    assert snapshot() == before
    assert faults() == []
    acts()[name](draft.pk)
    assert snapshot() != before
    assert faults() == []


def test_publishing_whose_process_lives_is_done(doomed: Doomed) -> None:
    draft = prepared("publish")
    assert die_in(doomed, "publish", draft, 10_000) == 0
    draft.refresh_from_db()
    assert (draft.state, draft.item.state) == (DraftState.DONE, ItemState.PUBLISHED)
