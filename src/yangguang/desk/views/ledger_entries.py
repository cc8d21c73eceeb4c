"""One row of a ledger: entering, looking, correcting, voiding, ending."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.files.models import StoredFile
from yangguang.apps.files.selectors import read_content
from yangguang.apps.files.services import store_file
from yangguang.apps.resources.ledgers import LedgerKind, Span, ledger_kind
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.selectors import history, present
from yangguang.apps.resources.services import (
    end_entry,
    record_entry,
    replace_entry,
    void_entry,
)
from yangguang.apps.resources.values import NotValid, day_label
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.ledgers import EndForm, EntryForm, ReasonForm, initial_of
from yangguang.desk.ledgers import (
    EDIT,
    RECEIPT_BYTES,
    VIEW,
    access_entry,
    access_ledger,
    editable,
    may_edit,
    own_or_only,
    receipt_type,
)
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.ledgers import download


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest, code: str) -> HttpResponseBase:
    """Enter a row; ``from`` fills the form with an earlier one, ``point`` names the place."""
    viewer = request.viewer
    kind = access_ledger(code)
    agencies = editable(viewer)
    own = own_or_only(viewer, agencies)
    if own is None:
        raise Http404
    agency = _agency(request, own)
    form = EntryForm(
        posted(request),
        request.FILES or None,
        kind=kind,
        agencies=agencies if agencies.count() > 1 else None,
        topics=_topics(kind, agency),
        initial={"agency": own, **_begun(request, kind)},
    )
    if request.method == "POST":
        receipt = _receipt(form, kind)
        values = form.values(receipt=receipt)
        if values is not None:
            try:
                made = record_entry(
                    agency=form.cleaned_data.get("agency") or own,
                    ledger=code,
                    values=values,
                    by=viewer.actor,
                    at=viewer.now,
                )
            except NotValid as slip:
                form.take_over(slip)
            else:
                late = "（补记：登记时已过当年年末）" if made.late else ""
                messages.success(request, f"已登记“{made.title}”{late}。")
                if "again" in request.POST:
                    return redirect(f"{reverse('new-ledger-entry', args=[code])}?from={made.pk}")
                return redirect("ledger-entry", made.pk)
    return _form_page(request, kind, form, f"登记：{kind.name}", again=True)


def _agency(request: DeskRequest, own: Agency) -> Agency:
    asked = request.POST.get("agency", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        return editable(request.viewer).filter(pk=int(asked)).first() or own
    return own


def _begun(request: DeskRequest, kind: LedgerKind) -> dict[str, Any]:
    """What the form starts with: an earlier row without its day, or a consultation point."""
    found: dict[str, Any] = {}
    earlier = request.GET.get("from", "")
    if earlier.isascii() and earlier.isdigit() and len(earlier) < 19:
        row = Entry.objects.filter(
            pk=int(earlier), ledger=kind.code, agency__in=request.viewer.visible(VIEW)
        ).first()
        if row is not None:
            found = initial_of(kind, row) | {"starts_on": None, "ends_on": None}
            found |= {"agency": row.agency_id}
            if row.place_id and row.place_id in (now := present([row.place_id])):
                found["place"] = now[row.place_id].pk
    point = request.GET.get("point", "")
    if kind.place and point.isascii() and point.isdigit() and len(point) < 19:
        found["place"] = int(point)
    return found


def _topics(kind: LedgerKind, agency: Agency) -> list[str]:
    """Topics the body answered lately, so that the same one is written alike."""
    if not kind.topic:
        return []
    rows = Entry.objects.filter(agency=agency, voided_at__isnull=True).exclude(topic="")
    return list(dict.fromkeys(rows.order_by("-starts_on").values_list("topic", flat=True)[:200]))[
        :50
    ]


def _receipt(form: EntryForm, kind: LedgerKind) -> StoredFile | None:
    """The scan that was sent with the form, stored; what is no scan becomes a mistake of the form."""
    if not kind.receipt or "receipt" not in form.fields:
        return None
    form.is_valid()
    return stored_scan(form, "receipt")


def stored_scan(form: Any, name: str) -> StoredFile | None:
    """The uploaded scan of a field, stored. What is no scan becomes a mistake of the field."""
    upload = form.cleaned_data.get(name)
    if not upload:
        return None
    if upload.size > RECEIPT_BYTES:
        form.add_error(name, "文件超过20MB，请降低扫描分辨率后重新上传。")
        return None
    data = upload.read()
    media = receipt_type(data)
    if not media:
        form.add_error(name, "不是PDF、PNG或者JPEG文件，请上传扫描件。")
        return None
    return store_file(data=data, at=timezone.now(), media_type=media)


@needs(VIEW)
@require_GET
def entry(request: DeskRequest, key: int) -> HttpResponseBase:
    """A row with all that was recorded before and after it."""
    viewer = request.viewer
    row = access_entry(viewer, key)
    kind = ledger_kind(row.ledger)
    request.rail_at = reverse("ledgers")
    versions = list(history(row).select_related("recorded_by"))
    now = next((one for one in versions if one.voided_at is None), None)
    point = present([row.place_id]).get(row.place_id) if row.place_id else None
    context = {
        "heading": row.title,
        "entry": row,
        "kind": kind,
        "standing": kind.span is Span.STANDING,
        "day_label": day_label(kind),
        "details": [(one.label, row.details.get(one.code)) for one in kind.fields],
        "versions": versions if len(versions) > 1 else (),
        "now": now,
        "point": point,
        "verdict": may_edit(viewer, row.agency),
        "void_form": ReasonForm(None, label_suffix=""),
        "end_form": EndForm(None, label_suffix="", auto_id="end_%s"),
    }
    return render(request, "desk/ledgers/entry.html", context)


@needs(VIEW)
@require_GET
def receipt(request: DeskRequest, key: int) -> HttpResponseBase:
    """The scan that belongs to a row."""
    row = access_entry(request.viewer, key)
    if row.receipt is None:
        raise Http404
    return scan(row.receipt, f"{row.title}签收凭据")


def scan(file: StoredFile, name: str) -> HttpResponseBase:
    """A stored scan to look at."""
    suffix = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
    ending = suffix.get(file.media_type, "bin")
    inline = ending != "bin"
    media = file.media_type if inline else "application/octet-stream"
    return download(read_content(file), f"{name}.{ending}", media, inline=inline)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def correct(request: DeskRequest, key: int) -> HttpResponseBase:
    """Put a corrected row in the place of this one."""
    viewer = request.viewer
    row = access_entry(viewer, key, EDIT)
    kind = ledger_kind(row.ledger)
    initial = initial_of(kind, row)
    if row.place_id and row.place_id in (now := present([row.place_id])):
        initial["place"] = now[row.place_id].pk
    form = EntryForm(
        posted(request), request.FILES or None, kind=kind, topics=_topics(kind, row.agency),
        initial=initial, correcting=True,
    )  # fmt: skip
    if request.method == "POST":
        fresh = _receipt(form, kind)
        values = form.values(receipt=fresh or row.receipt)
        if values is not None:
            try:
                made = replace_entry(
                    entry=row,
                    values=values,
                    reason=form.cleaned_data["reason"],
                    by=viewer.actor,
                    at=viewer.now,
                )
            except NotValid as slip:
                form.take_over(slip)
            except Refused as refusal:
                form.add_error(
                    "reason" if refusal.verdict.basis == "没有理由" else None, str(refusal)
                )
            else:
                messages.success(request, "已更正；更正前的记录保留，可以在沿革中查看。")
                return redirect("ledger-entry", made.pk)
    return _form_page(request, kind, form, f"更正：{row.title}", back=row)


def _form_page(
    request: DeskRequest,
    kind: LedgerKind,
    form: EntryForm,
    heading: str,
    *,
    back: Entry | None = None,
    again: bool = False,
) -> HttpResponseBase:
    request.rail_at = reverse("ledgers")
    context = {
        "heading": heading,
        "kind": kind,
        "form": form,
        "button": "更正" if back else "登记",
        "back": reverse("ledger-entry", args=[back.pk])
        if back
        else reverse("ledger", args=[kind.code]),
        "again": again,
    }
    return render(request, "desk/ledgers/form.html", context, status=422 if form.errors else 200)


@needs(EDIT)
@require_POST
def void(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take a row out; it stays to be seen, struck through."""
    row = access_entry(request.viewer, key, EDIT)
    try:
        void_entry(
            entry=row,
            reason=request.POST.get("reason", ""),
            by=request.viewer.actor,
            at=request.viewer.now,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已作废“{row.title}”；作废以前的统计不受影响。")
    return redirect("ledger-entry", key)


@needs(EDIT)
@require_POST
def end(request: DeskRequest, key: int) -> HttpResponseBase:
    """End a standing thing on a day."""
    row = access_entry(request.viewer, key, EDIT)
    form = EndForm(request.POST, label_suffix="", auto_id="end_%s")
    day = form.cleaned_data["last_day"] if form.is_valid() else None
    if day is None:
        messages.error(request, "没有填写最后一天，请写作2024-03-05。")
        return redirect("ledger-entry", key)
    try:
        made = end_entry(
            entry=row,
            last_day=day,
            reason=form.cleaned_data["reason"],
            by=request.viewer.actor,
            at=request.viewer.now,
        )
    except (Refused, NotValid) as refusal:
        messages.error(request, str(refusal))
        return redirect("ledger-entry", key)
    messages.success(request, f"“{made.title}”计至{day.isoformat()}，第二天起不再计入。")
    return redirect("ledger-entry", made.pk)
