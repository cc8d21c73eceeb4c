"""The addresses of random inspection on the public site; `urls` takes them over whole."""

from django.urls import URLPattern, path

from yangguang.portal.views import draws

urlpatterns: list[URLPattern] = [
    path("draws/", draws.draws, name="draws"),
    path("draws/page/<whole:number>/", draws.draws, name="draws-page"),
    path("draws/how/", draws.how, name="draws-how"),
    path("draws/years/", draws.years, name="draw-years"),
    path("draws/years/page/<whole:number>/", draws.years, name="draw-years-page"),
    path("draws/years/<whole:key>/", draws.year, name="draw-year"),
    path("draws/<whole:key>/", draws.draw, name="draw"),
    path("draws/<whole:key>/record.json", draws.record, name="draw-record"),
    path("draws/<whole:key>/record-<whole:number>.json", draws.record, name="draw-record-number"),
    path("draws/<whole:key>/promise-<whole:attempt>.txt", draws.promise, name="draw-promise"),
    path("draws/<whole:key>/<slug:which>-<whole:attempt>.tsv", draws.pool, name="draw-pool"),
]
