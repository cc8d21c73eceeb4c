"""What higher apps tell this one about their records, at start-up (``AppConfig.ready``).

A leaver's unfinished work and a wrongly named body's records belong to apps above; handing them
over happens in one transaction, so those apps register the two acts here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.audit.actors import Actor


@dataclass(frozen=True, slots=True)
class OpenWork:
    """One kind of work that lies with a person until it is done.

    ``count`` gives how many pieces lie with them; ``pass_on`` gives them to another person in
    the caller's transaction, writes its own audit rows and returns how many it gave.
    """

    name: str
    label: str
    count: Callable[[User], int]
    pass_on: Callable[[User, User, Actor, datetime], int]


@dataclass(frozen=True, slots=True)
class Records:
    """One kind of record that stands under a body and can be put under another."""

    name: str
    label: str
    repoint: Callable[[Agency, Agency, Actor, datetime], int]


_open_work: dict[str, OpenWork] = {}
_records: dict[str, Records] = {}


def register_open_work(kind: OpenWork) -> None:
    """Make a kind of work known; the same name again replaces it."""
    _open_work[kind.name] = kind


def unregister_open_work(name: str) -> None:
    """Forget a kind of work."""
    _open_work.pop(name, None)


def open_work() -> list[OpenWork]:
    """All registered kinds of work, by name."""
    return [_open_work[name] for name in sorted(_open_work)]


def register_records(kind: Records) -> None:
    """Make a kind of record known; the same name again replaces it."""
    _records[kind.name] = kind


def unregister_records(name: str) -> None:
    """Forget a kind of record."""
    _records.pop(name, None)


def records() -> list[Records]:
    """All registered kinds of record, by name."""
    return [_records[name] for name in sorted(_records)]
