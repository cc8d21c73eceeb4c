"""The search box of the desk: by title, document number or index number, within one's reach."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.catalog.models import Item
from yangguang.desk.access import needs
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest
from yangguang.text.docnum import normalise_docnum
from yangguang.text.folding import fold

LONGEST = 200


@needs(Permission.ITEM_VIEW)
@require_GET
def find(request: DeskRequest) -> HttpResponseBase:
    """Numbers that fit exactly come first; a single exact index number opens its item."""
    words = " ".join(request.GET.get("q", "").split())[:LONGEST]
    rows = (
        Item.objects.filter(agency__in=request.viewer.visible(Permission.ITEM_VIEW))
        .select_related("agency")
        .defer("signature", "unsure")
    )
    rows = rows.filter(_matches(words)) if words else rows.none()
    exact = rows.filter(index_number=words)
    if words and exact.count() == 1:
        return redirect("item", exact.get().pk)
    ranked = rows.annotate(
        rank=Case(
            When(Q(doc_number=normalise_docnum(words)) | Q(title=words), then=Value(0)),
            When(title__startswith=words, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
    )
    listing = Listing(request, ranked, sorts={"fit": ("最相符", ("rank", "-listed_on", "-pk"))})
    context = {"heading": "查找信息", "found_query": words, "listing": listing}
    return render(request, "desk/find.html", context)


def _matches(words: str) -> Q:
    """Any spelling of a document number, and traditional script, find the same items."""
    number = normalise_docnum(words)
    folded = fold(words)
    return (
        Q(title__icontains=words)
        | Q(title__icontains=folded)
        | Q(doc_number__icontains=words)
        | Q(doc_number=number)
        | Q(index_number__icontains=words)
    )
