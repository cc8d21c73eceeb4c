"""Local forms: taken in as text, looked through, versioned, retired."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.reports.models import LocalDefinition
from yangguang.law.forms.load import FormDefinitionError
from yangguang.law.returns.load import digest_of, lint_definition, read_definition


def definition_subject(row: LocalDefinition) -> Subject:
    """How the record of acts names a local form."""
    return Subject("return-definition", str(row.pk), str(row))


def add_definition(*, text: str, by: Actor, at: datetime) -> LocalDefinition:
    """A new version of the form that the text defines; it counts for rounds laid on from now.

    Raises Refused with what to mend, and where the newest version is the same text.
    """
    faults = lint_definition(text)
    if faults:
        raise refuse("表式有误", "；".join(faults[:8]))
    try:
        definition = read_definition(text)
    except FormDefinitionError as error:
        raise refuse("表式有误", str(error)) from error
    digest = digest_of(text)
    with transaction.atomic():
        newest = (
            LocalDefinition.objects.select_for_update()
            .filter(code=definition.code)
            .order_by("-version")
            .first()
        )
        if newest is not None and newest.digest == digest and newest.retired_at is None:
            raise refuse("内容相同", f"与现行的第{newest.version}版完全相同，不需要上传。")
        if newest is not None and newest.definition.period is not definition.period:
            raise refuse(
                "周期不同",
                f"“{definition.code}”原为{newest.definition.period.label}，周期不同请另取代码。",
            )
        row: LocalDefinition = LocalDefinition.objects.create(
            code=definition.code,
            version=(newest.version if newest is not None else 0) + 1,
            title=definition.title[:100],
            text=text,
            digest=digest,
            made_by=by.name,
            made_at=at,
        )
        record(
            by=by, at=at, verb="return.add-definition", subject=definition_subject(row),
            after={"version": row.version, "digest": digest},
        )  # fmt: skip
    return row


def retire_definition(
    *, row: LocalDefinition, why: str, by: Actor, at: datetime
) -> LocalDefinition:
    """Lay this form on no more; rounds that run go on. Raises Refused without a reason."""
    if not why.strip():
        raise refuse("缺少理由", "停用表式须写明理由，请填写后再提交。")
    if row.retired_at is not None:
        raise refuse("已经停用", f"{row}已经停用。")
    with transaction.atomic():
        row.retired_at = at
        row.save(update_fields=["retired_at"])
        record(
            by=by, at=at, verb="return.retire-definition", subject=definition_subject(row),
            reason=why.strip(),
        )  # fmt: skip
    return row
