"""What a person says of a finding, kept so that no later sweep asks again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.files.services.checking import check_now, unchecked
from yangguang.apps.privacy.models import (
    TEXT_SWEEPS,
    Decision,
    Finding,
    FindingState,
    Place,
    Sweep,
    Verdict,
)
from yangguang.apps.privacy.progress import files_of
from yangguang.apps.privacy.scanning import scan_editions
from yangguang.apps.privacy.services.keeping import findings_like

ARTICLES = (
    "《政府信息公开条例》第十五条但书：第三方同意公开",
    "《政府信息公开条例》第十五条但书：不公开会对公共利益造成重大影响",
    "《个人信息保护法》第十三条第一款第一项：取得个人的同意",
    "《个人信息保护法》第十三条第一款第三项：为履行法定职责或者法定义务所必需",
    "《个人信息保护法》第十三条第一款第六项：个人自行公开或者已经合法公开",
    "《行政处罚法》第四十八条第一款：具有一定社会影响的行政处罚决定依法公开",
)
"""Grounds on which personal data may be public, as the desk proposes them; others are typed."""


def decide(
    *,
    finding: Finding,
    verdict: str,
    reason: str,
    by: Actor,
    at: datetime,
    article: str = "",
    whole_agency: bool = False,
) -> Decision:
    """Keep what was decided of a finding; it holds for every place like it at once.

    Normally the same value in the same words of the same item, in later editions too. With
    ``whole_agency`` the same value anywhere in the body's items. Raises NotPossible for an unknown
    verdict, a missing reason or article, a finding that is closed, and for 已遮盖 where the
    present text still shows the value.

    依据：《政府信息公开条例》第十五条；《个人信息保护法》第十三条。
    """
    reason, article = reason.strip(), article.strip()
    _require(verdict, reason, article, whole_agency)
    with transaction.atomic():
        finding = (
            Finding.objects.select_for_update(of=("self",))
            .select_related("item", "agency")
            .get(pk=finding.pk)
        )
        if finding.state == FindingState.CLOSED:
            raise NotPossible(f"该处已自动关闭（{finding.closed_why}），不需要再认定。")
        if verdict == Verdict.MASKED:
            _require_masked(finding, at)
        decision = Decision.objects.create(
            agency=finding.agency,
            item=None if whole_agency else finding.item,
            edition=None if whole_agency else finding.edition,
            kind=finding.kind,
            fingerprint=finding.fingerprint,
            surroundings="" if whole_agency else finding.surroundings,
            masked=finding.masked,
            verdict=verdict,
            reason=reason,
            article=article,
            by_key=by.key,
            by_name=by.name,
            at=at,
        )
        before = finding.state
        settled = (
            findings_like(decision)
            .exclude(state=FindingState.CLOSED)
            .update(state=verdict, decision=decision)
        )
        record(
            by=by,
            at=at,
            verb="privacy.decide",
            subject=_subject(finding),
            basis=article,
            reason=reason,
            before={"state": before},
            after={
                "state": verdict,
                "decision": decision.pk,
                "scope": "agency" if whole_agency else "item",
                "settled": settled,
            },
        )
    return decision


def take_back(*, decision: Decision, reason: str, by: Actor, at: datetime) -> Decision:
    """End a decision: what it settled waits for another one. Raises NotPossible without a reason."""
    if not reason.strip():
        raise NotPossible("撤销认定须说明理由，请填写后再提交。")
    with transaction.atomic():
        decision = (
            Decision.objects.select_for_update(of=("self",))
            .select_related("agency")
            .get(pk=decision.pk)
        )
        if decision.ended_at is not None:
            raise NotPossible("该认定已经撤销，请刷新页面后核对。")
        decision.ended_at, decision.ended_by_name = at, by.name
        decision.ended_reason = reason.strip()[:300]
        decision.save(update_fields=["ended_at", "ended_by_name", "ended_reason"])
        reopened = (
            Finding.objects.filter(decision=decision)
            .exclude(state=FindingState.CLOSED)
            .update(state=FindingState.OPEN, decision=None)
        )
        record(
            by=by,
            at=at,
            verb="privacy.take-back",
            subject=Subject(
                "personal-decision", str(decision.pk), str(decision), decision.agency_id
            ),
            reason=reason.strip(),
            before={"verdict": decision.verdict},
            after={"reopened": reopened},
        )
    return decision


def _require(verdict: str, reason: str, article: str, whole_agency: bool) -> None:
    if verdict not in Verdict.values:
        raise NotPossible("请选择“误报”“已遮盖”或者“依法公开”。")
    if verdict == Verdict.FALSE_ALARM and not reason:
        raise NotPossible("认定“误报”须说明理由，例如“办公电话”，请填写后再提交。")
    if verdict == Verdict.LAWFUL and not (reason and article):
        raise NotPossible("认定“依法公开”须写明依据的条款和理由，请填写后再提交。")
    if verdict == Verdict.MASKED and whole_agency:
        raise NotPossible("“已遮盖”只能逐处认定，不能一并适用于本机构的其他信息。")


def _require_masked(finding: Finding, at: datetime) -> None:
    """已遮盖 is said of a text that no longer shows the value, and of nothing else."""
    present = finding.item.edition_id
    if present is None:
        return
    carried = finding.place == Place.CARRIED
    if carried:
        check_now(list(unchecked(files_of([present]))), at=at)
    standing = [
        hit
        for hit in scan_editions([present], [Sweep.FILES] if carried else TEXT_SWEEPS)
        if (hit.kind, hit.fingerprint) == (finding.kind, finding.fingerprint)
    ]
    if standing and carried:
        raise NotPossible(
            f"现行附件中仍有这一内容（{finding.get_kind_display()}），不能认定“已清除”。"
            "请先更正信息，换上清除后的附件。"
        )
    if standing:
        raise NotPossible(
            f"现行文字中仍有这一内容（{finding.masked}，共 {len(standing)} 处），不能认定“已遮盖”。"
            "请先更正信息或者替换附件。"
        )


def _subject(finding: Finding) -> Subject:
    label = f"{finding.item.title}：{finding.get_kind_display()} {finding.masked}"
    return Subject("personal-finding", str(finding.pk), label, finding.agency_id)
