"""One application of the demo city and what is done with it, each act by the office's own service.

A plot (``requests_plots``) is a generator: it yields the moment of its next act and does the act
when that moment has come. So the city lives through its years in order, and what has not come yet
by the city's today is simply not done.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.audit.actors import Actor, ActorKind, command
from yangguang.apps.requests.models import Application, DeliveryWay, Form, OpinionKind
from yangguang.apps.requests.persons import Person
from yangguang.apps.requests.services import (
    assigning,
    closing,
    drafting,
    intake,
    receiving,
    replying,
)
from yangguang.config.demo.requests_matters import Matter, grounds_for, parts_for
from yangguang.config.demo.setting import SHANGHAI, City
from yangguang.law.calendar import WorkCalendar
from yangguang.law.delivery import Way
from yangguang.law.receipt import Channel
from yangguang.law.replies import ReplyKind, reply_kind

Plot = Iterator[datetime]
_WAYS = {
    DeliveryWay.ONLINE: Way.ELECTRONIC,
    DeliveryWay.EMAIL: Way.ELECTRONIC,
    DeliveryWay.POST: Way.POST,
    DeliveryWay.FAX: Way.POST,
    DeliveryWay.COUNTER: Way.HANDED,
}


@dataclass(frozen=True, slots=True)
class Office:
    """Who works on applications at a body: accounts where the demo has them, else names alone."""

    agency: Agency
    users: dict[str, User]

    def user(self, role: str) -> User | None:
        """The account of this part: registrar, handler, legal, secrecy or head."""
        return self.users.get(role)

    def actor(self, role: str) -> Actor:
        """Who acts in this part, as the record names them."""
        user = self.user(role)
        return user.actor(self.agency) if user else command("演示数据")


@dataclass
class Case:
    """``letters`` says whether real letters are made; they take most of the time."""

    city: City
    office: Office
    calendar: WorkCalendar
    rng: random.Random
    arrived: date
    channel: Channel
    person: Person
    matter: Matter
    key: str
    letters: bool = False
    secret: bool = False
    query_code: str = ""
    delivery: DeliveryWay = DeliveryWay.POST
    now: datetime = field(init=False)
    application: Application = field(init=False)

    def __post_init__(self) -> None:
        hour = self.rng.choice((8, 9, 10, 11, 14, 15, 16))
        self.now = datetime.combine(self.arrived, time(hour, self.rng.randint(0, 59)), SHANGHAI)

    @property
    def today(self) -> date:
        """The day on which the case stands."""
        return self.now.date()

    def after(self, days: int = 0) -> datetime:
        """So many working days later, or some minutes later on the same day; the case goes on then."""
        if days <= 0:
            self.now += timedelta(minutes=self.rng.randint(3, 25))
            return self.now
        return self.on(self.calendar.add(self.today, days))

    def on(self, day: date) -> datetime:
        """At some hour of that day, never before the last act."""
        hour = self.rng.choice((9, 10, 11, 14, 15, 16))
        self.now = max(
            self.now + timedelta(minutes=2),
            datetime.combine(day, time(hour, self.rng.randint(0, 59)), SHANGHAI),
        )
        return self.now

    def within(self, soonest: int, latest: int) -> datetime:
        """Some working days later, not later than ``latest`` before the last day for the reply."""
        due = self.application.due_on
        wished = self.calendar.add(self.today, soonest)
        if due is None:
            return self.on(wished)
        last = due
        for _ in range(latest):
            last = self.previous(last)
        return self.on(max(self.today, min(wished, last)))

    def previous(self, day: date) -> date:
        """The working day before."""
        day -= timedelta(days=1)
        while not self.calendar.is_working(day):
            day -= timedelta(days=1)
        return day

    def by(self, role: str) -> Actor:
        """Who does this part of the work."""
        return self.office.actor(role)

    # ——— acts, each the same service that the desk or the portal calls ———

    def register(self) -> None:
        """It comes in: by the applicant's own hand online, else by the registrar's."""
        wish = intake.Wish(
            self.matter.wanted,
            form=Form.ELECTRONIC if self.delivery != DeliveryWay.POST else Form.PAPER,
            delivery=self.delivery,
            title=self.matter.name,
        )
        if self.channel is Channel.ONLINE and not self.secret:
            self.application = intake.submit_application(
                agency=self.office.agency,
                person=self.person,
                wish=wish,
                submission_key=f"demo-{self.key}",
                by=Actor(ActorKind.APPLICANT, "", "申请人", None),
                at=self.now,
                query_code=self.query_code,
            ).application
            return
        self.application = intake.register_application(
            agency=self.office.agency,
            channel=self.channel,
            arrived_on=self.arrived,
            person=self.person,
            wish=wish,
            by=self.by("registrar"),
            at=self.now,
            user=self.office.user("registrar"),
            secret=self.secret,
        )

    def confirm(self) -> None:
        """The office calls back, where the channel asks for it."""
        receiving.confirm_receipt(
            application=self.application,
            confirmed_on=self.today,
            how="电话与申请人确认",
            by=self.by("registrar"),
            at=self.now,
        )

    @property
    def needs_confirmation(self) -> bool:
        """Whether the day of receipt is still open."""
        return self.application.received_on is None

    def accept(self) -> None:
        assigning.accept(
            application=self.application,
            by=self.by("registrar"),
            at=self.now,
            handler=self.office.user("handler"),
        )

    def propose(self) -> None:
        assigning.propose(
            application=self.application,
            text="建议检索业务档案后依法答复，注意区分处理第三方信息。",
            by=self.by("handler"),
            at=self.now,
            user=self.office.user("handler"),
        )

    def draft(self, kind: ReplyKind, grounds: tuple[str, ...] | None = None) -> None:
        drafting.save_draft(
            application=self.application,
            kind=kind.key,
            given=parts_for(kind, self.matter, self.today.year),
            exemptions=grounds_for(kind, self.rng) if grounds is None else grounds,
            by=self.by("handler"),
            at=self.now,
            user=self.office.user("handler"),
        )

    def submit(self) -> None:
        drafting.submit(application=self.application, by=self.by("handler"), at=self.now)

    def review(self, which: OpinionKind, *, agrees: bool = True) -> None:
        role = "legal" if which is OpinionKind.LEGAL else "secrecy"
        drafting.give_opinion(
            application=self.application,
            kind=which,
            agrees=agrees,
            text="同意。" if agrees else "请补充说明不予公开的具体理由，并核对所引条款。",
            by=self.by(role),
            at=self.now,
            user=self.office.user(role),
        )

    def approve(self) -> None:
        drafting.approve(
            application=self.application,
            text="同意。",
            by=self.by("head"),
            at=self.now,
            user=self.office.user("head"),
        )

    def sign(self) -> None:
        replying.sign(
            application=self.application,
            by=self.by("head"),
            at=self.now,
            user=self.office.user("head"),
            with_letter=self.letters,
        )

    def serve(self) -> None:
        way = _WAYS[DeliveryWay(self.application.delivery)]
        replying.serve(
            application=self.application,
            way=way,
            sent_on=self.today,
            by=self.by("registrar"),
            at=self.now,
            received_on=None if way is Way.POST else self.today,
            tracking_number=f"XA{self.rng.randint(10**8, 10**9 - 1)}CN" if way is Way.POST else "",
        )

    def archive(self) -> None:
        application = self.application
        closing.archive(
            application=application,
            file_number=f"{application.year}-YSQ-{application.serial:04d}",
            by=self.by("registrar"),
            at=self.now,
        )

    # ——— stretches of the ordinary course, shared by the plots ———

    def opening(self) -> Plot:
        """From arrival to acceptance."""
        yield self.now
        self.register()
        if self.needs_confirmation:
            yield self.after(self.rng.choice((0, 0, 1)))
            self.confirm()
        yield self.after(self.rng.choice((0, 1, 1, 2)))
        self.accept()

    def answering(self, key: str, grounds: tuple[str, ...] | None = None) -> Plot:
        """From the draft to the reply on its way."""
        kind = reply_kind(key)
        yield self.after()
        self.draft(kind, grounds)
        yield self.after()
        self.submit()
        yield self.after()
        self.review(OpinionKind.LEGAL)
        yield self.after()
        self.review(OpinionKind.SECRECY)
        yield self.after()
        self.approve()
        yield self.after()
        self.sign()
        yield self.after()
        self.serve()

    def filing(self) -> Plot:
        """Into the archive within a month."""
        yield self.after(self.rng.randint(3, 15))
        self.archive()
