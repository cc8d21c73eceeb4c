"""Writing what is owed: cells in line with the lists and the published items, duties with the cells.

Safe to run again at any time: what is in line already is left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor, system
from yangguang.apps.audit.services import Subject
from yangguang.apps.coverage.duty_kinds import PUBLISH
from yangguang.apps.coverage.models import Cell
from yangguang.apps.coverage.reckoning import (
    Demand,
    Demands,
    Owes,
    demands_of,
    found_for,
    owes,
    standing_registers,
)
from yangguang.apps.coverage.windows import WINDOW_NAME
from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.services import (
    cancel_duty,
    discharge_duty,
    move_duty,
    open_duty,
    reopen_duty,
)
from yangguang.apps.registers.models import Register
from yangguang.law.registers.standing import GENERAL_BASIS

SUBJECT = "coverage-cell"
CLERK = "公开清单核对"
TITLE = 120


def refresh_list(
    *, register: Register, at: datetime, agencies: Collection[int] | None = None
) -> int:
    """Bring the cells of a list into line, of these bodies only where they are named; gives how many
    cells stand."""
    demands = demands_of(register, timezone.localdate(at))
    keys = set(demands.owing)
    standing = set(
        Cell.objects.filter(register=register).values_list("agency", flat=True).distinct()
    )
    if agencies is not None:
        keys, standing = keys & set(agencies), standing & set(agencies)
    count = 0
    for key in sorted(keys):
        count += _refresh(demands, demands.agencies[key], demands.owing[key], at)
    for key in sorted(standing - keys):
        _refresh(demands, Agency.objects.get(pk=key), [], at)
    return count


def refresh_body(*, agency: Agency, at: datetime) -> None:
    """Bring the cells of one body into line in every list: something of it was published or went."""
    for register, _ in standing_registers():
        refresh_list(register=register, at=at, agencies=[agency.pk])


def _refresh(demands: Demands, agency: Agency, owed: Sequence[Demand], at: datetime) -> int:
    today = timezone.localdate(at)
    meeting = found_for(agency, owed) if owed else {}
    calendar = calendar_of(agency, on=today)
    with transaction.atomic():
        cells = {
            one.row_id: one
            for one in Cell.objects.select_for_update().filter(
                register=demands.register, agency=agency
            )
        }
        new, changed, moved, same = [], [], [], []
        for demand in {one.row: one for one in owed}.values():
            found = owes(demand, meeting.get(demand.row, ()), calendar, today)
            now = (demand.since, found.filled_on, found.due_on, found.window, demand.part)
            cell = cells.pop(demand.row, None)
            if cell is None:
                cell = Cell(register=demands.register, row_id=demand.row, agency=agency)
                new.append(cell)
            elif now != (cell.since, cell.filled_on, cell.due_on, cell.window, cell.part):
                changed.append(cell)
            else:
                same.append((cell, demand, found))
                continue
            cell.since, cell.filled_on, cell.due_on, cell.window, cell.part = now
            cell.provisional = found.provisional
            moved.append((cell, demand, found))
        Cell.objects.bulk_create(new, batch_size=500)
        Cell.objects.bulk_update(
            changed,
            ["since", "filled_on", "due_on", "window", "part", "provisional"],
            batch_size=200,
        )
        by = system(CLERK)
        _drop(list(cells.values()), by, at)
        _settle(demands.register, moved + _met_since(same), by, at)
    return len({one.row for one in owed})


def _drop(cells: Sequence[Cell], by: Actor, at: datetime) -> None:
    """Rows that left the list, or bodies that no longer owe them."""
    for duty in _open_duties([one.pk for one in cells]):
        cancel_duty(duty=duty, why="公开清单已调整，不再承担这一项", by=by, at=at)
    Cell.objects.filter(pk__in=[one.pk for one in cells]).delete()


def _open_duties(cells: Sequence[int]) -> list[Duty]:
    found: list[Duty] = []
    for start in range(0, len(cells), 500):
        keys = [str(one) for one in cells[start : start + 500]]
        found += Duty.objects.filter(
            kind=PUBLISH, subject_kind=SUBJECT, subject_key__in=keys, closed_at=None
        )
    return found


Moved = tuple[Cell, Demand, Owes]


def _met_since(same: Sequence[Moved]) -> list[Moved]:
    """Cells that read as before, though an earlier period of theirs is met by now, or the present
    one has come to be owed besides."""
    besides = [one for one in same if one[2].besides is not None]
    periodic = {one[0].pk: one for one in same if one[2].met and one[2].besides is None}
    keys = {
        int(duty.subject_key)
        for duty in _open_duties(list(periodic))
        if duty.slot in periodic[int(duty.subject_key)][2].met
    }
    return besides + [one for key, one in periodic.items() if key in keys]


def _settle(register: Register, moved: Sequence[Moved], by: Actor, at: datetime) -> None:
    """Duties as the cells say: one for each window that is owed, ended by what meets it."""
    today = timezone.localdate(at)
    standing: dict[str, list[Duty]] = {}
    for duty in _open_duties([cell.pk for cell, _, _ in moved]):
        standing.setdefault(duty.subject_key, []).append(duty)
    for cell, demand, found in moved:
        owed = False
        for duty in standing.get(str(cell.pk), []):
            if cell.due_on is not None and duty.slot == cell.window:
                owed = True
                move_duty(
                    duty=duty, due_on=max(cell.due_on, duty.opened_on), why="清单时限有变动",
                    provisional=cell.provisional, by=by, at=at,
                )  # fmt: skip
            elif (day := _met_on(cell, found, duty)) is not None:
                on = min(today, max(day, duty.opened_on))
                discharge_duty(duty=duty, on=max(on, duty.opened_on), by=by, at=at)
            elif demand.period is None or not duty.slot:
                cancel_duty(duty=duty, why="清单时限有变动", by=by, at=at)
        if cell.due_on is not None and not owed:
            first = found.opens or cell.since
            _open(
                register, cell, demand, _Owed(first, cell.due_on, cell.window, cell.provisional),
                by, at,
            )  # fmt: skip
        more = found.besides
        if more is not None:
            name = more.name[:WINDOW_NAME]
            if name not in {duty.slot for duty in standing.get(str(cell.pk), [])}:
                owing = _Owed(more.opens, more.due, name, more.provisional)
                _open(register, cell, demand, owing, by, at)


@dataclass(frozen=True, slots=True)
class _Owed:
    """What a duty is opened for: one period, or the row itself (no window)."""

    opens: date
    due_on: date
    window: str
    provisional: bool


def _met_on(cell: Cell, found: Owes, duty: Duty) -> date | None:
    """The day on which something was published that ends the duty: of a period, an item of its own."""
    return found.met.get(duty.slot) if duty.slot else cell.filled_on


def _open(
    register: Register, cell: Cell, demand: Demand, owed: _Owed, by: Actor, at: datetime
) -> None:
    """Rows that were on the list before its limits began are old stock: they show, and owe no duty."""
    if register.duties_since is None or cell.since < register.duties_since:
        return
    closed = Duty.objects.filter(
        kind=PUBLISH, subject_kind=SUBJECT, subject_key=str(cell.pk), slot=owed.window
    ).first()
    if closed is not None:
        reopen_duty(
            duty=closed, due_on=max(owed.due_on, closed.opened_on), why="落实这一项的信息已撤下",
            by=by, at=at,
        )  # fmt: skip
        return
    title = demand.version.title[:TITLE]
    window = f"（{owed.window}）" if owed.window else ""
    open_duty(
        kind=PUBLISH,
        agency=cell.agency,
        subject=Subject(SUBJECT, str(cell.pk), title, cell.agency_id),
        title=f"公开“{title}”{window}",
        opened_on=min(max(cell.since, owed.opens), owed.due_on),
        due_on=owed.due_on,
        slot=owed.window,
        basis=f"{register.name}；{GENERAL_BASIS}",
        provisional=owed.provisional,
        by=by,
        at=at,
    )
