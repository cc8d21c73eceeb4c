"""The addresses of projects whose life is told by the rows of a register."""

from __future__ import annotations

from django.urls import URLPattern, path

from yangguang.portal.views import projects

urlpatterns: list[URLPattern] = [
    path("projects/", projects.overview, name="projects"),
    path("registers/<slug:code>/projects/", projects.projects, name="register-projects"),
    path("registers/<slug:code>/kinds.<slug:which>", projects.kinds, name="register-kinds"),
    path("registers/<slug:code>/project/<path:key>/", projects.project, name="register-project"),
]
