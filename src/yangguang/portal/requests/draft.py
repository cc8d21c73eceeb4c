"""An application while it is being filled in: what stands in it and what is still wrong with it.

Whatever was typed is kept, right or wrong, so that nothing is lost on an error; a step is done
when nothing is wrong with what it holds. Only what bears a classification mark is never kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from yangguang.apps.requests.models import DeliveryWay, Form
from yangguang.law.identity import ApplicantKind


class StepName(StrEnum):
    """The steps in order; the value is the last part of the address."""

    BODIES = "bodies"
    WANTED = "wanted"
    WAY = "way"
    APPLICANT = "applicant"
    FILES = "files"
    CHECK = "check"

    @property
    def label(self) -> str:
        """What the line of progress shows."""
        return _LABELS[self]


_LABELS = {
    StepName.BODIES: "选择机关",
    StepName.WANTED: "所需信息",
    StepName.WAY: "获取方式",
    StepName.APPLICANT: "申请人",
    StepName.FILES: "证明材料",
    StepName.CHECK: "核对提交",
}
STEPS = tuple(StepName)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong: the field where it is to be mended, and how."""

    field: str
    words: str


@dataclass
class HeldFile:
    """A file that was uploaded; its content lies sealed under ``key``."""

    key: int
    identity: bool
    name: str
    media_type: str
    size: int


@dataclass
class Draft:
    """Everything typed so far. ``bodies`` are keys of agencies, in the order of their choice."""

    began: str = ""
    submission: str = ""
    codes: list[str] = field(default_factory=list)
    """Query codes made before the submission, so that a repeated one shows the same."""
    bodies: list[int] = field(default_factory=list)
    wanted: str = ""
    separate: str = ""
    """yes or no: whether several contents are to become several applications; empty = not asked."""
    kept_for: list[int] = field(default_factory=list)
    """Bodies that were proposed instead and not taken."""
    form: str = ""
    delivery: str = ""
    kind: str = ""
    name: str = ""
    identity: str = ""
    telephone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    person: str = ""
    mails: bool = False
    """Whether they agreed to be told by e-mail how the case goes on."""
    proof_later: bool = False
    files: list[HeldFile] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    """Steps that were sent at least once."""
    question: list[str] = field(default_factory=list)
    """A question for who may be a robot, and its answer; empty = none was needed."""

    def as_json(self) -> dict[str, Any]:
        """For the sealed store."""
        return asdict(self)

    @property
    def chosen_kind(self) -> ApplicantKind | None:
        """The kind of applicant, where a known one is chosen."""
        return ApplicantKind(self.kind) if self.kind in set(ApplicantKind) else None

    @property
    def organisation(self) -> bool:
        """Whether the applicant is a legal person or other organisation."""
        return self.chosen_kind is not None and self.chosen_kind.organisation

    @property
    def form_label(self) -> str:
        """The form wanted, in words."""
        return str(Form(self.form).label) if self.form in Form.values else ""

    @property
    def delivery_label(self) -> str:
        """The way wanted, in words."""
        return str(DeliveryWay(self.delivery).label) if self.delivery in DeliveryWay.values else ""

    @property
    def proofs(self) -> list[HeldFile]:
        """Uploaded proofs of identity."""
        return [one for one in self.files if one.identity]

    @property
    def attachments(self) -> list[HeldFile]:
        """Other uploaded files."""
        return [one for one in self.files if not one.identity]


def new_draft(at: datetime) -> Draft:
    """An empty one with its own submission key."""
    return Draft(began=at.isoformat(), submission=secrets.token_hex(24))


def draft_from(data: dict[str, Any]) -> Draft:
    """Out of the sealed store; what an older version left out stays at its default."""
    known = {one.name for one in fields(Draft)}
    values = {name: value for name, value in data.items() if name in known}
    values["files"] = [HeldFile(**one) for one in values.get("files", [])]
    return Draft(**values)


Check = Callable[[Draft], list[Trouble]]
