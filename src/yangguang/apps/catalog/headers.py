"""The header of a document as it stood in one of its editions.

While an edition is in force its header is the item's own. When another one takes its place, the
header is frozen into it, so that a past text is read under the number, dates and body of its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db import models

from yangguang.apps.catalog.models import Edition, Item

FIELDS = (
    "index_number", "doc_number", "agency_name", "issuers", "formed_on", "source_published_on",
    "in_force_on", "valid_until", "kind", "column", "subject", "keywords",
)  # fmt: skip
"""What is kept of a header. Validity is not: it says what holds now, and a past text never does."""
NAMES = {"agency_name": "发布机构", "kind": "文种", "column": "信息分类", "doc_number": "文号"}
"""Names on the page where the model's own says more than a reader needs."""


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """One field of a header: its name and what it said."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class HeaderChange:
    """One field that reads otherwise in the later of two editions; empty: it was not given."""

    name: str
    before: str
    after: str


def header_of(item: Item) -> dict[str, str]:
    """The item's header now, as it is kept with an edition; fields without a value are left out."""
    said = {name: _said(item, name) for name in FIELDS}
    return {name: value for name, value in said.items() if value}


def _said(item: Item, name: str) -> str:
    if name == "column":
        return item.column.name if item.column is not None else ""
    if name == "kind":
        return str(item.get_kind_display())
    value = getattr(item, name)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def header_in(item: Item, edition: Edition) -> list[HeaderLine]:
    """The header of one edition of the item; empty where none was kept with it."""
    kept = _kept(item, edition)
    return [HeaderLine(_name(name), kept[name]) for name in FIELDS if name in kept]


def header_changes(item: Item, before: Edition, after: Edition) -> list[HeaderChange]:
    """What the later edition says otherwise in its header; empty where either kept none."""
    old, new = _kept(item, before), _kept(item, after)
    if not old or not new:
        return []
    return [
        HeaderChange(_name(name), old.get(name, ""), new.get(name, ""))
        for name in FIELDS
        if old.get(name, "") != new.get(name, "")
    ]


def _kept(item: Item, edition: Edition) -> dict[str, str]:
    return header_of(item) if edition.pk == item.edition_id else edition.header


def _name(field: str) -> str:
    if field in NAMES:
        return NAMES[field]
    return str(cast("models.Field[object, object]", Item._meta.get_field(field)).verbose_name)
