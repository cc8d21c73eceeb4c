"""Which documents need a plan to be explained, and the plan."""

from __future__ import annotations

from django.db.models import QuerySet

from yangguang.apps.catalog.models import Edition, Item, ItemKind, ItemLink
from yangguang.apps.publishing.models import Draft, InterpretationPlan
from yangguang.apps.publishing.models.drafts import OPEN_STATES
from yangguang.law.attributes import Attribute

POLICY_KINDS = frozenset({ItemKind.POLICY.value, ItemKind.REGULATION.value})


def needs_plan(draft: Draft) -> bool:
    """Whether the draft is an open policy document, which is explained or says why not.

    依据：国办发〔2016〕80号：制定部门在报审拟制文件时，须同步报送解读方案和解读材料。Reading: a correction
    of a text does not ask for a new plan, a modification does.
    """
    kind = draft.header.get("kind") or draft.item.kind
    return (
        kind in POLICY_KINDS
        and draft.attribute == Attribute.PROACTIVE.value
        and draft.act != Edition.Act.CORRECTION
    )


def plan_of(item: Item) -> InterpretationPlan | None:
    """The plan for explaining the item, if one was made."""
    return InterpretationPlan.objects.filter(item=item).first()


def interpretations_drafted(item: Item) -> QuerySet[Draft]:
    """Open drafts that explain the item, the first begun first."""
    return (
        Draft.objects.filter(
            item__links_out__kind=ItemLink.Kind.INTERPRETS,
            item__links_out__target=item,
            state__in=OPEN_STATES,
        )
        .select_related("item", "item__agency")
        .order_by("pk")
    )


def material_is_missing(draft: Draft) -> bool:
    """Whether the policy's plan promises an interpretation that nobody has drafted or published."""
    if not needs_plan(draft):
        return False
    plan = plan_of(draft.item)
    explained = draft.item.links_in.filter(kind=ItemLink.Kind.INTERPRETS)
    return plan is not None and plan.needed and not explained.exists()


def policies_explained(draft: Draft) -> QuerySet[ItemLink]:
    """The documents that the draft's item explains, as ties to them."""
    return draft.item.links_out.filter(kind=ItemLink.Kind.INTERPRETS).select_related("target")
