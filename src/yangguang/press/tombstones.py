"""The page that stands where a withdrawn item stood, made without the portal.

It is written in the request that withdraws, which may run on the desk; it says no more than the
portal's own page does, and names no text of the item.
"""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.template import Context, Engine
from django.templatetags.static import static

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine(dirs=[str(settings.PACKAGE / "press" / "templates")])


def page_of(item: Item) -> bytes:
    """The page that answers 410 for an item and for all under its address."""
    root = Agency.objects.filter(parent=None, proposed=False).order_by("order", "pk").first()
    name = settings.SITE.get("name") or (root.name if root else "")
    context = Context(
        {
            "item": item,
            "site_name": name,
            "styles": [static("shared/tokens.css"), static("portal/portal.css")],
        }
    )
    return _engine().get_template("press/gone.html").render(context).encode()
