"""页面生成记录: what public page was made or taken away when, by which act, why; and making one again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.desk.access import needs
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest
from yangguang.press.purging import press_again
from yangguang.press.selectors import find_entries, find_page, status


@needs(Permission.COLUMN_MANAGE)
@require_GET
def pages(request: DeskRequest) -> HttpResponseBase:
    """The record, newest first; ``q`` is an address or the number of an item."""
    asked = request.GET.get("q", "").strip()[:700]
    context = {
        "heading": "页面生成记录",
        "asked": asked,
        "page": find_page(asked) if asked.startswith("/") else None,
        "status": status(),
        "listing": Listing(request, find_entries(asked), sorts={"newest": ("最新", ("-id",))}),
    }
    return render(request, "desk/pressed_pages.html", context)


@needs(Permission.COLUMN_MANAGE)
@require_POST
def again(request: DeskRequest) -> HttpResponseBase:
    """Have one page made again."""
    path = request.POST.get("path", "").strip()[:700]
    if press_again(path=path, by=request.viewer.actor.name):
        messages.success(
            request, f"页面 {path} 将重新生成，通常在几秒之内；期间访问会看到新生成的内容。"
        )
    else:
        messages.error(request, f"没有生成过网址为“{path}”的页面，请核对网址（以 / 开头）。")
    return redirect(f"{reverse('pressed-pages')}?{urlencode({'q': path})}")
