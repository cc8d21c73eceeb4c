"""What a person says about a finding: it holds, or it does not and why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.events.services import emit
from yangguang.apps.reports.models import PublishedReport, Verdict


def judge_finding(
    *,
    report: PublishedReport,
    finding_id: str,
    decision: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> Verdict:
    """Confirm or dismiss one finding; the last word counts, every word stays in the audit record.

    Raises NotPossible where the report has no such finding, or a dismissal gives no reason.
    """
    if decision not in Verdict.Decision.values:
        raise NotPossible("请选择“属实”或“不属实”。")
    if decision == Verdict.Decision.DISMISSED and not reason.strip():
        raise NotPossible("认定“不属实”须说明理由，请填写后再提交。")
    with transaction.atomic():
        report = (
            PublishedReport.objects.select_for_update(of=("self",))
            .select_related("agency")
            .get(pk=report.pk)
        )
        found = [row for row in report.answer.get("findings", []) if row.get("id") == finding_id]
        if not found:
            raise NotPossible("该问题已不在最新的体检结果中，请刷新页面后核对。")
        before = Verdict.objects.filter(report=report, finding_id=finding_id).first()
        verdict, _ = Verdict.objects.update_or_create(
            report=report,
            finding_id=finding_id,
            defaults={
                "decision": decision,
                "reason": reason.strip(),
                "at": at,
                "actor_name": by.name,
            },
        )
        record(
            by=by,
            at=at,
            verb="report.judge",
            subject=Subject(
                "report",
                str(report.pk),
                f"{report.agency.name} {report.year} 年度",
                report.agency_id,
            ),
            reason=reason.strip(),
            before={"decision": before.decision, "reason": before.reason} if before else None,
            after={"finding": finding_id, "decision": decision, "rule": found[0].get("rule")},
        )
        emit(at=at, kind="report.checked", subject_key=str(report.item_id))
    return verdict
