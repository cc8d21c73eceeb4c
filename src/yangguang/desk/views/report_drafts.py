"""年度报告编写: begun from the records, written section by section, checked, handed on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.apps.reports.drafting.comparing_text import compare_lines
from yangguang.apps.reports.drafting.tokens import plain
from yangguang.apps.reports.models import ReportDraft, ReportDraftSaving
from yangguang.apps.reports.selectors.writing import (
    changed_cells,
    earlier_words,
    figures_until,
    laid_out,
    read_draft,
    tells_whole_year,
    words_of,
)
from yangguang.apps.reports.services.drafted import SUFFIXES
from yangguang.apps.reports.services.drafting import (
    ReportEditConflict,
    rebind_figures,
    redraft_section,
    refresh_report_draft,
    restore_report_saving,
    save_report_draft,
    start_report_draft,
)
from yangguang.apps.reports.services.handing_on import hand_on, hand_over_report
from yangguang.apps.reports.services.typeset import NotTypeset, to_page, to_pdf, to_word
from yangguang.desk.access import access_agency, needs
from yangguang.desk.report_drafts import (
    access_report_draft,
    bodies_and_drafts,
    chips,
    differing,
    years_to_write,
)
from yangguang.desk.viewer import DeskRequest

WRITE = Permission.ITEM_DRAFT
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


@needs(WRITE)
@require_GET
def report_drafts(request: DeskRequest) -> HttpResponseBase:
    """The bodies within reach, how far each one's report of the year is, and by when it is due."""
    today = timezone.localdate(request.viewer.now)
    years = years_to_write(today)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(one) for one in years} else years[0]
    context = {
        "heading": "年度报告编写",
        "rows": bodies_and_drafts(request.viewer, WRITE, year, today),
        "year": year,
        "years": years,
    }
    return render(request, "desk/report_drafts/list.html", context)


@needs(WRITE)
@require_POST
def start(request: DeskRequest) -> HttpResponseBase:
    """Begin a report from the records."""
    raw = request.POST.get("agency", "")
    agency = access_agency(
        request.viewer, int(raw) if raw.isascii() and raw.isdigit() else 0, WRITE
    )
    year = request.POST.get("year", "")
    listed = (
        f"{reverse('report-drafts')}?year={year}" if year.isdigit() else reverse("report-drafts")
    )
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        messages.error(request, "年度无法识别，请选择四位数字的年度。")
        return redirect("report-drafts")
    try:
        made = start_report_draft(
            agency=agency, year=int(year), by=request.viewer.actor, at=request.viewer.now
        )
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect(listed)
    messages.success(request, "报告稿已由记录起草。请逐部分核对，填写“［请……］”标出的内容。")
    return redirect("report-draft", made.pk)


@needs(WRITE)
@require_http_methods(["GET", "POST"])
def report_draft(request: DeskRequest, key: int) -> HttpResponseBase:
    """The sections as text beside what the check says of them; saving."""
    found = access_report_draft(request.viewer, key)
    request.rail_at = reverse("report-drafts")
    if request.method == "POST":
        texts = _texts(request, found)
        try:
            save_report_draft(
                draft=found, revision=_revision(request), texts=texts, by=request.viewer.actor,
                at=request.viewer.now,
            )  # fmt: skip
        except ReportEditConflict as conflict:
            return _conflict(request, conflict, texts)
        except NotPossible as refusal:
            return _page(request, found, texts, refusal=str(refusal))
        messages.success(request, "已保存，并重新体检。")
        return redirect("report-draft", key)
    return _page(request, found)


def _page(
    request: DeskRequest, found: ReportDraft, texts: dict[str, str] | None = None, refusal: str = ""
) -> HttpResponseBase:
    reading = read_draft(found)
    writable = found.item is None or found.item.state == "dropped"
    context: dict[str, Any] = {
        "heading": found.title,
        "draft": found,
        "reading": reading,
        "sections": [
            (section, (texts or {}).get(section.code, section.text), chips(section))
            for section in reading.sections
        ],
        "share": round(reading.share * 100),
        "waiting": sum(len(section.waiting) for section in reading.sections),
        "wrong": sum(
            finding.severity.value == "error"
            for section in reading.sections
            for finding in section.findings
        )
        + sum(finding.severity.value == "error" for finding in reading.elsewhere),
        "until": None if tells_whole_year(found) else figures_until(found),
        "changed": len(changed_cells(found)),
        "blank": sum(value is None for value in found.cells.values()),
        "writable": writable,
        "public": found.item is not None and found.item.state == "published",
        "refusal": refusal,
        "suffixes": [("docx", "Word"), ("pdf", "PDF"), ("html", "网页")],
    }
    status = 422 if refusal else 200
    return render(request, "desk/report_drafts/write.html", context, status=status)


def _texts(request: DeskRequest, found: ReportDraft) -> dict[str, str]:
    return {
        part["code"]: request.POST[f"text-{part['code']}"].replace("\x00", "")
        for part in found.sections
        if f"text-{part['code']}" in request.POST
    }


def _revision(request: DeskRequest) -> int:
    raw = request.POST.get("revision", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0


def _conflict(
    request: DeskRequest, conflict: ReportEditConflict, texts: dict[str, str]
) -> HttpResponseBase:
    """Where two texts differ they stand side by side; one's own goes on in the form."""
    context = {
        "heading": "他人已保存",
        "draft": conflict.draft,
        "sentence": str(conflict),
        "sections": differing(conflict.draft, texts),
        "texts": texts,
    }
    return render(request, "desk/report_drafts/conflict.html", context, status=409)


@needs(WRITE)
@require_POST
def autosave(request: DeskRequest, key: int) -> HttpResponseBase:
    """Save while somebody writes; answers with the new revision, or says why nothing was saved."""
    found = access_report_draft(request.viewer, key)
    try:
        saved = save_report_draft(
            draft=found, revision=_revision(request), texts=_texts(request, found), automatic=True,
            by=request.viewer.actor, at=request.viewer.now,
        )  # fmt: skip
    except ReportEditConflict as conflict:
        return JsonResponse({"sentence": str(conflict), "conflict": True}, status=409)
    except NotPossible as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=422)
    at = timezone.localtime(saved.saved_at)
    return JsonResponse({"revision": saved.revision, "at": f"{at:%H:%M}"})


@needs(WRITE)
@require_POST
def act(request: DeskRequest, key: int, code: str) -> HttpResponseBase:
    """Restore figures, gather anew, write a section anew, hand on."""
    found = access_report_draft(request.viewer, key)
    by, at = request.viewer.actor, request.viewer.now
    section = request.POST.get("section") or request.GET.get("section", "")
    try:
        if code == "hand-on":
            made = hand_on(draft=found, by=by, at=at)
            messages.success(
                request, "报告已转入发布，附有 Word 和 PDF。请确定公开属性，送审后公开。"
            )
            return redirect("draft", made.pk)
        if code == "hand-over":
            lists = hand_over_report(draft=found, by=by, at=at)
            messages.success(request, f"已登记 {len(lists)} 份移交清单，请打印并由接收单位签收。")
        elif code == "refresh":
            refresh_report_draft(draft=found, by=by, at=at)
            messages.success(request, "已按现在的记录重新取数，手工改动的数字没有变。")
        elif code == "redraft":
            redraft_section(draft=found, section=section, by=by, at=at)
            messages.success(request, "本部分已重新起草，原来的文字在保存记录中。")
        elif code == "rebind":
            handle = request.POST.get("handle", "")
            rebind_figures(draft=found, section=section, handle=handle, by=by, at=at)
            messages.success(request, "数字已恢复为计算值。")
        else:
            raise Http404("act")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('report-draft', args=[key])}{f'#part-{section}' if section else ''}")


@needs(WRITE)
@require_GET
def changes(request: DeskRequest, key: int) -> HttpResponseBase:
    """What changed since last year: cells, and the text word by word."""
    found = access_report_draft(request.viewer, key)
    request.rail_at = reverse("report-drafts")
    before = earlier_words(found)
    context = {
        "heading": "与上年相比",
        "draft": found,
        "cells": changed_cells(found),
        "pairs": compare_lines(before, [found.title, *words_of(laid_out(found))]) if before else [],
        "has_before": bool(before),
    }
    return render(request, "desk/report_drafts/changes.html", context)


@needs(WRITE)
@require_GET
def history(request: DeskRequest, key: int) -> HttpResponseBase:
    """Every saved state; the chosen one beside what stands now."""
    found = access_report_draft(request.viewer, key)
    request.rail_at = reverse("report-drafts")
    savings = list(found.savings.order_by("-revision"))
    wanted = request.GET.get("old", "")
    old = next((one for one in savings if str(one.revision) == wanted), None)
    context = {
        "heading": "保存记录",
        "draft": found,
        "savings": savings,
        "old": old,
        "pairs": compare_lines(_lines(old), _lines_now(found)) if old else [],
        "writable": found.item is None or found.item.state == "dropped",
    }
    return render(request, "desk/report_drafts/history.html", context)


def _lines(saving: ReportDraftSaving) -> list[str]:
    return [line for part in saving.sections for line in plain(part["text"]).splitlines() if line]


def _lines_now(draft: ReportDraft) -> list[str]:
    return [line for part in draft.sections for line in plain(part["text"]).splitlines() if line]


@needs(WRITE)
@require_POST
def restore(request: DeskRequest, key: int, saving: int) -> HttpResponseBase:
    """Make an earlier state the present one."""
    found = access_report_draft(request.viewer, key)
    row = found.savings.filter(pk=saving).first()
    if row is None:
        raise Http404("saving")
    try:
        restore_report_saving(
            draft=found, saving=row, by=request.viewer.actor, at=request.viewer.now
        )
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已恢复第 {row.revision} 稿，作为新的一稿保存。")
    return redirect("report-draft", key)


@needs(WRITE)
@require_GET
def download(request: DeskRequest, key: int, suffix: str) -> HttpResponseBase:
    """The report as it stands: Word, PDF or page."""
    found = access_report_draft(request.viewer, key)
    if suffix not in SUFFIXES:
        raise Http404("suffix")
    blocks = laid_out(found)
    at = found.saved_at
    try:
        if suffix == "html":
            data = to_page(found.title, blocks)
        elif suffix == "pdf":
            data = to_pdf(found.title, blocks, author=found.agency.name, at=at)
        else:
            data = to_word(found.title, blocks, author=found.agency.name, at=at)
    except NotTypeset as problem:
        messages.error(request, str(problem.args[0]))
        return redirect("report-draft", key)
    response = HttpResponse(data, content_type=TYPES[suffix])
    name = f"{found.title}（第{found.revision}稿）.{suffix}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
