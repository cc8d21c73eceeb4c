"""消息: what the platform told the person who is signed in."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.notices.kinds import label_of
from yangguang.apps.notices.models import Notice
from yangguang.apps.notices.selectors import messages_of
from yangguang.apps.notices.services import mark_read
from yangguang.desk.access import access_message, safe_next, signed_in
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest


@signed_in
@require_GET
def messages(request: DeskRequest) -> HttpResponseBase:
    """One's messages, newest first; unread ones alone on demand."""
    rows = messages_of(request.viewer.user)
    unread_only = request.GET.get("state") == "unread"
    if unread_only:
        rows = rows.filter(read_at__isnull=True)
    listing: Listing[Notice] = Listing(request, rows, sorts={"newest": ("最新", ("-id",))})
    context = {
        "heading": "消息",
        "listing": listing,
        "rows": [(row, label_of(row.kind)) for row in listing.page],
        "unread_only": unread_only,
    }
    return render(request, "desk/messages.html", context)


@signed_in
@require_POST
def open_message(request: DeskRequest, key: int) -> HttpResponseBase:
    """Mark one message read and go where it leads."""
    found = access_message(request.viewer, key)
    mark_read(user=request.viewer.user, notice=found, at=request.viewer.now)
    if not found.link:
        return redirect("messages")
    return redirect(safe_next(request, found.link))


@signed_in
@require_POST
def read_all(request: DeskRequest) -> HttpResponseBase:
    """Mark every message read."""
    number = mark_read(user=request.viewer.user, at=request.viewer.now)
    flash.success(request, f"{number} 条消息已标为已读。" if number else "没有未读消息。")
    return redirect("messages")
