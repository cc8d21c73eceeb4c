"""Projects whose life is told by rows of one register: stages, what is missing, what is overdue.

A register with a ``[timeline]`` keeps one row for each notice; the rows that bear the same project
number make up the project. What the project still owes follows from its rows and the day alone, so
that nothing here is kept and nothing can be out of step with what is public.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import SLOT_LENGTH, Register, Version
from yangguang.apps.registers.selectors.listing import live_rows, public_registers
from yangguang.law.registers import Definition, Timeline
from yangguang.law.registers.model import Owed
from yangguang.law.registers.values import day_of


class Performance(StrEnum):
    """How a project stands to the stage that it owes by an agreed day."""

    NONE = "none"
    PENDING = "pending"
    OVERDUE = "overdue"
    LATE = "late"
    DONE = "done"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """In the words of the page."""
        return {
            Performance.NONE: "未约定履约期限",
            Performance.PENDING: "履约期限未到",
            Performance.OVERDUE: "履约信息逾期未公开",
            Performance.LATE: "履约信息逾期公开",
            Performance.DONE: "履约信息按期公开",
            Performance.ENDED: "项目已终止",
        }[self]

    @property
    def light(self) -> str:
        """The light beside the words; empty where nothing is owed."""
        return {
            Performance.OVERDUE: "red",
            Performance.LATE: "yellow",
            Performance.PENDING: "green",
            Performance.DONE: "green",
        }.get(self, "")


@dataclass(frozen=True, slots=True)
class Promise:
    """What one lot of a project owes: ``due_on`` by the row ``stated``, met by ``met``."""

    part: str
    performance: Performance
    stated: Version | None = None
    due_on: date | None = None
    met: Version | None = None
    met_on: date | None = None
    days: int = 0
    """How many days it is, or was, over; 0 where it is not."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage with its notices, the oldest first. ``missing``: a later stage is public already, or
    the agreed day is over, and nothing stands here."""

    name: str
    notices: tuple[Version, ...]
    optional: bool
    missing: bool
    owed: bool
    """Whether it is the stage that is owed by an agreed day."""


@dataclass(frozen=True, slots=True)
class Project:
    """One project as its public notices tell of it."""

    register: Register
    definition: Definition
    key: str
    name: str
    agencies: tuple[Agency, ...]
    notices: tuple[Version, ...]
    stages: tuple[Stage, ...]
    promises: tuple[Promise, ...]
    ended: Version | None
    amount: Decimal | None

    @property
    def performance(self) -> Performance:
        """The worst of its lots."""
        order = (
            Performance.OVERDUE, Performance.LATE, Performance.PENDING, Performance.DONE,
            Performance.ENDED,
        )  # fmt: skip
        standing = {one.performance for one in self.promises}
        return next((one for one in order if one in standing), Performance.NONE)

    @property
    def due_on(self) -> date | None:
        """The earliest agreed day that is not met, else the latest that was."""
        open_days = [one.due_on for one in self.promises if one.due_on and one.met is None]
        met_days = [one.due_on for one in self.promises if one.due_on and one.met is not None]
        return min(open_days, default=None) or max(met_days, default=None)

    @property
    def missing(self) -> tuple[Stage, ...]:
        """The stages that should be public and are not."""
        return tuple(one for one in self.stages if one.missing)

    @property
    def newest(self) -> Version:
        """The notice that came last."""
        return self.notices[-1]


def registers_of_projects() -> list[tuple[Register, Timeline]]:
    """The public registers whose rows make up projects."""
    found = []
    for register in public_registers():
        timeline = definition_of(register).timeline
        if timeline is not None:
            found.append((register, timeline))
    return found


def find_project(register: Register, key: str, today: date) -> Project | None:
    """The project of that number; None where no live row bears it or the register has none."""
    definition = definition_of(register)
    if definition.timeline is None or not key.strip():
        return None
    slot = definition.field(definition.timeline.project).slot
    rows = live_rows(register).filter(**{slot: key[:SLOT_LENGTH]})
    found = _gather(register, definition, definition.timeline, rows, today)
    return found.get(key)


def projects_of(register: Register, heads: Iterable[Version], today: date) -> list[Project]:
    """The projects to which these rows belong, in their order: one query for all their rows."""
    definition = definition_of(register)
    timeline = definition.timeline
    if timeline is None:
        return []
    slot = definition.field(timeline.project).slot
    keys = list(dict.fromkeys(_text(one.values, timeline.project) for one in heads))
    rows = live_rows(register).filter(**{f"{slot}__in": [one[:SLOT_LENGTH] for one in keys]})
    found = _gather(register, definition, timeline, rows, today)
    return [found[key] for key in keys if key in found]


def newest_notices(
    register: Register, agencies: Iterable[Agency] | None = None
) -> QuerySet[Version]:
    """The newest row of each project, the newest first: what a list of projects is paged by."""
    definition = definition_of(register)
    if definition.timeline is None:
        return Version.objects.none()
    slot = definition.field(definition.timeline.project).slot
    rows = live_rows(register).filter(**{f"{slot}__isnull": False})
    if agencies is not None:
        rows = rows.filter(agency__in=[one.pk for one in agencies])
    later = live_rows(register).filter(_later(), **{slot: OuterRef(slot)})
    return rows.filter(~Exists(later)).order_by("-d1", "-id")


def overdue_rows(
    register: Register, today: date, agencies: Iterable[Agency] | None = None
) -> QuerySet[Version]:
    """The rows that state a day which is over while what they promise is not public, the oldest day
    first: one for each lot."""
    definition = definition_of(register)
    timeline = definition.timeline
    if timeline is None or timeline.owed is None:
        return Version.objects.none()
    owed = timeline.owed
    by = definition.field(owed.by).slot
    project = definition.field(timeline.project).slot
    part = definition.field(timeline.part).slot if timeline.part else ""
    rows = live_rows(register).filter(**{f"{by}__lt": today - timedelta(days=owed.days)})
    if agencies is not None:
        rows = rows.filter(agency__in=[one.pk for one in agencies])
    same = live_rows(register).filter(**{project: OuterRef(project)})
    exact, covering = Q(), Q()
    if part:
        nothing: Value = Value("")
        field = CharField()
        rows = rows.annotate(lot=Coalesce(F(part), nothing, output_field=field))
        same = same.annotate(lot=Coalesce(F(part), nothing, output_field=field))
        exact = Q(lot=OuterRef("lot"))
        covering = exact | Q(lot="")
    later = same.filter(exact, _later(), **{f"{by}__isnull": False})
    met = same.filter(covering, **{definition.field(timeline.stage).slot: owed.stage})
    if owed.open_field:
        state = definition.field(owed.open_field).slot
        met = met.exclude(**{f"{state}__in": owed.open_values})
    rows = rows.filter(~Exists(later), ~Exists(met))
    if timeline.ended_field:
        ended = definition.field(timeline.ended_field).slot
        rows = rows.filter(
            ~Exists(same.filter(covering, **{f"{ended}__in": timeline.ended_values}))
        )
    return rows.order_by(by, "id")


def _later() -> Q:
    return Q(d1__gt=OuterRef("d1")) | Q(d1=OuterRef("d1"), pk__gt=OuterRef("pk"))


def _gather(
    register: Register,
    definition: Definition,
    timeline: Timeline,
    rows: QuerySet[Version],
    today: date,
) -> dict[str, Project]:
    by_key: dict[str, list[Version]] = defaultdict(list)
    for row in rows.select_related("row", "agency").order_by("d1", "id"):
        by_key[_text(row.values, timeline.project)].append(row)
    return {
        key: _project(register, definition, timeline, key, notices, today)
        for key, notices in by_key.items()
    }


def _project(
    register: Register,
    definition: Definition,
    timeline: Timeline,
    key: str,
    notices: Sequence[Version],
    today: date,
) -> Project:
    whole = [one for one in notices if not _text(one.values, timeline.part)]
    ended = next((one for one in whole if _ends(timeline, one)), None)
    promises = tuple(_promises(definition, timeline, notices, today))
    amounts: dict[str, Decimal] = {}
    for one in notices:
        if timeline.amount and one.values.get(timeline.amount) is not None:
            amounts[_text(one.values, timeline.part)] = Decimal(str(one.values[timeline.amount]))
    return Project(
        register=register,
        definition=definition,
        key=key,
        name=_text(notices[-1].values, timeline.name) or notices[-1].title,
        agencies=tuple({one.agency_id: one.agency for one in notices}.values()),
        notices=tuple(notices),
        stages=tuple(_stages(timeline, notices, promises, ended is not None)),
        promises=promises,
        ended=ended,
        amount=sum(amounts.values(), Decimal(0)) if amounts else None,
    )


def _stages(
    timeline: Timeline, notices: Sequence[Version], promises: Sequence[Promise], ended: bool
) -> Iterable[Stage]:
    standing: dict[str, list[Version]] = defaultdict(list)
    for one in notices:
        standing[_text(one.values, timeline.stage)].append(one)
    order = [one for one in timeline.stages if one not in timeline.optional]
    reached = max((order.index(one) for one in standing if one in order), default=-1)
    overdue = any(one.performance is Performance.OVERDUE for one in promises)
    for name in timeline.stages:
        owed = timeline.owed is not None and timeline.owed.stage == name
        passed = name in order and order.index(name) < reached
        missing = not ended and ((not standing[name] and passed) or (owed and overdue))
        yield Stage(name, tuple(standing[name]), name in timeline.optional, missing, owed)


def _promises(
    definition: Definition, timeline: Timeline, notices: Sequence[Version], today: date
) -> Iterable[Promise]:
    owed = timeline.owed
    if owed is None:
        return
    stated: dict[str, Version] = {}
    for one in notices:
        if one.values.get(owed.by):
            stated[_text(one.values, timeline.part)] = one
    for part, one in sorted(stated.items()):
        agreed = day_of(definition.field(owed.by), one.values.get(owed.by))
        if agreed is None:
            continue
        due = agreed + timedelta(days=owed.days)
        speaking = [row for row in notices if _text(row.values, timeline.part) in ("", part)]
        met = next((row for row in speaking if _meets(timeline, owed, row.values)), None)
        if met is not None:
            met_on = met.d1 or due
            over = max(0, (met_on - due).days)
            state = Performance.LATE if over else Performance.DONE
            yield Promise(part, state, one, due, met, met_on, over)
        elif any(_ends(timeline, row) for row in speaking):
            yield Promise(part, Performance.ENDED, one, due)
        else:
            over = max(0, (today - due).days)
            state = Performance.OVERDUE if over else Performance.PENDING
            yield Promise(part, state, one, due, days=over)


def _meets(timeline: Timeline, owed: Owed, values: Mapping[str, object]) -> bool:
    if _text(values, timeline.stage) != owed.stage:
        return False
    return not owed.open_field or _text(values, owed.open_field) not in owed.open_values


def _ends(timeline: Timeline, one: Version) -> bool:
    return bool(timeline.ended_field) and (
        _text(one.values, timeline.ended_field) in timeline.ended_values
    )


def _text(values: Mapping[str, object], code: str) -> str:
    return str(values.get(code) or "") if code else ""
