"""The records behind a figure: rows to list, and how they add up to it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from yangguang.apps.resources.ledgers import Rule

ZERO = Decimal(0)


class Of(StrEnum):
    """What kind of record a list holds; the value says where a page reads it."""

    ITEMS = "items"
    APPLICATIONS = "applications"
    REMEDIES = "remedies"
    FEES = "fees"
    ENTRIES = "entries"

    @property
    def label(self) -> str:
        """The records in Chinese."""
        return {
            Of.ITEMS: "公开信息", Of.APPLICATIONS: "政府信息公开申请", Of.REMEDIES: "复议诉讼案件",
            Of.FEES: "收费记录", Of.ENTRIES: "台账记录",
        }[self]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one kind. ``rule`` says how they add up: each as one where it is ENTRIES.

    ``sign`` is -1 for rows that are taken off (what no longer stands, in a change).
    """

    of: Of
    rows: QuerySet[Any]
    rule: Rule = Rule.ENTRIES
    sign: int = 1
    field: str = ""
    """The further column of a ledger's rows that is added up in the place of their quantity."""

    def value(self) -> Decimal:
        """What the rows add up to, each read."""
        return self.sign * self._added()

    def _added(self) -> Decimal:
        if self.of is Of.FEES:
            return sum(self.rows.values_list("amount", flat=True), ZERO) / 10000
        if self.of is not Of.ENTRIES or self.rule in {Rule.ENTRIES, Rule.MARKED}:
            return Decimal(self.rows.count())
        if self.rule is Rule.TOPICS:
            return Decimal(len(set(self.rows.order_by().values_list("agency", "topic"))))
        if self.field:
            rows = self.rows.values_list("details", flat=True)
            return sum((Decimal(row.get(self.field) or 0) for row in rows), ZERO)
        name = "amount" if self.rule is Rule.AMOUNT else "quantity"
        return sum((Decimal(value or 0) for value in self.rows.values_list(name, flat=True)), ZERO)


@dataclass(frozen=True, slots=True)
class Records:
    """What stands behind one figure. ``rule`` is its rule in words."""

    label: str
    unit: str
    rule: str
    parts: tuple[Part, ...]

    def value(self) -> Decimal:
        """The figure, added up from what is listed."""
        return sum((part.value() for part in self.parts), ZERO)
