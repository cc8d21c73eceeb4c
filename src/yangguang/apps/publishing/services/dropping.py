"""Giving a draft up, and what hung on it."""

from __future__ import annotations

from datetime import datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Edition, Item
from yangguang.apps.catalog.services import discard_item
from yangguang.apps.publishing.models import CleanupRound, Draft
from yangguang.apps.publishing.selectors.registers import found_open_on
from yangguang.apps.publishing.services.drafting import close
from yangguang.apps.publishing.services.owing import drop_publication
from yangguang.apps.publishing.services.steps import step
from yangguang.apps.publishing.workflow import impossible


def drop_draft(*, draft: Draft, reason: str, by: Actor, at: datetime) -> Draft:
    """Give the draft up, saying why. A first draft takes its item with it; a change leaves it public.

    A clean-up round whose announcement it was is open again. Raises NotPossible for what was
    withheld before: it goes back into the register, not out of the books.
    """
    with step("drop", draft, by=by, at=at, reason=reason) as doing:
        first = doing.draft.act == Edition.Act.FIRST
        if first and found_open_on(doing.item) is not None:
            raise impossible(
                "《条例》第十八条",
                "这条信息原来入册不公开，经评估转为主动公开，不能作废。仍不公开的，"
                "请改定公开属性、写明理由，经审查后重新入册。",
            )
        close(doing.draft, why=doing.reason, at=at)
        if first:
            _reopen_round(doing.item, why=doing.reason, by=by, at=at)
            discard_item(item=doing.item, reason=doing.reason, by=by, at=at)
            drop_publication(doing.item, why="稿件作废", by=by, at=at)
    return draft


def _reopen_round(item: Item, *, why: str, by: Actor, at: datetime) -> None:
    """The round of which this was the announcement goes on: conclusions can be changed again."""
    row = CleanupRound.objects.filter(result=item, state=CleanupRound.State.DRAFTED).first()
    if row is None:
        return
    row.result, row.state = None, CleanupRound.State.OPEN
    row.save(update_fields=["result", "state"])
    record(
        by=by,
        at=at,
        verb="cleanup.reopen",
        subject=Subject("cleanup-round", str(row.pk), row.title, row.agency_id),
        basis=row.basis,
        reason=why,
        after={"announcement": item.pk},
    )
