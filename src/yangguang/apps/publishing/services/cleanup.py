"""Rounds of clean-up: from the list of documents in force to the announcement that ends some of them.

The announcement is a draft like any other and goes through the same reviews; only its publication
changes the documents it names, all at once. 依据：《条例》第二十条第（一）项；国务院对规范性文件清理的要求。
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor, system
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Item, ItemKind, ItemState, Validity
from yangguang.apps.events.models import Event
from yangguang.apps.events.services import emit
from yangguang.apps.publishing.models import CleanupLine, CleanupRound, Draft
from yangguang.apps.publishing.selectors.cleanup import ENDED, ended_but_kept
from yangguang.apps.publishing.selectors.plans import POLICY_KINDS
from yangguang.apps.publishing.services.cleanup_asking import end_questions
from yangguang.apps.publishing.services.drafting import start_draft
from yangguang.apps.publishing.services.interpreting import plan_interpretation
from yangguang.apps.publishing.services.validity import set_validity
from yangguang.apps.publishing.workflow import impossible

Outcome = CleanupLine.Outcome
MARKS = {
    Outcome.KEEP: Validity.IN_FORCE,
    Outcome.REPEAL: Validity.REPEALED,
    Outcome.EXPIRE: Validity.EXPIRED,
}
"""What each conclusion marks; 拟修改 marks nothing until the amended text is published."""
HEADINGS = {
    Outcome.KEEP: "继续有效的文件目录",
    Outcome.AMEND: "拟修改的文件目录",
    Outcome.REPEAL: "废止的文件目录",
    Outcome.EXPIRE: "宣布失效的文件目录",
}


def open_round(
    *, agency: Agency, title: str, basis: str, cutoff: date, by: Actor, at: datetime
) -> CleanupRound:
    """A round over every open normative document of the body that is not ended yet.

    Announcements of earlier rounds are left out. A document without a date is taken in by the day
    on which it was published. Raises NotPossible without a basis, for a cutoff after today, while
    another round of the body is open, or where there is nothing to look at.
    """
    if not title.strip() or not basis.strip():
        raise impossible("规范性文件清理", "请写明清理的名称和依据（例如上级通知的文号）。")
    if cutoff > timezone.localdate(at):
        raise impossible("规范性文件清理", f"截止日期 {cutoff} 还没有到，请填写今天或以前的日期。")
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=agency.pk)
        if CleanupRound.objects.filter(
            agency=agency, state__in=[CleanupRound.State.OPEN, CleanupRound.State.DRAFTED]
        ).exists():
            raise impossible("规范性文件清理", "本机构还有没有办结的清理，请先办结或者取消。")
        items = list(
            Item.objects.filter(
                Q(formed_on__lte=cutoff) | Q(formed_on=None, listed_on__lte=cutoff),
                agency=agency,
                kind__in=POLICY_KINDS,
                state=ItemState.PUBLISHED,
                cleanup_round=None,
            )
            .exclude(validity__in=[Validity.REPEALED, Validity.EXPIRED])
            .order_by("formed_on", "pk")
        )
        if not items:
            raise impossible(
                "规范性文件清理", f"截至 {cutoff} 没有需要清理的文件，请核对截止日期。"
            )
        row = CleanupRound.objects.create(
            agency=agency,
            title=title.strip()[:200],
            basis=basis.strip()[:300],
            cutoff=cutoff,
            opened_at=at,
            opened_by_key=by.key,
            opened_by_name=by.name,
        )
        CleanupLine.objects.bulk_create([CleanupLine(round=row, item=item) for item in items])
        _record(row, "cleanup.open", by=by, at=at, documents=len(items))
    return row


def decide_lines(
    *,
    lines: Iterable[CleanupLine],
    outcome: CleanupLine.Outcome,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Conclude for some documents; gives how many. Ending one needs a reason.

    Raises NotPossible where the round is past deciding.
    """
    chosen = list(lines)
    if not chosen:
        return 0
    if outcome not in {Outcome.KEEP, Outcome.UNDECIDED} and not reason.strip():
        raise impossible("规范性文件清理", f"认定“{outcome.label}”须写明理由。")
    with transaction.atomic():
        for key in {line.round_id for line in chosen}:
            row = CleanupRound.objects.select_for_update().get(pk=key)
            if row.state != CleanupRound.State.OPEN:
                raise impossible(
                    "规范性文件清理", f"本次清理{row.get_state_display()}，不能再改结论。"
                )
        count = CleanupLine.objects.filter(pk__in=[line.pk for line in chosen]).update(
            outcome=outcome,
            reason=reason.strip()[:300],
            decided_at=at,
            decided_by_key=by.key,
            decided_by_name=by.name,
        )
        _record(
            chosen[0].round, "cleanup.decide", by=by, at=at, outcome=outcome.value, documents=count
        )
    return count


def draft_result(*, round_: CleanupRound, by: Actor, at: datetime) -> Draft:
    """The announcement with its lists, as a draft to be reviewed and published like any other.

    What was withdrawn since is not named in it. Raises NotPossible while a document is undecided,
    one that ended since is to be kept, or nothing is left to announce.
    """
    with transaction.atomic():
        row = CleanupRound.objects.select_for_update().select_related("agency").get(pk=round_.pk)
        if row.state != CleanupRound.State.OPEN:
            raise impossible(
                "规范性文件清理", f"本次清理{row.get_state_display()}，不能再次起草结果。"
            )
        left = _named(row).filter(outcome="").count()
        if left:
            raise impossible("规范性文件清理", f"还有 {left} 件文件没有结论，请逐件认定。")
        ended = ended_but_kept(row).first()
        if ended is not None:
            raise impossible(
                "规范性文件清理",
                f"《{ended.item.title}》在清理期间已{ended.item.get_validity_display()}，"
                f"结论还是“{ended.get_outcome_display()}”，请重新认定。",
            )
        if not _named(row).exists():
            raise impossible(
                "规范性文件清理", "列入清理的文件都已撤回，没有可以公布的结果，请取消本次清理。"
            )
        draft = start_draft(
            agency=row.agency,
            title=f"{row.agency.name}关于{row.title}结果的公告",
            kind=ItemKind.POLICY,
            header={"kind": ItemKind.POLICY.value, "formed_on": timezone.localdate(at).isoformat()},
            body_html=_announcement(row),
            by=by,
            at=at,
        )
        plan_interpretation(
            draft=draft, needed=False, reason="公布文件清理结果，不设定新的权利义务", by=by, at=at
        )
        row.result = draft.item
        row.state = CleanupRound.State.DRAFTED
        row.save(update_fields=["result", "state"])
        end_questions(row, by=by, at=at)
        _record(row, "cleanup.draft", by=by, at=at, item=draft.item_id)
    return draft


def drop_round(*, round_: CleanupRound, reason: str, by: Actor, at: datetime) -> CleanupRound:
    """Give a round up before its result is drafted, saying why."""
    with transaction.atomic():
        row = CleanupRound.objects.select_for_update().get(pk=round_.pk)
        if row.state != CleanupRound.State.OPEN:
            raise impossible("规范性文件清理", f"本次清理{row.get_state_display()}，不能取消。")
        if not reason.strip():
            raise impossible("规范性文件清理", "取消清理须写明理由。")
        row.state = CleanupRound.State.DROPPED
        row.save(update_fields=["state"])
        end_questions(row, by=by, at=at)
        _record(row, "cleanup.drop", by=by, at=at, reason=reason)
    return row


def apply_results(events: Iterable[Event]) -> None:
    """Once the announcement is public, every document it names is marked; safe to run twice."""
    by = system("规范性文件清理结果")
    moments = {int(event.subject_key): event.at for event in events}
    rounds = CleanupRound.objects.filter(
        result_id__in=list(moments),
        result__state=ItemState.PUBLISHED,
        state=CleanupRound.State.DRAFTED,
    ).select_related("result")
    for row in rounds:
        if row.result is None:
            continue
        at = moments[row.result.pk]
        with transaction.atomic():
            _mark_all(row, row.result, by=by, at=at)
            row.state = CleanupRound.State.DONE
            row.done_at = at
            row.save(update_fields=["state", "done_at"])
            _record(row, "cleanup.apply", by=by, at=at)
            emit(at=at, kind="cleanup.published", subject_key=str(row.pk))


def _mark_all(row: CleanupRound, result: Item, *, by: Actor, at: datetime) -> None:
    today = timezone.localdate(at)
    for line in row.lines.select_related("item"):
        mark = MARKS.get(Outcome(line.outcome))
        if mark is None or line.item.state != ItemState.PUBLISHED:
            continue
        amended = line.item.validity == Validity.AMENDED and mark == Validity.IN_FORCE
        if line.item.validity in ENDED or amended:
            # It ended otherwise in the meantime; what was amended and is kept stays 已修改.
            continue
        run_out = line.item.valid_until is not None and line.item.valid_until < today
        if line.item.validity == mark and not (mark == Validity.IN_FORCE and run_out):
            continue
        set_validity(
            item=line.item,
            validity=mark,
            effective_on=today,
            reason=f"{result.title}（{result.index_number}）"[:300],
            through=result,
            by=by,
            at=at,
        )


def _named(row: CleanupRound) -> QuerySet[CleanupLine]:
    return row.lines.filter(item__state=ItemState.PUBLISHED)


def _announcement(row: CleanupRound) -> str:
    parts = [
        (
            f"<p>根据{html.escape(row.basis)}，{html.escape(row.agency.name)}对"
            f"截至{row.cutoff.year}年{row.cutoff.month}月{row.cutoff.day}日制定的文件进行了清理，"
            "现将结果公布如下。</p>"
        )
    ]
    for outcome, heading in HEADINGS.items():
        lines = list(_named(row).filter(outcome=outcome).select_related("item"))
        if not lines:
            continue
        parts.append(f"<h2>{heading}（{len(lines)}件）</h2>")
        parts.append(_table(lines, with_reason=outcome != Outcome.KEEP))
    return "".join(parts)


def _table(lines: list[CleanupLine], *, with_reason: bool) -> str:
    heads = ["序号", "文件名称", "发文字号", "成文日期", *(["理由"] if with_reason else [])]
    rows = ["".join(f'<th scope="col">{head}</th>' for head in heads)]
    for number, line in enumerate(lines, start=1):
        formed = line.item.formed_on
        cells = [
            str(number),
            f'<a href="/item/{line.item_id}/">{html.escape(line.item.title)}</a>',
            html.escape(line.item.doc_number) or "—",
            formed.isoformat() if formed else "—",
            *([html.escape(line.reason)] if with_reason else []),
        ]
        rows.append("".join(f"<td>{cell}</td>" for cell in cells))
    head, *body = rows
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>"
        + "".join(f"<tr>{row}</tr>" for row in body)
        + "</tbody></table>"
    )


def _record(
    row: CleanupRound, verb: str, *, by: Actor, at: datetime, reason: str = "", **after: object
) -> None:
    record(
        by=by,
        at=at,
        verb=verb,
        subject=Subject("cleanup-round", str(row.pk), row.title, row.agency_id),
        basis=row.basis,
        reason=reason,
        after=dict(after),
    )
