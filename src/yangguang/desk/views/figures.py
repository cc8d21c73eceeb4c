"""依申请统计: this year's table as it stands now, every figure with the applications behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.requests.selectors.figures import Cells, check_figures, request_cells
from yangguang.desk.access import needs
from yangguang.desk.lists import Listing
from yangguang.desk.requests.figures import as_csv, as_xlsx, plain, sheets_of
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.law.forms.findings import severity_label
from yangguang.law.forms.load import all_forms

P = Permission
FIRST_YEAR = all_forms()[0].first_year
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FiguresForm(forms.Form):
    year = forms.TypedChoiceField(label="年度", coerce=int, required=False)
    agency = forms.ModelChoiceField(
        label="机构", queryset=Agency.objects.none(), required=False, empty_label="全部可见机构"
    )
    below = forms.BooleanField(label="含下级机构", required=False)
    as_of = forms.DateField(
        label="只计此日（含）之前登记的",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: object, *, viewer: Viewer) -> None:
        super().__init__(data, label_suffix="")  # type: ignore[arg-type] # a QueryDict, as Django takes
        year = self.fields["year"]
        if isinstance(year, forms.TypedChoiceField):
            year.choices = [
                (one, f"{one}年") for one in range(viewer.today.year, FIRST_YEAR - 1, -1)
            ]
        agency = self.fields["agency"]
        if isinstance(agency, forms.ModelChoiceField):
            agency.queryset = viewer.visible(P.REQUEST_VIEW).order_by("path")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody picked; ``query`` repeats it in an address."""

    form: FiguresForm
    year: int
    agency: Agency | None
    below: bool
    as_of: datetime | None
    query: dict[str, str]

    @property
    def address(self) -> str:
        """The choice as the query of an address."""
        return urlencode(self.query)

    @property
    def whose(self) -> str:
        """The bodies in words."""
        if self.agency is None:
            return "全部可见机构"
        return f"{self.agency.name}{'及下级机构' if self.below else ''}"

    def about(self, viewer: Viewer) -> list[str]:
        """What an export says of itself."""
        known = self.as_of or viewer.now
        return [
            f"统计范围：{self.whose}",
            f"统计期限：{self.year}年1月1日至12月31日",
            f"统计截止：{timezone.localtime(known):%Y-%m-%d %H:%M}以前登记的事项",
        ]


def _chosen(request: DeskRequest) -> tuple[Chosen, Cells]:
    viewer = request.viewer
    data = request.GET.copy()
    if "year" not in data:
        data["year"] = str(viewer.today.year)
        if viewer.agency is not None and "agency" not in data:
            data["agency"] = str(viewer.agency.pk)
    form = FiguresForm(data, viewer=viewer)
    form.is_valid()
    values = form.cleaned_data
    day = values.get("as_of")
    given = {key: data.get(key, "").strip() for key in ("year", "agency", "below", "as_of")}
    query = {key: value for key, value in given.items() if value}
    chosen = Chosen(
        form,
        values.get("year") or viewer.today.year,
        values.get("agency"),
        bool(values.get("below")),
        datetime.combine(day + timedelta(days=1), time(), timezone.get_current_timezone())
        - timedelta(microseconds=1)
        if day
        else None,
        query,
    )
    cells = request_cells(_keys(viewer, chosen), chosen.year, as_of=chosen.as_of)
    return chosen, cells


def _keys(viewer: Viewer, chosen: Chosen) -> list[int] | None:
    """The bodies that are counted, all of them within what the person may see."""
    if chosen.agency is None:
        return viewer.visible_keys(P.REQUEST_VIEW)
    if not chosen.below:
        return [chosen.agency.pk]
    within = viewer.visible(P.REQUEST_VIEW).filter(path__startswith=chosen.agency.path)
    return list(within.values_list("pk", flat=True))


@needs(P.REQUEST_VIEW)
@require_GET
def figures(request: DeskRequest) -> HttpResponseBase:
    """The form of the year, filled from the applications as they stand, and its checks."""
    chosen, cells = _chosen(request)
    answer = check_figures(cells)
    context = {
        "heading": "依申请统计",
        "chosen": chosen,
        "form": chosen.form,
        "title": cells.form.title,
        "source": cells.form.source,
        "sheets": sheets_of(cells, chosen.query),
        "findings": [(severity_label(one.severity), one.message) for one in answer.findings],
        "held": len(answer.held),
        "query": chosen.address,
        "running": chosen.year == request.viewer.today.year,
    }
    return render(request, "desk/requests/figures.html", context)


@needs(P.REQUEST_VIEW)
@require_GET
def cell(request: DeskRequest) -> HttpResponseBase:
    """The applications behind one figure."""
    chosen, cells = _chosen(request)
    name = request.GET.get("cell", "")
    if name not in cells.values:
        raise Http404
    count = cells.values[name]
    context = {
        "heading": "统计明细",
        "chosen": chosen,
        "label": cells.form.describe(name),
        "unit": cells.form.unit_of(name) or "件",
        "value": plain(count),
        "cases": name in cells.remedies,
        "listing": Listing(request, cells.cases(name)),
        "query": chosen.address,
    }
    return render(request, "desk/requests/figures_cell.html", context)


@needs(P.REQUEST_VIEW)
@require_GET
def export(request: DeskRequest, which: str) -> HttpResponseBase:
    """The same figures as a file."""
    chosen, cells = _chosen(request)
    viewer = request.viewer
    sheets = sheets_of(cells, chosen.query)
    name = f"requests-{chosen.year}-{viewer.today:%Y%m%d}.{which}"
    if which == "csv":
        body: str | bytes = as_csv(chosen.about(viewer), sheets)
        media = "text/csv; charset=utf-8"
    elif which == "xlsx":
        body = as_xlsx(chosen.about(viewer), sheets, made_at=viewer.now)
        media = XLSX
    else:
        raise Http404
    return HttpResponse(
        body,
        content_type=media,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
