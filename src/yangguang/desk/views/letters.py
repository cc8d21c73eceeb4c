"""文书登记: the letters that have left, their files, and declaring one void."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act
from yangguang.apps.letters.kinds import all_series
from yangguang.apps.letters.models import Letter, LetterState
from yangguang.apps.letters.selectors import letter_file, letters_within, number_run
from yangguang.apps.letters.services import declare_void
from yangguang.apps.vault.problems import Destroyed
from yangguang.apps.vault.services import log_access
from yangguang.desk.access import needs, posted, proved
from yangguang.desk.forms.letters import LetterFilter, VoidForm
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest, Viewer

VIEW = Permission.REQUEST_VIEW
VOID = Permission.REQUEST_APPROVE
MEDIA = {
    "pdf": ("pdf", "application/pdf"),
    "word": (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


def access_letter(viewer: Viewer, key: int, permission: Permission = VIEW) -> Letter:
    """The letter, if it has left a body within the person's reach."""
    found = letters_within(viewer.visible(permission)).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@needs(VIEW)
@require_GET
def letters(request: DeskRequest) -> HttpResponseBase:
    """The register: filtered by body, kind, series, year and state; or one year's run of numbers."""
    viewer = request.viewer
    written = Letter.objects.filter(agency=OuterRef("pk"))
    bodies = viewer.visible(VIEW).filter(Exists(written)).order_by("path")
    form = LetterFilter(request.GET, bodies=bodies)
    rows = form.narrowed(letters_within(viewer.visible(VIEW)))
    listing = Listing(
        request,
        rows,
        sorts={
            "newest": ("最新", ("-issued_on", "-pk")),
            "number": ("文号", ("agency__path", "series", "year", "sequence", "pk")),
            "agency": ("机构", ("agency__path", "-issued_on", "-pk")),
        },
    )
    context = {
        "heading": "文书登记",
        "form": form,
        "listing": listing,
        "run": _run(form, bodies),
        "filtered": form.is_filtering,
    }
    return render(request, "desk/letters/letters.html", context)


def _run(form: LetterFilter, bodies: QuerySet[Agency]) -> dict[str, Any] | None:
    """Whether the numbers of the series asked for are whole; nothing where none is asked for."""
    chosen = form.cleaned_data if form.is_valid() else {}
    agency, series, year = (chosen.get(name) for name in ("agency", "series", "year"))
    if agency is None and bodies.count() == 1:
        agency = bodies.get()
    if agency is None or not series or not year:
        return None
    run = number_run(agency, series, year)
    if run is None:
        return None
    return {
        "agency": agency,
        "series": all_series()[series].name,
        "year": year,
        "first": run.counter.first,
        "last": run.counter.last,
        "void": [one.number for one in run.letters if one.state == LetterState.VOIDED],
        "lost": run.lost,
    }


@needs(VIEW)
@require_GET
def letter(request: DeskRequest, key: int) -> HttpResponseBase:
    """One letter: what the register knows of it, its files, and its history."""
    viewer = request.viewer
    found = access_letter(viewer, key)
    request.rail_at = "/letters/"
    context = {
        "heading": str(found),
        "letter": found,
        "series": all_series()[found.series].name if found.series else "",
        "readable": found.person.destroyed_at is None,
        "may_void": viewer.may(VOID, found.agency),
        "history": Act.objects.filter(subject_kind="letter", subject_key=str(found.pk)).order_by(
            "-id"
        ),
    }
    return render(request, "desk/letters/letter.html", context)


@needs(VIEW)
@require_GET
def file(request: DeskRequest, key: int, which: str) -> HttpResponseBase:
    """A letter's file as it left the office; that it was opened is kept."""
    viewer = request.viewer
    found = access_letter(viewer, key)
    try:
        data = letter_file(found, which)
    except (LookupError, Destroyed) as problem:
        raise Http404 from problem
    log_access(
        [found.person_id],
        by=viewer.actor,
        at=viewer.now,
        why="下载文书",
        fields=["letter"],
        page=f"letter:{found.pk}",
        agency_key=found.agency_id,
    )
    suffix, media_type = MEDIA[which]
    answer = HttpResponse(data, content_type=media_type)
    name = f"{found.kind_name}{found.number}.{suffix}"
    header = content_disposition_header(which != "pdf", name)
    answer["Content-Disposition"] = header or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer


@needs(VOID)
@require_http_methods(["GET", "POST"])
@proved
def void(request: DeskRequest, key: int) -> HttpResponseBase:
    """Declare a letter void; its number stays used."""
    viewer = request.viewer
    found = access_letter(viewer, key, VOID)
    if found.state != LetterState.ISSUED:
        raise Http404
    request.rail_at = "/letters/"
    form = VoidForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            declare_void(
                letter=found, reason=form.cleaned_data["reason"], by=viewer.actor, at=viewer.now
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{found}已作废，文号不再使用。")
            return redirect("letter", found.pk)
    context = {
        "heading": f"作废文书：{found}",
        "form": form,
        "button": "作废",
        "back": "letter",
        "back_key": found.pk,
        "explain": "作废后文件和文号保留备查，文号不再用于其他文书。尚未送出的答复书作废后，办件退回办理，重新起草、审查、签发；已经送达的答复和期限所依据的文书不能单独作废。",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)
