"""What the page of a project shows: the facts its notices agree on, and its life day by day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yangguang.apps.registers.models import Version
from yangguang.apps.registers.selectors.projects import Performance, Project, Promise
from yangguang.apps.registers.selectors.showing import public_title, public_value
from yangguang.law.registers import Definition, Field, FieldType, show_value

_LONG = (FieldType.LONG, FieldType.LINK, FieldType.FILE)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the notices say of the project as a whole; of several lots each value once."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a project's life: a notice, or a day that was agreed (``notice`` is None).

    ``light`` and ``words`` tell how the agreed day was kept.
    """

    on: date
    stage: str
    title: str
    notice: Version | None = None
    facts: tuple[Fact, ...] = ()
    text: str = ""
    light: str = ""
    words: str = ""


def facts_of(project: Project) -> list[Fact]:
    """The newest value of every column that speaks of the project, lot by lot."""
    definition = project.definition
    found = []
    for field in _common(definition):
        by_part: dict[str, str] = {}
        for one in project.notices:
            text = _shown(field, one, definition)
            if text:
                by_part[_part(definition, one)] = text
        values = list(dict.fromkeys(by_part.values()))
        if values:
            found.append(Fact(field.label, "；".join(values)))
    return found


def events_of(project: Project, today: date) -> list[Event]:
    """Notices and agreed days, the oldest first."""
    definition, timeline = project.definition, project.definition.timeline
    if timeline is None:
        return []
    found: list[tuple[date, int, Event]] = []
    before: dict[str, str] = {}
    for place, one in enumerate(project.notices):
        facts = []
        for field in _common(definition):
            text = _shown(field, one, definition)
            if text and before.get(field.code) != text:
                before[field.code] = text
                facts.append(Fact(field.label, text))
        long = [
            text
            for field in definition.public_fields
            if field.type is FieldType.LONG and (text := _shown(field, one, definition))
        ]
        on = one.d1 or one.valid_from or today
        event = Event(
            on, str(one.values.get(timeline.stage) or ""), public_title(one, definition), one,
            tuple(facts) if place else (), "\n".join(long),
        )  # fmt: skip
        found.append((on, place, event))
    for promise in project.promises:
        if promise.due_on is not None:
            found.append((promise.due_on, len(project.notices), _agreed(project, promise)))
    return [event for _, _, event in sorted(found, key=lambda one: one[:2])]


def standing_words(promise: Promise) -> str:
    """``逾期 12 天未公开``: how a promise stands, in words."""
    match promise.performance:
        case Performance.OVERDUE:
            return f"已逾期 {promise.days} 天未公开"
        case Performance.LATE:
            return f"逾期 {promise.days} 天公开"
        case Performance.DONE:
            return "按期公开"
        case Performance.ENDED:
            return "项目已终止，不再公开"
    return "期限未到"


def _agreed(project: Project, promise: Promise) -> Event:
    timeline = project.definition.timeline
    owed = timeline.owed if timeline is not None else None
    stage = owed.stage if owed is not None else ""
    label = project.definition.field(owed.by).label if owed is not None else ""
    part = f"（{promise.part}）" if promise.part else ""
    return Event(
        promise.due_on or date.max, stage, f"{label}{part}",
        light=promise.performance.light, words=standing_words(promise),
    )  # fmt: skip


def _common(definition: Definition) -> Iterable[Field]:
    """Columns that speak of the project: not those by which one notice is told from another."""
    timeline = definition.timeline
    if timeline is None:
        return ()
    own = {*definition.key, definition.title, definition.date, timeline.stage, timeline.name}
    own |= {timeline.project, timeline.part}
    return [
        one for one in definition.public_fields if one.code not in own and one.type not in _LONG
    ]


def _shown(field: Field, one: Version, definition: Definition) -> str:
    text = show_value(field, public_value(field, one.values.get(field.code), definition))
    return f"{text}{field.unit}" if text and field.unit else text


def _part(definition: Definition, one: Version) -> str:
    timeline = definition.timeline
    return str(one.values.get(timeline.part) or "") if timeline and timeline.part else ""


def notices_by_stage(project: Project) -> Sequence[tuple[str, int]]:
    """How many notices stand in each stage, in the order of the stages."""
    return [(one.name, len(one.notices)) for one in project.stages]
