"""The figures that are kept beside the rows, moved in the same transaction as the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from yangguang.apps.registers.models import Kept, Register, Version
from yangguang.apps.registers.rows import counted_value, figures_of
from yangguang.law.registers import Definition

Place = tuple[int, str, str, str]


def keep_figures(
    register: Register,
    definition: Definition,
    *,
    added: Iterable[Version],
    removed: Iterable[Version],
) -> None:
    """Bring the kept figures into line with rows that became live and rows that ceased to be.

    The caller holds the register's lock, so that two of these never cross.
    """
    rows: defaultdict[Place, int] = defaultdict(int)
    sums: defaultdict[Place, Decimal] = defaultdict(Decimal)
    wanted = figures_of(definition)
    for sign, versions in ((1, added), (-1, removed)):
        for version in versions:
            for field, of in wanted:
                value = counted_value(definition, field, version.values) if field else ""
                place = (version.agency_id, field, value, of)
                amount = version.values.get(of) if of else None
                if of and amount is None:
                    continue
                rows[place] += sign
                if amount is not None:
                    sums[place] += sign * Decimal(amount)
    _write(register, rows, sums)


def _write(register: Register, rows: dict[Place, int], sums: dict[Place, Decimal]) -> None:
    moved = [place for place in rows if rows[place] or sums.get(place)]
    agencies = {place[0] for place in moved}
    standing = {
        (one.agency_id, one.field, one.value, one.of): one
        for one in Kept.objects.filter(register=register, agency__in=agencies)
    }
    changed, new = [], []
    for place in moved:
        figure = standing.get(place)
        if figure is None:
            figure = Kept(
                register=register, agency_id=place[0], field=place[1], value=place[2], of=place[3]
            )
            new.append(figure)
        else:
            changed.append(figure)
        figure.rows += rows[place]
        figure.sum += sums.get(place, Decimal(0))
    Kept.objects.bulk_create(new, batch_size=500)
    Kept.objects.bulk_update(changed, ["rows", "sum"], batch_size=200)
    Kept.objects.filter(register=register, agency__in=agencies, rows=0).delete()
