"""What the person at the desk may see and do with drafts, as the pages of *Publishing* ask it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Verdict, no, yes
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.duties.lights import Lit, lit_all
from yangguang.apps.duties.models import Duty
from yangguang.apps.publishing.duty_kinds import PUBLISH
from yangguang.apps.publishing.models import (
    Draft,
    DraftState,
    ItemAttribute,
    JointReview,
    Reassessment,
)
from yangguang.apps.publishing.models.drafts import OPEN_STATES
from yangguang.apps.publishing.selectors.drafts import (
    items_without_draft,
    readable_drafts,
    waiting_for_release,
    waiting_for_review,
)
from yangguang.apps.publishing.selectors.joint import answering_bodies, joint_reviews_for
from yangguang.apps.publishing.selectors.plans import needs_plan
from yangguang.apps.publishing.selectors.registers import looks_owed
from yangguang.apps.publishing.selectors.reviews import SIGNS, missing_reviews
from yangguang.apps.publishing.services.releasing import may_force, may_release
from yangguang.apps.publishing.services.submitting import (
    may_submit,
)
from yangguang.apps.publishing.workflow import Act, act, possible
from yangguang.desk.draftstanding import is_unmended
from yangguang.desk.viewer import Viewer
from yangguang.law.attributes import Attribute, AttributeGround, attribute_ground
from yangguang.law.publication import ReviewKind

P = Permission
READERS = (P.ITEM_DRAFT, P.ITEM_LEGAL, P.ITEM_SECRECY, P.ITEM_FORMAL, P.ITEM_PUBLISH)
REVIEWS = SIGNS


def bodies_of(viewer: Viewer, *permissions: Permission) -> QuerySet[Agency]:
    """The bodies for which the person holds at least one of these."""
    found = Agency.objects.none()
    for permission in permissions:
        if viewer.may_somewhere(permission):
            found = found | Agency.objects.filter(pk__in=viewer.visible(permission).values("pk"))
    return found


def drafts_for(viewer: Viewer) -> QuerySet[Draft]:
    """Every draft the person may read: their bodies' own, and those they were asked about."""
    asked = viewer.visible(P.ITEM_JOINT) if viewer.may_somewhere(P.ITEM_JOINT) else None
    return readable_drafts(bodies_of(viewer, *READERS), asked=asked)


def access_draft(viewer: Viewer, key: int, *permissions: Permission) -> Draft:
    """The draft, if the person may treat it so; without permissions, if they may read it."""
    rows = readable_drafts(bodies_of(viewer, *permissions)) if permissions else drafts_for(viewer)
    found = rows.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def access_joint(viewer: Viewer, key: int) -> JointReview:
    """The question, if it was put to a body for which the person answers."""
    found = (
        JointReview.objects.filter(pk=key, asked__in=viewer.visible(P.ITEM_JOINT))
        .select_related("draft", "draft__item", "draft__item__agency", "draft__item__column")
        .first()
    )
    if found is None:
        raise Http404
    return found


def to_review(viewer: Viewer, only: Permission | None = None) -> QuerySet[Draft]:
    """Drafts whose review, or whose review of one kind, the person can sign now."""
    reach = {
        kind: viewer.visible(permission)
        for kind, permission in REVIEWS.items()
        if viewer.may_somewhere(permission) and only in {None, permission}
    }
    return waiting_for_review(reach, reader=viewer.actor.key)


def to_release(viewer: Viewer) -> QuerySet[Draft]:
    """Reviewed drafts the person can release."""
    return waiting_for_release(viewer.visible(P.ITEM_PUBLISH), reader=viewer.actor.key)


def to_take_up(viewer: Viewer) -> QuerySet[Item]:
    """Items that wait as 草稿 without a draft, for somebody to write."""
    return items_without_draft(viewer.visible(P.ITEM_DRAFT))


def to_answer(viewer: Viewer) -> QuerySet[JointReview]:
    """Questions put to the bodies in whose name the person answers."""
    return joint_reviews_for(answering_bodies(viewer.held))


def lights_of(viewer: Viewer, drafts: list[Draft]) -> dict[int, Lit]:
    """The publication duty of each draft that owes one, by the draft's key; one query."""
    keys = {str(draft.item_id): draft.pk for draft in drafts}
    duties = Duty.objects.filter(
        kind=PUBLISH, subject_kind="item", subject_key__in=list(keys), slot=""
    )
    shown = lit_all([duty for duty in duties if duty.is_open], viewer.limits)
    return {keys[one.duty.subject_key]: one for one in shown}


@dataclass(frozen=True, slots=True)
class Offer:
    """One act as the page shows it: a button, or why it is not possible and what to do next."""

    act: Act
    verdict: Verdict
    main: bool = False

    @property
    def code(self) -> str:
        return self.act.code

    @property
    def label(self) -> str:
        return self.act.label


_ORDER = (
    "decide-attribute",
    "save",
    "plan-interpretation",
    "submit",
    "review-legal",
    "review-secrecy",
    "review-formal",
    "answer-joint",
    "ask-joint",
    "publish",
    "hold",
    "schedule",
    "unschedule",
    "force",
    "recall",
    "return",
    "drop",
)
_SILENT = {
    "save",
    "decide-attribute",
    "plan-interpretation",
    "ask-joint",
    "force",
    "drop",
    "return",
    "answer-joint",
}
"""Acts that are simply not shown where they are not possible; the others say what stands in the way."""


def offers(viewer: Viewer, draft: Draft) -> list[Offer]:
    """What state, role and law leave to this person; a refusal carries its article and next step.

    What belongs to other roles is not offered: the page names the people instead (`road_of`).
    """
    shown: list[Offer] = []
    allowed = {row.code: row for row in possible(draft)}
    for code in _ORDER:
        row = allowed.get(code)
        if row is None or not _concerns(draft, code):
            continue
        if code != "answer-joint" and not _holds(viewer, draft, row):
            continue
        verdict = _may(viewer, draft, row)
        if not verdict and code in _SILENT:
            continue
        shown.append(Offer(row, verdict))
    first = _first(draft, [one.code for one in shown if one.verdict])
    marked = [Offer(one.act, one.verdict, one.code == first) for one in shown]
    return sorted(marked, key=lambda one: not one.main)


def _first(draft: Draft, codes: list[str]) -> str:
    """The act that moves the draft on; empty where only others can."""
    if draft.state == DraftState.WRITING:
        if not draft.attribute and "decide-attribute" in codes:
            return "decide-attribute"
        if "submit" in codes and not is_unmended(draft):
            return "submit"
        return "save" if "save" in codes else ""
    if draft.state == DraftState.SCHEDULED:
        return ""
    return next((code for code in codes if code not in _REARWARD), "")


_REARWARD = {"recall", "return", "drop", "force", "ask-joint", "unschedule"}


def _concerns(draft: Draft, code: str) -> bool:
    """Whether the act has anything to act on in this draft."""
    opens = draft.attribute == Attribute.PROACTIVE.value
    if code in {"publish", "schedule"}:
        return opens
    if code == "hold":
        return not opens
    if code == "answer-joint":
        return draft.joint_reviews.filter(answer="", recalled_at__isnull=True).exists()
    if code == "plan-interpretation":
        return needs_plan(draft)
    if code.startswith("review-"):
        return ReviewKind(code.removeprefix("review-")) in missing_reviews(draft)
    return True


def _holds(viewer: Viewer, draft: Draft, row: Act) -> bool:
    return any(viewer.may(one, draft.item.agency) for one in row.permissions)


def _may(viewer: Viewer, draft: Draft, row: Act) -> Verdict:
    """Role first, then what the law and the draft itself say."""
    agency = draft.item.agency
    if row.code == "answer-joint":
        if to_answer(viewer).filter(draft=draft).exists():
            return yes("联合审查")
        return no("《条例》第十七条", "联合审查由受询机关答复。")
    permitted = [viewer.may(one, agency) for one in row.permissions]
    if not any(permitted):
        return permitted[0]
    if row.code == "submit":
        return may_submit(draft)
    if row.code.startswith("review-"):
        return _may_sign(viewer, draft)
    if row.code in {"publish", "hold", "schedule"}:
        return may_release(draft, by=viewer.actor, at=viewer.now)
    if row.code == "force":
        return may_force(draft, by=viewer.actor, on=viewer.today)
    return yes("职责")


def _may_sign(viewer: Viewer, draft: Draft) -> Verdict:
    if viewer.actor.key in {draft.drafter_key, draft.submitted_by_key}:
        return no("不相容职责", "起草人、送审人不能审查自己的稿件，请由其他审查人办理。")
    return yes("职责")


@dataclass(frozen=True, slots=True)
class OnItem:
    """What the page of an item offers of *Publishing*."""

    draft: Draft | None
    may_start: bool
    may_change: bool
    may_mark: bool
    attribute: ItemAttribute | None
    ground: AttributeGround | None
    look: Reassessment | None


def what_publishing_offers(viewer: Viewer, item: Item) -> OnItem:
    """The draft under way, or what can be begun; the attribute in force and the look owed at it."""
    draft = drafts_for(viewer).filter(item=item, state__in=OPEN_STATES).first()
    taken = draft is not None or item.drafts.filter(state__in=OPEN_STATES).exists()
    may_draft = bool(viewer.may(P.ITEM_DRAFT, item.agency))
    public = item.state == ItemState.PUBLISHED
    attribute = item.attributes.filter(valid_to__isnull=True).first()
    return OnItem(
        draft=draft,
        may_start=may_draft and not taken and item.state == ItemState.DRAFT,
        may_change=may_draft and not taken and public,
        may_mark=public and bool(viewer.may(P.ITEM_PUBLISH, item.agency)),
        attribute=attribute,
        ground=attribute_ground(attribute.ground) if attribute else None,
        look=looks_owed(viewer.visible(P.ITEM_PUBLISH)).filter(item=item).first(),
    )


def offer_of(viewer: Viewer, draft: Draft, code: str) -> Offer:
    """The act with its verdict, for the page on which it is done. Raises Http404 for strangers."""
    try:
        row = act(code)
    except KeyError as problem:
        raise Http404 from problem
    if not any(viewer.may(one, draft.item.agency) for one in row.permissions):
        raise Http404
    return Offer(row, _may(viewer, draft, row))
