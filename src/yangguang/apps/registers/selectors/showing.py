"""What the public may see of a wording: never more than the definition in force shows today.

A wording is citable for ever, but a column that was made internal since, or is masked since, is
internal and masked in every wording there ever was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from yangguang.apps.registers.definitions import wording
from yangguang.apps.registers.models import Version, What
from yangguang.apps.registers.rows import Values
from yangguang.apps.registers.selectors.changing import Change, Difference
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
        hidden = version.row.down_at is not None
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
