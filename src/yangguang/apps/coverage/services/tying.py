"""Saying by hand that an item meets a row, or that it does not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.coverage.models import Cell, Tie
from yangguang.apps.coverage.services.refreshing import SUBJECT, refresh_list


def tie_item(*, cell: Cell, item: Item, by: Actor, at: datetime) -> Tie:
    """Say that an item meets a row for a body. Tying again changes nothing.

    Raises Refused where the item is not public or is not the body's own.
    """
    if item.state != ItemState.PUBLISHED:
        raise refuse(
            "信息未公开",
            f"“{item.title}”现为“{item.get_state_display()}”，公开后才能落实清单事项。",
        )
    if item.agency_id != cell.agency_id:
        raise refuse(
            "不是本单位的信息",
            f"“{item.title}”由{item.agency_name}公开，不能用来落实{cell.agency.name}的事项。",
        )
    with transaction.atomic():
        tie, _ = Tie.objects.select_for_update().get_or_create(
            row=cell.row, agency=cell.agency, item=item,
            defaults={"word": Tie.Word.PROPOSED, "by_name": by.name, "at": at},
        )  # fmt: skip
        return decide_tie(tie=tie, word=Tie.Word.CONFIRMED, by=by, at=at)


def decide_tie(*, tie: Tie, word: Tie.Word, by: Actor, at: datetime) -> Tie:
    """Confirm or reject that an item meets a row; the cell and its duty follow at once."""
    with transaction.atomic():
        tie = (
            Tie.objects.select_for_update(of=("self",))
            .select_related("row", "agency", "item")
            .get(pk=tie.pk)
        )
        if tie.word == word:
            return tie
        before = tie.word
        tie.word, tie.by_name, tie.at = word, by.name, at
        tie.save(update_fields=["word", "by_name", "at"])
        cell = Cell.objects.filter(row=tie.row, agency=tie.agency).first()
        record(
            by=by, at=at, verb="coverage.tie",
            subject=Subject(
                SUBJECT, str(cell.pk if cell else tie.row_id), tie.item.title[:200], tie.agency_id
            ),
            before={"word": before}, after={"word": word.value},
        )  # fmt: skip
        refresh_list(register=tie.row.register, at=at, agencies=[tie.agency_id])
    return tie
