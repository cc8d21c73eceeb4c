"""Which answers to the open questions of the law are in force for a body, and for a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yangguang.apps.agencies.models import Agency
from yangguang.apps.duties.calendars import nearest
from yangguang.apps.remembering import remembered
from yangguang.apps.requests.models import Application, CaseReadings, ReadingChoice
from yangguang.law.readings import DEFAULT_READINGS, EXPLAINED, Reading, Readings


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with the answer in force; ``choice`` is None where it is the default."""

    reading: Reading
    value: bool
    choice: ReadingChoice | None

    @property
    def told(self) -> str:
        """The answer in words."""
        return self.reading.told(self.value)

    @property
    def is_default(self) -> bool:
        """Whether it is the answer that comes with the software, chosen or not."""
        return self.value is getattr(DEFAULT_READINGS, self.reading.name)


def choices() -> list[ReadingChoice]:
    """Every choice ever signed, in the order of the signatures: a handful of rows."""
    return remembered(
        "readings", lambda: list(ReadingChoice.objects.select_related("agency").order_by("pk"))
    )


def decided(
    rows: Iterable[ReadingChoice], agency: Agency, name: str, on: date
) -> ReadingChoice | None:
    """The choice that decides a question for applications that the body receives on that day.

    Of each body the newest that has begun; the nearest body that has one and has not given it up.
    """
    newest = {row.agency_id: row for row in rows if row.name == name and row.valid_from <= on}
    found = nearest(agency, {key: row for key, row in newest.items() if row.value is not None})
    return found if isinstance(found, ReadingChoice) else None


def answers_of(agency: Agency, on: date) -> list[Answer]:
    """Every question with the body's answer for what it receives on that day."""
    rows = choices()
    found = []
    for reading in EXPLAINED:
        row = decided(rows, agency, reading.name, on)
        value = getattr(DEFAULT_READINGS, reading.name)
        found.append(Answer(reading, value if row is None else bool(row.value), row))
    return found


def readings_in_force(agency: Agency, on: date) -> Readings:
    """By which answers the body counts what it receives on that day."""
    if not choices():
        return DEFAULT_READINGS
    return Readings(**{one.reading.name: one.value for one in answers_of(agency, on)})


def readings_of_case(application: Application) -> Readings:
    """By which answers the case counts: those of its receipt, or those it was moved to since.

    Before the receipt is confirmed, those of the day of arrival.
    """
    if application.received_on is None:
        return readings_in_force(application.agency, application.arrived_on)
    row = CaseReadings.objects.filter(application=application).order_by("-pk").first()
    return DEFAULT_READINGS if row is None else as_readings(row)


def as_readings(row: CaseReadings) -> Readings:
    """The row as the pure engine takes it; an answer that it does not know is the default's."""
    known = DEFAULT_READINGS.as_choices()
    return Readings(**{name: bool(row.values.get(name, usual)) for name, usual in known.items()})


def told_apart(readings: Readings) -> list[tuple[Reading, str]]:
    """The questions that are answered otherwise than by default, with the answer in words."""
    values = readings.as_choices()
    return [(one, one.told(values[one.name])) for one in readings.unusual()]
