"""Choosing a column or a body from a list that stands in the order of its tree.

A path holds keys, so that rows below a row are found by it; sorted as text it puts 1/10/ before
1/2/. What people know is the order in which the tree shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.models import ModelChoiceIterator

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Column, Facet

if TYPE_CHECKING:
    _AgencyField = forms.ModelChoiceField[Agency]
    _ColumnField = forms.ModelChoiceField[Column]
    _FacetsField = forms.ModelMultipleChoiceField[Facet]
    _Rows = ModelChoiceIterator[Any]
else:
    _AgencyField = _ColumnField = forms.ModelChoiceField
    _FacetsField = forms.ModelMultipleChoiceField
    _Rows = ModelChoiceIterator


def columns_in_order(columns: Iterable[Column]) -> list[Column]:
    """The columns as the tree shows them: those of the site, then those of each body."""
    found = list(columns)
    places = {
        key: (order, key, agency)
        for key, order, agency in Column.objects.values_list("pk", "order", "agency")
    }

    def place(one: Column) -> tuple[int, list[tuple[int, int]]]:
        line = [places[key] for key in _line(one) if key in places]
        return (line[0][2] or 0) if line else 0, [(order, key) for order, key, _ in line]

    return sorted(found, key=place)


def agencies_in_order(agencies: Iterable[Agency]) -> list[Agency]:
    """The bodies as the tree shows them: each with those below it, by their order."""
    found = list(agencies)
    orders = dict(Agency.objects.values_list("pk", "order"))
    return sorted(found, key=lambda one: [(orders.get(key, 0), key) for key in _line(one)])


def _line(one: Column | Agency) -> list[int]:
    """The keys from the top of the tree down to the row itself."""
    return [int(part) for part in one.path.split("/") if part.isdigit()] or [one.pk]


class _Ordered(_Rows):
    """The choices of a field in the order of its tree."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        order = columns_in_order if self.queryset.model is Column else agencies_in_order
        for one in order(self.queryset.all()):
            yield self.choice(one)


class AgencyChoice(_AgencyField):
    """A body to choose; bodies that ended say so."""

    iterator = _Ordered

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（已撤销）" if obj.valid_to else str(obj.name)


class ColumnChoice(_ColumnField):
    """A column to choose, set in by its depth in the tree."""

    iterator = _Ordered

    def label_from_instance(self, obj: Any) -> str:
        depth = max(0, obj.path.count("/") - 1)
        whose = f"（{obj.agency.name}）" if obj.agency_id else ""
        return f"{'　' * depth}{obj.name}{whose}"


class _ByScheme(_Rows):
    """The values of each classification under its name."""

    def __iter__(self) -> Iterator[Any]:
        rows = self.queryset.order_by("scheme", "order", "pk")
        for scheme, values in groupby(rows, key=lambda one: one.scheme):
            yield Facet.Scheme(scheme).label, [self.choice(one) for one in values]


class FacetsChoice(_FacetsField):
    """Values of classifications to tick, each classification apart."""

    iterator = _ByScheme
