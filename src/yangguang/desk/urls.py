"""The addresses of the staff workbench. Acts answer to POST only; see ``desk.access`` for who enters."""

from django.urls import URLPattern, URLResolver, path

from yangguang.desk.views import account, errors, home, items, sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("second-factor/", sign_in.second_factor, name="second-factor"),
    path("prove/", sign_in.prove, name="prove"),
    path("switch-agency/", account.switch_agency, name="switch-agency"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="change-password"),
    path("account/second-factor/", account.set_second_factor, name="set-second-factor"),
    path(
        "account/second-factor/picture.svg",
        account.second_factor_picture,
        name="second-factor-picture",
    ),
    path("account/second-factor/drop/", account.drop_second_factor, name="drop-second-factor"),
    path("account/backup-codes/", account.renew_codes, name="renew-backup-codes"),
    path("account/sessions/<int:key>/end/", account.end_session, name="end-session"),
    path("items/inbox/", items.inbox, name="inbox"),
    path("items/decide/", items.decide_many, name="decide-many"),
    path("items/published/", items.published, name="published"),
    path("items/rejected/", items.rejected, name="rejected"),
    path("items/<int:key>/", items.item, name="item"),
    path("items/<int:key>/edit/", items.edit, name="item-edit"),
    path("items/<int:key>/accept/", items.accept, name="item-accept"),
    path("items/<int:key>/reject/", items.reject, name="item-reject"),
    path("items/<int:key>/reopen/", items.reopen, name="item-reopen"),
    path("items/<int:key>/withdraw/", items.withdraw, name="item-withdraw"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
