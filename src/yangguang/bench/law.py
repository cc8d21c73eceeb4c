"""The reply clock against the plainest counter there is, in one run.

The peer does what everybody would write in ten lines: it walks from day to day, asks the
``chinesecalendar`` package whether people work, and keeps the last day. The floor is the same walk
over a ready set of working days. We do more for each question (ledger, articles, a line with its
reason for every day), so the distance from the floor is what a proof costs beyond the bare date.
The limit is one millisecond of processor time for a whole proof.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from chinese_calendar import is_workday  # type: ignore[import-untyped] # ships no type information

from yangguang.law import enquiry
from yangguang.law.calendar import national
from yangguang.law.receipt import Channel

MOST = 20_000
LIMIT = 1.0
DAY = timedelta(days=1)
FIRST, LAST = date(2008, 5, 1), date(2026, 3, 31)
REVISION = date(2019, 5, 15)


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of question: how many pauses, and whether the period is extended."""

    name: str
    pauses: int
    extended: bool


KINDS = (
    Kind("plain", 0, False),
    Kind("extended", 0, True),
    Kind("extended, one pause", 1, True),
    Kind("extended, four pauses", 4, True),
)


def main() -> None:
    """Print, for each kind, both rates, their ratio and the time of one proof."""
    count = max(200, int(MOST * float(os.environ.get("SCALE", "1"))))
    calendar = national()
    print(f"{count:,} questions of each kind, receipts {FIRST} to {LAST}, processor time\n")
    heads = ("date+proof", "/ peer", "/ floor", "JSON", "p50", "p99")
    print(f"{'':24}" + "".join(f"{head:>13}" for head in heads))
    slow = []
    for kind in KINDS:
        asked = [_draw(random.Random(f"{kind.name} {n}"), kind) for n in range(count)]

        def ours(facts: enquiry.Facts) -> date | None:
            return enquiry.due(facts, calendar).reckoning.due

        def printed(facts: enquiry.Facts) -> dict[str, object]:
            return enquiry.as_json(enquiry.due(facts, calendar))

        for facts in asked[:: max(1, count // 200)]:
            if ours(facts) != naive(facts):
                sys.exit(f"the two counters differ on {facts}")
        peer, bare = sum(_times(naive, asked)), sum(_times(floor, asked))
        times = sorted(_times(ours, asked))
        whole = sum(_times(printed, asked))
        p50, p99 = (times[int(len(times) * part)] * 1000 for part in (0.5, 0.99))
        print(
            f"{kind.name:24}{count / sum(times):>11,.0f}/s{peer / sum(times):>13.2f}"
            f"{bare / sum(times):>13.2f}{count / whole:>11,.0f}/s{p50:>10.3f} ms{p99:>10.3f} ms"
        )
        if p99 > LIMIT:
            slow.append(f"{kind.name}: {p99:.3f} ms at p99")
    print(f"\nlimit {LIMIT:.0f} ms a proof: " + ("; ".join(slow) if slow else "met"))


def naive(facts: enquiry.Facts, works: Callable[[date], bool] = is_workday) -> date:
    """The last day by walking from day to day."""
    need = 20 if facts.arrived >= REVISION else 15
    if facts.extended is not None:
        need *= 2
    day = facts.arrived
    while need:
        day += DAY
        if any(after < day <= through for after, through in facts.pauses):
            continue
        if works(day):
            need -= 1
    return day


def floor(facts: enquiry.Facts) -> date:
    """The same walk where every answer lies ready."""
    return naive(facts, _worked().__contains__)


@cache
def _worked() -> frozenset[date]:
    days = (FIRST + timedelta(days=n) for n in range((date(2026, 12, 31) - FIRST).days + 1))
    return frozenset(day for day in days if is_workday(day))


def _draw(draw: random.Random, kind: Kind) -> enquiry.Facts:
    arrived = FIRST + timedelta(days=draw.randrange((LAST - FIRST).days))
    pauses = []
    for _ in range(kind.pauses):
        after = arrived + timedelta(days=draw.randrange(40))
        pauses.append((after, after + timedelta(days=draw.randrange(22))))
    return enquiry.Facts(
        arrived, Channel.COUNTER, pauses=tuple(pauses), extended=0 if kind.extended else None
    )


def _times(ask: Callable[[enquiry.Facts], object], asked: list[enquiry.Facts]) -> list[float]:
    taken = []
    for facts in asked:
        begun = time.process_time()
        ask(facts)
        taken.append(time.process_time() - begun)
    return taken


if __name__ == "__main__":
    main()
