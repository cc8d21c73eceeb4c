"""How a draft's facts read on the desk."""

from __future__ import annotations

from django import template
from django.urls import reverse

from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Facet, Item, ItemKind
from yangguang.apps.publishing.models import (
    Draft,
    DraftState,
    InterpretationForm,
    InterpretationPlan,
    Opinion,
    Outcome,
    Reassessment,
)
from yangguang.desk.drafts import Offer
from yangguang.desk.words import field_label
from yangguang.law.attributes import Attribute

register = template.Library()

_SHOWN = (
    "doc_number", "issuers", "formed_on", "in_force_on", "valid_until", "index_number",
    "source_published_on", "subject", "keywords", "summary",
)  # fmt: skip
_YES_NO = {"yes": "是", "no": "否"}


@register.filter
def header_rows(draft: Draft) -> list[tuple[str, str]]:
    """The header fields that are filled in, with their names."""
    return [
        (field_label(name), str(draft.header[name])) for name in _SHOWN if draft.header.get(name)
    ]


@register.filter
def facets_now(item: Item) -> list[Facet]:
    """The classes under which the item stands now."""
    return list(
        Facet.objects.filter(item_facts__item=item, item_facts__valid_to__isnull=True).order_by(
            "scheme", "order", "pk"
        )
    )


@register.filter
def answered(opinion: Opinion) -> list[tuple[str, str]]:
    """Each question of a signed list with its answer."""
    return [
        (row["text"], _YES_NO.get(opinion.answers.get(row["key"], ""), "未答"))
        for row in opinion.questions
    ]


@register.filter
def plan_forms(plan: InterpretationPlan) -> str:
    """The chosen forms of explanation in words."""
    return "、".join(str(InterpretationForm(code).label) for code in plan.forms)


@register.filter
def outcome_label(code: str) -> str:
    """What a review or a later look came to, in words."""
    for kind in (Outcome, Reassessment.Outcome):
        if code in kind.values:
            return str(kind(code).label)
    return code


@register.filter
def came_to(act: Act) -> str:
    """What a recorded act decided, to stand after its name: an outcome or an attribute; else nothing."""
    after = act.after or {}
    attribute = after.get("attribute", "")
    if attribute in set(Attribute):
        return f"　{Attribute(attribute).label}"
    return f"　{outcome_label(after['outcome'])}" if after.get("outcome") else ""


@register.filter
def kind_label(code: str) -> str:
    """A kind of document in words."""
    return str(ItemKind(code).label)


@register.filter
def words_of(line: str) -> list[str]:
    """The words of a line, for loops over names."""
    return line.split()


@register.filter
def offer_address(offer: Offer, draft: Draft) -> str:
    """The page on which the act is done."""
    code = offer.code
    if code == "save":
        return reverse("draft-edit", args=[draft.pk])
    if code == "decide-attribute":
        return reverse("draft-attribute", args=[draft.pk])
    if code == "plan-interpretation":
        return reverse("draft-plan", args=[draft.pk])
    if code.startswith("review-"):
        return reverse("draft-review", args=[draft.pk, code.removeprefix("review-")])
    if code == "ask-joint":
        return reverse("ask-joint", args=[draft.pk])
    if code == "answer-joint":
        waiting = draft.joint_reviews.filter(answer="").order_by("pk").first()
        return reverse("answer-joint", args=[waiting.pk]) if waiting else "#"
    return reverse("draft-act", args=[draft.pk, code])


@register.filter
def offer_label(offer: Offer, draft: Draft) -> str:
    """The words of the link; what is decided already can be changed."""
    if offer.code == "save":
        return "写稿"
    if offer.code == "decide-attribute" and draft.attribute:
        return "更改公开属性"
    if offer.code == "schedule" and draft.state == DraftState.SCHEDULED:
        return "更改时间"
    return offer.label
