"""Amounts of the ledgers as people write them."""

from __future__ import annotations

from decimal import Decimal

from django import template

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
