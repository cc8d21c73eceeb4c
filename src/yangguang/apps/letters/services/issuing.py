"""A letter's life: signed, issued once, and void if it was wrong.

The law of the matter (who may sign, which letter is due) belongs to the apps above; here stands
what holds for every letter: nothing unsigned or incomplete leaves, an issued letter never changes,
and a number once given is never given again.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.files.models import StoredFile
from yangguang.apps.files.services import store_file
from yangguang.apps.letters.composing import Composition, clean_line
from yangguang.apps.letters.content import (
    content_of,
    seal_file,
)
from yangguang.apps.letters.kinds import Kind, Need, kind
from yangguang.apps.letters.models import AddresseeType, Letter, LetterState
from yangguang.apps.letters.owners import voiding_for
from yangguang.apps.letters.remedies import Told, told
from yangguang.apps.letters.rendering import Facts, compose, typeset
from yangguang.apps.letters.sealers import SealFailed, sealer
from yangguang.apps.letters.services.drafting import problems_of
from yangguang.apps.letters.services.numbering import next_number
from yangguang.apps.letters.services.states import locked, require, subject_of
from yangguang.apps.letters.typesetting.coverage import missing_characters
from yangguang.apps.letters.typesetting.pdf import NotTypeset
from yangguang.text.document import Document

SEALED_TYPE = "application/vnd.yangguang.sealed"


def sign_letter(*, letter: Letter, by: Actor, at: datetime) -> Letter:
    """Sign a complete draft off: from now on its content stands. Raises Refused."""
    with transaction.atomic():
        letter = locked(letter)
        require(letter, LetterState.DRAFT, "签发")
        _require_complete(letter)
        letter.state = LetterState.SIGNED
        letter.signed_at, letter.signed_by = at, by.name
        letter.save(update_fields=["state", "signed_at", "signed_by"])
        record(by=by, at=at, verb="letter.sign", subject=subject_of(letter))
    return letter


def return_letter(*, letter: Letter, by: Actor, at: datetime, reason: str) -> Letter:
    """Take the signature back before the letter has left, so that it can be changed."""
    with transaction.atomic():
        letter = locked(letter)
        require(letter, LetterState.SIGNED, "退回修改")
        if not reason.strip():
            raise refuse("缺少理由", "请写明退回修改的理由。")
        letter.state = LetterState.DRAFT
        letter.signed_at, letter.signed_by = None, ""
        letter.save(update_fields=["state", "signed_at", "signed_by"])
        record(
            by=by, at=at, verb="letter.return", subject=subject_of(letter), reason=reason.strip()
        )
    return letter


def issue_letter(*, letter: Letter, by: Actor, at: datetime, remedies: str = "") -> Letter:
    """Give the letter its number and day, set it in type, seal it and keep the files, at once.

    All in one transaction: where anything fails nothing has happened and no number is used.
    The ways of review and suit are those of this day; ``remedies`` replaces that sentence where
    the office has one of its own. Raises Refused for a letter that is not signed (where its kind
    must be) or not complete, or where the body that reviews is not known.
    """
    with transaction.atomic():
        letter = locked(letter)
        what = kind(letter.kind)
        if what.signed:
            require(letter, LetterState.SIGNED, "发文")
        elif letter.state != LetterState.SIGNED:
            require(letter, LetterState.DRAFT, "发文")
        _require_complete(letter)
        on = timezone.localdate(at)
        ways = _ways(letter, what, on, remedies)
        _number(letter, what, on)
        composition = _compose(letter, what, on, ways)
        _keep_files(letter, composition, at)
        letter.title = composition.title
        letter.agency_name = composition.signer
        letter.remedies = ways.sentence
        letter.state = LetterState.ISSUED
        letter.issued_on, letter.issued_at, letter.issued_by = on, at, by.name
        letter.save()
        record(
            by=by,
            at=at,
            verb="letter.issue",
            subject=subject_of(letter),
            after={"number": letter.number, "digest": letter.digest, "pages": letter.pages},
        )
    return letter


def void_letter(*, letter: Letter, by: Actor, at: datetime, reason: str) -> Letter:
    """Declare a letter void; an issued one keeps its number, files and day. Raises Refused."""
    with transaction.atomic():
        letter = locked(letter)
        if letter.state == LetterState.VOIDED:
            raise refuse("已经作废", "这份文书已经作废，无须重复办理。")
        if not reason.strip():
            raise refuse("缺少理由", "请写明作废理由，作废后文号不再使用。")
        before = letter.get_state_display()
        letter.state = LetterState.VOIDED
        letter.voided_at, letter.voided_by = at, by.name
        letter.void_reason = clean_line(reason)[:300]
        letter.save(update_fields=["state", "voided_at", "voided_by", "void_reason"])
        record(
            by=by,
            at=at,
            verb="letter.void",
            subject=subject_of(letter),
            reason=reason.strip(),
            before={"state": before},
            after={"number": letter.number},
        )
    return letter


def declare_void(*, letter: Letter, by: Actor, at: datetime, reason: str) -> Letter:
    """Void a letter as an office does it: with what follows for the case it belongs to.

    Raises Refused where the case stands in the way, with the reason and the way on.
    """
    with transaction.atomic():
        voiding_for(letter, void_letter)(letter=letter, by=by, at=at, reason=reason)
    letter.refresh_from_db()
    return letter


def preview_letter(letter: Letter, *, on: date, remedies: str = "") -> Composition:
    """The letter as it would leave today, without a number, marked 草稿. Raises FaultyTemplate."""
    what = kind(letter.kind)
    ways = told(what, letter.agency, on)
    if remedies.strip() or ways.problem:
        ways = replace(ways, sentence=remedies.strip() or f"（{ways.problem}）")
    return _compose(letter, what, on, ways, draft=True)


def _ways(letter: Letter, what: Kind, on: date, given: str) -> Told:
    ways = told(what, letter.agency, on)
    if given.strip():
        return replace(ways, sentence=given.strip(), problem="")
    if what.remedies is Need.REQUIRED and not ways.sentence:
        raise refuse(
            "缺少救济途径", ways.problem or f"“{what.name}”必须告知救济途径，请补充后再发文。"
        )
    return ways


def _require_complete(letter: Letter) -> None:
    problems = problems_of(letter)
    if problems:
        raise refuse("文书不完整", "".join(problems))


def _number(letter: Letter, what: Kind, on: date) -> None:
    if what.series is None:
        return
    number = next_number(agency=letter.agency, series=what.series, on=on)
    if Letter.objects.filter(agency=letter.agency, number=number.text).exists():
        raise refuse(
            "文号重复",
            f"文号“{number.text}”已用于本机关另一份文书。请检查各类文书的机关代字是否相同，改正后再发文。",
        )
    letter.series, letter.year = what.series.key, number.year
    letter.sequence, letter.number = number.sequence, number.text


def _compose(
    letter: Letter, what: Kind, on: date, ways: Told, *, draft: bool = False
) -> Composition:
    facts = Facts(
        kind=what,
        agency=letter.agency,
        addressee_type=AddresseeType(letter.addressee_type),
        on=on,
        number=letter.number,
        remedies=ways.sentence,
        review_body=ways.review_body,
        court=ways.court,
    )
    return compose(facts, content_of(letter), draft=draft)


def _keep_files(letter: Letter, composition: Composition, at: datetime) -> None:
    try:
        pages = typeset(composition, at=at)
        sealed = sealer().seal(pages.pdf, agency=letter.agency, at=at)
    except (NotTypeset, SealFailed) as error:
        raise refuse("文书生成失败", str(error)) from error
    letter.pdf = _stored(letter, sealed.pdf, at)
    letter.word = _stored(letter, pages.word, at)
    letter.digest = hashlib.sha256(sealed.pdf).hexdigest()
    letter.boxes = len(missing_characters(composition.plain))
    letter.pages, letter.seal = pages.pages, sealed.how[:100]


def _stored(letter: Letter, data: bytes, at: datetime) -> StoredFile:
    # Sealed bytes have no text: nothing of a letter is read into the store in clear.
    nothing = Document(media_type=SEALED_TYPE, blocks=(), pages=0)
    return store_file(data=seal_file(letter, data), at=at, document=nothing)
