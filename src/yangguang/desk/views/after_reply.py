"""After the reply: reviews and suits, the library of cases, conversion, settings, the register."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.requests.models import (
    Application,
    ConversionProposal,
    Remedy,
    RemedyForum,
    RemedyOutcome,
)
from yangguang.apps.requests.selectors.conversions import on_request_catalogue
from yangguang.apps.requests.selectors.library import (
    LibraryFilter,
    decided_replies,
    remedies_of,
)
from yangguang.apps.requests.services import conversion, evidence
from yangguang.apps.requests.services import remedies as services
from yangguang.apps.requests.services.settings import change_setting, setting_of
from yangguang.apps.requests.workflow import may
from yangguang.apps.vault.problems import VaultProblem
from yangguang.desk.access import access_agency, needs, posted
from yangguang.desk.cells import neutral
from yangguang.desk.lists import Listing
from yangguang.desk.requests.after_forms import (
    AnswerRemedyForm,
    ConversionForm,
    DecideRemedyForm,
    LibraryForm,
    RemedyFilterForm,
    RemedyForm,
    RequestSettingForm,
)
from yangguang.desk.requests.finding import access_application, applications_for
from yangguang.desk.viewer import DeskRequest
from yangguang.law.receipt import Channel
from yangguang.law.replies import reply_kind

P = Permission


@needs(P.REQUEST_VIEW)
@require_GET
def remedies(request: DeskRequest) -> HttpResponseBase:
    """Reviews, suits and complaints, those to be answered first."""
    form = RemedyFilterForm(request.GET, label_suffix="")
    form.is_valid()
    rows = remedies_of(request.viewer.visible_keys(P.REQUEST_VIEW))
    for name in ("forum", "outcome"):
        if form.cleaned_data.get(name):
            rows = rows.filter(**{name: form.cleaned_data[name]})
    sorts = {
        "newest": ("最新收到", ("-received_on", "-id")),
        "due": ("答复期限先后", ("answer_due", "id")),
    }
    context = {"heading": "复议诉讼", "form": form, "listing": Listing(request, rows, sorts=sorts)}
    return render(request, "desk/requests/remedies.html", context)


@needs(P.REMEDY_MANAGE)
@require_http_methods(["GET", "POST"])
def new_remedy(request: DeskRequest, key: int) -> HttpResponseBase:
    """Enter a review, suit or complaint about a case."""
    application = access_application(request.viewer, key, P.REMEDY_MANAGE)
    request.rail_at = reverse("remedies")
    form = RemedyForm(posted(request), application=application)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        after = values.pop("after")
        try:
            remedy = services.open_remedy(
                application=application,
                after=application.remedies.filter(pk=int(after)).first() if after else None,
                by=request.viewer.actor,
                at=request.viewer.now,
                **{**values, "forum": RemedyForum(values["forum"])},
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记。")
            return redirect("remedy", remedy.pk)
    context = {
        "heading": "登记复议诉讼",
        "form": form,
        "button": "登记",
        "back": "request",
        "back_key": application.pk,
        "explain": f"{application.number}　{application.title}",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


def _access(request: DeskRequest, key: int, permission: Permission = P.REQUEST_VIEW) -> Remedy:
    found = remedies_of(request.viewer.visible_keys(permission)).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@needs(P.REQUEST_VIEW)
@require_GET
def remedy(request: DeskRequest, key: int) -> HttpResponseBase:
    """One review, suit or complaint: the body's answer, then the outcome."""
    found = _access(request, key)
    answer = AnswerRemedyForm(label_suffix="", initial={"answered_on": request.viewer.today})
    return _remedy_page(request, found, answer, DecideRemedyForm(label_suffix=""))


@needs(P.REMEDY_MANAGE)
@require_POST
def answer_remedy(request: DeskRequest, key: int) -> HttpResponseBase:
    """The body's answer and evidence were handed in."""
    found = _access(request, key, P.REMEDY_MANAGE)
    form = AnswerRemedyForm(request.POST, label_suffix="")
    if form.is_valid():
        try:
            services.answer_remedy(
                remedy=found, by=request.viewer.actor, at=request.viewer.now, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记答复。")
            return redirect("remedy", found.pk)
    return _remedy_page(request, found, form, DecideRemedyForm(label_suffix=""), status=422)


@needs(P.REMEDY_MANAGE)
@require_POST
def decide_remedy(request: DeskRequest, key: int) -> HttpResponseBase:
    """The decision or judgment, with its outcome in the form's categories."""
    found = _access(request, key, P.REMEDY_MANAGE)
    form = DecideRemedyForm(request.POST, label_suffix="")
    if form.is_valid():
        values = form.cleaned_data
        try:
            services.decide_remedy(
                remedy=found,
                by=request.viewer.actor,
                at=request.viewer.now,
                **{**values, "outcome": RemedyOutcome(values["outcome"])},
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记结果。")
            return redirect("remedy", found.pk)
    return _remedy_page(request, found, AnswerRemedyForm(label_suffix=""), form, status=422)


def _remedy_page(
    request: DeskRequest,
    found: Remedy,
    answer: AnswerRemedyForm,
    decide: DecideRemedyForm,
    *,
    status: int = 200,
) -> HttpResponseBase:
    request.rail_at = reverse("remedies")
    context = {
        "heading": f"{found.get_forum_display()}：{found.application.title}",
        "remedy": found,
        "application": found.application,
        "answer": answer,
        "decide": decide,
        "may_manage": request.viewer.may(P.REMEDY_MANAGE, found.application.agency),
        "pending": found.outcome == RemedyOutcome.PENDING,
        "may_reopen": bool(may(found.application, "reopen"))
        and request.viewer.may(P.REQUEST_APPROVE, found.application.agency),
    }
    return render(request, "desk/requests/remedy.html", context, status=status)


@needs(P.REMEDY_MANAGE)
@require_POST
def evidence_bundle(request: DeskRequest, key: int) -> HttpResponseBase:
    """The case as one indexed PDF; making it is recorded."""
    found = _access(request, key, P.REMEDY_MANAGE)
    try:
        data = evidence.bundle(remedy=found, by=request.viewer.actor, at=request.viewer.now)
    except (Refused, VaultProblem) as refusal:
        messages.error(request, str(refusal))
        return redirect("remedy", found.pk)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="evidence-{found.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@needs(P.REQUEST_VIEW)
@require_GET
def library(request: DeskRequest) -> HttpResponseBase:
    """案例库: replies and what became of them."""
    form = LibraryForm(request.GET)
    form.is_valid()
    values = form.cleaned_data
    wanted = LibraryFilter(
        words=(values.get("q") or "").replace("\x00", ""),
        kind=values.get("kind") or "",
        ground=values.get("ground") or "",
        article=values.get("article"),
        outcome=values.get("outcome") or "",
        year=values.get("year"),
    )
    rows = decided_replies(request.viewer.visible_keys(P.REQUEST_VIEW), wanted).prefetch_related(
        "application__remedies"
    )
    sorts = {"newest": ("最新答复", ("-decided_on", "-id"))}
    context = {"heading": "案例库", "form": form, "listing": Listing(request, rows, sorts=sorts)}
    return render(request, "desk/requests/library.html", context)


@needs(P.REQUEST_VIEW)
@require_GET
def conversions(request: DeskRequest) -> HttpResponseBase:
    """Proposals to publish what several people asked for."""
    keys = request.viewer.visible_keys(P.REQUEST_VIEW)
    rows = ConversionProposal.objects.select_related("agency", "item")
    if keys is not None:
        rows = rows.filter(agency__in=keys)
    sorts = {"newest": ("最新提出", ("-opened_on", "-id"))}
    body = request.viewer.agency
    context = {
        "heading": "转主动公开",
        "listing": Listing(request, rows, sorts=sorts),
        "body": body,
        "catalogue": on_request_catalogue(body) if body is not None else [],
    }
    return render(request, "desk/requests/conversions.html", context)


@needs(P.REQUEST_VIEW)
@require_GET
def conversion_page(request: DeskRequest, key: int) -> HttpResponseBase:
    """One proposal with its applications, and the decision."""
    return _conversion_page(request, _proposal(request, key, P.REQUEST_VIEW), None)


@needs(P.REQUEST_APPROVE)
@require_POST
def decide_conversion(request: DeskRequest, key: int) -> HttpResponseBase:
    """Publish for everybody, or say why not yet."""
    found = _proposal(request, key, P.REQUEST_APPROVE)
    form = ConversionForm(request.POST, label_suffix="")
    if form.is_valid():
        values = form.cleaned_data
        try:
            conversion.decide_conversion(
                proposal=found,
                accept=values["decision"] == "accept",
                reason=values["reason"],
                item=values["item"],
                by=request.viewer.actor,
                at=request.viewer.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记研究意见。")
            return redirect("conversion", found.pk)
    return _conversion_page(request, found, form)


def _proposal(request: DeskRequest, key: int, permission: Permission) -> ConversionProposal:
    keys = request.viewer.visible_keys(permission)
    rows = ConversionProposal.objects.select_related("agency", "item")
    found = (rows if keys is None else rows.filter(agency__in=keys)).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _conversion_page(
    request: DeskRequest, found: ConversionProposal, form: ConversionForm | None
) -> HttpResponseBase:
    request.rail_at = reverse("conversions")
    open_still = found.state == ConversionProposal.State.OPEN
    if form is None and open_still and request.viewer.may(P.REQUEST_APPROVE, found.agency):
        form = ConversionForm(label_suffix="")
    context = {
        "heading": found.title,
        "proposal": found,
        "applications": found.applications.select_related("agency").order_by("id"),
        "form": form,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "desk/requests/conversion.html", context, status=status)


@needs(P.AGENCY_EDIT)
@require_http_methods(["GET", "POST"])
def settings(request: DeskRequest, key: int) -> HttpResponseBase:
    """How a body takes applications."""
    agency = access_agency(request.viewer, key, P.AGENCY_EDIT)
    request.rail_at = reverse("own-agency")
    setting = setting_of(agency)
    form = RequestSettingForm(
        posted(request),
        label_suffix="",
        initial={
            "confirms_automatically": setting.confirms_automatically if setting else False,
            "takes_online": setting.takes_online if setting else True,
            "takes_fax": setting.takes_fax if setting else True,
            "supplement_days": setting.supplement_days if setting else 15,
        },
    )
    if request.method == "POST" and form.is_valid():
        change_setting(
            agency=agency, by=request.viewer.actor, at=request.viewer.now, **form.cleaned_data
        )
        messages.success(request, "已保存，公开指南随之更新。")
        return redirect("request-settings", agency.pk)
    context = {
        "heading": f"{agency.name}依申请公开设置",
        "form": form,
        "button": "保存",
        "back": "own-agency",
        "explain": "渠道一经在公开指南中公布，对本机关即有约束力；关闭渠道前请先修改指南。",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


BOOK_ROWS = 500
"""So many lines a page shows; a table to download holds all of them."""
HEADINGS = (
    "登记号", "到达日期", "收到之日", "渠道", "申请人", "事项", "答复期限", "状态", "答复种类", "答复日期", "承办人",
)  # fmt: skip


@needs(P.REQUEST_VIEW)
@require_GET
def register_book(request: DeskRequest) -> HttpResponseBase:
    """登记簿 of a year, for print or as a table; applicants masked."""
    year = _year(request)
    rows = applications_for(request.viewer).filter(year=year).order_by("agency_id", "serial")
    if request.GET.get("format") == "csv":
        response = StreamingHttpResponse(
            _csv(rows.iterator(chunk_size=1000)), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="register-{year}.csv"'
        return response
    limit = BOOK_ROWS
    shown = list(rows[: limit + 1])
    context = {
        "heading": f"{year}年登记簿",
        "year": year,
        "rows": shown[:limit],
        "more": len(shown) > limit,
        "limit": limit,
    }
    return render(request, "desk/requests/book.html", context)


def _year(request: DeskRequest) -> int:
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and 2008 <= int(asked) <= 2100:
        return int(asked)
    return request.viewer.today.year


class _Echo:
    def write(self, text: str) -> str:
        return text


def _csv(rows: Iterator[Application]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEADINGS)
    for row in rows:
        yield writer.writerow([neutral(cell) for cell in _cells(row)])


def _cells(row: Application) -> list[str]:
    return [
        row.number,
        row.arrived_on.isoformat(),
        row.received_on.isoformat() if row.received_on else "",
        Channel(row.channel).label,
        row.mask,
        row.title,
        row.due_on.isoformat() if row.due_on else "",
        row.get_state_display(),
        reply_kind(row.reply_kind).label if row.reply_kind else "",
        row.closed_on.isoformat() if row.closed_on else "",
        row.handler.name if row.handler else "",
    ]
