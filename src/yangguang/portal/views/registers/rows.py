"""One row of a register: as it reads now, as it read in any version, and where it was taken down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from yangguang.apps.files.models import StoredFile
from yangguang.apps.registers.models import Register, Row, Version, What
from yangguang.apps.registers.selectors import (
    Difference,
    is_down,
    public_cells,
    public_differences,
    public_registers,
    public_title,
    row_history,
)
from yangguang.law.registers import Definition, Field, FieldType, Value, show_value
from yangguang.portal.context import read_site
from yangguang.portal.methods import read_only
from yangguang.portal.views.registers.finding import depend_on_rows, register_or_404, row_or_404
from yangguang.portal.wording import file_name
from yangguang.press import keys
from yangguang.press.addresses import content_type
from yangguang.press.holding import ATTACHMENT_POLICY
from yangguang.press.pressing import pressed

MOST_VERSIONS = 50
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True, slots=True)
class Shown:
    """One column of a row on its page. ``link`` leads on; ``picture`` says that the link is one."""

    field: Field
    text: str
    link: str = ""
    outside: bool = False
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Columns that stand together under one heading."""

    heading: str
    columns: Sequence[Shown]


@read_only
@pressed
def row(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """The row as it reads now, with what it read before; 410 with the reason where it was taken
    down."""
    register, definition = register_or_404(code)
    found = row_or_404(register, key)
    if found.down_at is not None:
        return _taken_down(request, register, definition, found)
    wordings = row_history(found).filter(number__gt=found.down_upto)
    history = list(wordings.select_related("base__definition")[:MOST_VERSIONS])
    return _page(request, register, definition, found, history[0], history)


@read_only
@pressed
def version(request: HttpRequest, code: str, key: int, number: int) -> HttpResponse:
    """One wording of the row, citable for ever; nothing of a row that was taken down."""
    register, definition = register_or_404(code)
    found = row_or_404(register, key)
    if found.down_at is not None:
        return _taken_down(request, register, definition, found)
    one = row_history(found).filter(number=min(number, 2**31 - 1)).first()
    if one is None:
        raise Http404("version")
    if is_down(one):
        return _taken_down(request, register, definition, found)
    return _page(request, register, definition, found, one, [])


def _taken_down(
    request: HttpRequest, register: Register, definition: Definition, found: Row
) -> HttpResponse:
    # A row that is public anew keeps no reason of its own; the change that took it down does.
    down = row_history(found).filter(number=found.down_upto).first()
    context = {"register": register, "definition": definition, "row": found, "down": down}
    return render(request, "portal/registers/down.html", context, status=410)


def _page(
    request: HttpRequest,
    register: Register,
    definition: Definition,
    found: Row,
    shown: Version,
    history: list[Version],
) -> HttpResponse:
    depend_on_rows(register, found.pk)
    keys.depend(keys.agency(found.agency_id))
    title = public_title(shown, definition)
    changes: list[Difference] = list(public_differences(history, definition))
    context: dict[str, Any] = {
        "register": register,
        "definition": definition,
        "row": found,
        "version": shown,
        "title": title,
        "removed": shown.what == What.REMOVED,
        "parts": _parts(register, definition, shown),
        "history": changes,
        "more": found.versions_published - found.down_upto > len(history) > 0,
        "own_page": bool(history),
        "cite": citation(register, shown, title),
        "address": reverse("register-version", args=[register.code, found.pk, shown.number]),
        "project": _project(definition, shown),
    }
    return render(request, "portal/registers/row.html", context)


def citation(register: Register, version: Version, title: str) -> str:
    """How to cite a wording: body, register, row, version, day, and the address that stays."""
    day = version.valid_from
    place = reverse("register-version", args=[register.code, version.row_id, version.number])
    dated = f"，{day.year}年{day.month}月{day.day}日" if day else ""
    return (
        f"{version.agency.name}：《{register.name}》“{title}”（第{version.number}版）{dated}，"
        f"{read_site().url}{place}"
    )


def _project(definition: Definition, version: Version) -> str:
    """The project a row belongs to, where the definition puts rows of one project on a page."""
    if definition.timeline is None or definition.field(definition.timeline.project).internal:
        return ""
    value = version.values.get(definition.timeline.project)
    return value if isinstance(value, str) else ""


def _parts(register: Register, definition: Definition, version: Version) -> list[Part]:
    parts: dict[str, list[Shown]] = {}
    for field, value in public_cells(version, definition):
        shown = _shown(register, version, field, value)
        parts.setdefault(field.group, []).append(shown)
    return [Part(heading, columns) for heading, columns in parts.items()]


def _shown(register: Register, version: Version, field: Field, value: Value) -> Shown:
    text = show_value(field, value)
    if value is None or not text:
        return Shown(field, "")
    match field.type:
        case FieldType.LINK:
            return Shown(field, text, text, outside=True)
        case FieldType.FILE:
            stored = _stored(value)
            link = file_address(register, version, field.code, value, stored)
            picture = stored is not None and stored.media_type in PICTURES
            return Shown(field, text, link, picture=picture)
        case FieldType.ITEM:
            return Shown(field, text, reverse("index-number", args=[text]))
        case FieldType.ROW:
            return Shown(field, text, _row_meant(field, version, text))
    return Shown(field, f"{text}{field.unit}" if field.unit else text)


def file_address(
    register: Register, version: Version, field: str, value: Value, stored: StoredFile | None
) -> str:
    """Where a file of a wording is to be had, under the name it is saved by; empty without one."""
    if stored is None or not isinstance(value, dict):
        return ""
    name = file_name(Path(str(value.get("name", ""))).stem or field, stored.media_type)
    return reverse(
        "register-file-named", args=[register.code, version.row_id, version.number, field, name]
    )


def _row_meant(field: Field, version: Version, key: str) -> str:
    """The page of the row of another register that has this key, of the same body if it has one."""
    rows = Row.objects.filter(
        register__in=public_registers().filter(code=field.of),
        key=key,
        versions_published__gt=0,
        down_at__isnull=True,
    )
    scoped = list(rows.filter(scope__in=(0, version.agency_id))[:1]) or list(rows[:1])
    return reverse("register-row", args=[field.of, scoped[0].pk]) if scoped else ""


def _stored(value: Value) -> StoredFile | None:
    if not isinstance(value, dict):
        return None
    return StoredFile.objects.filter(pk=int(value["file"])).first()


@read_only
@pressed
def file(
    request: HttpRequest, code: str, key: int, number: int, field: str, name: str = ""
) -> HttpResponseBase:
    """The bytes of a file in a public column of a wording, always as a download.

    Its address ends with the name under which it is saved; any other ending leads there.
    """
    register, definition = register_or_404(code)
    found = row_or_404(register, key)
    one = row_history(found).filter(number=min(number, 2**31 - 1)).first()
    if found.down_at is not None or one is None or is_down(one):
        raise Http404("file")
    values = {column.code: value for column, value in public_cells(one, definition)}
    stored = _stored(values.get(field))
    if stored is None:
        raise Http404("file")
    folder = Path(settings.FILES_FOLDER).resolve()
    place = (folder / stored.path).resolve()
    if not place.is_relative_to(folder) or not place.is_file():
        raise Http404("file")
    wanted = file_address(register, one, field, values[field], stored)
    if name != unquote(wanted).rsplit("/", 1)[1]:
        return HttpResponseRedirect(wanted)
    depend_on_rows(register, found.pk)
    response = FileResponse(place.open("rb"), content_type=content_type(request.path))
    saved = quote(unquote(wanted).rsplit("/", 1)[1])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{saved}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = ATTACHMENT_POLICY
    return response
