"""Whom a letter belongs to, where declaring it void is more than an act on a piece of paper.

The app above that drafts letters for its cases registers what has to happen there: a reply that
counts no longer leaves a case that has to be answered anew.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from yangguang.apps.audit.actors import Actor
from yangguang.apps.letters.models import Letter


class Voiding(Protocol):
    """Declares a letter void together with what follows from it, or raises Refused with the reason."""

    def __call__(self, *, letter: Letter, reason: str, by: Actor, at: datetime) -> None: ...


_owners: dict[str, Voiding] = {}


def register_owner(subject_kind: str, voiding: Voiding) -> None:
    """Make known what voiding a letter of this kind of subject means; the same kind replaces it."""
    _owners[subject_kind] = voiding


def unregister_owner(subject_kind: str) -> None:
    """Forget it."""
    _owners.pop(subject_kind, None)


def voiding_for(letter: Letter, otherwise: Callable[..., object]) -> Callable[..., object]:
    """What declares this letter void: its owner's way, or ``otherwise``."""
    return _owners.get(letter.subject_kind, otherwise)
