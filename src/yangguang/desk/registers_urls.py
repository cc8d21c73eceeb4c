"""The addresses of registers at the desk; `urls` takes them over whole."""

from django.urls import URLPattern, path

from yangguang.desk.views import (
    registers_beside,
    registers_changes,
    registers_definitions,
    registers_entry,
    registers_files,
    registers_held,
    registers_imports,
    registers_lists,
    registers_privacy,
    registers_revoking,
    registers_screening,
)

urlpatterns: list[URLPattern] = [
    path("registers/", registers_lists.registers, name="registers"),
    path("registers/definitions/", registers_definitions.definitions, name="register-definitions"),
    path("registers/definitions/new/", registers_definitions.write, name="new-register-definition"),
    path(
        "registers/definitions/of/<slug:code>/",
        registers_definitions.definition,
        name="register-definition",
    ),
    path(
        "registers/definitions/of/<slug:code>/edit/",
        registers_definitions.write,
        name="edit-register-definition",
    ),
    path(
        "registers/definitions/of/<slug:code>/settings/",
        registers_definitions.settings,
        name="set-register",
    ),
    path(
        "registers/definitions/of/<slug:code>/install/",
        registers_definitions.install,
        name="install-register",
    ),
    path(
        "registers/definitions/of/<slug:code>/held/",
        registers_held.held,
        name="held-register-definition",
    ),
    path(
        "registers/definitions/of/<slug:code>/held/progress/",
        registers_held.progress,
        name="held-register-progress",
    ),
    path(
        "registers/definitions/of/<slug:code>/held/settle/",
        registers_held.settle,
        name="settle-held-register",
    ),
    path(
        "registers/definitions/of/<slug:code>/held/act/",
        registers_held.act,
        name="act-on-held-register",
    ),
    path(
        "registers/definitions/of/<slug:code>/<int:number>/",
        registers_definitions.version,
        name="register-definition-version",
    ),
    path("registers/changes/", registers_changes.changes, name="register-changes"),
    path("registers/changes/<int:key>/", registers_changes.change, name="register-change"),
    path(
        "registers/changes/<int:key>/rename/",
        registers_changes.rename,
        name="rename-register-change",
    ),
    path("registers/changes/<int:key>/drop/", registers_changes.drop, name="drop-register-rows"),
    path(
        "registers/changes/<int:key>/submit/",
        registers_changes.submit,
        name="submit-register-change",
    ),
    path(
        "registers/changes/<int:key>/return/",
        registers_changes.send_back,
        name="return-register-change",
    ),
    path(
        "registers/changes/<int:key>/publish/",
        registers_changes.publish,
        name="publish-register-change",
    ),
    path(
        "registers/changes/<int:key>/discard/",
        registers_changes.discard,
        name="discard-register-change",
    ),
    path("registers/changes/<int:key>/undo/", registers_changes.undo, name="undo-register-change"),
    path(
        "registers/changes/<int:key>/privacy/",
        registers_privacy.privacy,
        name="register-change-privacy",
    ),
    path(
        "registers/changes/<int:key>/privacy/settle/",
        registers_privacy.settle,
        name="settle-register-privacy",
    ),
    path(
        "registers/changes/<int:key>/screening/",
        registers_screening.progress,
        name="register-screening",
    ),
    path(
        "registers/changes/<int:key>/screening/begin/",
        registers_screening.begin,
        name="begin-register-screening",
    ),
    path(
        "registers/changes/<int:key>/rows/<int:version_key>/",
        registers_entry.proposal,
        name="edit-register-proposal",
    ),
    path("registers/rows/<int:key>/", registers_lists.row, name="register-row"),
    path("registers/rows/<int:key>/edit/", registers_entry.edit, name="edit-register-row"),
    path("registers/rows/<int:key>/remove/", registers_entry.remove, name="remove-register-row"),
    path("registers/rows/<int:key>/down/", registers_lists.down, name="take-down-register-row"),
    path("registers/rows/<int:key>/revoke/", registers_revoking.revoke, name="revoke-register-row"),
    path("registers/revocations/", registers_revoking.revocations, name="register-revocations"),
    path(
        "registers/revocations/<int:key>/withdraw/",
        registers_revoking.withdraw,
        name="withdraw-register-revocation",
    ),
    path(
        "registers/revocations/<int:key>/drop/",
        registers_revoking.drop,
        name="drop-register-revocation",
    ),
    path("registers/of/<slug:code>/beside/", registers_beside.beside, name="register-beside"),
    path(
        "registers/of/<slug:code>/exchange/<slug:edition>.<slug:form>",
        registers_beside.exchange,
        name="register-exchange",
    ),
    path(
        "registers/versions/<int:key>/<slug:field>/", registers_lists.row_file, name="register-file"
    ),
    path("registers/of/<slug:code>/", registers_lists.rows, name="register-rows"),
    path("registers/of/<slug:code>/new/", registers_entry.new, name="new-register-row"),
    path("registers/of/<slug:code>/adjust/", registers_changes.adjust, name="adjust-register"),
    path("registers/of/<slug:code>/bulk/", registers_entry.bulk, name="bulk-register-rows"),
    path("registers/of/<slug:code>/template/", registers_files.empty, name="register-template"),
    path("registers/of/<slug:code>/take.<slug:form>", registers_files.rows, name="register-take"),
    path("registers/of/<slug:code>/import/", registers_imports.send, name="register-import"),
    path(
        "registers/of/<slug:code>/import/<str:token>/",
        registers_imports.check,
        name="register-import-check",
    ),
]
