"""区分处理: mark what may not be disclosed, make the proved copy, have it approved, hand it out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act
from yangguang.apps.files.models import Redaction
from yangguang.apps.files.selectors import newest_copy, places_of_phrase, read_content
from yangguang.apps.files.services import (
    NewArea,
    NewPassage,
    NotPossible,
    add_marks,
    approve_redaction,
    make_copy,
    may_approve,
    remove_mark,
)
from yangguang.apps.files.workshop import FileBytes, check_release, describe, picture
from yangguang.desk.access import needs
from yangguang.desk.forms.redaction import (
    AreaForm,
    CopyForm,
    GroundForm,
    PhraseForm,
    ProposalForm,
)
from yangguang.desk.redactions import (
    access_redaction,
    described_page,
    mark_lines,
    marked_text,
    proposals,
    sheet,
    source_of,
)
from yangguang.desk.viewer import DeskRequest
from yangguang.text.document import UnreadableDocument

HANDLE = Permission.REQUEST_HANDLE
APPROVE = Permission.REQUEST_APPROVE
PICTURE_WIDTH = 1200
RAIL = "/requests/"


@needs(HANDLE)
@require_GET
def page(request: DeskRequest, key: int) -> HttpResponseBase:
    """One page of the file with its marks, and everything that can be done."""
    return _page(request, access_redaction(request.viewer, key), _number(request))


def _page(
    request: DeskRequest, found: Redaction, number: int, form: forms.Form | None = None
) -> HttpResponseBase:
    viewer = request.viewer
    request.rail_at = RAIL
    every = request.GET.get("scope") == "all"
    try:
        file = source_of(found, viewer, shown=True)
        described = described_page(file, number, every=every)
        if not 1 <= number <= described.pages:
            raise Http404
        marks = list(found.marks.all())
        shown = sheet(found, file, described, marks, number) if described.kind != "words" else None
    except (UnreadableDocument, FileNotFoundError) as problem:
        broken = {
            "heading": found.title,
            "sentence": str(problem)
            if isinstance(problem, UnreadableDocument)
            else "原文件已不在存储中，请联系管理员核对。",
        }
        return render(request, "desk/redaction/broken.html", broken, status=409)
    copy = newest_copy(found)
    offered = proposals(described, marks)
    open_still = found.state != Redaction.State.APPROVED
    context: dict[str, Any] = {
        "heading": found.title,
        "redaction": found,
        "number": number,
        "pages": described.pages,
        "kind": described.kind,
        "sheet": shown,
        "pieces": marked_text(described.texts.get(1, ""), marks) if shown is None else [],
        "lines": mark_lines(marks, described, number),
        "proposals": offered,
        "still_open": any(not one.marked for one in offered),
        "every": every,
        "open_still": open_still,
        "copy": copy if found.state != Redaction.State.DRAFT else None,
        "forms": _forms(form),
        "failed": form if form is not None and form.errors else None,
        "copy_form": CopyForm(initial={"words": True, "form": "pdf"}),
        "may_approve": may_approve(redaction=found, copy=copy, by=viewer.actor),
        "has_permission": viewer.may(APPROVE, found.agency),
        "history": Act.objects.filter(subject_kind="redaction", subject_key=str(found.pk)).order_by(
            "-id"
        )[:50],
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "desk/redaction/page.html", context, status=status)


def _forms(failed: forms.Form | None) -> dict[str, forms.Form]:
    """The three ways of marking; the one that failed keeps what was typed."""
    made: dict[str, forms.Form] = {
        "area": AreaForm(auto_id="area_%s"),
        "phrase": PhraseForm(auto_id="phrase_%s"),
        "proposal": GroundForm(auto_id="proposal_%s"),
    }
    for name, kind in (("area", AreaForm), ("phrase", PhraseForm), ("proposal", ProposalForm)):
        if type(failed) is kind:
            failed.auto_id = f"{name}_%s"
            made[name] = failed
    return made


@needs(HANDLE)
@require_GET
def page_picture(request: DeskRequest, key: int, number: int) -> HttpResponseBase:
    """One page of the source as PNG."""
    found = access_redaction(request.viewer, key)
    try:
        data = picture(source_of(found, request.viewer), page=number, width=PICTURE_WIDTH)
    except (UnreadableDocument, FileNotFoundError) as problem:
        raise Http404 from problem
    answer = HttpResponse(data, content_type="image/png")
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs(HANDLE)
@require_POST
def mark_area(request: DeskRequest, key: int) -> HttpResponseBase:
    """Mark a rectangle of the page."""
    found = access_redaction(request.viewer, key)
    form = AreaForm(request.POST)
    if not form.is_valid():
        return _page(request, found, _number(request), form)
    return _mark(request, found, form, [form.area(_number(request))])


@needs(HANDLE)
@require_POST
def mark_phrase(request: DeskRequest, key: int) -> HttpResponseBase:
    """Mark every occurrence of some words."""
    found = access_redaction(request.viewer, key)
    form = PhraseForm(request.POST)
    if form.is_valid():
        try:
            texts = describe(source_of(found, request.viewer)).texts
        except (UnreadableDocument, FileNotFoundError) as problem:
            form.add_error(None, str(problem))
            return _page(request, found, _number(request), form)
        places = places_of_phrase(texts, form.cleaned_data["phrase"])
        if places:
            return _mark(request, found, form, [NewPassage(*place) for place in places])
        form.add_error(
            "phrase",
            "全文没有找到这段文字。扫描件没有文字层，请用区域标注；文字中有错别字的，请换用其中一部分查找。",
        )
    return _page(request, found, _number(request), form)


@needs(HANDLE)
@require_POST
def mark_findings(request: DeskRequest, key: int) -> HttpResponseBase:
    """Mark the ticked proposals."""
    found = access_redaction(request.viewer, key)
    every = request.GET.get("scope") == "all"
    number = _number(request)
    try:
        described = described_page(source_of(found, request.viewer), number, every=every)
    except (UnreadableDocument, FileNotFoundError) as problem:
        messages.error(request, str(problem))
        return _back(found, number)
    offered = [one.value for one in proposals(described, [])]
    form = ProposalForm(request.POST, offered=offered)
    if not form.is_valid():
        return _page(request, found, number, form)
    return _mark(request, found, form, list(form.passages()))


def _mark(
    request: DeskRequest,
    found: Redaction,
    form: GroundForm,
    marks: list[NewPassage] | list[NewArea],
) -> HttpResponseBase:
    number = _number(request)
    try:
        made = add_marks(
            redaction=found,
            marks=marks,
            exemption=form.cleaned_data["exemption"],
            reason=form.cleaned_data["reason"],
            by=request.viewer.actor,
            at=request.viewer.now,
        )
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, number, form)
    pages = sorted({mark.page for mark in made})
    if made:
        shown = "、".join(str(one) for one in pages[:10]) + ("等" if len(pages) > 10 else "")
        messages.success(request, f"已标注 {len(made)} 处（第 {shown} 页）。")
    else:
        messages.info(request, "这些内容都已经标注过。")
    return _back(found, number)


@needs(HANDLE)
@require_POST
def unmark(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take one mark back."""
    found = access_redaction(request.viewer, key)
    chosen = request.POST.get("mark", "")
    mark = found.marks.filter(pk=int(chosen)).first() if _is_key(chosen) else None
    if mark is None:
        messages.info(request, "这处标注已经取消。")
        return _back(found, _number(request))
    try:
        remove_mark(mark=mark, by=request.viewer.actor, at=request.viewer.now)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已取消第 {mark.page} 页的一处标注。")
    return _back(found, _number(request))


@needs(HANDLE)
@require_POST
def make(request: DeskRequest, key: int) -> HttpResponseBase:
    """Make the released copy and prove it."""
    found = access_redaction(request.viewer, key)
    form = CopyForm(request.POST)
    if form.is_valid():
        try:
            made = make_copy(
                redaction=found,
                words=form.cleaned_data["words"],
                form=form.cleaned_data["form"] or "pdf",
                by=request.viewer.actor,
                at=request.viewer.now,
            )
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                f"已生成公开副本，{len(made.proof)} 项核验全部通过。请下载逐页核对，再交他人审定。",
            )
    else:
        messages.error(request, "生成方式不对，请重新选择。")
    return _back(found, _number(request))


@needs(APPROVE)
@require_POST
def approve(request: DeskRequest, key: int) -> HttpResponseBase:
    """Approve the newest copy for release."""
    found = access_redaction(request.viewer, key, APPROVE)
    chosen = request.POST.get("copy", "")
    copy = found.copies.filter(pk=int(chosen)).first() if _is_key(chosen) else None
    if copy is None:
        messages.error(request, "没有这份副本，请打开最新的副本核对后再审定。")
        return _back(found, _number(request))
    try:
        approve_redaction(
            redaction=found, copy=copy, by=request.viewer.actor, at=request.viewer.now
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已审定“{found.title}”的公开副本，可以随答复提供。")
    return _back(found, _number(request))


@needs(HANDLE)
@require_GET
def copy(request: DeskRequest, key: int) -> HttpResponseBase:
    """The copy that fits the marks as they stand."""
    found = access_redaction(request.viewer, key)
    made = found.approved_copy or newest_copy(found)
    if made is None or found.state == Redaction.State.DRAFT:
        raise Http404
    suffix = "txt" if made.media_type == "text/plain" else "pdf"
    answer = HttpResponse(read_content(made.file), content_type=made.media_type)
    name = f"{found.source_name.rpartition('.')[0] or found.source_name}（已区分处理）.{suffix}"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs(HANDLE)
@require_GET
def check(request: DeskRequest, key: int) -> HttpResponseBase:
    """What source and copy would give away if they were published."""
    found = access_redaction(request.viewer, key)
    request.rail_at = RAIL
    made = newest_copy(found) if found.state != Redaction.State.DRAFT else None
    parts: list[dict[str, Any]] = []
    try:
        parts.append(_checked("原文件", source_of(found, request.viewer)))
        if made is not None:
            copy_file = FileBytes(read_content(made.file), "copy.pdf")
            parts.append(_checked("公开副本", copy_file))
    except FileNotFoundError as problem:
        raise Http404 from problem
    context = {"heading": f"发布前检查：{found.title}", "redaction": found, "parts": parts}
    return render(request, "desk/redaction/check.html", context)


def _checked(label: str, file: FileBytes) -> dict[str, Any]:
    return {"label": label, "findings": check_release(file.data, file.name)}


def _back(found: Redaction, number: int) -> HttpResponseBase:
    return redirect(f"{reverse('redaction-page', args=[found.pk])}?page={number}")


def _number(request: DeskRequest) -> int:
    """The page asked for; the first where the address says nothing sensible."""
    value = request.POST.get("page") or request.GET.get("page") or "1"
    return int(value) if _is_key(value) else 1


def _is_key(value: str) -> bool:
    return value.isascii() and value.isdigit() and 0 < len(value) < 10
