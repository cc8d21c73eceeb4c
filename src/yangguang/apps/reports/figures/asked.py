"""Figures of applications for any days, read from the ledger that the yearly forms add up.

The cells of a form are whole years; a live page also asks for a month, or for the year so far beside
the same days of the last one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from yangguang.apps.reports.figures.behind import Of, Part, Records
from yangguang.apps.reports.figures.items import FORM_2021
from yangguang.apps.reports.figures.scope import Scope
from yangguang.apps.requests.models import Application, Counted, Tally
from yangguang.law.replies import Group, kinds


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """A named count of applications received or answered within the time.

    ``replies`` narrows what was answered to some kinds of reply; None narrows nothing.
    """

    code: str
    label: str
    rule: str
    what: Counted
    replies: frozenset[str] | None = None
    unit: str = "件"
    basis: str = FORM_2021
    source: str = "依申请公开统计台账"

    def entries(self, scope: Scope) -> QuerySet[Tally]:
        """The entries of the ledger that it adds up."""
        found = Tally.objects.filter(
            what=self.what, day__gte=scope.first, day__lte=scope.last
        ).order_by()
        if scope.agencies is not None:
            found = found.filter(agency__in=scope.agencies)
        if scope.as_of is not None:
            found = found.filter(recorded_at__lte=scope.as_of)
        if self.replies is not None:
            found = found.filter(reply_kind__in=self.replies)
        return found

    def value(self, scope: Scope) -> int:
        """How many, for these bodies together."""
        return self.entries(scope).aggregate(n=Sum("sign"))["n"] or 0

    def by_agency(self, scope: Scope) -> dict[int, int]:
        """How many for each body that has any, in one query."""
        rows = self.entries(scope).values_list("agency").annotate(n=Sum("sign"))
        return {agency: count for agency, count in rows if count}

    def records(self, scope: Scope) -> Records:
        """The applications themselves, by day of receipt."""
        keys = (
            self.entries(scope)
            .values("application")
            .annotate(n=Sum("sign"))
            .filter(n__gt=0)
            .values("application")
        )
        found = Application.objects.filter(pk__in=keys).order_by("received_on", "pk")
        return Records(self.label, self.unit, self.rule, (Part(Of.APPLICATIONS, found),))


def _replies(group: Group) -> frozenset[str]:
    return frozenset(kind.key for kind in kinds() if kind.group is group)


RECEIVED = AskedFigure(
    "received", "新收政府信息公开申请",
    "收到申请之日（条例第三十一条）在期内的申请；尚未与申请人确认的不计。", Counted.RECEIVED,
)  # fmt: skip
ANSWERED = AskedFigure(
    "answered", "办结政府信息公开申请", "答复之日在期内的申请，以首次答复计，每件计一次。", Counted.CLOSED,
)  # fmt: skip
ASKED_FIGURES: Mapping[str, AskedFigure] = {
    one.code: one
    for one in (
        RECEIVED,
        ANSWERED,
        *(
            AskedFigure(
                f"result.{group.value}", f"办理结果：{group.label}",
                f"办结政府信息公开申请中首次答复属于“{group.label}”的。", Counted.CLOSED,
                _replies(group),
            )
            for group in Group
        ),
    )
}  # fmt: skip


def monthly(figures: tuple[AskedFigure, ...], scope: Scope) -> dict[str, dict[int, int]]:
    """Figure → month → number, for a time within one year. One query a figure."""
    found: dict[str, dict[int, int]] = {}
    for figure in figures:
        rows: Any = figure.entries(scope).values_list("day__month").annotate(n=Sum("sign"))
        found[figure.code] = {month: count for month, count in rows if count}
    return found


def answered_by_reply(scope: Scope) -> dict[str, int]:
    """Key of a reply → how many were answered so, in one query."""
    rows = ANSWERED.entries(scope).filter(~Q(reply_kind="")).values_list("reply_kind")
    return {kind: count for kind, count in rows.annotate(n=Sum("sign")) if count}


__all__ = [
    "ANSWERED",
    "ASKED_FIGURES",
    "RECEIVED",
    "AskedFigure",
    "answered_by_reply",
    "monthly",
]
