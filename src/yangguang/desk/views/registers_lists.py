"""清单与公示: all registers at a glance, the rows of one, one row with its history."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.duties.models import Duty
from yangguang.apps.files.models import StoredFile
from yangguang.apps.files.selectors import read_content
from yangguang.apps.files.services import SUFFIXES
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, Revocation, Version
from yangguang.apps.registers.selectors import differences_of, filtered, live_rows, row_history
from yangguang.apps.registers.services import take_down
from yangguang.apps.registers.services.owing import SUBJECT
from yangguang.apps.registers.services.revoking import (
    repair_credit,
    revoke_decision,
    waiting,
    withdraw_revoked,
)
from yangguang.apps.registers.services.screening import personal_in
from yangguang.desk.access import needs, posted
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.agencies import rows_for
from yangguang.desk.forms.ledgers import day_field
from yangguang.desk.lists import Listing
from yangguang.desk.registers import (
    DEFINE,
    EDIT,
    REVIEW,
    VIEW,
    access_register,
    access_row,
    access_set,
    groups_of,
    head_of,
    lines_of,
    open_drafts,
    shelves,
    sorts_of,
)
from yangguang.desk.registers_forms import DOWN_KINDS, PERSONAL, DownForm
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.ledgers import download
from yangguang.law.registers import Definition, FieldType
from yangguang.text.privacy import LABELS

S = ChangeSet.State
WAITING = (S.DRAFT, S.SUBMITTED, S.SCHEDULED)


@needs(VIEW)
@require_GET
def registers(request: DeskRequest) -> HttpResponseBase:
    """Every register by group, with what it holds and what waits in it."""
    viewer = request.viewer
    context = {
        "heading": "清单与公示",
        "groups": shelves(viewer),
        "lights_shown": viewer.may_somewhere(Permission.DUTY_VIEW),
        "may_edit": viewer.may_somewhere(EDIT),
        "may_review": viewer.may_somewhere(REVIEW),
        "may_define": viewer.may_somewhere(DEFINE),
    }
    return render(request, "desk/registers/index.html", context)


class FilterForm(forms.Form):
    """What a register's rows are narrowed to, as its definition has it."""

    q = forms.CharField(label="名称", required=False, max_length=100)
    agency = AgencyChoice(
        label="机构", queryset=Agency.objects.none(), required=False, empty_label="全部机构"
    )

    def __init__(self, data: Any, *, definition: Definition, agencies: QuerySet[Agency]) -> None:
        super().__init__(data, label_suffix="")
        self.definition = definition
        if agencies.count() > 1:
            rows_for(self, "agency", agencies)
        else:
            del self.fields["agency"]
        for one in definition.filters:
            name = f"f_{one.code}"
            if one.type is FieldType.CHOICE:
                choices = [("", "全部"), *((choice, choice) for choice in one.choices)]
                self.fields[name] = forms.ChoiceField(
                    label=one.label, choices=choices, required=False
                )
            elif one.slot.startswith("d"):
                self.fields[f"{name}_from"] = day_field(f"{one.label}自")
                self.fields[f"{name}_to"] = day_field("至")
            elif one.slot.startswith("n"):
                self.fields[f"{name}_from"] = forms.CharField(
                    label=f"{one.label}自", required=False
                )
                self.fields[f"{name}_to"] = forms.CharField(label="至", required=False)
            else:
                self.fields[name] = forms.CharField(label=one.label, required=False)

    def narrowed(self, rows: QuerySet[Version]) -> tuple[QuerySet[Version], tuple[str, ...]]:
        """The rows that fit, and complaints about filters that could not be read."""
        self.is_valid()
        words = (self.cleaned_data.get("q") or "").replace("\x00", "").strip()
        if words:
            rows = rows.filter(Q(title__icontains=words) | Q(row__key=words))
        if self.cleaned_data.get("agency"):
            rows = rows.filter(agency=self.cleaned_data["agency"])
        asked = {
            name.removeprefix("f_"): value.replace("\x00", "")
            for name, value in self.data.items()
            if name.startswith("f_") and isinstance(value, str)
        }
        found = filtered(rows, self.definition, asked)
        return found.rows, found.complaints


@needs(VIEW)
@require_GET
def rows(request: DeskRequest, code: str) -> HttpResponseBase:
    """The live rows of the bodies within reach: narrowed, sorted, page by page."""
    viewer = request.viewer
    register = access_register(code)
    definition = definition_of(register)
    within = viewer.visible(VIEW).order_by("path", "pk")
    form = FilterForm(request.GET, definition=definition, agencies=within)
    live = live_rows(register).filter(agency__in=within.order_by())
    narrowed, complaints = form.narrowed(live)
    listing: Listing[Version] = Listing(
        request, narrowed.select_related("row", "agency"), sorts=sorts_of(definition)
    )
    under_way = (
        ChangeSet.objects.filter(register=register, state__in=WAITING, agency__in=within.order_by())
        .select_related("agency")
        .order_by("-pk")[:8]
    )
    context = {
        "heading": register.name,
        "register": register,
        "definition": definition,
        "title_field": definition.field(definition.title),
        "columns": head_of(definition),
        "form": form,
        "complaints": complaints,
        "listing": listing,
        "lines": lines_of(definition, listing.page),
        "many": "agency" in form.fields,
        "may_edit": viewer.may_somewhere(EDIT),
        "may_define": viewer.may_somewhere(DEFINE),
        "waiting": under_way,
        "narrowed": any(
            value for name, value in request.GET.items() if name[:2] in ("q", "f_", "ag")
        ),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/registers/list.html", context)


@needs(VIEW)
@require_GET
def row(request: DeskRequest, key: int) -> HttpResponseBase:
    """One row: what it says now, what waits, and every wording it had."""
    viewer = request.viewer
    found = access_row(viewer, key)
    definition = definition_of(found.register)
    history = list(row_history(found))
    live = next((one for one in history if one.live), None)
    pending = (
        Version.objects.filter(row=found, published_at=None, change_set__state__in=WAITING)
        .select_related("change_set", "definition", "base", "row", "agency")
        .order_by("-pk")
    )
    shown = live or (history[0] if history else None) or pending.first()
    if shown is None:
        raise Http404
    context = {
        "heading": shown.title,
        "row": found,
        "register": found.register,
        "definition": definition,
        "live": live,
        "shown": shown,
        "groups": groups_of(shown),
        "history": list(differences_of(history, internal=True)),
        "pending": list(differences_of(pending, internal=True)),
        "duties": Duty.objects.filter(
            subject_kind=SUBJECT, subject_key=str(found.pk), closed_at=None
        ).order_by("due_on"),
        "sees_duties": bool(viewer.may(Permission.DUTY_VIEW, found.agency)),
        "cleared": shown.personal.filter(publishable=True),
        "labels": {one.code: one.label for one in definition.fields},
        "revocations": found.revocations.all(),
        "verdict": viewer.may(EDIT, found.agency),
        "drafts": open_drafts(viewer, found.register)[:20],
        "down_form": DownForm(None, label_suffix="", auto_id="down_%s"),
    }
    return render(request, "desk/registers/row.html", context)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def down(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take a row from public view at once."""
    viewer = request.viewer
    found = access_row(viewer, key, EDIT)
    live = Version.objects.filter(row=found, live=True).select_related("register", "row").first()
    form = DownForm(posted(request), label_suffix="", auto_id="down_%s")
    if live is None:
        messages.error(request, f"“{found.key}”已经不是现行条目，没有可以撤下的内容。")
        return redirect("register-row", key)
    if request.method == "POST" and form.is_valid():
        _say_what_is_told(form)
        if not form.errors:
            try:
                _taken_down(request, live, form)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request,
                    f"已撤下“{live.title}”，原网址说明已撤下及理由，各版内容都不再对外显示。",
                )
                return redirect("register-row", key)
    context = {
        "heading": f"撤下：{live.title}",
        "row": found,
        "register": found.register,
        "live": live,
        "form": form,
    }
    return render(request, "desk/registers/down.html", context, status=422 if form.errors else 200)


def _say_what_is_told(form: DownForm) -> None:
    """The reason is public at once: what it says of people is refused under its field."""
    for name in ("why", "document"):
        told = personal_in(form.cleaned_data[name])
        if told:
            kinds = "、".join(dict.fromkeys(LABELS[one.kind] for one in told))
            form.add_error(name, f"这里会对外显示，其中疑似有{kinds}，请删去后再撤下。")


def _taken_down(request: DeskRequest, live: Version, form: DownForm) -> None:
    viewer = request.viewer
    given = form.cleaned_data
    by, at = viewer.actor, viewer.now
    if given["kind"] not in Revocation.Kind.values:
        named = dict(DOWN_KINDS)[given["kind"]] + "：" if given["kind"] == PERSONAL else ""
        paper = f"（{given['document']}）" if given["document"] else ""
        take_down(version=live, why=f"{named}{given['why']}{paper}", by=by, at=at)
        return
    kind = Revocation.Kind(given["kind"])
    told = {
        "on": given["on"] or viewer.today, "why": given["why"], "document": given["document"],
    }  # fmt: skip
    with transaction.atomic():
        recorded = waiting(live.row)
        if recorded is None and kind is Revocation.Kind.REPAIRED:
            recorded = repair_credit(version=live, by=by, at=at, **told)
        elif recorded is None:
            recorded = revoke_decision(version=live, kind=kind, by=by, at=at, **told)
        withdraw_revoked(revocation=recorded, by=by, at=at)


@needs(VIEW)
@require_GET
def row_file(request: DeskRequest, key: int, field: str) -> HttpResponseBase:
    """A file that belongs to one wording of a row, published or proposed."""
    version = Version.objects.filter(pk=key).select_related("row", "definition").first()
    if version is None:
        raise Http404
    if version.published_at is None:
        access_set(request.viewer, version.change_set_id)
    else:
        access_row(request.viewer, version.row_id)
    value = version.values.get(field)
    if not isinstance(value, dict):
        raise Http404
    file = StoredFile.objects.filter(pk=value["file"]).first()
    if file is None:
        raise Http404
    media = file.media_type if file.media_type in SUFFIXES else "application/octet-stream"
    inline = media in ("application/pdf", "image/png", "image/jpeg")
    return download(read_content(file), str(value.get("name") or "附件"), media, inline=inline)
