"""What the frame of every page needs: the rail, the bodies to switch between, what is due."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.notices.selectors import unread_count
from yangguang.desk.rail import rail_for
from yangguang.desk.viewer import Viewer


def frame(request: HttpRequest) -> dict[str, Any]:
    """Nothing before sign-in; else the viewer and the rail for the page at hand.

    A view whose address stands outside its list's sets ``request.rail_at``.
    """
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return {"viewer": None}
    return {
        "viewer": viewer,
        "who": who_of(viewer),
        "rail": rail_for(viewer, getattr(request, "rail_at", request.path)),
        "can_search": viewer.may_somewhere(Permission.ITEM_VIEW),
        "lights": viewer.lights if viewer.may_somewhere(Permission.DUTY_VIEW) else None,
        "unread": unread_count(viewer.user),
    }


def public_address(path: str) -> str:
    """Where the public reads a page: the desk stands under another host, often in another network."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def who_of(viewer: Viewer) -> str:
    """The person and the body they act for, by which a page knows whose it is."""
    return f"{viewer.user.pk}:{viewer.agency.pk if viewer.agency else ''}"
