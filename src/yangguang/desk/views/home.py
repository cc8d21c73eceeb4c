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
    """Counts on top, then the first rows of each kind of work, longest waiting first."""
    due = due_for(request.viewer, limit=ROWS_PER_SOURCE)
    return render(request, "desk/home.html", {"heading": "待办", "due": due})
