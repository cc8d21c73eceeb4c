"""The addresses of coverage: what lists of disclosure demand and what is public of it."""

from __future__ import annotations

from django.urls import URLPattern, path

from yangguang.portal.views import coverage

urlpatterns: list[URLPattern] = [
    path("coverage/", coverage.overview, name="coverage"),
    path("coverage/<slug:code>/", coverage.of_list, name="coverage-list"),
    path("coverage/<slug:code>/data.csv", coverage.data, name="coverage-data"),
    path("coverage/<slug:code>/agency/<slug:slug>/", coverage.of_body, name="coverage-body"),
    path("coverage/<slug:code>/<whole:row>/<slug:slug>/", coverage.cell, name="coverage-cell"),
]
