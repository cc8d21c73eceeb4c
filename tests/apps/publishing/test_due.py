"""What the worker owes to publishing is done for each draft on its own."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.builders.drafts import AT, HEAD, a_draft, open_to_all, reviewed
from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import Item
from yangguang.apps.publishing.models import Draft, DraftState
from yangguang.apps.publishing.services import releasing
from yangguang.apps.publishing.services.periodic import BrokenRelease, run_publishing
from yangguang.apps.publishing.services.releasing import publish_draft, schedule_draft

pytestmark = pytest.mark.django_db


def test_a_scheduled_draft_that_breaks_holds_back_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (reviewed(open_to_all(a_draft())) for _ in range(2))
    when = AT + timedelta(hours=3)
    for number, draft in enumerate((first, second)):
        at = when + timedelta(minutes=number)
        schedule_draft(draft=draft, publish_at=at, by=HEAD, at=AT)

    def breaks_at_the_first(*, draft: Draft, by: Actor, at: datetime) -> Item:
        if draft.pk == first.pk:
            raise OSError("the disk is away")
        return publish_draft(draft=draft, by=by, at=at)

    with monkeypatch.context() as broken:
        broken.setattr(releasing, "publish_draft", breaks_at_the_first)
        with pytest.raises(BrokenRelease, match="the disk is away"):
            run_publishing(when + timedelta(minutes=1))
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, second.state) == (DraftState.SCHEDULED, DraftState.DONE)
    run_publishing(when + timedelta(minutes=2))
    first.refresh_from_db()
    assert first.state == DraftState.DONE
