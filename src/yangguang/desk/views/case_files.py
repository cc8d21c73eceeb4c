"""Letters and materials of a case: looked at, redacted, given to the applicant."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.files.selectors import redactions_of
from yangguang.apps.files.services.redacting import NotPossible
from yangguang.apps.letters.selectors import letter_file
from yangguang.apps.requests.services import materials
from yangguang.apps.requests.services.materials import content_of
from yangguang.apps.requests.services.steps import subject_of
from yangguang.apps.vault.problems import Destroyed, VaultProblem
from yangguang.apps.vault.services import log_access
from yangguang.desk.access import needs
from yangguang.desk.requests.finding import access_application
from yangguang.desk.viewer import DeskRequest

P = Permission


@needs(P.REQUEST_VIEW)
@require_GET
def letter(request: DeskRequest, key: int, letter_key: int, which: str) -> HttpResponseBase:
    """A letter of the case as it left the office."""
    application = access_application(request.viewer, key)
    link = application.letter_links.select_related("letter").filter(letter=letter_key).first()
    if link is None:
        raise Http404
    try:
        data = letter_file(link.letter, which)
    except (LookupError, Destroyed) as problem:
        raise Http404 from problem
    log_access(
        [application.applicant.subject_key],
        by=request.viewer.actor,
        at=request.viewer.now,
        why="下载办件文书",
        fields=["letter"],
        page=f"request:{application.number}",
        agency_key=application.agency_id,
    )
    suffix, media_type = (
        ("pdf", "application/pdf")
        if which == "pdf"
        else (
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        )
    )
    name = f"{link.letter.kind_name}{link.letter.number}.{suffix}"
    return _download(data, name, media_type, inline=which == "pdf")


@needs(P.REQUEST_VIEW)
@require_GET
def attachment(request: DeskRequest, key: int, file_key: int) -> HttpResponseBase:
    """A file of the case; opening what the applicant handed in is logged."""
    application = access_application(request.viewer, key)
    found = application.attachments.select_related("file").filter(pk=file_key).first()
    if found is None:
        raise Http404
    try:
        data = content_of(
            found,
            by=request.viewer.actor,
            at=request.viewer.now,
            why=f"查看{found.get_purpose_display()}",
        )
    except Destroyed as problem:
        raise Http404 from problem
    return _download(data, found.name, found.media_type)


@needs(P.REQUEST_HANDLE)
@require_POST
def redact(request: DeskRequest, key: int, file_key: int) -> HttpResponseBase:
    """Begin to redact a file of the case."""
    application = access_application(request.viewer, key, P.REQUEST_HANDLE)
    found = application.attachments.select_related("file").filter(pk=file_key).first()
    if found is None:
        raise Http404
    try:
        made = materials.redact(attachment=found, by=request.viewer.actor, at=request.viewer.now)
    except (Refused, NotPossible, VaultProblem) as refusal:
        messages.error(request, str(refusal))
        return redirect("request", application.pk)
    return redirect("redaction-page", made.pk)


@needs(P.REQUEST_HANDLE)
@require_POST
def give_copy(request: DeskRequest, key: int, redaction_key: int) -> HttpResponseBase:
    """Give the approved copy to the applicant."""
    application = access_application(request.viewer, key, P.REQUEST_HANDLE)
    subject = subject_of(application)
    made = redactions_of(subject.kind, subject.key).filter(pk=redaction_key).first()
    if made is None:
        raise Http404
    try:
        materials.release_copy(
            redaction=made, application=application, by=request.viewer.actor, at=request.viewer.now
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "区分处理后的副本已列入“提供的政府信息”，随答复提供给申请人。")
    return redirect("request", application.pk)


def _download(data: bytes, name: str, media_type: str, *, inline: bool = False) -> HttpResponseBase:
    shown = "inline" if inline else "attachment"
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response
