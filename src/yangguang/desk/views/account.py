"""One's own account: password, second factor, sessions, and what one may do."""

from __future__ import annotations

from io import BytesIO

import qrcode
import qrcode.image.svg
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.models import Authenticator
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import open_sign_ins
from yangguang.apps.agencies.services import (
    backup_codes_left,
    begin_authenticator,
    change_password,
    confirm_authenticator,
    end_sign_in,
    remove_authenticator,
    renew_backup_codes,
)
from yangguang.apps.agencies.services.second_factor import provisioning_uri, secret_text
from yangguang.apps.agencies.verdicts import Refused, refuse
from yangguang.desk.access import (
    PROOF_KEY,
    halfway,
    posted,
    proved,
    safe_next,
    signed_in,
    wanted_page,
)
from yangguang.desk.forms.account import ChangePasswordForm, CodeForm, ReasonForm
from yangguang.desk.middleware import FACTOR_KEY, SIGN_IN_KEY, factor_shown
from yangguang.desk.viewer import ACTING_KEY, DeskRequest


@signed_in
@require_GET
def account(request: DeskRequest) -> HttpResponseBase:
    """What the person holds and may do, where they are signed in, how they prove themselves."""
    viewer = request.viewer
    context = {
        "heading": "我的账号",
        "holdings": viewer.everywhere,
        "permissions": [code for code in Permission if viewer.may_somewhere(code)],
        "sign_ins": open_sign_ins(viewer.user, now=viewer.now),
        "here": request.session.get(SIGN_IN_KEY),
        "authenticator": viewer.authenticator,
        "codes_left": backup_codes_left(viewer.user),
    }
    return render(request, "desk/account.html", context)


@signed_in
@require_POST
def switch_agency(request: DeskRequest) -> HttpResponseBase:
    """Act for another of one's own bodies from now on."""
    wanted = request.POST.get("agency", "")
    chosen = next((row for row in request.viewer.agencies if str(row.pk) == wanted), None)
    if chosen is None:
        raise Http404
    request.session[ACTING_KEY] = chosen.pk
    messages.success(request, f"已切换到“{chosen.name}”。")
    return redirect("home")


@halfway
@never_cache
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
def password(request: DeskRequest) -> HttpResponseBase:
    """Change one's own password; with a second factor in use it must have been shown first."""
    viewer = request.viewer
    if viewer.authenticator is not None and not factor_shown(request, viewer):
        return redirect("second-factor")
    form = ChangePasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        # Through the lock-out of signing in: an open desk is no place to guess passwords.
        known = authenticate(
            request, username=viewer.user.username, password=form.cleaned_data["old"]
        )
        try:
            if known is None:
                raise refuse("原密码不正确", "原密码不正确，请重新输入。")
            user = change_password(
                user=viewer.user,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                by=viewer.actor,
                at=viewer.now,
                keep=request.session.get(SIGN_IN_KEY),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            update_session_auth_hash(request, user)
            request.session[PROOF_KEY] = viewer.now.timestamp()
            messages.success(request, "密码已修改，您在其他设备上的登录已全部退出。")
            return redirect(wanted_page(request))
    context = {"form": form, "heading": "修改密码"}
    return render(request, "desk/change_password.html", context, status=422 if form.errors else 200)


@halfway
@never_cache
@require_http_methods(["GET", "POST"])
@proved
def set_second_factor(request: DeskRequest) -> HttpResponseBase:
    """Show the secret as a picture and as text, and take the first code."""
    viewer = request.viewer
    if viewer.authenticator is not None:
        return redirect("account")
    if viewer.user.must_change_password:
        return redirect("change-password")
    pending = begin_authenticator(user=viewer.user, at=viewer.now)
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            codes = confirm_authenticator(
                user=viewer.user,
                code=form.cleaned_data["code"],
                by=viewer.actor,
                at=viewer.now,
            )
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            request.session.cycle_key()
            request.session[FACTOR_KEY] = pending.pk
            request.session[PROOF_KEY] = viewer.now.timestamp()
            shown = {"codes": codes, "heading": "备用码", "onward": wanted_page(request)}
            return render(request, "desk/backup_codes.html", shown)
    context = {"form": form, "secret": secret_text(pending), "heading": "设置二次验证"}
    status = 422 if form.errors else 200
    return render(request, "desk/set_second_factor.html", context, status=status)


@halfway
@never_cache
@require_GET
def second_factor_picture(request: DeskRequest) -> HttpResponseBase:
    """The set-up picture, drawn here, only while the authenticator waits to be confirmed."""
    pending = Authenticator.objects.filter(
        user=request.viewer.user, confirmed_at__isnull=True
    ).first()
    if pending is None or request.viewer.user.must_change_password:
        raise Http404
    picture = qrcode.make(
        provisioning_uri(pending), image_factory=qrcode.image.svg.SvgPathImage, border=2
    )
    drawn = BytesIO()
    picture.save(drawn)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@signed_in
@never_cache
@require_POST
@proved
def renew_codes(request: DeskRequest) -> HttpResponseBase:
    """New backup codes, shown once."""
    viewer = request.viewer
    if viewer.authenticator is None:
        raise Http404
    codes = renew_backup_codes(user=viewer.user, by=viewer.actor, at=viewer.now)
    context = {"codes": codes, "heading": "备用码", "onward": reverse("account")}
    return render(request, "desk/backup_codes.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
@proved
def drop_second_factor(request: DeskRequest) -> HttpResponseBase:
    """Put the authenticator out of use, to set up another phone; signs out everywhere."""
    viewer = request.viewer
    if viewer.authenticator is None:
        raise Http404
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        remove_authenticator(
            user=viewer.user,
            by=viewer.actor,
            at=viewer.now,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, "验证器已停用，请重新登录后设置新的验证器。")
        return redirect("home")
    context = {
        "heading": "停用验证器",
        "form": form,
        "explain": "停用后您会在所有设备上退出登录；任职要求二次验证的，下次登录时须重新设置。",
        "button": "停用验证器",
        "back": "account",
    }
    return render(request, "desk/reason.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def end_session(request: DeskRequest, key: int) -> HttpResponseBase:
    """End one of one's own sessions elsewhere."""
    viewer = request.viewer
    row = open_sign_ins(viewer.user, now=viewer.now).filter(pk=key).first()
    if row is None:
        raise Http404
    end_sign_in(sign_in=row.pk, by=viewer.actor, at=viewer.now, why="从其他设备结束")
    messages.success(request, "那次登录已结束，该设备须重新登录。")
    return redirect(safe_next(request, "/account/"))
