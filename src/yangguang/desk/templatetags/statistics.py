"""Numbers and charts of the pages of figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template

from yangguang.apps.reports.charts import thousands

register = template.Library()


@register.filter
def grouped(value: int | Decimal | None) -> str:
    """A number with separators; a dash where there is none."""
    return thousands(value)


@register.filter
def beside(rows: Sequence[Any], others: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Rows and what is drawn of each, pair by pair."""
    return list(zip(rows, others, strict=True))
