"""Which reviews a draft has, on the text as it was submitted."""

from __future__ import annotations

from yangguang.apps.publishing.models import Draft, Opinion, Outcome
from yangguang.law.publication import ReviewKind


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
