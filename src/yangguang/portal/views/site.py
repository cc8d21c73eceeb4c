"""The site about itself: about, accessibility, mistakes, site map, robots, search plug-in."""

from __future__ import annotations

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape

from yangguang.apps.agencies import directory
from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.counts import total_of
from yangguang.apps.catalog.models import Facet
from yangguang.apps.registers.selectors import public_registers
from yangguang.apps.reports import selectors as report_selectors
from yangguang.portal.context import read_site
from yangguang.portal.methods import read_only
from yangguang.portal.views.registers.mapping import mapped_registers, row_sitemaps
from yangguang.press import keys
from yangguang.press.pressing import pressed
from yangguang.press.reader import SITEMAP_SIZE

SITEMAP_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


@read_only
@pressed
def about(request: HttpRequest) -> HttpResponse:
    """What the site is and who answers for it."""
    keys.depend(keys.COUNTS)
    return render(request, "portal/about.html", {"total": total_of(selectors.public_items())})


@read_only
@pressed
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the site can be used without a mouse, with a screen reader, with large type."""
    return render(request, "portal/accessibility.html")


@read_only
@pressed
def mistakes(request: HttpRequest) -> HttpResponse:
    """我为政府网站找错: where to report a mistake."""
    return render(request, "portal/mistakes.html")


@read_only
@pressed
def site_map(request: HttpRequest) -> HttpResponse:
    """Every place of the site on one page."""
    keys.depend(keys.AGENCIES, keys.REPORTS, keys.REGISTERS)
    return render(
        request,
        "portal/site_map.html",
        {
            "registers": public_registers(),
            "schemes": [
                (scheme, label, selectors.facet_values(scheme))
                for scheme, label in Facet.Scheme.choices
            ],
            "agencies": directory.known_agencies(),
            "report_years": report_selectors.years(),
        },
    )


@read_only
@pressed
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of sitemap files: number 0 for places, then one for each 50,000 keys of items."""
    keys.depend("sitemap")
    last = selectors.public_items().order_by().aggregate(last=Max("pk"))["last"] or 0
    base = read_site().url
    parts = [base + reverse("sitemap-part", args=[0])]
    parts += [
        base + reverse("sitemap-part", args=[number])
        for number in range(1, last // SITEMAP_SIZE + 2)
        if last
    ]
    parts += [base + reverse("sitemap-rows", args=[number]) for number in row_sitemaps()]
    return render(
        request,
        "portal/sitemap_index.xml",
        {"parts": parts},
        content_type="application/xml; charset=utf-8",
    )


@read_only
@pressed
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """One sitemap file. Items are cut by their keys, so that old files never shift."""
    base = read_site().url
    entries: list[tuple[str, str]] = []
    keys.depend(keys.sitemap(number))
    if number == 0:
        keys.depend(keys.AGENCIES, keys.REPORTS, keys.REGISTERS)
        places = ["home", "disclosure", "guide", "rules", "content", "request-guide", "newest"]
        places += [
            "agencies",
            "reports",
            "registers",
            "report-check",
            "about",
            "site-map",
            "accessibility",
            "mistakes",
        ]
        entries += [(base + reverse(name), "") for name in places]
        entries += [
            (base + reverse("column", args=[column.slug]), "")
            for column in selectors.site_columns()
        ]
        entries += [
            (base + reverse("agency", args=[agency.slug]), "")
            for agency in directory.known_agencies()
        ]
        entries += [
            (base + reverse("facet", args=[facet.scheme, facet.code]), "")
            for facet in selectors.all_facets()
        ]
        entries += [
            (base + reverse("report", args=[report.pk]), "")
            for report in report_selectors.public_reports()
        ]
        entries += [
            (base + reverse(name, args=[register.code]), "")
            for register in mapped_registers()
            for name in ("register", "register-about", "register-changes")
        ]
    else:
        first = (number - 1) * SITEMAP_SIZE
        rows = (
            selectors.public_items()
            .filter(pk__gte=first, pk__lt=first + SITEMAP_SIZE)
            .order_by("pk")
            .values_list("pk", "listed_on")
        )
        before, after = (base + reverse("item", args=[0])).rsplit("0", 1)
        entries = [(f"{before}{key}{after}", day.isoformat() if day else "") for key, day in rows]
        if not entries:
            raise Http404("sitemap part")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<urlset xmlns="{SITEMAP_SCHEMA}">']
    lines += [
        f"<url><loc>{escape(place)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
        for place, day in entries
    ]
    lines.append("</urlset>\n")
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")


@read_only
@pressed
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may fetch: everything but searches and narrowed lists."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('search')}",
        f"Disallow: {reverse('request-apply').removesuffix('apply/')}",
        "Disallow: /*?",
        f"Sitemap: {read_site().url}{reverse('sitemap-index')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@read_only
@pressed
def opensearch(request: HttpRequest) -> HttpResponse:
    """Lets a browser search this site from its own search box."""
    return render(
        request,
        "portal/opensearch.xml",
        {"base": read_site().url},
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
