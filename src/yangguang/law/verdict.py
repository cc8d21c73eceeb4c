"""What a rule of law answers: yes or no, on which article, in a sentence, and what to do next.

Rules here decide about acts of an office (may this be extended, may this be asked?). A clerk who
is refused has to read why and where to turn; an auditor has to read on which article. The shape
agrees with the app-side verdict on persons (``basis``, ``sentence``, ``as_json``), so that both
are shown and recorded alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from yangguang.law.citation import Citation


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reason`` is a whole Chinese sentence, ``next_step`` one too or empty; truthy = allowed."""

    allowed: bool
    reason: str = ""
    citation: Citation | None = None
    next_step: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def basis(self) -> str:
        """The article in words, empty where no article decides."""
        return self.citation.short if self.citation else ""

    @property
    def sentence(self) -> str:
        """Reason, article and next step in one text, as the desk shows it."""
        text = self.reason
        if self.citation and text and self.basis not in text:
            text = f"{text.removesuffix('。')}（{self.basis}）。"
        return text + self.next_step

    def as_json(self) -> dict[str, object]:
        """The form in which an audit record keeps it."""
        return {
            "allowed": self.allowed,
            "basis": self.citation.key if self.citation else "",
            "sentence": self.sentence,
        }


def allow(citation: Citation | None = None, reason: str = "", next_step: str = "") -> Verdict:
    """A permission; a reason is given where the clerk should know the condition it rests on."""
    return Verdict(True, reason, citation, next_step)


def refuse(reason: str, citation: Citation | None = None, next_step: str = "") -> Verdict:
    """A refusal that says why, on which article, and what to do instead."""
    return Verdict(False, reason, citation, next_step)
