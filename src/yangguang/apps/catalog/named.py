"""Places of the site that a reader calls by their own name: a column, a topic, an area."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet

from yangguang.apps.catalog.models import Column, Facet
from yangguang.text.folding import fold

Place = TypeVar("Place", Column, Facet)
_SCHEMES = (Facet.Scheme.TOPIC, Facet.Scheme.KEY_AREA, Facet.Scheme.FIVE)


def columns_named(words: str) -> list[Column]:
    """The open columns of the whole site that bear this name, whatever script and spaces are used."""
    return _named(Column.objects.filter(is_open=True, agency=None), words)


def facets_named(words: str) -> list[Facet]:
    """The topics, areas and kinds of disclosure that bear this name."""
    return _named(Facet.objects.filter(scheme__in=_SCHEMES), words)


def _named(rows: QuerySet[Place], words: str) -> list[Place]:
    wanted = fold(words)
    return [one for one in rows if fold(one.name) == wanted] if wanted else []
