"""Writing an annual report at the desk: begun from the records, saved without overwriting anybody,
brought up to the records again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import no
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import ItemState
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.apps.reports.drafting.composing import compose
from yangguang.apps.reports.drafting.material import Part, period_told
from yangguang.apps.reports.drafting.tokens import TOKEN, followed, rebound, token
from yangguang.apps.reports.figures.cells import NoForm
from yangguang.apps.reports.models import ReportDraft, ReportDraftSaving
from yangguang.apps.reports.selectors.drafting import Gathered, NothingRecorded, gather

LONGEST = 20_000
KEPT_AUTOMATIC = 50


class ReportEditConflict(NotPossible):
    """Somebody saved after this text was opened; ``draft`` is what stands now."""

    def __init__(self, sentence: str, draft: ReportDraft) -> None:
        super().__init__(no("他人已保存", sentence))
        self.draft = draft


def start_report_draft(*, agency: Agency, year: int, by: Actor, at: datetime) -> ReportDraft:
    """Begin the report from the records. Raises NotPossible where there is one already, where the
    year has not begun or has no form, or where nothing is recorded."""
    today = timezone.localdate(at)
    if year > today.year:
        raise refused("年度", f"{year}年尚未到来，没有可以报告的记录。请选择今年或者以往的年度。")
    found = _gathered(agency, year, at)
    composed = compose(found.material)
    try:
        with transaction.atomic():
            draft = ReportDraft(
                agency=agency,
                year=year,
                form=found.material.form.code,
                title=composed.title,
                sections=[asdict(part) for part in composed.parts],
                bindings=dict(composed.bindings),
                created_at=at,
            )
            _take_figures(draft, found, at)
            _stamp(draft, by, at)
            draft.save()
            _keep(draft, "由记录起草")
            record(by=by, at=at, verb="report-draft.start", subject=subject_of(draft))
    except IntegrityError as error:
        raise refused(
            "已有报告稿", f"{agency.name}{year}年度报告稿已经建立，请在该稿上修改。"
        ) from error
    return draft


def save_report_draft(
    *,
    draft: ReportDraft,
    revision: int,
    texts: Mapping[str, str],
    by: Actor,
    at: datetime,
    automatic: bool = False,
    note: str = "",
) -> ReportDraft:
    """Save sections by their code; those left out stay. ``revision`` is the one that was opened.

    Raises ReportEditConflict where somebody saved in between, NotPossible for a text that is too
    long or while the report is in review. The same text again is no new saving.
    """
    with transaction.atomic():
        fresh = locked_report(draft)
        if fresh.revision != revision:
            when = timezone.localtime(fresh.saved_at)
            raise ReportEditConflict(
                f"{fresh.saved_by_name}已于{when.month}月{when.day}日{when:%H:%M}保存了另一稿。"
                "您的文字没有丢失，请对照后合并，再保存。",
                fresh,
            )
        require_writable(fresh)
        known = {part["code"] for part in fresh.sections}
        texts = {code: _clean(text) for code, text in texts.items() if code in known}
        too_long = [code for code, text in texts.items() if len(text) > LONGEST]
        if too_long:
            titles = {part["code"]: part["title"] or "引言" for part in fresh.sections}
            raise refused("篇幅", f"“{titles[too_long[0]]}”超过{LONGEST}字，请删减后再保存。")
        sections = [
            {**part, "text": texts.get(part["code"], part["text"])} for part in fresh.sections
        ]
        if sections == fresh.sections:
            return fresh
        fresh.sections = sections
        _advance(fresh, by, at, note, automatic=automatic)
    draft.refresh_from_db()
    return draft


def rebind_figures(
    *, draft: ReportDraft, section: str, handle: str = "", by: Actor, at: datetime
) -> ReportDraft:
    """Set a section's figures (with ``handle`` only that one) to what the records gave."""
    text = _text_of(draft, section)
    renewed = rebound(text, draft.bindings, draft.book(), handle)
    return save_report_draft(
        draft=draft, revision=draft.revision, texts={section: renewed}, by=by, at=at,
        note="数字恢复为计算值",
    )  # fmt: skip


def refresh_report_draft(*, draft: ReportDraft, by: Actor, at: datetime) -> ReportDraft:
    """Gather the figures anew: numbers that followed the records follow them, others stay marked."""
    found = _gathered(draft.agency, draft.year, at)
    with transaction.atomic():
        fresh = locked_report(draft)
        require_writable(fresh)
        before, told = fresh.book(), _period(fresh)
        _take_figures(fresh, found, at)
        after = fresh.book()
        fresh.sections = [
            {
                **part,
                "text": followed(
                    part["text"].replace(told, _period(fresh)), fresh.bindings, before, after
                ),
            }
            for part in fresh.sections
        ]
        _advance(fresh, by, at, "重新取数", automatic=False)
    draft.refresh_from_db()
    return draft


def redraft_section(*, draft: ReportDraft, section: str, by: Actor, at: datetime) -> ReportDraft:
    """Write one section anew from the records; the text before stays among the savings."""
    _text_of(draft, section)
    composed = compose(_gathered(draft.agency, draft.year, at).material)
    part = next(one for one in composed.parts if one.code == section)
    with transaction.atomic():
        fresh = locked_report(draft)
        require_writable(fresh)
        bindings = dict(fresh.bindings)
        text = _adopted(part, composed.bindings, bindings)
        fresh.bindings = bindings
        fresh.sections = [
            {**one, "text": text if one["code"] == section else one["text"]}
            for one in fresh.sections
        ]
        _advance(fresh, by, at, "本部分重新起草", automatic=False)
    draft.refresh_from_db()
    return draft


def restore_report_saving(
    *, draft: ReportDraft, saving: ReportDraftSaving, by: Actor, at: datetime
) -> ReportDraft:
    """Make an earlier saved state the present one, as a new saving."""
    if saving.draft_id != draft.pk:
        raise refused("保存记录", "这条保存记录不属于本报告稿。")
    with transaction.atomic():
        fresh = locked_report(draft)
        require_writable(fresh)
        fresh.sections = saving.sections
        fresh.bindings = {**fresh.bindings, **saving.bindings}
        _advance(fresh, by, at, f"恢复第{saving.revision}稿", automatic=False)
    draft.refresh_from_db()
    return draft


def _gathered(agency: Agency, year: int, at: datetime) -> Gathered:
    try:
        return gather(agency, year, up_to=timezone.localdate(at))
    except (NoForm, NothingRecorded) as problem:
        raise refused("年度", str(problem.args[0])) from problem


def _take_figures(draft: ReportDraft, found: Gathered, at: datetime) -> None:
    book = found.material.book
    draft.cells = {cell: _kept(value) for cell, value in found.cells.items()}
    draft.figures = {
        "before": _numbers(book.before),
        "named": _numbers(book.named),
        "named_before": _numbers(book.named_before),
    }
    draft.received = [[year, str(value)] for year, value in found.received]
    draft.commitments = list(found.material.commitments)
    draft.gathered_at = at


def _period(draft: ReportDraft) -> str:
    return period_told(draft.year, timezone.localdate(draft.gathered_at))


def _kept(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _numbers(values: Mapping[str, Decimal]) -> dict[str, str]:
    return {key: str(value) for key, value in values.items()}


def _adopted(part: Part, theirs: Mapping[str, str], ours: dict[str, str]) -> str:
    """The part's text with its handles fitted into the draft's own; ``ours`` grows."""
    known = {expression: handle for handle, expression in ours.items()}
    fitted: dict[str, str] = {}
    for handle in dict.fromkeys(match[2] for match in TOKEN.finditer(part.text)):
        expression = theirs[handle]
        own = known.get(expression)
        if own is None:
            own = str(max((int(one) for one in ours), default=0) + 1)
            ours[own] = expression
            known[expression] = own
        fitted[handle] = own
    return TOKEN.sub(lambda match: token(match[1], fitted[match[2]]), part.text)


def _text_of(draft: ReportDraft, section: str) -> str:
    for part in draft.sections:
        if part["code"] == section:
            return str(part["text"])
    raise refused("报告稿", "报告稿中没有这一部分，请刷新页面后再试。")


def _clean(text: str) -> str:
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip("\n")


def locked_report(draft: ReportDraft) -> ReportDraft:
    """The draft as it stands now, locked until the transaction ends."""
    return (
        ReportDraft.objects.select_for_update(of=("self",))
        .select_related("agency", "item")
        .get(pk=draft.pk)
    )


def require_writable(draft: ReportDraft) -> None:
    """Raises NotPossible once the report is on the road to publication or public."""
    item = draft.item
    if item is None or item.state == ItemState.DROPPED:
        return
    where = (
        "已公开，更正或修改请在该信息上办理"
        if item.state != ItemState.DRAFT
        else "已转入发布，请在稿件上修改；需要回到编写的，先作废该稿件"
    )
    raise refused("报告稿状态", f"报告{where}。")


def _stamp(draft: ReportDraft, by: Actor, at: datetime) -> None:
    draft.saved_at, draft.saved_by_key, draft.saved_by_name = at, by.key, by.name


def _advance(draft: ReportDraft, by: Actor, at: datetime, note: str, *, automatic: bool) -> None:
    draft.revision += 1
    _stamp(draft, by, at)
    draft.save()
    _keep(draft, note, automatic=automatic)
    if not automatic:
        record(
            by=by, at=at, verb="report-draft.save", subject=subject_of(draft),
            after={"revision": draft.revision, "note": note},
        )  # fmt: skip


def _keep(draft: ReportDraft, note: str = "", *, automatic: bool = False) -> None:
    ReportDraftSaving.objects.create(
        draft=draft,
        revision=draft.revision,
        sections=draft.sections,
        bindings=draft.bindings,
        note=note,
        automatic=automatic,
        saved_at=draft.saved_at,
        saved_by_name=draft.saved_by_name,
    )
    surplus = (
        draft.savings.filter(automatic=True).order_by("-revision").values_list("pk", flat=True)
    )
    ReportDraftSaving.objects.filter(pk__in=list(surplus[KEPT_AUTOMATIC:])).delete()


def subject_of(draft: ReportDraft) -> Subject:
    """The draft as records name it."""
    return Subject("report-draft", str(draft.pk), draft.title, draft.agency_id)


def refused(basis: str, sentence: str) -> NotPossible:
    """What is raised where something cannot be done, with what it rests on."""
    return NotPossible(no(basis, sentence))


__all__ = [
    "ReportEditConflict",
    "locked_report",
    "rebind_figures",
    "redraft_section",
    "refresh_report_draft",
    "refused",
    "require_writable",
    "restore_report_saving",
    "save_report_draft",
    "start_report_draft",
    "subject_of",
]
