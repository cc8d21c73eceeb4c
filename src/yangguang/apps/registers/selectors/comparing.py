"""Lists of bodies of the same kind side by side: what one of them lacks that the others have.

Counties are compared as wholes (the government with every body below it), departments with those of
the same name elsewhere. Two rows are the same item where the fields that the definition compares by
agree, whatever the width of signs, the spaces and the punctuation.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yangguang.apps.agencies.models import Agency, AgencyKind, AgencyLevel
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.registers.models import SLOT_LENGTH, Kept, Register, Version
from yangguang.law.registers import Definition, Field, show_value

WHOLES = {
    AgencyLevel.PROVINCE: ("all-provinces", "各省级政府"),
    AgencyLevel.CITY: ("all-cities", "各市级政府"),
    AgencyLevel.COUNTY: ("all-counties", "各县（市、区）"),
    AgencyLevel.TOWN: ("all-towns", "各乡镇（街道）"),
}
"""Level → (address, name) of the comparison of whole governments."""
_GOVERNMENTS = (AgencyKind.GOVERNMENT, AgencyKind.TOWN)
_ENDINGS = ("人民政府", "办事处", "管理委员会")


@dataclass(frozen=True, slots=True)
class Unit:
    """One of the bodies compared; ``bodies`` are the keys of those whose rows count as its own."""

    agency: Agency
    name: str
    bodies: frozenset[int]
    rows: int
    """Live rows; one that has none has published no list, and is not said to lack each item."""


@dataclass(frozen=True, slots=True)
class Group:
    """Bodies that can be compared. ``code`` stands in the address."""

    code: str
    label: str
    units: tuple[Unit, ...]

    @property
    def published(self) -> tuple[Unit, ...]:
        """Those that have a list."""
        return tuple(one for one in self.units if one.rows)


@dataclass(frozen=True, slots=True)
class Line:
    """One item: ``values`` as they are written most often, and for each unit of the group the keys
    of its rows (none: it lacks the item, or has no list)."""

    values: tuple[str, ...]
    held: tuple[tuple[int, ...], ...]
    holders: int
    lacking: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every item that any of the bodies has: first what the fewest lack, last what all have."""

    group: Group
    fields: tuple[Field, ...]
    lines: tuple[Line, ...]

    def lacked_by(self, unit: Unit) -> list[Line]:
        """The items that others have and this one has not."""
        place = self.group.units.index(unit)
        return [one for one in self.lines if unit.rows and not one.held[place]]

    @property
    def uneven(self) -> list[Line]:
        """The items that somebody lacks."""
        return [one for one in self.lines if one.lacking]


def comparable(definition: Definition) -> tuple[Field, ...]:
    """The public fields by which rows are compared; none where the register is not compared."""
    return tuple(one for one in definition.public_fields if one.code in definition.compare)


def compared_groups(register: Register, *, on: date) -> list[Group]:
    """The bodies that can be compared on that day: at least two of a kind that have a list."""
    bodies = list(agencies_in_force(on).order_by("order", "pk"))
    rows = _rows_of_bodies(register)
    by_key = {one.pk: one for one in bodies}
    groups = []
    for level, (code, label) in WHOLES.items():
        wholes = [one for one in bodies if one.level == level and one.kind in _GOVERNMENTS]
        compared = tuple(_whole(one, by_key, rows) for one in wholes)
        groups.append(Group(code, label, compared))
    alike: defaultdict[tuple[str, str], list[Unit]] = defaultdict(list)
    for one in bodies:
        role = role_of(one, by_key)
        if role:
            unit = Unit(one, _place_of(one, by_key), frozenset([one.pk]), rows.get(one.pk, 0))
            alike[one.level, role].append(unit)
    for (_, role), units in alike.items():
        groups.append(Group(units[0].agency.slug, f"各地{role}", tuple(units)))
    return [one for one in groups if len(one.published) > 1]


def compared_group(register: Register, code: str, *, on: date) -> Group | None:
    """The group of that address."""
    return next((one for one in compared_groups(register, on=on) if one.code == code), None)


def compare(register: Register, definition: Definition, group: Group) -> Comparison:
    """Items × bodies."""
    fields = comparable(definition)
    place: dict[int, int] = {}
    for number, unit in enumerate(group.units):
        place.update(dict.fromkeys(unit.bodies, number))
    written: defaultdict[tuple[str, ...], Counter[tuple[str, ...]]] = defaultdict(Counter)
    held: defaultdict[tuple[str, ...], dict[int, list[int]]] = defaultdict(dict)
    for row, agency, values in _values(register, fields, sorted(place)):
        same = tuple(bare(one) for one in values)
        if any(same):
            written[same][values] += 1
            held[same].setdefault(place[agency], []).append(row)
    published = len(group.published)
    lines = [
        Line(
            min(written[same].items(), key=lambda one: (-one[1], one[0]))[0],
            tuple(tuple(having.get(number, ())) for number in range(len(group.units))),
            len(having),
            published - len(having),
        )
        for same, having in held.items()
    ]
    lines.sort(key=lambda one: (one.lacking == 0, one.lacking, one.values))
    return Comparison(group, fields, tuple(lines))


def bare(text: str) -> str:
    """The text without what differs between offices and means nothing.

    >>> bare("对“未取得许可，擅自经营”的处罚 ") == bare("对\\"未取得许可,擅自经营\\"的处罚")
    True
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LN")


def role_of(agency: Agency, known: dict[int, Agency]) -> str:
    """What the body is wherever it stands: its name without that of its place; empty for whole
    governments and for bodies whose name does not begin with their place.

    临湖县民政局 → 民政局
    """
    if agency.kind in _GOVERNMENTS:
        return ""
    for prefix in _prefixes(agency, known):
        if agency.name.startswith(prefix) and len(agency.name) > len(prefix):
            return agency.name[len(prefix) :]
    return ""


def _prefixes(agency: Agency, known: dict[int, Agency]) -> list[str]:
    """Under which names of its place a body's name may begin, the longest first."""
    parent = known.get(agency.parent_id) if agency.parent_id else None
    if parent is None:
        return []
    above = known.get(parent.parent_id) if parent.parent_id else None
    whole = _place_name(parent)
    names = {whole}
    if above is not None:
        names.add(whole.removeprefix(_place_name(above)))
    return sorted(names - {""}, key=len, reverse=True)


def _place_name(agency: Agency) -> str:
    for ending in _ENDINGS:
        if agency.name.endswith(ending):
            return agency.name.removesuffix(ending)
    return agency.name


def _place_of(agency: Agency, known: dict[int, Agency]) -> str:
    """The place by which the body is told from its namesakes."""
    names = _prefixes(agency, known)
    return names[-1] if names else agency.short_name or agency.name


def _whole(government: Agency, known: dict[int, Agency], rows: dict[int, int]) -> Unit:
    within = frozenset(key for key, one in known.items() if one.path.startswith(government.path))
    name = _place_name(government)
    above = known.get(government.parent_id) if government.parent_id else None
    if above is not None:
        name = name.removeprefix(_place_name(above)) or name
    return Unit(government, name, within, sum(rows.get(one, 0) for one in within))


def _rows_of_bodies(register: Register) -> dict[int, int]:
    kept = Kept.objects.filter(register=register, field="", of="")
    return {one.agency_id: one.rows for one in kept}


def _values(
    register: Register, fields: Sequence[Field], bodies: Sequence[int]
) -> Iterable[tuple[int, int, tuple[str, ...]]]:
    """(row, body, what it says in the fields) of every live row of the bodies.

    The typed places are read where they hold the whole text; the rest of a row is not touched then.
    """
    live = Version.objects.filter(register=register, live=True, agency__in=bodies)
    slots = [one.slot for one in fields]
    if not all(slot.startswith("t") for slot in slots):
        yield from _spelt_out(live.values_list("row", "agency", "values"), fields)
        return
    cut = []
    for key, row, agency, *texts in live.order_by("pk").values_list("pk", "row", "agency", *slots):
        if any(text is not None and len(text) >= SLOT_LENGTH for text in texts):
            cut.append(key)
        else:
            yield row, agency, tuple(text or "" for text in texts)
    for start in range(0, len(cut), 800):
        some = Version.objects.filter(pk__in=cut[start : start + 800])
        yield from _spelt_out(some.values_list("row", "agency", "values"), fields)


def _spelt_out(
    rows: Iterable[tuple[int, int, dict[str, object]]], fields: Sequence[Field]
) -> Iterable[tuple[int, int, tuple[str, ...]]]:
    for row, agency, values in rows:
        texts = tuple(show_value(one, values.get(one.code)) for one in fields)  # type: ignore[arg-type] # stored as JSON by the same reader
        yield row, agency, texts
