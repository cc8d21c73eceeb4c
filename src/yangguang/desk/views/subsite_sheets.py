"""Many 子网站 at once: the sheet to take away, and the filled-in sheet looked at before it is used."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.catalog.models import Column
from yangguang.apps.catalog.services.sheets import as_csv
from yangguang.apps.catalog.services.subsite_sheets import (
    Line,
    check_rows,
    put_subsites,
    read_subsites,
    sheet_of,
    workbook_of,
)
from yangguang.desk.access import needs
from yangguang.desk.sheet_loading import XLSX, Loading
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.ledgers import download

MANAGE = Permission.COLUMN_MANAGE


def _bodies(request: DeskRequest) -> list[Agency]:
    viewer = request.viewer
    within = agencies_in_force(viewer.today).filter(pk__in=viewer.visible(MANAGE), proposed=False)
    return list(within.select_related("subsite").order_by("path"))


LOADING: Loading[Line] = Loading(
    heading="导入子网站",
    here="load-subsites",
    after="subsites",
    folder="desk/subsites",
    nothing="表格里没有填写了“子网站名称”的行，没有可以导入的内容。",
    done="已导入：新设或修改 {done} 个子网站。",
    read=read_subsites,
    check=lambda request, rows: check_rows(rows, agencies=_bodies(request)),
    put=lambda request, lines: put_subsites(
        lines=lines, by=request.viewer.actor, at=request.viewer.now
    ),
)


@needs(MANAGE)
@require_GET
def sheet(request: DeskRequest, form: str) -> HttpResponseBase:
    """The sub-sites of the bodies within reach, which is also the sheet to fill in."""
    bodies = _bodies(request)
    rows = sheet_of(bodies)
    name = f"子网站{request.viewer.today.isoformat()}.{form}"
    if form == "csv":
        return download(as_csv(rows), name, "text/csv; charset=utf-8")
    if form != "xlsx":
        raise Http404
    columns = Column.objects.filter(is_open=True, retired_at=None).select_related("agency")
    usable = [one for one in columns if one.agency_id is None or one.agency in bodies]
    return download(workbook_of(rows, usable), name, XLSX)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def load(request: DeskRequest) -> HttpResponseBase:
    """A sheet is uploaded, looked at row by row, and used when it is confirmed."""
    request.rail_at = reverse("subsites")
    return LOADING.answer(request)
