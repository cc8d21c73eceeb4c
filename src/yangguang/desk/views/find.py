"""The search box of the desk: by title, document number or index number, within one's reach."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.catalog.models import Item
from yangguang.desk.access import needs
from yangguang.desk.lists import Listing, words
from yangguang.desk.viewer import DeskRequest
from yangguang.text.docnum import normalise_docnum
from yangguang.text.folding import fold

LONGEST = 200


@needs(Permission.ITEM_VIEW)
@require_GET
def find(request: DeskRequest) -> HttpResponseBase:
    """Numbers that fit exactly come first; a single exact index number opens its item."""
    asked = words(request.GET, "q", longest=LONGEST)
    rows = (
        Item.objects.filter(agency__in=request.viewer.visible(Permission.ITEM_VIEW))
        .select_related("agency")
        .defer("signature", "unsure")
    )
    rows = rows.filter(_matches(asked)) if asked else rows.none()
    exact = rows.filter(index_number=asked)
    if asked and exact.count() == 1:
        return redirect("item", exact.get().pk)
    ranked = rows.annotate(
        rank=Case(
            When(Q(doc_number=normalise_docnum(asked)) | Q(title=asked), then=Value(0)),
            When(title__startswith=asked, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
    )
    listing = Listing(request, ranked, sorts={"fit": ("最相符", ("rank", "-listed_on", "-pk"))})
    context = {"heading": "查找信息", "found_query": asked, "listing": listing}
    return render(request, "desk/find.html", context)


def _matches(asked: str) -> Q:
    """Any spelling of a document number, and traditional script, find the same items."""
    number = normalise_docnum(asked)
    folded = fold(asked)
    return (
        Q(title__icontains=asked)
        | Q(title__icontains=folded)
        | Q(doc_number__icontains=asked)
        | Q(doc_number=number)
        | Q(index_number__icontains=asked)
    )
