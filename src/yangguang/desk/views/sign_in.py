"""Signing in and out, the second factor, and proving oneself again before a grave act."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.models import User
from yangguang.apps.agencies.services import (
    begin_sign_in,
    check_second_factor,
    end_sign_in,
)
from yangguang.desk.access import PROOF_KEY, anyone, halfway, posted, safe_next, signed_in
from yangguang.desk.context import who_of
from yangguang.desk.forms.account import CodeForm, ProveByPasswordForm, SignInForm
from yangguang.desk.middleware import FACTOR_KEY, SEEN_KEY, SIGN_IN_KEY, STARTED_KEY, factor_shown
from yangguang.desk.viewer import DeskRequest, view_as


@anyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Password first; whatever else is owed, `DeskSession` asks for next."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if request.user.is_authenticated:
        return redirect(safe_next(request, wanted))
    form = SignInForm(posted(request))
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if isinstance(user, User) and user.is_demo and not settings.DEMO:
            form.add_error(None, "演示账号不能在正式环境登录，请联系本单位管理员建立正式账号。")
        elif isinstance(user, User):
            start_session(request, user)
            return redirect(safe_next(request, wanted))
        else:
            form.add_error(None, "登录名或密码不正确，请核对大小写后重新输入。")
    status = 422 if form.errors else 200
    context = {"form": form, "next": wanted, "heading": "登录"}
    return render(request, "desk/sign_in.html", context, status=status)


def start_session(request: HttpRequest, user: User) -> None:
    """A new session, with a new key, for somebody whose password was right."""
    now = timezone.now()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session[STARTED_KEY] = request.session[SEEN_KEY] = now.timestamp()
    request.session[PROOF_KEY] = now.timestamp()
    row = begin_sign_in(
        user=user,
        address=request.META.get("REMOTE_ADDR", ""),
        device=request.headers.get("User-Agent", ""),
        by=view_as(user, now=now, today=timezone.localdate(now)).actor,
        at=now,
    )
    request.session[SIGN_IN_KEY] = row.pk


@halfway
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: DeskRequest) -> HttpResponseBase:
    """The code from the app, or a backup code."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    authenticator = request.viewer.authenticator
    if authenticator is None:
        return redirect(safe_next(request, wanted))
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        verdict = check_second_factor(
            user=request.viewer.user,
            code=form.cleaned_data["code"],
            by=request.viewer.actor,
            at=request.viewer.now,
        )
        if verdict:
            request.session.cycle_key()
            request.session[FACTOR_KEY] = authenticator.pk
            request.session[PROOF_KEY] = request.viewer.now.timestamp()
            return redirect(safe_next(request, wanted))
        form.add_error("code", verdict.sentence)
    context = {"form": form, "next": wanted, "heading": "二次验证"}
    return render(request, "desk/second_factor.html", context, status=422 if form.errors else 200)


@halfway
@require_POST
def sign_out(request: DeskRequest) -> HttpResponseBase:
    """End this session."""
    end_sign_in(
        sign_in=request.session[SIGN_IN_KEY],
        by=request.viewer.actor,
        at=request.viewer.now,
        why="退出登录",
    )
    logout(request)
    messages.success(request, "您已退出登录。")
    return redirect("sign-in")


@halfway
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def prove(request: DeskRequest) -> HttpResponseBase:
    """Code or password once more, before an act that is hard to undo."""
    viewer = request.viewer
    if viewer.authenticator is not None and not factor_shown(request, viewer):
        return redirect("second-factor")
    wanted = request.POST.get("next") or request.GET.get("next", "")
    by_code = viewer.authenticator is not None
    form: CodeForm | ProveByPasswordForm
    form = CodeForm(posted(request)) if by_code else ProveByPasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        mistake = _mistake_in_proof(request, form)
        if not mistake:
            request.session[PROOF_KEY] = viewer.now.timestamp()
            return redirect(safe_next(request, wanted))
        form.add_error(None, mistake)
    context = {"form": form, "next": wanted, "heading": "确认身份", "by_code": by_code}
    return render(request, "desk/prove.html", context, status=422 if form.errors else 200)


def _mistake_in_proof(request: DeskRequest, form: CodeForm | ProveByPasswordForm) -> str:
    """Why the proof does not count; empty where it does."""
    viewer = request.viewer
    if isinstance(form, CodeForm):
        verdict = check_second_factor(
            user=viewer.user, code=form.cleaned_data["code"], by=viewer.actor, at=viewer.now
        )
        return "" if verdict else verdict.sentence
    # Through the same lock-out as signing in: an open desk is no place to guess passwords.
    user = authenticate(
        request, username=viewer.user.username, password=form.cleaned_data["password"]
    )
    return "" if user is not None and user.pk == viewer.user.pk else "密码不正确，请重新输入。"


@signed_in
@never_cache
@require_GET
def session(request: DeskRequest) -> HttpResponseBase:
    """Who is signed in for which body, with the token of this session, for a page that stood a while."""
    return JsonResponse({"who": who_of(request.viewer), "token": get_token(request)})


# Asking whether a session stands is no use of it.
session.desk_passive = True  # type: ignore[attr-defined] # read by DeskSession
