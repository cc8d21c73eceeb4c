"""Decisions that no longer stand: recorded with the reason, taken down in time, struck out if wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.registers.models import Revocation, Version
from yangguang.apps.registers.selectors.revoking import waiting_revocations
from yangguang.apps.registers.services import (
    drop_revocation,
    repair_credit,
    revoke_decision,
    withdraw_revoked,
)
from yangguang.apps.registers.services.screening import personal_in
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.ledgers import day_field
from yangguang.desk.registers import EDIT, VIEW, access_row
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.text.privacy import LABELS

DONE_SHOWN = 50


class RevocationForm(forms.Form):
    """What happened to the decision, when, by which paper, and why."""

    kind = forms.ChoiceField(
        label="情形", choices=Revocation.Kind.choices, widget=forms.RadioSelect
    )
    on = day_field(
        "发生日期", help_text="作出变更、撤销、确认或者准予修复决定的那一天，期限从次日起算。"
    )
    document = forms.CharField(
        label="文书", max_length=200, required=False, help_text="例如“清政复决字〔2025〕12号”。"
    )
    why = forms.CharField(
        label="理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="会显示在条目原来的网址上，不要写个人信息。",
    )

    def clean(self) -> dict[str, Any]:
        """What is to be public names nobody; a day must stand."""
        cleaned = super().clean() or {}
        if "on" in cleaned and cleaned["on"] is None:
            self.add_error("on", "请填写发生日期。")
        for name in ("document", "why"):
            told = personal_in(cleaned.get(name) or "")
            if told:
                kinds = "、".join(dict.fromkeys(LABELS[one.kind] for one in told))
                self.add_error(name, f"这里会对外显示，其中疑似有{kinds}，请删去。")
        return cleaned


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def revoke(request: DeskRequest, key: int) -> HttpResponseBase:
    """Record that the decision of a public row no longer stands."""
    viewer = request.viewer
    found = access_row(viewer, key, EDIT)
    live = Version.objects.filter(row=found, live=True).first()
    if live is None:
        messages.error(request, f"“{found.key}”已经不是现行条目，没有可以撤下的内容。")
        return redirect("register-row", key)
    form = RevocationForm(posted(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            revocation = _record(viewer, live, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            until = f"，最迟{_day(revocation.due_on)}撤下" if revocation.due_on else ""
            messages.success(request, f"已登记{revocation.get_kind_display()}{until}。")
            return redirect("register-revocations")
    context = {
        "heading": f"登记撤销或者修复：{live.title}",
        "row": found,
        "register": found.register,
        "live": live,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/registers/revoke.html", context, status=status)


def _record(viewer: Viewer, live: Version, said: dict[str, Any]) -> Revocation:
    kind = Revocation.Kind(said["kind"])
    facts = {
        "version": live, "on": said["on"], "why": said["why"], "document": said["document"],
        "by": viewer.actor, "at": viewer.now,
    }  # fmt: skip
    if kind is Revocation.Kind.REPAIRED:
        return repair_credit(**facts)
    return revoke_decision(kind=kind, **facts)


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


@needs(VIEW)
@require_GET
def revocations(request: DeskRequest) -> HttpResponseBase:
    """What waits to be taken down, the nearest limit first, and what was done lately."""
    viewer = request.viewer
    within = viewer.visible(VIEW).order_by()
    titles: dict[int, str] = {}
    waiting = list(waiting_revocations(within))
    done = list(
        Revocation.objects.filter(row__agency__in=within, change_set__isnull=False)
        .select_related("row__register", "row__agency", "change_set")
        .order_by("-change_set__published_at")[:DONE_SHOWN]
    )
    rows = [one.row_id for one in (*waiting, *done)]
    for version in Version.objects.filter(row__in=rows).order_by("pk"):
        titles[version.row_id] = version.title
    context = {
        "heading": "撤销和修复",
        "waiting": [(one, titles.get(one.row_id, ""), one.due_on) for one in waiting],
        "done": [(one, titles.get(one.row_id, "")) for one in done],
        "today": viewer.today,
        "may_edit": viewer.may_somewhere(EDIT),
    }
    return render(request, "desk/registers/revocations.html", context)


@needs(EDIT)
@require_POST
def withdraw(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take the row down for the reason recorded."""
    viewer = request.viewer
    revocation = _access(viewer, key)
    try:
        withdraw_revoked(revocation=revocation, by=viewer.actor, at=viewer.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已撤下，原网址说明撤下的理由，各版内容都不再对外显示。")
    return redirect("register-revocations")


@needs(EDIT)
@require_POST
def drop(request: DeskRequest, key: int) -> HttpResponseBase:
    """Strike out what was recorded by mistake."""
    viewer = request.viewer
    revocation = _access(viewer, key)
    try:
        drop_revocation(
            revocation=revocation,
            why=request.POST.get("why", "").replace("\x00", "")[:300],
            by=viewer.actor,
            at=viewer.now,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已作废这次登记；已经撤下的条目可以重新提出公开。")
    return redirect("register-revocations")


def _access(viewer: Viewer, key: int) -> Revocation:
    found = (
        Revocation.objects.filter(pk=key, row__agency__in=viewer.visible(EDIT).order_by())
        .select_related("row")
        .first()
    )
    if found is None:
        raise Http404
    return found
