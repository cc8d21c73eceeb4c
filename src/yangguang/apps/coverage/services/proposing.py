"""Proposing which items of a body might meet the rows that nothing meets yet."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.coverage.likeness import ENOUGH, likeness, pairs_of
from yangguang.apps.coverage.models import Cell, Tie
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Register, Version

NEWEST = 5_000
"""So many of the body's newest items are looked through."""
EACH = 3
"""So many items at most are proposed for a row."""


def propose_ties(*, register: Register, agency: Agency, by: Actor, at: datetime) -> int:
    """Propose, for each row that the body owes and nothing meets, the items most like it by title;
    gives how many are new. What somebody decided on is not proposed again."""
    rows = list(
        Cell.objects.filter(register=register, agency=agency, due_on__isnull=False).values_list(
            "row", flat=True
        )
    )
    title = definition_of(register).title
    names = {
        one.row_id: pairs_of(str(one.values.get(title) or one.title))
        for one in Version.objects.filter(register=register, live=True, row__in=rows)
    }
    holding: dict[str, list[int]] = defaultdict(list)
    titles: dict[int, frozenset[str]] = {}
    items = Item.objects.filter(agency=agency, state=ItemState.PUBLISHED)
    for key, said in items.order_by("-listed_on", "-pk").values_list("pk", "title")[:NEWEST]:
        titles[key] = pairs_of(said)
        for pair in titles[key]:
            holding[pair].append(key)
    decided = set(Tie.objects.filter(agency=agency, row__in=rows).values_list("row", "item"))
    new = []
    for row, name in names.items():
        near = {key for pair in name for key in holding.get(pair, ())}
        ranked = sorted(((likeness(name, titles[key]), key) for key in near), reverse=True)
        for score, key in [one for one in ranked if one[0] >= ENOUGH][:EACH]:
            if (row, key) not in decided:
                new.append(
                    Tie(
                        row_id=row, agency=agency, item_id=key, word=Tie.Word.PROPOSED,
                        likeness=score, by_name=by.name, at=at,
                    )
                )  # fmt: skip
    with transaction.atomic():
        Tie.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
        record(
            by=by, at=at, verb="coverage.propose",
            subject=Subject("register", register.code, register.name, agency.pk),
            after={"proposed": len(new)},
        )  # fmt: skip
    return len(new)
