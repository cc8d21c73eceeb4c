"""The addresses of *Publishing* at the desk; `urls` takes them over whole."""

from django.urls import URLPattern, path

from yangguang.desk.views import (
    checklists,
    dead_links,
    delivery_keys,
    drafts,
    drafts_deciding,
    drafts_writing,
    registers,
)

urlpatterns: list[URLPattern] = [
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/new/", drafts_writing.new, name="new-draft"),
    path("drafts/clean/", drafts_writing.clean_paste, name="clean-paste"),
    path("drafts/joint/<int:key>/", drafts_deciding.answer, name="answer-joint"),
    path("drafts/<int:key>/", drafts.draft, name="draft"),
    path("drafts/<int:key>/edit/", drafts_writing.edit, name="draft-edit"),
    path("drafts/<int:key>/autosave/", drafts_writing.autosave, name="draft-autosave"),
    path("drafts/<int:key>/history/", drafts_writing.history, name="draft-history"),
    path(
        "drafts/<int:key>/history/<int:saving>/restore/",
        drafts_writing.restore,
        name="draft-restore",
    ),
    path("drafts/<int:key>/attach/", drafts_writing.attach, name="draft-attach"),
    path("drafts/<int:key>/files/<int:file>", drafts_writing.file, name="draft-file"),
    path(
        "drafts/<int:key>/files/<int:file>/change/",
        drafts_writing.change_file,
        name="draft-file-change",
    ),
    path("drafts/<int:key>/pictures/", drafts_writing.picture_in, name="draft-picture-in"),
    path("drafts/<int:key>/pictures/<slug:digest>", drafts_writing.picture, name="draft-picture"),
    path("drafts/<int:key>/attribute/", drafts_deciding.attribute, name="draft-attribute"),
    path("drafts/<int:key>/plan/", drafts_deciding.plan, name="draft-plan"),
    path("drafts/<int:key>/review/<slug:kind>/", drafts_deciding.review, name="draft-review"),
    path(
        "drafts/<int:key>/findings/<int:finding>/settle/",
        drafts_deciding.settle,
        name="settle-finding",
    ),
    path("drafts/<int:key>/joint/", drafts_deciding.ask, name="ask-joint"),
    path("drafts/<int:key>/act/<slug:code>/", drafts.act, name="draft-act"),
    path("items/<int:key>/start/", drafts.start, name="start-draft"),
    path("items/<int:key>/change/", drafts.change, name="change-item"),
    path("items/<int:key>/draft/", drafts.of_item, name="item-draft"),
    path("items/<int:key>/validity/", registers.validity, name="item-validity"),
    path("items/<int:key>/editions/", registers.editions, name="item-editions"),
    path("register/", registers.register, name="register"),
    path("register/export.csv", registers.register_export, name="register-export"),
    path("reassessments/", registers.reassessments, name="reassessments"),
    path("reassessments/<int:key>/", registers.reassess, name="reassess"),
    path("checklists/", checklists.checklists, name="checklists"),
    path("checklists/<slug:kind>/", checklists.checklist, name="checklist"),
    path("dead-links/", dead_links.dead_links, name="dead-links"),
    path("dead-links/<int:key>/again/", dead_links.again, name="ask-link-again"),
    path("delivery-keys/", delivery_keys.delivery_keys, name="delivery-keys"),
    path("delivery-keys/new/", delivery_keys.new, name="new-delivery-key"),
    path("delivery-keys/<int:key>/revoke/", delivery_keys.revoke, name="revoke-delivery-key"),
]
