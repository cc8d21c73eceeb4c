"""The addresses of 预决算公开 on the public site; `urls` takes them over whole."""

from __future__ import annotations

from django.urls import URLPattern, path

from yangguang.portal.views import budgets

urlpatterns: list[URLPattern] = [
    path("budgets/", budgets.front, name="budgets"),
    path(
        "budgets/published/<whole:year>/<slug:kind>/", budgets.published, name="budgets-published"
    ),
    path("budgets/agency/<slug:slug>/", budgets.body, name="budgets-agency"),
    path(
        "budgets/agency/<slug:slug>/<whole:year>/<slug:kind>/",
        budgets.report,
        name="budgets-report",
    ),
    path("budgets/<slug:kind>/<slug:measure>/", budgets.compare, name="budgets-compare"),
]
