"""The addresses of the ledgers at the desk; `urls` takes them over whole."""

from django.urls import URLPattern, path

from yangguang.desk.views import (
    consultation_points,
    ledger_entries,
    ledger_imports,
    ledgers,
)

urlpatterns: list[URLPattern] = [
    path("ledgers/", ledgers.ledgers, name="ledgers"),
    path("ledgers/entries/<int:key>/", ledger_entries.entry, name="ledger-entry"),
    path("ledgers/entries/<int:key>/correct/", ledger_entries.correct, name="correct-ledger-entry"),
    path("ledgers/entries/<int:key>/void/", ledger_entries.void, name="void-ledger-entry"),
    path("ledgers/entries/<int:key>/end/", ledger_entries.end, name="end-ledger-entry"),
    path("ledgers/entries/<int:key>/receipt/", ledger_entries.receipt, name="ledger-receipt"),
    path("ledgers/imports/<int:key>/", ledger_imports.batch, name="ledger-import"),
    path("ledgers/imports/<int:key>/source/", ledger_imports.source, name="ledger-import-source"),
    path("ledgers/imports/<int:key>/undo/", ledger_imports.undo, name="undo-ledger-import"),
    path("ledgers/<slug:code>/", ledgers.ledger, name="ledger"),
    path("ledgers/<slug:code>/new/", ledger_entries.new, name="new-ledger-entry"),
    path("ledgers/<slug:code>/template.xlsx", ledgers.blank, name="ledger-template"),
    path("ledgers/<slug:code>/export.<slug:which>", ledgers.export, name="ledger-export"),
    path("ledgers/<slug:code>/import/", ledger_imports.upload, name="ledger-import-new"),
    path(
        "ledgers/<slug:code>/import/<str:token>/", ledger_imports.check, name="ledger-import-check"
    ),
    path("consultation-points/", consultation_points.points, name="consultation-points"),
    path("consultation-points/<int:key>/", consultation_points.point, name="consultation-point"),
    path(
        "consultation-points/<int:key>/hand-over/",
        consultation_points.hand_over,
        name="hand-over-materials",
    ),
    path("hand-overs/<int:key>/", consultation_points.hand_over_list, name="hand-over-list"),
    path("hand-overs/<int:key>/sign/", consultation_points.sign, name="sign-hand-over"),
    path("hand-overs/<int:key>/receipt/", consultation_points.receipt, name="hand-over-receipt"),
]
