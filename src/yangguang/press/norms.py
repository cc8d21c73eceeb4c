"""What press does when a normative document or the result of a clean-up changed.

A round is told of by its own event once it has marked its documents; its announcement, withdrawn
later, takes the result down with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from yangguang.apps.catalog.models import Item
from yangguang.apps.events.models import Event
from yangguang.apps.publishing.models import CleanupLine, CleanupRound
from yangguang.apps.publishing.selectors.plans import POLICY_KINDS
from yangguang.press import keys, purging
from yangguang.press.purging import Mode
from yangguang.press.services import Reason

KIND = "cleanup.published"


def cleanups_published(events: Sequence[Event]) -> None:
    """Purge what the results of these rounds show and what shows them; safe to hear twice."""
    rounds = [int(event.subject_key) for event in events if event.subject_key.isdigit()]
    for row in CleanupRound.objects.filter(pk__in=rounds):
        reason = Reason(f"公布清理结果（{row.title}）", keys.cleanup(row.pk), row.opened_by_name)
        purging.purge(_shown_by([row.pk]), mode=Mode.STALE, reason=reason)


def touched_norms(items: Iterable[Item]) -> set[str]:
    """The keys of the lists of normative documents on which these items stand or are counted."""
    found = list(items)
    touched = {keys.norms_of(item.agency_id) for item in found if item.kind in POLICY_KINDS}
    if touched:
        touched.add(keys.NORMS)
    rounds = CleanupRound.objects.filter(
        result__in=[item.pk for item in found], state=CleanupRound.State.DONE
    )
    keyed = list(rounds.values_list("pk", flat=True))
    return touched | (_shown_by(keyed) if keyed else set())


def _shown_by(rounds: Sequence[int]) -> set[str]:
    lines = CleanupLine.objects.filter(round__in=rounds).values_list("item", "item__agency")
    touched = {keys.NORMS, *(keys.cleanup(key) for key in rounds)}
    results = CleanupRound.objects.filter(pk__in=rounds, result__isnull=False)
    touched |= {keys.concluded(key) for key in results.values_list("result", flat=True) if key}
    for item, agency in lines:
        touched |= {keys.concluded(item), keys.norms_of(agency)}
    return touched
