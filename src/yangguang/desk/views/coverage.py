"""公开清单落实: the matrix of bodies and rows within reach, and tying items to what they meet."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.coverage.models import Cell, State, Tie
from yangguang.apps.coverage.reckoning import demand_of, standing_registers
from yangguang.apps.coverage.selectors import (
    items_of,
    list_rows,
    matrix,
    standings_of,
    tallies,
    tally,
    ties_of,
    version_of,
)
from yangguang.apps.coverage.services import decide_tie, propose_ties, tie_item
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Register
from yangguang.desk.access import access_agency, needs
from yangguang.desk.lists import Listing, words
from yangguang.desk.registers import access_register
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.law.registers.standing import GENERAL, read_time_limit

VIEW, TIE = Permission.REGISTER_VIEW, Permission.ITEM_EDIT
MOST_FOUND = 20


def _list(code: str) -> Register:
    register = access_register(code)
    if definition_of(register).standing is None:
        raise Http404
    return register


def access_cell(viewer: Viewer, key: int, permission: Permission = VIEW) -> Cell:
    """The cell, if its body lies within the person's reach."""
    cell = (
        Cell.objects.filter(pk=key, agency__in=viewer.visible(permission))
        .select_related("agency", "row", "register__definition")
        .first()
    )
    if cell is None:
        raise Http404
    return cell


@needs(VIEW)
@require_GET
def overview(request: DeskRequest) -> HttpResponseBase:
    """The lists of standing duties, with how the bodies within reach stand to them."""
    viewer = request.viewer
    within = viewer.visible_keys(VIEW)
    lists = [
        (register, definition_of(register), tallies(register, viewer.today, within))
        for register, _ in standing_registers()
    ]
    context = {"heading": "公开清单落实", "lists": lists}
    return render(request, "desk/coverage/overview.html", context)


@needs(VIEW)
@require_GET
def of_list(request: DeskRequest, code: str) -> HttpResponseBase:
    """Bodies within reach by groups of rows, or by the rows of one group."""
    viewer = request.viewer
    register = _list(code)
    group = words(request.GET, "group", longest=100)
    known = {one.group for one in list_rows(register)}
    group = group if group in known else ""
    found = matrix(
        register, viewer.today, viewer.visible_keys(VIEW), group=group,
        number=request.GET.get("page"),
    )  # fmt: skip
    context = {
        "heading": f"{register.name}落实情况",
        "register": register,
        "matrix": found,
        "group": group,
        "all": found.all,
        "states": list(State),
    }
    return render(request, "desk/coverage/list.html", context)


@needs(VIEW)
@require_GET
def of_body(request: DeskRequest, code: str, key: int) -> HttpResponseBase:
    """What one body owes to a list, row by row."""
    viewer = request.viewer
    register, body = _list(code), access_agency(viewer, key, VIEW)
    every = standings_of(register, body, viewer.today)
    asked = request.GET.get("state", "")
    asked = asked if asked in set(State) else ""
    waiting = Tie.objects.filter(
        agency=body, row__register=register, word=Tie.Word.PROPOSED
    ).values_list("row", flat=True)
    context = {
        "heading": f"{body.name}：{register.name}",
        "register": register,
        "agency": body,
        "standings": [one for one in every if not asked or one.state.value == asked],
        "asked": asked,
        "all": tally([one.state for one in every]),
        "states": list(State),
        "waiting": set(waiting),
        "may_tie": bool(viewer.may(TIE, body)),
    }
    return render(request, "desk/coverage/body.html", context)


@needs(TIE)
@require_POST
def propose(request: DeskRequest, code: str, key: int) -> HttpResponseBase:
    """Look for items whose titles are like the rows that nothing meets."""
    viewer = request.viewer
    register, body = _list(code), access_agency(viewer, key, TIE)
    number = propose_ties(register=register, agency=body, by=viewer.actor, at=viewer.now)
    if number:
        messages.success(
            request, f"找到 {number} 条标题相近的信息，已列为待确认；请逐项打开，确认或者排除。"
        )
    else:
        messages.info(request, "没有找到新的标题相近的信息。可以打开一项，按标题自行查找。")
    return redirect("coverage-body", code, key)


@needs(VIEW)
@require_GET
def cell(request: DeskRequest, key: int) -> HttpResponseBase:
    """One row as one body stands to it: how the day was worked out, what meets it, what might."""
    viewer = request.viewer
    found = access_cell(viewer, key)
    request.rail_at = reverse("coverage")
    version = version_of(found)
    if version is None:
        raise Http404
    definition = definition_of(found.register)
    may_tie = bool(viewer.may(TIE, found.agency))
    standing = definition.standing
    limit_text = str(version.values.get(standing.limit) or "") if standing else ""
    asked = words(request.GET, "q", longest=100)
    listing: Listing[Item] = Listing(
        request, items_of(found), sorts={"": ("", ("-listed_on", "-pk"))}
    )
    context = {
        "heading": version.title,
        "register": found.register,
        "cell": found,
        "agency": found.agency,
        "state": found.state(viewer.today),
        "demand": demand_of(version),
        "limit_text": limit_text,
        "limit_said": read_time_limit(limit_text) is not None,
        "general": GENERAL,
        "facts": [
            (field.label, version.values[field.code])
            for field in definition.fields
            if version.values.get(field.code)
        ],
        "listing": listing,
        "ties": list(ties_of(found)),
        "may_tie": may_tie,
        "may_open": bool(viewer.may(Permission.ITEM_VIEW, found.agency)),
        "asked": asked,
        "found": _find(found.agency, asked) if may_tie and asked else [],
    }
    return render(request, "desk/coverage/cell.html", context)


def _find(agency: Agency, asked: str) -> list[Item]:
    """Published items of the body by their title or index number, newest first."""
    items = Item.objects.filter(agency=agency, state=ItemState.PUBLISHED)
    named = items.filter(Q(title__contains=asked) | Q(index_number=asked))
    return list(named.order_by("-listed_on", "-pk")[:MOST_FOUND])


@needs(TIE)
@require_POST
def tie(request: DeskRequest, key: int) -> HttpResponseBase:
    """Say that an item meets the row."""
    viewer = request.viewer
    found = access_cell(viewer, key, TIE)
    chosen = request.POST.get("item", "")
    item = (
        Item.objects.filter(pk=int(chosen)).first()
        if chosen.isascii() and chosen.isdigit() and len(chosen) < 19
        else None
    )
    if item is None:
        messages.error(request, "没有找到所选的信息，请重新查找后再选。")
        return redirect("coverage-cell", key)
    try:
        tie_item(cell=found, item=item, by=viewer.actor, at=viewer.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已确认“{item.title}”落实这一项。")
    return redirect("coverage-cell", key)


@needs(TIE)
@require_POST
def decide(request: DeskRequest, key: int) -> HttpResponseBase:
    """Confirm or reject what was proposed, or take an earlier word back."""
    viewer = request.viewer
    found = (
        Tie.objects.filter(pk=key, agency__in=viewer.visible(TIE)).select_related("item").first()
    )
    word = request.POST.get("word", "")
    if found is None or word not in (Tie.Word.CONFIRMED, Tie.Word.REJECTED):
        raise Http404
    decide_tie(tie=found, word=Tie.Word(word), by=viewer.actor, at=viewer.now)
    said = "落实这一项" if word == Tie.Word.CONFIRMED else "不是这一项的信息"
    messages.success(request, f"已认定：“{found.item.title}”{said}。")
    standing = Cell.objects.filter(row=found.row_id, agency=found.agency_id).first()
    return redirect("coverage-cell", standing.pk) if standing else redirect("coverage")
