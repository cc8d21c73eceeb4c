"""Who does something: staff, a citizen, the system itself or a console command.

An actor is a value, so that every app can name one without importing the accounts app.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    STAFF = "staff"
    MEMBER = "member"
    APPLICANT = "applicant"
    SYSTEM = "system"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Actor:
    """``key`` identifies the actor within its kind; ``name`` is what a reader of the log sees."""

    kind: ActorKind
    key: str
    name: str
    agency_key: int | None = None
    """The agency in whose name a member of staff acts; null for everybody else."""


def system(name: str) -> Actor:
    """The platform acting on its own, e.g. a nightly task; ``name`` in Chinese for the log."""
    return Actor(ActorKind.SYSTEM, "system", name)


def command(name: str) -> Actor:
    """A console command run by whoever administers the machine."""
    return Actor(ActorKind.COMMAND, "command", name)
