"""The addresses of the public site. They are canonical: lists and pages without a query."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from yangguang.portal.views import (
    agencies,
    agency_platform,
    disclosure,
    errors,
    feeds,
    home,
    item,
    lists,
    report_check,
    reports,
    search,
    site,
)
from yangguang.portal.views.requests import apply, follow, looking, public, receipt

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("newest/", lists.newest, name="newest"),
    path("newest/page/<int:number>/", lists.newest, name="newest-page"),
    path("newest/page/<int:number>-<int:part>/", lists.newest, name="newest-page"),
    path("column/<slug:slug>/", lists.column, name="column"),
    path("column/<slug:slug>/page/<int:number>/", lists.column, name="column-page"),
    path("column/<slug:slug>/page/<int:number>-<int:part>/", lists.column, name="column-page"),
    path("column/<slug:slug>/<str:form>.xml", feeds.column, name="column-feed"),
    path("facet/<slug:scheme>/", lists.scheme, name="scheme"),
    path("facet/<slug:scheme>/<slug:code>/", lists.facet, name="facet"),
    path("facet/<slug:scheme>/<slug:code>/page/<int:number>/", lists.facet, name="facet-page"),
    path(
        "facet/<slug:scheme>/<slug:code>/page/<int:number>-<int:part>/",
        lists.facet,
        name="facet-page",
    ),
    path("item/<int:key>/", item.item, name="item"),
    path("item/<int:key>/attachment/<int:attachment>/", item.attachment, name="attachment"),
    path(
        "item/<int:key>/attachment/<int:attachment>/<str:name>",
        item.attachment,
        name="attachment-file",
    ),
    path("item/<int:key>/reads/", item.reads, name="item-reads"),
    path("index-number/<path:number>/", item.by_index_number, name="index-number"),
    path("agencies/", agencies.agencies, name="agencies"),
    path("agency/<slug:slug>/", agencies.agency, name="agency"),
    path("agency/<slug:slug>/items/", agencies.items, name="agency-items"),
    path("agency/<slug:slug>/items/page/<int:number>/", agencies.items, name="agency-items-page"),
    path(
        "agency/<slug:slug>/items/page/<int:number>-<int:part>/",
        agencies.items,
        name="agency-items-page",
    ),
    path("agency/<slug:slug>/guide/", agencies.guide, name="agency-guide"),
    path("agency/<slug:slug>/disclosure/", agency_platform.front, name="agency-disclosure"),
    path("agency/<slug:slug>/disclosure/content/", agency_platform.content, name="agency-content"),
    path(
        "agency/<slug:slug>/disclosure/content/<slug:code>/",
        agency_platform.article,
        name="agency-article",
    ),
    path(
        "agency/<slug:slug>/disclosure/content/<slug:code>/page/<int:number>/",
        agency_platform.article,
        name="agency-article-page",
    ),
    path(
        "agency/<slug:slug>/disclosure/content/<slug:code>/page/<int:number>-<int:part>/",
        agency_platform.article,
        name="agency-article-page",
    ),
    path("agency/<slug:slug>/disclosure/rules/", agency_platform.rules, name="agency-rules"),
    path("agency/<slug:slug>/disclosure/reports/", agency_platform.reports, name="agency-reports"),
    path(
        "agency/<slug:slug>/disclosure/on-request/", agency_platform.on_request, name="agency-held"
    ),
    path(
        "agency/<slug:slug>/disclosure/catalogue.csv",
        agency_platform.catalogue,
        name="agency-catalogue",
    ),
    path("gazette/", agency_platform.gazette, name="gazette"),
    path("agency/<slug:slug>/request/", public.page, name="agency-request"),
    path("agency/<slug:slug>/request/form.<str:kind>", public.form, name="request-form"),
    path("agency/<slug:slug>/<str:form>.xml", feeds.agency, name="agency-feed"),
    path("disclosure/", disclosure.platform, name="disclosure"),
    path("disclosure/guide/", disclosure.guide, name="guide"),
    path("disclosure/rules/", disclosure.rules, name="rules"),
    path("disclosure/content/", disclosure.content, name="content"),
    path("disclosure/request/", disclosure.request_guide, name="request-guide"),
    path("requests/apply/", apply.step, name="request-apply"),
    path("requests/apply/receipt/", receipt.receipt, name="request-receipt"),
    path("requests/apply/leave/", receipt.leave, name="request-give-up"),
    path("requests/apply/look/", looking.look, name="request-look"),
    path("requests/apply/look/bodies/", looking.look_for_bodies, name="request-look-bodies"),
    path("requests/apply/<slug:name>/", apply.step, name="request-step"),
    path("requests/follow/", follow.follow, name="request-follow"),
    path("requests/case/", follow.case, name="request-case"),
    path("requests/case/leave/", follow.leave, name="request-leave"),
    path("requests/case/other/", follow.sibling, name="request-sibling"),
    path("requests/case/letter/<int:key>/<slug:which>/", follow.letter, name="request-letter"),
    path("requests/case/file/<int:key>/", follow.released, name="request-file"),
    path("requests/case/<slug:name>/", follow.act, name="request-act"),
    path("reports/", reports.reports, name="reports"),
    path("reports/compare/", reports.compare, name="reports-compare"),
    path("reports/<int:year>/", reports.reports_of_year, name="reports-year"),
    path("report/<int:key>/", reports.report, name="report"),
    path("report/<int:key>/cells.csv", reports.cells_csv, name="report-csv"),
    path("report-check/", report_check.report_check, name="report-check"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("about/", site.about, name="about"),
    path("accessibility/", site.accessibility, name="accessibility"),
    path("mistakes/", site.mistakes, name="mistakes"),
    path("site-map/", site.site_map, name="site-map"),
    path("sitemap.xml", site.sitemap_index, name="sitemap-index"),
    path("sitemap-<int:number>.xml", site.sitemap_part, name="sitemap-part"),
    path("robots.txt", site.robots, name="robots"),
    path("opensearch.xml", site.opensearch, name="opensearch"),
    path("feed/<str:form>.xml", feeds.site, name="site-feed"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
