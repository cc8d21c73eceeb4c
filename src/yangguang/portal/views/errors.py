"""Pages for what went wrong: plain words, a way on, and no detail that helps an attacker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string


@dataclass(frozen=True, slots=True)
class Trouble:
    """What an error page says. ``next_steps`` are sentences."""

    status: int
    title: str
    why: str
    next_steps: tuple[str, ...] = ()


def show(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The page of one trouble, with its status."""
    return render(request, "portal/error.html", {"trouble": trouble}, status=trouble.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return show(
        request,
        Trouble(
            400,
            "这个请求无法处理",
            "网址或者提交的内容格式不对，网站没有按它做任何事。",
            ("请从首页重新进入。", "如果是提交表单时出现的，请返回上一页检查后再提交。"),
        ),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return show(
        request,
        Trouble(
            403, "这个页面不对外开放", "该地址只供内部使用，或者您的访问被网站的安全规则拦下。"
        ),
    )


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 where a form came back without its token: usually a page left open too long."""
    return show(
        request,
        Trouble(
            403,
            "表单已经过期，没有提交成功",
            "为防止他人冒用，表单打开过久或者浏览器禁用了 Cookie 时不能提交。",
            ("请返回上一页，刷新后重新提交。", "如果浏览器禁用了 Cookie，请为本网站打开后再试。"),
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return show(
        request,
        Trouble(
            404,
            "没有找到这个页面",
            "网址可能输错了，或者页面已经移走。",
            ("在上方搜索框中输入标题、文号或者索引号查找。",),
        ),
    )


def gone_for_good(request: HttpRequest) -> HttpResponse:
    """410 for what held personal data whose time has run out."""
    return show(
        request,
        Trouble(
            410,
            "文件已经按规定销毁",
            "办件保管期满后，其中的个人信息已按规定销毁，文件不能再下载。",
            ("确有需要的，请与受理机关联系。",),
        ),
    )


def wrong_method(request: HttpRequest) -> HttpResponse:
    """405: the page can only be read, or only be sent a form."""
    return show(
        request,
        Trouble(
            405,
            "这个地址不接受这种请求",
            "这里只能打开阅读，不能提交，网站没有按这个请求做任何事。",
            ("请从首页重新进入。",),
        ),
    )


class WordsForWrongMethods:
    """Middleware: the framework answers a wrong method with an empty page; a person gets words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        if not isinstance(answer, HttpResponseNotAllowed) or answer.content:
            return answer
        page = wrong_method(request)
        page["Allow"] = answer["Allow"]
        return page


def too_many(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """429; ``seconds`` is how long to wait."""
    minutes = max(1, -(-seconds // 60))
    response = show(
        request,
        Trouble(
            429,
            "操作太频繁，请稍后再试",
            f"同一地址短时间内提交次数过多。请在 {minutes} 分钟后再试，您填写的内容没有被保存。",
        ),
    )
    response["Retry-After"] = str(seconds)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """500: rendered without the database, which may be what is broken."""
    return HttpResponse(render_to_string("portal/broken.html"), status=500)
