"""Personal data in a change set: each finding masked by one press, or cleared with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, PersonalFinding
from yangguang.apps.registers.rows import BadRows
from yangguang.apps.registers.services.masking import clear_findings, mask_findings
from yangguang.apps.registers.services.screening import waiting_findings
from yangguang.apps.registers.services.screening_jobs import see_to_screening
from yangguang.desk.access import needs
from yangguang.desk.lists import Listing
from yangguang.desk.registers import EDIT, VIEW, access_set, picked
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.registers_screening import watched_set
from yangguang.law.registers import Definition
from yangguang.text.privacy import LABELS, Kind

MOST_FINDINGS = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """One finding with the words around it, the found ones apart."""

    finding: PersonalFinding
    label: str
    kind: str
    before: str
    words: str
    after: str
    maskable: bool


@dataclass(frozen=True, slots=True)
class Heap:
    """Findings of one kind in one column, which are mostly decided alike."""

    field: str
    kind: str
    label: str
    kind_label: str
    number: int


@needs(VIEW)
@require_GET
def privacy(request: DeskRequest, key: int) -> HttpResponseBase:
    """Personal data in a change set: masked by one press, or cleared with a reason."""
    viewer = request.viewer
    change_set = access_set(viewer, key)
    definition = definition_of(change_set.register)
    if change_set.state == ChangeSet.State.DRAFT and viewer.may(EDIT, change_set.agency):
        see_to_screening(change_set=change_set, by=viewer.actor, at=viewer.now)
    return _privacy_page(request, change_set, definition)


def _privacy_page(
    request: DeskRequest, change_set: ChangeSet, definition: Definition, *, reason: str = ""
) -> HttpResponseBase:
    viewer = request.viewer
    labels = {one.code: one.label for one in definition.fields}
    every = PersonalFinding.objects.filter(version__change_set=change_set)
    waiting = every.filter(publishable=False)
    heaps = [
        Heap(
            row["field"], row["kind"], labels.get(row["field"], row["field"]),
            LABELS[Kind(row["kind"])], row["number"],
        )
        for row in waiting.order_by().values("field", "kind").annotate(number=Count("pk"))
        .order_by("-number")
    ]  # fmt: skip
    state = "cleared" if request.GET.get("state") == "cleared" else ""
    shown = every.filter(publishable=True) if state else waiting
    field, kind = request.GET.get("field", ""), request.GET.get("kind", "")
    if field:
        shown = shown.filter(field=field)
    if kind:
        shown = shown.filter(kind=kind)
    listing: Listing[PersonalFinding] = Listing(
        request,
        shown.select_related("version"),
        sorts={"": ("条目次序", ("version", "field", "start"))},
    )
    context = {
        "heading": "个人信息",
        "watched": watched_set(change_set, at=viewer.now),
        "set": change_set,
        "register": change_set.register,
        "heaps": heaps,
        "listing": listing,
        "found": [shown_finding(one, labels) for one in listing.page],
        "waiting": waiting.count(),
        "cleared": every.filter(publishable=True).count(),
        "state": state,
        "field": field,
        "kind": kind,
        "reason": reason,
        "draft": change_set.state == ChangeSet.State.DRAFT,
        "verdict": viewer.may(EDIT, change_set.agency),
        "edit_verdict": viewer.may(EDIT, change_set.agency),
    }
    return render(request, "desk/registers/privacy.html", context, status=422 if reason else 200)


def shown_finding(one: PersonalFinding, labels: dict[str, str]) -> Found:
    text = one.version.values.get(one.field)
    if not isinstance(text, str):
        return Found(
            one, labels.get(one.field, one.field), LABELS[Kind(one.kind)],
            "附件中：", one.masked, "", False,
        )  # fmt: skip
    return Found(
        one,
        labels.get(one.field, one.field),
        LABELS[Kind(one.kind)],
        ("…" if one.start > 30 else "") + text[max(0, one.start - 30) : one.start],
        text[one.start : one.end],
        text[one.end : one.end + 30] + ("…" if one.end + 30 < len(text) else ""),
        True,
    )


def entered(post: QueryDict) -> str:
    """The act that somebody meant who typed one reason and pressed Enter; empty where it is unclear."""
    typed = [name for name in post if name.startswith("reason") and post.get(name, "").strip()]
    if len(typed) != 1:
        return ""
    which = typed[0].removeprefix("reason").removeprefix("-").replace("-", "/", 1)
    return f"clear:{which}" if which else "clear"


def asked(post: QueryDict, waiting: QuerySet[PersonalFinding]) -> tuple[bool, list[int], str]:
    """Whether to mask, which findings, and the reason: ticked ones, one of them, or a whole heap."""
    do, _, which = (post.get("do") or entered(post)).partition(":")
    reason = post.get(f"reason-{which.replace('/', '-')}" if which else "reason", "")
    if which.isdigit():
        keys = [int(which)]
    elif which:
        field, _, kind = which.partition("/")
        heap = waiting.filter(field=field, kind=kind)
        keys = list(heap.values_list("pk", flat=True)[:MOST_FINDINGS])
    else:
        keys = picked(post.getlist("pick"))
    return do == "mask", keys, reason


@needs(EDIT)
@require_POST
def settle(request: DeskRequest, key: int) -> HttpResponseBase:
    """Ticked findings, one of them, or a whole heap: masked or cleared."""
    viewer = request.viewer
    change_set = access_set(viewer, key, EDIT)
    mask, keys, reason = asked(request.POST, waiting_findings(change_set))
    try:
        if mask:
            count = mask_findings(
                change_set=change_set, findings=keys, by=viewer.actor, at=viewer.now
            )
            messages.success(request, f"已遮盖{count}处。")
        else:
            count = clear_findings(
                change_set=change_set, findings=keys, reason=reason, by=viewer.actor, at=viewer.now
            )
            messages.success(request, f"已认定{count}处可以公开，理由随条目保存。")
    except BadRows as bad:
        for problem in bad.problems[:10]:
            messages.error(request, str(problem))
    except Refused as refusal:
        messages.error(request, str(refusal))
        if reason:
            # What was typed is shown again.
            return _privacy_page(
                request, change_set, definition_of(change_set.register), reason=reason
            )
    address = reverse("register-change-privacy", args=[key])
    return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)
