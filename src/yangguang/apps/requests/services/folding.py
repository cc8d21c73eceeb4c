"""Adding the ledger of figures up, so that a year's table of all bodies reads sums.

The ledger stays what counts: it is only ever added to, the sums say up to which entry they reach,
and readers add what came later. Folding seldom makes figures slower, never wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q

from yangguang.apps.requests.models import Counted, Tally
from yangguang.apps.requests.models.counting import Summed, TallyFold, TallySum

STEP = 50_000
"""Entries folded in one transaction, so that nobody waits long to write."""
_KEY = (
    "what", "year", "agency_id", "recorded_year", "applicant_kind", "channel", "reply_kind", "late",
)  # fmt: skip
_READ = (
    "agency_id", "what", "day", "applicant_kind", "channel", "reply_kind", "late", "sign",
    "recorded_at",
)  # fmt: skip

Key = tuple[Any, ...]


def fold_tallies(*, at: datetime) -> int:
    """Bring the sums up to the newest entry of the ledger; the number of entries added."""
    newest = _settled()
    folded = 0
    while step := _fold_step(newest, at):
        folded += step
    return folded


def refold_tallies(*, at: datetime) -> int:
    """Throw the sums away and make them again, after a repair of the database by hand."""
    with transaction.atomic():
        TallyFold.objects.select_for_update().first()
        TallySum.objects.all().delete()
        TallyFold.objects.all().delete()
    return fold_tallies(at=at)


def unequal_sums() -> list[str]:
    """Where the sums differ from the entries they stand for; empty, as it has to be.

    Reads the whole ledger.
    """
    with transaction.atomic():
        fold = TallyFold.objects.select_for_update().first()
        through = fold.through if fold else 0
        right = _sums_of(Tally.objects.filter(pk__lte=through).values_list(*_READ).iterator())
        kept = {tuple(row[:-1]): row[-1] for row in TallySum.objects.values_list(*_KEY, "net")}
    return [
        f"{' '.join(map(str, key))}：台账{right[key]}，合计{kept.get(key, 0)}"
        for key in sorted({*right, *kept}, key=str)
        if right[key] != kept.get(key, 0)
    ]


def _settled() -> int:
    """The key of the newest entry such that none below it can still come.

    Keys are given out before their transactions end. On PostgreSQL an entry with a smaller key may
    therefore appear later; the lock waits for everybody who is writing and is let go at once.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            table = connection.ops.quote_name(Tally._meta.db_table)
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
        newest: int | None = Tally.objects.aggregate(newest=Max("pk"))["newest"]
        return newest or 0


def _fold_step(newest: int, at: datetime) -> int:
    """Fold the next entries, none beyond ``newest``; how many there were."""
    with transaction.atomic():
        fold = TallyFold.objects.select_for_update().first()
        if fold is None:
            TallyFold.objects.bulk_create(
                [TallyFold(pk=1, through=0, folded_at=at)], ignore_conflicts=True
            )
            fold = TallyFold.objects.select_for_update().get(pk=1)
        rows = list(
            Tally.objects.filter(pk__gt=fold.through, pk__lte=newest)
            .order_by("pk")
            .values_list("pk", *_READ)[:STEP]
        )
        if rows:
            _add(_sums_of(row[1:] for row in rows))
            fold.through, fold.folded_at = rows[-1][0], at
            fold.save()
        return len(rows)


def _sums_of(entries: Iterable[tuple[Any, ...]]) -> Counter[Key]:
    """The sums of some entries, with the particulars that a form asks of each fact."""
    sums: Counter[Key] = Counter()
    for agency, what, day, kind, channel, reply_kind, late, sign, recorded_at in entries:
        place = (day.year, agency, recorded_at.astimezone(UTC).year, kind)
        if what == Counted.RECEIVED:
            sums[(Summed.RECEIVED.value, *place, channel, "", False)] += sign
            sums[(Summed.CARRIED.value, *place, "", "", False)] += sign
        else:
            sums[(Summed.CLOSED.value, *place, "", reply_kind, late)] += sign
            sums[(Summed.CARRIED.value, *place, "", "", False)] -= sign
    return sums


def _add(more: Counter[Key]) -> None:
    """Add to the sums that are there and write those that are not."""
    years = {(key[0], key[1]) for key in more}
    wanted = Q()
    for what, year in years:
        wanted |= Q(what=what, year=year)
    kept = {
        tuple(row[:-1]): row[-1]
        for row in TallySum.objects.filter(wanted).values_list(*_KEY, "net")
    }
    TallySum.objects.bulk_create(
        [
            TallySum(**dict(zip(_KEY, key, strict=True)), net=kept.get(key, 0) + net)
            for key, net in more.items()
        ],
        update_conflicts=True,
        unique_fields=[name.removesuffix("_id") for name in _KEY],
        update_fields=["net"],
        batch_size=2_000,
    )
