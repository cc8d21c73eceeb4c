"""The demo city's applications for information: two thousand, in every state and year since 2014.

All cases are played together in order of time, each act by the service that an office uses, so that
register numbers, records, duties, clocks and figures are what they would be after twelve years.
"""

from __future__ import annotations

import gc
import hashlib
import heapq
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from yangguang.apps.agencies.models import RemedyCover, RemedyRule, User
from yangguang.apps.agencies.services.remedies import set_remedy_bodies
from yangguang.apps.duties.calendars import current
from yangguang.apps.remembering import remembering
from yangguang.apps.requests.models import Application, DeliveryWay
from yangguang.apps.requests.services.codes import CODE_LENGTH, digest_of_code
from yangguang.apps.requests.services.settings import change_setting
from yangguang.apps.rows import gathered
from yangguang.config.demo import requests_cast as cast
from yangguang.config.demo import requests_plots as plots
from yangguang.config.demo import requests_special as special
from yangguang.config.demo.requests_case import Case, Office, Plot
from yangguang.config.demo.requests_cast import Part
from yangguang.config.demo.requests_matters import a_matter, asked, data
from yangguang.config.demo.requests_people import somebody
from yangguang.config.demo.requests_remedies import COURT, HIGHER_COURT
from yangguang.config.demo.setting import FOUNDED, City
from yangguang.law.calendar import WorkCalendar
from yangguang.law.identity import ApplicantKind
from yangguang.law.receipt import Channel

Progress = Callable[[int, int], None]
PROVINCE_APPLICATIONS = 6_000
ACTS_PER_TRANSACTION = 400
DEMO_KEY = "visitor"
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_OFFICES = {
    "city": {"registrar": "registrar", "handler": "handler", "legal": "legal",
             "secrecy": "secrecy", "head": "signer"},
    "housing": {"handler": "housing", "head": "housing"},
    "edu": {"handler": "edu", "registrar": "edu"},
    "linhu": {"handler": "linhu", "head": "linhu"},
}  # fmt: skip
"""Which demo account does which part of the work at which body."""


def build_requests(city: City, *, count: int, progress: Progress) -> int:
    """Play ``count`` applications up to the city's today; gives how many were registered.

    Does nothing where there are applications already.
    """
    if Application.objects.exists():
        return 0
    company = Company(city)
    company.announce()
    parts = company.cast(count)
    stage = Stage(city.moment(city.today, 17))
    for part in parts:
        case = company.case(part)
        stage.enter(part.course(case), case.now)
    company.visitor(stage)
    if count >= len(parts) + PAIRED:
        company.pairs(stage)
        company.desks(stage)
    stage.play(progress)
    return Application.objects.count()


class Stage:
    """All plots in order of time. Those whose next act lies after ``now`` stay as they are."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._waiting: list[tuple[datetime, int, Plot]] = []
        self._entered = 0

    def enter(self, plot: Plot, moment: datetime) -> None:
        """Let a plot begin at that moment."""
        self._entered += 1
        heapq.heappush(self._waiting, (moment, self._entered, plot))

    def play(self, progress: Progress) -> None:
        """Everything up to now, some hundred acts in each transaction."""
        total, done = self._entered, 0
        with _few_collections(), remembering():
            while self._waiting:
                with transaction.atomic(), gathered():
                    for _ in range(ACTS_PER_TRANSACTION):
                        if not self._waiting:
                            break
                        done += self._act()
                progress(min(done, total), total)

    def _act(self) -> int:
        """Do the next act; gives 1 where a plot has come to its end."""
        _, order, plot = heapq.heappop(self._waiting)
        moment = next(plot, None)
        if moment is None or moment > self.now:
            return 1
        heapq.heappush(self._waiting, (moment, order, plot))
        return 0


@contextmanager
def _few_collections() -> Iterator[None]:
    """Looking for cyclic rubbish less often: the acts make millions of small lasting objects."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Company:
    """Makes cases out of parts: who asks whom for what, drawn from the city's own generator."""

    def __init__(self, city: City) -> None:
        self.city = city
        known = current().of("")
        self.arranged = known.last_known
        self.calendar: WorkCalendar = known.provisional()
        self.rng = city.rng("requests")
        accounts = {user.username: user for user in User.objects.filter(is_demo=True)}
        self.offices = {
            slug: Office(
                agency,
                {
                    role: accounts[name]
                    for role, name in _OFFICES.get(slug, {}).items()
                    if name in accounts
                },
            )
            for slug, agency in city.agencies.items()
        }
        self._made = 0

    def announce(self) -> None:
        """What letters and guides rest on: who reviews, which court hears, who confirms at once."""
        first = self.city.moment(date(cast.FIRST_YEAR, 1, 2))
        top = self.city.agencies["city"]
        for covers, rule, review, court in (
            (RemedyCover.OWN, RemedyRule.HIGHER_GOVERNMENT, "某某省人民政府", HIGHER_COURT),
            (RemedyCover.BELOW, RemedyRule.SAME_GOVERNMENT, "", COURT),
        ):
            set_remedy_bodies(
                agency=top,
                valid_from=FOUNDED,
                covers=covers,
                rule=rule,
                review_body=review,
                review_address="某某省省会市（虚构）公开路1号" if review else "",
                court=court,
                court_address="清源市公正路9号",
                basis="演示数据",
                by=self.city.actor,
                at=first,
            )
        for slug in ("edu", "transport"):
            change_setting(
                agency=self.city.agencies[slug],
                confirms_automatically=True,
                takes_online=True,
                takes_fax=True,
                supplement_days=15,
                by=self.city.actor,
                at=first,
            )

    def cast(self, count: int) -> list[Part]:
        """Those that show a rule, and as many others as make up the number; of a small number
        those that lie open on the desk come first."""
        today, rng = self.city.today, self.rng
        written = [
            *cast.on_the_desk(today, self.calendar, self.arranged),
            *cast.every_kind(today, rng),
            *cast.each_rule(today),
            *cast.around_the_change(rng),
            *cast.disputes(),
            *cast.wanted_by_many(today, rng),
            *self.heavy_applicant(),
        ]
        written = [part for part in written if part.arrived <= today]
        if count < len(written) + PAIRED:
            return written[: max(0, count - 1)]
        return [*written, *cast.crowd(count - len(written) - PAIRED, today, rng)]

    def case(self, part: Part) -> Case:
        """The case with everything that its part leaves open."""
        self._made += 1
        rng = random.Random(self.rng.random())
        slug = part.agency or rng.choices(list(cast.AGENCIES), list(cast.AGENCIES.values()))[0]
        channel = part.channel or rng.choices(list(cast.CHANNELS), list(cast.CHANNELS.values()))[0]
        person = part.person or somebody(rng, data())
        matter = part.matter or a_matter(rng, slug, part.arrived.year)
        return Case(
            city=self.city,
            office=self.offices[slug],
            calendar=self.calendar,
            rng=rng,
            arrived=part.arrived,
            channel=channel,
            person=person,
            matter=matter if part.secret else asked(matter, person.kind, rng),
            key=part.key or str(self._made),
            letters=part.letters,
            secret=part.secret,
            query_code=demo_query_code() if part.key == DEMO_KEY else "",
            delivery=part.delivery or _delivery(channel, rng),
        )

    def heavy_applicant(self) -> Iterator[Part]:
        """One person who applies fourteen times in a month, in two years: from the eleventh on a
        fee is owed, which is paid, let go or left unpaid."""
        endings = ("paid", "waived", "unpaid", "paid")
        for year, slug in ((2022, "land"), (2025, "housing")):
            person = somebody(self.city.rng("heavy", year), data(), ApplicantKind.NATURAL)
            for number in range(14):
                ending = endings[number % len(endings)]
                yield Part(
                    date(year, 6, 2) + timedelta(days=number),
                    lambda case, ending=ending: special.charged(case, ending),  # type: ignore[misc] # of this turn
                    agency=slug,
                    person=person,
                    channel=Channel.COUNTER,
                )

    def pairs(self, stage: Stage) -> None:
        """Cases that need another one: repeated, joined, split."""
        for year in (2016, 2018, 2021, 2023, 2024, 2025):
            old = "-2007" if year < 2019 else ""
            person = somebody(self.rng, data())
            first = self.case(
                Part(date(year, 4, 6), plots.waits, "housing", Channel.REGISTERED, person)
            )
            stage.enter(plots.answered(first, f"disclosed{old}"), first.now)
            again = self.case(
                Part(date(year, 8, 3), plots.waits, "housing", Channel.REGISTERED, person)
            )
            again = replace(again, matter=first.matter)
            stage.enter(plots.repeated(again, first), again.now)
            if not old:
                main = self.case(Part(date(year, 9, 6), plots.waits, "land", Channel.COUNTER))
                stage.enter(plots.extended(main, "disclosed"), main.now)
                beside = self.case(Part(date(year, 9, 7), plots.waits, "land", Channel.COUNTER))
                beside = replace(beside, matter=main.matter)
                stage.enter(special.joined(beside, main), beside.now)
                whole = self.case(Part(date(year, 10, 9), plots.waits, "city", Channel.COUNTER))
                stage.enter(special.split_in_two(whole, _entering(stage, whole)), whole.now)

    def visitor(self, stage: Stage) -> None:
        """The one that a visitor can follow on the portal."""
        shown = Part(
            cast.back(self.calendar, self.city.today, 9),
            special.followed,
            "housing",
            Channel.ONLINE,
            letters=True,
            delivery=DeliveryWay.ONLINE,
            key=DEMO_KEY,
        )
        case = self.case(shown)
        stage.enter(special.followed(case), case.now)

    def desks(self, stage: Stage) -> None:
        """At the bodies most asked somebody decides each month what is to be published."""
        for slug in ("housing", "land", "health", "edu", "city", "linhu"):
            begin = self.case(Part(date(2019, 6, 3), plots.waits, slug, Channel.COUNTER))
            stage.enter(special.conversion_desk(self.offices[slug], begin), begin.now)


PAIRED = 29
"""How many applications `Company.pairs` adds: six pairs, four joined pairs, four split, one shown."""


def _entering(stage: Stage, case: Case) -> Callable[[Plot], None]:
    return lambda plot: stage.enter(plot, case.now)


def _delivery(channel: Channel, rng: random.Random) -> DeliveryWay:
    if channel is Channel.ONLINE:
        return rng.choice((DeliveryWay.ONLINE, DeliveryWay.ONLINE, DeliveryWay.EMAIL))
    if channel in (Channel.COUNTER, Channel.ORAL):
        return rng.choice((DeliveryWay.COUNTER, DeliveryWay.POST))
    return DeliveryWay.POST


def demo_query_code() -> str:
    """The query code of the visitor's case: from this installation's key, the same each start."""
    digest = hashlib.sha256(f"demo:query:{settings.SECRET_KEY}".encode()).digest()
    letters = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:CODE_LENGTH])
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def demo_applicant() -> tuple[str, str] | None:
    """Number and query code of the case that a visitor can follow; None where it is not there."""
    code = demo_query_code()
    found = Application.objects.filter(query_code_hash=digest_of_code(code)).order_by("pk").first()
    return (found.number, code) if found is not None else None
