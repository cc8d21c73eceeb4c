"""A letter's life: drafted, revised, signed, issued once, and void if it was wrong.

The law of the matter (who may sign, which letter is due) belongs to the apps above; here stands
what holds for every letter: nothing unsigned or incomplete leaves, an issued letter never changes,
and a number once given is never given again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.selectors import name_on
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.files.models import StoredFile
from yangguang.apps.files.services import store_file
from yangguang.apps.letters.composing import Attachment, Composition, clean, clean_line
from yangguang.apps.letters.content import (
    ATTACHMENTS,
    PART_LENGTH,
    WHOLE_LENGTH,
    Content,
    content_of,
    seal_content,
    seal_file,
)
from yangguang.apps.letters.kinds import Kind, Need, kind
from yangguang.apps.letters.models import AddresseeType, Letter, LetterState
from yangguang.apps.letters.remedies import Told, told
from yangguang.apps.letters.rendering import Facts, compose, missing_parts, typeset
from yangguang.apps.letters.sealers import SealFailed, sealer
from yangguang.apps.letters.selectors import NoSuchWording, wording_for
from yangguang.apps.letters.services.numbering import next_number
from yangguang.apps.letters.typesetting.coverage import missing_characters
from yangguang.apps.letters.typesetting.pdf import NotTypeset
from yangguang.apps.vault.models import SubjectKey
from yangguang.apps.vault.services import new_subject
from yangguang.law.regimes import Regime
from yangguang.text.document import Document

SEALED_TYPE = "application/vnd.yangguang.sealed"


def subject_of(letter: Letter) -> Subject:
    """How the audit record names the letter: by kind and number, never by addressee."""
    return Subject("letter", str(letter.pk), str(letter), letter.agency_id)


def draft_letter(
    *,
    kind_key: str,
    agency: Agency,
    regime: Regime,
    subject_kind: str,
    subject_key: str,
    addressee: str,
    addressee_type: AddresseeType | str,
    parts: Mapping[str, str],
    by: Actor,
    at: datetime,
    person: SubjectKey | None = None,
    title: str = "",
    text: str = "",
    attachments: Sequence[Attachment] = (),
    copies: str = "",
) -> Letter:
    """A new letter from the wording in force today.

    ``parts`` are plain strings by key; dates as ISO, amounts as digits. They may be incomplete:
    what is missing is asked for when the letter is signed. ``person`` is whose data it holds.
    ``title`` and ``text`` replace the template's for this letter alone.
    Raises UnknownKind, ValueError for a part that the kind does not have, and Refused where the
    law knows no such letter on that day or a value is too long.
    """
    what = kind(kind_key)
    on = timezone.localdate(at)
    try:
        wording = wording_for(what, regime, agency, on)
    except NoSuchWording as error:
        raise refuse("没有这种文书", str(error)) from error
    own = bool(title.strip() or text.strip())
    content = _checked(
        what,
        Content(
            addressee=addressee,
            parts=dict(parts),
            title=title.strip() or wording.title,
            text=text.strip() or wording.text,
            own_text=own,
            attachments=tuple(attachments),
            copies=copies,
        ),
    )
    with transaction.atomic():
        if person is None:
            person = new_subject(by=by, at=at, agency_key=agency.pk)
        letter = Letter.objects.create(
            kind=what.key,
            regime=regime.value,
            agency=agency,
            agency_name=name_on(agency, on),
            subject_kind=subject_kind,
            subject_key=subject_key,
            addressee_type=AddresseeType(addressee_type),
            person=person,
            sealed_content=seal_content(person, content),
            template=wording.template,
            made_at=at,
            made_by=by.name,
        )
        record(
            by=by,
            at=at,
            verb="letter.draft",
            subject=subject_of(letter),
            after={"subject_key": f"{subject_kind}:{subject_key}"},
        )
    return letter


def revise_letter(
    *,
    letter: Letter,
    by: Actor,
    at: datetime,
    parts: Mapping[str, str] | None = None,
    addressee: str | None = None,
    title: str | None = None,
    text: str | None = None,
    attachments: Sequence[Attachment] | None = None,
    copies: str | None = None,
    revision: int | None = None,
) -> Letter:
    """Change a draft; what is not named stays. ``parts`` are laid over those that are there.

    ``revision`` is what the editor saw: Refused where somebody else has saved since. Refused too
    for a letter that is signed, issued or void. A text that cannot be read is kept all the same,
    and named by `problems_of`.
    """
    with transaction.atomic():
        letter = _locked(letter)
        _require(letter, LetterState.DRAFT, "修改")
        if revision is not None and revision != letter.revision:
            raise refuse(
                "已被他人修改", "这份文书在您打开之后已被他人保存，请刷新页面，核对后再修改。"
            )
        old = content_of(letter)
        changed_text = (text is not None and text.strip() != old.text.strip()) or (
            title is not None and title.strip() != old.title.strip()
        )
        content = _checked(
            kind(letter.kind),
            Content(
                addressee=old.addressee if addressee is None else addressee,
                parts={**old.parts, **(parts or {})},
                title=old.title if title is None else title,
                text=old.text if text is None else text,
                own_text=old.own_text or changed_text,
                attachments=old.attachments if attachments is None else tuple(attachments),
                copies=old.copies if copies is None else copies,
            ),
        )
        letter.sealed_content = seal_content(letter.person, content)
        letter.revision += 1
        letter.save(update_fields=["sealed_content", "revision"])
        record(
            by=by,
            at=at,
            verb="letter.revise",
            subject=subject_of(letter),
            after={"revision": letter.revision},
        )
    return letter


def problems_of(letter: Letter) -> list[str]:
    """What stands in the way of issuing it, in sentences; empty for a complete letter."""
    what = kind(letter.kind)
    content = content_of(letter)
    found = []
    lacking = missing_parts(what, content)
    if lacking:
        found.append(f"还没有填写：{'、'.join(lacking)}。")
    if what.addressee.value != "none" and not content.addressee.strip():
        found.append("还没有填写收件人。")
    found += [str(fault) for fault in what.check(content.title, content.text)]
    return found


def sign_letter(*, letter: Letter, by: Actor, at: datetime) -> Letter:
    """Sign a complete draft off: from now on its content stands. Raises Refused."""
    with transaction.atomic():
        letter = _locked(letter)
        _require(letter, LetterState.DRAFT, "签发")
        _require_complete(letter)
        letter.state = LetterState.SIGNED
        letter.signed_at, letter.signed_by = at, by.name
        letter.save(update_fields=["state", "signed_at", "signed_by"])
        record(by=by, at=at, verb="letter.sign", subject=subject_of(letter))
    return letter


def return_letter(*, letter: Letter, by: Actor, at: datetime, reason: str) -> Letter:
    """Take the signature back before the letter has left, so that it can be changed."""
    with transaction.atomic():
        letter = _locked(letter)
        _require(letter, LetterState.SIGNED, "退回修改")
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
        letter = _locked(letter)
        what = kind(letter.kind)
        if what.signed:
            _require(letter, LetterState.SIGNED, "发文")
        elif letter.state != LetterState.SIGNED:
            _require(letter, LetterState.DRAFT, "发文")
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
        letter = _locked(letter)
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


def _locked(letter: Letter) -> Letter:
    row: Letter = (
        Letter.objects.select_for_update(of=("self",))
        .select_related("agency", "person", "template")
        .get(pk=letter.pk)
    )
    return row


def _require(letter: Letter, state: LetterState, act: str) -> None:
    if letter.state != state:
        now = letter.get_state_display()
        raise refuse(
            "文书状态",
            f"这份文书现在是“{now}”，不能{act}；只有“{state.label}”的文书可以{act}。",
        )


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


def _checked(what: Kind, content: Content) -> Content:
    unknown = sorted(set(content.parts) - set(what.given))
    if unknown:
        raise ValueError(f"{what.key} has no parts {unknown}")
    texts: dict[str, Any] = {what.parts[key].name: value for key, value in content.parts.items()}
    for name, value in texts.items():
        if len(value) > PART_LENGTH:
            raise refuse("内容过长", f"“{name}”有{len(value)}字，超过{PART_LENGTH}字，请改为附件。")
    whole = sum(len(value) for value in texts.values()) + len(content.text)
    whole += sum(len(one.title) + len(one.text) for one in content.attachments)
    if whole > WHOLE_LENGTH or len(content.attachments) > ATTACHMENTS:
        raise refuse(
            "内容过长",
            f"文书连同附件文字超过{WHOLE_LENGTH}字或者附件过多，请分开办理或者另附文件。",
        )
    return Content(
        addressee=clean_line(content.addressee),
        parts={key: clean(value) for key, value in content.parts.items()},
        title=content.title,
        text=content.text,
        own_text=content.own_text,
        attachments=tuple(
            Attachment(clean_line(one.title), clean(one.text)) for one in content.attachments
        ),
        copies=clean_line(content.copies),
    )
