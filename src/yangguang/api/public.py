"""Open data: whatever the portal shows, as JSON, without a key.

Lists go on by a cursor and not by page numbers, so that a page deep in a million items costs what
the first one costs, and nothing is missed or seen twice while new items come in.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import NinjaAPI, Query, Status
from ninja.errors import HttpError, ValidationError
from ninja.throttling import AnonRateThrottle

from yangguang.api import schemas
from yangguang.api.deliveries import router
from yangguang.api.gate import Refusal
from yangguang.api.registers import router as registers
from yangguang.apps.agencies.directory import former_names, known_agencies
from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.reports.models import PublishedReport
from yangguang.apps.reports.selectors import cells_of, find_report, public_reports

PAGE = 50
api = NinjaAPI(
    title="阳光政务公开平台开放接口",
    version="1",
    description="已主动公开的政府信息，无需注册即可读取。递送文件须用本机构的令牌，递送后成为草稿，"
    "确定公开属性并经审查后才会公开。",
    docs_url=None,
    throttle=[AnonRateThrottle("600/m")],
)


@api.exception_handler(ValidationError)
def wrong_parameter(request: HttpRequest, error: ValidationError) -> Any:
    """A parameter that cannot be read is named, in Chinese."""
    names = "、".join(str(one["loc"][-1]) for one in error.errors)
    message = f"参数 {names} 的值无法识别，请对照接口说明（/api/v1/openapi.json）改正。"
    return api.create_response(request, {"message": message}, status=422)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> Any:
    """Every refusal has the same shape."""
    answer = {"message": str(error), "code": error.code if isinstance(error, Refusal) else ""}
    response = api.create_response(request, answer, status=error.status_code)
    if isinstance(error, Refusal):
        for name, value in error.headers.items():
            response[name] = value
    return response


api.add_router("/deliveries", router)
api.add_router("/registers", registers)


@api.get("/items", response=schemas.ItemPage, summary="已公开信息列表，新的在前")
def list_items(
    request: HttpRequest,
    agency: str = Query("", description="机构标识（slug）"),  # type: ignore[type-arg] # ninja's own idiom
    column: str = Query("", description="栏目标识（slug），含下级栏目"),  # type: ignore[type-arg] # as above
    kind: str = Query("", description="文种"),  # type: ignore[type-arg] # as above
    since: date | None = None,
    until: date | None = None,
    cursor: str = "",
) -> dict[str, Any]:
    """Fifty at a time; follow ``next`` until it is null."""
    found = _chosen(agency, column)
    if kind:
        found = found.filter(kind=kind)
    if since:
        found = found.filter(listed_on__gte=since)
    if until:
        found = found.filter(listed_on__lte=until)
    if cursor:
        day, key = _cursor(cursor)
        found = found.filter(Q(listed_on__lt=day) | Q(listed_on=day, pk__lt=key))
    rows = list(found.select_related("agency", "column").defer("signature", "unsure")[: PAGE + 1])
    following = None
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        query = request.GET.copy()
        query["cursor"] = f"{last.listed_on:%Y-%m-%d}.{last.pk}"
        following = f"{request.path}?{query.urlencode()}"
    return {"items": [_row(item) for item in rows[:PAGE]], "next": following}


@api.get("/items/{key}", response={200: schemas.ItemOut, 404: schemas.Problem, 410: schemas.Problem}, summary="一条信息的全部内容")  # fmt: skip
def get_item(request: HttpRequest, key: int) -> Any:
    """The item with its text and attachments; 410 with the reason where it was withdrawn."""
    item = selectors.find_item(key)
    if item is None:
        return Status(404, {"message": "没有这条信息，请核对编号。"})
    if item.state == ItemState.WITHDRAWN:
        return Status(410, {"message": f"该信息已撤回。理由：{item.state_reason}"})
    edition = item.edition
    return {
        **_row(item),
        "issuers": item.issuers,
        "subject": item.subject,
        "keywords": item.keywords,
        "summary": item.summary,
        "source_published_on": item.source_published_on,
        "released_at": item.released_at,
        "in_force_on": item.in_force_on,
        "valid_until": item.valid_until,
        "lost_force_on": item.lost_force_on,
        "text": edition.body_text if edition else "",
        "html": edition.body_html if edition else "",
        "attachments": [
            {
                "title": one.title,
                "url": f"{settings.SITE_URL}/item/{item.pk}/attachment/{one.pk}/",
                "media_type": one.file.media_type,
                "size": one.file.size,
            }
            for one in selectors.attachments_of(item)
            if one.file is not None
        ],
    }


@api.get("/agencies", response=list[schemas.AgencyOut], summary="机构名录")
def list_agencies(request: HttpRequest) -> list[dict[str, Any]]:
    """Every confirmed body with the names it bore."""
    return [
        {
            "slug": agency.slug,
            "code": agency.code,
            "name": agency.name,
            "short_name": agency.short_name,
            "kind": agency.kind,
            "level": agency.level,
            "parent": agency.parent.slug if agency.parent else None,
            "former_names": [row.name for row in former_names(agency)],
        }
        for agency in known_agencies().select_related("parent")
    ]


@api.get("/columns", response=list[schemas.ColumnOut], summary="栏目")
def list_columns(request: HttpRequest) -> list[dict[str, Any]]:
    """The column tree, parents before children."""
    columns = selectors.site_columns()
    slugs = {column.pk: column.slug for column in columns}
    return [
        {
            "slug": column.slug,
            "name": column.name,
            "column_type": column.column_type,
            "parent": slugs.get(column.parent_id) if column.parent_id else None,
        }
        for column in columns
    ]


@api.get("/reports", response=list[schemas.ReportRow], summary="政府信息公开年度报告")
def list_reports(request: HttpRequest, year: int | None = None) -> list[dict[str, Any]]:
    """Published annual reports, of one year where it is given."""
    found = public_reports().select_related("agency", "item")
    if year is not None:
        found = found.filter(year=year)
    return [_report(report) for report in found[:2000]]


@api.get("/reports/{key}", response={200: schemas.ReportOut, 404: schemas.Problem}, summary="一份年度报告的表格与体检结果")  # fmt: skip
def get_report(request: HttpRequest, key: int) -> Any:
    """Every cell as read, and every finding."""
    report = find_report(key)
    if report is None:
        return Status(404, {"message": "没有这份年度报告，请核对编号。"})
    return {
        **_report(report),
        "cells": [
            {"code": code, "value": cell.value, "unread": cell.unread}
            for code, cell in cells_of(report).items()
        ],
        "findings": report.answer.get("findings", []),
    }


def _chosen(agency: str, column: str) -> QuerySet[Item]:
    if agency:
        body = Agency.objects.filter(slug=agency).first()
        if body is None:
            raise HttpError(404, f"没有标识为“{agency}”的机构，可用的见 /api/v1/agencies。")
        found = selectors.items_of_agency(body)
        if column:
            raise HttpError(400, "agency 和 column 请分开使用。")
        return found
    if column:
        place = selectors.find_column(column)
        if place is None:
            raise HttpError(404, f"没有标识为“{column}”的栏目，可用的见 /api/v1/columns。")
        return selectors.items_in_column(place)
    return selectors.public_items()


def _cursor(text: str) -> tuple[date, int]:
    day, _, key = text.partition(".")
    try:
        return date.fromisoformat(day), int(key)
    except ValueError as error:
        raise HttpError(400, "cursor 的值无法识别，请原样使用上一页给出的 next 地址。") from error


def _row(item: Item) -> dict[str, Any]:
    return {
        "id": item.pk,
        "index_number": item.index_number,
        "title": item.title,
        "number": item.doc_number,
        "agency": item.agency.slug,
        "agency_name": item.agency_name,
        "kind": item.kind,
        "column": item.column.slug if item.column else None,
        "formed_on": item.formed_on,
        "published_on": item.listed_on,
        "validity": item.validity,
        "url": f"{settings.SITE_URL}/item/{item.pk}/",
    }


def _report(report: PublishedReport) -> dict[str, Any]:
    return {
        "id": report.pk,
        "agency": report.agency.slug,
        "agency_name": report.item.agency_name,
        "year": report.year,
        "form": report.form,
        "errors": report.errors,
        "warnings": report.warnings,
        "item": report.item_id,
    }
