"""Looking again at what was withheld. 依据：《条例》第十八条。"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.catalog.models import Item
from yangguang.apps.catalog.services import return_to_draft
from yangguang.apps.publishing.duty_kinds import PUBLISH, REASSESS
from yangguang.apps.publishing.models import ItemAttribute, Reassessment
from yangguang.apps.publishing.services.attributing import owe_reassessment
from yangguang.apps.publishing.services.owing import FIRST_WORDS, done, limit_of, owe
from yangguang.apps.publishing.services.steps import subject_of
from yangguang.apps.publishing.workflow import impossible
from yangguang.law.attributes import Attribute, attribute_ground

SHORTEST_REASON = 6


def reassess(
    *, row: Reassessment, outcome: Reassessment.Outcome, reason: str, by: Actor, at: datetime
) -> Reassessment:
    """Conclude one look: still withheld (the next look is owed), on request, or open.

    What can be open becomes a draft again with the text it was entered with, goes through the
    reviews, and is owed within the limit of Art. 26 from this day. Raises NotPossible without
    a reason, for a second conclusion, or where a state secret would be opened here.
    """
    with transaction.atomic():
        fresh = (
            Reassessment.objects.select_for_update().select_related("item__agency").get(pk=row.pk)
        )
        item = fresh.item
        if fresh.outcome:
            raise impossible("《条例》第十八条", "这次评估已有结论。")
        if len("".join(reason.split())) < SHORTEST_REASON:
            raise impossible("《条例》第十八条", "请写明评估的理由：情势有无变化，为什么。")
        current = ItemAttribute.objects.filter(item=item, valid_to__isnull=True).first()
        secret = current is not None and not attribute_ground(current.ground).keeps_content
        if secret and outcome != Reassessment.Outcome.KEEP:
            raise impossible(
                "《保守国家秘密法》",
                "涉密信息须先依法解密，再作为新的信息起草；本系统没有它的内容。",
            )
        fresh.outcome, fresh.reason, fresh.done_at = outcome, reason.strip()[:500], at
        fresh.by_key, fresh.by_name = by.key, by.name
        fresh.save()
        done(REASSESS, item, by=by, at=at)
        if outcome == Reassessment.Outcome.KEEP:
            owe_reassessment(item, by=by, at=at)
        elif outcome == Reassessment.Outcome.REQUEST:
            _on_request(fresh, by=by, at=at)
        else:
            ItemAttribute.objects.filter(item=item, valid_to__isnull=True).update(valid_to=at)
            return_to_draft(item=item, reason=fresh.reason, by=by, at=at)
            _owe_publication(item, by=by, at=at)
        record(
            by=by,
            at=at,
            verb="item.reassess",
            subject=subject_of(item),
            basis="《条例》第十八条",
            reason=fresh.reason,
            after={"outcome": outcome.value},
        )
    row.refresh_from_db()
    return row


def _owe_publication(item: Item, *, by: Actor, at: datetime) -> None:
    """What can be open is owed to the public from this day, before anybody has taken it up."""
    limit = limit_of(item)
    if limit is not None:
        title = f"公开《{item.title[:FIRST_WORDS]}》"
        owe(PUBLISH, item, title=title, due_on=limit.due, by=by, at=at)


def _on_request(row: Reassessment, *, by: Actor, at: datetime) -> None:
    ItemAttribute.objects.filter(item=row.item, valid_to__isnull=True).update(valid_to=at)
    ItemAttribute.objects.create(
        item=row.item,
        attribute=Attribute.ON_REQUEST.value,
        ground="article-27",
        reason=row.reason,
        valid_from=at,
        recorded_at=at,
        by_key=by.key,
        by_name=by.name,
    )
