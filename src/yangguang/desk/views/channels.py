"""发布渠道: through which channels a public item appeared, for the figures of each channel."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.catalog.models import Appearance, Item
from yangguang.apps.catalog.services.appearing import note_appearance, void_appearance
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.desk.access import access_item, needs
from yangguang.desk.viewer import DeskRequest

P = Permission
OWN = Appearance.Channel.WEBSITE
"""The platform itself: everything public appears there, so it is not entered."""


class ChannelForm(forms.Form):
    channel = forms.ChoiceField(
        label="渠道", choices=[pair for pair in Appearance.Channel.choices if pair[0] != OWN]
    )
    on = forms.DateField(
        label="发布日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    url = forms.CharField(label="网址（可以不填）", max_length=500, required=False)


@needs(P.ITEM_VIEW)
@require_GET
def channels(request: DeskRequest, key: int) -> HttpResponseBase:
    """The channels of an item, and where one more is entered."""
    item = access_item(request.viewer, key)
    form = ChannelForm(initial={"on": request.viewer.today}, label_suffix="")
    return _shown(request, item, form)


@needs(P.ITEM_EDIT)
@require_POST
def note(request: DeskRequest, key: int) -> HttpResponseBase:
    """Enter one more channel."""
    item = access_item(request.viewer, key, P.ITEM_EDIT)
    form = ChannelForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _shown(request, item, form)
    values = form.cleaned_data
    try:
        row = note_appearance(
            item=item,
            channel=Appearance.Channel(values["channel"]),
            on=values["on"],
            url=values["url"],
            by=request.viewer.actor,
            at=request.viewer.now,
        )
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
        return _shown(request, item, form)
    messages.success(request, f"已登记：{row.get_channel_display()}，{row.on}。")
    return redirect("item-channels", key)


def _shown(request: DeskRequest, item: Item, form: ChannelForm) -> HttpResponseBase:
    request.rail_at = reverse("published")
    context = {
        "heading": "发布渠道",
        "item": item,
        "form": form,
        "may_edit": request.viewer.may(P.ITEM_EDIT, item.agency),
        "rows": item.appearances.filter(voided_at__isnull=True).order_by("on", "pk"),
    }
    status = 422 if form.errors else 200
    return render(request, "desk/statistics/channels.html", context, status=status)


@needs(P.ITEM_EDIT)
@require_POST
def void(request: DeskRequest, key: int, row: int) -> HttpResponseBase:
    """Take a channel out that was entered by mistake."""
    item = access_item(request.viewer, key, P.ITEM_EDIT)
    found = item.appearances.filter(pk=row).first()
    if found is None:
        raise Http404
    try:
        void_appearance(
            appearance=found,
            reason=request.POST.get("reason", ""),
            by=request.viewer.actor,
            at=request.viewer.now,
        )
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"已作废：{found.get_channel_display()}，{found.on}。")
    return redirect("item-channels", key)
