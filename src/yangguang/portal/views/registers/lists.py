"""清单与公示: all registers, one list with its filters and figures, and what it is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, Register
from yangguang.apps.registers.selectors import (
    Choice,
    Reply,
    bodies_of,
    choices_of,
    public_registers,
    rows_of_each,
)
from yangguang.law.registers import Definition, Field, FieldType, show_value
from yangguang.law.registers.model import Severity
from yangguang.law.registers.telling import told
from yangguang.portal.methods import read_only
from yangguang.portal.registers import pages
from yangguang.portal.registers.asked import Asked, answer, name_in_address, read_asked
from yangguang.portal.registers.drawing import drawings, totals_of
from yangguang.portal.views.registers.finding import (
    depend_on_list,
    depend_on_pages,
    depend_on_rows,
    register_or_404,
)
from yangguang.press import keys
from yangguang.press.pressing import pressed
from yangguang.press.questions import ANYTHING, asking

SHOWN_AT_ONCE = 6
MOST_SHOWN = 60
"""Values beyond this many are asked for in words; bodies are always listed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One register among all."""

    register: Register
    definition: Definition
    rows: int
    updated: date | None


@read_only
@pressed
def registers(request: HttpRequest) -> HttpResponse:
    """Every register, by its group."""
    keys.depend(keys.REGISTERS)
    newest = dict(
        ChangeSet.objects.filter(state=ChangeSet.State.PUBLISHED, register__shown=True)
        .order_by()
        .values_list("register")
        .annotate(at=Max("published_at"))
    )
    rows = rows_of_each()
    entries = [
        Entry(
            one,
            definition_of(one),
            rows.get(one.pk, 0),
            timezone.localdate(newest[one.pk]) if one.pk in newest else None,
        )
        for one in public_registers()
    ]
    order = {
        group: place
        for place, group in reversed(list(enumerate(e.register.group for e in entries)))
    }
    entries.sort(key=lambda one: order[one.register.group])
    groups = [
        (group, list(members))
        for group, members in groupby(entries, lambda one: one.register.group)
    ]
    return render(request, "portal/registers/all.html", {"groups": groups})


_STEPS = {
    FieldType.MONTH: re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII),
    FieldType.YEAR: re.compile(r"\d{4}", re.ASCII),
}


@dataclass(frozen=True, slots=True)
class Group:
    """One column to narrow the list by, with its values: the first few open, the rest folded."""

    name: str
    label: str
    first: Sequence[tuple[str, str, Choice]]
    """(what stands in the address, what is read, the choice)"""
    rest: Sequence[tuple[str, str, Choice]]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """A column that is asked for in words or numbers; ``kind`` is that of the input."""

    field: Field
    kind: str
    name: str
    first: str
    last: str
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """Something the list is narrowed by, with the names in the address that undo it."""

    label: str
    names: tuple[str, ...]


@read_only
@pressed
@asking(ANYTHING)
def register(request: HttpRequest, code: str) -> HttpResponse:
    """The list, as it stands or as the address narrows it."""
    return _list(request, code, pages.page_number(request.GET.get("page", "1")))


@read_only
@asking(ANYTHING)
def register_page(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """A further page of the list as it stands, at an address that a copy on any server has, too.
    A question about it is one about the whole list."""
    if request.META.get("QUERY_STRING") or number < 2:
        query = request.META.get("QUERY_STRING", "")
        address = reverse("register", args=[code])
        return HttpResponseRedirect(f"{address}?{query}" if query else address)
    number = pages.page_number(str(number))
    if number > pages.FINISHED:
        return _list(request, code, number)
    return _further(request, code, number)


@pressed
def _further(request: HttpRequest, code: str, number: int) -> HttpResponse:
    return _list(request, code, number, further=True)


def _list(request: HttpRequest, code: str, number: int, *, further: bool = False) -> HttpResponse:
    found, definition = register_or_404(code)
    if further:
        depend_on_pages(found)
    else:
        depend_on_list(found)
    asked = read_asked(found, definition, request.GET)
    reply, complaints = answer(found, definition, asked)
    page = pages.Page(number, reply.total)
    if page.number > page.last:
        raise Http404("page")
    columns = pages.columns_of(definition, reply)
    rows = pages.rows_of_page(reply, page)
    depend_on_rows(found, *(one.row_id for one in rows))
    keys.depend(*(keys.agency(one.agency_id) for one in rows))
    choices = choices_of(found, definition, reply)
    groups = _groups(found, definition, reply, choices)
    plain = not reply.question.narrowed and not asked.words
    context: dict[str, Any] = {
        "register": found,
        "definition": definition,
        "asked": asked,
        "question": reply.question,
        "complaints": complaints,
        "page": page,
        "total": reply.total,
        "by_index": reply.by_index,
        "name": pages.name_column(definition, reply),
        "columns": columns,
        "lines": pages.lines_of(found, definition, rows, columns),
        "several": len(groups) > 0 and groups[0].name == "agency",
        "groups": groups,
        "entered": _entered(definition, reply, choices),
        "taken": _taken(definition, asked, reply),
        "totals": totals_of(found, definition, reply),
        "drawings": drawings(found, definition, reply.question.agency)
        if plain and page.number == 1
        else [],
        "hidden": _hidden(definition, asked, reply),
        "feed_url": reverse("register-feed", args=[found.code, "rss"]),
        "list_url": reverse("register", args=[found.code]),
        "links": None
        if request.GET
        else pages.links_to(page, reverse("register", args=[found.code])),
        "title": found.name,
        "updated": _updated(found),
        "download": request.GET.urlencode(),
    }
    return render(request, "portal/registers/list.html", context)


def _updated(register: Register) -> ChangeSet | None:
    return (
        ChangeSet.objects.filter(register=register, state=ChangeSet.State.PUBLISHED)
        .order_by("-number")
        .first()
    )


def _groups(
    register: Register,
    definition: Definition,
    reply: Reply,
    choices: Mapping[str, Sequence[Choice]],
) -> list[Group]:
    """Bodies first, then each column that has something to choose."""
    groups = []
    bodies = bodies_of(register, definition, reply.question)
    named = Agency.objects.in_bulk(list(bodies))
    chosen = reply.question.agency
    if chosen is not None:
        named.setdefault(chosen.pk, chosen)
    ordered = sorted(named.values(), key=lambda one: (one.order, one.pk))
    entries = [
        (one.slug, one.name, Choice(one.slug, bodies.get(one.pk), chosen == one)) for one in ordered
    ]
    if len(entries) > 1 or chosen is not None:
        groups.append(_group("agency", "机构", entries))
    for code, values in choices.items():
        field = definition.field(code)
        entries = [(one.value, _worded(field, one.value), one) for one in values]
        if len(entries) > 1 or any(one.chosen for one in values):
            groups.append(_group(name_in_address(code), field.label, entries))
    return groups


def _worded(field: Field, value: str) -> str:
    """A value to narrow by as the table shows it: 2026年10月 for 2026-10."""
    known = _STEPS.get(field.type)
    return show_value(field, value) if known and known.fullmatch(value) else value


def _group(name: str, label: str, entries: Sequence[tuple[str, str, Choice]]) -> Group:
    chosen = "、".join(said for _, said, one in entries if one.chosen)
    most = len(entries) if name == "agency" else MOST_SHOWN
    return Group(name, label, entries[:SHOWN_AT_ONCE], entries[SHOWN_AT_ONCE:most], chosen)


def _entered(
    definition: Definition, reply: Reply, choices: Mapping[str, Sequence[Choice]]
) -> list[Entered]:
    """The columns that are not chosen from values: whole texts, numbers and days from and to."""
    kinds = {"t": "text", "n": "number", "d": "date"}
    said = reply.question.filters
    return [
        Entered(
            one,
            kinds[one.slot[0]],
            name_in_address(one.code),
            name_in_address(one.code, "_from"),
            name_in_address(one.code, "_to"),
            {
                "whole": said.get(one.code, ""),
                "first": said.get(f"{one.code}_from", ""),
                "last": said.get(f"{one.code}_to", ""),
            },
        )
        for one in definition.filters
        if one.slot and (one.code not in choices or len(choices[one.code]) > MOST_SHOWN)
    ]


def _taken(definition: Definition, asked: Asked, reply: Reply) -> list[Taken]:
    """What narrows the list, in words."""
    taken = []
    question = reply.question
    if asked.words:
        taken.append(Taken(f"含有“{asked.words}”", ("q",)))
    if question.day is not None:
        taken.append(Taken(f"{question.day.isoformat()} 的清单", ("as_of",)))
    if question.agency is not None:
        taken.append(Taken(question.agency.name, ("agency",)))
    for one in definition.filters:
        whole = question.filters.get(one.code)
        first = question.filters.get(f"{one.code}_from")
        last = question.filters.get(f"{one.code}_to")
        names = tuple(name_in_address(one.code, ending) for ending in ("", "_from", "_to"))
        if whole or first or last:
            span = whole or (
                f"{first} 至 {last}"
                if first and last
                else f"不小于 {first}"
                if first
                else f"不大于 {last}"
            )
            taken.append(Taken(f"{one.label}：{span}", names))
    return taken


def _hidden(definition: Definition, asked: Asked, reply: Reply) -> list[tuple[str, str]]:
    """The question as hidden inputs, for the forms that change one part of it."""
    question = reply.question
    pairs = [(name_in_address(code), said) for code, said in question.filters.items()]
    for ending in ("_from", "_to"):
        pairs = [
            (name_in_address(name.removesuffix(ending), ending), said)
            if name.endswith(ending)
            and name.removesuffix(ending) in {f.code for f in definition.filters}
            else (name, said)
            for name, said in pairs
        ]
    if question.agency is not None:
        pairs.append(("agency", question.agency.slug))
    if question.day is not None:
        pairs.append(("as_of", question.day.isoformat()))
    if asked.words:
        pairs.append(("q", asked.words))
    if question.sort:
        pairs.append(("sort", question.sort))
    return pairs


@read_only
@pressed
def about(request: HttpRequest, code: str) -> HttpResponse:
    """What the register is made of, in words: columns, rules, limits, where it comes from."""
    found, definition = register_or_404(code)
    keys.depend(keys.archive_of(keys.register(found.pk)))
    context = {
        "register": found,
        "definition": definition,
        "versions": found.definitions.order_by("-number"),
        "errors": [one for one in definition.checks if one.severity is Severity.ERROR],
        "warnings": [one for one in definition.checks if one.severity is Severity.WARNING],
        "limits": [
            (one, _start(definition, one.start), told(definition, one.when) if one.when else "")
            for one in definition.limits
        ],
        "stays": [
            (one, _start(definition, one.start), told(definition, one.when) if one.when else "")
            for one in definition.retentions
        ],
        "key": "、".join(
            definition.field(one).label
            for one in definition.key
            if not definition.field(one).internal
        ),
    }
    return render(request, "portal/registers/about.html", context)


def _start(definition: Definition, code: str) -> str:
    """The day from which a limit runs, in words."""
    words = {
        "published": "公开之日",
        "revoked": "决定被变更、撤销、确认违法或者无效之日",
        "repaired": "准予信用修复之日",
    }
    if code in words and code not in {one.code for one in definition.fields}:
        return words[code]
    known = {one.code: one for one in definition.fields}
    for ending, word in (("", ""), ("_from", "起始日"), ("_to", "截止日")):
        base = known.get(code.removesuffix(ending) if ending else code)
        if base is not None and (not ending or code.endswith(ending)):
            return "内部记载的日期" if base.internal else f"{base.label}{word}"
    return code
