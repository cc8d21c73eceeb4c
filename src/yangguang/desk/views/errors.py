"""Pages that say what went wrong, why, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

if TYPE_CHECKING:
    from yangguang.desk.access import NotPermitted


def page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """A plain page with one heading and one sentence."""
    framed = hasattr(request, "viewer")
    context = {"heading": title, "sentence": sentence, "framed": framed}
    return render(request, "desk/problem.html", context, status=status)


def not_permitted(request: HttpRequest, error: NotPermitted) -> HttpResponse:
    """403: the role does not have the permission."""
    return page(
        request,
        403,
        "您没有这项权限",
        f"这里需要“{error.permission.label}”权限，您目前的任职没有。如工作需要，请联系本单位管理员调整任职；"
        "如您在其他机构有相应任职，请先在页面顶部切换机构。",
    )


def not_possible(request: HttpRequest, sentence: str) -> HttpResponse:
    """409: the act does not fit the record's present state."""
    return page(request, 409, "现在不能这样办理", sentence)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such record, or none within the viewer's reach; the two are not told apart."""
    return page(
        request,
        404,
        "没有找到这个页面",
        "该记录不存在，或者不在您当前机构的范围内。请核对网址；如您在其他机构有任职，请先在页面顶部切换机构。",
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 by Django itself, for example without a valid form token."""
    return page(request, 403, "请求未被接受", "请返回原页面刷新后再提交；如仍不行，请重新登录。")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token does not fit the session, mostly because the person signed in anew."""
    return page(
        request,
        403,
        "页面已过期，没有提交",
        "您可能在另一个窗口重新登录过，或停留时间过长。请返回原页面刷新后再提交。",
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself is broken."""
    return page(request, 400, "请求有误", "提交的内容不完整或格式不对，请返回原页面重新填写。")


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault, said so."""
    return page(
        request,
        500,
        "系统出错了",
        "问题已记入系统日志，您的数据没有改动。请稍后再试；如反复出现，请联系系统管理员。",
    )
