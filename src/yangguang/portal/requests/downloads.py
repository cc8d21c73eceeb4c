"""Files that go to one person: never kept by anybody on the way, never shown as a page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from yangguang.apps.files.services import SUFFIXES


def as_download(data: bytes, *, name: str, media_type: str) -> HttpResponse:
    """The file as an attachment; a type that is not known goes out as plain bytes."""
    known = media_type in SUFFIXES and media_type != "text/html"
    response = HttpResponse(data, content_type=media_type if known else "application/octet-stream")
    disposition = content_disposition_header(as_attachment=True, filename=name)
    if disposition:
        response["Content-Disposition"] = disposition
    return response
