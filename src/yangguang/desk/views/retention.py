"""到期个人信息: what is due for destruction and why, the lists to be signed, and the certificates."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.vault.models import Destruction, DestructionLine
from yangguang.apps.vault.problems import NotAllowed
from yangguang.apps.vault.retention import retention_rules
from yangguang.apps.vault.selectors import destructions, retention_list
from yangguang.apps.vault.services import (
    drop_destruction,
    list_due,
    propose_destruction,
    sign_destruction,
)
from yangguang.desk.access import needs, posted, proved
from yangguang.desk.forms.calendar import WhyForm
from yangguang.desk.forms.personal import ApprovalForm
from yangguang.desk.lists import Listing, words
from yangguang.desk.viewer import DeskRequest, Viewer

MANAGE = Permission.RETENTION_MANAGE
VIEW = Permission.AUDIT_VIEW


def _reach(viewer: Viewer) -> list[int] | None:
    """The bodies whose lists the person may see; None for all."""
    keys: set[int] = set()
    for permission in (MANAGE, VIEW):
        if viewer.may_somewhere(permission):
            found = viewer.visible_keys(permission)
            if found is None:
                return None
            keys |= set(found)
    return sorted(keys)


def _names(keys: Iterable[int | None]) -> dict[int, str]:
    wanted = {key for key in keys if key is not None}
    return dict(Agency.objects.filter(pk__in=wanted).values_list("pk", "name"))


@needs(MANAGE, VIEW)
@require_GET
def retention(request: DeskRequest) -> HttpResponseBase:
    """What is due, by which rule and since when; below it the lists and the rules themselves."""
    viewer = request.viewer
    reach = _reach(viewer)
    listing = Listing(
        request, retention_list(agency_keys=reach), sorts={"due": ("到期日期", ("due_on", "id"))}
    )
    rules = retention_rules()
    waiting = set(
        DestructionLine.objects.filter(
            destruction__state=Destruction.State.PENDING,
            subject__in=[row.subject_id for row in listing.page],
        ).values_list("subject_id", flat=True)
    )
    names = _names(row.agency_key for row in listing.page)
    found = destructions(agency_keys=reach)
    context = {
        "heading": "到期个人信息",
        "listing": listing,
        "rows": [
            (
                row,
                rules.get(row.kind),
                names.get(row.agency_key or 0, ""),
                row.subject_id in waiting,
            )
            for row in listing.page
        ],
        "rules": sorted(rules.values(), key=lambda rule: rule.kind),
        "pending": found.filter(state=Destruction.State.PENDING),
        "past": found.exclude(state=Destruction.State.PENDING)[:50],
        "manages": viewer.may_somewhere(MANAGE),
        "form": ApprovalForm(label_suffix=""),
    }
    return render(request, "desk/retention/list.html", context)


@needs(MANAGE)
@require_POST
def refresh(request: DeskRequest) -> HttpResponseBase:
    """Bring the list up to date now instead of tonight."""
    list_due(by=request.viewer.actor, at=request.viewer.now)
    messages.success(request, "清单已更新。")
    return redirect("retention")


@needs(MANAGE)
@require_POST
def propose(request: DeskRequest) -> HttpResponseBase:
    """Put the ticked people on a list that another has to sign."""
    viewer = request.viewer
    try:
        made = propose_destruction(
            [one for one in map(_person, request.POST.getlist("person")) if one is not None],
            approval=words(request.POST, "approval", longest=200),
            agency_keys=viewer.visible_keys(MANAGE),
            by=viewer.actor,
            at=viewer.now,
        )
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("retention")
    messages.success(request, "已列入销毁清册，等待另一名负责人复核签字。现在什么都没有销毁。")
    return redirect("destruction", made.pk)


def _person(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _access(key: int, reach: list[int] | None) -> Destruction:
    """The list, if the person may see somebody on it."""
    found = destructions(agency_keys=reach).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _whole(viewer: Viewer, key: int) -> Destruction:
    """The list, if every body on it lies within the person's reach: it is decided as a whole."""
    reach = viewer.visible_keys(MANAGE)
    found = _access(key, reach)
    if reach is not None and found.lines.exclude(agency_key__in=reach).exists():
        raise Http404
    return found


@needs(MANAGE, VIEW)
@require_GET
def destruction(request: DeskRequest, key: int) -> HttpResponseBase:
    """One list: who stands on it and by which rule; the certificate once it is signed."""
    viewer = request.viewer
    reach = _reach(viewer)
    found = _access(key, reach)
    shown = found.lines.all() if reach is None else found.lines.filter(agency_key__in=reach)
    lines = list(shown)
    names = _names(line.agency_key for line in lines)
    rules = retention_rules()
    context = {
        "heading": found.number or "销毁清册（待编号）",
        "destruction": found,
        "rows": [
            (line, names.get(line.agency_key or 0, ""), rules.get(line.kind)) for line in lines
        ],
        "bases": list(dict.fromkeys(line.basis for line in lines)),
        "is_pending": found.state == Destruction.State.PENDING,
        "is_own": found.proposed_by_key == viewer.actor.key,
        "manages": viewer.may_somewhere(MANAGE),
    }
    return render(request, "desk/retention/destruction.html", context)


@needs(MANAGE)
@require_POST
@proved
def sign(request: DeskRequest, key: int) -> HttpResponseBase:
    """Destroy what the list names; for good."""
    viewer = request.viewer
    found = _whole(viewer, key)
    try:
        done = sign_destruction(found, by=viewer.actor, at=viewer.now)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已销毁 {done.people} 人的个人信息，凭证为{done.number}。")
    return redirect("destruction", found.pk)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def drop(request: DeskRequest, key: int) -> HttpResponseBase:
    """Give the list up."""
    viewer = request.viewer
    found = _whole(viewer, key)
    form = WhyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            drop_destruction(found, **form.cleaned_data, by=viewer.actor, at=viewer.now)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "已放弃，没有销毁任何信息。")
        return redirect("retention")
    context = {
        "heading": "放弃销毁清册",
        "form": form,
        "button": "放弃",
        "back": "destruction",
        "back_key": found.pk,
        "explain": "放弃后这些信息仍在到期清单中，可以重新提出。",
    }
    return render(request, "desk/reason.html", context, status=422 if form.errors else 200)
