"""依申请: the list, one case, its acts, its letters and materials."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.files.selectors import redactions_of
from yangguang.apps.files.services.redacting import NotPossible
from yangguang.apps.letters.selectors import letter_file
from yangguang.apps.requests.models import Application, ApplicationState, Event
from yangguang.apps.requests.selectors.cases import Case, case_of
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.selectors.receipts import standing_receipt
from yangguang.apps.requests.services import materials
from yangguang.apps.requests.services.drafting import draft_of, problems_of
from yangguang.apps.requests.services.materials import content_of
from yangguang.apps.requests.services.query_codes import locks_of
from yangguang.apps.requests.services.steps import subject_of
from yangguang.apps.requests.workflow import ACTS, Act, find_act, may
from yangguang.apps.vault.problems import Destroyed, VaultProblem
from yangguang.apps.vault.services import log_access, reveal
from yangguang.desk.access import needs, posted
from yangguang.desk.lists import Listing, words
from yangguang.desk.requests.acts import FORMS, OWN_PAGES
from yangguang.desk.requests.draft_form import DraftForm
from yangguang.desk.requests.finding import RequestFilter, access_application, applications_for
from yangguang.desk.requests.papers import papers_of
from yangguang.desk.requests.registering import RegisterForm
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.law.clock import spoken
from yangguang.law.receipt import Channel
from yangguang.law.regimes import Regime
from yangguang.law.replies import replies_for

P = Permission
CLERKS = (P.REQUEST_REGISTER, P.REQUEST_HANDLE)


class RequestFilterForm(forms.Form):
    q = forms.CharField(label="登记号、事项、申请人全名", required=False, max_length=100)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("open", "未答复"), *ApplicationState.choices],
    )
    light = forms.ChoiceField(
        label="期限",
        required=False,
        choices=[
            ("", "不限"),
            ("red", "超期"),
            ("yellow", "临期"),
            ("today", "今天到期"),
            ("waiting", "暂停或者等待"),
        ],
    )
    channel = forms.ChoiceField(
        label="渠道",
        required=False,
        choices=[("", "全部"), *((one.value, one.label) for one in Channel)],
    )
    agency = forms.ModelChoiceField(
        label="机构", queryset=Agency.objects.none(), required=False, empty_label="全部机构"
    )
    year = forms.IntegerField(label="年份", required=False, min_value=2008, max_value=2100)
    mine = forms.BooleanField(label="我承办的", required=False)

    def __init__(self, data: object, *, viewer: Viewer) -> None:
        super().__init__(data, label_suffix="")  # type: ignore[arg-type] # a QueryDict, as Django takes
        agency = self.fields["agency"]
        if isinstance(agency, forms.ModelChoiceField):
            agency.queryset = viewer.visible(P.REQUEST_VIEW)

    def filter(self) -> RequestFilter:
        """What was picked; a choice that is none narrows nothing."""
        self.is_valid()
        values = self.cleaned_data
        agency = values.get("agency")
        return RequestFilter(
            words=(values.get("q") or "").replace("\x00", ""),
            state=values.get("state") or "",
            channel=values.get("channel") or "",
            agency=agency.pk if agency else None,
            year=values.get("year"),
            mine=bool(values.get("mine")),
            light=values.get("light") or "",
        )


SORTS = {
    "newest": ("最新登记", ("-id",)),
    "due": ("期限先后", (F("due_on").asc(nulls_last=True), "id")),
}


@needs(P.REQUEST_VIEW)
@require_GET
def requests(request: DeskRequest) -> HttpResponseBase:
    """The register of applications, filtered and sorted."""
    form = RequestFilterForm(request.GET, viewer=request.viewer)
    rows = form.filter().apply(applications_for(request.viewer), request.viewer)
    context = {
        "heading": "申请办件",
        "form": form,
        "listing": Listing(request, rows, sorts=SORTS),
        "may_register": request.viewer.may_somewhere(P.REQUEST_REGISTER),
        "may_set": request.viewer.agency is not None
        and request.viewer.may(P.AGENCY_EDIT, request.viewer.agency),
    }
    return render(request, "desk/requests/list.html", context)


@needs(P.REQUEST_REGISTER)
@require_http_methods(["GET", "POST"])
def register(request: DeskRequest) -> HttpResponseBase:
    """Register an application that came by hand, post, fax or word of mouth."""
    form = RegisterForm(posted(request), viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            application = form.save()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记，登记号 {application.number}。")
            return redirect("request", application.pk)
    context = {
        "heading": "登记申请",
        "form": form,
        "explain": "当面、信函、传真和口头申请由工作人员登记。只询问条例第二十九条允许的内容，"
        "不得询问用途。本系统不得录入涉密信息。",
    }
    return render(
        request, "desk/requests/register.html", context, status=422 if form.errors else 200
    )


@needs(P.REQUEST_VIEW)
@require_GET
def case(request: DeskRequest, key: int) -> HttpResponseBase:
    """One case: facts left, what can be done now right, the story below."""
    application = access_application(request.viewer, key)
    return _case_page(request, application)


def _case_page(
    request: DeskRequest, application: Application, revealed: dict[str, str] | None = None
) -> HttpResponseBase:
    viewer = request.viewer
    request.rail_at = reverse("requests")
    calendar = calendar_of_case(application, viewer.today)
    draft = draft_of(application)
    found = case_of(application, calendar)
    problems = _draft_problems(application, draft, viewer.today)
    acts = _acts(viewer, found, complete=draft is not None and not problems)
    context = {
        "heading": application.title,
        "application": application,
        "case": found,
        "papers": papers_of(found),
        "events": _story(found),
        "may_send": any(one.code == "send-letter" for one, _ in acts["more"]),
        "draft": draft,
        "draft_problems": problems,
        "acts": acts,
        "channel": Channel(application.channel),
        "kinds": {one.key: one for regime in Regime for one in replies_for(regime)},
        "left": _days_left(viewer, application),
        "may_unmask": viewer.may(P.REQUEST_UNMASK, application.agency)
        or viewer.may(P.REQUEST_HANDLE, application.agency),
        "revealed": revealed,
        "redactions": redactions_of("application", str(application.pk)),
        "may_handle": viewer.may(P.REQUEST_HANDLE, application.agency),
        "may_remedy": viewer.may(P.REMEDY_MANAGE, application.agency),
        "due_spoken": spoken(application.due_on) if application.due_on else "",
    }
    return render(request, "desk/requests/case.html", context)


def _story(found: Case) -> list[Event]:
    """The events, newest first; a draft saved again and again by one person on one day tells once."""
    shown: list[Event] = []
    for event in found.events:
        newer = shown[-1] if shown else None
        again = newer is not None and (
            (newer.act, newer.day, newer.by, newer.sentence)
            == ("draft", event.day, event.by, event.sentence)
        )
        if not again:
            shown.append(event)
    return shown


def _draft_problems(application: Application, draft: object, today: date) -> list[str]:
    if draft is None or application.state != ApplicationState.HANDLING:
        return []
    reply = draft_of(application)
    if reply is None:
        return []
    try:
        return [one.sentence for one in problems_of(application, reply, today)]
    except Refused as refusal:
        return [str(refusal)]


def _days_left(viewer: Viewer, application: Application) -> int | None:
    """Working days until the due date, negative when it has passed; None without one."""
    if application.due_on is None or application.closed_on is not None:
        return None
    return viewer.limits.left(application.agency_id, application.due_on)


def _acts(viewer: Viewer, found: Case, *, complete: bool) -> dict[str, list[tuple[Act, str]]]:
    """The acts that state, permission and the facts of the case allow, by group, each with its
    address; the one that moves the case on stands first."""
    application = found.application
    shown: dict[str, list[tuple[Act, str]]] = {"now": [], "clock": [], "more": []}
    idle = _idle(found, viewer.now)
    for act in ACTS:
        if act.code in idle or not may(application, act.code):
            continue
        if not any(viewer.may(one, application.agency) for one in act.permissions):
            continue
        route = OWN_PAGES.get(act.code)
        if route is not None:
            address = reverse(route, args=[application.pk])
        elif act.code in FORMS:
            address = reverse("request-act", args=[application.pk, act.code])
        else:
            continue
        shown[act.group].append((act, address))
    first = _next(found, complete=complete)
    shown["now"].sort(key=lambda row: row[0].code != first)
    return shown


def _idle(found: Case, at: datetime) -> set[str]:
    """Acts that have nothing to act on in this case."""
    idle = set()
    if not any(not one.answer for one in found.consultations):
        idle.add("record-opinion")
    if not any(one.done_on is None for one in found.assignments):
        idle.add("answer-assignment")
    if not any(one.kind == "third-party" and one.answer for one in found.consultations):
        idle.add("override")
    if not found.objections_waiting:
        idle.add("answer-objection")
    if not any(one.decided_on is None for one in found.replies):
        idle.add("submit")
    if not locks_of(found.application, at):
        idle.add("lift-code-locks")
    if standing_receipt(found.application) is not None:
        idle.add("give-receipt")
    return idle


def _next(found: Case, *, complete: bool) -> str:
    """The code of the act that moves a case in handling on."""
    if any(not one.answer for one in found.consultations):
        return "record-opinion"
    return "submit" if complete else "draft"


def _permitted(request: DeskRequest, key: int, code: str) -> tuple[Application, Act]:
    application = access_application(request.viewer, key)
    try:
        act = find_act(code)
    except KeyError as problem:
        raise Http404 from problem
    if not any(request.viewer.may(one, application.agency) for one in act.permissions):
        raise Http404
    return application, act


@needs(P.REQUEST_VIEW)
@require_http_methods(["GET", "POST"])
def act(request: DeskRequest, key: int, code: str) -> HttpResponseBase:
    """The form of one act; a refusal keeps everything that was typed."""
    application, row = _permitted(request, key, code)
    made = FORMS.get(code)
    if made is None:
        raise Http404
    request.rail_at = reverse("requests")
    verdict = may(application, code)
    form = made(posted(request), application=application, viewer=request.viewer)
    if request.method == "GET":
        # A link on the case's page names what it is about, such as one letter.
        form.initial = {name: request.GET[name] for name in form.fields if name in request.GET}
    if request.FILES:
        form.files = request.FILES
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                form.apply()
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                if form.shown_once:
                    return _once(request, application, form.shown_once)
                messages.success(request, f"已办理：{row.label}。")
                return redirect("request", application.pk)
        status = 422
    context = {
        "heading": row.label,
        "application": application,
        "row": row,
        "form": form,
        "explain": made.explain,
        "button": made.button or row.label,
        "verdict": verdict,
        "sends_letter": made.sends_letter,
    }
    return render(request, "desk/requests/act.html", context, status=status)


def _once(request: DeskRequest, application: Application, code: str) -> HttpResponseBase:
    """The query code, on this page and never again."""
    context = {"heading": "查询码", "application": application, "code": code}
    response = render(request, "desk/requests/code_once.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@needs(P.REQUEST_VIEW)
@require_http_methods(["GET", "POST"])
def draft(request: DeskRequest, key: int) -> HttpResponseBase:
    """Draft the reply; choosing another kind shows its parts after saving."""
    application, row = _permitted(request, key, "draft")
    request.rail_at = reverse("requests")
    verdict = may(application, "draft")
    existing = draft_of(application)
    form = DraftForm(
        posted(request),
        application=application,
        draft=existing,
        viewer=request.viewer,
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                form.save()
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 422
            else:
                messages.success(request, "草稿已保存。")
                there = "request" if "finish" in request.POST else "request-draft"
                return redirect(there, application.pk)
        else:
            status = 422
    problems = _draft_problems(application, existing, request.viewer.today)
    context = {
        "heading": row.label,
        "application": application,
        "form": form,
        "chosen": form.chosen,
        "verdict": verdict,
        "problems": problems,
    }
    return render(request, "desk/requests/draft.html", context, status=status)


@needs(P.REQUEST_VIEW)
@require_POST
def unmask(request: DeskRequest, key: int) -> HttpResponseBase:
    """Show the applicant in clear, with a reason that is kept."""
    viewer = request.viewer
    application = access_application(viewer, key)
    allowed = viewer.may(P.REQUEST_UNMASK, application.agency) or viewer.may(
        P.REQUEST_HANDLE, application.agency
    )
    if not allowed:
        raise Http404
    applicant = application.applicant
    sealed = {
        "name": applicant.sealed_name,
        "identity": applicant.sealed_identity,
        "contact": applicant.sealed_contact,
    }
    try:
        opened = reveal(
            applicant.subject_key,
            sealed,
            [field for field, value in sealed.items() if value],
            by=viewer.actor,
            at=viewer.now,
            why=words(request.POST, "why", longest=200),
            page=f"request:{application.number}",
            agency_key=application.agency_id,
        )
    except VaultProblem as problem:
        messages.error(request, str(problem))
        return redirect("request", application.pk)
    return _case_page(request, application, opened)


@needs(P.REQUEST_VIEW)
@require_GET
def letter(request: DeskRequest, key: int, letter_key: int, which: str) -> HttpResponseBase:
    """A letter of the case as it left the office."""
    application = access_application(request.viewer, key)
    link = application.letter_links.select_related("letter").filter(letter=letter_key).first()
    if link is None:
        raise Http404
    try:
        data = letter_file(link.letter, which)
    except (LookupError, Destroyed) as problem:
        raise Http404 from problem
    log_access(
        [application.applicant.subject_key],
        by=request.viewer.actor,
        at=request.viewer.now,
        why="下载办件文书",
        fields=["letter"],
        page=f"request:{application.number}",
        agency_key=application.agency_id,
    )
    suffix, media_type = (
        ("pdf", "application/pdf")
        if which == "pdf"
        else (
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        )
    )
    name = f"{link.letter.kind_name}{link.letter.number}.{suffix}"
    return _download(data, name, media_type, inline=which == "pdf")


@needs(P.REQUEST_VIEW)
@require_GET
def attachment(request: DeskRequest, key: int, file_key: int) -> HttpResponseBase:
    """A file of the case; opening what the applicant handed in is logged."""
    application = access_application(request.viewer, key)
    found = application.attachments.select_related("file").filter(pk=file_key).first()
    if found is None:
        raise Http404
    if found.file_id is None:
        log_access(
            [application.applicant.subject_key],
            by=request.viewer.actor,
            at=request.viewer.now,
            why=f"查看{found.get_purpose_display()}",
            fields=["file"],
            page=f"request:{application.number}",
            agency_key=application.agency_id,
        )
    return _download(content_of(found), found.name, found.media_type)


@needs(P.REQUEST_HANDLE)
@require_POST
def redact(request: DeskRequest, key: int, file_key: int) -> HttpResponseBase:
    """Begin to redact a file of the case."""
    application = access_application(request.viewer, key, P.REQUEST_HANDLE)
    found = application.attachments.select_related("file").filter(pk=file_key).first()
    if found is None:
        raise Http404
    try:
        made = materials.redact(attachment=found, by=request.viewer.actor, at=request.viewer.now)
    except (Refused, NotPossible) as refusal:
        messages.error(request, str(refusal))
        return redirect("request", application.pk)
    return redirect("redaction-page", made.pk)


@needs(P.REQUEST_HANDLE)
@require_POST
def give_copy(request: DeskRequest, key: int, redaction_key: int) -> HttpResponseBase:
    """Give the approved copy to the applicant."""
    application = access_application(request.viewer, key, P.REQUEST_HANDLE)
    subject = subject_of(application)
    made = redactions_of(subject.kind, subject.key).filter(pk=redaction_key).first()
    if made is None:
        raise Http404
    try:
        materials.release_copy(
            redaction=made, application=application, by=request.viewer.actor, at=request.viewer.now
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "区分处理后的副本已列入“提供的政府信息”，随答复提供给申请人。")
    return redirect("request", application.pk)


def _download(data: bytes, name: str, media_type: str, *, inline: bool = False) -> HttpResponseBase:
    shown = "inline" if inline else "attachment"
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response
