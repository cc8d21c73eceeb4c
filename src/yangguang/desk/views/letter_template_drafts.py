"""文书模板: drafting another wording, putting it in force, taking it out of use."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.letters.kinds import kinds
from yangguang.apps.letters.models import TemplateState
from yangguang.apps.letters.services import (
    draft_template,
    retire_template,
    revise_template,
    start_template,
)
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.letters import StartForm, TemplateForm, VoidForm
from yangguang.desk.letter_preview import preview_of
from yangguang.desk.template_owners import (
    EDIT,
    Owner,
    access_template,
    asked_kind,
    chosen_owner,
)
from yangguang.desk.viewer import DeskRequest
from yangguang.law.regimes import Regime


@needs(EDIT)
@require_POST
def new(request: DeskRequest, kind_key: str, regime: str) -> HttpResponseBase:
    """Begin a draft from the wording in force."""
    viewer = request.viewer
    owner = chosen_owner(request, request.POST.get("owner", ""))
    what, rule = asked_kind(kind_key, regime)
    try:
        row = draft_template(
            kind_key=what.key, regime=rule, agency=owner.agency, by=viewer.actor, at=viewer.now
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("letter-templates")
    return redirect("edit-letter-template", row.pk)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, key: int) -> HttpResponseBase:
    """The draft and its pages side by side; saving keeps it whatever its mistakes."""
    viewer = request.viewer
    row = access_template(viewer, key)
    request.rail_at = "/letters/templates/"
    if row.state != TemplateState.DRAFT:
        return redirect("letter-template-version", row.pk)
    what = kinds()[row.kind]
    form = TemplateForm(
        posted(request),
        initial={
            "title": row.title,
            "text": row.text,
            "why": row.why,
            "seen_at": row.changed_at.isoformat(),
        },
    )
    title, text = row.title, row.text
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        title, text = values["title"], values["text"]
        try:
            faults = revise_template(
                template=row,
                title=title,
                text=text,
                why=values["why"],
                seen_at=_moment(values["seen_at"]),
                by=viewer.actor,
                at=viewer.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "草稿已保存。" + (f"有{len(faults)}处需要修改，见下。" if faults else "")
            )
            return redirect("edit-letter-template", row.pk)
    owner = Owner(row.agency)
    context = {
        "heading": f"编辑模板：{what.name}",
        "row": row,
        "kind": what,
        "regime": Regime(row.regime),
        "owner": owner,
        "form": form,
        "faults": what.check(title, text),
        "preview": preview_of(viewer, owner, what, title, text),
        "parts": what.parts.values(),
        "required": what.required,
    }
    return render(
        request, "desk/letters/edit_template.html", context, status=422 if form.errors else 200
    )


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def start(request: DeskRequest, key: int) -> HttpResponseBase:
    """Put a draft without mistakes in force from a day on."""
    viewer = request.viewer
    row = access_template(viewer, key)
    request.rail_at = "/letters/templates/"
    form = StartForm(posted(request), initial={"valid_from": viewer.today})
    if request.method == "POST" and form.is_valid():
        try:
            started = start_template(
                template=row,
                valid_from=form.cleaned_data["valid_from"],
                by=viewer.actor,
                at=viewer.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{row}自{started.valid_from}起启用。")
            return redirect("letter-template-version", row.pk)
    context = {
        "heading": f"启用模板：{row}",
        "form": form,
        "button": "启用",
        "back": "edit-letter-template",
        "back_key": row.pk,
        "explain": "已经发出的文书不受影响。启用后这个版本不能再改，需要修改时另起新版本。",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def retire(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take a version out of use."""
    viewer = request.viewer
    row = access_template(viewer, key)
    request.rail_at = "/letters/templates/"
    form = VoidForm(posted(request))
    form.fields["reason"].label = "停用理由"
    form.fields[
        "reason"
    ].help_text = "停用后改用此前启用的版本；没有的，用通用模板或者系统自带模板。"
    if request.method == "POST" and form.is_valid():
        try:
            retire_template(
                template=row, reason=form.cleaned_data["reason"], by=viewer.actor, at=viewer.now
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{row}已停用。")
            return redirect("letter-template-version", row.pk)
    context = {
        "heading": f"停用模板：{row}",
        "form": form,
        "button": "停用",
        "back": "letter-template-version",
        "back_key": row.pk,
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
