"""Rules of filing: which items one finds, what it would file, and what has been filed by it.

An item is filed under a value once, by whichever rule or person came first, and counted once; what
is filed under a value is filed under its parent too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from importlib.resources import files
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import (
    Column,
    Facet,
    FilingRule,
    Item,
    ItemFacet,
    ItemKind,
    ItemState,
)

SAMPLE = 10


def lines_of(text: str) -> tuple[str, ...]:
    """The words of a rule, one a line, each once."""
    return tuple(dict.fromkeys(word for line in text.splitlines() if (word := line.strip())))


def matching(rule: FilingRule) -> QuerySet[Item]:
    """The public items that a rule finds, unordered. A rule without a condition finds nothing."""
    words, without = lines_of(rule.words), lines_of(rule.without)
    if not (words or rule.kinds or rule.column_id or rule.agency_id):
        return Item.objects.none()
    found = Item.objects.filter(state=ItemState.PUBLISHED).order_by()
    if rule.kinds:
        found = found.filter(kind__in=rule.kinds)
    if rule.column is not None:
        below = Column.objects.filter(path__startswith=rule.column.path)
        found = found.filter(column__in=list(below.values_list("pk", flat=True)))
    if rule.agency is not None:
        bodies = Agency.objects.filter(path__startswith=rule.agency.path)
        found = found.filter(agency__in=list(bodies.values_list("pk", flat=True)))
    if words:
        found = found.filter(_any_in_title(words))
    if without:
        found = found.exclude(_any_in_title(without))
    return found


def _any_in_title(words: Iterable[str]) -> Q:
    return reduce(or_, (Q(title__contains=word) for word in words))


def unfiled(found: QuerySet[Item], facet: Facet) -> QuerySet[Item]:
    """Those of the items that are not filed under the value today."""
    filed = ItemFacet.objects.filter(item=OuterRef("pk"), facet=facet, valid_to__isnull=True)
    return found.filter(~Exists(filed))


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would do now."""

    found: int
    already: int
    """Of them, filed under the value already."""
    sample: list[Item]
    """Some of those that would be filed, spread over all years."""

    @property
    def new(self) -> int:
        """How many would be filed."""
        return self.found - self.already


def try_rule(rule: FilingRule) -> Trial:
    """Count and show, and change nothing."""
    found = matching(rule)
    new = unfiled(found, rule.facet)
    total = found.count()
    keys = list(new.order_by("pk").values_list("pk", flat=True))
    step = max(1, len(keys) // SAMPLE)
    shown = keys[::step][:SAMPLE]
    rows = Item.objects.select_related("agency", "column").defer("signature").in_bulk(shown)
    return Trial(total, total - len(keys), [rows[key] for key in shown if key in rows])


def with_parents(facets: Iterable[Facet]) -> list[Facet]:
    """The values with all above them, each once, in the given order."""
    found: dict[int, Facet] = {}
    for facet in facets:
        at: Facet | None = facet
        while at is not None and at.pk not in found:
            found[at.pk] = at
            at = at.parent
    return list(found.values())


def conditions_of(rule: FilingRule) -> list[str]:
    """The rule in words, for people who are to judge it."""
    said = []
    if rule.column is not None:
        said.append(f"栏目“{rule.column.name}”及其下级")
    if rule.agency is not None:
        said.append(f"{rule.agency.name}及其下级机构")
    if rule.kinds:
        said.append("文种为" + "、".join(ItemKind(one).label for one in rule.kinds))
    if lines_of(rule.words):
        said.append("标题含" + "、".join(f"“{one}”" for one in lines_of(rule.words)) + "之一")
    if lines_of(rule.without):
        said.append("标题不含" + "、".join(f"“{one}”" for one in lines_of(rule.without)))
    return said


@dataclass(frozen=True, slots=True)
class StandardValue:
    """One value of a classification that comes with the system, with its rule."""

    scheme: str
    code: str
    name: str
    parent: str
    words: Sequence[str]
    without: Sequence[str]
    kinds: Sequence[str]

    @property
    def has_rule(self) -> bool:
        """Whether old stock can be filed under it by a rule."""
        return bool(self.words or self.kinds)


@cache
def standard_values() -> tuple[StandardValue, ...]:
    """What `classifications.toml` holds, parents before their children."""
    source = files("yangguang.apps.catalog").joinpath("data/classifications.toml")
    loaded: dict[str, dict[str, dict[str, Any]]] = tomllib.loads(source.read_text("utf-8"))
    return tuple(
        StandardValue(
            scheme,
            code,
            value["name"],
            value.get("parent", ""),
            tuple(value.get("words", ())),
            tuple(value.get("without", ())),
            tuple(value.get("kinds", ())),
        )
        for scheme, values in loaded.items()
        for code, value in values.items()
    )
