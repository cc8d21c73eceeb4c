"""The addresses of random inspection on the public site; `urls` takes them over whole."""

from django.urls import URLPattern, path

from yangguang.portal.views import draws

urlpatterns: list[URLPattern] = [
    path("draws/", draws.draws, name="draws"),
    path("draws/page/<int:number>/", draws.draws, name="draws-page"),
    path("draws/how/", draws.how, name="draws-how"),
    path("draws/years/", draws.years, name="draw-years"),
    path("draws/years/page/<int:number>/", draws.years, name="draw-years-page"),
    path("draws/years/<int:key>/", draws.year, name="draw-year"),
    path("draws/<int:key>/", draws.draw, name="draw"),
    path("draws/<int:key>/record.json", draws.record, name="draw-record"),
    path("draws/<int:key>/record-<int:number>.json", draws.record, name="draw-record-number"),
    path("draws/<int:key>/promise-<int:attempt>.txt", draws.promise, name="draw-promise"),
    path("draws/<int:key>/<slug:which>-<int:attempt>.tsv", draws.pool, name="draw-pool"),
]
