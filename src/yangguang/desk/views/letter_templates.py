"""文书模板: which wording each letter has, what it looks like, and how versions differ."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yangguang.apps.letters.kinds import Kind, kinds
from yangguang.apps.letters.models import LetterTemplate, TemplateState
from yangguang.apps.letters.selectors import NoSuchWording, Wording, wording_for
from yangguang.desk.access import needs
from yangguang.desk.letter_preview import Preview, preview_of
from yangguang.desk.template_owners import (
    EDIT,
    Owner,
    access_template,
    asked_kind,
    chosen_owner,
    owners,
)
from yangguang.desk.viewer import DeskRequest
from yangguang.law.regimes import Regime


@dataclass(frozen=True, slots=True)
class Line:
    """One letter under one regulation in the list."""

    kind: Kind
    regime: Regime
    wording: Wording | None
    draft: LetterTemplate | None
    coming: LetterTemplate | None


@needs(EDIT)
@require_GET
def templates(request: DeskRequest) -> HttpResponseBase:
    """Every kind with the wording in force for each regulation, and drafts that wait."""
    viewer = request.viewer
    owner = chosen_owner(request, request.GET.get("owner", ""))
    rows = list(LetterTemplate.objects.filter(agency=owner.agency).order_by("version"))
    groups: dict[str, list[Line]] = {
        "办理文书": [],
        "答复文书（2019年条例）": [],
        "答复文书（2007年条例）": [],
    }
    for key, what in kinds().items():
        regimes = dict.fromkeys(one for version in what.versions for one in version.regimes)
        for regime in reversed(list(Regime)):
            if regime not in regimes:
                continue
            mine = [row for row in rows if row.kind == key and row.regime == regime.value]
            try:
                wording = wording_for(what, regime, owner.agency, viewer.today)
            except NoSuchWording:
                wording = None
            line = Line(
                what,
                regime,
                wording,
                next((row for row in mine if row.state == TemplateState.DRAFT), None),
                next(
                    (
                        row
                        for row in reversed(mine)
                        if row.state == TemplateState.IN_FORCE
                        and row.valid_from is not None
                        and row.valid_from > viewer.today
                    ),
                    None,
                ),
            )
            heading = "办理文书"
            if key.startswith("reply:"):
                heading = f"答复文书（{regime.label}）"
            groups[heading].append(line)
    context = {
        "heading": "文书模板",
        "groups": groups.items(),
        "owner": owner,
        "owners": owners(viewer),
    }
    return render(request, "desk/letters/templates.html", context)


@needs(EDIT)
@require_GET
def template(request: DeskRequest, kind_key: str, regime: str) -> HttpResponseBase:
    """One letter under one regulation: the wording in force, what it looks like, its versions."""
    viewer = request.viewer
    owner = chosen_owner(request, request.GET.get("owner", ""))
    what, rule = asked_kind(kind_key, regime)
    request.rail_at = "/letters/templates/"
    try:
        wording = wording_for(what, rule, owner.agency, viewer.today)
    except NoSuchWording as error:
        wording, why = None, str(error)
    else:
        why = ""
    rows = LetterTemplate.objects.filter(agency=owner.agency, kind=what.key, regime=rule.value)
    preview = Preview()
    if wording is not None:
        preview = preview_of(viewer, owner, what, wording.title, wording.text)
    context = {
        "heading": what.name,
        "kind": what,
        "regime": rule,
        "owner": owner,
        "wording": wording,
        "why": why,
        "versions": rows.order_by("-version"),
        "draft": rows.filter(state=TemplateState.DRAFT).first(),
        "preview": preview,
        "required": [what.parts[key] for key in what.required],
    }
    return render(request, "desk/letters/template.html", context)


@needs(EDIT)
@require_GET
def version(request: DeskRequest, key: int) -> HttpResponseBase:
    """One version beside the one before it, line by line."""
    row = access_template(request.viewer, key)
    request.rail_at = "/letters/templates/"
    what = kinds()[row.kind]
    before = (
        LetterTemplate.objects.filter(
            agency=row.agency, kind=row.kind, regime=row.regime, version__lt=row.version
        )
        .order_by("-version")
        .first()
    )
    if before is not None:
        old_title, old_text, old_label = before.title, before.text, f"第{before.version}版"
    else:
        default = next(one for one in what.versions if Regime(row.regime) in one.regimes)
        old_title, old_text, old_label = default.title, default.text, "系统自带模板"
    context = {
        "heading": f"{what.name}　第{row.version}版",
        "row": row,
        "kind": what,
        "regime": Regime(row.regime),
        "owner": Owner(row.agency),
        "old_label": old_label,
        "lines": _difference(
            [old_title, *old_text.splitlines()], [row.title, *row.text.splitlines()]
        ),
    }
    return render(request, "desk/letters/version.html", context)


def _difference(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """(sign, line): ``-`` only in the old, ``+`` only in the new, a space in both."""
    return [(line[0], line[2:]) for line in difflib.ndiff(old, new) if line[:1] in {"-", "+", " "}]
