"""What a scan reads and what it hands back, as plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of an edition; ``attachment`` and ``page`` say which, where it is one of a file."""

    item: int
    agency: int
    edition: int
    place: str
    text: str
    attachment: int | None = None
    page: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding about to be kept: everything of `Finding` but what people and time add."""

    item: int
    agency: int
    edition: int
    attachment: int | None
    place: str
    page: int
    start: int
    end: int
    kind: str
    confidence: float
    masked: str
    why: str
    fingerprint: str
    surroundings: str
    key: str
