"""本地表式: quarterly, monthly and local forms as text, looked through before they count."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.reports.models import LocalDefinition
from yangguang.apps.reports.services.returns_definitions import add_definition, retire_definition
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.returns import DefinitionForm
from yangguang.desk.lists import words
from yangguang.desk.returns.access import lays_on
from yangguang.desk.viewer import DeskRequest
from yangguang.law.forms.layout import print_table
from yangguang.law.returns.load import (
    TEMPLATES,
    lint_definition,
    read_definition,
    template_text,
)

P = Permission


def codes_in_use() -> list[tuple[str, str]]:
    """Local forms in use: code and name with the kind of period."""
    newest: dict[str, LocalDefinition] = {}
    for row in LocalDefinition.objects.order_by("code", "version"):
        newest[row.code] = row
    return [
        (row.code, f"{row.title}（{row.definition.period.label}）")
        for row in newest.values()
        if row.retired_at is None
    ]


@needs(P.RETURN_VIEW)
@require_GET
def definitions(request: DeskRequest) -> HttpResponseBase:
    """Every local form with its versions."""
    context = {
        "heading": "本地表式",
        "rows": list(LocalDefinition.objects.all()),
        "templates": [(code, read_definition(template_text(code))) for code in TEMPLATES],
        "lays_on": lays_on(request.viewer),
    }
    return render(request, "desk/returns/definitions.html", context)


@needs(P.RETURN_VIEW)
@require_GET
def definition(request: DeskRequest, key: int) -> HttpResponseBase:
    """One version: the form as it will be drawn, and its text."""
    row = _row(key)
    found = row.definition
    context = {
        "heading": str(row),
        "row": row,
        "definition": found,
        "tables": [(print_table(table), table) for table in found.form.tables],
        "formulae": found.form.formulae,
        "lays_on": lays_on(request.viewer),
        "newest": not LocalDefinition.objects.filter(
            code=row.code, version__gt=row.version
        ).exists(),
    }
    return render(request, "desk/returns/definition.html", context)


def _row(key: int) -> LocalDefinition:
    row = LocalDefinition.objects.filter(pk=key).first()
    if row is None:
        raise Http404
    return row


@needs(P.RETURN_ACCEPT)
@require_http_methods(["GET", "POST"])
def new_definition(request: DeskRequest) -> HttpResponseBase:
    """Upload or write a form; what is wrong in it is listed, and nothing typed is lost."""
    viewer = request.viewer
    if not lays_on(viewer):
        raise Http404
    form = DefinitionForm(
        posted(request), request.FILES or None, initial={"text": _beginning(request)},
        label_suffix="",
    )  # fmt: skip
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        faults = lint_definition(text)
        if not faults:
            try:
                row = add_definition(text=text, by=viewer.actor, at=viewer.now)
            except Refused as refusal:
                faults = [str(refusal)]
            else:
                messages.success(request, f"已保存{row}，可以布置。")
                return redirect("return-definition", row.pk)
        if request.FILES:
            # What stood in the file is shown, so that it can be mended in place.
            form = DefinitionForm({"text": text}, label_suffix="")
            form.is_valid()
    context = {"heading": "新建或修改本地表式", "form": form, "faults": faults}
    wrong = bool(faults or form.errors)
    return render(
        request, "desk/returns/new_definition.html", context, status=422 if wrong else 200
    )


def _beginning(request: DeskRequest) -> str:
    """The text to start from: a template, or the version that is to be changed."""
    wanted = request.GET.get("from", "")
    if wanted in TEMPLATES:
        return template_text(wanted)
    if wanted.isascii() and wanted.isdigit():
        row = LocalDefinition.objects.filter(pk=int(wanted[:12])).first()
        return row.text if row is not None else ""
    return ""


@needs(P.RETURN_ACCEPT)
@require_POST
def retire(request: DeskRequest, key: int) -> HttpResponseBase:
    """Lay the form on no more."""
    viewer = request.viewer
    if not lays_on(viewer):
        raise Http404
    row = _row(key)
    try:
        retire_definition(
            row=row, why=words(request.POST, "why", longest=300), by=viewer.actor, at=viewer.now
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{row}已停用，不再布置；已布置的期次照常办理。")
    return redirect("return-definition", key)
