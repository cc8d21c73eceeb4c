"""The addresses of random inspection at the desk; `urls` takes them over whole."""

from django.urls import URLPattern, path

from yangguang.desk.views import draws, draws_checking, draws_yearly, objections

urlpatterns: list[URLPattern] = [
    path("draws/", draws.draws, name="draws"),
    path("draws/new/", draws.new, name="new-draw"),
    path("draws/years/", draws_yearly.years, name="draw-years"),
    path("draws/years/new/", draws_yearly.new, name="new-draw-year"),
    path("draws/years/<int:key>/", draws_yearly.year, name="draw-year"),
    path("draws/years/<int:key>/publish/", draws_yearly.publish, name="publish-draw-year"),
    path("draws/years/<int:key>/drop/", draws_yearly.drop, name="drop-draw-year"),
    path("draws/years/<int:key>/task/", draws_yearly.new_task, name="new-year-task"),
    path("draws/tasks/<int:key>/", draws_yearly.edit_task, name="edit-year-task"),
    path("draws/tasks/<int:key>/drop/", draws_yearly.remove_task, name="drop-year-task"),
    path("draws/rounds/<int:key>/", draws_yearly.one_round, name="draw-round"),
    path("draws/rounds/<int:key>/settle/", draws_yearly.settle, name="settle-draw-round"),
    path("draws/<int:key>/", draws.plan, name="draw"),
    path("draws/<int:key>/edit/", draws.edit, name="edit-draw"),
    path("draws/<int:key>/drop/", draws.drop, name="drop-draw"),
    path("draws/<int:key>/commit/", draws.commit, name="commit-draw"),
    path("draws/<int:key>/void/", draws.void, name="void-draw"),
    path("draws/<int:key>/hold/", draws.hold, name="hold-draw"),
    path("draws/<int:key>/record.json", draws.record, name="draw-record"),
    path("draws/<int:key>/conflicts/", draws.conflicts, name="draw-conflicts"),
    path("draws/objects/<int:key>/", draws_checking.drawn, name="drawn"),
    path("draws/objects/<int:key>/replace/", draws_checking.replace, name="replace-drawn"),
    path("draws/objects/<int:key>/appoint/", draws_checking.appoint_people, name="appoint-drawn"),
    path("draws/objects/<int:key>/result/", draws_checking.result, name="drawn-result"),
    path("draws/objects/<int:key>/sheet.<slug:which>", draws_checking.sheet, name="draw-sheet"),
    path("objections/", objections.objections, name="objections"),
    path("objections/<int:key>/", objections.objection, name="objection"),
    path("objections/<int:key>/decide/", objections.decide, name="decide-objection"),
    path("objections/new/<int:row>/", objections.new, name="new-objection"),
]
