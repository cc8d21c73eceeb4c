"""The last step of applying: everything that stands in the way at once, or the receipt."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from yangguang.apps.requests.workflow import NotPossible
from yangguang.portal.models import Visit
from yangguang.portal.rate import seconds_to_wait
from yangguang.portal.requests import robots, visits
from yangguang.portal.requests.checking import first_unfinished
from yangguang.portal.requests.draft import (
    Draft,
    StepName,
    Trouble,
    draft_from,
)
from yangguang.portal.requests.handing_in import RECEIPTS, hand_in, make_codes, plan
from yangguang.portal.requests.limits import (
    MOST_APPLICATIONS,
    SUBMISSIONS,
    WINDOW,
    draft_time,
)
from yangguang.portal.views import errors
from yangguang.portal.views.requests.step_pages import Shown, step_page

KIND = Visit.Kind.APPLY


def submit(request: HttpRequest) -> HttpResponse:
    """The last step. The draft stays locked, so that a second click finds the first one's receipt."""
    now = timezone.now()
    wait = seconds_to_wait(request, "request-submit", times=SUBMISSIONS, seconds=WINDOW)
    if wait:
        return errors.too_many(request, seconds=wait)
    with transaction.atomic():
        visit = visits.find(request, KIND, at=now, lock=True)
        if visit is None:
            return redirect(f"{reverse('request-apply')}?lost=1")
        if RECEIPTS in visit.data:
            return redirect("request-receipt")
        draft = draft_from(visit.data)
        troubles = _refusals(request, draft)
        if not troubles:
            troubles = _handed_in(visit, draft, now)
        if troubles:
            visit.data = draft.as_json()
            visits.save(visit, at=now, lasts=draft_time())
    if troubles:
        return step_page(request, StepName.CHECK, Shown(draft, troubles))
    return redirect("request-receipt")


def _handed_in(visit: visits.Open, draft: Draft, now: datetime) -> list[Trouble]:
    make_codes(draft)
    try:
        with transaction.atomic():
            hand_in(visit, draft, follow=reverse("request-follow"), at=now)
    except NotPossible as problem:
        return [Trouble("submit", str(problem))]
    return []


def _refusals(request: HttpRequest, draft: Draft) -> list[Trouble]:
    unfinished = first_unfinished(draft)
    if unfinished is not None:
        return [
            Trouble(f"go-{unfinished.value}", f"“{unfinished.label}”一步还没有填好，请返回补充。")
        ]
    count = len(plan(draft))
    if count > MOST_APPLICATIONS:
        return [
            Trouble(
                "agree",
                f"将形成{count}件申请，一次最多提交{MOST_APPLICATIONS}件。请减少机关，"
                "或者在“所需信息”一步改为不拆分。",
            )
        ]
    found = []
    if count > 1 and request.POST.get("agree") != str(count):
        found.append(
            Trouble("agree", f"将形成{count}件申请，请勾选同意拆分；不同意的，请返回修改。")
        )
    if draft.question:
        if not robots.answered(draft, request.POST):
            robots.ask(draft)
            found.append(Trouble("answer", "答案不对，已换了一道题，请再答一次。"))
    elif not found and robots.needs_question(request, draft, at=timezone.now()):
        robots.ask(draft)
        found.append(Trouble("answer", "提交较为频繁，请回答下面的问题后再次提交，内容都已保留。"))
    return found
