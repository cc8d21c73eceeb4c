"""Who asks which body for what and when, and how it goes: the whole cast of the demo city.

The many are drawn by weights; beside them stand those written so that each rule shows: every kind
of reply, both regulations, every channel, and cases due on each of the next days.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from yangguang.apps.requests.models import (
    ConsultationAnswer,
    ConsultationKind,
    DeliveryWay,
    RemedyForum,
)
from yangguang.apps.requests.persons import Person
from yangguang.config.demo import requests_plots as plots
from yangguang.config.demo import requests_special as special
from yangguang.config.demo.requests_case import Case, Plot
from yangguang.config.demo.requests_matters import Matter, a_matter
from yangguang.config.demo.requests_remedies import contested
from yangguang.law.calendar import WorkCalendar
from yangguang.law.receipt import Channel
from yangguang.law.regimes import Regime, regime_of
from yangguang.law.replies import replies_for, reply_kind

FIRST_YEAR = 2014
RECENT = 45
"""Days for which even the many get real letters."""
Course = Callable[[Case], Plot]

AGENCIES = {
    "city": 20, "housing": 12, "land": 12, "edu": 5, "health": 5, "eco": 6, "market": 6,
    "finance": 3, "transport": 4, "hr": 5, "civil": 3, "police": 4, "water": 2, "agri": 3,
    "drc": 2, "enforce": 3, "linhu": 6, "dongshan": 5, "anhe": 5, "baisha": 1, "shiqiao": 1,
    "songling": 1, "anhe-town": 1,
}  # fmt: skip
CHANNELS = {
    Channel.ONLINE: 50, Channel.REGISTERED: 20, Channel.COUNTER: 16, Channel.ORDINARY: 6,
    Channel.FAX: 5, Channel.ORAL: 3,
}  # fmt: skip
KINDS = {
    Regime.R2019: {
        "already-public": 16, "disclosed": 30, "partly-disclosed": 8, "withheld-forbidden-by-law": 1,
        "withheld-safety-stability": 1, "withheld-internal": 3, "withheld-process": 3,
        "withheld-enforcement-file": 3, "registry-enquiry": 4, "not-found": 15, "other-organ": 8,
        "needs-making": 5, "petition": 4, "publications": 1, "confirm-or-reissue": 1,
        "not-government-information": 2, "other": 1,
    },
    Regime.R2007: {
        "already-public-2007": 18, "disclosed-2007": 30, "partly-disclosed-2007": 5,
        "withheld-safety-stability-2007": 1, "not-government-information-2007": 4,
        "withheld-internal-2007": 2, "withheld-process-2007": 3, "withheld-other-law-2007": 2,
        "special-need-2007": 2, "other-organ-2007": 12, "not-found-2007": 10,
        "needs-making-2007": 3, "unclear-2007": 2, "registry-enquiry-2007": 3, "petition-2007": 3,
        "publications-2007": 1, "other-2007": 1,
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One application to come. What is not given is drawn."""

    arrived: date
    course: Course
    agency: str = ""
    channel: Channel | None = None
    person: Person | None = None
    matter: Matter | None = None
    letters: bool = False
    secret: bool = False
    delivery: DeliveryWay | None = None
    key: str = ""


def crowd(count: int, today: date, rng: random.Random) -> Iterator[Part]:
    """The many: more from year to year, up to today."""
    last = today - timedelta(days=1)
    span = (last - date(FIRST_YEAR, 1, 1)).days
    for _ in range(count):
        # The root bends the line, so that later years get about twice what the first ones got.
        arrived = date(FIRST_YEAR, 1, 1) + timedelta(days=int(span * rng.random() ** 0.75))
        yield Part(arrived, _ordinary(arrived, rng), letters=(today - arrived).days < RECENT)


def _ordinary(arrived: date, rng: random.Random) -> Course:
    kinds = KINDS[regime_of(arrived)]
    kind = rng.choices(list(kinds), list(kinds.values()))[0]
    if kind.startswith("unclear"):
        return plots.never_supplemented
    course = rng.choices(
        (
            lambda case: plots.answered(case, kind),
            plots.withdrawn,
            lambda case: plots.extended(case, kind),
            lambda case: plots.supplemented(case, kind),
            plots.never_supplemented,
            lambda case: plots.third_party(case, case.rng.choice(list(ConsultationAnswer))),
            lambda case: plots.late(case, kind),
            lambda case: plots.sent_back(case, kind),
        ),
        (750, 0 if regime_of(arrived) is Regime.R2007 else 70, 60, 50, 20, 30, 12, 18),
    )[0]
    return course


def every_kind(today: date, rng: random.Random) -> Iterator[Part]:
    """Each kind that can be drafted, once under its regulation, with what it needs before."""
    for regime, year in ((Regime.R2007, 2017), (Regime.R2019, 2023)):
        for kind in replies_for(regime):
            arrived = date(year, rng.randint(1, 10), rng.randint(1, 28))
            course = _course_to(kind.key)
            if kind.closes and course is not None and arrived < today:
                yield Part(arrived, course)


def _course_to(kind: str) -> Course | None:
    """What leads to a reply of this kind; None for those that have a place of their own below."""
    by_itself = (
        "withdrawn",
        "supplement-overdue",
        "fee-unpaid",
        "unclear",
        "repeated",
        "excessive",
    )
    if kind.startswith((*by_itself, "withheld-state-secret")):
        return None
    if kind == "still-unclear":
        return lambda case: plots.supplemented(case, kind)
    if reply_kind(kind).consult_third_party:
        return lambda case: plots.third_party(case, ConsultationAnswer.REFUSES, kind=kind)
    return lambda case: plots.answered(case, kind)


def each_rule(today: date) -> Iterator[Part]:
    """Supplements, consultations, fees, volume, secrecy: each in both regimes where it exists."""
    for year in (2015, 2017, 2020, 2022, 2024, 2025):
        day = date(year, 3, 4)
        kind = "disclosed-2007" if year < 2019 else "disclosed"
        yield Part(day, lambda case, kind=kind: plots.supplemented(case, kind, overdue=True))  # type: ignore[misc] # the kind of this turn
        yield Part(day + timedelta(days=20), plots.never_supplemented)
        for number, answer in enumerate(ConsultationAnswer):
            yield Part(
                day + timedelta(days=9 * number),
                lambda case, answer=answer: plots.third_party(case, answer),  # type: ignore[misc] # the answer of this turn
            )
        yield Part(
            day + timedelta(days=50),
            lambda case: plots.third_party(case, ConsultationAnswer.REFUSES, override=True),
            agency="water",
        )
        yield Part(
            day + timedelta(days=60), plots.secret_line, secret=True, channel=Channel.COUNTER
        )
        # Under the form of 2014 a withdrawal is closed and not replied: shown where no report is.
        yield Part(day + timedelta(days=70), plots.withdrawn, "police", channel=Channel.ONLINE)
        if year > 2019:
            for answer in (ConsultationAnswer.AGREES, ConsultationAnswer.SILENT):
                yield Part(
                    day + timedelta(days=80),
                    lambda case, answer=answer: plots.other_bodies(  # type: ignore[misc] # of this turn
                        case, ConsultationKind.CO_MAKER, answer
                    ),
                )
            yield Part(
                day + timedelta(days=90),
                lambda case: plots.other_bodies(
                    case, ConsultationKind.OTHER_ORGAN, ConsultationAnswer.AGREES
                ),
            )
            yield Part(day + timedelta(days=100), lambda c: special.excessive(c, reasonable=False))
            yield Part(day + timedelta(days=110), lambda c: special.excessive(c, reasonable=True))
        if year > 2020:
            for pages, ending in ((64, "paid"), (133, "paid"), (242, "waived"), (88, "unpaid")):
                yield Part(
                    day + timedelta(days=120),
                    lambda case, pages=pages, ending=ending: special.charged(  # type: ignore[misc] # of this turn
                        case, ending, pages=pages
                    ),
                )


def around_the_change(rng: random.Random) -> Iterator[Part]:
    """Received on the last days of the old regulation and the first of the new."""
    for day in (6, 8, 10, 13, 14, 14, 15, 15, 16, 17):
        arrived = date(2019, 5, day)
        old = arrived < Regime.R2019.first_day
        kind = rng.choice(("disclosed", "not-found", "partly-disclosed"))
        yield Part(
            arrived,
            lambda case, kind=f"{kind}{'-2007' if old else ''}": plots.answered(case, kind),  # type: ignore[misc] # of this turn
            channel=Channel.COUNTER if day == 14 else Channel.REGISTERED,
        )
    yield Part(
        date(2019, 5, 14),
        lambda case: plots.extended(case, "disclosed-2007"),
        channel=Channel.REGISTERED,
    )


def disputes() -> Iterator[Part]:
    """Review and suit with every outcome, over the years; the last ones are still open."""
    f = RemedyForum
    courses: tuple[tuple[tuple[RemedyForum, str], ...], ...] = (
        ((f.REVIEW, "upheld"),),
        ((f.REVIEW, "anew"),),
        ((f.REVIEW, "other"),),
        ((f.REVIEW, "upheld"), (f.SUIT_AFTER_REVIEW, "upheld")),
        ((f.REVIEW, "upheld"), (f.SUIT_AFTER_REVIEW, "upheld"), (f.APPEAL, "upheld")),
        ((f.SUIT, "upheld"),),
        ((f.SUIT, "corrected"), (f.APPEAL, "corrected")),
        ((f.COMPLAINT, "other"),),
    )
    for year in range(2014, 2027):
        for number, course in enumerate(courses):
            if (year + number) % 2:
                continue
            arrived = date(year, 1 + number, 9 + number)
            old = "-2007" if regime_of(arrived) is Regime.R2007 else ""
            refusal = f"withheld-internal{old}" if course[0][0] is f.REVIEW else f"not-found{old}"
            yield Part(
                arrived,
                lambda case, kind=refusal, course=course: contested(case, kind, course),  # type: ignore[misc] # of this turn
                agency=("housing", "land", "city", "linhu", "market")[(year + number) % 5],
            )


def wanted_by_many(today: date, rng: random.Random) -> Iterator[Part]:
    """The same information asked of one body by three or four people: to be published."""
    slugs = ("housing", "land", "health", "edu", "city", "linhu")
    for number, year in enumerate((2020, 2021, 2022, 2023, 2024, 2025, 2026, 2026)):
        slug = slugs[number % len(slugs)]
        matter = a_matter(rng, slug, year)
        for turn in range(rng.choice((3, 4))):
            arrived = date(year, 2 + number % 7, 3) + timedelta(days=11 * turn)
            if arrived < today:
                yield Part(
                    arrived,
                    lambda case: plots.answered(case, "disclosed"),
                    agency=slug,
                    matter=matter,
                )
    matter = a_matter(rng, "housing", today.year)
    for turn in range(3):
        yield Part(
            today - timedelta(days=52 - 4 * turn),
            lambda case: plots.answered(case, "disclosed"),
            agency="housing",
            matter=matter,
            letters=True,
        )


def back(calendar: WorkCalendar, day: date, days: int) -> date:
    """So many working days earlier."""
    for _ in range(days):
        day -= timedelta(days=1)
        while not calendar.is_working(day):
            day -= timedelta(days=1)
    return day


def on_the_desk(today: date, calendar: WorkCalendar, arranged: date) -> Iterator[Part]:
    """``arranged`` is the last day that holiday notices know. What a visitor finds open: overdue, due today and on each of the next days, waiting, paused."""
    here = ("city", "housing", "edu", "linhu")
    counter = Part(today, plots.waits, channel=Channel.COUNTER)
    for number, over in enumerate((1, 2, 4, 9)):
        due = back(calendar, today, over)
        yield replace(counter, arrived=back(calendar, due, 20), agency=here[number % 4])
    for ahead in range(8):
        due = today if ahead == 0 else calendar.add(today, ahead)
        if not calendar.is_working(due):
            continue
        for number in range(3 if ahead < 4 else 2):
            yield replace(
                counter,
                arrived=back(calendar, due, 20),
                course=lambda case, steps=(ahead + number) % 6: plots.waits(case, steps),  # type: ignore[misc] # of this turn
                agency=here[(ahead + number) % 4],
                letters=True,
            )
    recent = replace(counter, letters=True)
    for number in range(5):
        yield replace(
            recent,
            arrived=back(calendar, today, 6 + number),
            course=lambda case: plots.third_party(case, ConsultationAnswer.SILENT),
            agency=here[number % 4],
        )
        yield replace(
            recent,
            arrived=back(calendar, today, 5 + number),
            course=plots.never_supplemented,
            agency=here[(number + 1) % 4],
        )
    for number, kind in enumerate(("disclosed", "partly-disclosed", "not-found")):
        yield replace(
            recent,
            arrived=back(calendar, today, 9 + number),
            course=lambda case, pages=70 + 60 * number: special.charged(  # type: ignore[misc] # of this turn
                case, "waiting", pages=pages
            ),
            agency=here[number],
        )
        yield replace(recent, arrived=back(calendar, today, number), course=plots.arrives)
        yield replace(
            recent,
            arrived=back(calendar, today, 11 + number),
            course=lambda case, kind=kind: plots.not_filed(case, kind),  # type: ignore[misc] # of this turn
            agency=here[number],
        )
        yield replace(
            recent,
            arrived=back(calendar, today, number),
            course=plots.arrives,
            channel=Channel.ONLINE,
            agency=here[number],
        )
    for number in range(4):
        # Extended so far that in the last weeks of a year the day lies in one not arranged yet.
        yield replace(
            recent,
            arrived=back(calendar, today, 4 + number),
            course=lambda case: plots.extended(case, "disclosed", days=20, soon=True),
            agency=here[number],
        )
    if (arranged - today).days < 150:
        yield replace(
            recent,
            arrived=back(calendar, today, 9),
            course=lambda case: special.excessive(
                case, reasonable=True, until=arranged + timedelta(days=12)
            ),
            agency="city",
        )
    yield from _disputed_now(today, calendar)


def _disputed_now(today: date, calendar: WorkCalendar) -> Iterator[Part]:
    """Reviews and suits that are open, some with the body's answer still owed."""
    f = RemedyForum
    courses: tuple[tuple[tuple[tuple[RemedyForum, str], ...], int], ...] = (
        (((f.REVIEW, "pending"),), 1),
        (((f.REVIEW, "pending"),), 2),
        (((f.REVIEW, "pending"),), 30),
        (((f.SUIT, "pending"),), 40),
        (((f.COMPLAINT, "pending"),), 3),
    )
    for number, (course, ago) in enumerate(courses):
        refusal = "withheld-process" if course[0][0] is f.REVIEW else "not-found"
        yield Part(
            back(calendar, today, 60 + number),
            lambda case, kind=refusal, course=course, ago=ago: contested(  # type: ignore[misc] # of this turn
                case, kind, course, begins=back(calendar, today, ago)
            ),
            agency=("housing", "city", "land", "linhu", "housing")[number],
            channel=Channel.COUNTER,
            letters=True,
        )
    long = ((f.REVIEW, "upheld"), (f.SUIT_AFTER_REVIEW, "pending"))
    yield Part(
        back(calendar, today, 180),
        lambda case: contested(case, "withheld-internal", long),
        agency="city",
        channel=Channel.COUNTER,
    )
    last = ((f.SUIT, "upheld"), (f.APPEAL, "pending"))
    yield Part(
        back(calendar, today, 190),
        lambda case: contested(case, "not-found", last),
        agency="land",
        channel=Channel.COUNTER,
    )
