"""The search box of the desk: by title, document number or index number, within one's reach.

It looks at what the public search cannot see: items that wait, were rejected or withdrawn.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.catalog.models import Item
from yangguang.desk.access import needs
from yangguang.desk.items import within_reach
from yangguang.desk.lists import words
from yangguang.desk.titles import with_words
from yangguang.desk.viewer import DeskRequest
from yangguang.text.docnum import normalise_docnum

LONGEST = 200
SHOWN = 200


@needs(Permission.ITEM_VIEW)
@require_GET
def find(request: DeskRequest) -> HttpResponseBase:
    """A whole number finds its items at once; anything else is looked for inside titles."""
    asked = words(request.GET, "q", longest=LONGEST)
    within = (
        within_reach(request.viewer)
        .select_related("agency")
        .defer("signature", "unsure")
        .order_by("-listed_on", "-pk")
    )
    found = _find(within, asked) if asked else []
    if len(found) == 1 and found[0].index_number == asked:
        return redirect("item", found[0].pk)
    context = {
        "heading": "查找信息",
        "found_query": asked,
        "found": found[:SHOWN],
        "more": len(found) > SHOWN,
        "shown": SHOWN,
    }
    return render(request, "desk/find.html", context)


def _find(within: QuerySet[Item], asked: str) -> list[Item]:
    """One more than is shown, so that the page can say there are more.

    Numbers are asked first, by their index; what is no number is looked for in the titles.
    """
    # One after the other: an "or" of two indexes, in the order of days, walks through all items.
    keys = {
        key
        for numbered in (Q(index_number=asked), Q(doc_number=normalise_docnum(asked)))
        for key in Item.objects.filter(numbered).order_by().values_list("pk", flat=True)
    }
    found = list(within.filter(pk__in=keys)[: SHOWN + 1])
    if found:
        return found
    return list(with_words(within, asked)[: SHOWN + 1])
