"""Which reviews a draft has, on the text as it was submitted, and who could give the others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import holders_of
from yangguang.apps.publishing.models import Draft, DraftState, Opinion, Outcome
from yangguang.law.publication import ReviewKind

SIGNS = {
    ReviewKind.LEGAL: Permission.ITEM_LEGAL,
    ReviewKind.SECRECY: Permission.ITEM_SECRECY,
    ReviewKind.FORMAL: Permission.ITEM_FORMAL,
}
"""What a reviewer must be permitted, by review."""
RELEASE = "发布"


def signed_kinds(draft: Draft) -> dict[ReviewKind, Opinion]:
    """For each review its newest opinion on the submitted text."""
    found: dict[ReviewKind, Opinion] = {}
    for row in draft.opinions.filter(digest=draft.digest).order_by("signed_at", "pk"):
        found[ReviewKind(row.kind)] = row
    return found


def missing_reviews(draft: Draft) -> list[ReviewKind]:
    """The reviews that have not passed on the submitted text."""
    signed = signed_kinds(draft)
    return [
        kind for kind in ReviewKind if kind not in signed or signed[kind].outcome != Outcome.PASS
    ]


@dataclass(frozen=True, slots=True)
class Awaited:
    """A step still to come, and the names of those who could do it; none where nobody could."""

    label: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Road:
    """What lies between a text and its publication, with the people for each step."""

    agency: Agency
    steps: tuple[Awaited, ...]
    appointing: tuple[str, ...]
    """Who can give somebody the posts that are missing."""

    @property
    def lacking(self) -> list[str]:
        """The steps that nobody could do."""
        return [one.label for one in self.steps if not one.people]

    @property
    def sentence(self) -> str:
        """What a clerk has to know where somebody is missing; empty where the road is open."""
        if not self.lacking:
            return ""
        whom = f"联系{'、'.join(self.appointing[:2])}" if self.appointing else "联系系统管理员"
        return (
            f"{self.agency.name}现在没有可以办理{'、'.join(self.lacking)}的人员"
            "（起草人、送审人不能审查、发布自己的稿件），稿件送审后将无人办理。"
            f"请{whom}，为能够办理的人员登记任职。"
        )


def road_for(agency: Agency, *, writers: Collection[str], on: date) -> Road:
    """The whole road of a text of this body that these people wrote."""
    return _road(agency, list(ReviewKind), writers, on)


def road_of(draft: Draft, *, on: date) -> Road:
    """What the draft still has before it; nothing where it has ended."""
    agency = draft.item.agency
    if not draft.is_open:
        return Road(agency, (), ())
    kinds = list(ReviewKind) if draft.state == DraftState.WRITING else missing_reviews(draft)
    if draft.state in {DraftState.APPROVED, DraftState.SCHEDULED}:
        kinds = []
    return _road(agency, kinds, {draft.drafter_key, draft.submitted_by_key}, on)


def _road(agency: Agency, kinds: list[ReviewKind], writers: Collection[str], on: date) -> Road:
    wanted = [*(SIGNS[kind] for kind in kinds), Permission.ITEM_PUBLISH]
    found = holders_of([*wanted, Permission.STAFF_MANAGE], agency, on)
    labels = [*(kind.label for kind in kinds), RELEASE]
    steps = [
        Awaited(label, tuple(one.name for one in found[need] if str(one.pk) not in writers))
        for label, need in zip(labels, wanted, strict=True)
    ]
    appointing = [one.name for one in found[Permission.STAFF_MANAGE] if str(one.pk) not in writers]
    return Road(agency, tuple(steps), tuple(appointing))
