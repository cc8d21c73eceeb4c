"""What a search for personal data answers with, and what a caller may tell it beforehand.

The kinds are the ones an office masks before publishing (公示 practice). A finding is a proposal:
it carries how sure it is and a sentence a clerk can read, and the decision stays with the clerk.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of personal data; the value is the stable code, `LABELS` the Chinese name."""

    ID_NUMBER = "id-number"
    MOBILE = "mobile"
    LANDLINE = "landline"
    BANK_CARD = "bank-card"
    PASSPORT = "passport"
    PLATE = "plate"
    EMAIL = "email"
    ADDRESS = "address"
    NAME = "name"


LABELS = {
    Kind.ID_NUMBER: "身份证号码",
    Kind.MOBILE: "手机号码",
    Kind.LANDLINE: "个人固定电话",
    Kind.BANK_CARD: "银行卡号",
    Kind.PASSPORT: "护照或通行证号码",
    Kind.PLATE: "车牌号",
    Kind.EMAIL: "个人电子邮箱",
    Kind.ADDRESS: "住址",
    Kind.NAME: "姓名",
}

SURE = 0.5
"""A finding of this confidence or more counts; those below are shown only on request."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data; ``text`` is the passage from ``start`` up to ``end`` verbatim.

    Offsets count code points. ``confidence`` lies between 0 and 1; ``why`` says in Chinese on
    what it rests; ``masked`` is what 公示 practice prints instead.
    """

    start: int
    end: int
    text: str
    kind: Kind
    confidence: float
    why: str
    masked: str


@dataclass(frozen=True, slots=True)
class Context:
    """What the caller knows of a passage that the passage does not say itself.

    ``label`` is the heading or field name over it (身份证号, 联系电话 …). The sets hold what an
    office has published of itself: telephone digits without separators, mailboxes in lower case,
    names of office holders acting as such; none of these is personal data here.
    """

    label: str = ""
    official_numbers: frozenset[str] = frozenset()
    official_mailboxes: frozenset[str] = frozenset()
    official_names: frozenset[str] = frozenset()


NOTHING_KNOWN = Context()
