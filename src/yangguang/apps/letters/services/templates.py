"""An office's own wordings: drafted, checked, put in force from a day on, retired. Nothing is lost.

A draft is kept whatever its mistakes; only one without mistakes comes into force. A wording that
is in force is not changed: a new version is drafted from it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.letters.kinds import kind
from yangguang.apps.letters.models import LetterTemplate, TemplateState
from yangguang.apps.letters.selectors import NoSuchWording, wording_for
from yangguang.apps.letters.templating import Fault
from yangguang.law.regimes import Regime


def subject_of(template: LetterTemplate) -> Subject:
    """How the audit record names the template."""
    return Subject("letter-template", str(template.pk), str(template), template.agency_id)


def draft_template(
    *,
    kind_key: str,
    regime: Regime,
    agency: Agency | None,
    by: Actor,
    at: datetime,
    why: str = "",
) -> LetterTemplate:
    """A draft for a body (None: for all that have none), begun from the wording now in force.

    A draft that is already there is given back. Raises Refused where the law knows no such
    letter today.
    """
    what = kind(kind_key)
    with transaction.atomic():
        rows = LetterTemplate.objects.filter(kind=what.key, regime=regime.value, agency=agency)
        rows = rows.select_for_update().order_by("-version")
        found = list(rows)
        waiting = next((row for row in found if row.state == TemplateState.DRAFT), None)
        if waiting is not None:
            return waiting
        try:
            present = wording_for(what, regime, agency, timezone.localdate(at))
        except NoSuchWording as error:
            version = next((one for one in what.versions if regime in one.regimes), None)
            if version is None:
                raise refuse("没有这种文书", str(error)) from error
            title, text = version.title, version.text
        else:
            title, text = present.title, present.text
        row = LetterTemplate.objects.create(
            agency=agency,
            kind=what.key,
            regime=regime.value,
            version=found[0].version + 1 if found else 1,
            title=title,
            text=text,
            why=why.strip()[:300],
            made_at=at,
            made_by=by.name,
            changed_at=at,
            changed_by=by.name,
        )
        record(by=by, at=at, verb="letter-template.draft", subject=subject_of(row))
    return row


def revise_template(
    *,
    template: LetterTemplate,
    title: str,
    text: str,
    by: Actor,
    at: datetime,
    why: str = "",
    seen_at: datetime | None = None,
) -> list[Fault]:
    """Save the draft as it is and give its mistakes, an empty list where it has none.

    ``seen_at`` is when the editor's copy was saved: Refused where somebody saved since, and for
    a template that is no draft.
    """
    with transaction.atomic():
        row = _locked(template)
        if row.state != TemplateState.DRAFT:
            raise refuse("模板状态", "这个版本已经启用过，不能再改。请在它的基础上新起一个版本。")
        if seen_at is not None and seen_at != row.changed_at:
            raise refuse(
                "已被他人修改",
                f"{row.changed_by}在您打开之后保存过这份草稿。您的内容仍在下面的框中，请另行复制后刷新页面核对。",
            )
        row.title, row.text = title.strip()[:200], text.replace("\r\n", "\n")
        row.why = why.strip()[:300]
        row.changed_at, row.changed_by = at, by.name
        row.save(update_fields=["title", "text", "why", "changed_at", "changed_by"])
        record(by=by, at=at, verb="letter-template.revise", subject=subject_of(row))
    template.title, template.text, template.changed_at = row.title, row.text, row.changed_at
    return faults_of(row)


def faults_of(template: LetterTemplate) -> list[Fault]:
    """The template's mistakes, each with its line and what to mend."""
    return kind(template.kind).check(template.title, template.text)


def start_template(
    *, template: LetterTemplate, valid_from: date, by: Actor, at: datetime
) -> LetterTemplate:
    """Put the draft in force from a day on. Raises Refused for one with mistakes or a past day."""
    with transaction.atomic():
        row = _locked(template)
        if row.state != TemplateState.DRAFT:
            raise refuse("模板状态", "只有草稿可以启用，这个版本已经启用或停用。")
        faults = faults_of(row)
        if faults:
            raise refuse("模板有误", "模板还不能启用：" + "".join(str(fault) for fault in faults))
        if valid_from < timezone.localdate(at):
            raise refuse("启用日期", "启用日期不能早于今天；已经发出的文书不受模板变动影响。")
        row.state, row.valid_from = TemplateState.IN_FORCE, valid_from
        row.decided_at, row.decided_by = at, by.name
        row.save(update_fields=["state", "valid_from", "decided_at", "decided_by"])
        record(
            by=by,
            at=at,
            verb="letter-template.start",
            subject=subject_of(row),
            after={"valid_from": valid_from.isoformat()},
        )
    return row


def retire_template(
    *, template: LetterTemplate, by: Actor, at: datetime, reason: str
) -> LetterTemplate:
    """Take a version out of use; the one before it, or the system's own wording, counts again."""
    with transaction.atomic():
        row = _locked(template)
        if row.state != TemplateState.IN_FORCE:
            raise refuse("模板状态", "只有启用的版本可以停用。")
        if not reason.strip():
            raise refuse("缺少理由", "请写明停用理由。")
        row.state = TemplateState.RETIRED
        row.decided_at, row.decided_by = at, by.name
        row.save(update_fields=["state", "decided_at", "decided_by"])
        record(
            by=by,
            at=at,
            verb="letter-template.retire",
            subject=subject_of(row),
            reason=reason.strip(),
        )
    return row


def _locked(template: LetterTemplate) -> LetterTemplate:
    row: LetterTemplate = (
        LetterTemplate.objects.select_for_update(of=("self",))
        .select_related("agency")
        .get(pk=template.pk)
    )
    return row
