"""Reading duties: whose, how near, and how a body stands, always in a fixed number of queries.

Who may see which body's duties is decided by whoever asks (the desk, by posts): the functions
here take the keys of the bodies within reach, None for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.audit.models import Act
from yangguang.apps.duties.calendars import calendar_of, region_of
from yangguang.apps.duties.lights import Light, Limits, limits_on, lit, lit_all
from yangguang.apps.duties.models import Duty, DutyChange, Outcome, SupervisionOrder
from yangguang.apps.duties.registry import kinds

__all__ = [
    "Counts",
    "Standing",
    "calendar_of",
    "counts_by_agency",
    "duties_about",
    "duties_of",
    "find_duty",
    "history_of",
    "limits_on",
    "lit",
    "lit_all",
    "lying_with",
    "orders_of",
    "region_of",
    "standings",
    "story_of_order",
    "total_counts",
    "with_light",
]

DAY_ORDER = ("due_on", "id")


def find_duty(kind: str, subject_kind: str, subject_key: str, slot: str = "") -> Duty | None:
    """The one duty of that kind about that subject, open or closed."""
    return Duty.objects.filter(
        kind=kind, subject_kind=subject_kind, subject_key=subject_key, slot=slot
    ).first()


def duties_about(subject_kind: str, subject_key: str) -> QuerySet[Duty]:
    """Every duty about one record, open ones first, then by last day."""
    return (
        Duty.objects.filter(subject_kind=subject_kind, subject_key=subject_key)
        .select_related("agency", "person")
        .order_by("closed_at", "due_on", "id")
    )


def duties_of(agency_keys: Iterable[int] | None, *, closed: bool = False) -> QuerySet[Duty]:
    """Duties of these bodies (None: all), open ones unless ``closed``, soonest first.

    Every open duty whose last day is today is among them: there is no day that no list shows.
    """
    rows = Duty.objects.filter(closed_at__isnull=not closed)
    if agency_keys is not None:
        rows = rows.filter(agency__in=list(agency_keys))
    return rows.select_related("agency", "person").order_by(*DAY_ORDER)


def with_light(rows: QuerySet[Duty], light: Light, limits: Limits) -> QuerySet[Duty]:
    """Those of open duties that show the light on the day of ``limits``."""
    return rows.filter(limits.condition(light))


def lying_with(
    user: User, agency: Agency | None, permissions: Sequence[str], *, also: Iterable[int] = ()
) -> QuerySet[Duty]:
    """Open duties that a person attends to, soonest first.

    Their own wherever they stand, and those of the body they act for that lie with nobody in
    particular and whose kind asks for a permission they hold. ``also`` names further bodies of
    the same person. The work of bodies below is no one's 待办 above; see `standings` for it.
    """
    still_open = Duty.objects.filter(closed_at__isnull=True).order_by()
    mine = still_open.filter(person=user).values("pk")
    bodies = [*([agency.pk] if agency else []), *also]
    codes = [kind.code for kind in kinds() if kind.who in permissions]
    if bodies and codes:
        # Two looks into two indexes; one condition with "or" would read every open duty.
        free = still_open.filter(agency__in=bodies, person__isnull=True, kind__in=codes)
        mine = mine.union(free.values("pk"), all=True)
    return Duty.objects.filter(pk__in=mine).select_related("agency", "person").order_by(*DAY_ORDER)


def history_of(duty: Duty) -> QuerySet[DutyChange]:
    """What happened to a duty, oldest first."""
    return DutyChange.objects.filter(duty=duty).order_by("id")


@dataclass(frozen=True, slots=True)
class Counts:
    """Open duties by light; ``today`` are those among the yellow whose last day is today."""

    open: int = 0
    red: int = 0
    yellow: int = 0
    today: int = 0

    @property
    def green(self) -> int:
        """Neither near nor over."""
        return self.open - self.red - self.yellow


def _lights(limits: Limits) -> dict[str, Count]:
    """In the order of the fields of `Counts`; of columns that stand in the index of open duties."""
    return {
        "open": Count("due_on"),
        "red": Count("due_on", filter=limits.condition(Light.RED)),
        "yellow": Count("due_on", filter=limits.condition(Light.YELLOW)),
        "today": Count("due_on", filter=Q(due_on=limits.today)),
    }


def total_counts(rows: QuerySet[Duty], limits: Limits) -> Counts:
    """How many of these open duties show which light, in one query."""
    found: dict[str, Any] = rows.order_by().select_related(None).aggregate(**_lights(limits))
    return Counts(**found)


def counts_by_agency(agency_keys: Iterable[int] | None, limits: Limits) -> dict[int, Counts]:
    """Open duties by light of each body that has any, in one query."""
    rows = duties_of(agency_keys).order_by().select_related(None)
    return {
        key: Counts(*numbers)
        for key, *numbers in rows.values_list("agency").annotate(**_lights(limits))
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """How one body stands: lights, the longest overdue, and what it closed this year.

    ``overdue_days`` are working days since the oldest open last day. ``rate`` is the share done
    in time, in per cent with one decimal, None where nothing fell due.
    """

    counts: Counts
    overdue_days: int
    done: int
    late: int

    @property
    def rate(self) -> float | None:
        """Reading: what is over and still open counts as not in time.

        Otherwise leaving a case open would look better than closing it late.
        """
        fell_due = self.done + self.late + self.counts.red
        return round(100 * self.done / fell_due, 1) if fell_due else None


def standings(
    agency_keys: Iterable[int] | None, limits: Limits, *, year: int
) -> dict[int, Standing]:
    """How each body with duties stands, in two queries."""
    keys = None if agency_keys is None else list(agency_keys)
    still_open = {
        key: (Counts(*numbers), oldest)
        for key, *numbers, oldest in duties_of(keys)
        .order_by()
        .select_related(None)
        .values_list("agency")
        .annotate(**_lights(limits), oldest=Min("due_on"))
    }
    closed: dict[int, dict[str, int]] = {}
    ended = Duty.objects.filter(closed_on__range=(date(year, 1, 1), date(year, 12, 31)))
    if keys is not None:
        ended = ended.filter(agency__in=keys)
    for agency, outcome, number in (
        ended.order_by().values_list("agency", "outcome").annotate(number=Count("*"))
    ):
        closed.setdefault(agency, {})[outcome] = number
    found = {}
    for key in still_open.keys() | closed.keys():
        counts, oldest = still_open.get(key, (Counts(), limits.today))
        overdue = max(0, -limits.left(key, oldest))
        ends = closed.get(key, {})
        found[key] = Standing(counts, overdue, ends.get(Outcome.DONE, 0), ends.get(Outcome.LATE, 0))
    return found


def story_of_order(order: SupervisionOrder) -> list[Act]:
    """What was demanded, answered, sent back and why, in the order in which it happened."""
    rows = Act.objects.filter(subject_kind="supervision-order", subject_key=str(order.pk))
    return list(rows.order_by("id"))


def orders_of(agency_keys: Iterable[int] | None) -> QuerySet[SupervisionOrder]:
    """Orders that these bodies sent or received (None: all), newest first."""
    rows = SupervisionOrder.objects.select_related("sender", "agency", "duty")
    if agency_keys is not None:
        keys = list(agency_keys)
        rows = rows.filter(Q(sender__in=keys) | Q(agency__in=keys))
    return rows.order_by("-pk")
