"""Letters on their way: drafted from the wording of the day, changed, and what they still lack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.selectors import name_on
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.letters.composing import Attachment, clean, clean_line
from yangguang.apps.letters.content import (
    ATTACHMENTS,
    PART_LENGTH,
    WHOLE_LENGTH,
    Content,
    content_of,
    seal_content,
)
from yangguang.apps.letters.kinds import Kind, kind
from yangguang.apps.letters.models import AddresseeType, Letter, LetterState
from yangguang.apps.letters.rendering import missing_parts
from yangguang.apps.letters.selectors import NoSuchWording, wording_for
from yangguang.apps.letters.services.states import locked, require, subject_of
from yangguang.apps.vault.models import SubjectKey
from yangguang.apps.vault.services import new_subject
from yangguang.law.regimes import Regime


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
    remark: str = "",
    corrects: Letter | None = None,
) -> Letter:
    """A new letter from the wording in force today.

    ``parts`` are plain strings by key; dates as ISO, amounts as digits. They may be incomplete:
    what is missing is asked for when the letter is signed. ``person`` is whose data it holds.
    ``title`` and ``text`` replace the template's for this letter alone. ``corrects`` is the letter
    that it replaces.
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
            remark=remark,
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
            corrects=corrects,
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
        letter = locked(letter)
        require(letter, LetterState.DRAFT, "修改")
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
                remark=old.remark,
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
        remark=clean_line(content.remark),
    )
