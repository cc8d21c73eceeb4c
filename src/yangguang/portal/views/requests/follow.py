"""Following a case by its number and query code, and what its applicant may do with it.

Whoever gives both gets a visit to that one case and to no other; which case it is stands sealed on
the server, so that no address names one and none can be guessed.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yangguang.apps.files.selectors import read_content
from yangguang.apps.letters.selectors import letter_file
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.selectors.following import (
    followed,
    public_letter,
    released_file,
    siblings_of,
)
from yangguang.apps.requests.services.following import note_download
from yangguang.apps.requests.services.query_codes import (
    CodeLocked,
    CodeRefused,
    IdentityNeeded,
    open_by_code,
)
from yangguang.apps.requests.workflow import NotPossible
from yangguang.apps.vault.problems import Destroyed
from yangguang.portal.methods import read_only
from yangguang.portal.models import Visit
from yangguang.portal.rate import network_of, seconds_to_wait
from yangguang.portal.requests import visits
from yangguang.portal.requests.acts import ACTS, UnknownAct, act_on
from yangguang.portal.requests.downloads import as_download
from yangguang.portal.requests.draft import Trouble
from yangguang.portal.requests.limits import ACTS as MOST_ACTS
from yangguang.portal.requests.limits import (
    CODE_TRIES,
    MOST_BYTES,
    WINDOW,
    case_time,
    spoken,
)
from yangguang.portal.requests.receipts import due_of
from yangguang.portal.requests.uploading import InMemory
from yangguang.portal.views import errors

KIND = Visit.Kind.CASE
_LETTER_TYPES = {
    "pdf": ("application/pdf", ".pdf"),
    "word": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
    ),
}


@never_cache
@sensitive_post_parameters()
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """The two fields that open a case."""
    if request.method != "POST":
        if _case(request, timezone.now()) is not None:
            return redirect("request-case")
        lost = visits.had_cookie(request, KIND)
        return _fields(request, {"lost": lost and "lost" in request.GET})
    now = timezone.now()
    number = unicodedata.normalize("NFKC", request.POST.get("number", "")).strip().upper()[:60]
    code = unicodedata.normalize("NFKC", request.POST.get("code", "")).strip()[:60]
    identity = unicodedata.normalize("NFKC", request.POST.get("identity", "")).strip()[:100]
    wait = seconds_to_wait(request, "request-code", times=CODE_TRIES, seconds=WINDOW)
    if wait:
        return errors.too_many(request, seconds=wait)
    troubles = []
    if not number:
        troubles.append(Trouble("number", "请填写登记号，回执上“登记号”一栏。"))
    if not code:
        troubles.append(Trouble("code", "请填写查询码，回执上“查询码”一栏，共13位。"))
    if troubles:
        asks = "identity" in request.POST
        return _fields(request, {"number": number, "troubles": troubles, "asks_identity": asks})
    try:
        application = open_by_code(
            number=number, code=code, identity=identity, network=network_of(request), at=now
        )
    except CodeRefused as problem:
        troubles = [_trouble(problem, now)]
        return _fields(
            request,
            {"number": number, "troubles": troubles, "asks_identity": problem.identity},
        )
    visit = visits.begin(KIND, _opened(application), at=now, lasts=case_time())
    answer = redirect("request-case")
    visits.hand_over(answer, visit)
    return answer


def _trouble(problem: CodeRefused, now: datetime) -> Trouble:
    if isinstance(problem, CodeLocked):
        until, today = timezone.localtime(problem.until), timezone.localdate(now)
        when = until.strftime("%H:%M" if until.date() == today else "%m月%d日%H:%M")
        return Trouble(
            "identity",
            f"{problem}请在{when}以后再试；您是申请人的，同时填写查询码和申请时登记的证件号码，"
            "现在就可以查询。",
        )
    return Trouble("identity" if isinstance(problem, IdentityNeeded) else "number", str(problem))


def _fields(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    troubles: list[Trouble] = context.setdefault("troubles", [])
    context |= {
        "here_name": "request",
        "wrong": {one.field: one.words for one in reversed(troubles)},
    }
    return render(request, "portal/requests/follow.html", context, status=422 if troubles else 200)


def _opened(application: Application) -> dict[str, Any]:
    return {"application": application.pk, "code": application.query_code_hash}


def _case(request: HttpRequest, now: datetime) -> tuple[visits.Open, Application] | None:
    """The visit and its case; None without one. A code that was replaced opens nothing more."""
    visit = visits.find(request, KIND, at=now)
    if visit is None:
        return None
    application = (
        Application.objects.select_related("agency", "applicant")
        .filter(pk=visit.data["application"])
        .first()
    )
    if application is None or application.query_code_hash != visit.data["code"]:
        return None
    return visit, application


def _lost(request: HttpRequest) -> HttpResponse:
    answer = redirect("request-follow")
    if visits.had_cookie(request, KIND):
        answer["Location"] += "?lost=1"
    return answer


@read_only
@never_cache
def case(request: HttpRequest) -> HttpResponse:
    """The case: where it stands, its story, its day, what can be taken home and done."""
    now = timezone.now()
    found = _case(request, now)
    if found is None:
        return _lost(request)
    visit, application = found
    told = visit.data.pop("told", "")
    if told:
        visits.save(visit, at=now, lasts=case_time())
    else:
        visits.prolong(visit, at=now, lasts=case_time())
    return _page(request, application, told=told)


def _page(
    request: HttpRequest,
    application: Application,
    *,
    told: str = "",
    troubles: list[Trouble] | None = None,
    status: int = 200,
) -> HttpResponse:
    due, forecast = due_of(application)
    seen = followed(application)
    if due is None and seen.due is not None:
        due = seen.due
    context = {
        "here_name": "request",
        "case": seen,
        "application": application,
        "due": due,
        "forecast": forecast,
        "told": told,
        "troubles": troubles or [],
        "wrong": {one.field: one.words for one in troubles or []},
        "typed": request.POST if troubles else {},
        "most_bytes": MOST_BYTES,
        "kept_for": spoken(case_time()),
        "scores": [(5, "很满意"), (4, "满意"), (3, "基本满意"), (2, "不满意"), (1, "很不满意")],
    }
    return render(request, "portal/requests/case.html", context, status=status)


@csrf_exempt
def act(request: HttpRequest, name: str) -> HttpResponse:
    """One act of the applicant."""
    # As for the steps of an application: files go into memory and nowhere else.
    request.upload_handlers = [InMemory(request)]
    return _act(request, name)


@never_cache
@sensitive_post_parameters()
@csrf_protect
@require_POST
def _act(request: HttpRequest, name: str) -> HttpResponse:
    if name not in ACTS:
        raise Http404("act")
    now = timezone.now()
    found = _case(request, now)
    if found is None:
        return _lost(request)
    visit, application = found
    wait = seconds_to_wait(request, "request-act", times=MOST_ACTS, seconds=WINDOW)
    if wait:
        return errors.too_many(request, seconds=wait)
    try:
        told = act_on(application, name, request.POST, request.FILES, at=now)
    except UnknownAct as problem:
        raise Http404("act") from problem
    except NotPossible as problem:
        application.refresh_from_db()
        return _page(request, application, troubles=[Trouble(name, str(problem))], status=422)
    visit.data["told"] = told
    visits.save(visit, at=now, lasts=case_time())
    return redirect("request-case")


@never_cache
@csrf_protect
@require_POST
def sibling(request: HttpRequest) -> HttpResponse:
    """Another application that the same code opens."""
    now = timezone.now()
    found = _case(request, now)
    if found is None:
        return _lost(request)
    visit, application = found
    wanted = request.POST.get("number", "")
    other = next((one for one in siblings_of(application) if one.number == wanted), None)
    if other is None:
        raise Http404("sibling")
    visit.data = _opened(other)
    visits.save(visit, at=now, lasts=case_time())
    return redirect("request-case")


@read_only
@never_cache
def letter(request: HttpRequest, key: int, which: str) -> HttpResponse:
    """A letter of the case, as it left the office."""
    found = _case(request, timezone.now())
    if found is None:
        return _lost(request)
    _, application = found
    row = public_letter(application, key)
    if row is None or which not in _LETTER_TYPES:
        raise Http404("letter")
    media_type, suffix = _LETTER_TYPES[which]
    try:
        data = letter_file(row, which)
    except LookupError as problem:
        raise Http404("letter") from problem
    except Destroyed:
        return errors.gone_for_good(request)
    name = f"{row.kind_name}{row.number}{suffix}"
    with transaction.atomic():
        note_download(application=application, what=name, at=timezone.now())
    return as_download(data, name=name, media_type=media_type)


@read_only
@never_cache
def released(request: HttpRequest, key: int) -> HttpResponse:
    """A file of the information that was given."""
    found = _case(request, timezone.now())
    if found is None:
        return _lost(request)
    _, application = found
    row = released_file(application, key)
    if row is None or row.file is None:
        raise Http404("file")
    data = read_content(row.file)
    with transaction.atomic():
        note_download(application=application, what=row.name, at=timezone.now())
    return as_download(data, name=row.name, media_type=row.media_type)


@never_cache
@csrf_protect
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the case in this browser."""
    visit = visits.find(request, KIND, at=timezone.now())
    if visit is not None:
        visits.end(visit)
    answer = redirect("request-follow")
    visits.take_back(answer, KIND)
    return answer
