"""Green, yellow, red: what a duty looks like today, and the days at which that changes.

A light depends on the duty's last day and on two thresholds of its body's calendar: today, and
the last day that is still near. Both are computed once per kind of calendar, never per row, so
that the database can count lights by an index on the last day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from yangguang.apps.agencies.selectors import in_force
from yangguang.apps.duties.calendars import (
    ONE_DAY,
    Calendars,
    Forecast,
    current,
    descendants,
    in_use,
)
from yangguang.apps.duties.models import Duty, YellowDays


class Light(models.TextChoices):
    """Green: time enough. Yellow: near, today included. Red: the last day is over."""

    RED = "red", "超期"
    YELLOW = "yellow", "临期"
    GREEN = "green", "正常"


@dataclass(frozen=True, slots=True)
class Limit:
    """For bodies with one calendar and one number of days: the last day that shows yellow."""

    region: str
    yellow_days: int
    yellow_until: date
    forecast: Forecast


@dataclass(frozen=True, slots=True)
class Limits:
    """What decides lights on a day: the default, and the bodies for which it is different."""

    today: date
    default: Limit
    special: dict[int, Limit] = field(default_factory=dict)

    def of(self, agency_key: int) -> Limit:
        """What holds for that body."""
        return self.special.get(agency_key, self.default)

    def light(self, agency_key: int, due_on: date) -> Light:
        """The light of a duty of that body; due today is yellow, not red."""
        if due_on < self.today:
            return Light.RED
        return Light.YELLOW if due_on <= self.of(agency_key).yellow_until else Light.GREEN

    def left(self, agency_key: int, due_on: date) -> int:
        """Working days left, the last one included; negative once it is over."""
        return self.of(agency_key).forecast.left(self.today, due_on)

    def condition(self, light: Light) -> Q:
        """The duties that show this light, as a condition on the last day and the body."""
        if light == Light.RED:
            return Q(due_on__lt=self.today)
        groups: dict[date, list[int]] = defaultdict(list)
        for key, limit in self.special.items():
            if limit.yellow_until != self.default.yellow_until:
                groups[limit.yellow_until].append(key)
        if light == Light.YELLOW:
            begun = Q(due_on__gte=self.today)
            return begun & self._split(groups, "due_on__lte")
        return self._split(groups, "due_on__gt")

    def _split(self, groups: dict[date, list[int]], comparison: str) -> Q:
        default = Q(**{comparison: self.default.yellow_until})
        if not groups:
            return default
        others = [key for keys in groups.values() for key in keys]
        split = default & ~Q(agency__in=others)
        for until, keys in groups.items():
            split |= Q(**{comparison: until, "agency__in": keys})
        return split


def limits_on(today: date, *, calendars: Calendars | None = None) -> Limits:
    """What decides lights on that day, in at most five queries however many bodies there are."""
    calendars = calendars or current()
    known: dict[tuple[str, int], Limit] = {}

    def limit(region: str, days: int) -> Limit:
        found = known.get((region, days))
        if found is None:
            forecast = Forecast(calendars.of(region))
            # Up to the day before the next working day, so that days off at the end belong to it.
            until = forecast.add(today, days + 1) - ONE_DAY
            found = Limit(region, days, until, forecast)
            known[(region, days)] = found
        return found

    default = limit("", settings.DUTY_YELLOW_DAYS)
    regions = {row.agency_id: row.region for row in in_use(today)}
    days = {
        row.agency_id: row.days
        for row in YellowDays.objects.filter(in_force(today)).order_by("valid_from", "pk")
    }
    special: dict[int, Limit] = {}
    if regions or days:
        for key, path in descendants({*regions, *days}):
            chain = [int(part) for part in path.strip("/").split("/")]
            region = next((regions[one] for one in reversed(chain) if one in regions), "")
            near = next((days[one] for one in reversed(chain) if one in days), default.yellow_days)
            special[key] = limit(region, near)
    return Limits(today, default, special)


@dataclass(frozen=True, slots=True)
class Lit:
    """A duty as a list shows it: its light, and the days left in words."""

    duty: Duty
    light: Light | None
    left: int
    words: str

    @property
    def due_today(self) -> bool:
        """Whether today is its last day."""
        return self.light == Light.YELLOW and self.words.startswith(DUE_TODAY)


DUE_TODAY = "今天到期"


def lit(duty: Duty, limits: Limits) -> Lit:
    """The duty with its light and words; a closed one has no light and says how it ended."""
    if not duty.is_open:
        return Lit(duty, None, 0, str(duty.get_outcome_display()))
    left = limits.left(duty.agency_id, duty.due_on)
    return Lit(
        duty,
        limits.light(duty.agency_id, duty.due_on),
        left,
        left_words(duty.due_on, left, limits.today, provisional=duty.provisional),
    )


def left_words(due_on: date, left: int, today: date, *, provisional: bool = False) -> str:
    """``剩 3 个工作日``, ``今天到期``, ``已超期 2 个工作日``; （预计） where the date may still move.

    Over but without a working day since (a date that fell before a weekend) is only ``已超期``.
    """
    if due_on == today:
        words = DUE_TODAY
    elif due_on > today:
        words = f"剩 {left} 个工作日"
    else:
        words = f"已超期 {-left} 个工作日" if left < 0 else "已超期"
    return f"{words}（预计）" if provisional else words


def lit_all(duties: Iterable[Duty], limits: Limits) -> list[Lit]:
    """All of them, in their order."""
    return [lit(duty, limits) for duty in duties]
