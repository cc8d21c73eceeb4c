"""Rows of the ledgers as people read them."""

from __future__ import annotations

from decimal import Decimal

from django import template

from yangguang.apps.resources.ledgers import ledger_kind
from yangguang.apps.resources.models import Entry

register = template.Library()


@register.filter
def amount(value: Decimal | None) -> str:
    """An amount in 万元 without noughts behind it; empty where there is none.

    >>> amount(Decimal("39.150000"))
    '39.15'
    """
    if value is None:
        return ""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def told(entry: Entry) -> str:
    """The further columns of a row that are filled, each under its name."""
    kind = ledger_kind(entry.ledger)
    mark = [kind.mark] if entry.mark and kind.mark else []
    said = [
        f"{one.label} {entry.details[one.code]}"
        for one in kind.fields
        if entry.details.get(one.code) not in {None, ""}
    ]
    return "，".join([*said, *mark])
