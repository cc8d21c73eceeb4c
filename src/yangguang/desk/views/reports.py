"""年报核对: what the check says about published annual reports, and what people say about that."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.reports.models import PublishedReport, Verdict
from yangguang.apps.reports.services import judge_finding
from yangguang.desk.access import access_report, needs
from yangguang.desk.lists import Listing, words
from yangguang.desk.viewer import DeskRequest
from yangguang.law.forms.load import FORM_CODES, load_form

JUDGE = Permission.REPORT_JUDGE
SEVERITIES = {"error": "错误", "warning": "存疑", "info": "提示"}


@needs(JUDGE)
@require_GET
def reports(request: DeskRequest) -> HttpResponseBase:
    """Annual reports of the bodies within reach, those with open findings first."""
    viewer = request.viewer
    rows = (
        PublishedReport.objects.filter(agency__in=viewer.visible(JUDGE))
        .select_related("agency", "item")
        .defer("answer", "item__signature", "item__unsure")
        .annotate(judged=Count("verdicts"), found=F("errors") + F("warnings"))
    )
    years = sorted(set(rows.order_by().values_list("year", flat=True)), reverse=True)
    year = request.GET.get("year", "")
    if year.isascii() and year.isdigit() and len(year) == 4:
        rows = rows.filter(year=int(year))
    if request.GET.get("open"):
        rows = rows.filter(Q(found__gt=F("judged")))
    listing = Listing(
        request,
        rows,
        sorts={
            "found": ("问题多少", ("-errors", "-warnings", "-year", "agency__path")),
            "year": ("年度", ("-year", "agency__path", "table")),
            "agency": ("机构", ("agency__path", "-year")),
        },
    )
    context = {
        "heading": "年报核对",
        "listing": listing,
        "years": years,
        "year": year,
        "only_open": bool(request.GET.get("open")),
    }
    return render(request, "desk/reports.html", context)


@needs(JUDGE)
@require_GET
def report(request: DeskRequest, key: int) -> HttpResponseBase:
    """One report: each finding with its quote, and the verdict on it."""
    found = access_report(request.viewer, key)
    said = {row.finding_id: row for row in found.verdicts.all()}
    findings = [
        {
            **row,
            "label": SEVERITIES.get(row.get("severity"), ""),
            "verdict": said.get(row.get("id")),
            "places": [_in_words(found.form, cell) for cell in row.get("cells", [])],
        }
        for row in found.answer.get("findings", [])
    ]
    context = {
        "heading": f"{found.agency.name} {found.year} 年度报告",
        "report": found,
        "findings": findings,
        "unread": [
            (_in_words(found.form, row.get("cell", "")), row.get("why", ""))
            for row in found.answer.get("unread", [])
        ],
        "sees_item": request.viewer.may(Permission.ITEM_VIEW, found.item.agency),
        "decisions": Verdict.Decision,
    }
    return render(request, "desk/report.html", context)


@needs(JUDGE)
@require_POST
def judge(request: DeskRequest, key: int) -> HttpResponseBase:
    """Say whether a finding holds."""
    found = access_report(request.viewer, key)
    try:
        judge_finding(
            report=found,
            finding_id=words(request.POST, "finding", longest=64),
            decision=request.POST.get("decision", ""),
            reason=words(request.POST, "reason", longest=300),
            by=request.viewer.actor,
            at=request.viewer.now,
        )
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "认定已保存，再次体检后仍然有效。")
    return redirect("report", key)


def _in_words(form: str, cell: str) -> str:
    """A cell as the printed form names it; its code where the form does not know it."""
    if form not in FORM_CODES:
        return cell
    try:
        return load_form(form).describe(cell)
    except KeyError:
        return cell
