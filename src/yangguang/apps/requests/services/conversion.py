"""From many applications to one publication. 依据：《条例》第四十四条.

Several applicants ask one body for the same disclosable information: it may be put into proactive
disclosure. An applicant may suggest it. Reading: 多个申请人 is taken as three.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.catalog.services import NewAttachment, NewItem, store_items
from yangguang.apps.requests.models import Application, Attachment, ConversionProposal
from yangguang.apps.requests.selectors.conversions import alike_applications, was_disclosed
from yangguang.apps.requests.services.steps import Step, unclassified
from yangguang.apps.requests.workflow import impossible, require_lawful
from yangguang.law.citation import cite
from yangguang.law.handling import proposes_conversion
from yangguang.law.regimes import regime_of

BASIS = cite("regulation-2019/44/1").short


def propose_conversion(
    *,
    applications: Sequence[Application],
    title: str,
    by: Actor,
    at: datetime,
    suggested_by_applicant: bool = False,
    general_interest: bool = False,
) -> ConversionProposal:
    """Lay the question of proactive publication before the office.

    ``general_interest``: the office marks released information as one that everybody should know.
    The same applications again give the open proposal that is there. Raises NotPossible for
    applications to different bodies, and, unless an applicant suggests it, before anything was
    disclosed.
    """
    if not applications:
        raise impossible(BASIS, "请选择申请。")
    agency = applications[0].agency
    if any(one.agency_id != agency.pk for one in applications):
        raise impossible(BASIS, "只能就同一行政机关的申请提出。")
    named = unclassified(title.strip())
    if not named:
        raise impossible("内容不全", "请填写信息名称。")
    if not suggested_by_applicant and not any(was_disclosed(one) for one in applications):
        raise impossible(
            BASIS, "所选申请都还没有予以公开或者部分公开的答复，不能提出转为主动公开。"
        )
    with transaction.atomic():
        existing = (
            ConversionProposal.objects.select_for_update()
            .filter(
                agency=agency,
                state=ConversionProposal.State.OPEN,
                pk__in=ConversionProposal.applications.through.objects.filter(
                    application__in=[one.pk for one in applications]
                ).values("conversionproposal"),
            )
            .order_by("pk")
            .first()
        )
        if existing is not None:
            existing.applications.add(*applications)
            if general_interest and not existing.general_interest:
                existing.general_interest = True
                existing.save(update_fields=["general_interest"])
                _note(existing, "conversion.propose", by=by, at=at)
            return existing
        proposal: ConversionProposal = ConversionProposal.objects.create(
            agency=agency,
            title=named[:200],
            suggested_by_applicant=suggested_by_applicant,
            general_interest=general_interest,
            opened_on=timezone.localdate(at),
        )
        proposal.applications.set(applications)
        _note(proposal, "conversion.propose", by=by, at=at)
    return proposal


def propose_by_itself(doing: Step) -> ConversionProposal | None:
    """After a disclosing reply went out: has enough been asked for this by different people?

    Called inside the act. A question that the office has settled is not raised again.
    """
    application = doing.application
    if not was_disclosed(application):
        return None
    alike = [application, *alike_applications(application)]
    verdict = proposes_conversion(
        regime_of(doing.day),
        applicants=len({one.applicant_digest for one in alike}),
        may_be_disclosed=True,
    )
    settled = ConversionProposal.objects.filter(applications__in=[one.pk for one in alike]).exclude(
        state=ConversionProposal.State.OPEN
    )
    if not verdict or settled.exists():
        return None
    return propose_conversion(applications=alike, title=application.title, by=doing.by, at=doing.at)


def decide_conversion(
    *,
    proposal: ConversionProposal,
    accept: bool,
    reason: str,
    by: Actor,
    at: datetime,
    item: Item | None = None,
    title: str = "",
) -> ConversionProposal:
    """Accept or decline. Accepting without an item makes a draft one out of what was released.

    The draft goes through the catalogue's own review; ``title`` names it without anybody's words.
    Raises NotPossible without a reason for declining, or for an item of another body.
    """
    with transaction.atomic():
        fresh = (
            ConversionProposal.objects.select_for_update(of=("self",))
            .select_related("agency")
            .get(pk=proposal.pk)
        )
        if fresh.state != ConversionProposal.State.OPEN:
            raise impossible("已经研究", "这条建议已经有结论。")
        if not accept and not reason.strip():
            raise impossible("内容不全", "暂不转为主动公开的，请写明理由。")
        if title.strip():
            fresh.title = unclassified(title.strip())[:200]
        if accept:
            require_lawful(
                proposes_conversion(
                    regime_of(timezone.localdate(at)),
                    applicants=fresh.applications.count(),
                    may_be_disclosed=any(was_disclosed(one) for one in fresh.applications.all())
                    or item is not None,
                    suggested_by_applicant=True,
                    public_interest=True,
                )
            )
            fresh.item = item or _draft_item(fresh, by=by, at=at)
        fresh.state = (
            ConversionProposal.State.ACCEPTED if accept else ConversionProposal.State.DECLINED
        )
        fresh.reason = reason.strip()
        fresh.decided_on = timezone.localdate(at)
        fresh.save(update_fields=["title", "state", "reason", "decided_on", "item"])
        _note(fresh, "conversion.accept" if accept else "conversion.decline", by=by, at=at)
    proposal.refresh_from_db()
    return proposal


def _draft_item(proposal: ConversionProposal, *, by: Actor, at: datetime) -> Item:
    """A draft of the catalogue with the files that were released; nothing of any applicant."""
    released = (
        Attachment.objects.filter(
            application__in=proposal.applications.all(),
            purpose=Attachment.Purpose.RELEASE,
            released=True,
            file__isnull=False,
        )
        .select_related("file")
        .order_by("id")
    )
    files = {row.file_id: row for row in released}
    text = f"{proposal.title}（依申请公开转为主动公开）"
    made = store_items(
        new=[
            NewItem(
                agency=proposal.agency,
                title=proposal.title,
                body_html=f"<p>{html.escape(text)}</p>",
                body_text=text,
                attachments=[NewAttachment(row.name, row.file) for row in files.values()],
            )
        ],
        state=ItemState.DRAFT,
        by=by,
        at=at,
        basis=BASIS,
    )
    return made[0]


def _note(proposal: ConversionProposal, verb: str, *, by: Actor, at: datetime) -> None:
    # The title may hold an applicant's words: the record names the proposal by its key.
    record(
        by=by,
        at=at,
        verb=verb,
        subject=Subject(
            "conversion",
            str(proposal.pk),
            f"转主动公开建议第{proposal.pk}件",
            proposal.agency_id,
        ),
        basis=BASIS,
    )
