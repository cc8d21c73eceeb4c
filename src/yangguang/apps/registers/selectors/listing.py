"""The rows of a list: all that are live, those of a day, those that a filter keeps, in an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.models import Register, Row, Version, What
from yangguang.law.registers import BadValue, Definition, Field, read_value, sort_value

Asked = Mapping[str, str]
"""What somebody asks of a list: field → value; ``field_from`` and ``field_to`` for numbers and days."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows as asked for; ``complaints`` are the filters that could not be read, with why."""

    rows: QuerySet[Version]
    used: Mapping[str, str]
    complaints: tuple[str, ...] = ()


def public_registers() -> QuerySet[Register]:
    """The registers that everybody may see, in the order of the menu."""
    return Register.objects.filter(shown=True, definition__isnull=False).select_related(
        "definition"
    )


def live_rows(register: Register, agency: Agency | None = None) -> QuerySet[Version]:
    """What the list reads now, in the whole city or of one body."""
    rows = Version.objects.filter(register=register, live=True)
    return rows.filter(agency=agency) if agency is not None else rows


def rows_as_of(register: Register, day: date, agency: Agency | None = None) -> QuerySet[Version]:
    """What the list read on that day, as far as it may still be shown.

    Rows taken down (a revoked decision, an ended publicity) are left out of every day.
    """
    rows = (
        Version.objects.filter(register=register, valid_from__lte=day, published_at__isnull=False)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
        .exclude(what=What.REMOVED)
        .exclude(pk__in=versions_down(register))
    )
    return rows.filter(agency=agency) if agency is not None else rows


def versions_down(register: Register) -> QuerySet[Version]:
    """The wordings of the register that may no longer be shown."""
    rows = Row.objects.filter(register=register, down_upto__gt=0)
    found = Version.objects.filter(row__in=rows.values("pk"), number__lte=F("row__down_upto"))
    return found.order_by()


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter as it was read. ``compare`` is empty, ``_from`` or ``_to``."""

    field: Field
    compare: str
    value: str | Decimal | date

    @property
    def name(self) -> str:
        """Under which name it is asked for."""
        return self.field.code + self.compare


def conditions_of(
    definition: Definition, asked: Asked
) -> tuple[dict[str, str], list[Condition], list[str]]:
    """What is asked and can be read, as it was said and as conditions, and what cannot be read."""
    used: dict[str, str] = {}
    conditions: list[Condition] = []
    complaints: list[str] = []
    for field in definition.filters:
        for ending in ("", "_from", "_to"):
            said = asked.get(field.code + ending, "").strip()
            if not said or (ending and field.slot[0] == "t"):
                continue
            value = _asked(field, said)
            if value is None:
                complaints.append(f"“{field.label}”的条件“{said}”读不懂，没有按它筛选。")
                continue
            conditions.append(Condition(field, ending, value))
            used[field.code + ending] = said
    return used, conditions, complaints


def filtered(rows: QuerySet[Version], definition: Definition, asked: Asked) -> Listing:
    """The rows that keep every filter. An unknown field is ignored, an unreadable value complained
    of and left out."""
    used, conditions, complaints = conditions_of(definition, asked)
    for one in conditions:
        rows = rows.filter(**{f"{one.field.slot}{_COMPARED[one.compare]}": one.value})
    return Listing(rows, used, tuple(complaints))


_COMPARED = {"": "", "_from": "__gte", "_to": "__lte"}


def _asked(field: Field, said: str) -> str | Decimal | date | None:
    try:
        return sort_value(field, read_value(field, said))
    except BadValue:
        return None


def sorted_rows(rows: QuerySet[Version], definition: Definition, by: str = "") -> QuerySet[Version]:
    """In the order asked for (a field's code, with a minus for the greatest first), else the
    definition's own, else the newest first.

    Where somebody asks for an order by a field, rows that have nothing in it are left out: they
    have no place in that order, and the index that makes it quick does not hold them.
    """
    slots = {one.code: one.slot for one in definition.public_fields if one.slot}
    if by.lstrip("-") in slots:
        return _by_slot(rows, slots[by.lstrip("-")], falling=by.startswith("-"))
    if not definition.sort:
        return rows.order_by("-d1", "-id")
    first = definition.sort[0].lstrip("-")
    if len(definition.sort) == 1 and first == definition.date:
        minus = "-" if definition.sort[0].startswith("-") else ""
        return rows.order_by(f"{minus}d1", f"{minus}id")
    if len(definition.sort) == 1 and first in slots and definition.field(first).required:
        return _by_slot(rows, slots[first], falling=definition.sort[0].startswith("-"))
    places = []
    for order in definition.sort:
        place = F(slots.get(order.lstrip("-"), "d1"))
        falling = order.startswith("-")
        places.append(place.desc(nulls_last=True) if falling else place.asc(nulls_last=True))
    return rows.order_by(*places, "id")


def _by_slot(rows: QuerySet[Version], slot: str, *, falling: bool) -> QuerySet[Version]:
    """In the order of one column as its index lies, so that no row is read that is not shown."""
    rest = ("d1", "id") if slot.startswith("t") else ("-id",)
    if not falling:
        rest = ("-d1", "-id") if slot.startswith("t") else ("id",)
    filled = rows if slot == "d1" else rows.filter(**{f"{slot}__isnull": False})
    return filled.order_by(f"-{slot}" if falling else slot, *rest)


def find_row(register: Register, key: int) -> Row | None:
    """The row of that address, live or not."""
    return Row.objects.filter(register=register, pk=key).select_related("agency").first()
