"""Which returns somebody at the desk may see and act on."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Verdict
from yangguang.apps.reports.models import Return, ReturnRound
from yangguang.apps.reports.returns_workflow import Act, acts_in, find_act, may
from yangguang.apps.reports.selectors.returns import listed_returns, returns_with_bodies, rounds_for
from yangguang.desk.viewer import Viewer

P = Permission


def returns_within(viewer: Viewer) -> QuerySet[Return]:
    """Returns of the bodies within reach."""
    return returns_with_bodies().filter(agency__in=viewer.visible(P.RETURN_VIEW))


def listed_within(viewer: Viewer) -> QuerySet[Return]:
    """The same for lists, without their figures."""
    return listed_returns().filter(agency__in=viewer.visible(P.RETURN_VIEW))


def access_return(viewer: Viewer, key: int) -> Return:
    """The return, if its body lies within reach."""
    row = returns_within(viewer).filter(pk=key).first()
    if row is None:
        raise Http404
    return row


def rounds_within(viewer: Viewer) -> QuerySet[ReturnRound]:
    """Rounds in which a body within reach takes part; all for who lays them on."""
    if lays_on(viewer):
        return rounds_for(None)
    return rounds_for(viewer.visible(P.RETURN_VIEW).values_list("pk", flat=True))


def access_round(viewer: Viewer, key: int) -> ReturnRound:
    """The round, if the person has to do with it."""
    row = rounds_within(viewer).filter(pk=key).first()
    if row is None:
        raise Http404
    return row


def lays_on(viewer: Viewer) -> bool:
    """Whether the person lays on rounds and keeps the local forms: who accepts at the top."""
    return viewer.at_the_top(P.RETURN_ACCEPT)


def verdict_on(viewer: Viewer, row: Return, code: str) -> Verdict:
    """Whether this person may do this to this return now: permission, state, and whose hands."""
    permitted = viewer.may(find_act(code).permission, row.agency)
    return may(row, code, by=viewer.actor) if permitted else permitted


def acts_offered(viewer: Viewer, row: Return) -> tuple[list[Act], list[tuple[Act, str]]]:
    """The acts of this state that the person may do, and those refused with the sentence why.

    What only other roles do is not mentioned.
    """
    open_, refused = [], []
    for act in acts_in(row.state):
        if act.code in _ELSEWHERE or not viewer.may(act.permission, row.agency):
            continue
        verdict = may(row, act.code, by=viewer.actor)
        if verdict:
            open_.append(act)
        elif act.code not in _QUIET:
            refused.append((act, verdict.sentence))
    return open_, refused


_ELSEWHERE = frozenset({"fill", "explain", "answer", "remark", "import"})
"""Acts that stand beside the figure or the finding they are about."""
_QUIET = frozenset({"receipt", "amend", "send-back", "reopen", "accept", "fill-blanks"})
"""Acts of which only those need to know who may do them."""

__all__ = [
    "access_return", "access_round", "acts_offered", "lays_on", "listed_within", "returns_within",
    "rounds_within", "verdict_on",
]  # fmt: skip
