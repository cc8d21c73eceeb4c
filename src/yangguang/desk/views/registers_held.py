"""A definition that waits because it makes columns public: what live rows hold in them is looked
through, decided, and only then put into use."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import HeldDefinition, PersonalFinding, Register
from yangguang.apps.registers.rows import BadRows
from yangguang.apps.registers.services import redefine
from yangguang.apps.registers.services.opening import (
    clear_opened,
    drop_held,
    hold_definition,
    look_through,
    opening_verdict,
    unlooked,
    waiting_in,
)
from yangguang.apps.registers.services.opening_masks import mask_opened, masking_sets
from yangguang.apps.registers.services.screening import AT_ONCE
from yangguang.apps.registers.services.screening_jobs import ask_look
from yangguang.desk.access import needs
from yangguang.desk.lists import Listing
from yangguang.desk.registers import DEFINE, access_register
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.registers_privacy import Heap, asked, shown_finding
from yangguang.desk.views.registers_screening import Watched, watched
from yangguang.law.registers import read_definition
from yangguang.text.privacy import LABELS, Kind


def hold(request: DeskRequest, register: Register, text: str) -> HttpResponseBase:
    """Have the definition wait, begin to look, and show how far that is."""
    viewer = request.viewer
    held = hold_definition(register=register, text=text, by=viewer.actor, at=viewer.now)
    if unlooked(held)[AT_ONCE : AT_ONCE + 1]:
        ask_look(held=held, by=viewer.actor, at=viewer.now)
    else:
        look_through(held=held, at=viewer.now)
    messages.warning(
        request, "定义还没有启用：改为公开的栏目要先排查现行条目里的个人信息，处理完再启用。"
    )
    return redirect("held-register-definition", register.code)


def _held(code: str) -> HeldDefinition:
    register = access_register(code)
    held = (
        HeldDefinition.objects.filter(register=register)
        .select_related("register__definition", "job")
        .first()
    )
    if held is None:
        raise Http404("held definition")
    return held


def _watched(request: DeskRequest, held: HeldDefinition) -> Watched | None:
    return watched(held.job, left=held.looked_at is None, at=request.viewer.now)


@needs(DEFINE)
@require_GET
def held(request: DeskRequest, code: str) -> HttpResponseBase:
    """What waits, what was found, what can be done."""
    return _page(request, _held(code))


def _page(request: DeskRequest, waits: HeldDefinition, *, reason: str = "") -> HttpResponseBase:
    after = read_definition(waits.text)
    labels = {one.code: one.label for one in after.fields}
    found = waiting_in(waits)
    heaps = [
        Heap(
            row["field"], row["kind"], labels.get(row["field"], row["field"]),
            LABELS[Kind(row["kind"])], row["number"],
        )
        for row in found.order_by().values("field", "kind").annotate(number=Count("pk"))
        .order_by("-number")
    ]  # fmt: skip
    listing: Listing[PersonalFinding] = Listing(
        request, found.select_related("version"),
        sorts={"": ("条目次序", ("version", "field", "start"))},
    )  # fmt: skip
    context = {
        "heading": f"待启用的定义：{waits.register.name}",
        "register": waits.register,
        "held": waits,
        "columns": [labels.get(one, one) for one in waits.fields],
        "watched": _watched(request, waits),
        "verdict": opening_verdict(waits),
        "heaps": heaps,
        "listing": listing,
        "found": [shown_finding(one, labels) for one in listing.page],
        "sets": masking_sets(waits),
        "reason": reason,
    }
    return render(request, "desk/registers/held.html", context, status=422 if reason else 200)


@needs(DEFINE)
@require_GET
def progress(request: DeskRequest, code: str) -> HttpResponseBase:
    """The part of the page that refreshes itself while rows are looked through."""
    register = access_register(code)
    waits = HeldDefinition.objects.filter(register=register).select_related("job").first()
    moving = _watched(request, waits) if waits is not None else None
    context = {"register": register, "watched": moving}
    response = render(request, "desk/registers/_looking.html", context)
    if moving is None or not moving.going:
        response["HX-Refresh"] = "true"
    return response


# Watching is not working: the idle clock goes on.
progress.desk_passive = True  # type: ignore[attr-defined] # read by DeskSession


@needs(DEFINE)
@require_POST
def settle(request: DeskRequest, code: str) -> HttpResponseBase:
    """Findings masked by a draft change, or cleared with a reason."""
    viewer = request.viewer
    waits = _held(code)
    mask, keys, reason = asked(request.POST, waiting_in(waits))
    try:
        if mask:
            agency = viewer.agency
            if agency is None:
                raise Http404("agency")
            draft = mask_opened(
                held=waits, findings=keys, agency=agency, by=viewer.actor, at=viewer.now
            )
            messages.success(
                request, f"已把遮盖写进变更“{draft.title}”，请送审；审核公开后这里就处理完了。"
            )
        else:
            count = clear_opened(
                held=waits, findings=keys, reason=reason, by=viewer.actor, at=viewer.now
            )
            messages.success(request, f"已认定{count}处可以公开，理由随条目保存。")
    except BadRows as bad:
        for problem in bad.problems[:10]:
            messages.error(request, str(problem))
    except Refused as refusal:
        messages.error(request, str(refusal))
        if reason:
            # What was typed is shown again.
            return _page(request, waits, reason=reason)
    return redirect("held-register-definition", code)


@needs(DEFINE)
@require_POST
def act(request: DeskRequest, code: str) -> HttpResponseBase:
    """Put it into use, go on looking, or give it up."""
    viewer = request.viewer
    waits = _held(code)
    do = request.POST.get("do", "")
    if do == "begin":
        ask_look(held=waits, by=viewer.actor, at=viewer.now)
        messages.success(request, "已经从停下的地方继续排查，进度见下面。")
    elif do == "drop":
        drop_held(held=waits, by=viewer.actor, at=viewer.now)
        messages.success(request, "已放弃，现行定义没有变化，这些栏目仍然不公开。")
        return redirect("register-definition", code)
    else:
        before = definition_of(waits.register).version
        try:
            redefine(register=waits.register, text=waits.text, by=viewer.actor, at=viewer.now)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"新定义已经启用（原为{before}版）。")
            return redirect("register-definition", code)
    return redirect("held-register-definition", code)
