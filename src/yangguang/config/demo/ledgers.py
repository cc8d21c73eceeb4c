"""The demo city's ledgers since 2014: bodies, people, funds, meetings, answers and decisions.

Every row is recorded on its own day, so that figures as of any past moment come out as they were
then; a few are corrected, voided or recorded late, as happens in every office.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from yangguang.apps.audit.services import Subject, new_act, record_many
from yangguang.apps.catalog.models import Item, ItemKind, ItemState
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.services import (
    hand_over,
    receive,
    record_entry,
    replace_entry,
    void_entry,
)
from yangguang.apps.resources.values import Values, topic_key, values_of
from yangguang.apps.rows import insert_rows
from yangguang.config.demo.ledger_lines import Line, all_lines, somebody
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import working_day

LISTS, PIECES = 3, 8
"""Lists handed over to a consultation point lately, and the documents on each."""
_COLUMNS = (
    "agency", "ledger", "starts_on", "ends_on", "title", "quantity", "amount", "mark", "topic",
    "place", "item", "hand_over", "receipt", "details", "source", "replaces", "origin", "batch",
    "recorded_by", "recorded_at", "voided_at", "void_reason",
)  # fmt: skip


def build_ledgers(city: City) -> int:
    """All ledgers up to today; gives the number of rows."""
    lines = sorted(
        (line for line in all_lines(city) if line.known <= city.today),
        key=lambda line: (line.known, line.slug, line.ledger, line.title),
    )
    points = [line for line in lines if line.ledger == "points"]
    others = [line for line in lines if line.ledger != "points"]
    with transaction.atomic():
        made = Entry.objects.bulk_create([Entry(**_fields(city, line)) for line in points])
        keys = {line.title: row.pk for line, row in zip(points, made, strict=True)}
        insert_rows(Entry, _COLUMNS, [_row(city, line, keys) for line in others])
        _record(city, lines)
    _slips(city)
    return len(lines)


def _fields(city: City, line: Line) -> dict[str, Any]:
    return {
        "agency": city.agencies[line.slug],
        "ledger": line.ledger,
        "starts_on": line.on,
        "ends_on": line.until,
        "title": line.title,
        "details": line.details,
        "recorded_at": city.moment(line.on, 16),
    }


def _row(city: City, line: Line, points: dict[str, int]) -> tuple[Any, ...]:
    ends = line.until if line.until is not None and line.until <= city.today else None
    return (
        city.agencies[line.slug].pk, line.ledger, line.on, ends, line.title, line.quantity,
        line.amount, line.mark, topic_key(line.topic), points.get(line.point), None, None, None,
        line.details, "", None, None, None, None, city.moment(line.known, 16), None, "",
    )  # fmt: skip


def _record(city: City, lines: list[Line]) -> None:
    """One act for all rows of a body and year, as an import would leave it."""
    counted = Counter((line.slug, line.known.year) for line in lines)
    last = {(line.slug, line.known.year): line.known for line in lines}
    record_many(
        new_act(
            by=city.actor,
            at=city.moment(last[slug, year], 17),
            verb="ledger.import",
            subject=Subject(
                "ledger-import",
                f"demo-{slug}-{year}",
                f"{city.agencies[slug].name}{year}年政务公开台账",
                city.agencies[slug].pk,
            ),
            basis="演示数据",
            after={"rows": count},
        )
        for (slug, year), count in counted.items()
    )


def build_hand_overs(city: City) -> None:
    """Lists of this year's documents for the archive and the library; the last waits for a receipt.

    The items must have been published before.
    """
    items = list(
        Item.objects.filter(
            state=ItemState.PUBLISHED, kind=ItemKind.POLICY, listed_on__lte=city.today
        ).order_by("-listed_on", "-pk")[: LISTS * PIECES]
    )
    points = Entry.objects.filter(
        ledger="points", voided_at__isnull=True, agency__slug__in=["archive", "culture"]
    ).order_by("pk")
    rng = city.rng("hand-overs")
    for point in points:
        for number in range(LISTS):
            on = city.today - timedelta(days=30 * (LISTS - number))
            chosen = items[number * PIECES : (number + 1) * PIECES]
            if not chosen or on < point.starts_on:
                continue
            made = hand_over(
                agency=city.agencies["city"], place=point, on=on, items=chosen,
                copies=rng.randint(1, 3), by=city.actor, at=city.moment(on),
            )  # fmt: skip
            if number < LISTS - 1:
                signed = min(working_day(on + timedelta(days=2)), city.today)
                receive(
                    hand_over=made, received_by=somebody(rng), received_on=signed, by=city.actor,
                    at=city.moment(signed),
                )  # fmt: skip


def _slips(city: City) -> None:
    """A number mended, a meeting entered twice, a course remembered in the next year."""
    agency = city.agencies["housing"]
    for year in range(2015, city.today.year):
        rows = Entry.objects.filter(
            agency=agency, starts_on__year=year, voided_at__isnull=True
        ).order_by("starts_on", "pk")
        row = rows.filter(ledger="meetings").first()
        if row is None:
            continue
        meant = replace(values_of(row), quantity=(row.quantity or 0) + 3)
        then = working_day(row.starts_on + timedelta(days=2))
        if then.year == year and year % 3 == 0:
            replace_entry(
                entry=row,
                values=meant,
                reason="参会人数录入有误",
                by=city.actor,
                at=city.moment(then),
            )
        elif then.year == year and year % 3 == 1:
            again = replace(values_of(row), source="会议签到表（复印件）")
            twice = record_entry(
                agency=agency, ledger="meetings", values=again, by=city.actor,
                at=city.moment(row.starts_on, 17),
            )  # fmt: skip
            void_entry(entry=twice, reason="重复登记", by=city.actor, at=city.moment(then))
        elif year > 2020:
            # The form in force no longer asks for courses, so no report is the poorer for it.
            forgotten = Values(date(year, 11, 20), "政务公开业务交流", quantity=18)
            record_entry(
                agency=agency, ledger="training", values=forgotten, by=city.actor,
                at=city.moment(working_day(date(year + 1, 2, 10))),
            )  # fmt: skip
