"""Joining, confirming, signing in and out, a new password, leaving."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yangguang.apps.members.models import Member, MemberLink
from yangguang.apps.members.problems import Locked, MemberProblem
from yangguang.apps.members.services import accounts
from yangguang.apps.members.services.links import LINK_LASTS
from yangguang.portal.rate import seconds_to_wait
from yangguang.portal.requests.draft import Trouble
from yangguang.portal.requests.robots import TRAP
from yangguang.portal.views import errors
from yangguang.portal.views.members.session import (
    AFTER,
    for_members,
    hand_over,
    page,
    safe_next,
    take_back,
    token_of,
)

WINDOW = 600
TRIES = 30
JOINS = 10


@never_cache
@sensitive_post_parameters()
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Open an account with an address and a password."""
    back = safe_next(request, request.POST.get("next", request.GET.get("next", ""))[:500])
    if request.method != "POST":
        return page(request, "join", {"next": back})
    wait = seconds_to_wait(request, "member-join", times=JOINS, seconds=WINDOW)
    if wait:
        return errors.too_many(request, seconds=wait)
    email, password = request.POST.get("email", "")[:200], request.POST.get("password", "")[:200]
    problems = accounts.problems_of(email=email, password=password)
    troubles = [Trouble(problem.field, str(problem)) for problem in problems]
    if password != request.POST.get("again", "")[:200]:
        troubles.append(Trouble("again", "两次填写的密码不一样，请重新填写。"))
    if not troubles and not request.POST.get(TRAP, "").strip():
        try:
            accounts.join(email=email, password=password, at=timezone.now())
        except MemberProblem as problem:
            troubles.append(Trouble(problem.field, str(problem)))
    if troubles:
        return page(request, "join", {"email": email, "next": back}, troubles)
    answer = page(request, "sent", {"email": email, "what": "确认邮箱"})
    answer.set_cookie(
        AFTER,
        back,
        max_age=int(LINK_LASTS[MemberLink.Purpose.CONFIRM].total_seconds()),
        httponly=True,
        secure=settings.CSRF_COOKIE_SECURE,
        samesite="Lax",
    )
    return answer


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: a button, since mail programs open links by themselves."""
    if request.method != "POST":
        return page(request, "confirm", {"token": token})
    try:
        accounts.confirm(token=token, at=timezone.now())
    except MemberProblem as problem:
        return page(request, "confirm", {"token": ""}, [Trouble(problem.field, str(problem))])
    return page(request, "confirmed", {})


@never_cache
@sensitive_post_parameters()
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Address and password."""
    wanted = request.POST.get("next", request.GET.get("next", "")) or request.COOKIES.get(AFTER, "")
    back = safe_next(request, wanted[:500])
    if request.method != "POST":
        return page(request, "sign_in", {"next": back})
    wait = seconds_to_wait(request, "member-sign-in", times=TRIES, seconds=WINDOW)
    if wait:
        return errors.too_many(request, seconds=wait)
    email = request.POST.get("email", "")[:200]
    try:
        _, token = accounts.sign_in(
            email=email, password=request.POST.get("password", "")[:200], at=timezone.now()
        )
    except MemberProblem as problem:
        words = str(problem)
        if isinstance(problem, Locked):
            until = timezone.localtime(problem.until)
            words = f"连续输错密码，登录暂停到 {until:%m月%d日%H:%M}。急用的，可以重设密码。"
        return page(
            request, "sign_in", {"next": back, "email": email}, [Trouble(problem.field, words)]
        )
    answer = redirect(back)
    hand_over(answer, token)
    answer.delete_cookie(AFTER)
    return answer


@csrf_protect
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End this browser's session, or every one."""
    accounts.sign_out(
        token=token_of(request), at=timezone.now(), everywhere="everywhere" in request.POST
    )
    answer = redirect("home")
    take_back(answer)
    return answer


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def ask_reset(request: HttpRequest) -> HttpResponse:
    """Ask for a mail with a link for a new password."""
    if request.method != "POST":
        return page(request, "ask_reset", {})
    wait = seconds_to_wait(request, "member-reset", times=JOINS, seconds=WINDOW)
    if wait:
        return errors.too_many(request, seconds=wait)
    email = request.POST.get("email", "").strip()[:200]
    if "@" not in email:
        return page(
            request, "ask_reset", {"email": email}, [Trouble("email", "请填写注册时用的邮箱。")]
        )
    accounts.ask_reset(email=email, at=timezone.now())
    return page(request, "sent", {"email": email, "what": "重设密码"})


@never_cache
@sensitive_post_parameters()
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """Set a new password by the link of a mail."""
    now = timezone.now()
    if request.method != "POST":
        return page(
            request, "reset", {"token": token, "works": accounts.look_at_reset(token=token, at=now)}
        )
    password = request.POST.get("password", "")[:200]
    troubles = []
    if password != request.POST.get("again", "")[:200]:
        troubles.append(Trouble("again", "两次填写的密码不一样，请重新填写。"))
    else:
        try:
            accounts.reset(token=token, password=password, at=now)
        except MemberProblem as problem:
            troubles.append(Trouble(problem.field, str(problem)))
    if troubles:
        works = accounts.look_at_reset(token=token, at=now)
        return page(request, "reset", {"token": token, "works": works}, troubles)
    return page(
        request, "sign_in", {"next": safe_next(request, ""), "told": "密码已经重设，请登录。"}
    )


@never_cache
@sensitive_post_parameters()
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def settings_page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Password, history, leaving."""
    if request.method != "POST":
        return page(request, "settings", {"member": member})
    now = timezone.now()
    act = request.POST.get("act", "")
    try:
        if act == "history":
            accounts.keep_history(member=member, keep="keep" in request.POST, at=now)
            return page(request, "settings", {"member": member, "told": "已保存。"})
        if act == "password":
            accounts.change_password(
                member=member,
                old=request.POST.get("old", "")[:200],
                new=request.POST.get("password", "")[:200],
                at=now,
            )
        elif act == "close":
            accounts.close_account(
                member=member, password=request.POST.get("closing", "")[:200], at=now
            )
        else:
            return redirect("member-settings")
    except MemberProblem as problem:
        name = "closing" if act == "close" else problem.field
        return page(request, "settings", {"member": member}, [Trouble(name, str(problem))])
    told = (
        "账号已经注销，收藏、订阅和浏览记录都已删除。"
        if act == "close"
        else "密码已经修改，请重新登录。"
    )
    answer = page(request, "sign_in", {"next": safe_next(request, ""), "told": told})
    take_back(answer)
    return answer
