"""Dead links as the desk lists them."""

from __future__ import annotations

from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import ItemState
from yangguang.apps.publishing.models import WebLink, WebLinkUse

SHOWN = (WebLink.State.DEAD, WebLink.State.DOUBTFUL)


def broken_uses(
    bodies: QuerySet[Agency], *, states: tuple[str, ...] = SHOWN
) -> QuerySet[WebLinkUse]:
    """Each public item of these bodies with each link in it that cannot be followed."""
    return WebLinkUse.objects.filter(
        link__state__in=states, item__state=ItemState.PUBLISHED, item__agency__in=bodies
    ).select_related("link", "item", "item__agency")
