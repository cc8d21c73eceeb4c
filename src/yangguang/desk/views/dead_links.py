"""死链: links in public texts that readers cannot follow, found by the worker."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.publishing.models import WebLink
from yangguang.apps.publishing.selectors.links import SHOWN, broken_uses
from yangguang.apps.publishing.services.links import ask_again, asks_outside
from yangguang.desk.access import needs
from yangguang.desk.lists import Listing, words
from yangguang.desk.viewer import DeskRequest

P = Permission
State = WebLink.State
MOST = 10_000


@needs(P.ITEM_VIEW)
@require_GET
def dead_links(request: DeskRequest) -> HttpResponseBase:
    """Each item with each link in it that cannot be followed, the longest dead first."""
    viewer = request.viewer
    state = request.GET.get("state", "")
    chosen = (state,) if state in SHOWN else (State.DEAD,)
    asked = words(request.GET, "q", longest=100)
    rows = broken_uses(viewer.visible(P.ITEM_VIEW), states=chosen)
    if asked:
        rows = rows.filter(link__address__icontains=asked)
    context = {
        "heading": "死链",
        "asked": asked,
        "state": chosen[0],
        "states": [(one.value, one.label) for one in SHOWN],
        "outside": asks_outside(),
        "may_ask": viewer.may_somewhere(P.ITEM_DRAFT),
        "listing": Listing(
            request,
            rows,
            sorts={
                "since": ("打不开最久", ("link__dead_since", "link_id", "item_id")),
                "address": ("网址", ("link__address", "item_id")),
                "item": ("信息最新", ("-item_id", "link_id")),
            },
            most=MOST,
        ),
    }
    return render(request, "desk/dead_links.html", context)


@needs(P.ITEM_DRAFT)
@require_POST
def again(request: DeskRequest, key: int) -> HttpResponseBase:
    """Have a link asked once more in the next minutes."""
    viewer = request.viewer
    use = broken_uses(viewer.visible(P.ITEM_DRAFT)).filter(link=key).first()
    if use is None or use.item is None:
        raise Http404
    ask_again(link=use.link, by=viewer.actor, at=viewer.now, agency_key=use.item.agency_id)
    if use.link.host and not asks_outside():
        messages.warning(request, "本系统没有开启外部网站核查，这个链接不会重新核查。")
    else:
        messages.success(request, "已列入核查，几分钟后刷新本页可见结果。")
    return redirect("dead-links")
