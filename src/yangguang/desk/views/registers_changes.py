"""Change sets: from the draft over the review to what is public, and back again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, PersonalFinding, Version, What
from yangguang.apps.registers.rows import BadRows, problems_of
from yangguang.apps.registers.selectors import differences_of, sets_in_reach
from yangguang.apps.registers.services import (
    discard_change_set,
    drop_proposals,
    open_change_set,
    publish_change_set,
    rename_change_set,
    return_change_set,
    undo_change_set,
)
from yangguang.apps.registers.services.publishing import list_problems
from yangguang.desk.access import needs, posted
from yangguang.desk.lists import Listing, words
from yangguang.desk.registers import (
    EDIT,
    REVIEW,
    VIEW,
    access_register,
    access_set,
    editable,
    may_review,
    own_or_only,
    picked,
)
from yangguang.desk.registers_forms import AdjustForm, SetForm
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.registers_entry import hand_in
from yangguang.desk.views.registers_screening import verdict_of, watched_set
from yangguang.law.registers import Definition, Severity

S = ChangeSet.State
CHECKED = 2_000
"""Rows whose own rules are looked at for the page of a change set."""


NAMED = 5
"""Rows named beside a rule that many of them break."""


@dataclass(frozen=True, slots=True)
class Told:
    """A rule that rows of a draft break, how many do, and the first of them."""

    severity: Severity
    sentence: str
    number: int
    places: tuple[str, ...]


@needs(VIEW)
@require_GET
def changes(request: DeskRequest) -> HttpResponseBase:
    """All change sets of the bodies within reach, narrowed by state and register."""
    viewer = request.viewer
    rows = sets_in_reach(viewer.visible(VIEW).order_by())
    state = request.GET.get("state", "")
    if state == "returned":
        rows = rows.filter(state=S.DRAFT).exclude(returned_why="")
    elif state in S.values:
        rows = rows.filter(state=state)
    code = request.GET.get("register", "")
    if code:
        rows = rows.filter(register__code=code)
    query = words(request.GET, "q", longest=100)
    if query:
        rows = rows.filter(title__icontains=query)
    listing: Listing[ChangeSet] = Listing(
        request,
        rows,
        sorts={"": ("最近起草", ("-pk",)), "public": ("最近公开", ("-published_at",))},
    )
    context = {
        "heading": "清单变更",
        "listing": listing,
        "states": [("", "全部"), *S.choices, ("returned", "被退回")],
        "state": state,
        "code": code,
        "found_words": query,
    }
    return render(request, "desk/registers/changes.html", context)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def adjust(request: DeskRequest, code: str) -> HttpResponseBase:
    """Begin a dynamic adjustment: its name, basis and day, before any row is in it."""
    viewer = request.viewer
    register = access_register(code)
    agencies = editable(viewer)
    form = AdjustForm(
        posted(request), agencies=agencies, initial={"agency": own_or_only(viewer, agencies)}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = open_change_set(
                register=register, agency=given["agency"], kind=ChangeSet.Kind.ADJUST,
                title=given["title"], basis=given["basis"], reason=given["reason"],
                in_force_on=given["in_force_on"], by=viewer.actor, at=viewer.now,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error("title", str(refusal))
        else:
            messages.success(request, "已建立。接着新增、更正、取消条目，或者导入表格。")
            return redirect("register-change", made.pk)
    context = {"heading": f"动态调整：{register.name}", "register": register, "form": form}
    return render(
        request, "desk/registers/adjust.html", context, status=422 if form.errors else 200
    )


@needs(VIEW)
@require_GET
def change(request: DeskRequest, key: int) -> HttpResponseBase:
    """The workbench of one change set: what it says of itself, its rows cell by cell, what is next."""
    return _page(request, access_set(request.viewer, key))


def _page(
    request: DeskRequest, change_set: ChangeSet, *, form: SetForm | None = None
) -> HttpResponseBase:
    viewer = request.viewer
    definition = definition_of(change_set.register)
    versions = change_set.versions.select_related("row", "base", "definition", "agency")
    what = request.GET.get("what", "")
    if what in What.values:
        versions = versions.filter(what=what)
    query = words(request.GET, "q", longest=100)
    if query:
        versions = versions.filter(title__icontains=query)
    listing: Listing[Version] = Listing(request, versions, sorts={"": ("提出次序", ("pk",))})
    waits = change_set.state in (S.DRAFT, S.SUBMITTED)
    draft = change_set.state == S.DRAFT
    shown = SetForm(
        initial={
            "title": change_set.title, "basis": change_set.basis, "reason": change_set.reason,
            "in_force_on": change_set.in_force_on,
        },
        label_suffix="",
    )  # fmt: skip
    personal = PersonalFinding.objects.filter(version__change_set=change_set)
    context = {
        "heading": change_set.title,
        "set": change_set,
        "register": change_set.register,
        "definition": definition,
        "listing": listing,
        "differences": list(differences_of(listing.page, internal=True)),
        "what": what,
        "found_words": query,
        "form": form or shown,
        "draft": draft,
        "many": versions.exclude(agency=change_set.agency_id).exists(),
        "problems": _problems(change_set, definition) if waits else [],
        "checked": CHECKED if change_set.added + change_set.changed > CHECKED else 0,
        "personal_waiting": personal.filter(publishable=False).count() if waits else 0,
        "personal_cleared": personal.filter(publishable=True).count(),
        "watched": watched_set(change_set, at=viewer.now),
        "screened": verdict_of(change_set),
        "edit_verdict": viewer.may(EDIT, change_set.agency),
        "review_verdict": may_review(viewer, change_set),
        "own": change_set.made_by_id == viewer.user.pk,
        "undone": change_set.undone_by.exclude(state=S.DISCARDED).first(),
        "scheduled": bool(change_set.in_force_on and change_set.in_force_on > viewer.today),
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "desk/registers/change.html", context, status=422 if wrong else 200)


def _problems(change_set: ChangeSet, definition: Definition) -> list[Told]:
    """Rules of the list and of its rows that are broken or ask for a look, each told once."""
    found = list_problems(change_set, definition)
    kept = change_set.versions.exclude(what=What.REMOVED).order_by("pk")[:CHECKED]
    for version in kept:
        found += problems_of(definition, version.values, place=f"“{version.title[:40]}”")
    places: dict[tuple[Severity, str], list[str]] = {}
    for one in found:
        places.setdefault((one.severity, one.sentence), []).append(one.place)
    told = [
        Told(severity, sentence, len(named), tuple(filter(None, named[:NAMED])))
        for (severity, sentence), named in places.items()
    ]
    return sorted(told, key=lambda one: one.severity != Severity.ERROR)


@needs(EDIT)
@require_POST
def rename(request: DeskRequest, key: int) -> HttpResponseBase:
    """What the draft says of itself."""
    change_set = access_set(request.viewer, key, EDIT)
    form = SetForm(request.POST, label_suffix="")
    if form.is_valid():
        given = form.cleaned_data
        try:
            rename_change_set(
                change_set=change_set, title=given["title"], basis=given["basis"],
                reason=given["reason"], in_force_on=given["in_force_on"],
                by=request.viewer.actor, at=request.viewer.now,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error("title", str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect("register-change", key)
    return _page(request, change_set, form=form)


@needs(EDIT)
@require_POST
def drop(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take ticked proposals out of the draft."""
    change_set = access_set(request.viewer, key, EDIT)
    keys = picked(request.POST.getlist("pick"))
    if not keys:
        messages.error(request, "请先勾选要移出的条目。")
        return redirect("register-change", key)

    def act(given: dict[str, Any]) -> str:
        count = drop_proposals(change_set=change_set, versions=keys, **given)
        return f"已移出{count}条，它们保持现在的样子。"

    return _done(request, change_set, act)


def _done(
    request: DeskRequest, change_set: ChangeSet, act: Callable[[dict[str, Any]], str]
) -> HttpResponseBase:
    """Do it and say so, or say why not; back on the page of the change set."""
    try:
        said = act({"by": request.viewer.actor, "at": request.viewer.now})
    except BadRows as bad:
        for problem in bad.problems[:10]:
            messages.error(request, str(problem))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("register-change", change_set.pk)


@needs(EDIT)
@require_POST
def submit(request: DeskRequest, key: int) -> HttpResponseBase:
    """Hand the draft in for review."""
    return hand_in(request, access_set(request.viewer, key, EDIT))


@needs(REVIEW)
@require_POST
def send_back(request: DeskRequest, key: int) -> HttpResponseBase:
    """Give it back to be mended."""
    change_set = access_set(request.viewer, key, REVIEW)

    def act(given: dict[str, Any]) -> str:
        return_change_set(change_set=change_set, why=request.POST.get("why", ""), **given)
        return "已退回起草人修改。"

    return _done(request, change_set, act)


@needs(REVIEW)
@require_POST
def publish(request: DeskRequest, key: int) -> HttpResponseBase:
    """Approve it: public now, or on the day it comes into force."""
    change_set = access_set(request.viewer, key, REVIEW)

    def act(given: dict[str, Any]) -> str:
        done = publish_change_set(change_set=change_set, **given)
        if done.state == S.SCHEDULED:
            return f"已审定，{done.in_force_on:%Y-%m-%d}起施行，到日自动公开。"
        return f"已公开：新增{done.added}条，修改{done.changed}条，取消{done.removed}条。"

    return _done(request, change_set, act)


@needs(EDIT)
@require_POST
def discard(request: DeskRequest, key: int) -> HttpResponseBase:
    """Give the draft up."""
    change_set = access_set(request.viewer, key, EDIT)

    def act(given: dict[str, Any]) -> str:
        discard_change_set(change_set=change_set, **given)
        return "已放弃，清单没有任何变化。"

    return _done(request, change_set, act)


@needs(EDIT)
@require_POST
def undo(request: DeskRequest, key: int) -> HttpResponseBase:
    """Propose the inverse of a published set."""
    change_set = access_set(request.viewer, key, EDIT)
    try:
        inverse = undo_change_set(
            change_set=change_set, reason=request.POST.get("reason", ""),
            by=request.viewer.actor, at=request.viewer.now,
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("register-change", key)
    messages.success(request, "已生成撤销它的变更。请核对，送审并审核后恢复原状。")
    return redirect("register-change", inverse.pk)
