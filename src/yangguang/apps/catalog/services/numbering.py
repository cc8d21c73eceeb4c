"""Giving index numbers: consecutive per agency and series under concurrency, never reused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.index_numbers import DEFAULT_PATTERN, Parts, Rule, parse_rule
from yangguang.apps.catalog.models import IndexNumberCounter, IndexNumberRule, Item, ItemKind

_KIND_CODES = {kind.value: f"{number:02d}" for number, kind in enumerate(ItemKind, start=1)}


def rule_for(agency: Agency, on: date) -> Rule:
    """The rule in force for this agency on that day: its own, else the common one."""
    rules = IndexNumberRule.objects.filter(valid_from__lte=on)
    own = rules.filter(agency=agency).order_by("-valid_from", "-id").first()
    common = rules.filter(agency__isnull=True).order_by("-valid_from", "-id").first()
    row = own or common
    return parse_rule(row.pattern if row else DEFAULT_PATTERN)


def parts_for(agency: Agency, kind: str, on: date) -> Parts:
    """What the agency's pattern may draw on."""
    return Parts(
        code=agency.code,
        region=agency.region_code,
        word=agency.document_word.split("、")[0],
        kind=_KIND_CODES.get(kind, "99"),
        on=on,
    )


def issue_index_number(*, agency: Agency, kind: str, on: date) -> str:
    """The next number of the agency's series; call inside the transaction that uses it.

    The counter's row is locked until that transaction ends, so two publications never get the
    same number and a rolled-back one leaves no gap. Numbers that an imported item already bears
    are passed over.
    """
    return issue_index_numbers(agency=agency, kinds=[kind], on=on)[0]


def issue_index_numbers(*, agency: Agency, kinds: Sequence[str], on: date) -> list[str]:
    """As `issue_index_number`, for several items of one agency and day at once."""
    if not connection.in_atomic_block:
        raise RuntimeError("An index number is given inside the transaction that publishes.")
    rule = rule_for(agency, on)
    series = rule.series(agency.pk, on)
    IndexNumberCounter.objects.bulk_create(
        [IndexNumberCounter(series=series)], ignore_conflicts=True
    )
    counter = IndexNumberCounter.objects.select_for_update().get(series=series)
    numbers: list[str] = []
    serial = counter.last
    while len(numbers) < len(kinds):
        wanted = kinds[len(numbers) :]
        candidates = [
            rule.render(parts_for(agency, kind, on), serial + step)
            for step, kind in enumerate(wanted, start=1)
        ]
        taken = set(
            Item.objects.filter(index_number__in=candidates).values_list("index_number", flat=True)
        )
        for candidate in candidates:
            serial += 1
            if candidate in taken:
                # Everything after this one must be drawn again with its own kind's part.
                break
            numbers.append(candidate)
    counter.last = serial
    counter.save(update_fields=["last"])
    return numbers


def set_index_rule(
    *, agency: Agency | None, pattern: str, valid_from: date, by: Actor, at: datetime
) -> IndexNumberRule:
    """Put a new rule in force from a day on; numbers already given stay as they are.

    Raises WrongPattern where the pattern cannot be used.
    """
    parse_rule(pattern)
    with transaction.atomic():
        rule = IndexNumberRule.objects.create(
            agency=agency, pattern=pattern, valid_from=valid_from, recorded_at=at
        )
        record(
            by=by,
            at=at,
            verb="index-rule.set",
            subject=Subject(
                "index-rule",
                str(rule.pk),
                agency.name if agency else "全部机构",
                agency.pk if agency else None,
            ),
            after={"pattern": pattern, "valid_from": valid_from.isoformat()},
        )
    return rule
