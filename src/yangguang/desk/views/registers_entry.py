"""Writing rows at the desk: a new one, a correction, a proposal anew, one column of many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.agencies.verdicts import Refused, refuse
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, Register, Version, What
from yangguang.apps.registers.rows import BadRows
from yangguang.apps.registers.selectors import live_rows
from yangguang.apps.registers.services import submit_change_set
from yangguang.apps.registers.services.entering import change_field, enter_row, remove_rows
from yangguang.apps.registers.services.screening import unscreened
from yangguang.apps.registers.services.screening_jobs import see_to_screening
from yangguang.desk.access import needs
from yangguang.desk.registers import (
    EDIT,
    access_proposal,
    access_register,
    access_row,
    access_set,
    asked_agency,
    asked_draft,
    editable,
    head_of,
    lines_of,
    open_drafts,
    own_or_only,
    picked,
    with_query,
)
from yangguang.desk.registers_forms import RowForm, widget_of
from yangguang.desk.viewer import DeskRequest
from yangguang.law.registers import Definition, Field, FieldType, Shape, Value


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest, code: str) -> HttpResponseBase:
    """A new row; ``from`` begins with what another one says, ``set`` names the draft it goes into."""
    viewer = request.viewer
    register = access_register(code)
    definition = definition_of(register)
    agencies = editable(viewer)
    own = own_or_only(viewer, agencies)
    if own is None:
        raise Http404
    values = _begun(request, register, definition, own)
    form = _form(
        request, register, definition, values, agencies if agencies.count() > 1 else None,
        initial={"agency": own, "into": request.GET.get("set", "")},
    )  # fmt: skip
    if request.method == "POST":
        agency = asked_agency(viewer, request.POST.get("agency", ""), agencies) or own
        done = _entered(request, register, agency, form)
        if done is not None:
            return _onward(request, done, register, form)
    return _page(request, register, form, f"新增：{register.name}", again=True)


def _begun(
    request: DeskRequest, register: Register, definition: Definition, own: Agency
) -> Mapping[str, Value]:
    """What the form starts with: another row without what tells rows apart, else the own name."""
    keys = picked([request.GET.get("from", "")])
    if keys:
        model = Version.objects.filter(
            pk=keys[0], register=register, agency__in=request.viewer.visible(EDIT)
        ).first()
        if model is not None:
            return {code: one for code, one in model.values.items() if code not in definition.key}
    bodies = [one for one in definition.fields if one.type is FieldType.AGENCY and one.required]
    return {bodies[0].code: own.name} if bodies else {}


def _form(
    request: DeskRequest,
    register: Register,
    definition: Definition,
    values: Mapping[str, Value],
    agencies: QuerySet[Agency] | None,
    *,
    initial: Mapping[str, Any],
    standing: Version | None = None,
    into: bool = True,
) -> RowForm:
    return RowForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        definition=definition,
        values=values,
        agencies=agencies,
        drafts=list(open_drafts(request.viewer, register)[:20]) if into else [],
        initial=initial,
        standing=standing,
    )


def _entered(
    request: DeskRequest,
    register: Register,
    agency: Agency,
    form: RowForm,
    *,
    standing: Version | None = None,
    change_set: ChangeSet | None = None,
) -> ChangeSet | None:
    """The draft the row stands in now; None where the form has to be mended."""
    viewer = request.viewer
    values = form.values(at=viewer.now)
    if form.errors:
        return None
    target = change_set or asked_draft(viewer, register, form.cleaned_data.get("into") or "")
    try:
        done, outcome = enter_row(
            register=register,
            agency=agency,
            values=values,
            change_set=target,
            standing=standing,
            reason=form.cleaned_data.get("reason") or "",
            decided=form.cleaned_data.get("decided") or "",
            by=viewer.actor,
            at=viewer.now,
        )
    except BadRows as bad:
        form.take_over(bad)
        return None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    for warning in outcome.warnings:
        messages.warning(request, f"请留意：{warning.sentence}")
    return done


def _onward(
    request: DeskRequest, change_set: ChangeSet, register: Register, form: RowForm
) -> HttpResponseBase:
    """After saving: hand it in at once, begin the next row, or look at the draft."""
    do = request.POST.get("do", "save")
    if do == "submit":
        return hand_in(request, change_set)
    messages.success(request, f"已保存到草稿“{change_set.title}”，送审并审核后公开。")
    if do == "again":
        address = reverse("new-register-row", args=[register.code])
        return redirect(with_query(address, set=change_set.pk))
    return redirect("register-change", change_set.pk)


def hand_in(request: DeskRequest, change_set: ChangeSet) -> HttpResponseBase:
    """Look it through for personal data, then hand it in; what stands in the way is shown where it
    can be settled."""
    viewer = request.viewer
    verdict = see_to_screening(change_set=change_set, by=viewer.actor, at=viewer.now)
    if unscreened(change_set).exists():
        messages.warning(request, f"内容已保存，还没有送审：{verdict.sentence}")
        return redirect("register-change", change_set.pk)
    if not verdict:
        messages.warning(
            request,
            "内容已保存，还没有送审：发现疑似个人信息，请逐处遮盖，或者写明可以公开的理由。",
        )
        return redirect("register-change-privacy", change_set.pk)
    try:
        warnings = submit_change_set(change_set=change_set, by=viewer.actor, at=viewer.now)
    except BadRows as bad:
        for problem in bad.problems[:10]:
            messages.error(request, str(problem))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        for warning in warnings[:10]:
            messages.warning(request, f"请留意：{warning}")
        messages.success(request, f"已送审“{change_set.title}”，由审核人员审核后公开。")
    return redirect("register-change", change_set.pk)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, key: int) -> HttpResponseBase:
    """Correct a live row."""
    row = access_row(request.viewer, key, EDIT)
    register = row.register
    live = Version.objects.filter(row=row, live=True).select_related("row").first()
    if live is None:
        messages.error(request, "这一条已经不是现行条目，不能更正。")
        return redirect("register-row", key)
    form = _form(
        request, register, definition_of(register), live.values, None,
        initial={"decided": live.decided, "into": request.GET.get("set", "")}, standing=live,
    )  # fmt: skip
    if request.method == "POST":
        done = _entered(request, register, row.agency, form, standing=live)
        if done is not None:
            return _onward(request, done, register, form)
    back = reverse("register-row", args=[key])
    return _page(request, register, form, f"更正：{live.title}", back=back)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def proposal(request: DeskRequest, key: int, version_key: int) -> HttpResponseBase:
    """Write a proposal of a draft anew."""
    viewer = request.viewer
    change_set = access_set(viewer, key, EDIT)
    version = access_proposal(viewer, change_set, version_key)
    if change_set.state != ChangeSet.State.DRAFT or version.what == What.REMOVED:
        messages.error(request, "这一处不能修改：只有草稿里的新增和修改可以改写。")
        return redirect("register-change", key)
    register = change_set.register
    form = _form(
        request, register, definition_of(register), version.values, None,
        initial={"decided": version.decided, "reason": version.reason}, standing=version, into=False,
    )  # fmt: skip
    if request.method == "POST":
        done = _entered(
            request, register, version.agency, form, standing=version, change_set=change_set
        )
        if done is not None:
            return _onward(request, done, register, form)
    back = reverse("register-change", args=[key])
    return _page(request, register, form, f"修改：{version.title}", back=back)


def _page(
    request: DeskRequest,
    register: Register,
    form: RowForm,
    heading: str,
    *,
    back: str = "",
    again: bool = False,
) -> HttpResponseBase:
    context = {
        "heading": heading,
        "register": register,
        "definition": form.definition,
        "form": form,
        "quick": form.definition.shape is Shape.ROWS,
        "bodies": agencies_in_force(request.viewer.today).order_by("path", "pk")[:300],
        "back": back or reverse("register-rows", args=[register.code]),
        "again": again,
    }
    return render(request, "desk/registers/form.html", context, status=422 if form.errors else 200)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def bulk(request: DeskRequest, code: str) -> HttpResponseBase:
    """One column of the rows ticked, or their removal, into a draft."""
    viewer = request.viewer
    register = access_register(code)
    definition = definition_of(register)
    asked = request.POST.getlist("pick") or request.GET.get("rows", "").split(".")
    versions = list(
        live_rows(register)
        .filter(pk__in=picked(asked)[:200], agency__in=viewer.visible(EDIT))
        .select_related("row", "agency", "register")
        .order_by("pk")
    )
    if not versions:
        messages.error(request, "没有选中可以办理的现行条目，请在清单里重新勾选。")
        return redirect("register-rows", code)
    fields = [
        one
        for one in definition.fields
        if one.code not in definition.key and one.type is not FieldType.FILE
    ]
    chosen = next((one for one in fields if one.code == request.POST.get("field")), None)
    problems: list[str] = []
    if request.method == "POST" and request.POST.get("do") in ("change", "remove"):
        reason = request.POST.get("reason", "")
        target = asked_draft(viewer, register, request.POST.get("into", ""))
        try:
            if request.POST["do"] == "remove":
                done = remove_rows(
                    register=register, agency=_keeper(request, versions), versions=versions,
                    change_set=target, reason=reason, by=viewer.actor, at=viewer.now,
                )  # fmt: skip
            elif chosen is None:
                raise refuse("没有选择栏目", "请选择要修改的栏目。")
            else:
                value = _one_value(definition, chosen.code, request)
                done, _ = change_field(
                    register=register, agency=_keeper(request, versions), versions=versions,
                    code=chosen.code, value=value, change_set=target, reason=reason,
                    by=viewer.actor, at=viewer.now,
                )  # fmt: skip
        except BadRows as bad:
            problems = [str(one) for one in bad.problems[:20]]
        except Refused as refusal:
            problems = [str(refusal)]
        else:
            messages.success(request, f"已放入草稿“{done.title}”，请核对后送审。")
            return redirect("register-change", done.pk)
    context = {
        "heading": f"批量办理：{register.name}",
        "register": register,
        "definition": definition,
        "columns": head_of(definition),
        "lines": lines_of(definition, versions),
        "fields": fields,
        "chosen": chosen,
        "widget": _drawn(chosen, request) if chosen is not None else None,
        "drafts": open_drafts(viewer, register)[:20],
        "reason": request.POST.get("reason", ""),
        "into": request.POST.get("into", ""),
        "problems": problems,
    }
    return render(request, "desk/registers/bulk.html", context, status=422 if problems else 200)


def _drawn(field: Field, request: DeskRequest) -> forms.BoundField:
    """The input for the chosen column, with what was typed into it."""
    form = forms.Form(request.POST if f"f_{field.code}" in request.POST else None, label_suffix="")
    form.fields[f"f_{field.code}"] = widget_of(field)
    return form[f"f_{field.code}"]


def _one_value(definition: Definition, code: str, request: DeskRequest) -> Value:
    field = definition.field(code)
    drawn = widget_of(field)
    raw = drawn.widget.value_from_datadict(request.POST, request.FILES, f"f_{code}")
    if field.type is FieldType.CHOICES:
        return "、".join(raw or ()) or None
    if field.type is FieldType.PERIOD:
        first, last = (one or None for one in raw)
        return [first, last] if first or last else None
    return str(raw).strip() or None if raw is not None else None


def _keeper(request: DeskRequest, versions: list[Version]) -> Agency:
    """Whose the change is: the body of the rows, the own one where they are of several."""
    bodies = {one.agency_id for one in versions}
    own = own_or_only(request.viewer, editable(request.viewer))
    return versions[0].agency if len(bodies) == 1 or own is None else own


@needs(EDIT)
@require_http_methods(["POST"])
def remove(request: DeskRequest, key: int) -> HttpResponseBase:
    """Propose that a live row leaves the list."""
    viewer = request.viewer
    row = access_row(viewer, key, EDIT)
    live = Version.objects.filter(row=row, live=True).select_related("agency", "row").first()
    if live is None:
        messages.error(request, "这一条已经不是现行条目。")
        return redirect("register-row", key)
    target = asked_draft(viewer, row.register, request.POST.get("into", ""))
    try:
        done = remove_rows(
            register=row.register, agency=row.agency, versions=[live], change_set=target,
            reason=request.POST.get("reason", ""), by=viewer.actor, at=viewer.now,
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("register-row", key)
    messages.success(request, f"已放入草稿“{done.title}”，送审并审核后从清单中取消。")
    return redirect("register-change", done.pk)
