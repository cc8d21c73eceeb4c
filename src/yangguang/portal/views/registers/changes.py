"""动态调整: every published change of a list, what it added, changed and removed cell by cell, and
what is decided and not yet in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse

from yangguang.apps.registers.models import ChangeSet, Register, Version, What
from yangguang.apps.registers.selectors import (
    Difference,
    public_differences,
    public_title,
    shown_sets,
)
from yangguang.law.registers import Definition
from yangguang.portal.methods import read_only
from yangguang.portal.registers.pages import Page, links_to, page_number
from yangguang.portal.views.registers.finding import (
    LARGEST,
    depend_on_list,
    depend_on_rows,
    register_or_404,
)
from yangguang.press import keys
from yangguang.press.pressing import pressed
from yangguang.press.questions import asking

SETS = 30
ROWS = 50


@read_only
@pressed
@asking("page")
def changes(request: HttpRequest, code: str) -> HttpResponse:
    """Every change of the register, the newest first; what comes into force stands above."""
    return _changes(request, code, page_number(request.GET.get("page", "1")))


@read_only
@asking("page")
def changes_page(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """A further page of them, at an address that a copy on any server has, too."""
    if request.META.get("QUERY_STRING") or number < 2:
        return HttpResponseRedirect(reverse("register-changes", args=[code]))
    return _further_changes(request, code, page_number(str(number)))


@pressed
def _further_changes(request: HttpRequest, code: str, number: int) -> HttpResponse:
    return _changes(request, code, number)


def _changes(request: HttpRequest, code: str, number: int) -> HttpResponse:
    register, definition = register_or_404(code)
    depend_on_list(register)
    found = _published(register)
    page = Page(number, found.count(), SETS)
    if page.number > page.last:
        raise Http404("page")
    first = (page.number - 1) * SETS
    coming = ChangeSet.objects.filter(
        register=register, state=ChangeSet.State.SCHEDULED
    ).select_related("agency")
    context: dict[str, Any] = {
        "register": register,
        "definition": definition,
        "sets": shown_sets(found[first : first + SETS]),
        "coming": shown_sets(coming.order_by("in_force_on", "pk")),
        "page": page,
        "links": links_to(page, reverse("register-changes", args=[register.code])),
        "list_url": reverse("register-changes", args=[register.code]),
    }
    return render(request, "portal/registers/changes.html", context)


def _published(register: Register) -> QuerySet[ChangeSet]:
    return (
        ChangeSet.objects.filter(
            register=register, state=ChangeSet.State.PUBLISHED, number__isnull=False
        )
        .select_related("agency", "undoes")
        .order_by("-number")
    )


@read_only
@pressed
@asking("page", "what")
def change(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One published change, cell by cell."""
    return _change(request, code, number, page_number(request.GET.get("page", "1")))


@read_only
@asking("page", "what")
def change_page(request: HttpRequest, code: str, number: int, which: int) -> HttpResponseBase:
    """A further page of it, at an address that a copy on any server has, too. A question about it is
    one about the whole change."""
    if request.META.get("QUERY_STRING") or which < 2:
        query = request.META.get("QUERY_STRING", "")
        address = reverse("register-change", args=[code, number])
        return HttpResponseRedirect(f"{address}?{query}" if query else address)
    return _further_change(request, code, number, page_number(str(which)))


@pressed
def _further_change(request: HttpRequest, code: str, number: int, which: int) -> HttpResponse:
    return _change(request, code, number, which)


def _change(request: HttpRequest, code: str, number: int, which: int) -> HttpResponse:
    register, definition = register_or_404(code)
    found = _published(register).filter(number=min(number, 2**31 - 1)).first()
    if found is None:
        raise Http404("change set")
    return _page(request, register, definition, found, which)


@read_only
@pressed
@asking("page", "what")
def coming(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """A change that is decided and not in force; once it is, this leads to it."""
    register, definition = register_or_404(code)
    found = (
        ChangeSet.objects.filter(register=register, pk=min(key, LARGEST))
        .select_related("agency", "undoes")
        .first()
    )
    if found is not None and found.state == ChangeSet.State.PUBLISHED:
        return HttpResponseRedirect(reverse("register-change", args=[code, found.number]))
    if found is None or found.state != ChangeSet.State.SCHEDULED:
        raise Http404("change set")
    return _page(request, register, definition, found, page_number(request.GET.get("page", "1")))


@dataclass(frozen=True, slots=True)
class Changed:
    """One row of a change. ``address`` leads to its wording, where it has one that may be shown."""

    difference: Difference
    title: str
    address: str


def _page(
    request: HttpRequest, register: Register, definition: Definition, found: ChangeSet, which: int
) -> HttpResponse:
    depend_on_list(register)
    what = request.GET.get("what", "")
    what = what if what in What.values else ""
    versions = found.versions.filter(what=what) if what else found.versions.all()
    counts = {What.ADDED: found.added, What.CHANGED: found.changed, What.REMOVED: found.removed}
    total = counts[What(what)] if what else sum(counts.values())
    page = Page(which, total, ROWS)
    if page.number > page.last:
        raise Http404("page")
    first = (page.number - 1) * ROWS
    keyed = list(versions.order_by("pk").values_list("pk", flat=True)[first : first + ROWS])
    rows = (
        Version.objects.filter(pk__in=keyed)
        .select_related("row", "base__definition", "definition", "agency")
        .order_by("pk")
    )
    differences = list(public_differences(rows, definition))
    depend_on_rows(register, *(one.version.row_id for one in differences))
    keys.depend(keys.agency(found.agency_id))
    shown = shown_sets([found])[0]
    undone = found.undone_by.filter(state=ChangeSet.State.PUBLISHED).first()
    context: dict[str, Any] = {
        "register": register,
        "definition": definition,
        "shown": shown,
        "change_set": found,
        "scheduled": found.state == ChangeSet.State.SCHEDULED,
        "rows": [_changed(register, definition, one) for one in differences],
        "page": page,
        "what": what,
        "whats": [(value, label, counts[What(value)]) for value, label in What.choices],
        "undone": undone,
        "several": len({one.version.agency_id for one in differences}) > 1,
        "links": None
        if what or found.number is None
        else links_to(page, _address(register, found)),
        "list_url": "",
    }
    return render(request, "portal/registers/change.html", context)


def _address(register: Register, found: ChangeSet) -> str:
    return reverse("register-change", args=[register.code, found.number])


def _changed(register: Register, definition: Definition, one: Difference) -> Changed:
    version = one.version
    if one.hidden:
        return Changed(replace(one, cells=()), "", "")
    address = ""
    if version.number is not None:
        address = reverse("register-version", args=[register.code, version.row_id, version.number])
    elif version.base is not None:
        address = reverse("register-row", args=[register.code, version.row_id])
    return Changed(one, public_title(version, definition), address)
