"""The addresses of 公开统计."""

from __future__ import annotations

from django.urls import URLPattern, path

from yangguang.desk.views import statistics

urlpatterns: list[URLPattern] = [
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/form/", statistics.form, name="statistics-form"),
    path("statistics/records/", statistics.records, name="statistics-records"),
    path("statistics/export.<slug:which>", statistics.export, name="statistics-export"),
]
