"""文书模板: which wording each letter has, drafting another, looking at it, putting it in force.

The pages of a preview come with the page itself, so that they need no JavaScript and no address
of their own under which sample letters would lie about.
"""

from __future__ import annotations

import base64
import difflib
import io
from dataclasses import dataclass
from datetime import datetime

import pypdfium2
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.letters.kinds import Kind, kinds
from yangguang.apps.letters.models import LetterTemplate, TemplateState
from yangguang.apps.letters.rendering import sample_pages
from yangguang.apps.letters.selectors import NoSuchWording, Wording, wording_for
from yangguang.apps.letters.services import (
    draft_template,
    retire_template,
    revise_template,
    start_template,
)
from yangguang.apps.letters.templating import Fault, FaultyTemplate
from yangguang.apps.letters.typesetting.pdf import NotTypeset, to_pdf
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.letters import StartForm, TemplateForm, VoidForm
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.law.regimes import Regime

EDIT = Permission.LETTER_EDIT
COMMON = "common"
PAGES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose wordings are looked at: a body's, or the common ones (``agency`` None)."""

    agency: Agency | None

    @property
    def value(self) -> str:
        return COMMON if self.agency is None else str(self.agency.pk)

    @property
    def label(self) -> str:
        return "通用模板（未自定模板的机构使用）" if self.agency is None else self.agency.name


def owners(viewer: Viewer) -> list[Owner]:
    """The bodies whose wordings the person keeps, the one they act for first; at the top the common ones too."""
    own = [viewer.agency] if viewer.agency and viewer.may(EDIT, viewer.agency) else []
    rest = [
        one
        for one in viewer.visible(EDIT).filter(proposed=False, valid_to=None).order_by("path")
        if one not in own
    ]
    found = [Owner(one) for one in [*own, *rest]]
    if viewer.at_the_top(EDIT):
        found.insert(0, Owner(None))
    return found


def chosen_owner(request: DeskRequest, value: str) -> Owner:
    """The owner asked for; the first where nothing is asked for, 404 where it is out of reach."""
    offered = owners(request.viewer)
    if not offered:
        raise Http404
    if not value:
        return offered[0]
    for one in offered:
        if one.value == value:
            return one
    raise Http404


def access_template(viewer: Viewer, key: int) -> LetterTemplate:
    """The template, if its body lies within reach, or it is common and the person at the top."""
    row = LetterTemplate.objects.select_related("agency").filter(pk=key).first()
    if row is None:
        raise Http404
    if row.agency is None:
        within = viewer.at_the_top(EDIT)
    else:
        within = viewer.visible(EDIT).filter(pk=row.agency.pk).exists()
    if not within:
        raise Http404
    return row


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
    what, rule = _asked(kind_key, regime)
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
        preview = _preview(viewer, owner, what, wording.title, wording.text)
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
@require_POST
def new(request: DeskRequest, kind_key: str, regime: str) -> HttpResponseBase:
    """Begin a draft from the wording in force."""
    viewer = request.viewer
    owner = chosen_owner(request, request.POST.get("owner", ""))
    what, rule = _asked(kind_key, regime)
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
        "preview": _preview(viewer, owner, what, title, text),
        "parts": what.parts.values(),
        "required": what.required,
    }
    return render(
        request, "desk/letters/edit_template.html", context, status=422 if form.errors else 200
    )


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


@dataclass(frozen=True, slots=True)
class Preview:
    """Pictures of pages as data addresses; ``problem`` where the pages cannot be made."""

    pages: tuple[str, ...] = ()
    total: int = 0
    problem: str = ""


def _preview(viewer: Viewer, owner: Owner, what: Kind, title: str, text: str) -> Preview:
    agency = owner.agency or viewer.agency
    if agency is None:
        return Preview()
    try:
        pdf = to_pdf(sample_pages(what, title, text, agency, viewer.today), at=viewer.now)
    except (FaultyTemplate, NotTypeset) as problem:
        if isinstance(problem, NotTypeset):
            return Preview(problem=str(problem))
        return Preview(problem="模板改正后才能预览。")
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        shown = [_picture(document[place]) for place in range(min(len(document), PAGES_SHOWN))]
        return Preview(tuple(shown), len(document))
    finally:
        document.close()


def _picture(page: pypdfium2.PdfPage) -> str:
    target = io.BytesIO()
    page.render(scale=1.6).to_pil().quantize(64).save(target, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(target.getvalue()).decode()


def _asked(kind_key: str, regime: str) -> tuple[Kind, Regime]:
    what = kinds().get(kind_key)
    if what is None or regime not in {one.value for one in Regime}:
        raise Http404
    rule = Regime(regime)
    if not any(rule in one.regimes for one in what.versions):
        raise Http404
    return what, rule


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _difference(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """(sign, line): ``-`` only in the old, ``+`` only in the new, a space in both."""
    return [(line[0], line[2:]) for line in difflib.ndiff(old, new) if line[:1] in {"-", "+", " "}]


__all__ = ["Fault", "edit", "new", "retire", "start", "template", "templates", "version"]
