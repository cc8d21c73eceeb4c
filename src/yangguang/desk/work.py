"""What is due: each kind of work says how much of it lies with a person, and lists the first rows.

Later features register their own source; the home page and the numbers in the rail are built
from whatever is registered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from yangguang.apps.agencies.permissions import Permission
from yangguang.desk.viewer import Viewer


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One piece of work: ``since`` is when it came, ``action`` the one act that moves it on."""

    title: str
    address: str
    agency: str
    since: datetime | None
    action: str
    note: str = ""
    late: bool = False
    light: str = ""
    """``red``, ``yellow`` or ``green`` where the work has a last day; ``left`` says it in words."""
    left: str = ""


@dataclass(frozen=True, slots=True)
class WorkSource:
    """One kind of work. ``address`` leads to the whole list."""

    name: str
    label: str
    permission: Permission
    address: Callable[[], str]
    count: Callable[[Viewer], int]
    rows: Callable[[Viewer, int], list[WorkRow]]


@dataclass(frozen=True, slots=True)
class Due:
    """A source as it stands for one person."""

    source: WorkSource
    count: int
    rows: list[WorkRow]

    @property
    def address(self) -> str:
        """Where the whole list stands."""
        return self.source.address()


_sources: dict[str, WorkSource] = {}


def register(source: WorkSource) -> None:
    """Make a kind of work known; the same name again replaces it."""
    _sources[source.name] = source


def unregister(name: str) -> None:
    """Forget a kind of work."""
    _sources.pop(name, None)


def sources_for(viewer: Viewer) -> list[WorkSource]:
    """The kinds of work this person can do, in the order of registration."""
    return [row for row in _sources.values() if viewer.may_somewhere(row.permission)]


def count_of(source: WorkSource, viewer: Viewer) -> int:
    """How much of it lies with the person; asked once a request, for the rail and the page."""
    if source.name not in viewer.counted:
        viewer.counted[source.name] = source.count(viewer)
    return viewer.counted[source.name]


def counts_for(viewer: Viewer) -> dict[str, int]:
    """How much of each kind lies with the person, by the address of its list."""
    return {source.address(): count_of(source, viewer) for source in sources_for(viewer)}


def due_for(viewer: Viewer, *, limit: int) -> list[Due]:
    """What lies with the person, each kind with its first rows; kinds with nothing included."""
    found = []
    for source in sources_for(viewer):
        count = count_of(source, viewer)
        found.append(Due(source, count, source.rows(viewer, limit) if count else []))
    return found
