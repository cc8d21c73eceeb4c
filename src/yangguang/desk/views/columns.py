"""栏目: the tree of the site, and what can be done to it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.catalog.models import ItemState
from yangguang.apps.catalog.services import add_column, move_column, rename_column
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.desk.access import access_column, columns_within, needs, posted
from yangguang.desk.forms.columns import MoveColumnForm, NewColumnForm, RenameColumnForm
from yangguang.desk.viewer import DeskRequest

MANAGE = Permission.COLUMN_MANAGE


@needs(MANAGE)
@require_GET
def columns(request: DeskRequest) -> HttpResponseBase:
    """The columns within reach as a tree, with how many items stand in each."""
    rows = (
        columns_within(request.viewer)
        .select_related("agency")
        .annotate(published=Count("items", filter=Q(items__state=ItemState.PUBLISHED)))
        .order_by("path")
    )
    tree = [("　" * max(0, row.path.count("/") - 1), row) for row in rows]
    return render(request, "desk/columns.html", {"heading": "栏目", "tree": tree})


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    """A new column, of the site or of one body."""
    viewer = request.viewer
    form = NewColumnForm(
        posted(request),
        columns=columns_within(viewer).order_by("path"),
        agencies=agencies_in_force(viewer.today).filter(pk__in=viewer.visible(MANAGE)),
        site=viewer.at_the_top(MANAGE),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = add_column(**form.cleaned_data, by=viewer.actor, at=viewer.now)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已新建栏目“{made.name}”。")
            return redirect("columns")
    return _page(request, form, "新建栏目", "新建")


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def rename(request: DeskRequest, key: int) -> HttpResponseBase:
    """Another name; the address stays."""
    viewer = request.viewer
    column = access_column(viewer, key)
    form = RenameColumnForm(posted(request), initial={"name": column.name})
    if request.method == "POST" and form.is_valid():
        rename_column(column=column, name=form.cleaned_data["name"], by=viewer.actor, at=viewer.now)
        messages.success(request, f"栏目已更名为“{form.cleaned_data['name']}”，网址不变。")
        return redirect("columns")
    return _page(request, form, f"栏目更名：{column.name}", "更名")


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def move(request: DeskRequest, key: int) -> HttpResponseBase:
    """Another place in the tree, with all below it."""
    viewer = request.viewer
    column = access_column(viewer, key)
    others = columns_within(viewer).exclude(path__startswith=column.path).order_by("path")
    form = MoveColumnForm(posted(request), columns=others)
    form.initial = {"parent": column.parent_id}
    if request.method == "POST" and form.is_valid():
        try:
            move_column(
                column=column,
                parent=form.cleaned_data["parent"],
                by=viewer.actor,
                at=viewer.now,
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"栏目“{column.name}”已移动，下级栏目随之移动。")
            return redirect("columns")
    return _page(request, form, f"移动栏目：{column.name}", "移动")


def _page(request: DeskRequest, form: forms.Form, heading: str, button: str) -> HttpResponseBase:
    context = {"heading": heading, "form": form, "button": button, "back": "columns"}
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)
