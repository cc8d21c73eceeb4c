"""Review, suits and complaints as the form counts them: each case once, by where it stood.

A suit and its appeal are one case. Reading: the forms have no column for the second instance, so
the case stands as its last instance stands: while an appeal is open it is 尚未审结, afterwards the
appeal's outcome counts; an appeal that comes after the year in which the case was counted as decided
does not count it again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from yangguang.apps.requests.models import Remedy, RemedyForum, RemedyOutcome
from yangguang.apps.requests.selectors.figure_scope import Scope
from yangguang.law.forms.model import Form

ROWS = {
    RemedyForum.REVIEW: "4.1",
    RemedyForum.SUIT: "4.2",
    RemedyForum.SUIT_AFTER_REVIEW: "4.3",
}
ROWS_2014 = {
    RemedyForum.REVIEW: "4",
    RemedyForum.SUIT: "5",
    RemedyForum.SUIT_AFTER_REVIEW: "5",
}
_PARTS_2014 = {
    RemedyOutcome.UPHELD: "1",
    RemedyOutcome.CORRECTED: "2",
    RemedyOutcome.OTHER: "3",
}
COMPLAINTS = "6"
"""The cell of the form of 2014 for 举报投诉."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A case as known at the moment; ``decided_on`` None where no outcome was recorded by then."""

    key: int
    forum: str
    outcome: RemedyOutcome
    received_on: date
    decided_on: date | None
    after: int | None


def remedies_by_cell(form: Form, scope: Scope) -> dict[str, tuple[int, ...]]:
    """Cell → keys of the cases behind it, for every cell of the form on review and suit."""
    found = _empty(form)
    rows = _known(scope)
    appeals: dict[int, list[_Row]] = {}
    for row in rows:
        if row.forum == RemedyForum.APPEAL and row.after is not None:
            appeals.setdefault(row.after, []).append(row)
    for row in rows:
        if row.forum == RemedyForum.COMPLAINT:
            if form.code == "2014" and scope.first <= row.received_on:
                found[COMPLAINTS].append(row.key)
            continue
        if row.forum == RemedyForum.APPEAL:
            continue
        outcome = _counted(row, appeals.get(row.key, []), scope)
        if outcome is not None:
            for cell in _cells(form, RemedyForum(row.forum), outcome):
                found[cell].append(row.key)
    return {cell: tuple(keys) for cell, keys in found.items()}


def _empty(form: Form) -> dict[str, list[int]]:
    if form.code != "2014":
        table = form.table("4")
        return {
            table.cell(row.code, column.code): []
            for row in table.printed_rows()
            for column in table.columns
        }
    cells = [f"{row}.{part}" for row in ("4", "5") for part in _PARTS_2014.values()]
    return {cell: [] for cell in ("4", "5", *cells, COMPLAINTS)}


def _cells(form: Form, forum: RemedyForum, outcome: RemedyOutcome) -> tuple[str, ...]:
    """The cells to which a case adds one; none in 2014 while it is open, for want of a row."""
    if form.code != "2014":
        row = ROWS[forum]
        return (f"{row}/{outcome.value}", f"{row}/total")
    if outcome is RemedyOutcome.PENDING:
        return ()
    row = ROWS_2014[forum]
    return (row, f"{row}.{_PARTS_2014[outcome]}")


def _counted(row: _Row, appeals: Iterable[_Row], scope: Scope) -> RemedyOutcome | None:
    """How the case counts in the year; None where it was counted as decided in an earlier one."""
    listed = list(appeals)
    if row.received_on < scope.first:
        earlier = _standing(row, listed, scope.before)
        if earlier is not RemedyOutcome.PENDING:
            return None
    return _standing(row, listed, scope.last)


def _standing(row: _Row, appeals: Iterable[_Row], day: date) -> RemedyOutcome:
    """Where the case stood at the end of a day, its appeals with it."""
    instances = [row, *(one for one in appeals if one.received_on <= day)]
    if any(one.decided_on is None or one.decided_on > day for one in instances):
        return RemedyOutcome.PENDING
    last = max(instances[1:] or instances, key=lambda one: (one.decided_on or day, one.key))
    return last.outcome


def _known(scope: Scope) -> list[_Row]:
    """The cases that may touch the year: open at its beginning or later, and what they appeal."""
    found = Remedy.objects.filter(received_on__lte=scope.last)
    if scope.agencies is not None:
        found = found.filter(application__agency__in=scope.agencies)
    if scope.as_of is not None:
        found = found.filter(recorded_at__lte=scope.as_of)
    live = Q(decided_on__isnull=True) | Q(decided_on__gte=scope.first)
    if scope.as_of is not None:
        live |= Q(decision_recorded_at__gt=scope.as_of)
    columns = (
        "pk", "forum", "outcome", "received_on", "decided_on", "after", "decision_recorded_at",
    )  # fmt: skip
    rows = {
        values[0]: _row(values, scope.as_of)
        for values in found.filter(live).order_by("pk").values_list(*columns)
    }
    appealed = (row.after for row in rows.values() if row.forum == RemedyForum.APPEAL)
    earlier = {key for key in appealed if key is not None and key not in rows}
    if earlier:
        more = found.filter(pk__in=earlier).order_by("pk").values_list(*columns)
        rows |= {values[0]: _row(values, scope.as_of) for values in more}
    return list(rows.values())


def _row(
    values: tuple[int, str, str, date, date | None, int | None, datetime | None],
    as_of: datetime | None,
) -> _Row:
    key, forum, outcome, received_on, decided_on, after, recorded_at = values
    if as_of is not None and (recorded_at is None or recorded_at > as_of):
        return _Row(key, forum, RemedyOutcome.PENDING, received_on, None, after)
    return _Row(key, forum, RemedyOutcome(outcome), received_on, decided_on, after)
