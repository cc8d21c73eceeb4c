"""What is not open by itself, the looks at it, validity of documents, editions side by side."""

from __future__ import annotations

import csv
import io

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.catalog.headers import header_changes
from yangguang.apps.catalog.models import Edition, ItemState, Validity
from yangguang.apps.catalog.services import close_edition
from yangguang.apps.catalog.workflow import NotPossible as CatalogRefusal
from yangguang.apps.publishing.comparing import difference
from yangguang.apps.publishing.models import ItemAttribute, Reassessment
from yangguang.apps.publishing.selectors.held import held_text
from yangguang.apps.publishing.selectors.registers import (
    looks_at,
    looks_owed,
    looks_taken,
    register_of,
)
from yangguang.apps.publishing.services.reassessing import reassess as conclude
from yangguang.apps.publishing.services.validity import set_validity
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.desk.access import access_item, needs, posted
from yangguang.desk.cells import neutral
from yangguang.desk.draftshow import show_html
from yangguang.desk.forms.drafts import ReasonedForm
from yangguang.desk.forms.registers import ReassessForm, RegisterFilterForm, ValidityForm
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.desk.views.drafts import attached
from yangguang.law.attributes import attribute_ground, attribute_grounds

P = Permission
NEXT = {
    Reassessment.Outcome.KEEP: "下一次评估已列入应办事项。",
    Reassessment.Outcome.REQUEST: "已列入依申请公开目录。",
    Reassessment.Outcome.OPEN: "已连同原文列为草稿，请起草人按期送审、公开。",
}
MOST_LINES = 50_000


@needs(P.ITEM_VIEW)
@require_GET
def register(request: DeskRequest) -> HttpResponseBase:
    """依申请公开、不予公开 in one list, with the ground and the reason of each."""
    viewer = request.viewer
    form = RegisterFilterForm(request.GET, agencies=viewer.visible(P.ITEM_VIEW))
    rows = form.narrowed(register_of(viewer.visible(P.ITEM_VIEW)))
    context = {
        "heading": "不主动公开目录",
        "form": form,
        "listing": Listing(
            request,
            rows,
            sorts={
                "newest": ("最近决定", ("-valid_from", "-pk")),
                "oldest": ("最早决定", ("valid_from", "pk")),
                "number": ("索引号", ("item__index_number", "pk")),
            },
        ),
        "grounds": {ground.key: ground for ground in attribute_grounds()},
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/drafts/register.html", context)


@needs(P.ITEM_VIEW)
@require_GET
def register_export(request: DeskRequest) -> HttpResponseBase:
    """The same lines as a table for spreadsheets."""
    viewer = request.viewer
    form = RegisterFilterForm(request.GET, agencies=viewer.visible(P.ITEM_VIEW))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["索引号", "名称", "机构", "公开属性", "依据", "条款", "理由", "决定日期"])
    for row in form.narrowed(register_of(viewer.visible(P.ITEM_VIEW)))[:MOST_LINES]:
        ground = attribute_ground(row.ground)
        values = (
            row.item.index_number or "",
            row.item.title,
            row.item.agency_name,
            row.get_attribute_display(),
            ground.label,
            ground.citation.short,
            row.reason,
            f"{row.valid_from:%Y-%m-%d}",
        )
        writer.writerow([neutral(str(value)) for value in values])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = "attachment; filename*=UTF-8''register.csv"
    return answer


@needs(P.ITEM_VIEW)
@require_GET
def reassessments(request: DeskRequest) -> HttpResponseBase:
    """The looks owed at what was withheld, the earliest due first; those taken, with what came of it."""
    viewer = request.viewer
    bodies = viewer.visible(P.ITEM_VIEW)
    taken = request.GET.get("tab") == "taken"
    listing: Listing[Reassessment] = (
        Listing(request, looks_taken(bodies), sorts={"done": ("最近评估", ("-done_at", "-pk"))})
        if taken
        else Listing(request, looks_owed(bodies), sorts={"due": ("应评估日期", ("due_on", "pk"))})
    )
    context = {
        "heading": "定期评估",
        "listing": listing,
        "taken": taken,
        "today": viewer.today,
        "may_conclude": viewer.may_somewhere(P.ITEM_PUBLISH),
    }
    return render(request, "desk/drafts/reassessments.html", context)


def access_reassessment(viewer: Viewer, key: int) -> Reassessment:
    """The look, if its item belongs to a body within the person's reach."""
    row = (
        Reassessment.objects.select_related("item", "item__agency")
        .filter(pk=key, item__agency__in=viewer.visible(P.ITEM_PUBLISH))
        .first()
    )
    if row is None:
        raise Http404
    return row


@needs(P.ITEM_PUBLISH)
@require_http_methods(["GET", "POST"])
def reassess(request: DeskRequest, key: int) -> HttpResponseBase:
    """Conclude one look. What can be open becomes a draft and goes through the reviews."""
    row = access_reassessment(request.viewer, key)
    request.rail_at = reverse("reassessments")
    form = ReassessForm(posted(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            conclude(
                row=row,
                outcome=Reassessment.Outcome(form.cleaned_data["outcome"]),
                reason=form.cleaned_data["reason"],
                by=request.viewer.actor,
                at=request.viewer.now,
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                f"已评估：{row.get_outcome_display()}。{NEXT[Reassessment.Outcome(row.outcome)]}",
            )
            opened = row.outcome == Reassessment.Outcome.OPEN
            return redirect(*(("item", row.item_id) if opened else ("reassessments",)))
    current = ItemAttribute.objects.filter(item=row.item, valid_to__isnull=True).first()
    entered = held_text(row.item)
    context = {
        "heading": "定期评估",
        "row": row,
        "item": row.item,
        "form": form,
        "current": current,
        "ground": attribute_ground(current.ground) if current else None,
        "earlier": looks_at(row.item_id).exclude(outcome="").exclude(pk=row.pk),
        "entered": entered,
        "text": show_html(entered, entered.body_html) if entered is not None else "",
        "files": attached(entered) if entered is not None else [],
        "draft": entered,
    }
    return render(request, "desk/drafts/reassess.html", context, status=422 if form.errors else 200)


@needs(P.ITEM_PUBLISH)
@require_http_methods(["GET", "POST"])
def validity(request: DeskRequest, key: int) -> HttpResponseBase:
    """Mark a public document as in force, amended, expired or repealed."""
    item = access_item(request.viewer, key, P.ITEM_PUBLISH)
    request.rail_at = reverse("published")
    if item.state != ItemState.PUBLISHED:
        messages.warning(request, f"该信息现为“{item.get_state_display()}”，不能标注有效性。")
        return redirect("item", key)
    form = ValidityForm(posted(request), item=item)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            set_validity(
                item=item,
                validity=Validity(values["validity"]),
                effective_on=values["effective_on"],
                reason=values["reason"],
                through=values["through"],
                valid_until=values["valid_until"],
                by=request.viewer.actor,
                at=request.viewer.now,
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已标注：{Validity(values['validity']).label}。")
            return redirect("item", key)
    context = {
        "heading": "标注有效性",
        "item": item,
        "form": form,
        "past": item.validities.order_by("-valid_from", "-pk"),
    }
    return render(request, "desk/drafts/validity.html", context, status=422 if form.errors else 200)


@needs(P.ITEM_VIEW)
@require_GET
def editions(request: DeskRequest, key: int) -> HttpResponseBase:
    """Every edition of an item; two of them compared."""
    item = access_item(request.viewer, key)
    request.rail_at = reverse("published")
    rows = list(item.editions.order_by("-number"))
    new_one = _edition(rows, request.GET.get("new", ""), 0)
    old_one = _edition(rows, request.GET.get("old", ""), 1)
    context = {
        "heading": "版本对照",
        "item": item,
        "editions": rows,
        "may_close": request.viewer.may(P.ITEM_WITHDRAW, item.agency),
        "old": old_one,
        "new": new_one,
        "header": header_changes(item, old_one, new_one) if old_one and new_one else [],
        "difference": difference(old_one.title, old_one.body_html, new_one.title, new_one.body_html)
        if old_one and new_one
        else None,
    }
    return render(request, "desk/drafts/editions.html", context)


@needs(P.ITEM_WITHDRAW)
@require_http_methods(["GET", "POST"])
def take_edition_down(request: DeskRequest, key: int, number: int) -> HttpResponseBase:
    """A past edition leaves public view, with the reason; the item stays."""
    viewer = request.viewer
    item = access_item(viewer, key, P.ITEM_WITHDRAW)
    request.rail_at = reverse("published")
    form = ReasonedForm(posted(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            close_edition(item=item, number=number, reason=reason, by=viewer.actor, at=viewer.now)
        except CatalogRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"第 {number} 版已撤下，公众不能再查看。")
            return redirect("item-editions", key)
    context = {
        "heading": f"撤下历史版本：第 {number} 版",
        "explain": "撤下后，这一版的页面、附件和与它的对照立即不能查看，版本沿革中保留这一版的时间和撤下的理由；现行版本不受影响。撤下后不能恢复。",
        "form": form,
        "button": "撤下",
        "back": "item-editions",
        "back_key": key,
    }
    return render(request, "desk/reason.html", context, status=422 if form.errors else 200)


def _edition(rows: list[Edition], wanted: str, otherwise: int) -> Edition | None:
    for one in rows:
        if str(one.number) == wanted:
            return one
    return rows[otherwise] if len(rows) > otherwise else None
