"""依申请: one case, what can be done with it now, and the forms of its acts."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.files.selectors import redactions_of
from yangguang.apps.letters.models import LetterState
from yangguang.apps.requests.models import Application, ApplicationState, Event
from yangguang.apps.requests.selectors.cases import Case, case_of
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.selectors.costs import open_costs
from yangguang.apps.requests.selectors.receipts import standing_receipt
from yangguang.apps.requests.services.drafting import draft_of, problems_of
from yangguang.apps.requests.services.query_codes import locks_of
from yangguang.apps.requests.workflow import ACTS, Act, find_act, may
from yangguang.apps.vault.problems import VaultProblem
from yangguang.apps.vault.services import reveal
from yangguang.desk.access import needs, posted
from yangguang.desk.lists import words
from yangguang.desk.requests.acts import FORMS, OWN_PAGES
from yangguang.desk.requests.draft_form import DraftForm
from yangguang.desk.requests.finding import access_application
from yangguang.desk.requests.papers import papers_of
from yangguang.desk.uploads import uploads_in_memory
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.law.clock import spoken
from yangguang.law.receipt import Channel
from yangguang.law.regimes import Regime
from yangguang.law.replies import replies_for

P = Permission
CLERKS = (P.REQUEST_REGISTER, P.REQUEST_HANDLE)


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
        "may_audit": viewer.may(P.AUDIT_VIEW, application.agency),
        "may_unmask": viewer.may(P.REQUEST_UNMASK, application.agency)
        or viewer.may(P.REQUEST_HANDLE, application.agency),
        "revealed": revealed,
        "redactions": redactions_of("application", str(application.pk)),
        "given": {one.file_id for one in found.attachments if one.released},
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
    if not any(link.letter.state == LetterState.ISSUED for link in found.letters):
        idle |= {"void-letter", "reissue-letter"}
    if open_costs(found.application) is None:
        idle |= {"pay-costs", "waive-costs"}
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


@uploads_in_memory
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
            except (Refused, VaultProblem) as refusal:
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
