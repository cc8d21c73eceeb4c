"""Keeping the list of links and finding the dead ones, a few at a time and without haste.

Off where the setting LINKS_OUTSIDE is off: then other sites are not asked, and only links on this
site are looked up. Each address is asked once for all pages that show it.
"""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.events.models import Event
from yangguang.apps.publishing.formal.links import body_links, dead_link, why_dead
from yangguang.apps.publishing.models import (
    Draft,
    DraftState,
    Finding,
    WebLink,
    WebLinkUse,
)
from yangguang.apps.publishing.outside.asking import Answer, Verdict, ask
from yangguang.apps.publishing.outside.manners import may_ask

State = WebLink.State
Ask = Callable[[str], Answer]

LINKS_A_RUN = 200
SECONDS_A_RUN = 10.0
BETWEEN_QUESTIONS = 1.0
"""Seconds between two questions to one host."""
ALIVE_AGAIN = timedelta(days=30)
DEAD_AGAIN = timedelta(days=7)
AWAY_AGAIN = timedelta(days=1)
AWAY_IS_DEAD = 3
"""Answers in a row, a day apart, after which what is away counts as dead."""


def asks_outside() -> bool:
    """Whether this installation asks other sites at all."""
    return bool(settings.LINKS_OUTSIDE)


def private_hosts() -> tuple[str, ...]:
    """Hosts inside the office's own network that may be asked all the same."""
    return tuple(settings.LINKS_PRIVATE_HOSTS)


def note_links(
    body_html: str, *, item: Item | None = None, draft: Draft | None = None, at: datetime
) -> list[WebLink]:
    """Note which links stand in the text of an item or a draft; what no longer stands there goes."""
    wanted = {_digest(address): address for address in body_links(body_html)}
    present = {link.digest: link for link in WebLink.objects.filter(digest__in=list(wanted))}
    new = [
        WebLink(address=address, digest=digest, host=_host(address), first_seen_at=at, due_at=at)
        for digest, address in wanted.items()
        if digest not in present
    ]
    WebLink.objects.bulk_create(new, ignore_conflicts=True)
    links = list(WebLink.objects.filter(digest__in=list(wanted)))
    uses = WebLinkUse.objects.filter(item=item, draft=draft)
    uses.exclude(link__in=links).delete()
    WebLinkUse.objects.bulk_create(
        [WebLinkUse(link=link, item=item, draft=draft) for link in links], ignore_conflicts=True
    )
    return links


def read_published(events: Iterable[Event]) -> None:
    """Read the links out of texts that became public or changed; safe to hear twice."""
    moments = {int(event.subject_key): event.at for event in events}
    linked = set(
        WebLinkUse.objects.filter(item__in=list(moments)).values_list("item_id", flat=True)
    )
    items = Item.objects.filter(pk__in=list(moments), state=ItemState.PUBLISHED)
    for item in items.select_related("edition").defer("signature"):
        body = item.edition.body_html if item.edition else ""
        if "<a" in body or item.pk in linked:
            note_links(body, item=item, at=moments[item.pk])


def check_links(
    *,
    at: datetime,
    limit: int = LINKS_A_RUN,
    seconds: float = SECONDS_A_RUN,
    between: float = BETWEEN_QUESTIONS,
    asking: Ask | None = None,
) -> dict[str, int]:
    """Ask for the links that are due, hosts in turn; gives how many came out how.

    Bounded by number and by time. A host that does not answer is not asked again in the same run.
    """
    counts: dict[str, int] = defaultdict(int)
    end = time.monotonic() + seconds
    asked_at: dict[str, float] = {}
    silent: set[str] = set()
    due = WebLink.objects.filter(due_at__lte=at).order_by("due_at", "pk")
    if not asks_outside():
        due = due.filter(host="")
    for link in _in_turn(due[:limit]):
        if time.monotonic() >= end:
            break
        if link.host in silent:
            continue
        if link.host:
            _wait(asked_at.get(link.host), between, end)
            answer = (asking or _ask)(link.address)
            asked_at[link.host] = time.monotonic()
            if answer.verdict is Verdict.AWAY and not answer.status:
                silent.add(link.host)
        else:
            why = why_dead(link.address)
            answer = Answer(Verdict.GONE, why=why) if why else Answer(Verdict.ALIVE)
        counts[write_answer(link, answer, at=at).value] += 1
    return dict(counts)


def write_answer(link: WebLink, answer: Answer, *, at: datetime) -> WebLink.State:
    """Keep what came back; a link that turned dead is told to the drafts under review."""
    failed = answer.verdict in {Verdict.GONE, Verdict.AWAY}
    link.failures = link.failures + 1 if failed else 0
    if answer.verdict is Verdict.ALIVE:
        link.state, link.due_at = State.ALIVE, at + ALIVE_AGAIN
    elif answer.verdict is Verdict.UNASKED:
        link.state, link.due_at = State.UNASKED, at + ALIVE_AGAIN
    elif answer.verdict is Verdict.GONE or link.failures >= AWAY_IS_DEAD:
        link.state, link.due_at = State.DEAD, at + DEAD_AGAIN
    else:
        link.state, link.due_at = State.DOUBTFUL, at + AWAY_AGAIN
    link.status, link.why = answer.status, answer.why[:200]
    link.checked_at = at
    link.dead_since = (link.dead_since or at) if failed else None
    with transaction.atomic():
        link.save()
        if link.state == State.DEAD:
            _tell_drafts(link)
    return State(link.state)


def dead_in(draft: Draft) -> tuple[tuple[str, str], ...]:
    """(address, why) of links in the draft's text that are known to be dead on other sites."""
    digests = [_digest(address) for address in body_links(draft.body_html)]
    rows = WebLink.objects.filter(digest__in=digests, state=State.DEAD).exclude(host="")
    return tuple((row.address, row.why or "打不开") for row in rows)


def ask_again(*, link: WebLink, by: Actor, at: datetime, agency_key: int | None) -> WebLink:
    """Have the link asked in the next run, after somebody has mended what it points to."""
    with transaction.atomic():
        WebLink.objects.filter(pk=link.pk).update(due_at=at)
        record(
            by=by,
            at=at,
            verb="link.ask-again",
            subject=Subject("web-link", str(link.pk), link.address[:200], agency_key),
        )
    link.due_at = at
    return link


def run_links(at: datetime) -> None:
    """What the worker does every minute: ask what is due."""
    check_links(at=at)


def _ask(address: str) -> Answer:
    private = private_hosts()
    if not may_ask(address, private=private):
        return Answer(Verdict.UNASKED, why="对方的 robots.txt 不允许核查")
    return ask(address, private=private)


def _tell_drafts(link: WebLink) -> None:
    noticed = dead_link(link.address, link.why or "打不开")
    for use in link.uses.filter(draft__state=DraftState.REVIEW).select_related("draft"):
        draft = use.draft
        if draft is None:
            continue
        Finding.objects.get_or_create(
            draft=draft,
            digest=draft.digest,
            mark=noticed.mark,
            defaults={
                "code": noticed.code,
                "severity": noticed.severity,
                "field": noticed.field,
                "evidence": noticed.evidence,
                "sentence": noticed.sentence[:300],
                "advice": noticed.advice,
            },
        )


def _in_turn(links: Iterable[WebLink]) -> Iterator[WebLink]:
    """One of each host, then the next of each: no host is asked twice in a row while others wait."""
    by_host: dict[str, list[WebLink]] = defaultdict(list)
    for link in links:
        by_host[link.host].append(link)
    queues = list(by_host.values())
    while queues:
        for queue in queues:
            yield queue.pop(0)
        queues = [queue for queue in queues if queue]


def _wait(last: float | None, between: float, end: float) -> None:
    if last is None:
        return
    left = min(last + between, end) - time.monotonic()
    if left > 0:
        time.sleep(left)


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()[:255]
    except ValueError:
        return ""


def _digest(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()
