"""The answer to "may this person do this here?", and the refusal that carries it.

A bare yes or no leaves a clerk at a closed door; a verdict says on what it rests and where to
turn next. The desk shows the sentence, the audit record keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """``basis`` names the post, delegation or rule that decided; ``sentence`` is for the clerk."""

    allowed: bool
    basis: str
    sentence: str

    def __bool__(self) -> bool:
        return self.allowed

    def as_json(self) -> dict[str, object]:
        """The form in which the audit record keeps it."""
        return {"allowed": self.allowed, "basis": self.basis, "sentence": self.sentence}


def yes(basis: str, sentence: str = "") -> Verdict:
    """A permission; the sentence may stay empty, since nobody has to be told where to turn."""
    return Verdict(True, basis, sentence)


def no(basis: str, sentence: str) -> Verdict:
    """A refusal that says why and what to do next."""
    return Verdict(False, basis, sentence)


class Refused(Exception):
    """An act that may not be done; the message is the verdict's sentence."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.sentence)
        self.verdict = verdict


def refuse(basis: str, sentence: str) -> Refused:
    """The refusal to raise where a rule stands in the way."""
    return Refused(no(basis, sentence))
