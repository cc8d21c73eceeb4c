"""The site map of registers: every row that may be shown, cut by its key, so that old files never
shift. Registers that tell of natural persons are not in it."""

from __future__ import annotations

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Register, Row, Version
from yangguang.apps.registers.selectors import public_registers
from yangguang.portal.context import read_site
from yangguang.portal.methods import read_only
from yangguang.press import keys
from yangguang.press.pressing import pressed
from yangguang.press.registers import SITEMAP_ROWS, part_of

SITEMAP_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


def mapped_registers() -> list[Register]:
    """The registers whose rows search engines of others may keep."""
    return [one for one in public_registers() if not definition_of(one).personal]


def row_sitemaps() -> range:
    """The numbers of the files in which rows may stand."""
    last = Row.objects.aggregate(last=Max("pk"))["last"]
    return range(1, part_of(last) + 1 if last else 1)


@read_only
@pressed
def rows(request: HttpRequest, number: int) -> HttpResponse:
    """One file of the site map with rows of registers."""
    if number not in row_sitemaps():
        raise Http404("sitemap part")
    keys.depend(keys.sitemap_of_rows(number))
    base = read_site().url
    places = {
        one.pk: (base + reverse("register-row", args=[one.code, 0])).rsplit("0", 1)
        for one in mapped_registers()
    }
    first = (number - 1) * SITEMAP_ROWS
    found = Version.objects.filter(
        live=True, row__gte=first, row__lt=first + SITEMAP_ROWS, register__in=list(places)
    ).order_by("row")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<urlset xmlns="{SITEMAP_SCHEMA}">']
    for register, row, at in found.values_list("register", "row", "published_at"):
        before, after = places[register]
        dated = f"<lastmod>{at:%Y-%m-%d}</lastmod>" if at else ""
        lines.append(f"<url><loc>{before}{row}{after}</loc>{dated}</url>")
    if len(lines) == 2:
        raise Http404("sitemap part")
    lines.append("</urlset>\n")
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")
