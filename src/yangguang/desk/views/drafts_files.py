"""Files and pictures of a draft: taken in, renamed, taken off, sent to those who may read it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.files.selectors import read_content
from yangguang.apps.publishing.services.attaching import (
    attach_file,
    attach_picture,
    detach_file,
    rename_attachment,
)
from yangguang.apps.publishing.services.recognised import take_recognised
from yangguang.apps.publishing.workflow import EditConflict, NotPossible
from yangguang.desk.access import needs
from yangguang.desk.drafts import access_draft
from yangguang.desk.lists import words
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.drafts import ANYBODY

WRITE = Permission.ITEM_DRAFT
SHOWN_PICTURES = {"image/png", "image/jpeg"}


@needs(WRITE)
@require_POST
def attach(request: DeskRequest, key: int) -> HttpResponseBase:
    """Add files to the draft; each stands or falls alone."""
    found = access_draft(request.viewer, key, WRITE)
    files = request.FILES.getlist("file")
    if not files:
        messages.error(request, "还没有选择文件。")
    for file in files:
        try:
            row = attach_file(
                draft=found,
                name=file.name or "附件",
                data=file.read(),
                by=request.viewer.actor,
                at=request.viewer.now,
            )
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"已添加附件：“{row.title}”。")
    return redirect(f"{reverse('draft-edit', args=[key])}#files")


@needs(WRITE)
@require_POST
def recognised(request: DeskRequest, key: int) -> HttpResponseBase:
    """Put the words of a recognised scan into a draft that has no text yet."""
    found = access_draft(request.viewer, key, WRITE)
    try:
        take_recognised(draft=found, by=request.viewer.actor, at=request.viewer.now)
    except (NotPossible, EditConflict) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "识别的文字已放入正文。请对照原件校对正文和页头，再送审。")
    return redirect("draft-edit", key)


@needs(WRITE)
@require_POST
def change_file(request: DeskRequest, key: int, file: int) -> HttpResponseBase:
    """Rename a file of the draft, or take it off."""
    found = access_draft(request.viewer, key, WRITE)
    row = get_object_or_404(found.attachments, pk=file)
    try:
        if "remove" in request.POST:
            detach_file(attachment=row, by=request.viewer.actor, at=request.viewer.now)
            messages.success(request, f"已移除附件：“{row.title}”。")
        else:
            rename_attachment(
                attachment=row,
                title=words(request.POST, "title", longest=300),
                by=request.viewer.actor,
                at=request.viewer.now,
            )
            messages.success(request, "附件名称已修改。")
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('draft-edit', args=[key])}#files")


@needs(WRITE)
@require_POST
def picture_in(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take in a picture for the body; answers with what the editor puts there."""
    found = access_draft(request.viewer, key, WRITE)
    file = request.FILES.get("file")
    revision = request.POST.get("revision", "")[:9]
    if file is None:
        return JsonResponse({"sentence": "没有收到图片，请重新选择。"}, status=422)
    try:
        row = attach_picture(
            draft=found,
            name=file.name or "图片",
            data=file.read(),
            revision=int(revision) if revision.isdigit() else None,
            by=request.viewer.actor,
            at=request.viewer.now,
        )
    except EditConflict as conflict:
        return JsonResponse({"sentence": str(conflict), "conflict": True}, status=409)
    except NotPossible as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=422)
    found.refresh_from_db()
    digest = row.file.sha256
    return JsonResponse(
        {
            "src": f"file:{digest}",
            "address": reverse("draft-picture", args=[key, digest]),
            "revision": found.revision,
        }
    )


@needs(*ANYBODY)
@require_GET
def picture(request: DeskRequest, key: int, digest: str) -> HttpResponseBase:
    """A picture of the draft's body, for those who may read the draft."""
    found = access_draft(request.viewer, key)
    row = found.attachments.filter(file__sha256=digest).select_related("file").first()
    if row is None or row.file.media_type not in SHOWN_PICTURES:
        raise Http404
    return _content(row.file.media_type, read_content(row.file))


@needs(*ANYBODY)
@require_GET
def file(request: DeskRequest, key: int, file: int) -> HttpResponseBase:
    """An attachment of the draft, as a download."""
    found = access_draft(request.viewer, key)
    row = get_object_or_404(found.attachments.select_related("file"), pk=file)
    answer = _content("application/octet-stream", read_content(row.file))
    answer["Content-Disposition"] = content_disposition_header(True, row.title) or "attachment"
    return answer


def _content(media_type: str, data: bytes) -> HttpResponse:
    answer = HttpResponse(data, content_type=media_type)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
