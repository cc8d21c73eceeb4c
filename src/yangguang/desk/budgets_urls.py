"""The addresses of 预决算 at the desk; `urls` takes them over whole."""

from __future__ import annotations

from django.urls import URLPattern, path

from yangguang.desk.views import budgets

urlpatterns: list[URLPattern] = [
    path("budgets/", budgets.budgets, name="budgets"),
    path("budgets/<int:year>/<slug:kind>/", budgets.published, name="budgets-published"),
    path("budgets/check/<str:token>/", budgets.check, name="budget-check"),
]
