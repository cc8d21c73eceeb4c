"""清单与公示 at the desk: whose rows and change sets somebody may treat how, and how they are shown.

Registers belong to the site; rows and change sets belong to a body. What lies outside one's reach
does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, QuerySet, Sum
from django.db.models.expressions import OrderBy
from django.http import Http404
from django.utils.http import urlencode

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.agencies.verdicts import Verdict
from yangguang.apps.duties.lights import Light
from yangguang.apps.duties.models import Duty
from yangguang.apps.registers.definitions import wording
from yangguang.apps.registers.duty_kinds import KINDS
from yangguang.apps.registers.models import ChangeSet, Kept, Register, Row, Version
from yangguang.apps.registers.services.owing import SUBJECT
from yangguang.desk.viewer import Viewer
from yangguang.law.registers import Definition, Field, FieldType, Value, show_value

VIEW, EDIT = Permission.REGISTER_VIEW, Permission.REGISTER_EDIT
REVIEW, DEFINE = Permission.REGISTER_REVIEW, Permission.REGISTER_DEFINE
S = ChangeSet.State
LIT = 20_000
"""So many open duties of registers are looked at for the overview; beyond it lies a backlog that
no table of lights would tell any better."""


def access_register(code: str) -> Register:
    """The register; no page for an unknown one or one that was never defined."""
    register = (
        Register.objects.filter(code=code, definition__isnull=False)
        .select_related("definition")
        .first()
    )
    if register is None:
        raise Http404
    return register


def access_row(viewer: Viewer, key: int, permission: Permission = VIEW) -> Row:
    """The row, if its body lies within the person's reach."""
    row = (
        Row.objects.filter(pk=key, agency__in=viewer.visible(permission))
        .select_related("register__definition", "agency")
        .first()
    )
    if row is None:
        raise Http404
    return row


def access_set(viewer: Viewer, key: int, permission: Permission = VIEW) -> ChangeSet:
    """The change set, if its body lies within the person's reach."""
    found = (
        ChangeSet.objects.filter(pk=key, agency__in=viewer.visible(permission))
        .select_related("register__definition", "agency", "undoes", "made_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


def access_proposal(viewer: Viewer, change_set: ChangeSet, key: int) -> Version:
    """The proposal of a change set that the person sees."""
    found = change_set.versions.select_related("row", "agency", "base").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def editable(viewer: Viewer) -> QuerySet[Agency]:
    """Bodies that live and whose rows the person may write, in the order of the tree."""
    return (
        agencies_in_force(viewer.today).filter(pk__in=viewer.visible(EDIT)).order_by("path", "pk")
    )


def own_or_only(viewer: Viewer, agencies: QuerySet[Agency]) -> Agency | None:
    """The body to begin with: the one acted for, where it is among them."""
    if viewer.agency is not None and (own := agencies.filter(pk=viewer.agency.pk).first()):
        return own
    return agencies.first()


def asked_agency(viewer: Viewer, asked: str, agencies: QuerySet[Agency]) -> Agency | None:
    """The body named by a form or an address, if it is among these; else the own one."""
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        found = agencies.filter(pk=int(asked)).first()
        if found is not None:
            return found
    return own_or_only(viewer, agencies)


def asked_draft(viewer: Viewer, register: Register, asked: str) -> ChangeSet | None:
    """The open draft of that register named by a form or an address, if the person may write in it."""
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    return open_drafts(viewer, register).filter(pk=int(asked)).first()


def open_drafts(viewer: Viewer, register: Register) -> QuerySet[ChangeSet]:
    """Drafts into which the person may put further rows, the newest first."""
    return ChangeSet.objects.filter(
        register=register, state=S.DRAFT, agency__in=editable(viewer).order_by()
    ).select_related("agency")


def may_review(viewer: Viewer, change_set: ChangeSet) -> Verdict:
    """Whether the person approves changes of the body."""
    return viewer.may(REVIEW, change_set.agency)


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a row as it is shown."""

    field: Field
    text: str
    value: Value = None

    @property
    def long(self) -> bool:
        """Whether it takes a line of its own."""
        return self.field.type is FieldType.LONG or len(self.text) > 60


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list."""

    version: Version
    cells: tuple[Cell, ...]


def head_of(definition: Definition) -> tuple[Field, ...]:
    """The columns of the desk's table: the brief ones but the one that names the row."""
    return tuple(one for one in definition.brief_fields if one.code != definition.title)[:6]


def lines_of(definition: Definition, versions: Iterable[Version]) -> list[Line]:
    """Rows with the cells of the table."""
    columns = head_of(definition)
    return [Line(one, tuple(cells_of(columns, one.values))) for one in versions]


def cells_of(fields: Iterable[Field], values: Mapping[str, Value]) -> Iterable[Cell]:
    """These columns of a row, shown."""
    return (
        Cell(one, show_value(one, values.get(one.code)), values.get(one.code)) for one in fields
    )


def groups_of(version: Version) -> list[tuple[str, list[Cell]]]:
    """All columns of a version that hold something, under their groups' names."""
    found: dict[str, list[Cell]] = {}
    for cell in cells_of(wording(version.definition).fields, version.values):
        if cell.text:
            found.setdefault(cell.field.group, []).append(cell)
    return list(found.items())


Sorts = dict[str, tuple[str, tuple[str | OrderBy, ...]]]


def sorts_of(definition: Definition) -> Sorts:
    """The orders of a list: as the definition has it, by each column that can be sorted, by age."""
    slots = {one.code: one.slot for one in definition.fields if one.slot}
    places: list[str | OrderBy] = []
    for order in definition.sort:
        place = F(slots.get(order.lstrip("-"), "d1"))
        falling = order.startswith("-")
        places.append(place.desc(nulls_last=True) if falling else place.asc(nulls_last=True))
    sorts: Sorts = {"": ("清单次序", (*places, "id") if places else ("-d1", "-id"))}
    for one in definition.fields:
        if one.slot and one.sort:
            up, down = F(one.slot).asc(nulls_last=True), F(one.slot).desc(nulls_last=True)
            sorts[one.code] = (f"{one.label}从小到大", (up, "id"))
            sorts[f"-{one.code}"] = (f"{one.label}从大到小", (down, "-id"))
    sorts["newest"] = ("最近公开", ("-published_at", "-id"))
    return sorts


@dataclass(slots=True)
class Shelf:
    """One register on the overview, as far as the person's bodies are concerned."""

    register: Register
    rows: int = 0
    drafts: int = 0
    returned: int = 0
    submitted: int = 0
    scheduled: int = 0
    red: int = 0
    yellow: int = 0
    latest: Any = None
    more: Mapping[str, int] = field(default_factory=dict)


def shelves(viewer: Viewer) -> dict[str, list[Shelf]]:
    """Group → its registers with what lies in them for the bodies within reach."""
    within = viewer.visible(VIEW).order_by()
    found = {
        one.pk: Shelf(one)
        for one in Register.objects.filter(definition__isnull=False).select_related("definition")
    }
    kept = Kept.objects.filter(field="", of="", agency__in=within).order_by()
    for row in kept.values("register").annotate(number=Sum("rows")):
        found[row["register"]].rows = row["number"]
    sets = ChangeSet.objects.filter(agency__in=within).order_by()
    for row in sets.values("register", "state").annotate(
        number=Count("pk"), last=Max("published_at")
    ):
        shelf = found.get(row["register"])
        if shelf is None:
            continue
        match row["state"]:
            case S.DRAFT:
                shelf.drafts = row["number"]
            case S.SUBMITTED:
                shelf.submitted = row["number"]
            case S.SCHEDULED:
                shelf.scheduled = row["number"]
            case S.PUBLISHED:
                shelf.latest = row["last"]
    for row in (
        sets.filter(state=S.DRAFT).exclude(returned_why="").values("register")
        .annotate(number=Count("pk"))
    ):  # fmt: skip
        found[row["register"]].returned = row["number"]
    if viewer.may_somewhere(Permission.DUTY_VIEW):
        _lit(viewer, found)
    groups: dict[str, list[Shelf]] = {}
    for shelf in found.values():
        groups.setdefault(shelf.register.group, []).append(shelf)
    return groups


def _lit(viewer: Viewer, shelves: Mapping[int, Shelf]) -> None:
    """How many duties of each register are over or near their last day."""
    duties = Duty.objects.filter(
        kind__in=[one.code for one in KINDS],
        subject_kind=SUBJECT,
        closed_at=None,
        agency__in=viewer.visible(Permission.DUTY_VIEW).order_by(),
    ).order_by("due_on")
    lit: dict[str, list[Light]] = {}
    for key, agency, due in duties.values_list("subject_key", "agency_id", "due_on")[:LIT]:
        light = viewer.limits.light(agency, due)
        if light is not Light.GREEN:
            lit.setdefault(key, []).append(light)
    keys = [int(one) for one in lit]
    for start in range(0, len(keys), 500):
        rows = Row.objects.filter(pk__in=keys[start : start + 500])
        for row, register in rows.values_list("pk", "register_id"):
            for light in lit[str(row)]:
                if light is Light.RED:
                    shelves[register].red += 1
                else:
                    shelves[register].yellow += 1


def picked(values: Sequence[str]) -> list[int]:
    """The keys that a form with tick boxes sends."""
    return [int(one) for one in values if one.isascii() and one.isdigit() and len(one) < 19]


def with_query(address: str, **values: str | int) -> str:
    """An address with a query; empty values are left out."""
    kept = {name: value for name, value in values.items() if value != ""}
    return f"{address}?{urlencode(kept)}" if kept else address
