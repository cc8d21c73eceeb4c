"""栏目: the tree of the site, and what can be done to it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.catalog.models import Column, ColumnEnding
from yangguang.apps.catalog.services import (
    add_column,
    describe_column,
    merge_columns,
    move_column,
    rename_column,
    retire_column,
)
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.desk.access import access_column, columns_within, needs, posted
from yangguang.desk.columns import (
    branches,
    ended_words,
    namesakes_of,
    retired_within,
    stepped,
    where_to,
    whole_effects,
)
from yangguang.desk.forms.columns import (
    EditColumnForm,
    EndColumnForm,
    MergeColumnForm,
    MoveColumnForm,
    NewColumnForm,
    PlaceColumnForm,
    RetireColumnForm,
)
from yangguang.desk.viewer import DeskRequest

MANAGE = Permission.COLUMN_MANAGE


@needs(MANAGE)
@require_GET
def columns(request: DeskRequest) -> HttpResponseBase:
    """The columns within reach as a tree, with how many items stand in each; below, what is gone."""
    within = columns_within(request.viewer)
    context = {
        "heading": "栏目",
        "tree": branches(list(within.filter(retired_at=None).select_related("agency"))),
        "retired": retired_within(within),
        "under_way": ColumnEnding.objects.filter(source__in=within, ended_at=None).select_related(
            "source", "target"
        ),
    }
    return render(request, "desk/columns.html", context)


@needs(MANAGE)
@require_POST
def place(request: DeskRequest) -> HttpResponseBase:
    """Move a column by one step (a button), or to where it was dragged (parent and next)."""
    viewer = request.viewer
    form = PlaceColumnForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有收到移动的位置，请重新移动。")
        return redirect("columns")
    column = access_column(viewer, form.cleaned_data["column"])
    try:
        if form.cleaned_data["step"]:
            parent, before = stepped(column, form.cleaned_data["step"])
        else:
            parent, before = (
                access_column(viewer, key) if key else None
                for key in (form.cleaned_data["parent"], form.cleaned_data["before"])
            )
        move_column(column=column, parent=parent, before=before, by=viewer.actor, at=viewer.now)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        where = f"“{parent.name}”之下" if parent else "最上级"
        messages.success(request, f"已移动栏目“{column.name}”，现在{where}；网址不变。")
    return redirect(f"{reverse('columns')}#column-{column.pk}")


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    """A new column, of the site or of one body."""
    viewer = request.viewer
    form = NewColumnForm(
        posted(request),
        columns=columns_within(viewer).filter(retired_at=None).order_by("path"),
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
            _tell_namesake(request, made)
            return redirect(f"{reverse('columns')}#column-{made.pk}")
    return _page(request, form, "新建栏目", "新建")


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def rename(request: DeskRequest, key: int) -> HttpResponseBase:
    """Another name, type or description; the address stays."""
    viewer = request.viewer
    column = access_column(viewer, key)
    kept = {name: getattr(column, name) for name in EditColumnForm.base_fields}
    form = EditColumnForm(posted(request), initial=kept)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data.pop("name")
        with transaction.atomic():
            if name != column.name:
                rename_column(column=column, name=name, by=viewer.actor, at=viewer.now)
            describe_column(column=column, **form.cleaned_data, by=viewer.actor, at=viewer.now)
        messages.success(request, f"栏目“{name}”已保存，网址不变。")
        _tell_namesake(request, column)
        return redirect(f"{reverse('columns')}#column-{column.pk}")
    return _page(request, form, f"修改栏目：{column.name}", "保存")


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def move(request: DeskRequest, key: int) -> HttpResponseBase:
    """Another place in the tree, with all below it."""
    viewer = request.viewer
    column = access_column(viewer, key)
    others = columns_within(viewer).filter(retired_at=None).exclude(path__startswith=column.path)
    form = MoveColumnForm(posted(request), columns=others.order_by("path"))
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
            return redirect(f"{reverse('columns')}#column-{column.pk}")
    return _page(request, form, f"移动栏目：{column.name}", "移动")


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def merge(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take a column into another, after its effects were shown and confirmed."""
    column = access_column(request.viewer, key)
    form = MergeColumnForm(posted(request), columns=_others(request, column))
    return _ending(request, column, form, "并入")


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def retire(request: DeskRequest, key: int) -> HttpResponseBase:
    """Close a column, after its effects were shown and confirmed."""
    column = access_column(request.viewer, key)
    form = RetireColumnForm(posted(request), columns=_others(request, column))
    return _ending(request, column, form, "撤销")


def _others(request: DeskRequest, column: Column) -> QuerySet[Column]:
    """Columns to which this one's items or addresses may go; a body's may go to the shared pool."""
    reach = columns_within(request.viewer).filter(retired_at=None)
    shared = Column.objects.filter(agency=None, retired_at=None)
    found = reach | shared if column.agency_id is not None else reach.filter(agency=None)
    return found.exclude(path__startswith=column.path).select_related("agency").order_by("path")


def _ending(
    request: DeskRequest, column: Column, form: EndColumnForm, verb: str
) -> HttpResponseBase:
    viewer = request.viewer
    effects = None
    if request.method == "POST" and form.is_valid():
        effects = whole_effects(column)
        target = form.cleaned_data["target"]
        if form.cleaned_data["confirmed"] == effects.mark:
            try:
                ending = (
                    merge_columns(source=column, target=target, reason=form.cleaned_data["reason"], by=viewer.actor, at=viewer.now)
                    if isinstance(form, MergeColumnForm)
                    else retire_column(column=column, successor=target, reason=form.cleaned_data["reason"], by=viewer.actor, at=viewer.now)
                )  # fmt: skip
            except NotPossible as refusal:
                form.add_error(None, str(refusal))
                effects = None
            else:
                messages.success(request, ended_words(ending))
                return redirect("columns")
        elif form.cleaned_data["confirmed"]:
            messages.warning(request, "确认期间情况有变化，请按下面的最新数字重新确认。")
    context = {
        "heading": f"{verb}栏目：{column.name}",
        "column": column,
        "form": form,
        "verb": verb,
        "merging": isinstance(form, MergeColumnForm),
        "effects": effects,
        "target": form.cleaned_data.get("target") if effects is not None else None,
        "after": where_to(column, form) if effects is not None else "",
    }
    return render(request, "desk/column_ending.html", context, status=422 if form.errors else 200)


def _tell_namesake(request: DeskRequest, column: Column) -> None:
    """Say that another column beside this one bears its name: readers could not tell them apart."""
    if namesakes_of(column).exists():
        messages.warning(
            request,
            f"同一级还有一个栏目也叫“{column.name}”，读者难以分辨，请改名或者合并。",
        )


def _page(request: DeskRequest, form: forms.Form, heading: str, button: str) -> HttpResponseBase:
    context = {"heading": heading, "form": form, "button": button, "back": "columns"}
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)
