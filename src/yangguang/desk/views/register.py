"""Registering what came by hand, post, fax or word of mouth, with its scanned originals.

Files are looked at before the words: what is in order is held for the next try of the form, what
is not is named, and neither loses what was typed.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.files.uploading import whole
from yangguang.apps.requests.models import Application, HeldScan
from yangguang.apps.requests.services.originals import (
    MOST_SCANS,
    drop_scans,
    held_scans,
    hold_scan,
)
from yangguang.apps.requests.services.receipts import give_receipt
from yangguang.desk.access import needs, posted
from yangguang.desk.requests.registering import RegisterForm
from yangguang.desk.uploads import uploads_in_memory
from yangguang.desk.viewer import DeskRequest

EXPLAIN = (
    "当面、信函、传真和口头申请由工作人员登记。只询问条例第二十九条允许的内容，"
    "不得询问用途。本系统不得录入、上传涉密信息。"
)
BESIDE_THE_FORM = {"upload", "drop"}
"""Buttons that keep the form open: nothing is registered, and no field is complained about yet."""


@uploads_in_memory
@needs(Permission.REQUEST_REGISTER)
@require_http_methods(["GET", "POST"])
def register(request: DeskRequest) -> HttpResponseBase:
    """The form, what is wrong with it, or the way to the registered case."""
    scans, troubles = _scans(request)
    form = RegisterForm(posted(request), viewer=request.viewer, scans=scans)
    if request.method == "POST":
        if BESIDE_THE_FORM & set(request.POST):
            form = RegisterForm.kept_open(request.POST, viewer=request.viewer, scans=scans)
        elif not troubles and form.is_valid():
            try:
                application = form.save()
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return _registered(request, application, receipt=form.cleaned_data["receipt"])
    context = {
        "heading": "登记申请",
        "form": form,
        "explain": EXPLAIN,
        "scans": form.scans,
        "troubles": troubles,
        "most_scans": MOST_SCANS,
    }
    wrong = bool(troubles or form.errors)
    return render(request, "desk/requests/register.html", context, status=422 if wrong else 200)


def _scans(request: DeskRequest) -> tuple[list[HeldScan], list[str]]:
    """The scans held for this form after what it sent, and what is wrong with the others."""
    if request.method != "POST":
        return [], []
    user, now = request.viewer.user, request.viewer.now
    scans = held_scans(user, request.POST.getlist("held"), at=now)
    dropped = [one for one in scans if str(one.key) == request.POST.get("drop")]
    drop_scans(dropped)
    scans = [one for one in scans if one not in dropped]
    lost = len(request.POST.getlist("held")) - len(scans) - len(dropped)
    troubles = [f"有{lost}个扫描件超过保存时间，请重新选择。"] if lost > 0 else []
    for upload in request.FILES.getlist("originals"):
        name, data = upload.name or "", whole(upload)
        if data is None:
            troubles.append(f"一次上传的文件太大，“{name}”没有保存，请分几次上传。")
            continue
        try:
            scans.append(hold_scan(user=user, name=name, data=data, at=now, beside=scans))
        except Refused as refusal:
            troubles.append(str(refusal))
    return scans, troubles


def _registered(
    request: DeskRequest, application: Application, *, receipt: bool
) -> HttpResponseBase:
    """On to the case. A receipt that cannot be made does not undo the registration."""
    messages.success(request, f"已登记，登记号 {application.number}。")
    if receipt:
        try:
            letter = give_receipt(
                application=application, by=request.viewer.actor, at=request.viewer.now
            )
        except Refused as refusal:
            messages.warning(request, f"登记回执没有出具：{refusal}")
        else:
            messages.success(request, f"已出具登记回执 {letter.number}，在“文书”中打印。")
    return redirect("request", application.pk)
