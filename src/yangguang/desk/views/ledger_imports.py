"""The import of a spreadsheet: send the file, look at how it is read, take it in, take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.files.models import StoredFile
from yangguang.apps.files.sandbox import read_document
from yangguang.apps.files.selectors import read_content
from yangguang.apps.files.services import store_file
from yangguang.apps.resources.ledgers import LedgerKind, Span, ledger_kind
from yangguang.apps.resources.models import Entry, Import
from yangguang.apps.resources.services import Answer, import_sheet, undo_import
from yangguang.apps.resources.sheets.cells import UNITS
from yangguang.apps.resources.sheets.heads import fields_of
from yangguang.apps.resources.sheets.reading import Choices, Sheet, own_choices
from yangguang.apps.resources.values import day_label
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.ledgers import ReasonForm, UploadForm
from yangguang.desk.ledgers import (
    EDIT,
    VIEW,
    access_import,
    access_ledger,
    editable,
    lines_of,
    may_edit,
    own_or_only,
)
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.ledgers import download
from yangguang.text.document import UnreadableDocument
from yangguang.text.sheets import letters

MOST_BYTES = 20 * 1024 * 1024
SALT = "ledger-import"
MAX_AGE = 24 * 3600
SHOWN = 50
"""Rows and problems shown at most on the page that previews an import."""


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def upload(request: DeskRequest, code: str) -> HttpResponseBase:
    """Send a file; imports made before stand below."""
    viewer = request.viewer
    kind = access_ledger(code)
    agencies = editable(viewer)
    form = UploadForm(
        posted(request),
        request.FILES or None,
        agencies=agencies,
        initial={"agency": own_or_only(viewer, agencies)},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            form.add_error("file", "文件超过20MB，请按年度拆分后分别上传。")
        else:
            file = store_file(data=sent.read(), at=viewer.now)
            if file.unreadable_why:
                form.add_error("file", file.unreadable_why)
            else:
                token = signing.dumps(
                    [
                        file.pk,
                        form.cleaned_data["agency"].pk,
                        (sent.name or "台账")[:200],
                        viewer.user.pk,
                    ],
                    salt=SALT,
                )
                return redirect("ledger-import-check", code, token)
    request.rail_at = reverse("ledgers")
    context = {
        "heading": f"导入：{kind.name}",
        "kind": kind,
        "form": form,
        "imports": Import.objects.filter(ledger=code, agency__in=viewer.visible(VIEW))
        .select_related("agency", "by")
        .order_by("-at", "-pk")[:20],
    }
    return render(request, "desk/ledgers/upload.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that waits to be taken in, and whose it is."""

    file: StoredFile
    agency: Agency
    name: str


def _sent(request: DeskRequest, token: str) -> Sent:
    try:
        key, agency_key, name, user_key = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature as bad:
        raise Http404 from bad
    agency = editable(request.viewer).filter(pk=agency_key).first()
    file = StoredFile.objects.filter(pk=key).first()
    if agency is None or file is None or user_key != request.viewer.user.pk:
        raise Http404
    return Sent(file, agency, name)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def check(request: DeskRequest, code: str, token: str) -> HttpResponseBase:
    """How the file is read, tried without a trace; the columns can be matched anew, then it goes in."""
    viewer = request.viewer
    kind = access_ledger(code)
    sent = _sent(request, token)
    wanted = request.method == "POST" and request.POST.get("do") == "import"
    document = read_document(read_content(sent.file), name=sent.name)
    chosen = _choices(kind, request.POST) if request.method == "POST" else {}
    given: dict[str, Any] = {
        "agency": sent.agency,
        "ledger": code,
        "document": document,
        "data_sha256": sent.file.sha256,
        "file_name": sent.name,
        "by": viewer.actor,
        "at": viewer.now,
        "choices": chosen,
        "others": list(editable(viewer)),
    }
    correct = request.POST.get("correct") == "1"
    try:
        answer = import_sheet(**given, dry_run=True)
        if wanted:
            partly = request.POST.get("partly") == "1"
            done = import_sheet(**given, partly=partly, correct=correct)
            assert done.batch is not None  # noqa: S101 (nothing was refused)
            messages.success(request, _done(done, correct=correct))
            return redirect("ledger-import", done.batch.pk)
    except UnreadableDocument as problem:
        messages.error(request, str(problem))
        return redirect("ledger-import-new", code)
    except Refused as refusal:
        messages.error(request, str(refusal))
    request.rail_at = reverse("ledgers")
    context = {
        "heading": f"核对：{sent.name}",
        "kind": kind,
        "sent": sent,
        "answer": answer,
        "sheets": [_shown(kind, sheet, chosen.get(sheet.index)) for sheet in answer.sheets],
        "fields": list(fields_of(kind).items()),
        "units": list(UNITS),
        "standing": kind.span is Span.STANDING,
        "day_label": day_label(kind),
        "lines": lines_of(kind, [one.entry for one in answer.taken[:SHOWN]]),
        "filled": answer.filled[:SHOWN],
        "differing": answer.differing[:SHOWN],
        "correct": correct,
        "many": any(one.entry.agency_id != sent.agency.pk for one in answer.taken[:SHOWN]),
        "troubles": answer.troubles[:SHOWN],
        "notes": answer.notes[:SHOWN],
        "shown": SHOWN,
        "left_out": [
            (reading.name, number, text, why)
            for reading in answer.readings
            for number, text, why in reading.left_out
        ][:SHOWN],
    }
    return render(request, "desk/ledgers/check.html", context, status=422 if wanted else 200)


def _done(answer: Answer, *, correct: bool) -> str:
    told = [f"已导入{len(answer.taken)}条记录"] if answer.taken else []
    if answer.filled:
        told.append(f"补填{len(answer.filled)}条")
    if answer.differing:
        told.append(f"{'更正' if correct else '没有更正不同的'}{len(answer.differing)}条")
    return f"{'，'.join(told)}。导错了可以整批撤销。"


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """One column of the sheet: its letter, its head, what stands below, the field it fills."""

    place: int
    letter: str
    head: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """One sheet with the choices that hold for it."""

    sheet: Sheet
    columns: tuple[ShownColumn, ...]
    unit: str
    year: int | None
    taken: bool
    head_row: int


def _shown(kind: LedgerKind, sheet: Sheet, chosen: Choices | None) -> ShownSheet:
    choices = chosen or own_choices(sheet)
    grid, head = sheet.grid, sheet.head
    below = grid.rows[head.bottom + 1 : head.bottom + 4]
    columns = tuple(
        ShownColumn(
            x,
            letters(grid.column_numbers[x]),
            text,
            tuple(row[x].text for row in below if row[x].text),
            choices.columns.get(x, ""),
        )
        for x, text in enumerate(head.texts)
        if text or any(row[x].text for row in below)
    )
    top = grid.row_numbers[head.bottom]
    return ShownSheet(sheet, columns, choices.unit, choices.year, choices.taken, top)


def _choices(kind: LedgerKind, post: QueryDict) -> Mapping[int, Choices]:
    """What the person chose for each sheet; names are s0-c3, s0-unit, s0-year, s0-take."""
    known = fields_of(kind)
    columns: dict[int, dict[int, str]] = {}
    for name in post:
        sheet, _, column = name.partition("-c")
        place = sheet.removeprefix("s")
        if not (place.isdecimal() and column.isdecimal() and len(place) + len(column) < 8):
            continue
        chosen = columns.setdefault(int(place), {})
        field = post.get(name, "")
        if field in known and field not in chosen.values():
            chosen[int(column)] = field
    found = {}
    for number, chosen in columns.items():
        unit = post.get(f"s{number}-unit", "")
        year = post.get(f"s{number}-year", "")
        found[number] = Choices(
            chosen,
            unit if unit in UNITS else "万元",
            int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
            f"s{number}-take" in post,
        )
    return found


@needs(VIEW)
@require_GET
def batch(request: DeskRequest, key: int) -> HttpResponseBase:
    """What one import took in, and the way to take it back."""
    row = access_import(request.viewer, key)
    kind = ledger_kind(row.ledger)
    request.rail_at = reverse("ledgers")
    entries = Entry.objects.filter(batch=row).select_related("agency", "item")
    listing: Listing[Entry] = Listing(
        request, entries, sorts={"day": ("日期", ("starts_on", "pk"))}
    )
    context = {
        "heading": f"导入：{row.file_name}",
        "batch": row,
        "kind": kind,
        "listing": listing,
        "lines": lines_of(kind, listing.page),
        "standing": kind.span is Span.STANDING,
        "day_label": day_label(kind),
        "left": entries.filter(voided_at__isnull=True).count(),
        "verdict": may_edit(request.viewer, row.agency),
        "form": ReasonForm(None, label_suffix=""),
        "kept": StoredFile.objects.filter(sha256=row.sha256).exists(),
    }
    return render(request, "desk/ledgers/import.html", context)


@needs(VIEW)
@require_GET
def source(request: DeskRequest, key: int) -> HttpResponseBase:
    """The file as it was sent."""
    row = access_import(request.viewer, key)
    file = StoredFile.objects.filter(sha256=row.sha256).first()
    if file is None:
        raise Http404
    return download(read_content(file), row.file_name, "application/octet-stream")


@needs(EDIT)
@require_POST
def undo(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take the whole import back."""
    row = access_import(request.viewer, key, EDIT)
    within = editable(request.viewer).values("pk")
    if Entry.objects.filter(batch=row).exclude(agency__in=within).exists():
        messages.error(request, "本次导入有别的机构的记录，由能登记这些机构台账的人员撤销。")
        return redirect("ledger-import", key)
    try:
        count = undo_import(
            batch=row,
            reason=request.POST.get("reason", ""),
            by=request.viewer.actor,
            at=request.viewer.now,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已撤销本次导入，{count}条记录作废。")
    return redirect("ledger-import", key)
