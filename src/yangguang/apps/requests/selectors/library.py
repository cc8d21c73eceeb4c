"""案例库: replies and judgments found again by kind, ground, article, outcome and words.

Nothing personal is searched or shown: a reply is known by its kind, its case's neutral title, and
the gist that a clerk wrote of the judgment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from yangguang.apps.requests.models import Remedy, Reply
from yangguang.law.regimes import Regime
from yangguang.law.replies import ReplyKind, kinds, kinds_resting_on, replies_for


@dataclass(frozen=True, slots=True)
class LibraryFilter:
    """What is looked for; empty values narrow nothing."""

    words: str = ""
    kind: str = ""
    ground: str = ""
    article: int | None = None
    regime: str = ""
    outcome: str = ""
    year: int | None = None


def decided_replies(agency_keys: list[int] | None, wanted: LibraryFilter) -> QuerySet[Reply]:
    """Decided replies of these bodies (None: of all), newest first."""
    found = Reply.objects.filter(decided_on__isnull=False).select_related(
        "application", "application__agency", "letter"
    )
    if agency_keys is not None:
        found = found.filter(application__agency__in=agency_keys)
    if wanted.year is not None:
        found = found.filter(
            decided_on__gte=date(wanted.year, 1, 1), decided_on__lt=date(wanted.year + 1, 1, 1)
        )
    chosen = _kinds(wanted)
    if chosen is not None:
        found = found.filter(kind__in=[kind.key for kind in chosen])
    remedies = Remedy.objects.filter(application=OuterRef("application"))
    if wanted.outcome == "any":
        found = found.filter(Exists(remedies))
    elif wanted.outcome:
        found = found.filter(Exists(remedies.filter(outcome=wanted.outcome)))
    for word in wanted.words.split()[:6]:
        found = found.filter(
            Q(application__title__icontains=word)
            | Q(application__number=word)
            | Q(letter__number__icontains=word)
            | Exists(remedies.filter(Q(gist__icontains=word) | Q(case_number__icontains=word)))
        )
    return found.order_by("-decided_on", "-id")


def _kinds(wanted: LibraryFilter) -> list[ReplyKind] | None:
    """The kinds that fit; None where nothing narrows them."""
    if not (wanted.kind or wanted.ground or wanted.article or wanted.regime):
        return None
    chosen: Iterable[ReplyKind] = replies_for(Regime(wanted.regime)) if wanted.regime else kinds()
    if wanted.kind:
        chosen = [kind for kind in chosen if kind.key == wanted.kind]
    if wanted.ground:
        resting = {kind.key for kind in kinds_resting_on(wanted.ground)}
        chosen = [kind for kind in chosen if kind.key in resting]
    if wanted.article is not None:
        chosen = [
            kind for kind in chosen if any(one.article == wanted.article for one in kind.articles)
        ]
    return list(chosen)


def remedies_of(agency_keys: list[int] | None) -> QuerySet[Remedy]:
    """Reviews, suits and complaints about applications of these bodies (None: of all)."""
    found = Remedy.objects.select_related("application", "application__agency", "after")
    if agency_keys is not None:
        found = found.filter(application__agency__in=agency_keys)
    return found
