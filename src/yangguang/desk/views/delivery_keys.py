"""接口令牌: by which office systems hand in documents; made here, shown once, taken back here."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.publishing.selectors.deliveries import delivery_keys_of
from yangguang.apps.publishing.services.delivery_keys import (
    make_delivery_key,
    revoke_delivery_key,
)
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.desk.access import needs, posted, proved
from yangguang.desk.forms.deliveries import DeliveryKeyForm
from yangguang.desk.forms.drafts import ReasonedForm
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest

P = Permission


@needs(P.DELIVERY_MANAGE)
@require_GET
def delivery_keys(request: DeskRequest) -> HttpResponseBase:
    """The tokens of the bodies within reach, those in use first."""
    rows = delivery_keys_of(request.viewer.visible(P.DELIVERY_MANAGE))
    context = {
        "heading": "接口令牌",
        "now": request.viewer.now,
        "address": f"{settings.SITE_URL}/api/v1/",
        "listing": Listing(
            request,
            rows,
            sorts={
                "new": ("最新", ("-made_at", "-pk")),
                "ends": ("最早到期", ("expires_at", "pk")),
            },
        ),
    }
    return render(request, "desk/deliveries/keys.html", context)


@needs(P.DELIVERY_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
@proved
def new(request: DeskRequest) -> HttpResponseBase:
    """A new token, shown once."""
    viewer = request.viewer
    form = DeliveryKeyForm(
        posted(request),
        agencies=agencies_in_force(viewer.today).filter(pk__in=viewer.visible(P.DELIVERY_MANAGE)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            key, token = make_delivery_key(**form.cleaned_data, by=viewer.actor, at=viewer.now)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            context = {"heading": "已建立接口令牌", "key": key, "token": token}
            return render(request, "desk/deliveries/token_once.html", context)
    context = {"heading": "建立接口令牌", "form": form, "button": "建立", "back": "delivery-keys"}
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@needs(P.DELIVERY_MANAGE)
@require_http_methods(["GET", "POST"])
@proved
def revoke(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take a token back, with the reason."""
    viewer = request.viewer
    row = delivery_keys_of(viewer.visible(P.DELIVERY_MANAGE)).filter(pk=key).first()
    if row is None:
        raise Http404
    form = ReasonedForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            revoke_delivery_key(
                key=row, reason=form.cleaned_data["reason"], by=viewer.actor, at=viewer.now
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{row}已停用，从现在起不能再用。")
            return redirect("delivery-keys")
    context = {
        "heading": f"停用接口令牌：{row}",
        "explain": "停用后，使用这个令牌的系统立即不能递送和查询；已经递送的文件不受影响。",
        "form": form,
        "button": "停用",
        "back": "delivery-keys",
    }
    return render(request, "desk/reason.html", context, status=422 if form.errors else 200)
