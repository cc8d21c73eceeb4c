"""The page that stands where a withdrawn item or a row taken down stood, made without the portal.

It is written in the request that withdraws, which may run on the desk; it says no more than the
portal's own page does, and names no text of a row.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.templatetags.static import static

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Row


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine(dirs=[str(settings.PACKAGE / "press" / "templates")])


def page_of(item: Item) -> bytes:
    """The page that answers 410 for an item and for all under its address."""
    return _page("press/gone.html", {"item": item})


def page_of_row(row: Row) -> bytes:
    """The same for a row of a register that was taken down, with every wording it had.

    ``row`` is loaded with register and body. Of what it said it says nothing.
    """
    down = row.versions.filter(number=row.down_upto).first()
    row_name = definition_of(row.register).row_name
    return _page("press/gone_row.html", {"row": row, "row_name": row_name, "down": down})


def _page(template: str, more: dict[str, Any]) -> bytes:
    root = Agency.objects.filter(parent=None, proposed=False).order_by("order", "pk").first()
    name = settings.SITE.get("name") or (root.name if root else "")
    context = Context(
        {
            **more,
            "site_name": name,
            "styles": [static("shared/tokens.css"), static("portal/portal.css")],
        }
    )
    return _engine().get_template(template).render(context).encode()
