"""文书文号: the issuer's word of each series, and where a year's numbers begin."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.letters.kinds import Series, all_series
from yangguang.apps.letters.models import NumberCounter, NumberWord
from yangguang.apps.letters.numbers import number_text
from yangguang.apps.letters.selectors import number_word
from yangguang.apps.letters.services import begin_numbers, set_number_word
from yangguang.desk.access import access_agency, needs, posted, proved
from yangguang.desk.forms.letters import BeginForm, WordForm
from yangguang.desk.viewer import DeskRequest

EDIT = Permission.LETTER_EDIT


@needs(EDIT)
@require_GET
def numbers(request: DeskRequest) -> HttpResponseBase:
    """Each series of the body: its word today, the next number, and words set for later."""
    viewer = request.viewer
    offered = list(viewer.visible(EDIT).filter(proposed=False, valid_to=None).order_by("path"))
    asked = request.GET.get("agency", "")
    if not offered:
        raise Http404
    own = viewer.agency if viewer.agency in offered else offered[0]
    agency = next((one for one in offered if str(one.pk) == asked), None) if asked else own
    if agency is None:
        raise Http404
    counters = {
        row.series: row
        for row in NumberCounter.objects.filter(agency=agency, year=viewer.today.year)
    }
    rows = []
    for series in all_series().values():
        counter = counters.get(series.key)
        last = counter.last if counter else 0
        word = number_word(agency, series, viewer.today)
        rows.append(
            {
                "series": series,
                "word": word,
                "next": number_text(word, viewer.today.year, last + 1),
                "set": NumberWord.objects.filter(agency=agency, series=series.key).order_by(
                    "-valid_from", "-id"
                ),
                "begun": last >= (counter.first if counter else 1),
            }
        )
    context = {
        "heading": "文书文号",
        "agency": agency,
        "agencies": offered,
        "rows": rows,
        "year": viewer.today.year,
    }
    return render(request, "desk/letters/numbers.html", context)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
@proved
def word(request: DeskRequest, key: int, series: str) -> HttpResponseBase:
    """Another word for a series from a day on."""
    viewer = request.viewer
    agency, run = _asked(request, key, series)
    form = WordForm(
        posted(request),
        initial={"word": number_word(agency, run, viewer.today), "valid_from": viewer.today},
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = set_number_word(
                agency=agency,
                series=run.key,
                **form.cleaned_data,
                by=viewer.actor,
                at=viewer.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{run.name}文书自{row.valid_from}起使用“{row.word}”。")
            return redirect("letter-numbers")
    context = {
        "heading": f"设定机关代字：{run.name}（{agency.name}）",
        "form": form,
        "button": "保存",
        "back": "letter-numbers",
        "explain": "已经发出的文书文号不变；年度内更换机关代字，顺序号接着编。",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
@proved
def begin(request: DeskRequest, key: int, series: str) -> HttpResponseBase:
    """Where a year's numbers begin, for an office that gave the earlier ones on paper."""
    viewer = request.viewer
    agency, run = _asked(request, key, series)
    form = BeginForm(posted(request), initial={"year": viewer.today.year})
    if request.method == "POST" and form.is_valid():
        try:
            begin_numbers(
                agency=agency,
                series=run.key,
                **form.cleaned_data,
                by=viewer.actor,
                at=viewer.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            values = form.cleaned_data
            messages.success(
                request, f"{run.name}文书{values['year']}年从{values['first']}号起编。"
            )
            return redirect("letter-numbers")
    context = {
        "heading": f"设定起始号：{run.name}（{agency.name}）",
        "form": form,
        "button": "保存",
        "back": "letter-numbers",
        "explain": "只在年中改用本系统、此前的号码已用纸质登记簿编出时填写。本系统编出第一个号后不能再改。",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


def _asked(request: DeskRequest, key: int, series: str) -> tuple[Agency, Series]:
    run = all_series().get(series)
    if run is None:
        raise Http404
    request.rail_at = "/letters/numbers/"
    return access_agency(request.viewer, key, EDIT), run
