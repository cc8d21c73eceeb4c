"""查阅点: each point with what was brought there, who came, and the receipts.

依据：《政府信息公开条例》第二十五条。
"""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.resources.ledgers import ledger_kind
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.selectors import present
from yangguang.apps.resources.selectors.points import (
    hand_overs_of,
    is_open,
    pieces_of,
    points_within,
    use_by_month,
    use_of,
)
from yangguang.apps.resources.services import hand_over as make_hand_over
from yangguang.apps.resources.services import receive
from yangguang.apps.resources.values import NotValid
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.ledgers import HandOverForm, ReceiptForm
from yangguang.desk.ledgers import (
    EDIT,
    VIEW,
    access_hand_over,
    access_point,
    editable,
    may_edit,
    own_or_only,
)
from yangguang.desk.lists import words
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.ledger_entries import scan, stored_scan

PICKS = 100


@needs(VIEW)
@require_GET
def points(request: DeskRequest) -> HttpResponseBase:
    """Every point, with its visitors, calls and materials of the year."""
    viewer = request.viewer
    year = viewer.today.year
    rows = list(points_within(None))
    used = use_of(rows, first=date(year, 1, 1), last=date(year, 12, 31))
    mine = set(viewer.visible(VIEW).values_list("pk", flat=True))
    shown = [(row, used[row.first_key], row.agency_id in mine) for row in rows]
    # The points of the bodies one looks after first; the others can be given materials too.
    shown.sort(key=lambda line: not line[2])
    context = {
        "heading": "查阅点",
        "points": shown,
        "year": year,
        "today": viewer.today,
        "may_edit": viewer.may_somewhere(EDIT),
    }
    return render(request, "desk/ledgers/points.html", context)


@needs(VIEW)
@require_GET
def point(request: DeskRequest, key: int) -> HttpResponseBase:
    """One point: its particulars, visitors and calls by month, the lists of materials."""
    viewer = request.viewer
    row = access_point(viewer, key)
    request.rail_at = reverse("consultation-points")
    asked = request.GET.get("year", "")
    years = list(range(viewer.today.year, row.starts_on.year - 1, -1))
    year = int(asked) if asked in {str(one) for one in years} else viewer.today.year
    months = use_by_month(row, year)
    most = max((month.use.visitors for month in months), default=0)
    kind = ledger_kind("points")
    context = {
        "heading": row.title,
        "point": row,
        "details": [(one.label, row.details.get(one.code)) for one in kind.fields],
        "months": [
            (month, round(100 * month.use.visitors / most) if most else 0) for month in months
        ],
        "visitors": sum(month.use.visitors for month in months),
        "calls": sum(month.use.calls for month in months),
        "pieces": sum(month.use.pieces for month in months),
        "copies": sum(month.use.copies for month in months),
        "years": years,
        "year": year,
        "hand_overs": hand_overs_of(row).annotate(pieces=Count("entries"))[:50],
        "open": is_open(row, viewer.today),
        "mine": viewer.visible(VIEW).filter(pk=row.agency_id).exists(),
        "verdict": may_edit(viewer, row.agency),
        "may_edit": viewer.may_somewhere(EDIT),
    }
    return render(request, "desk/ledgers/point.html", context)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def hand_over(request: DeskRequest, key: int) -> HttpResponseBase:
    """Pick published items for a list; those given to this point before say so."""
    viewer = request.viewer
    row = access_point(viewer, key)
    request.rail_at = reverse("consultation-points")
    agencies = editable(viewer)
    own = own_or_only(viewer, agencies)
    if own is None:
        raise Http404
    form = HandOverForm(
        posted(request), agencies=agencies, initial={"agency": own, "on": viewer.today, "copies": 1}
    )
    picked = [int(one) for one in request.POST.getlist("pick") if one.isascii() and one.isdigit()]
    if request.method == "POST" and form.is_valid():
        items = {
            item.pk: item
            for item in Item.objects.filter(pk__in=picked[:1000], state=ItemState.PUBLISHED).defer(
                "signature"
            )
        }
        try:
            made = make_hand_over(
                agency=form.cleaned_data["agency"],
                place=row,
                on=form.cleaned_data["on"] or viewer.today,
                items=[items[one] for one in dict.fromkeys(picked) if one in items],
                copies=form.cleaned_data["copies"] or 1,
                by=viewer.actor,
                at=viewer.now,
            )
        except (Refused, NotValid) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记移交清单，可以打印后请接收单位签收。")
            return redirect("hand-over-list", made.pk)
    asked = words(request.GET, "q", longest=100)
    found = Item.objects.filter(state=ItemState.PUBLISHED, agency__in=viewer.visible(EDIT))
    if asked:
        found = found.filter(title__icontains=asked)
    given = set(
        Entry.objects.filter(
            place=row.first_key, item__isnull=False, voided_at__isnull=True
        ).values_list("item", flat=True)
    )
    if request.GET.get("all") != "1":
        found = found.exclude(
            pk__in=Entry.objects.filter(
                place=row.first_key, item__isnull=False, voided_at__isnull=True
            ).values("item")
        )
    items_shown = found.defer("signature").order_by("-listed_on", "-pk")[:PICKS]
    context = {
        "heading": f"移交资料：{row.title}",
        "point": row,
        "form": form,
        "items": items_shown,
        "given": given,
        "picked": picked,
        "words": asked,
        "every": request.GET.get("all") == "1",
        "most": PICKS,
    }
    return render(
        request, "desk/ledgers/hand_over.html", context, status=422 if form.errors else 200
    )


@needs(VIEW)
@require_GET
def hand_over_list(request: DeskRequest, key: int) -> HttpResponseBase:
    """A list to print, with room for the signature, and the receipt that came back."""
    row = access_hand_over(request.viewer, key)
    request.rail_at = reverse("consultation-points")
    place = present([row.place_id]).get(row.place_id, row.place)
    pieces = list(pieces_of(row))
    context = {
        "heading": f"政府信息移交清单 {row}",
        "list": row,
        "point": place,
        "pieces": pieces,
        "copies": sum(piece.quantity or 0 for piece in pieces),
        "form": ReceiptForm(None, label_suffix="", initial={"received_on": request.viewer.today}),
        "verdict": may_edit(request.viewer, row.agency),
    }
    return render(request, "desk/ledgers/hand_over_list.html", context)


@needs(EDIT)
@require_POST
def sign(request: DeskRequest, key: int) -> HttpResponseBase:
    """Note who signed, with the scan."""
    row = access_hand_over(request.viewer, key, EDIT)
    form = ReceiptForm(request.POST, request.FILES, label_suffix="")
    file = stored_scan(form, "receipt") if form.is_valid() else None
    if form.errors:
        for sentences in form.errors.values():
            messages.error(request, " ".join(str(one) for one in sentences))
        return redirect("hand-over-list", key)
    try:
        receive(
            hand_over=row,
            received_by=form.cleaned_data["received_by"],
            received_on=form.cleaned_data["received_on"] or request.viewer.today,
            receipt=file,
            by=request.viewer.actor,
            at=request.viewer.now,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已登记签收。")
    return redirect("hand-over-list", key)


@needs(VIEW)
@require_GET
def receipt(request: DeskRequest, key: int) -> HttpResponseBase:
    """The scan of the receipt."""
    row = access_hand_over(request.viewer, key)
    if row.receipt is None:
        raise Http404
    return scan(row.receipt, f"移交清单{row}签收凭据")
