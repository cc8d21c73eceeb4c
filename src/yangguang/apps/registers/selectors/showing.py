"""What the public may see of a wording: never more than the definition in force shows today.

A wording is citable for ever, but a column that was made internal since, or is masked since, is
internal and masked in every wording there ever was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F, Q

from yangguang.apps.registers.definitions import wording
from yangguang.apps.registers.models import ChangeSet, Row, Version, What
from yangguang.apps.registers.rows import Values
from yangguang.apps.registers.selectors.changing import Change, Difference, is_down
from yangguang.law.registers import BadValue, Definition, Field, Value, read_value, show_value


def public_fields_of(version: Version, now: Definition) -> tuple[Field, ...]:
    """The columns of a wording that everybody may see: of a live one those of today."""
    if version.live:
        return now.public_fields
    internal = {one.code for one in now.fields if one.internal}
    return tuple(
        one for one in wording(version.definition).public_fields if one.code not in internal
    )


def public_value(field: Field, value: Value, now: Definition) -> Value:
    """A stored value as it may be shown, masked as the definition of today masks it."""
    today = next((one for one in now.fields if one.code == field.code), None)
    if today is None or today.mask is None or today.mask is field.mask:
        return value
    try:
        return read_value(today, value)
    except BadValue:
        # What can no longer be read under a column that masks is not shown at all.
        return None


def shown_value(version: Version, field: Field, now: Definition) -> Value:
    """What a wording reads in a column of today, as it may be shown: nothing where the wording was
    published while that column was internal or was not there."""
    if not version.live:
        then = wording(version.definition).public_fields
        if not any(one.code == field.code for one in then):
            return None
    return public_value(field, version.values.get(field.code), now)


def public_cells(version: Version, now: Definition) -> list[tuple[Field, Value]]:
    """Every public column of a wording with its value, None where it is empty."""
    return [
        (field, public_value(field, version.values.get(field.code), now))
        for field in public_fields_of(version, now)
    ]


def public_title(version: Version, now: Definition) -> str:
    """By what a wording is called in public; its row's number where its naming column is not."""
    field = next((one for one in now.fields if one.code == now.title), None)
    if field is None or (not field.internal and field.mask is None):
        return version.title
    if field.internal:
        return f"{now.row_name}{version.row_id}"
    shown = public_value(field, version.values.get(field.code), now)
    return show_value(field, shown) or f"{now.row_name}{version.row_id}"


def public_differences(versions: Iterable[Version], now: Definition) -> Iterator[Difference]:
    """What each version did to its row, in public cells; of a row taken down no cell.

    The versions are loaded with row, base and both their definitions.
    """
    for version in versions:
        hidden = is_down(version)
        yield Difference(version, () if hidden else tuple(_cells(version, now)))


def _cells(version: Version, now: Definition) -> Iterator[Change]:
    before: Values = version.base.values if version.base is not None else {}
    after: Values = {} if version.what == What.REMOVED else version.values
    for field in public_fields_of(version, now):
        old, new = (
            show_value(field, public_value(field, values.get(field.code), now))
            for values in (before, after)
        )
        if old != new:
            yield Change(field, old, new)


@dataclass(frozen=True, slots=True)
class SetShown:
    """A change set as the public reads it: names of rows taken down since are struck from it."""

    change_set: ChangeSet
    title: str
    basis: str
    reason: str


def shown_sets(sets: Iterable[ChangeSet]) -> list[SetShown]:
    """These change sets in words that name no row that was taken down."""
    listed = list(sets)
    hidden: dict[int, set[str]] = {}
    down = Row.objects.filter(register__in={one.register_id for one in listed}, down_upto__gt=0)
    rows = Version.objects.filter(
        Q(number__lte=F("row__down_upto")) | Q(row__down_at__isnull=False),
        row__in=down.values("pk"),
        change_set__in=listed,
    ).order_by()
    for change_set, title, before in rows.values_list("change_set", "title", "base__title"):
        hidden.setdefault(change_set, set()).update((title, before or ""))
    return [
        SetShown(one, *_without(hidden.get(one.pk, set()), one.title, one.basis, one.reason))
        for one in listed
    ]


def _without(names: set[str], *texts: str) -> list[str]:
    """The texts with these names struck. A long text may have been cut inside a name."""
    struck = []
    for text in texts:
        for name in sorted(names, key=len, reverse=True):
            if name:
                text = text.replace(name, "（已撤下）")
                text = _without_end(name, text)
        struck.append(text)
    return struck


def _without_end(name: str, text: str) -> str:
    """A text that ends in the beginning of a long name ends before it."""
    for length in range(len(name) - 1, 3, -1):
        if text.endswith(name[:length]):
            return f"{text[:-length]}（已撤下）"
    return text
