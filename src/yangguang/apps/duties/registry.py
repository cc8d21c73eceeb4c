"""What higher apps tell this one about their duties, at start-up (``AppConfig.ready``).

The list of duties knows neither applications nor letters: the app whose clock a duty is says
what the kind is called, on which article it rests, who attends to it and how its date follows
from a calendar; the desk says where the record itself is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from yangguang.apps.agencies.permissions import Permission

if TYPE_CHECKING:
    from yangguang.apps.audit.actors import Actor
    from yangguang.apps.duties.models import CalendarRevision, Duty
    from yangguang.law.calendar import WorkCalendar

Recompute = Callable[[str, "WorkCalendar"], "date | None"]
"""Subject key and calendar → the last day under that calendar.

None where the date does not come from a calendar or the clock does not run just now. The
calendar given may be a forecast (``provisional``); the duty is marked accordingly.
"""
RecomputeSlot = Callable[[str, str, "WorkCalendar"], "date | None"]
"""The same with the slot, for kinds of which one subject may have several duties."""
Moved = Callable[[str, str, "Actor", datetime], None]
"""Subject key, slot, who signed and when: a changed calendar has moved the duty.

Called in the transaction of the signature, after the calendar and the duty have changed, so that
the owning app can bring its own copies of the date into line.
"""
Address = Callable[[str], str]


class UnknownDutyKind(Exception):
    """No app has registered this kind of duty."""


@dataclass(frozen=True, slots=True)
class DutyKind:
    """A kind of duty: ``basis`` is its citation as text, ``who`` may attend to it."""

    code: str
    label: str
    basis: str
    who: Permission
    recompute: Recompute | None = None
    recompute_slot: RecomputeSlot | None = None
    moved: Moved | None = None
    address: Address | None = None
    proof: Address | None = None
    """Where the desk shows, day by day, how the date was worked out."""
    action: str = "办理"
    """The verb on the desk that moves it on."""
    escalates: bool = True
    """Whether the head and those above are told once it is over; no for a body's inner limits."""

    def asking(self, slot: str) -> Recompute | None:
        """How the date of the duty in this slot follows from a calendar; None where it does not."""
        by_slot = self.recompute_slot
        if by_slot is not None:
            return lambda subject_key, calendar: by_slot(subject_key, slot, calendar)
        return self.recompute


@dataclass(frozen=True, slots=True)
class Move:
    """One duty whose date a change puts elsewhere; ``due_on`` None: it comes to rest."""

    duty: Duty
    due_on: date | None
    provisional: bool

    @property
    def due_before(self) -> date | None:
        """The day as it stands; None for one that rests."""
        return self.duty.due_on if self.duty.is_open else None


@dataclass(frozen=True, slots=True)
class RevisionKind:
    """A change of what dates rest on, of an app above: how it is counted and how it comes to count.

    ``differences`` gives the duties that would move; ``apply`` makes the change and moves them, in
    the transaction of the signature. ``verb`` begins the names of its acts in the record.
    """

    code: str
    label: str
    verb: str
    differences: Callable[[CalendarRevision, date], list[Move]]
    apply: Callable[[CalendarRevision, Actor, datetime], None]


_revisions: dict[str, RevisionKind] = {}


def register_revision_kind(kind: RevisionKind) -> None:
    """Make a kind of change known; the same code again replaces it."""
    _revisions[kind.code] = kind


def revision_kind(code: str) -> RevisionKind | None:
    """The kind of that code; None for a change of calendar. Raises UnknownDutyKind."""
    if not code:
        return None
    found = _revisions.get(code)
    if found is None:
        raise UnknownDutyKind(f"no app has registered the revision kind {code!r}")
    return found


_kinds: dict[str, DutyKind] = {}
_addresses: dict[str, Address] = {}
_pages: dict[str, Callable[[int], str]] = {}


def register_kind(kind: DutyKind) -> DutyKind:
    """Make a kind of duty known; the same code again replaces it."""
    _kinds[kind.code] = kind
    return kind


def unregister_kind(code: str) -> None:
    """Forget a kind; its duties stay and show their code."""
    _kinds.pop(code, None)


def find_kind(code: str) -> DutyKind | None:
    """The kind of that code, if an app has registered it."""
    return _kinds.get(code)


def kind_of(code: str) -> DutyKind:
    """The kind of that code. Raises UnknownDutyKind."""
    found = _kinds.get(code)
    if found is None:
        raise UnknownDutyKind(f"no app has registered the duty kind {code!r}")
    return found


def kinds() -> list[DutyKind]:
    """All registered kinds, by label."""
    return sorted(_kinds.values(), key=lambda kind: (kind.label, kind.code))


def label_of(code: str) -> str:
    """The Chinese name of a kind; the code of one that nobody registers any more."""
    found = _kinds.get(code)
    return found.label if found else code


def register_address(subject_kind: str, address: Address) -> None:
    """Say where records of a kind are shown; what a duty kind itself says goes before."""
    _addresses[subject_kind] = address


def register_duty_page(page: Callable[[int], str]) -> None:
    """Say where a duty itself is shown, for subjects that have no page of their own."""
    _pages["duty"] = page


def page_of(duty_key: int) -> str:
    """Where the duty itself is shown; empty where no face has said so."""
    page = _pages.get("duty")
    return page(duty_key) if page is not None else ""


def address_of(kind: str, subject_kind: str, subject_key: str) -> str:
    """Where the record that a duty is about is shown; empty where nobody said."""
    found = _kinds.get(kind)
    if found is not None and found.address is not None:
        return found.address(subject_key)
    shown = _addresses.get(subject_kind)
    return shown(subject_key) if shown is not None else ""
