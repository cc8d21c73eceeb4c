"""The addresses of returns at the desk; `urls` takes them over whole."""

from django.urls import URLPattern, path

from yangguang.desk.views import (
    return_acts,
    return_definitions,
    return_page,
    return_parts,
    returns,
)

urlpatterns: list[URLPattern] = [
    path("returns/", returns.returns, name="returns"),
    path("returns/rounds/new/", returns.new_round, name="new-return-round"),
    path("returns/rounds/<int:key>/", returns.one_round, name="return-round"),
    path("returns/rounds/<int:key>/remind/", returns.remind, name="remind-returns"),
    path("returns/rounds/<int:key>/due/", returns.move, name="move-return-round"),
    path("returns/published/", returns.take_published, name="import-published-returns"),
    path("returns/forms/", return_definitions.definitions, name="return-definitions"),
    path("returns/forms/new/", return_definitions.new_definition, name="new-return-definition"),
    path("returns/forms/<int:key>/", return_definitions.definition, name="return-definition"),
    path(
        "returns/forms/<int:key>/retire/",
        return_definitions.retire,
        name="retire-return-definition",
    ),
    path("returns/<int:key>/", return_page.one_return, name="return"),
    path("returns/<int:key>/cell/", return_page.cell, name="return-cell"),
    path("returns/<int:key>/import/", return_page.take_in, name="return-import"),
    path("returns/<int:key>/export.<slug:which>", return_page.export, name="return-export"),
    path("returns/<int:key>/history/", return_acts.history, name="return-history"),
    path("returns/<int:key>/difference/", return_acts.difference, name="return-difference"),
    path("returns/<int:key>/parts/", return_parts.parts, name="return-parts"),
    path("returns/<int:key>/region/", returns.make_region, name="make-region-return"),
    path("returns/<int:key>/act/<slug:code>/", return_acts.act, name="return-act"),
]
