"""Letters, valid by default: a supplement notice of an application for figures on water."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tests.builders.agencies import AT, BY
from yangguang.apps.agencies.models import Agency
from yangguang.apps.letters.composing import Attachment
from yangguang.apps.letters.models import Letter
from yangguang.apps.letters.services import draft_letter, issue_letter, sign_letter
from yangguang.law.regimes import Regime

SUPPLEMENT = {
    "received_on": "2026-03-02",
    "described": "2025年水质监测结果",
    "missing": "请写明年度和乡镇。",
    "supplement_until": "2026-03-20",
}


def a_draft(
    agency: Agency,
    *,
    kind: str = "supplement",
    parts: Mapping[str, str] = SUPPLEMENT,
    regime: Regime = Regime.R2019,
    addressee: str = "张三",
    addressee_type: str = "person",
    attachments: Sequence[Attachment] = (),
    text: str = "",
    at: datetime = AT,
) -> Letter:
    """A draft that is complete unless the case says otherwise."""
    return draft_letter(
        kind_key=kind,
        agency=agency,
        regime=regime,
        subject_kind="request",
        subject_key="7",
        addressee=addressee,
        addressee_type=addressee_type,
        parts=parts,
        attachments=attachments,
        text=text,
        by=BY,
        at=at,
    )


def an_issued_letter(
    agency: Agency,
    *,
    kind: str = "supplement",
    parts: Mapping[str, str] = SUPPLEMENT,
    addressee_type: str = "person",
    attachments: Sequence[Attachment] = (),
    at: datetime = AT,
) -> Letter:
    """The same, signed and gone."""
    letter = a_draft(
        agency,
        kind=kind,
        parts=parts,
        addressee_type=addressee_type,
        attachments=attachments,
        at=at,
    )
    return issue_letter(letter=sign_letter(letter=letter, by=BY, at=at), by=BY, at=at)
