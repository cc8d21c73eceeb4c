"""The register of applications, filtered and sorted."""

from __future__ import annotations

from django import forms
from django.db.models import F
from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.requests.models import ApplicationState
from yangguang.apps.requests.selectors.finding import MOST_HITS
from yangguang.desk.access import needs
from yangguang.desk.lists import Listing
from yangguang.desk.requests.finding import RequestFilter, applications_for
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.law.receipt import Channel

P = Permission


class RequestFilterForm(forms.Form):
    q = forms.CharField(
        label="登记号、文号、邮件号、事项、申请人全名", required=False, max_length=100
    )
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("open", "未答复"), *ApplicationState.choices],
    )
    light = forms.ChoiceField(
        label="期限",
        required=False,
        choices=[
            ("", "不限"),
            ("red", "超期"),
            ("yellow", "临期"),
            ("today", "今天到期"),
            ("waiting", "暂停或者等待"),
        ],
    )
    channel = forms.ChoiceField(
        label="渠道",
        required=False,
        choices=[("", "全部"), *((one.value, one.label) for one in Channel)],
    )
    agency = forms.ModelChoiceField(
        label="机构", queryset=Agency.objects.none(), required=False, empty_label="全部机构"
    )
    year = forms.IntegerField(label="年份", required=False, min_value=2008, max_value=2100)
    mine = forms.BooleanField(label="我承办的", required=False)

    def __init__(self, data: object, *, viewer: Viewer) -> None:
        super().__init__(data, label_suffix="")  # type: ignore[arg-type] # a QueryDict, as Django takes
        agency = self.fields["agency"]
        if isinstance(agency, forms.ModelChoiceField):
            agency.queryset = viewer.visible(P.REQUEST_VIEW)

    def filter(self) -> RequestFilter:
        """What was picked; a choice that is none narrows nothing."""
        self.is_valid()
        values = self.cleaned_data
        agency = values.get("agency")
        return RequestFilter(
            words=(values.get("q") or "").replace("\x00", ""),
            state=values.get("state") or "",
            channel=values.get("channel") or "",
            agency=agency.pk if agency else None,
            year=values.get("year"),
            mine=bool(values.get("mine")),
            light=values.get("light") or "",
        )


MOST_LISTED = 10_000
"""So many are counted and can be paged through; beyond that the list is to be narrowed."""
SORTS = {
    "newest": ("最新登记", ("-id",)),
    "due": ("期限先后", (F("due_on").asc(nulls_last=True), "id")),
}


@needs(P.REQUEST_VIEW)
@require_GET
def requests(request: DeskRequest) -> HttpResponseBase:
    """The register of applications, filtered and sorted."""
    form = RequestFilterForm(request.GET, viewer=request.viewer)
    chosen = form.filter()
    rows = chosen.apply(applications_for(request.viewer), request.viewer)
    hits = chosen.hits(rows, request.viewer)
    if hits is not None:
        rows = rows.filter(pk__in=hits.keys)
    context = {
        "heading": "申请办件",
        "form": form,
        "listing": Listing(request, rows, sorts=SORTS, most=MOST_LISTED),
        "hits": hits,
        "most_hits": MOST_HITS,
        "may_register": request.viewer.may_somewhere(P.REQUEST_REGISTER),
        "may_set": request.viewer.agency is not None
        and request.viewer.may(P.AGENCY_EDIT, request.viewer.agency),
    }
    return render(request, "desk/requests/list.html", context)
