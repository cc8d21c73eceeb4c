"""From many applications to one publication. 依据：《条例》第四十四条.

Several applicants ask one body for the same disclosable information: it may be put into proactive
disclosure. An applicant may suggest it. Reading: 多个申请人 is taken as three.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Item
from yangguang.apps.requests.models import Application, ConversionProposal
from yangguang.apps.requests.workflow import impossible


def propose_conversion(
    *,
    applications: Sequence[Application],
    title: str,
    by: Actor,
    at: datetime,
    suggested_by_applicant: bool = False,
) -> ConversionProposal:
    """Lay the question of proactive publication before the office.

    The same applications again give the open proposal that is there. Raises NotPossible for
    applications to different bodies.
    """
    if not applications:
        raise impossible("《条例》第四十四条", "请选择申请。")
    agency = applications[0].agency
    if any(one.agency_id != agency.pk for one in applications):
        raise impossible("《条例》第四十四条", "只能就同一行政机关的申请提出。")
    if not title.strip():
        raise impossible("内容不全", "请填写信息名称。")
    with transaction.atomic():
        existing = ConversionProposal.objects.filter(
            agency=agency,
            state=ConversionProposal.State.OPEN,
            applications__in=[one.pk for one in applications],
        ).first()
        if existing is not None:
            existing.applications.add(*applications)
            return existing
        proposal = ConversionProposal.objects.create(
            agency=agency,
            title=title.strip()[:200],
            suggested_by_applicant=suggested_by_applicant,
            opened_on=timezone.localdate(at),
        )
        proposal.applications.set(applications)
        _note(proposal, "conversion.propose", by=by, at=at)
    return proposal


def decide_conversion(
    *,
    proposal: ConversionProposal,
    accept: bool,
    reason: str,
    by: Actor,
    at: datetime,
    item: Item | None = None,
) -> ConversionProposal:
    """Accept (the released document becomes a draft item, on its way to review) or decline."""
    if proposal.state != ConversionProposal.State.OPEN:
        raise impossible("已经研究", "这条建议已经有结论。")
    if not accept and not reason.strip():
        raise impossible("内容不全", "暂不转为主动公开的，请写明理由。")
    if accept and item is None:
        raise impossible("内容不全", "转为主动公开的，请选择或者新建对应的信息。")
    with transaction.atomic():
        proposal.state = (
            ConversionProposal.State.ACCEPTED if accept else ConversionProposal.State.DECLINED
        )
        proposal.reason = reason.strip()
        proposal.decided_on = timezone.localdate(at)
        proposal.item = item
        proposal.save(update_fields=["state", "reason", "decided_on", "item"])
        _note(proposal, "conversion.accept" if accept else "conversion.decline", by=by, at=at)
    return proposal


def _note(proposal: ConversionProposal, verb: str, *, by: Actor, at: datetime) -> None:
    record(
        by=by,
        at=at,
        verb=verb,
        subject=Subject("conversion", str(proposal.pk), proposal.title, proposal.agency_id),
        reason=proposal.reason,
    )
