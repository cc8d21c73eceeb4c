"""Joint reviews: what was asked about a draft, what the answers ask for, whose answer is awaited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import Holding
from yangguang.apps.publishing.models import Draft, JointReview
from yangguang.apps.publishing.models.drafts import OPEN_STATES
from yangguang.law.attributes import Attribute
from yangguang.law.publication import ReviewKind

Answer = JointReview.Answer


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What an open question or an answer asks for before a review passes.

    ``final``: the review cannot pass on this text; else it passes once the reviewer says how the
    answer is followed.
    """

    sentence: str
    advice: str
    final: bool = True


def answering_bodies(held: Iterable[Holding]) -> QuerySet[Agency]:
    """The bodies in whose own name these posts answer: theirs, and what they keep the records of.

    A reach over bodies below does not answer for them: who asks would otherwise answer itself.
    """
    own = Q(pk__in=[])
    for row in held:
        if row.permits(Permission.ITEM_JOINT):
            here = row.agency
            own |= Q(pk=here.pk) | Q(keeper=here)
    return Agency.objects.filter(own)


def joint_reviews_for(bodies: QuerySet[Agency]) -> QuerySet[JointReview]:
    """Questions put to these bodies that wait for an answer; a draft that ended asks no more."""
    return JointReview.objects.filter(
        asked__in=bodies, answer="", recalled_at__isnull=True, draft__state__in=OPEN_STATES
    ).select_related("draft", "draft__item", "draft__item__agency", "asked")


def answered_by(bodies: QuerySet[Agency]) -> QuerySet[JointReview]:
    """What these bodies were asked and wait for no more: answered, taken back, or the draft ended."""
    return (
        JointReview.objects.filter(asked__in=bodies)
        .exclude(pk__in=joint_reviews_for(bodies).values("pk"))
        .select_related("draft", "draft__item", "draft__item__agency", "asked")
    )


def asked_by(bodies: QuerySet[Agency]) -> QuerySet[JointReview]:
    """What was asked of others about drafts of these bodies."""
    return JointReview.objects.filter(draft__item__agency__in=bodies).select_related(
        "draft", "draft__item", "draft__item__agency", "asked"
    )


def awaited_by(drafts: Iterable[Draft]) -> dict[int, str]:
    """For each of these drafts that waits for an answer, whose, by the draft's key; one query."""
    rows = JointReview.objects.filter(
        draft__in=[draft.pk for draft in drafts], answer="", recalled_at__isnull=True
    ).order_by("pk")
    names: dict[int, list[str]] = {}
    for row in rows:
        names.setdefault(row.draft_id, []).append(row.asked_name)
    return {key: f"等待{'、'.join(dict.fromkeys(found))}答复" for key, found in names.items()}


def standing_questions(draft: Draft, kind: ReviewKind | None = None) -> list[JointReview]:
    """The newest question of each review to each body, on whichever text; what was taken back is gone."""
    rows = draft.joint_reviews.filter(recalled_at__isnull=True).order_by("asked_at", "pk")
    newest: dict[tuple[str, int], JointReview] = {}
    for row in rows:
        if kind is None or row.kind == kind.value:
            newest[(row.kind, row.asked_id)] = row
    return list(newest.values())


def obstacle(draft: Draft, kind: ReviewKind) -> Obstacle | None:
    """What stands in the way of this review; the gravest where several do.

    依据：《条例》第十七条第三款。Reading: an answer holds for later texts of the draft too; what
    was not to be open becomes open only when the same body determines it anew.
    """
    found = [
        one
        for row in standing_questions(draft, kind)
        if (one := obstacle_of(draft, row)) is not None
    ]
    return next((one for one in found if one.final), found[0] if found else None)


def obstacle_of(draft: Draft, row: JointReview) -> Obstacle | None:
    """What this one question asks of the text that was submitted; None where nothing."""
    kind, asked, same = row.get_kind_display(), row.asked_name, row.digest == draft.digest
    if not row.answer:
        return Obstacle(
            f"已就本项提请{asked}确定，答复前不能同意公开。不需要确定的，请先撤回提请。",
            f"{kind}已提请{asked}确定，{row.due_on:%Y-%m-%d} 前答复。",
        )
    if row.answer == Answer.CLOSED and draft.attribute != Attribute.WITHHELD.value:
        if same:
            return Obstacle(
                f"{asked}答复不得公开，不能同意公开，请退回或者不同意公开。",
                f"{asked}答复不得公开，{kind}不能同意，须修改内容或者更改公开属性后重新送审。",
            )
        return Obstacle(
            f"{asked}就此前的稿答复不得公开。修改后需要公开的，请再次提请{asked}确定；"
            "不公开的，请退回，由起草人定为不予公开。",
            f"{asked}就此前的稿答复不得公开；修改后需要公开的，请审查人再次提请{asked}确定。",
        )
    if row.answer == Answer.PART and draft.attribute != Attribute.WITHHELD.value:
        if same:
            return Obstacle(
                f"{asked}答复部分公开：{row.reply}。本稿还没有修改，不能同意公开，请退回修改。",
                f"{asked}答复部分公开，请按答复意见修改后重新送审。",
            )
        return Obstacle(
            f"{asked}答复部分公开：{row.reply}。同意公开的，请在“意见说明”中写明本稿怎样落实。",
            f"{asked}就此前的稿答复部分公开，{kind}时核对是否落实。",
            final=False,
        )
    return None
