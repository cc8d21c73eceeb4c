"""Where a draft will stand: its column and the classes under which it is filed, as dated facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import Column, Facet, ItemFacet
from yangguang.apps.catalog.services import edit_header
from yangguang.apps.publishing.models import Draft
from yangguang.apps.publishing.services.steps import step


def file_draft(
    *, draft: Draft, column: Column | None, facets: Sequence[Facet], by: Actor, at: datetime
) -> Draft:
    """Set column and classes; what was true before is closed. Art. 20 follows from the attribute.

    Nothing is written where nothing changes. Raises NotPossible once the draft left writing.
    """
    kept = draft.item.facet_facts.filter(valid_to__isnull=True).exclude(
        facet__scheme=Facet.Scheme.ARTICLE_20
    )
    present = {row.facet_id: row for row in kept}
    wanted = {facet.pk: facet for facet in facets if facet.scheme != Facet.Scheme.ARTICLE_20}
    moved = (column.pk if column else None) != draft.item.column_id
    if not moved and set(present) == set(wanted):
        return draft
    with step("save", draft, by=by, at=at) as doing:
        if moved:
            edit_header(
                item=doing.item, changes={"column": column}, by=by, at=at, reason="确定栏目"
            )
            doing.item.refresh_from_db()
        gone = [row.pk for key, row in present.items() if key not in wanted]
        ItemFacet.objects.filter(pk__in=gone).update(valid_to=at)
        ItemFacet.objects.bulk_create(
            [
                ItemFacet(item=doing.item, facet=facet, valid_from=at, recorded_at=at)
                for key, facet in wanted.items()
                if key not in present
            ]
        )
        doing.after = {"facets": sorted(facet.name for facet in wanted.values())}
    return draft
