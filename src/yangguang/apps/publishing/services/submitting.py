"""Sending a draft to review: what is missing is said first, then the text is fixed and checked."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime

from yangguang.apps.agencies.verdicts import Verdict, no, yes
from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import Edition, ItemState
from yangguang.apps.publishing.editing import clean_html
from yangguang.apps.publishing.formal.noticing import Noticed
from yangguang.apps.publishing.formal.running import facts_of, notice
from yangguang.apps.publishing.models import Draft, Finding
from yangguang.apps.publishing.selectors.plans import (
    material_is_missing,
    needs_plan,
    plan_of,
)
from yangguang.apps.publishing.services.drafting import header_of
from yangguang.apps.publishing.services.heading import checked_header
from yangguang.apps.publishing.services.links import asks_outside, dead_in, note_links
from yangguang.apps.publishing.services.owing import limit_of
from yangguang.apps.publishing.services.steps import Step, step
from yangguang.apps.publishing.workflow import impossible
from yangguang.law.attributes import AT_THE_SOURCE


def digest_of(draft: Draft) -> str:
    """SHA-256 of all that reviewers read: title, header, body, attachments, attribute with reason."""
    content = {
        "title": draft.title,
        "header": draft.header,
        "body": draft.body_html,
        "attribute": [draft.attribute, draft.ground, draft.attribute_reason],
        "act": [draft.act, draft.change_reason],
        "forms": draft.interpretation_forms,
        "files": [
            [row.file.sha256, row.title]
            for row in draft.attachments.select_related("file").order_by("order", "pk")
        ],
    }
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()


def may_submit(draft: Draft) -> Verdict:
    """Whether the draft can go to review, or what has to be done first.

    依据：国办发〔2016〕80号（公开属性随公文一并报批；解读方案同步报审）。
    """
    public = may_change(draft)
    if not public:
        return public
    if not draft.attribute:
        return no(
            AT_THE_SOURCE.short,
            "还没有确定公开属性（主动公开、依申请公开、不予公开），请先确定，再送审。",
        )
    if not draft.body_text.strip() and not draft.attachments.exists():
        return no("稿件内容", "没有正文，也没有附件，请先写入正文或者上传附件，再送审。")
    if changes_nothing(draft):
        return no(
            "稿件内容",
            f"稿件与现在公开的内容没有不同，没有可以{draft.get_act_display()}的，"
            "请改好后再送审；不需要改的，请将本稿作废。",
        )
    if needs_plan(draft) and plan_of(draft.item) is None:
        return no(
            AT_THE_SOURCE.short,
            "这是政策性文件，解读方案应当同步报审。请先拟定解读方案；不需要解读的，请写明理由。",
        )
    return yes("稿件齐备")


def may_change(draft: Draft) -> Verdict:
    """Whether what the draft is to change can still be changed; a first text always can."""
    if draft.act == Edition.Act.FIRST or draft.item.state == ItemState.PUBLISHED:
        return yes("信息状态")
    return no(
        "信息状态",
        "这条信息已经撤回，不能再更正或者修改，请将本稿作废；确需公开的，作为新信息起草。",
    )


def changes_nothing(draft: Draft) -> bool:
    """Whether a 更正 or 修改 holds the very text, header, attribute and files that are public."""
    edition = draft.item.edition
    if draft.act == Edition.Act.FIRST or edition is None or draft.closes_earlier:
        return False
    item, held = draft.item, draft.item.attributes.filter(valid_to__isnull=True).first()
    attribute = (held.attribute, held.ground, held.reason) if held else ("", "", "")
    files = ("file_id", "title")
    return (
        (draft.title, draft.body_html) == (item.title, clean_html(edition.body_html))
        and draft.header == checked_header(header_of(item))
        and (draft.attribute, draft.ground, draft.attribute_reason) == attribute
        and not draft.interpretation_forms
        and list(draft.attachments.order_by("order", "pk").values_list(*files))
        == list(edition.attachments.order_by("order", "pk").values_list(*files))
    )


def submit_draft(*, draft: Draft, by: Actor, at: datetime) -> Draft:
    """Fix the text for review and have the machine look at it.

    Opinions signed on another text no longer count; those on this very text still do. Findings
    decided before keep their decision where the same thing stands. Raises NotPossible with what is
    missing.
    """
    with step("submit", draft, by=by, at=at) as doing:
        verdict = may_submit(doing.draft)
        if not verdict:
            raise impossible(verdict.basis, verdict.sentence)
        current = doing.draft
        current.digest = digest_of(current)
        current.submitted_at = at
        current.submitted_by_key, current.submitted_by_name = by.key, by.name
        current.forced_reason = current.returned_reason = ""
        write_findings(doing)
        doing.basis = AT_THE_SOURCE.short
        doing.after = {"digest": current.digest}
    return draft


def write_findings(doing: Step) -> list[Finding]:
    """Run the checks over the fixed text; a decision taken on the same thing is carried over.

    What was to be corrected and is gone counts as corrected.
    """
    draft = doing.draft
    if asks_outside():
        note_links(draft.body_html, draft=draft, at=doing.at)
    noticed = noticed_in(draft, today=doing.day)
    earlier = {row.mark: row for row in draft.findings.order_by("pk")}
    draft.findings.filter(digest=draft.digest).delete()
    rows = []
    for one in noticed:
        row = finding_of(draft, one)
        before = earlier.get(one.mark)
        if before is not None and before.decision == Finding.Decision.OVERRIDDEN:
            row.decision, row.reason = before.decision, before.reason
            row.decided_at = before.decided_at
            row.decided_by_key, row.decided_by_name = before.decided_by_key, before.decided_by_name
        rows.append(row)
    present = {one.mark for one in noticed}
    gone = [key for key in earlier if key not in present]
    if gone:
        draft.findings.filter(mark__in=gone, decision__in=["", Finding.Decision.ACCEPTED]).update(
            decision=Finding.Decision.CORRECTED,
            decided_at=doing.at,
            decided_by_key=doing.by.key,
            decided_by_name=doing.by.name,
        )
    return Finding.objects.bulk_create(rows)


def noticed_in(draft: Draft, *, today: date) -> list[Noticed]:
    """What the checks notice in the draft as it stands."""
    # What is changed has been public before: whether that was in time is no matter of this text.
    limit = limit_of(draft.item) if draft.act == Edition.Act.FIRST else None
    return notice(
        facts_of(
            draft,
            today=today,
            limit_on=limit.due if limit else None,
            dead_outside=dead_in(draft),
            material_missing=material_is_missing(draft),
        )
    )


def finding_of(draft: Draft, one: Noticed) -> Finding:
    """A row for what was noticed in the fixed text, not yet kept."""
    return Finding(
        draft=draft,
        digest=draft.digest,
        code=one.code,
        severity=one.severity,
        field=one.field[:200],
        start=one.start,
        end=one.end,
        evidence=one.evidence[:300],
        sentence=one.sentence[:300],
        advice=one.advice[:300],
        mark=one.mark,
    )


def recall_draft(*, draft: Draft, reason: str = "", by: Actor, at: datetime) -> Draft:
    """Take a submitted draft back for more work; what was signed stays on record."""
    with step("recall", draft, by=by, at=at, reason=reason):
        pass
    return draft


def open_questions(draft: Draft) -> dict[str, int]:
    """How many findings of the fixed text still wait for a decision, by severity."""
    counts = {"block": 0, "warn": 0}
    for severity in draft.findings.filter(
        digest=draft.digest, decision__in=["", Finding.Decision.ACCEPTED]
    ).values_list("severity", flat=True):
        counts[severity] += 1
    return counts
