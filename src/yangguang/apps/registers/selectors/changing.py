"""What changed: one row from version to version, a change set as a whole, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.definitions import wording
from yangguang.apps.registers.models import ChangeSet, Row, Version, What
from yangguang.law.registers import Field, show_value


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that reads otherwise."""

    field: Field
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a version did to its row. For an added row every cell stands in ``after``, for a removed
    one in ``before``."""

    version: Version
    cells: tuple[Change, ...]

    @property
    def hidden(self) -> bool:
        """Whether the row was taken down since, so that the public sees no cell of it."""
        return is_down(self.version)


def is_down(version: Version) -> bool:
    """Whether a wording may no longer be shown: its row is down, or was and is public anew."""
    if version.number is None:
        return version.row.down_at is not None
    return version.number <= version.row.down_upto


def differences(change_set: ChangeSet, *, internal: bool = False) -> Iterator[Difference]:
    """Every row of a change set against what it read before, in the order it was proposed."""
    versions = (
        change_set.versions.select_related("row", "base", "definition", "agency")
        .order_by("pk")
        .iterator(chunk_size=500)
    )
    return differences_of(versions, internal=internal)


def differences_of(versions: Iterable[Version], *, internal: bool = False) -> Iterator[Difference]:
    """The same for versions loaded with row, base and definition."""
    for version in versions:
        yield Difference(version, tuple(_cells(version, internal)))


def _cells(version: Version, internal: bool) -> Iterator[Change]:
    before = version.base.values if version.base is not None else {}
    after = {} if version.what == What.REMOVED else version.values
    for field in wording(version.definition).fields:
        if field.internal and not internal:
            continue
        old, new = (
            show_value(field, before.get(field.code)),
            show_value(field, after.get(field.code)),
        )
        if old != new:
            yield Change(field, old, new)


def row_history(row: Row) -> QuerySet[Version]:
    """Every published wording of a row, the newest first."""
    return (
        Version.objects.filter(row=row, published_at__isnull=False)
        .select_related("change_set", "definition", "agency", "base", "row")
        .order_by("-number")
    )


def sets_in_reach(agencies: QuerySet[Agency]) -> QuerySet[ChangeSet]:
    """The change sets of these bodies, the newest first."""
    return ChangeSet.objects.filter(agency__in=agencies).select_related("register", "agency")
