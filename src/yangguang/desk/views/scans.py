"""扫描件识别: which scans became text, how surely, and putting right what the machine misread."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.files.models import FilePage, StoredFile
from yangguang.apps.files.scanreader import scanned_picture
from yangguang.apps.files.selectors import read_content
from yangguang.apps.files.services.recognising import (
    NotRecognised,
    proofread_page,
    recognise_again,
)
from yangguang.apps.publishing.formal.noticing import PAGED_TYPES
from yangguang.apps.publishing.selectors.scans import (
    LOW,
    electronic_share,
    items_with,
    names_of,
    scans_within,
)
from yangguang.desk.access import needs
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.text.document import UnreadableDocument

P = Permission
SORTS = {
    "newest": ("最新存入", ("-pk",)),
    "unsure": ("置信度最低", ("confidence", "-pk")),
}
WIDTH = 1_000


@needs(P.ITEM_VIEW)
@require_GET
def scans(request: DeskRequest) -> HttpResponseBase:
    """Scanned files of one's bodies, and 全文电子化率."""
    agencies = request.viewer.visible(P.ITEM_VIEW)
    listing: Listing[StoredFile] = Listing(request, scans_within(agencies), sorts=SORTS)
    rows = list(listing.page)
    names = names_of(rows, agencies)
    share = electronic_share(agencies)
    context = {
        "heading": "扫描件识别",
        "listing": listing,
        "rows": [(row, names.get(row.pk, "附件")) for row in rows],
        "share": share,
        "low": LOW,
    }
    return render(request, "desk/scans/list.html", context)


@needs(P.ITEM_VIEW)
@require_GET
def scan(request: DeskRequest, key: int, number: int) -> HttpResponseBase:
    """One page of words beside its picture; 0 for the first that was recognised."""
    file = _found(request.viewer, key, P.ITEM_VIEW)
    if not number:
        read = file.page_texts.filter(confidence__isnull=False).order_by("number")
        number = read.values_list("number", flat=True).first() or 1
    return _page(request, file, number)


@needs(P.ITEM_EDIT)
@require_POST
def proofread(request: DeskRequest, key: int, number: int) -> HttpResponseBase:
    """Keep the corrected words of one page."""
    viewer = request.viewer
    file = _found(viewer, key, P.ITEM_EDIT)
    page = file.page_texts.filter(number=number).first()
    if page is None:
        raise Http404
    text = request.POST.get("text", "").replace("\x00", "").replace("\r\n", "\n")
    try:
        proofread_page(page=page, text=text, by=viewer.actor, at=viewer.now)
    except NotRecognised as refusal:
        return _page(request, file, number, text=text, problem=str(refusal))
    messages.success(request, f"{page.shown_place}已校对保存，检索结果随后更新。")
    return redirect("scan", key, _next(list(file.page_texts.order_by("number")), number))


def _page(
    request: DeskRequest,
    file: StoredFile,
    number: int,
    *,
    text: str | None = None,
    problem: str = "",
) -> HttpResponseBase:
    viewer = request.viewer
    pages = [one for one in file.page_texts.order_by("number") if _is_looked_at(file, one)]
    page = next((one for one in pages if one.number == number), None)
    if page is None and pages:
        raise Http404
    edits = viewer.may_somewhere(P.ITEM_EDIT) and _may_edit(viewer, file.pk)
    context: dict[str, Any] = {
        "heading": names_of([file], viewer.visible(P.ITEM_VIEW)).get(file.pk, "附件"),
        "file": file,
        "pages": pages,
        "page": page,
        "shown": page is not None and _can_be_seen(file, page),
        "number": number,
        "text": text if text is not None else (page.text if page else ""),
        "problem": problem,
        "edits": edits and page is not None and page.confidence is not None,
        "again": edits,
        "low": LOW,
        "items": items_with(file, viewer.visible(P.ITEM_VIEW)),
    }
    return render(request, "desk/scans/page.html", context, status=422 if problem else 200)


@needs(P.ITEM_VIEW)
@require_GET
def picture(request: DeskRequest, key: int, number: int) -> HttpResponseBase:
    """The page or the picture as it was scanned, drawn anew as PNG."""
    file = _found(request.viewer, key, P.ITEM_VIEW)
    page = file.page_texts.filter(number=number).first()
    address = page.address if page is not None else ""
    try:
        drawn = scanned_picture(read_content(file), page=number, address=address, width=WIDTH)
    except UnreadableDocument as error:
        raise Http404 from error
    return HttpResponse(drawn, content_type="image/png", headers={"Cache-Control": "private"})


@needs(P.ITEM_EDIT)
@require_POST
def again(request: DeskRequest, key: int) -> HttpResponseBase:
    """Have the pages nobody proofread recognised once more."""
    file = _found(request.viewer, key, P.ITEM_EDIT)
    recognise_again(file=file, by=request.viewer.actor, at=request.viewer.now)
    messages.success(request, "已列入识别，稍后自动完成；已校对的页不受影响。")
    return redirect(reverse("scans"))


def _found(viewer: Viewer, key: int, permission: Permission) -> StoredFile:
    file = scans_within(viewer.visible(permission)).filter(pk=key).first()
    if file is None:
        raise Http404
    return file


def _may_edit(viewer: Viewer, key: int) -> bool:
    return scans_within(viewer.visible(P.ITEM_EDIT)).filter(pk=key).exists()


def _is_looked_at(file: StoredFile, page: FilePage) -> bool:
    """Whether the page belongs to the scan: the words of sheets and paragraphs are the file's own."""
    return bool(page.place) or _is_paged(file) or page.confidence is not None


def _is_paged(file: StoredFile) -> bool:
    return file.media_type in PAGED_TYPES or file.media_type.startswith("image/")


def _can_be_seen(file: StoredFile, page: FilePage) -> bool:
    """Whether there is a picture beside the words: not of the sheets and paragraphs of office files,
    nor of what could not be drawn."""
    if page.place:
        return bool(page.address) and not (page.unread_why and not page.text)
    return _is_paged(file)


def _next(pages: list[FilePage], number: int) -> int:
    """The next page that nobody proofread; the same one after the last."""
    return next(
        (
            one.number
            for one in pages
            if one.number > number and one.confidence is not None and one.proofread_at is None
        ),
        number,
    )
