"""Roles as data: who manages them sees what each permits and who holds it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.models import Role
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.services import add_role, edit_role
from yangguang.apps.agencies.verdicts import Refused
from yangguang.desk.access import needs, posted, proved
from yangguang.desk.forms.staff import NewRoleForm, RoleForm
from yangguang.desk.viewer import DeskRequest


@needs(Permission.ROLE_MANAGE)
@require_GET
def roles(request: DeskRequest) -> HttpResponseBase:
    """Every role beside every permission."""
    today = request.viewer.today
    rows = Role.objects.annotate(
        holders=Count(
            "posts__user",
            distinct=True,
            filter=Q(posts__valid_from__lte=today)
            & (Q(posts__valid_to__isnull=True) | Q(posts__valid_to__gt=today)),
        )
    )
    table = [
        (permission, [permission.value in role.permissions for role in rows])
        for permission in Permission
    ]
    return render(request, "desk/roles.html", {"heading": "角色", "roles": rows, "table": table})


@needs(Permission.ROLE_MANAGE)
@require_http_methods(["GET", "POST"])
@proved
def new(request: DeskRequest) -> HttpResponseBase:
    """A role of the office's own."""
    form = NewRoleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            role = add_role(**form.cleaned_data, by=request.viewer.actor, at=request.viewer.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已新建角色“{role.name}”。")
            return redirect("roles")
    return _page(request, form, "新建角色", "新建")


@needs(Permission.ROLE_MANAGE)
@require_http_methods(["GET", "POST"])
@proved
def edit(request: DeskRequest, key: int) -> HttpResponseBase:
    """Change what a role permits, for everybody who holds it."""
    role = get_object_or_404(Role, pk=key)
    form = RoleForm(
        posted(request),
        initial={
            "name": role.name,
            "reach": role.reach,
            "needs_second_factor": role.needs_second_factor,
            "permissions": role.permissions,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            edit_role(
                role=role, **form.cleaned_data, by=request.viewer.actor, at=request.viewer.now
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"角色“{form.cleaned_data['name']}”已保存，立即对所有任职人员生效。"
            )
            return redirect("roles")
    return _page(request, form, f"修改角色：{role.name}", "保存")


def _page(request: DeskRequest, form: RoleForm, heading: str, button: str) -> HttpResponseBase:
    context = {
        "heading": heading,
        "form": form,
        "button": button,
        "back": "roles",
        "explain": "修改立即对所有担任该角色的人员生效。",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)
