"""Which drafts somebody may see, and which of them wait for what.

A draft belongs to its item's body. Whoever writes, reviews or releases for that body sees it; a
body that was asked in a joint review sees that one draft and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.publishing.editing import text_of
from yangguang.apps.publishing.models import (
    Draft,
    DraftSaving,
    DraftState,
    Finding,
    JointReview,
    Opinion,
    Outcome,
)
from yangguang.apps.publishing.models.drafts import OPEN_STATES
from yangguang.law.publication import ReviewKind

Bodies = QuerySet[Agency]


def readable_drafts(own: Bodies, *, asked: Bodies | None = None) -> QuerySet[Draft]:
    """Drafts of these bodies, and those about which one of ``asked`` was asked."""
    within = Q(item__agency__in=own)
    if asked is not None:
        question = JointReview.objects.filter(draft=OuterRef("pk"), asked__in=asked)
        within |= Q(Exists(question))
    return Draft.objects.filter(within).select_related("item", "item__agency", "item__column")


def _passed(kind: ReviewKind) -> Exists:
    return Exists(
        Opinion.objects.filter(
            draft=OuterRef("pk"),
            digest=OuterRef("digest"),
            kind=kind.value,
            outcome=Outcome.PASS,
        )
    )


def waiting_for_review(reach: Mapping[ReviewKind, Bodies], *, reader: str) -> QuerySet[Draft]:
    """Drafts whose review this person can sign: not their own, and not signed yet.

    ``reach`` gives the bodies for which they may sign each review.
    """
    wanted = Q(pk__in=[])
    for kind, bodies in reach.items():
        wanted |= Q(item__agency__in=bodies) & ~Q(_passed(kind))
    return (
        Draft.objects.filter(wanted, state=DraftState.REVIEW)
        .exclude(drafter_key=reader)
        .exclude(submitted_by_key=reader)
        .select_related("item", "item__agency", "item__column")
    )


def waiting_for_release(bodies: Bodies, *, reader: str) -> QuerySet[Draft]:
    """Reviewed drafts that this person could release; scheduled ones go out by themselves."""
    return (
        Draft.objects.filter(state=DraftState.APPROVED, item__agency__in=bodies)
        .exclude(drafter_key=reader)
        .exclude(submitted_by_key=reader)
        .select_related("item", "item__agency", "item__column")
    )


def returned_drafts(writer: str) -> QuerySet[Draft]:
    """The person's drafts that were in review and are back for more work."""
    return Draft.objects.filter(
        state=DraftState.WRITING, submitted_at__isnull=False, drafter_key=writer
    ).select_related("item", "item__agency", "item__column")


def drafts_with_findings(bodies: Bodies) -> QuerySet[Draft]:
    """Submitted drafts in which something must be dealt with and nobody has."""
    return Draft.objects.filter(
        Exists(
            Finding.objects.filter(
                draft=OuterRef("pk"),
                digest=OuterRef("digest"),
                severity=Finding.Severity.BLOCK,
                decision__in=["", Finding.Decision.ACCEPTED],
            )
        ),
        state__in=[DraftState.REVIEW, DraftState.APPROVED],
        item__agency__in=bodies,
    ).select_related("item", "item__agency", "item__column")


def head_left_out(draft: Draft) -> tuple[DraftSaving, list[str]] | None:
    """The lines of an uploaded document which its header says already, and the
    saving that still has them; None once somebody has saved since, or where nothing was left out.
    """
    savings = list(draft.savings.order_by("-revision")[:3])
    if [row.revision for row in savings] != [2, 1] or savings[0].saved_at != draft.created_at:
        return None
    whole = savings[1]
    before, after = text_of(whole.body_html).splitlines(), draft.body_text.splitlines()
    left_out, kept = [], iter([*after, None])
    following = next(kept)
    for line in before:
        if line == following:
            following = next(kept)
        else:
            left_out.append(line)
    return (whole, left_out) if left_out and following is None else None


def items_without_draft(bodies: Bodies) -> QuerySet[Item]:
    """Items that wait as 草稿 and that nobody has taken up: conversions, imports, what was reopened."""
    taken = Draft.objects.filter(item=OuterRef("pk"), state__in=OPEN_STATES)
    waiting = Item.objects.filter(~Q(Exists(taken)), state=ItemState.DRAFT, agency__in=bodies)
    # The keys first, from indexes alone: in the order of days, each draft's item would be read.
    return (
        Item.objects.filter(pk__in=waiting.values("pk"))
        .select_related("agency")
        .defer("signature")
        .order_by("created_at", "pk")
    )
