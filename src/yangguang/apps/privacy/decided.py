"""Which decision holds for a finding: the sweep and the gate ask it alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeVar

from yangguang.apps.privacy.hits import Hit
from yangguang.apps.privacy.models import Decision, Verdict

IN_LIST = 500
Key = TypeVar("Key")


class Decided:
    """The decisions that hold for some hits, read at once."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._by_print: dict[tuple[str, str], list[Decision]] = defaultdict(list)
        prints = sorted({hit.fingerprint for hit in hits})
        for part in parts(prints):
            rows = Decision.objects.filter(fingerprint__in=part, ended_at=None)
            for row in rows.order_by("-at", "-pk"):
                self._by_print[row.kind, row.fingerprint].append(row)

    def of(self, hit: Hit) -> Decision | None:
        """The latest decision that holds for this place, or None.

        That a value was masked holds only for the edition of which it was said: where it stands
        again in a later one, somebody must look again.
        """
        for row in self._by_print.get((hit.kind, hit.fingerprint), ()):
            if row.item_id is None:
                holds = row.agency_id == hit.agency
            else:
                holds = row.item_id == hit.item and row.surroundings == hit.surroundings
            if holds and (row.verdict != Verdict.MASKED or row.edition_id == hit.edition):
                return row
        return None


def parts(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    """The keys in lists that a query can take."""
    return (keys[start : start + IN_LIST] for start in range(0, len(keys), IN_LIST))
