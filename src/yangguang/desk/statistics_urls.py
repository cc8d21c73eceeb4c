"""The addresses of 公开统计."""

from __future__ import annotations

from django.urls import URLPattern, path

from yangguang.desk.views import channels, statistics

urlpatterns: list[URLPattern] = [
    path("items/<int:key>/channels/", channels.channels, name="item-channels"),
    path("items/<int:key>/channels/note/", channels.note, name="note-channel"),
    path("items/<int:key>/channels/<int:row>/void/", channels.void, name="void-channel"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/form/", statistics.form, name="statistics-form"),
    path("statistics/records/", statistics.records, name="statistics-records"),
    path("statistics/export.<slug:which>", statistics.export, name="statistics-export"),
]
