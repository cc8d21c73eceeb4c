"""Many 子网站 at once: the sheet to take away, and the filled-in sheet looked at before it is used."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.catalog.models import Column
from yangguang.apps.catalog.services.subsite_sheets import (
    WrongSheet,
    as_csv,
    as_workbook,
    check_rows,
    put_subsites,
    read_rows,
    sheet_of,
)
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.desk.access import needs
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.ledgers import download

MANAGE = Permission.COLUMN_MANAGE
LARGEST = 5 * 1024 * 1024
KEPT_SECONDS = 3600
SALT = "desk.subsites"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label="填好的表格", help_text="xlsx、xls、ods 或 csv，5 MB 以内。请勿上传涉密信息。"
    )


def _bodies(request: DeskRequest) -> list[Agency]:
    viewer = request.viewer
    within = agencies_in_force(viewer.today).filter(pk__in=viewer.visible(MANAGE), proposed=False)
    return list(within.select_related("subsite").order_by("path"))


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
    return download(as_workbook(rows, usable), name, XLSX)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def load(request: DeskRequest) -> HttpResponseBase:
    """A sheet is uploaded, looked at row by row, and used when it is confirmed."""
    request.rail_at = reverse("subsites")
    form = SheetForm(label_suffix="")
    if request.method == "GET":
        return _page(request, form, 200)
    if "rows" in request.POST:
        return _confirm(request)
    form = SheetForm(request.POST, request.FILES, label_suffix="")
    if not form.is_valid():
        return _page(request, form, 422)
    file = form.cleaned_data["file"]
    if file.size > LARGEST:
        form.add_error("file", "文件超过 5 MB，请只保留子网站一页后再上传。")
        return _page(request, form, 422)
    try:
        rows = read_rows(file.read(), file.name)
    except WrongSheet as problem:
        form.add_error("file", str(problem))
        return _page(request, form, 422)
    if not rows:
        form.add_error("file", "表格里没有填写了“子网站名称”的行，没有可以导入的内容。")
        return _page(request, form, 422)
    lines = check_rows(rows, agencies=_bodies(request))
    wrong = sum(bool(line.problems) for line in lines)
    context = {
        "heading": "导入子网站：核对",
        "lines": lines,
        "wrong": wrong,
        "new": sum(line.changes and line.is_new for line in lines),
        "changed": sum(line.changes and not line.is_new for line in lines),
        "same": sum(not line.changes and not line.problems for line in lines),
        "rows": "" if wrong else signing.dumps(rows, salt=SALT, compress=True),
    }
    return render(request, "desk/subsites/check.html", context, status=422 if wrong else 200)


def _confirm(request: DeskRequest) -> HttpResponseBase:
    try:
        rows = signing.loads(request.POST["rows"], salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        messages.error(request, "核对的内容已过期或不完整，没有导入。请重新上传表格。")
        return redirect("load-subsites")
    lines = check_rows([(number, said) for number, said in rows], agencies=_bodies(request))
    try:
        done = put_subsites(lines=lines, by=request.viewer.actor, at=request.viewer.now)
    except NotPossible as refusal:
        messages.error(request, f"{refusal}请重新上传表格。")
        return redirect("load-subsites")
    messages.success(request, f"已导入：新设或修改 {done} 个子网站。")
    return redirect("subsites")


def _page(request: DeskRequest, form: SheetForm, status: int) -> HttpResponseBase:
    context = {"heading": "导入子网站", "form": form}
    return render(request, "desk/subsites/load.html", context, status=status)
