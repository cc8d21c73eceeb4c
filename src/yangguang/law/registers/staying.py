"""How long a row stays public, and how long at least."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from yangguang.law.registers.grammar import Term
from yangguang.law.registers.model import Definition, Retention
from yangguang.text.dates import add_months


def retention_for(definition: Definition, terms: Mapping[str, Term]) -> Retention | None:
    """The rule that holds for a row (its terms): the first that applies; None where it stays."""
    for one in definition.retentions:
        if one.when is None or one.when.value(terms) is True:
            return one
    return None


def ends_on(retention: Retention, start: date) -> date:
    """The first day on which the row is public no more."""
    if retention.months:
        return add_months(start, retention.months)
    return start + timedelta(days=retention.days)


def earliest_repair(
    definition: Definition, terms: Mapping[str, Term], published: date
) -> tuple[date, Retention] | None:
    """The first day on which repaired credit may end the publicity of a row that was published on
    that day, and the rule that says so; None where no least time is set.

    The least time begins where the whole does: with publication, or on the day of a field.
    """
    for one in definition.retentions:
        if one.least_months and (one.when is None or one.when.value(terms) is True):
            start = published if one.start == "published" else terms.get(one.start)
            return add_months(
                start if isinstance(start, date) else published, one.least_months
            ), one
    return None
