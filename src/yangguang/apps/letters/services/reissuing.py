"""更正重发: a letter that went out with a misprint is issued again, right, under a number of its own.

The first letter is not undone: it keeps number, files and day, and whatever began with it goes on.
The new one says which letter it replaces and what was wrong, and both are tied to each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.letters.composing import clean_line
from yangguang.apps.letters.content import Content, content_of
from yangguang.apps.letters.kinds import kind
from yangguang.apps.letters.models import AddresseeType, Letter, LetterState
from yangguang.apps.letters.remedies import told
from yangguang.apps.letters.rendering import Facts, compose
from yangguang.apps.letters.services.drafting import draft_letter
from yangguang.apps.letters.services.issuing import issue_letter, sign_letter
from yangguang.apps.letters.services.states import locked, require
from yangguang.apps.letters.templating import chinese_date
from yangguang.law.regimes import Regime

LONGEST = 200
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLACE = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
"""What of a template is filled in; a correction touches only the words between."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A passage as it was printed, and as it has to read; empty: it falls away."""

    wrong: str
    right: str

    @property
    def sentence(self) -> str:
        """“甲”改为“乙”。"""
        return f"“{self.wrong}”改为“{self.right}”" if self.right else f"删去“{self.wrong}”"


def reissue_letter(
    *,
    letter: Letter,
    corrections: Sequence[Correction],
    by: Actor,
    at: datetime,
    known: Mapping[str, str] | None = None,
    remedies: str = "",
) -> Letter:
    """The corrected letter, issued. ``known`` are facts of the matter as they stand now, by part;
    ``remedies`` as in `issue_letter`.

    Only words are corrected: dates, amounts and what the system fills in come from the matter itself.
    Raises Refused for a letter that is not issued or was corrected before, for a passage that does not
    stand in it, and for one that only the matter itself can put right.
    """
    wanted = [_tidy(one) for one in corrections if one.wrong.strip()]
    with transaction.atomic():
        old = locked(letter)
        require(old, LetterState.ISSUED, "更正重发")
        _require_latest(old)
        if not wanted:
            raise refuse("没有更正内容", "请写明印错的文字和更正后的文字。")
        before = content_of(old)
        after = _corrected(before, wanted, _asked_for(before, wanted, known or {}))
        on = timezone.localdate(at)
        _require_effect(old, before, after, wanted, on, remedies)
        made = draft_letter(
            kind_key=old.kind,
            agency=old.agency,
            regime=Regime(old.regime),
            subject_kind=old.subject_kind,
            subject_key=old.subject_key,
            addressee=after.addressee,
            addressee_type=AddresseeType(old.addressee_type),
            parts=after.parts,
            person=old.person,
            title=after.title,
            text=after.text,
            attachments=after.attachments,
            copies=after.copies,
            remark=_remark(old, wanted),
            corrects=old,
            by=by,
            at=at,
        )
        if kind(old.kind).signed:
            made = sign_letter(letter=made, by=by, at=at)
        return issue_letter(letter=made, by=by, at=at, remedies=remedies)


def _tidy(one: Correction) -> Correction:
    wrong, right = clean_line(one.wrong), clean_line(one.right)
    if max(len(wrong), len(right)) > LONGEST:
        raise refuse("内容过长", f"每处更正最多{LONGEST}字，请只写印错的那几个字。")
    if wrong == right:
        raise refuse("没有更正内容", f"“{wrong}”更正前后相同，请核对。")
    return Correction(wrong, right)


def _require_latest(old: Letter) -> None:
    newer = old.corrected_by
    if newer is not None:
        raise refuse(
            "已经更正",
            f"{old}已由{newer.number or '另一份文书'}更正。仍有错误的，请对新的文书办理更正重发。",
        )


def _asked_for(
    before: Content, wanted: Sequence[Correction], known: Mapping[str, str]
) -> dict[str, str]:
    """The facts that have changed and that somebody names as wrong; no other goes into the letter."""
    return {
        key: text
        for key, text in known.items()
        if (old := before.parts.get(key, "")) and any(one.wrong in _printed(old) for one in wanted)
    }


def _printed(value: str) -> str:
    return chinese_date(value) if _DAY.fullmatch(value) else value


def _corrected(before: Content, wanted: Sequence[Correction], known: Mapping[str, str]) -> Content:
    """The content with facts as they stand now, and with the passages put right."""
    parts = {**before.parts, **known}
    return replace(
        before,
        addressee=_put_right(before.addressee, wanted),
        parts={key: _put_right(text, wanted) for key, text in parts.items()},
        title=_put_right(before.title, wanted),
        text="".join(
            piece if _PLACE.fullmatch(piece) else _put_right(piece, wanted)
            for piece in _PLACE.split(before.text)
        ),
        remark="",
    )


def _put_right(text: str, wanted: Sequence[Correction]) -> str:
    for one in wanted:
        text = text.replace(one.wrong, one.right)
    return text


def _require_effect(
    old: Letter,
    before: Content,
    after: Content,
    wanted: Sequence[Correction],
    on: date,
    remedies: str,
) -> None:
    """Each passage stood in the letter as printed, and reads right in the new one."""
    printed = _plain(old, before, old.issued_on or on, old.remedies)
    anew = _plain(old, after, on, remedies)
    for one in wanted:
        if "".join(one.wrong.split()) not in printed:
            raise refuse(
                "原文没有",
                f"{old}中没有“{one.wrong}”这段文字，请照原件填写，标点也要一致。",
            )
        there = "".join(one.right.split()) in anew
        left = "".join(one.wrong.split()) in anew and one.wrong not in one.right
        if not there or left:
            raise refuse(
                "须先更正登记",
                f"“{one.wrong}”出自登记的日期、金额或者机关资料，不能只改文书。"
                "请先在办件的期限台账、收费或者机构资料中更正，再更正重发。",
            )


def _plain(letter: Letter, content: Content, on: date, remedies: str) -> str:
    """All words of the letter, without spaces and line ends, as it would be printed on that day."""
    what = kind(letter.kind)
    ways = told(what, letter.agency, on)
    facts = Facts(
        kind=what,
        agency=letter.agency,
        addressee_type=AddresseeType(letter.addressee_type),
        on=on,
        number=letter.number,
        remedies=remedies or ways.sentence,
        review_body=ways.review_body,
        court=ways.court,
    )
    return "".join(compose(facts, content).plain.split())


def _remark(old: Letter, wanted: Sequence[Correction]) -> str:
    """依据：GB/T 9704—2012 7.3.6（附注居左空二字加圆括号编排在成文日期下一行）."""
    day = chinese_date(old.issued_on.isoformat()) if old.issued_on else ""
    which = f"{day}印发的{old.number or old.kind_name}"
    said = "；".join(one.sentence for one in wanted)
    return f"本件更正并替代{which}，更正内容：{said}。原件作出、送达的日期和已经起算的期限不变"
