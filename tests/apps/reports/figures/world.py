"""A small world of random records with a diary of everything that was recorded, and when.

The diary is what the plain loop of `slow` reads. The database is written by the services and read by
the figures; neither sees the other's side.
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from tests.builders.agencies import City, a_city
from tests.builders.catalog import a_facet, noon
from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import command
from yangguang.apps.catalog.models import (
    Appearance,
    Facet,
    Item,
    ItemFacet,
    ItemKind,
    ItemState,
    Validity,
)
from yangguang.apps.catalog.services import edit_header, store_items, withdraw_item
from yangguang.apps.catalog.services.appearing import void_appearance
from yangguang.apps.catalog.services.releasing import hold_item, mark_validity
from yangguang.apps.catalog.services.storing import NewItem
from yangguang.apps.requests.models import (
    Applicant,
    Application,
    Fee,
    Remedy,
    RemedyForum,
    RemedyOutcome,
)
from yangguang.apps.requests.services.counting import count_closing, count_receipt
from yangguang.apps.resources.ledgers import LedgerKind, Span, ledger_kinds
from yangguang.apps.resources.models import Entry
from yangguang.law.identity import ApplicantKind
from yangguang.law.receipt import Channel
from yangguang.law.replies import kinds

BY = command("测试")
KINDS = (ItemKind.POLICY, ItemKind.POLICY, ItemKind.REGULATION, ItemKind.INTERPRETATION, ItemKind.NEWS)  # fmt: skip


@dataclass(frozen=True)
class ItemFact:
    """What is known of an item from a moment on."""

    agency: int
    kind: str
    disclosed: date | None
    made: date
    issuers: str
    withdrawn: date | None = None
    ended: date | None = None
    filed: bool = False


@dataclass(frozen=True)
class CaseFact:
    """What is known of an application from a moment on."""

    agency: int
    applicant: str
    channel: str
    received: date | None = None
    closed: date | None = None
    reply: str = ""
    late: bool = False


@dataclass(frozen=True)
class RemedyFact:
    agency: int
    forum: str
    received: date
    after: int | None
    decided: date | None = None
    outcome: str = "pending"


@dataclass(frozen=True)
class EntryFact:
    agency: int
    ledger: str
    starts: date
    ends: date | None
    quantity: int | None
    amount: Decimal | None
    mark: bool
    topic: str
    voided: bool = False


@dataclass(frozen=True)
class FeeFact:
    agency: int
    paid: date
    amount: Decimal


@dataclass(frozen=True)
class AppearanceFact:
    item: int
    channel: str
    on: date
    voided: bool = False


@dataclass
class Diary:
    """(moment, kind of record, key) → what was known from then on, in the order of recording."""

    pages: list[tuple[datetime, str, int, object]] = field(default_factory=list)

    def write(self, at: datetime, what: str, key: int, fact: object) -> None:
        self.pages.append((at, what, key, fact))

    def known(self, what: str, as_of: datetime | None) -> dict[int, object]:
        """Key → the last thing written of it by then."""
        found: dict[int, object] = {}
        for at, kind, key, fact in self.pages:
            if kind == what and (as_of is None or at <= as_of):
                found[key] = fact
        return found


class World:
    """Random acts of an office, one after the other; `turn` does one more."""

    def __init__(self, city: City, seed: int) -> None:
        self.city = city
        self.bodies: list[Agency] = [city.health, city.schools, city.county_health]
        self.chance = random.Random(seed)
        self.diary = Diary()
        self.rules = a_facet(Facet.Scheme.ARTICLE_20, "rules", "规章和规范性文件")
        self.below = a_facet(Facet.Scheme.ARTICLE_20, "", "规范性文件清理", parent=self.rules)
        self.other = a_facet(Facet.Scheme.ARTICLE_20, "", "统计信息")
        self.serial = 0
        self.items: dict[int, Item] = {}
        self.cases: dict[int, Application] = {}
        self.first: set[int] = set()

    def turn(self, at: datetime) -> None:
        """One random act at that moment."""
        acts = (
            self.publish, self.publish, self.publish, self.hold, self.appear, self.appear, self.disappear,
            self.edit, self.edit, self.end, self.withdraw, self.file, self.file,
            *[self.receive] * 5, *[self.close] * 5,
            self.correct, self.appeal, self.decide, self.enter, self.enter, self.enter, self.void,
            self.pay,
        )  # fmt: skip
        self.chance.choice(acts)(at)

    def day(self, at: datetime) -> date:
        """A day up to two years before the moment."""
        return at.date() - timedelta(days=self.chance.randrange(500))

    def write(self, at: datetime, what: str, key: int, fact: object) -> None:
        self.diary.write(at, what, key, fact)

    # Items

    def publish(self, at: datetime) -> None:
        self._store(at, ItemState.PUBLISHED)

    def hold(self, at: datetime) -> None:
        self._store(at, ItemState.HELD)

    def _store(self, at: datetime, state: ItemState, body: Agency | None = None) -> int:
        body = body or self.chance.choice(self.bodies)
        kind = self.chance.choice(KINDS)
        declared = self.day(at) if self.chance.random() < 0.6 else None
        made = self.day(at)
        issuers = self.chance.choice(("", body.name, "国务院", f"国务院、{body.name}"))
        filed = kind in KINDS[:3] and self.chance.random() < 0.8
        new = NewItem(
            agency=body, title=f"信息{at:%Y%m%d%H%M}", body_html="<p>正文</p>", body_text="正文",
            kind=kind, issuers=issuers, formed_on=made, source_published_on=declared,
            facets=[self.chance.choice((self.rules, self.below))] if filed else [self.other],
        )  # fmt: skip
        stored = ItemState.DRAFT if state == ItemState.HELD else state
        item = store_items(new=[new], state=stored, by=BY, at=at)[0]
        if state == ItemState.HELD:
            item = hold_item(
                item=item, title=item.title, reason="只能依申请", basis="", by=BY, at=at
            )
        self.items[item.pk] = item
        disclosed = None if state == ItemState.HELD else declared or at.date()
        self.write(
            at, "item", item.pk, ItemFact(body.pk, kind, disclosed, made, issuers, filed=filed)
        )
        return item.pk

    def _item(self, *, public: bool = True) -> tuple[Item, ItemFact] | None:
        known = self.diary.known("item", None)
        found = [
            (key, fact)
            for key, fact in known.items()
            if isinstance(fact, ItemFact)
            and fact.withdrawn is None
            and (fact.disclosed is not None or not public)
        ]
        if not found:
            return None
        key, fact = self.chance.choice(found)
        return Item.objects.get(pk=key), fact

    def edit(self, at: datetime) -> None:
        if (found := self._item()) is None:
            return
        item, fact = found
        body = self.chance.choice(self.bodies)
        kind = self.chance.choice(KINDS)
        made, declared = self.day(at), self.day(at)
        name, value, after = self.chance.choice(
            (
                ("agency", body, replace(fact, agency=body.pk)),
                ("kind", kind, replace(fact, kind=kind)),
                ("formed_on", made, replace(fact, made=made)),
                ("source_published_on", declared, replace(fact, disclosed=declared)),
                ("issuers", "国务院", replace(fact, issuers="国务院")),
            )
        )
        edit_header(item=item, changes={name: value}, by=BY, at=at, reason="更正")
        self.write(at, "item", item.pk, after)

    def end(self, at: datetime) -> None:
        if (found := self._item()) is None:
            return
        item, fact = found
        day = self.day(at)
        mark = self.chance.choice((Validity.REPEALED, Validity.EXPIRED))
        mark_validity(item=item, validity=mark, effective_on=day, reason="清理", by=BY, at=at)
        self.write(at, "item", item.pk, replace(fact, ended=day))

    def withdraw(self, at: datetime) -> None:
        if (found := self._item()) is None or self.chance.random() < 0.5:
            return
        item, fact = found
        withdraw_item(item=item, by=BY, at=at, reason="误发")
        self.write(at, "item", item.pk, replace(fact, withdrawn=at.date()))

    def file(self, at: datetime) -> None:
        if (found := self._item(public=False)) is None:
            return
        item, fact = found
        if fact.filed:
            facts = ItemFacet.objects.filter(item=item, valid_to=None)
            facts.exclude(facet=self.other).update(valid_to=at)
        else:
            ItemFacet.objects.create(item=item, facet=self.rules, valid_from=at, recorded_at=at)
        self.write(at, "item", item.pk, replace(fact, filed=not fact.filed))

    def appear(self, at: datetime) -> None:
        if (found := self._item()) is None:
            return
        item, _ = found
        self._appear(at, item.pk, self.chance.choice(Appearance.Channel.values))

    def disappear(self, at: datetime) -> None:
        found = [
            (key, fact)
            for key, fact in self.diary.known("appearance", None).items()
            if isinstance(fact, AppearanceFact) and not fact.voided
        ][len(self.bodies) * len(Appearance.Channel) :]
        if not found:
            return
        key, fact = self.chance.choice(found)
        row = Appearance.objects.select_related("item").get(pk=key)
        void_appearance(appearance=row, reason="误登", by=BY, at=at)
        self.write(at, "appearance", key, replace(fact, voided=True))

    def _appear(self, at: datetime, item: int, channel: str) -> None:
        day = self.day(at)
        row = Appearance.objects.create(item_id=item, channel=channel, on=day, recorded_at=at)
        self.write(at, "appearance", row.pk, AppearanceFact(item, channel, day))

    # Applications

    def receive(self, at: datetime) -> None:
        body = self.chance.choice(self.bodies)
        kind = self.chance.choice(list(ApplicantKind)).value
        channel = self.chance.choice(list(Channel)).value
        day = self.day(at)
        self.serial += 1
        digest = f"{self.serial:064d}"
        applicant = Applicant.objects.create(
            kind=kind, subject_key=uuid.UUID(int=self.serial), sealed_name="x", mask="张**",
            digest=digest, name_digest=digest,
        )  # fmt: skip
        case = Application.objects.create(
            agency=body, year=day.year, serial=self.serial, number=f"测{self.serial}",
            channel=channel, arrived_on=day, received_on=day, submitted_at=at, applicant=applicant,
            applicant_kind=kind, applicant_digest=digest, mask="张**", title="事项", wanted="事项",
            form="paper", delivery="post", state="handling", recorded_at=at,
            due_on=day + timedelta(days=30),
        )  # fmt: skip
        count_receipt(case, day=day, at=at)
        self.cases[case.pk] = case
        self.write(at, "case", case.pk, CaseFact(body.pk, kind, channel, day))

    def _case(self, *, is_open: bool) -> tuple[Application, CaseFact] | None:
        found = [
            (key, fact)
            for key, fact in self.diary.known("case", None).items()
            if isinstance(fact, CaseFact) and (fact.closed is None) is is_open
        ]
        if not found:
            return None
        key, fact = self.chance.choice(found)
        return self.cases[key], fact

    def close(self, at: datetime) -> None:
        if (found := self._case(is_open=True)) is None:
            return
        case, fact = found
        assert fact.received is not None
        assert case.due_on is not None
        room = (at.date() - fact.received).days
        day = fact.received + timedelta(days=self.chance.randrange(room + 1) if room > 0 else 0)
        reply = self.chance.choice(list(kinds())).key
        count_closing(case, kind=reply, day=day, at=at)
        late = day > case.due_on
        self.write(at, "case", case.pk, replace(fact, closed=day, reply=reply, late=late))

    def correct(self, at: datetime) -> None:
        if (found := self._case(is_open=True)) is None:
            return
        case, fact = found
        day = self.day(at)
        count_receipt(case, day=day, at=at)
        self.write(at, "case", case.pk, replace(fact, received=day))

    def appeal(self, at: datetime) -> None:
        if not self.cases:
            return
        case = self.chance.choice(list(self.cases.values()))
        remedies = self.diary.known("remedy", None)
        decided = [
            key
            for key, fact in remedies.items()
            if isinstance(fact, RemedyFact)
            and fact.forum in (RemedyForum.SUIT, RemedyForum.SUIT_AFTER_REVIEW)
            and fact.decided is not None
            and not any(isinstance(o, RemedyFact) and o.after == key for o in remedies.values())
        ]
        forum = self.chance.choice(RemedyForum.values)
        after, day = None, self.day(at)
        if forum == RemedyForum.APPEAL:
            if not decided:
                return
            after = self.chance.choice(decided)
            first = remedies[after]
            assert isinstance(first, RemedyFact)
            assert first.decided is not None
            day = first.decided + timedelta(days=10)
            case = Remedy.objects.get(pk=after).application
        row = Remedy.objects.create(
            application=case, forum=forum, body="某机关", received_on=day, after_id=after,
            recorded_at=at,
        )  # fmt: skip
        self.write(at, "remedy", row.pk, RemedyFact(case.agency_id, forum, day, after))

    def decide(self, at: datetime) -> None:
        found = [
            (key, fact)
            for key, fact in self.diary.known("remedy", None).items()
            if isinstance(fact, RemedyFact) and fact.decided is None and fact.forum != "complaint"
        ]
        if not found:
            return
        key, fact = self.chance.choice(found)
        outcome = self.chance.choice(
            (RemedyOutcome.UPHELD, RemedyOutcome.CORRECTED, RemedyOutcome.OTHER)
        )
        day = fact.received + timedelta(days=self.chance.randrange(1, 400))
        Remedy.objects.filter(pk=key).update(
            outcome=outcome, decided_on=day, decision_recorded_at=at
        )
        self.write(at, "remedy", key, replace(fact, outcome=outcome.value, decided=day))

    def pay(self, at: datetime) -> None:
        if not self.cases:
            return
        case = self.chance.choice(list(self.cases.values()))
        day, amount = self.day(at), Decimal(self.chance.randrange(1, 90_000)) / 100
        row = Fee.objects.create(
            application=case, basis=Fee.Basis.PAGES, count=1, amount=amount, noticed_on=day,
            paid_on=day, payment_recorded_at=at,
        )  # fmt: skip
        self.write(at, "fee", row.pk, FeeFact(case.agency_id, day, amount))

    # Ledgers

    def open_ledgers(self, at: datetime) -> None:
        """A first row in every ledger of every body, so that no cell is left to be filled in."""
        for kind in ledger_kinds():
            for body in self.bodies:
                self._enter(at, kind, body)
        self.first = set(self.diary.known("entry", at))
        for body in self.bodies:
            key = self._store(at, ItemState.PUBLISHED, body)
            for channel in Appearance.Channel.values:
                self._appear(at, key, channel)

    def enter(self, at: datetime) -> None:
        self._enter(at, self.chance.choice(ledger_kinds()), self.chance.choice(self.bodies))

    def _enter(self, at: datetime, kind: LedgerKind, body: Agency) -> None:
        day = self.day(at)
        ends = None
        if kind.span is Span.STANDING and self.chance.random() < 0.5:
            ends = day + timedelta(days=self.chance.randrange(900))
        topic = self.chance.choice(("", "降温", "停水", "开学")) if kind.topic else ""
        fact = EntryFact(
            body.pk, kind.code, day, ends,
            self.chance.randrange(40) if kind.quantity else None,
            Decimal(self.chance.randrange(9_000_000)) / 1_000_000 if kind.amount else None,
            bool(kind.mark) and self.chance.random() < 0.5, topic,
        )  # fmt: skip
        row = Entry.objects.create(
            agency=body, ledger=kind.code, starts_on=day, ends_on=ends, title="记录",
            quantity=fact.quantity, amount=fact.amount, mark=fact.mark, topic=topic, recorded_at=at,
        )  # fmt: skip
        self.write(at, "entry", row.pk, fact)

    def void(self, at: datetime) -> None:
        found = [
            (key, fact)
            for key, fact in self.diary.known("entry", None).items()
            if isinstance(fact, EntryFact) and not fact.voided and key not in self.first
        ]
        if not found:
            return
        key, fact = self.chance.choice(found)
        Entry.objects.filter(pk=key).update(voided_at=at, void_reason="误登")
        self.write(at, "entry", key, replace(fact, voided=True))


def play(world: World, since: date, until: date, acts: int) -> None:
    """So many random acts, spread evenly over the days."""
    span = (until - since).days
    for number in range(acts):
        moment = noon(since + timedelta(days=span * number // acts))
        world.turn(moment + timedelta(seconds=number))


def a_busy_city() -> City:
    """Two years of random work, up to today."""
    city = a_city()
    world = World(city, seed=4)
    now = timezone.now()
    world.open_ledgers(now - timedelta(days=700))
    play(world, now.date() - timedelta(days=640), now.date(), 240)
    return city
