"""待办: what lies with this person, and the one act that moves each piece on."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yangguang.desk.access import signed_in
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.work import due_for

ROWS_PER_SOURCE = 8


@signed_in
@require_GET
def home(request: DeskRequest) -> HttpResponseBase:
    """Where one lands after signing in: what lies with one, counted on top, then the first rows of
    each kind of work, longest waiting first; kinds with nothing to do are only named."""
    due = due_for(request.viewer, limit=ROWS_PER_SOURCE)
    context = {
        "heading": "待办",
        "due": [row for row in due if row.count],
        "clear": [row for row in due if not row.count],
    }
    return render(request, "desk/home.html", context)
