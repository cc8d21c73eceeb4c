"""发件箱: what has left the building, what has not, and why."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.notices.kinds import label_of
from yangguang.apps.notices.models import Channel, Notice, State
from yangguang.apps.notices.selectors import outbox_counts
from yangguang.apps.notices.services import resend_notice
from yangguang.desk.access import access_notice, needs, outbox_within
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest

MAY = (Permission.REQUEST_SUPERVISE, Permission.JOBS_VIEW)
CHANNELS = [row for row in Channel.choices if row[0] != Channel.DESK]


class OutboxFilterForm(forms.Form):
    channel = forms.ChoiceField(label="渠道", required=False, choices=[("", "全部渠道"), *CHANNELS])
    q = forms.CharField(label="标题", required=False, max_length=100)


@needs(*MAY)
@require_GET
def outbox(request: DeskRequest) -> HttpResponseBase:
    """E-mails and text messages in matters of the bodies within reach, newest first."""
    rows = outbox_within(request.viewer)
    counts = outbox_counts(rows)
    form = OutboxFilterForm(request.GET, label_suffix="")
    form.is_valid()
    if form.cleaned_data.get("channel"):
        rows = rows.filter(channel=form.cleaned_data["channel"])
    if form.cleaned_data.get("q"):
        rows = rows.filter(title__icontains=form.cleaned_data["q"])
    state = request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    else:
        state = ""
    listing: Listing[Notice] = Listing(request, rows, sorts={"newest": ("最新", ("-id",))})
    context = {
        "heading": "发件箱",
        "listing": listing,
        "form": form,
        "rows": [(row, label_of(row.kind)) for row in listing.page],
        "state": state,
        "states": [(value, label, counts[value]) for value, label in State.choices],
        "retrying": counts["retrying"],
    }
    return render(request, "desk/outbox.html", context)


@needs(*MAY)
@require_POST
def resend(request: DeskRequest, key: int) -> HttpResponseBase:
    """Put a message that was given up back in the queue."""
    viewer = request.viewer
    resend_notice(notice=access_notice(viewer, key), by=viewer.actor, at=viewer.now)
    messages.success(request, "已重新排入待发送，一分钟内发出。")
    return redirect("outbox")
