"""Returns for tests: a round of the small city, people for each hand, and cells filled at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tests.builders.agencies import City, a_city, somebody
from tests.builders.requests import at
from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.audit.actors import Actor, command
from yangguang.apps.reports.models import Return, ReturnRound, ReturnScope
from yangguang.apps.reports.selectors.returns import filling_of, judge_return
from yangguang.apps.reports.services.returns_acting import (
    freeze_return,
    sign_return,
    submit_return,
)
from yangguang.apps.reports.services.returns_filling import (
    Entry,
    explain_finding,
    fill_blanks,
    fill_cells,
)
from yangguang.apps.reports.services.returns_rounds import open_round

BY = command("测试")
OPENED = at(date(2026, 1, 5))
NOTHING = "经核查本年没有发生"


@dataclass(frozen=True)
class Hands:
    """Who fills in and who signs at one body."""

    agency: Agency
    clerk: User
    lead: User

    @property
    def fills(self) -> Actor:
        """The clerk acting for the body."""
        return self.clerk.actor(self.agency)

    @property
    def signs(self) -> Actor:
        """The head acting for the body."""
        return self.lead.actor(self.agency)


def hands(agency: Agency) -> Hands:
    """A clerk and a head of the body."""
    return Hands(
        agency,
        somebody("agency-clerk", agency, username=f"clerk-{agency.pk}"),
        somebody("agency-lead", agency, username=f"lead-{agency.pk}"),
    )


def a_round(year: int = 2025, *, on: datetime = OPENED, code: str = "annual") -> ReturnRound:
    """The annual round of the year, laid on early in the next one."""
    return open_round(code=code, year=year, by=BY, at=on)


def return_of(round_: ReturnRound, agency: Agency, scope: str = ReturnScope.OWN) -> Return:
    """The body's return of the round, read anew."""
    return Return.objects.select_related("round", "agency", "receiver", "current").get(
        round=round_, agency=agency, scope=scope
    )


def fill(row: Return, by: Actor, on: datetime, **cells: int) -> None:
    """Numbers for cells named with dots and slashes written ``c3_1_natural``, the rest nought."""
    entries = {
        code: Entry(Decimal(value), "工作台账") for code, value in _cells(row, cells).items()
    }
    if entries:
        fill_cells(row=row, entries=entries, by=by, at=on)
    if any(one.value is None for one in filling_of(row).figures.values()):
        fill_blanks(row=row, source=NOTHING, by=by, at=on)


def _cells(row: Return, named: dict[str, int]) -> dict[str, int]:
    codes = {
        code.replace(".", "_").replace("/", "_"): code for code in row.round.definition.cells()
    }
    return {codes[name.removeprefix("c")]: value for name, value in named.items()}


def explain_all(row: Return, by: Actor, on: datetime, text: str = "经核对属实。") -> None:
    """One explanation for everything that needs one."""
    for point in judge_return(filling_of(row)).unexplained:
        explain_finding(row=row, key=point.key, text=text, by=by, at=on)


def hand_in(row: Return, who: Hands, on: datetime, **cells: int) -> Return:
    """Filled, frozen, signed and submitted."""
    fill(row, who.fills, on, **cells)
    row.refresh_from_db()
    explain_all(row, who.fills, on)
    freeze_return(row=row, by=who.fills, at=on)
    sign_return(row=row, by=who.signs, at=on)
    return submit_return(row=row, by=who.fills, at=on)


__all__ = [
    "City",
    "Hands",
    "a_city",
    "a_round",
    "explain_all",
    "fill",
    "hand_in",
    "hands",
    "return_of",
]
