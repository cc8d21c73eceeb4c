"""The addresses of registers: one set for all of them, whatever they hold."""

from __future__ import annotations

from django.urls import path

from yangguang.portal.views.registers import changes, comparing, lists, mapping, rows, taking

urlpatterns = [
    path("", lists.registers, name="registers"),
    path("sitemap-<whole:number>.xml", mapping.rows, name="sitemap-rows"),
    path("<slug:code>/", lists.register, name="register"),
    path("<slug:code>/page/<whole:number>/", lists.register_page, name="register-page"),
    path("<slug:code>/about/", lists.about, name="register-about"),
    path("<slug:code>/changes/", changes.changes, name="register-changes"),
    path(
        "<slug:code>/changes/page/<whole:number>/",
        changes.changes_page,
        name="register-changes-page",
    ),
    path("<slug:code>/changes/<whole:number>/", changes.change, name="register-change"),
    path(
        "<slug:code>/changes/<whole:number>/page/<whole:which>/",
        changes.change_page,
        name="register-change-page",
    ),
    path("<slug:code>/changes/coming/<whole:key>/", changes.coming, name="register-coming"),
    path("<slug:code>/compare/", comparing.groups, name="register-compare"),
    path("<slug:code>/compare/<slug:which>/", comparing.group, name="register-compared"),
    path("<slug:code>/compare/<slug:which>.csv", comparing.table, name="register-compared-table"),
    path("<slug:code>/rows.<slug:which>", taking.rows, name="register-rows"),
    path("<slug:code>/<slug:form>.xml", taking.feed, name="register-feed"),
    path("<slug:code>/<whole:key>/", rows.row, name="register-row"),
    path("<slug:code>/<whole:key>/v<whole:number>/", rows.version, name="register-version"),
    path(
        "<slug:code>/<whole:key>/v<whole:number>/file/<slug:field>/",
        rows.file,
        name="register-file",
    ),
    path(
        "<slug:code>/<whole:key>/v<whole:number>/file/<slug:field>/<str:name>",
        rows.file,
        name="register-file-named",
    ),
]
