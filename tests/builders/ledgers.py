"""Rows of ledgers of disclosure work, valid by default, made through the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tests.builders.agencies import BY
from yangguang.apps.agencies.models import Agency
from yangguang.apps.resources.ledgers import ledger_kind
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.services import record_entry
from yangguang.apps.resources.values import Values


def noon(day: date) -> datetime:
    """Noon of that day in Shanghai."""
    return datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)


def values_for(ledger: str, on: date, **given: Any) -> Values:
    """What a clerk would enter, with every required field filled."""
    kind = ledger_kind(ledger)
    values = Values(starts_on=on, title=f"{kind.name}一例")
    if kind.quantity:
        values = replace(values, quantity=1)
    if kind.amount:
        values = replace(values, amount=Decimal("1.5"))
    if ledger == "points":
        values = replace(values, details={"address": "人民路1号", "host": "国家档案馆"})
    else:
        asked = [one for one in kind.fields if one.required]
        said = {
            one.code: one.choices[0] if one.choices else 0 if one.number else "市政府办公室"
            for one in asked
        }
        values = replace(values, details=said)
    return replace(values, **given)


def an_entry(
    agency: Agency, ledger: str, on: date, *, at: datetime | None = None, **given: Any
) -> Entry:
    """A row recorded at noon of its day, or at the given moment."""
    return record_entry(
        agency=agency, ledger=ledger, values=values_for(ledger, on, **given), by=BY,
        at=at or noon(on),
    )  # fmt: skip
