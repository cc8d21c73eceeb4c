"""Applying online, step by step: each step is a page with one form that works without a script.

What was typed lies sealed on the server between the steps (`portal.requests.visits`); addresses
hold nothing but the name of the step.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from yangguang.portal.models import Visit
from yangguang.portal.rate import seconds_to_wait
from yangguang.portal.requests import reading, visits
from yangguang.portal.requests.bodies import appliable, by_slug, find_bodies, proposals
from yangguang.portal.requests.checking import first_unfinished, troubles_of
from yangguang.portal.requests.draft import (
    STEPS,
    Draft,
    StepName,
    Trouble,
    draft_from,
    new_draft,
)
from yangguang.portal.requests.handing_in import RECEIPTS
from yangguang.portal.requests.limits import (
    BEGINNINGS,
    UPLOADS,
    WINDOW,
    draft_time,
)
from yangguang.portal.requests.parts import parts_of
from yangguang.portal.requests.personal import personal_words
from yangguang.portal.requests.published import already_published
from yangguang.portal.requests.uploading import InMemory
from yangguang.portal.views import errors
from yangguang.portal.views.requests.step_pages import Shown, step_page
from yangguang.portal.views.requests.submitting import submit

KIND = Visit.Kind.APPLY


@csrf_exempt
def step(request: HttpRequest, name: str = StepName.BODIES) -> HttpResponse:
    """One step: its form, what is wrong with it, or the way on."""
    # Before the token is looked for in the form: files must go into memory and nowhere else.
    request.upload_handlers = [InMemory(request)]
    return _step(request, name)


@never_cache
@sensitive_post_parameters()
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def _step(request: HttpRequest, name: str) -> HttpResponse:
    if name not in set(StepName):
        raise Http404("step")
    chosen = StepName(name)
    now = timezone.now()
    visit = visits.find(request, KIND, at=now)
    if visit is not None and RECEIPTS in visit.data:
        return redirect("request-receipt")
    if visit is None and chosen is not StepName.BODIES:
        lost = visits.had_cookie(request, KIND)
        return redirect(f"{reverse('request-apply')}{'?lost=1' if lost else ''}")
    draft = draft_from(visit.data) if visit else new_draft(now)
    if request.method != "POST":
        return step_page(request, chosen, _opened(request, chosen, draft))
    if chosen is StepName.CHECK:
        return submit(request)
    if chosen is StepName.FILES:
        wait = seconds_to_wait(request, "request-upload", times=UPLOADS, seconds=WINDOW)
        if wait:
            return errors.too_many(request, seconds=wait)
    if visit is None:
        wait = seconds_to_wait(request, "request-begin", times=BEGINNINGS, seconds=WINDOW)
        if wait:
            return errors.too_many(request, seconds=wait)
        visit = visits.begin(KIND, draft.as_json(), at=now, lasts=draft_time())
    answer = _TAKEN[chosen](request, visit, draft)
    with transaction.atomic():
        current = visits.find_again(visit, at=now, lock=True)
        if current is None or RECEIPTS in current.data:
            # Submitted or given up in another window while this step was being read.
            return redirect("request-receipt")
        visit.data = draft.as_json()
        visits.save(visit, at=now, lasts=draft_time())
    visits.hand_over(answer, visit)
    return answer


def _opened(request: HttpRequest, chosen: StepName, draft: Draft) -> Shown:
    shown = Shown(draft)
    if chosen is StepName.BODIES:
        shown.more["lost"] = "lost" in request.GET
        preset = by_slug(request.GET.get("agency", "")[:64])
        if preset is not None and preset.agency.pk not in draft.bodies:
            shown.more["preset"] = preset
    return shown


def _on(draft: Draft, chosen: StepName) -> HttpResponse:
    """To the step after this one, or back to the last if everything before it is done."""
    if chosen not in draft.seen:
        draft.seen.append(chosen)
    following = STEPS[STEPS.index(chosen) + 1]
    if first_unfinished(draft) is None:
        following = StepName.CHECK
    return redirect("request-step", following.value)


def _sent(draft: Draft, chosen: StepName) -> list[Trouble]:
    if chosen not in draft.seen:
        draft.seen.append(chosen)
    return troubles_of(draft, chosen)


def _take_bodies(request: HttpRequest, visit: visits.Open, draft: Draft) -> HttpResponse:
    reading.read_bodies(draft, request.POST)
    words = request.POST.get("find", "").strip()[:50]
    if request.POST.get("do") == "find" or (words and not draft.bodies):
        found = find_bodies(words, besides=draft.bodies)
        nobody = [] if found or find_bodies(words) else _nobody(words)
        return step_page(request, StepName.BODIES, Shown(draft, nobody, found=found, words=words))
    troubles = _sent(draft, StepName.BODIES)
    if troubles:
        return step_page(request, StepName.BODIES, Shown(draft, troubles, words=words))
    return _on(draft, StepName.BODIES)


def _nobody(words: str) -> list[Trouble]:
    if not words:
        return [Trouble("find", "请输入机关的名称，如“财政”“卫生健康”。")]
    return [Trouble("find", f"没有找到名称含“{words}”的机关，请换一个词，或者在机构名录中查找。")]


def _take_wanted(request: HttpRequest, visit: visits.Open, draft: Draft) -> HttpResponse:
    marked = reading.read_wanted(draft, request.POST)
    if marked:
        return step_page(request, StepName.WANTED, Shown(draft, marked))
    do = request.POST.get("do", "")
    if do == "look":
        return step_page(
            request,
            StepName.WANTED,
            Shown(draft, published=already_published(draft.wanted), looked=True),
        )
    _choose_body(draft, do)
    troubles = _sent(draft, StepName.WANTED)
    if troubles:
        return step_page(request, StepName.WANTED, Shown(draft, troubles))
    seen = set(request.POST.getlist("proposed"))
    if seen:
        draft.kept_for += [
            choice.agency.pk for slug in seen if (choice := by_slug(slug[:64])) is not None
        ]
    others = proposals(draft.wanted, draft.bodies, kept=draft.kept_for)
    contents = parts_of(draft.wanted)
    personal = personal_words(draft.wanted)
    asked = bool(request.POST.get("personal_shown"))
    if others or (contents and not draft.separate) or (personal and not asked):
        draft.seen.remove(StepName.WANTED)
        return step_page(
            request,
            StepName.WANTED,
            Shown(
                draft,
                others=others,
                contents=contents,
                personal=personal,
                bodies=appliable(draft.bodies),
            ),
        )
    return _on(draft, StepName.WANTED)


def _choose_body(draft: Draft, do: str) -> None:
    """Another body instead of those chosen, or beside them, at a button."""
    act, _, slug = do.partition(":")
    choice = by_slug(slug[:64]) if act in {"instead", "beside"} else None
    if choice is None or choice.agency.pk in draft.bodies:
        return
    draft.bodies = [choice.agency.pk] if act == "instead" else [*draft.bodies, choice.agency.pk]


def _take_way(request: HttpRequest, visit: visits.Open, draft: Draft) -> HttpResponse:
    reading.read_way(draft, request.POST)
    troubles = _sent(draft, StepName.WAY)
    if troubles:
        return step_page(request, StepName.WAY, Shown(draft, troubles))
    return _on(draft, StepName.WAY)


def _take_applicant(request: HttpRequest, visit: visits.Open, draft: Draft) -> HttpResponse:
    reading.read_applicant(draft, request.POST)
    troubles = _sent(draft, StepName.APPLICANT)
    if troubles:
        return step_page(request, StepName.APPLICANT, Shown(draft, troubles))
    return _on(draft, StepName.APPLICANT)


def _take_files(request: HttpRequest, visit: visits.Open, draft: Draft) -> HttpResponse:
    troubles = reading.read_files(visit, draft, request.POST, request.FILES)
    if troubles:
        return step_page(request, StepName.FILES, Shown(draft, troubles))
    if request.POST.get("do") == "upload" or request.POST.get("drop"):
        return redirect("request-step", StepName.FILES.value)
    troubles = _sent(draft, StepName.FILES)
    if troubles:
        return step_page(request, StepName.FILES, Shown(draft, troubles))
    return _on(draft, StepName.FILES)


_TAKEN: dict[StepName, Callable[[HttpRequest, visits.Open, Draft], HttpResponse]] = {
    StepName.BODIES: _take_bodies,
    StepName.WANTED: _take_wanted,
    StepName.WAY: _take_way,
    StepName.APPLICANT: _take_applicant,
    StepName.FILES: _take_files,
}
