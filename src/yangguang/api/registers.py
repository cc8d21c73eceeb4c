"""Registers as open data: what each holds, its rows of today or of any day, every wording and every
change. Internal columns are not in it, and nothing of a row that was taken down.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status
from ninja.errors import HttpError

from yangguang.api import schemas
from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, Register, Row, Version
from yangguang.apps.registers.selectors import (
    Question,
    SetShown,
    filtered,
    find_row,
    live_rows,
    lookup_of,
    public_cells,
    public_differences,
    public_registers,
    public_title,
    row_history,
    rows_as_of,
    rows_of_each,
    shown_sets,
)
from yangguang.apps.registers.selectors.lookup import NEWEST, Lookup
from yangguang.law.registers import Definition, Field

PAGE = 50
LARGEST = 2**62
_OWN = frozenset({"agency", "as_of", "cursor"})
router = Router(tags=["registers"])


@router.get("", response=list[schemas.RegisterRow], summary="全部清单")
def list_registers(request: HttpRequest) -> list[dict[str, Any]]:
    """Every register that is shown, with how many rows it holds now."""
    rows = rows_of_each()
    return [_register(one, rows.get(one.pk, 0)) for one in public_registers()]


@router.get("/{code}", response={200: schemas.RegisterOut, 404: schemas.Problem}, summary="一份清单的字段与规则")  # fmt: skip
def get_register(request: HttpRequest, code: str) -> dict[str, Any]:
    """The definition in force: columns, rules, where it comes from."""
    register, definition = _find(code)
    return {
        **_register(register, rows_of_each().get(register.pk, 0)),
        "version": definition.version,
        "row_name": definition.row_name,
        "key": [one for one in definition.key if not definition.field(one).internal],
        "title": definition.title if not definition.field(definition.title).internal else "",
        "source": definition.source.name if definition.source else "",
        "fields": [_field(one) for one in definition.public_fields],
        "checks": [one.say for one in definition.checks],
    }


@router.get("/{code}/rows", response={200: schemas.RegisterRowPage, 400: schemas.Problem, 404: schemas.Problem}, summary="清单的条目，新的在前")  # fmt: skip
def list_rows(
    request: HttpRequest,
    code: str,
    agency: str = Query("", description="机构标识（slug）"),  # type: ignore[type-arg] # ninja's own idiom
    as_of: date | None = None,
    cursor: str = "",
) -> dict[str, Any]:
    """Fifty at a time; follow ``next`` until it is null. Columns that can be filtered are parameters
    by their codes, numbers and days also with ``_from`` and ``_to``."""
    register, definition = _find(code)
    day = None if as_of is None or as_of >= timezone.localdate() else as_of
    question = Question(_asked(request, definition), agency=_agency(agency), day=day)
    found = filtered(_rows(register, question), definition, question.filters)
    if found.complaints:
        raise HttpError(400, "".join(found.complaints))
    lookup = lookup_of(register, definition, question)
    rows, following = (
        _page(found.rows, cursor) if lookup is None else _page_looked_up(lookup, cursor)
    )
    loaded = Version.objects.select_related("agency", "definition").in_bulk(rows)
    return {
        "rows": [_row(register, definition, loaded[key]) for key in rows if key in loaded],
        "next": _next(request, following) if following else None,
    }


@router.get("/{code}/rows/{row}", response={200: schemas.RegisterVersion, 404: schemas.Problem, 410: schemas.Problem}, summary="一个条目现在的内容")  # fmt: skip
def get_row(request: HttpRequest, code: str, row: int) -> Any:
    """The row as it reads now (its last wording where it was removed); 410 with the reason where
    it was taken down."""
    register, definition = _find(code)
    found = _find_row(register, row)
    if found.down_at is not None:
        return _gone(found)
    newest = row_history(found).first()
    if newest is None:
        raise HttpError(404, "没有这个条目，请核对编号。")
    return _row(register, definition, newest)


@router.get("/{code}/rows/{row}/versions", response={200: list[schemas.RegisterVersion], 404: schemas.Problem, 410: schemas.Problem}, summary="一个条目的历次版本")  # fmt: skip
def list_versions(request: HttpRequest, code: str, row: int) -> Any:
    """Every published wording, the newest first, at most two hundred."""
    register, definition = _find(code)
    found = _find_row(register, row)
    if found.down_at is not None:
        return _gone(found)
    wordings = row_history(found).filter(number__gt=found.down_upto)
    return [_row(register, definition, one) for one in wordings[:200]]


@router.get("/{code}/changes", response={200: schemas.RegisterChangePage, 404: schemas.Problem}, summary="清单的历次变更")  # fmt: skip
def list_changes(request: HttpRequest, code: str, before: int | None = None) -> dict[str, Any]:
    """Every published change, the newest first, fifty at a time; ``before`` asks for older ones."""
    register, _ = _find(code)
    sets = _sets(register)
    if before is not None:
        sets = sets.filter(number__lt=min(max(before, 0), 2**31 - 1))
    found = list(sets[: PAGE + 1])
    return {
        "changes": [_change(register, shown) for shown in shown_sets(found[:PAGE])],
        "before": found[PAGE - 1].number if len(found) > PAGE else None,
    }


@router.get("/{code}/changes/{number}", response={200: schemas.RegisterChange, 404: schemas.Problem}, summary="一次变更，逐条逐项")  # fmt: skip
def get_change(request: HttpRequest, code: str, number: int, after: int = 0) -> dict[str, Any]:
    """What the change added, changed and removed, cell by cell, fifty rows at a time; ``after`` asks
    for the ones that follow. Rows taken down since are counted and not told."""
    register, definition = _find(code)
    found = _sets(register).filter(number=min(max(number, 0), 2**31 - 1)).first()
    if found is None:
        raise HttpError(404, "没有这次变更，请核对序号。")
    versions = list(
        found.versions.filter(pk__gt=min(max(after, 0), LARGEST))
        .select_related("row", "base__definition", "definition", "agency")
        .order_by("pk")[: PAGE + 1]
    )
    shown = shown_sets([found])[0]
    return {
        **_change(register, shown),
        "rows": [
            {
                "row": None if one.hidden else one.version.row_id,
                "what": one.version.what,
                "title": "" if one.hidden else public_title(one.version, definition),
                "hidden": one.hidden,
                "cells": [
                    {"field": cell.field.code, "before": cell.before, "after": cell.after}
                    for cell in one.cells
                ],
            }
            for one in public_differences(versions[:PAGE], definition)
        ],
        "after": versions[PAGE - 1].pk if len(versions) > PAGE else None,
    }


def _find(code: str) -> tuple[Register, Definition]:
    found = public_registers().filter(code=code).first()
    if found is None:
        raise HttpError(404, f"没有编码为“{code[:40]}”的清单，可用的见 /api/v1/registers。")
    return found, definition_of(found)


def _find_row(register: Register, key: int) -> Row:
    row = find_row(register, key) if 0 < key < LARGEST else None
    if row is None or not row.versions_published:
        raise HttpError(404, "没有这个条目，请核对编号。")
    return row


def _gone(row: Row) -> Status[dict[str, str]]:
    return Status(410, {"message": f"该条目已撤下。理由：{row.down_why}"})


def _agency(slug: str) -> Agency | None:
    if not slug:
        return None
    found = Agency.objects.filter(slug=slug).first()
    if found is None:
        raise HttpError(404, f"没有标识为“{slug[:80]}”的机构，可用的见 /api/v1/agencies。")
    return found


def _rows(register: Register, question: Question) -> QuerySet[Version]:
    if question.day is None:
        return live_rows(register, question.agency)
    return rows_as_of(register, question.day, question.agency)


def _asked(request: HttpRequest, definition: Definition) -> dict[str, str]:
    """The columns among the parameters. A column called like a parameter is ``field.`` before it."""
    known = {}
    for one in definition.filters:
        for ending in ("", "_from", "_to"):
            name = f"field.{one.code}" if one.code in _OWN else one.code
            known[name + ending] = one.code + ending
    unknown = [name for name in request.GET if name not in known and name not in _OWN]
    if unknown:
        raise HttpError(
            400,
            f"不认识参数 {'、'.join(unknown)[:100]}；这份清单可以用的有 {'、'.join(known)}。",
        )
    return {
        code: request.GET[name].replace("\x00", "")
        for name, code in known.items()
        if name in request.GET
    }


def _page(found: QuerySet[Version], cursor: str) -> tuple[list[int], str]:
    """The keys of a page and the cursor of the next: dated rows first, the newest before, then
    undated ones."""
    ordered = found.order_by("-d1", "-id").values_list("pk", "d1")
    dated, undated = ordered.filter(d1__isnull=False), ordered.filter(d1__isnull=True)
    day, key = _cursor(cursor)
    pairs: list[tuple[int, date | None]] = []
    if day is not None:
        dated = dated.filter(Q(d1__lt=day) | Q(d1=day, pk__lt=key))
    elif key is not None:
        dated, undated = dated.none(), undated.filter(pk__lt=key)
    pairs += dated[: PAGE + 1]
    if len(pairs) <= PAGE:
        pairs += undated[: PAGE + 1 - len(pairs)]
    return _cut(pairs)


def _page_looked_up(lookup: Lookup, cursor: str) -> tuple[list[int], str]:
    """The same of a list that is long enough to have slices."""
    day, key = _cursor(cursor)
    rows = lookup.rows()
    if key is not None:
        rows = lookup.after(rows, day, key)
    found = lookup.keys(NEWEST, rows, 0, PAGE + 1)
    days = dict(Version.objects.filter(pk__in=found).values_list("pk", "d1"))
    return _cut([(one, days[one]) for one in found])


def _cut(pairs: list[tuple[int, date | None]]) -> tuple[list[int], str]:
    following = ""
    if len(pairs) > PAGE:
        last, at = pairs[PAGE - 1]
        following = f"{at.isoformat() if at else 'none'}.{last}"
    return [one for one, _ in pairs[:PAGE]], following


def _cursor(text: str) -> tuple[date | None, int | None]:
    if not text:
        return None, None
    day, _, key = text.partition(".")
    try:
        found = int(key)
        if not 0 < found < LARGEST:
            raise ValueError(key)
        return (None if day == "none" else date.fromisoformat(day)), found
    except ValueError as error:
        raise HttpError(400, "cursor 的值无法识别，请原样使用上一页给出的 next 地址。") from error


def _next(request: HttpRequest, cursor: str) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{request.path}?{query.urlencode()}"


def _sets(register: Register) -> QuerySet[ChangeSet]:
    return (
        ChangeSet.objects.filter(
            register=register, state=ChangeSet.State.PUBLISHED, number__isnull=False
        )
        .select_related("agency")
        .order_by("-number")
    )


def _register(register: Register, rows: int) -> dict[str, Any]:
    definition = definition_of(register)
    return {
        "code": register.code,
        "name": register.name,
        "group": register.group,
        "basis": definition.basis,
        "summary": definition.summary,
        "rows": rows,
        "url": f"{settings.SITE_URL}/registers/{register.code}/",
    }


def _field(one: Field) -> dict[str, Any]:
    return {
        "code": one.code,
        "label": one.label,
        "type": one.type.value,
        "unit": one.unit,
        "required": one.required,
        "choices": list(one.choices),
        "filter": one.filter,
        "exchange": one.exchange,
        "help": one.help,
    }


def _row(register: Register, definition: Definition, version: Version) -> dict[str, Any]:
    place = f"{settings.SITE_URL}/registers/{register.code}/{version.row_id}/"
    return {
        "id": version.row_id,
        "version": version.number,
        "what": version.what,
        "live": version.live,
        "title": public_title(version, definition),
        "agency": version.agency.slug,
        "agency_name": version.agency.name,
        "valid_from": version.valid_from,
        "valid_to": version.valid_to,
        "published_at": version.published_at,
        "values": {field.code: value for field, value in public_cells(version, definition)},
        "url": place if version.live else f"{place}v{version.number}/",
    }


def _change(register: Register, shown: SetShown) -> dict[str, Any]:
    one = shown.change_set
    return {
        "number": one.number,
        "title": shown.title,
        "basis": shown.basis,
        "agency": one.agency.slug,
        "agency_name": one.agency.name,
        "in_force_on": one.in_force_on,
        "published_at": one.published_at,
        "added": one.added,
        "changed": one.changed,
        "removed": one.removed,
        "url": f"{settings.SITE_URL}/registers/{register.code}/changes/{one.number}/",
    }
