"""The addresses of coverage and of projects at the desk; `urls` takes them over whole."""

from __future__ import annotations

from django.urls import URLPattern, path

from yangguang.desk.views import coverage, projects

urlpatterns: list[URLPattern] = [
    path("coverage/", coverage.overview, name="coverage"),
    path("coverage/cells/<int:key>/", coverage.cell, name="coverage-cell"),
    path("coverage/cells/<int:key>/tie/", coverage.tie, name="tie-item"),
    path("coverage/ties/<int:key>/decide/", coverage.decide, name="decide-tie"),
    path("coverage/of/<slug:code>/", coverage.of_list, name="coverage-list"),
    path("coverage/of/<slug:code>/bodies/<int:key>/", coverage.of_body, name="coverage-body"),
    path(
        "coverage/of/<slug:code>/bodies/<int:key>/propose/",
        coverage.propose,
        name="propose-ties",
    ),
    path("projects/", projects.overview, name="projects"),
    path("projects/rows/<int:key>/", projects.by_row, name="project-of-row"),
    path("projects/of/<slug:code>/", projects.projects, name="register-projects"),
    path("projects/of/<slug:code>/kinds.<slug:which>", projects.kinds, name="register-kinds"),
    path("projects/of/<slug:code>/<path:key>/", projects.project, name="register-project"),
]
