"""The addresses of 年度报告编写; `urls` takes them over whole."""

from django.urls import URLPattern, path

from yangguang.desk.views import report_drafts

urlpatterns: list[URLPattern] = [
    path("annual-reports/", report_drafts.report_drafts, name="report-drafts"),
    path("annual-reports/start/", report_drafts.start, name="start-report-draft"),
    path("annual-reports/<int:key>/", report_drafts.report_draft, name="report-draft"),
    path(
        "annual-reports/<int:key>/autosave/", report_drafts.autosave, name="report-draft-autosave"
    ),
    path("annual-reports/<int:key>/changes/", report_drafts.changes, name="report-draft-changes"),
    path("annual-reports/<int:key>/history/", report_drafts.history, name="report-draft-history"),
    path(
        "annual-reports/<int:key>/history/<int:saving>/restore/",
        report_drafts.restore,
        name="report-draft-restore",
    ),
    path("annual-reports/<int:key>/act/<slug:code>/", report_drafts.act, name="report-draft-act"),
    path(
        "annual-reports/<int:key>/report.<slug:suffix>",
        report_drafts.download,
        name="report-draft-file",
    ),
]
