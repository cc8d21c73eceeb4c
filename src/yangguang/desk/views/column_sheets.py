"""栏目 as a sheet: the tree to take away, and the changed sheet looked at before it is used."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.catalog.services.column_sheets import (
    Line,
    check_columns,
    put_columns,
    read_columns,
    sheet_of_columns,
    workbook_of_columns,
)
from yangguang.apps.catalog.services.sheets import Row, as_csv
from yangguang.desk.access import columns_within, needs
from yangguang.desk.sheet_loading import XLSX, Loading
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.ledgers import download

MANAGE = Permission.COLUMN_MANAGE


def _bodies(request: DeskRequest) -> list[Agency]:
    viewer = request.viewer
    within = agencies_in_force(viewer.today).filter(pk__in=viewer.visible(MANAGE), proposed=False)
    return list(within.order_by("path"))


def _check(request: DeskRequest, rows: Sequence[Row]) -> list[Line]:
    viewer = request.viewer
    return check_columns(
        rows,
        within=columns_within(viewer),
        bodies=_bodies(request),
        site=viewer.at_the_top(MANAGE),
    )


LOADING: Loading[Line] = Loading(
    heading="导入栏目",
    here="load-columns",
    after="columns",
    folder="desk/columns",
    nothing="表格里没有填写了网址标识或栏目名称的行，没有可以导入的内容。",
    done="已按表格办理 {done} 个栏目。",
    read=read_columns,
    check=_check,
    put=lambda request, lines: put_columns(
        lines=lines, by=request.viewer.actor, at=request.viewer.now
    ),
)


@needs(MANAGE)
@require_GET
def sheet(request: DeskRequest, form: str) -> HttpResponseBase:
    """The columns within reach in the order of the tree, which is also the sheet to change."""
    within = columns_within(request.viewer).select_related("agency", "parent", "keeper")
    rows = sheet_of_columns(within.filter(retired_at=None))
    name = f"栏目{request.viewer.today.isoformat()}.{form}"
    if form == "csv":
        return download(as_csv(rows), name, "text/csv; charset=utf-8")
    if form != "xlsx":
        raise Http404
    retired = within.filter(retired_at__isnull=False).order_by("-retired_at", "-pk")
    return download(workbook_of_columns(rows, retired, _bodies(request)), name, XLSX)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def load(request: DeskRequest) -> HttpResponseBase:
    """A sheet is uploaded, looked at row by row, and used when it is confirmed."""
    request.rail_at = reverse("columns")
    return LOADING.answer(request)
