"""Interpretations counted by form, body and period, each figure with the items behind it.

An interpretation that explains in two forms counts once under each and once in the total. One
without a form stated is counted as such, so that no figure looks complete that is not.
依据：国办发〔2016〕61号（解读形式多样）；《政府信息公开工作年度报告》对解读回应情况的要求。
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item, ItemKind, ItemState, ItemStatus
from yangguang.apps.publishing.models import InterpretationForm, ItemInterpretationForm

UNSTATED = ""


@dataclass(frozen=True, slots=True)
class FormCount:
    """``form`` empty: none stated. ``ids`` are items, ascending."""

    form: str
    label: str
    ids: tuple[int, ...]

    @property
    def number(self) -> int:
        """How many."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class FormFigures:
    """Every form in its order, those without any included; ``ids`` each interpretation once."""

    forms: tuple[FormCount, ...]
    ids: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many interpretations, each counted once."""
        return len(self.ids)

    def number(self, form: str) -> int:
        """How many explain in this form."""
        return next((row.number for row in self.forms if row.form == form), 0)


def interpretations(
    bodies: QuerySet[Agency], *, first: date, last: date, as_of: datetime | None = None
) -> QuerySet[Item]:
    """Interpretations of these bodies listed from ``first`` to ``last``, public at the moment.

    Reading: the day is the one by which lists sort, so that what was taken over from another site
    counts in the year in which it was published there.
    """
    found = Item.objects.filter(
        agency__in=bodies, kind=ItemKind.INTERPRETATION, listed_on__range=(first, last)
    )
    if as_of is None:
        return found.filter(state=ItemState.PUBLISHED)
    return found.filter(
        Exists(
            ItemStatus.objects.filter(_at(as_of), item=OuterRef("pk"), state=ItemState.PUBLISHED)
        )
    )


def interpretation_forms(
    bodies: QuerySet[Agency], *, first: date, last: date, as_of: datetime | None = None
) -> FormFigures:
    """Number by form of the bodies together, now or as it stood at ``as_of``."""
    return _figures(interpretations(bodies, first=first, last=last, as_of=as_of), as_of)


def interpretation_forms_by_agency(
    bodies: QuerySet[Agency], *, first: date, last: date, as_of: datetime | None = None
) -> dict[int, FormFigures]:
    """The same for each body that has any, by the body's key."""
    found = interpretations(bodies, first=first, last=last, as_of=as_of)
    keys = sorted(set(found.order_by().values_list("agency_id", flat=True)))
    return {key: _figures(found.filter(agency=key), as_of) for key in keys}


def _figures(items: QuerySet[Item], as_of: datetime | None) -> FormFigures:
    ids = tuple(items.order_by("pk").values_list("pk", flat=True))
    true = Q(valid_to__isnull=True) if as_of is None else _at(as_of)
    by_form: dict[str, list[int]] = defaultdict(list)
    facts = ItemInterpretationForm.objects.filter(true, item__in=items.order_by())
    for form, item in facts.order_by("item_id").values_list("form", "item_id"):
        by_form[form].append(item)
    stated = {key for keys in by_form.values() for key in keys}
    rows = [
        FormCount(form.value, form.label, tuple(by_form[form.value])) for form in InterpretationForm
    ]
    rows.append(FormCount(UNSTATED, "未注明", tuple(key for key in ids if key not in stated)))
    return FormFigures(tuple(rows), ids)


def _at(moment: datetime) -> Q:
    return Q(valid_from__lte=moment, recorded_at__lte=moment) & (
        Q(valid_to__isnull=True) | Q(valid_to__gt=moment)
    )
