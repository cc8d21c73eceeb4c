"""What every page of the application form shows beside its own questions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yangguang.apps.requests.models import DeliveryWay, Form
from yangguang.law.identity import ApplicantKind
from yangguang.portal.requests import robots
from yangguang.portal.requests.bodies import appliable
from yangguang.portal.requests.checking import first_unfinished, troubles_of
from yangguang.portal.requests.draft import (
    STEPS,
    Draft,
    StepName,
    Trouble,
)
from yangguang.portal.requests.handing_in import plan
from yangguang.portal.requests.limits import (
    MOST_BYTES,
    MOST_FILES,
    draft_time,
    spoken,
)
from yangguang.portal.requests.personal import personal_words


class Shown:
    """What a step's page shows beside the draft."""

    def __init__(self, draft: Draft, troubles: list[Trouble] | None = None, **more: Any) -> None:
        self.draft = draft
        self.troubles = troubles or []
        self.more = more


def step_page(
    request: HttpRequest, chosen: StepName, shown: Shown, *, status: int = 200
) -> HttpResponse:
    draft = shown.draft
    place = STEPS.index(chosen)
    context: dict[str, Any] = {
        "here_name": "request",
        "step": chosen,
        "step_number": place + 1,
        "step_count": len(STEPS),
        "steps": [(one, one in draft.seen and not troubles_of(draft, one)) for one in STEPS],
        "before": STEPS[place - 1] if place else None,
        "draft": draft,
        "troubles": shown.troubles,
        "wrong": {one.field: one.words for one in reversed(shown.troubles)},
        "forms": Form.choices,
        "deliveries": DeliveryWay.choices,
        "kinds": [(one.value, one.label) for one in ApplicantKind],
        "most_bytes": MOST_BYTES,
        "most_files": MOST_FILES,
        "trap": robots.TRAP,
        "kept_for": spoken(draft_time()),
        **shown.more,
    }
    if chosen in {StepName.BODIES, StepName.CHECK}:
        context["chosen"] = appliable(draft.bodies)
    if chosen is StepName.CHECK:
        context |= _checked(draft)
    return render(
        request,
        f"portal/requests/{chosen.value}.html",
        context,
        status=422 if shown.troubles and status == 200 else status,
    )


def _checked(draft: Draft) -> dict[str, Any]:
    planned = plan(draft)
    return {
        "planned": planned,
        "several": len(planned) > 1,
        "unfinished": first_unfinished(draft),
        "personal": personal_words(draft.wanted),
        "question": draft.question[0] if draft.question else "",
    }
