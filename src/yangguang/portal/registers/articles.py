"""Lists and notices as part of what Art. 20 asks for: a penalty stands in a list and in no document.

依据：《条例》第二十条；国办公开办函〔2019〕61号（法定主动公开内容）.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Facet
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.selectors import public_registers, rows_of_each
from yangguang.press import keys


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that holds rows, and where they are read."""

    name: str
    rows: int
    address: str


def lists_by_article(agency: Agency | None = None) -> dict[str, list[Listed]]:
    """The public lists under each item of Art. 20, by its code; of one body, those with rows of it."""
    keys.depend(keys.REGISTERS)
    counts = rows_of_each(agency)
    found: dict[str, list[Listed]] = {}
    if not counts:
        return found
    for register in public_registers().filter(pk__in=[key for key, rows in counts.items() if rows]):
        address = reverse("register", args=[register.code])
        one = Listed(
            register.name,
            counts[register.pk],
            f"{address}?agency={agency.slug}" if agency else address,
        )
        for value in definition_of(register).facets:
            scheme, _, code = value.partition(":")
            if scheme == Facet.Scheme.ARTICLE_20:
                found.setdefault(code, []).append(one)
    return found
