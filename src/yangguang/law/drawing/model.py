"""What a draw is made of: two lists, a plan, a commitment, a seed, teams, and later recusals.

All of it is plain values, so that an office, an auditor and a citizen run the very same code over
the published record. Nothing personal belongs here beyond what the published list of inspectors
shows: why somebody must stay away from an object is sealed (``conflicts``), not written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

OBJECTS = "检查对象"
INSPECTORS = "执法检查人员"
OTHERS = "其他"

OBJECT_COLUMNS = (OBJECTS, "类别", "暂不参加", "回避封条")
GRADE = "权重等级"
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")

INSPECTOR_COLUMNS = (INSPECTORS, "执法证", "专长", "暂不参加")


@dataclass(frozen=True, slots=True)
class PoolObject:
    """One object that may be inspected. ``away`` says why it takes no part, empty if it does.

    ``seal`` is the fingerprint of the inspectors who must not go there (``conflicts.seal``), empty
    where nobody looked; ``name`` is for reading only and is no part of the fingerprint. ``grade``
    decides its weight in a weighted draw, and is empty in any other.
    """

    key: str
    group: str
    away: str = ""
    seal: str = ""
    name: str = ""
    grade: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns that every draw reads."""
        return (self.key, self.group, self.away, self.seal)


@dataclass(frozen=True, slots=True)
class PoolInspector:
    """One inspector. ``certified``: holds a certificate valid throughout the time of the check."""

    key: str
    certified: bool = True
    skills: frozenset[str] = frozenset()
    away: str = ""
    name: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns the draw reads."""
        skills = "、".join(sorted(self.skills))
        return (self.key, "有" if self.certified else "无", skills, self.away)


@dataclass(frozen=True, slots=True)
class Share:
    """How many objects of one class are drawn: ``percent`` of those taking part, or ``count``."""

    group: str
    percent: Fraction | None = None
    count: int | None = None

    @property
    def wording(self) -> str:
        """``高风险 20%`` or ``新设企业 5家``, as the commitment writes it."""
        if self.percent is not None:
            return f"{self.group} {percent_text(self.percent)}%"
        return f"{self.group} {self.count}家"


@dataclass(frozen=True, slots=True)
class Weight:
    """How many lots an object of one grade has in the urn, 1 to 100; ``其他`` for grades not named."""

    grade: str
    lots: int

    @property
    def wording(self) -> str:
        """``C类 5签``, as the commitment writes it."""
        return f"{self.grade} {self.lots}签"


def read_percent(text: str) -> Fraction | None:
    """``2.5`` → 5/2; None unless it is a plain decimal between 0 and 100 with six places or fewer."""
    if not _PERCENT.fullmatch(text):
        return None
    percent = Fraction(text)
    return percent if percent <= 100 else None


def percent_text(percent: Fraction) -> str:
    """``20``, ``2.5``: the percentage in decimal writing; it was read from such, so it is exact."""
    whole, rest = divmod(percent.numerator, percent.denominator)
    text = str(whole)
    digits = ""
    while rest and len(digits) < 12:
        digit, rest = divmod(rest * 10, percent.denominator)
        digits += str(digit)
    return f"{text}.{digits}" if digits else text


@dataclass(frozen=True, slots=True)
class TeamRule:
    """What a team must be: people in all, with certificates, with skills; tasks one may get."""

    size: int = 2
    certified: int = 2
    skills: tuple[tuple[str, int], ...] = ()
    most_tasks: int | None = None

    @property
    def wording(self) -> str:
        """``每组2人，其中持执法证2人；消防1人；每人至多5组``."""
        text = f"每组{self.size}人，其中持执法证{self.certified}人"
        text += "".join(f"；{skill}{count}人" for skill, count in self.skills)
        return text + (f"；每人至多{self.most_tasks}组" if self.most_tasks is not None else "")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be drawn. ``number`` names the plan for good; the rest decides the result.

    Without ``weights`` every object of a class has the same chance; with them, chances within a
    class stand to each other as the lots of the objects' grades.
    """

    number: str
    title: str
    agency: str
    shares: tuple[Share, ...]
    team: TeamRule = field(default_factory=TeamRule)
    weights: tuple[Weight, ...] = ()


@dataclass(frozen=True, slots=True)
class Commitment:
    """What is published before the draw: the text of the promise and what the text rests on.

    ``secret_digest`` = SHA-256 of the office's secret part; ``public_source`` names the later
    public value exactly enough for anyone to look it up; ``public_from`` is the moment before
    which nobody can know it, ISO 8601 with offset, as ``made_at``.
    """

    attempt: int
    made_at: str
    secret_digest: str
    public_source: str
    public_from: str


class Ground(StrEnum):
    """Why one who was drawn is replaced afterwards; only the label is published."""

    INTEREST = "interest"
    KIN = "kin"
    FORMER_POST = "former-post"
    OTHER_TIE = "other-tie"
    UNAVAILABLE = "unavailable"
    GONE = "gone"
    MOVED = "moved"
    DUPLICATE = "duplicate"

    @property
    def label(self) -> str:
        """The words of the record."""
        return _GROUNDS[self]

    @property
    def is_recusal(self) -> bool:
        """Whether it is 回避 in the sense of 行政处罚法第四十三条, which the head decides."""
        return self in (Ground.INTEREST, Ground.KIN, Ground.FORMER_POST, Ground.OTHER_TIE)

    @property
    def of_object(self) -> bool:
        """Whether it replaces an object, not an inspector."""
        return self in (Ground.GONE, Ground.MOVED, Ground.DUPLICATE)


_GROUNDS = {
    Ground.INTEREST: "与检查对象有直接利害关系",
    Ground.KIN: "与检查对象的人员有亲属关系",
    Ground.FORMER_POST: "曾在检查对象任职",
    Ground.OTHER_TIE: "有其他关系可能影响公正执法",
    Ground.UNAVAILABLE: "因病、调离等客观原因不能参加",
    Ground.GONE: "检查对象已注销、吊销或者停业",
    Ground.MOVED: "检查对象已迁出本机关管辖范围",
    Ground.DUPLICATE: "同期已由其他机关检查，合并实施",
}


@dataclass(frozen=True, slots=True)
class Recusal:
    """One replacement after the draw, in order of its number; ``inspector`` empty = the object."""

    number: int
    object: str
    inspector: str
    ground: Ground
    decided_on: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One object that was drawn, its rank, and the team that goes there.

    ``instead_of`` is the object it replaces; ``lacking`` says why the team is not complete;
    ``replaced`` that this object itself fell away.
    """

    position: int
    object: str
    group: str
    rank: str
    team: tuple[str, ...]
    instead_of: str = ""
    lacking: str = ""
    replaced: bool = False
