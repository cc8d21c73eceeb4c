"""What the public may know of a body's applications this year: counts that point at nobody.

A body with three applications a year and one refusal would tell its neighbours who was refused.
Small groups are therefore put together, and too few answers are not divided at all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from yangguang.apps.agencies.models import Agency
from yangguang.apps.requests.models import Application
from yangguang.law.replies import Group, reply_kind

SMALLEST = 3
"""Reading: no rule names a threshold; a group below three is not shown by itself."""
_REST = "其余各类合计"


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """From 1 January to ``until``: received by the legal day, answered by the day of the reply.

    ``groups`` are (label, count), empty where there are too few answers to divide.
    """

    year: int
    until: date
    received: int
    answered: int
    groups: tuple[tuple[str, int], ...]

    @property
    def divided(self) -> bool:
        """Whether the answers are shown by kind."""
        return bool(self.groups)


def year_so_far(agency: Agency, until: date) -> YearSoFar:
    """The figures of one body, up to and with that day."""
    first = date(until.year, 1, 1)
    own = Application.objects.filter(agency=agency)
    received = own.filter(received_on__gte=first, received_on__lte=until).count()
    kinds = Counter(
        own.filter(closed_on__gte=first, closed_on__lte=until).values_list("reply_kind", flat=True)
    )
    counts: Counter[Group] = Counter()
    for key, count in kinds.items():
        counts[reply_kind(key).group] += count
    answered = kinds.total()
    return YearSoFar(until.year, until, received, answered, grouped(counts))


def grouped(counts: Counter[Group]) -> tuple[tuple[str, int], ...]:
    """The groups in the order of the report, small ones put together.

    Putting together goes on until the rest holds enough, so that no count can be worked out from
    the total.

    >>> grouped(Counter({Group.DISCLOSED: 9, Group.PARTLY: 4, Group.WITHHELD: 1, Group.OTHER: 1}))
    (('予以公开', 9), ('其余各类合计', 6))
    """
    shown = [(group, counts[group]) for group in Group if counts[group]]
    if sum(count for _, count in shown) < SMALLEST:
        return ()
    small = [pair for pair in shown if pair[1] < SMALLEST]
    large = sorted((pair for pair in shown if pair[1] >= SMALLEST), key=lambda pair: -pair[1])
    if not small:
        return tuple((group.label, count) for group, count in shown)
    while large and (sum(count for _, count in small) < SMALLEST or len(small) < 2):
        small.append(large.pop())
    if not large:
        return ()
    kept = {group for group, _ in large}
    lines = [(group.label, count) for group, count in shown if group in kept]
    return (*lines, (_REST, sum(count for _, count in small)))
