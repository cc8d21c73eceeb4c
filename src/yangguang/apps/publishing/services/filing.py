"""Where a draft will stand: its column and the classes under which it is filed, as dated facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import (
    Column,
    Facet,
    Item,
    ItemFacet,
    ItemKind,
    ItemLink,
    ItemState,
)
from yangguang.apps.catalog.services import edit_header
from yangguang.apps.publishing.models import Draft, InterpretationForm
from yangguang.apps.publishing.selectors.plans import policies_explained
from yangguang.apps.publishing.services.steps import step
from yangguang.apps.publishing.workflow import impossible


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


def tie_interpretation(*, draft: Draft, policies: Sequence[Item], by: Actor, at: datetime) -> Draft:
    """Say which documents the draft explains; each shows the other once both are public.

    A document that is still a draft itself is explained at the same time: both are reviewed and
    released together. Nothing is written where nothing changes. Raises NotPossible for a draft that
    is no interpretation, and for a document that was taken back, or is the draft's own.
    依据：国办发〔2016〕80号（同步组织、同步审签、同步部署；解读材料与文件相互链接）。
    """
    present = {row.target_id: row for row in policies_explained(draft)}
    wanted = {policy.pk: policy for policy in policies}
    if set(present) == set(wanted):
        return draft
    kind = draft.header.get("kind") or draft.item.kind
    if wanted and kind != ItemKind.INTERPRETATION:
        raise impossible("文种", "只有文种为“政策解读”的稿件可以填写解读的文件。")
    for policy in wanted.values():
        if policy.pk == draft.item_id or policy.state not in {
            ItemState.PUBLISHED,
            ItemState.DRAFT,
        }:
            raise impossible(
                "解读的文件", f"“{policy.title}”不是已公开或者正在起草的文件，不能填写。"
            )
    with step("save", draft, by=by, at=at) as doing:
        gone = [row.pk for key, row in present.items() if key not in wanted]
        ItemLink.objects.filter(pk__in=gone).delete()
        ItemLink.objects.bulk_create(
            [
                ItemLink(kind=ItemLink.Kind.INTERPRETS, source=doing.item, target=policy)
                for key, policy in wanted.items()
                if key not in present
            ]
        )
        doing.after = {"interprets": sorted(policy.title for policy in wanted.values())}
    return draft


def choose_forms(*, draft: Draft, forms: Sequence[str], by: Actor, at: datetime) -> Draft:
    """Say in which forms the interpretation explains; the release writes them as dated facts.

    Nothing is written where nothing changes. Raises NotPossible for a draft that is no
    interpretation.
    """
    chosen = [form for form in InterpretationForm.values if form in forms]
    if chosen == draft.interpretation_forms:
        return draft
    kind = draft.header.get("kind") or draft.item.kind
    if chosen and kind != ItemKind.INTERPRETATION:
        raise impossible("文种", "只有文种为“政策解读”的稿件可以选定解读形式。")
    with step("save", draft, by=by, at=at, after={"forms": chosen}) as doing:
        doing.draft.interpretation_forms = chosen
    return draft
