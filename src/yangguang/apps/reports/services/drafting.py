"""Writing an annual report at the desk: begun from the records, saved without overwriting anybody,
brought up to the records again, handed on to reviews and publication."""

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
from yangguang.apps.catalog.models import Column, Facet, ItemKind, ItemState
from yangguang.apps.publishing.models import Draft
from yangguang.apps.publishing.services.attaching import attach_file
from yangguang.apps.publishing.services.drafting import start_draft
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.apps.reports.drafting.composing import compose
from yangguang.apps.reports.drafting.material import Part, period_told
from yangguang.apps.reports.drafting.tokens import TOKEN, followed, prompts, rebound, token
from yangguang.apps.reports.figures.cells import NoForm
from yangguang.apps.reports.models import ReportDraft, ReportDraftSaving
from yangguang.apps.reports.selectors.drafting import Gathered, NothingRecorded, gather
from yangguang.apps.reports.selectors.writing import (
    check_draft,
    figures_until,
    laid_out,
    tells_whole_year,
)
from yangguang.apps.reports.services.typeset import NotTypeset, to_body, to_pdf, to_word
from yangguang.apps.resources.models import HandOver
from yangguang.apps.resources.selectors import standing_on
from yangguang.apps.resources.services import hand_over

LONGEST = 20_000
KEPT_AUTOMATIC = 50
COLUMN = "annual-reports"
COLUMN_TYPE = "信息公开年报"
ARCHIVES = ("国家档案馆", "公共图书馆")


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
        raise _not("年度", f"{year}年尚未到来，没有可以报告的记录。请选择今年或者以往的年度。")
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
            record(by=by, at=at, verb="report-draft.start", subject=_subject(draft))
    except IntegrityError as error:
        raise _not(
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
        fresh = _locked(draft)
        if fresh.revision != revision:
            when = timezone.localtime(fresh.saved_at)
            raise ReportEditConflict(
                f"{fresh.saved_by_name}已于{when.month}月{when.day}日{when:%H:%M}保存了另一稿。"
                "您的文字没有丢失，请对照后合并，再保存。",
                fresh,
            )
        _writable(fresh)
        known = {part["code"] for part in fresh.sections}
        texts = {code: _clean(text) for code, text in texts.items() if code in known}
        too_long = [code for code, text in texts.items() if len(text) > LONGEST]
        if too_long:
            titles = {part["code"]: part["title"] or "引言" for part in fresh.sections}
            raise _not("篇幅", f"“{titles[too_long[0]]}”超过{LONGEST}字，请删减后再保存。")
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
        fresh = _locked(draft)
        _writable(fresh)
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
        fresh = _locked(draft)
        _writable(fresh)
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
        raise _not("保存记录", "这条保存记录不属于本报告稿。")
    with transaction.atomic():
        fresh = _locked(draft)
        _writable(fresh)
        fresh.sections = saving.sections
        fresh.bindings = {**fresh.bindings, **saving.bindings}
        _advance(fresh, by, at, f"恢复第{saving.revision}稿", automatic=False)
    draft.refresh_from_db()
    return draft


def hand_on(*, draft: ReportDraft, by: Actor, at: datetime) -> Draft:
    """Put the report on the road to publication: a draft of the catalogue with Word and PDF beside.

    Raises NotPossible while its figures tell of a part of the year only, while a place waits to be filled, while the check finds an error, where the
    text is on that road already, or where the pages cannot be made.
    """
    until = figures_until(draft)
    if not tells_whole_year(draft):
        raise _not(
            "《条例》第五十条",
            f"报告稿的数字只到{until.year}年{until.month}月{until.day}日，不是{draft.year}年全年的。"
            "请在年度结束后重新取数，核对后再转入发布。",
        )
    waiting = sum(len(prompts(part["text"])) for part in draft.sections)
    if waiting:
        raise _not(
            "《条例》第五十条", f"还有{waiting}处“［请……］”没有填写，请填好或删去后再转入发布。"
        )
    wrong = [one for one in check_draft(draft).findings if one.severity.value == "error"]
    if wrong:
        raise _not(
            "年报体检", f"体检还有{len(wrong)}处错误：{wrong[0].message}请更正后再转入发布。"
        )
    blocks = laid_out(draft)
    try:
        files = {
            "docx": to_word(draft.title, blocks, author=draft.agency.name, at=at),
            "pdf": to_pdf(draft.title, blocks, author=draft.agency.name, at=at),
        }
    except NotTypeset as problem:
        raise _not("排版", str(problem.args[0])) from problem
    with transaction.atomic():
        fresh = _locked(draft)
        _writable(fresh)
        made = start_draft(
            agency=draft.agency,
            title=draft.title,
            kind=ItemKind.ANNUAL_REPORT,
            column=_column(),
            facets=list(Facet.objects.filter(scheme="article-20", code="other")),
            body_html=to_body(blocks),
            header={"kind": ItemKind.ANNUAL_REPORT},
            by=by,
            at=at,
        )
        for suffix, data in files.items():
            attach_file(draft=made, name=f"{draft.title}.{suffix}", data=data, by=by, at=at)
        fresh.item, fresh.handed_on_at = made.item, at
        fresh.handed_on_revision = fresh.revision
        fresh.save(update_fields=["item", "handed_on_at", "handed_on_revision"])
        record(
            by=by, at=at, verb="report-draft.hand-on", subject=_subject(fresh),
            after={"item": made.item_id, "revision": fresh.revision},
        )  # fmt: skip
    draft.refresh_from_db()
    return made


def hand_over_report(*, draft: ReportDraft, by: Actor, at: datetime) -> list[HandOver]:
    """Enter the published report in the hand-over lists of the body's archive and library.

    依据：《条例》第二十五条第三款。Points that have it already are left out. Raises NotPossible before
    publication, or where there is no point to hand it to.
    """
    item = draft.item
    if item is None or item.state != ItemState.PUBLISHED:
        raise _not("《条例》第二十五条", "报告还没有公开，公开后再登记移交。")
    today = timezone.localdate(at)
    points = list(standing_on("points", today, agencies=[draft.agency_id]).order_by("pk"))
    kept = [one for one in points if one.details.get("host") in ARCHIVES] or points
    if not kept:
        raise _not(
            "《条例》第二十五条",
            "本机构没有登记在用的查阅点。请先在“政务公开台账”登记国家档案馆、公共图书馆等查阅点。",
        )
    had = set(
        item.resource_entries.filter(ledger="handovers", voided_at__isnull=True).values_list(
            "place", flat=True
        )
    )
    owed = [one for one in kept if one.first_key not in had]
    if not owed:
        raise _not("移交清单", "本报告已经移交各查阅点，无需再次登记。")
    with transaction.atomic():
        return [
            hand_over(agency=draft.agency, place=one, on=today, items=[item], by=by, at=at)
            for one in owed
        ]


def _column() -> Column | None:
    """The column of annual reports: by its usual address, else by its type."""
    return (
        Column.objects.filter(slug=COLUMN).first()
        or Column.objects.filter(column_type=COLUMN_TYPE).order_by("pk").first()
    )


def _gathered(agency: Agency, year: int, at: datetime) -> Gathered:
    try:
        return gather(agency, year, up_to=timezone.localdate(at))
    except (NoForm, NothingRecorded) as problem:
        raise _not("年度", str(problem.args[0])) from problem


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
    return period_told(draft.year, figures_until(draft))


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
    raise _not("报告稿", "报告稿中没有这一部分，请刷新页面后再试。")


def _clean(text: str) -> str:
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip("\n")


def _locked(draft: ReportDraft) -> ReportDraft:
    return (
        ReportDraft.objects.select_for_update(of=("self",))
        .select_related("agency", "item")
        .get(pk=draft.pk)
    )


def _writable(draft: ReportDraft) -> None:
    item = draft.item
    if item is None or item.state == ItemState.DROPPED:
        return
    where = (
        "已公开，更正或修改请在该信息上办理"
        if item.state != ItemState.DRAFT
        else "已转入发布，请在稿件上修改；需要回到编写的，先作废该稿件"
    )
    raise _not("报告稿状态", f"报告{where}。")


def _stamp(draft: ReportDraft, by: Actor, at: datetime) -> None:
    draft.saved_at, draft.saved_by_key, draft.saved_by_name = at, by.key, by.name


def _advance(draft: ReportDraft, by: Actor, at: datetime, note: str, *, automatic: bool) -> None:
    draft.revision += 1
    _stamp(draft, by, at)
    draft.save()
    _keep(draft, note, automatic=automatic)
    if not automatic:
        record(
            by=by, at=at, verb="report-draft.save", subject=_subject(draft),
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


def _subject(draft: ReportDraft) -> Subject:
    return Subject("report-draft", str(draft.pk), draft.title, draft.agency_id)


def _not(basis: str, sentence: str) -> NotPossible:
    return NotPossible(no(basis, sentence))


__all__ = [
    "ReportEditConflict",
    "hand_on",
    "hand_over_report",
    "rebind_figures",
    "redraft_section",
    "refresh_report_draft",
    "restore_report_saving",
    "save_report_draft",
    "start_report_draft",
]
