"""Request handling at 500,000 applications: pages of the desk and portal against their limits.

Rows are written straight into an empty database, SQLite and then PostgreSQL (a server of its own,
or the empty database that YANGGUANG_TEST_DATABASE names); pages are asked for through Django's
whole stack as staff of one body, as a supervisor of all and as an applicant see them. Each figure is
the 95th percentile as a share of 150 ms, for the proof of a due date of 1 ms; beside it stands the
processor time, which does not grow where other work shares the machine.
"""

from __future__ import annotations

import itertools
import os
import random
import statistics
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from yangguang.bench.databases import Steps, on_both, run_bench

PAGE_MS = 150.0
PROOF_MS = 1.0
FULL = 500_000
AGENCIES = 400
ROUNDS = int(os.environ.get("ROUNDS", "40"))

Page = tuple[str, Callable[[], None]]


def main() -> None:
    """Print each page's p95 and its share of the limit, for both databases."""
    count = max(2_000, int(FULL * float(os.environ.get("SCALE", "1"))))
    load = os.getloadavg()[0]
    print(f"{count:,} applications; load {load:.1f} on {os.cpu_count()} processors at the start")
    on_both(MODULE, STEPS, str(count))


def _fill(count: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from yangguang.apps.agencies.models import Agency
    from yangguang.bench.requests_rows import fill
    from yangguang.config.command.start import prepare_database

    prepare_database()
    if Agency.objects.exists():
        raise SystemExit("This database is in use: the bench fills an empty one only.")
    call_command("collectstatic", verbosity=0, interactive=False)
    began = time.perf_counter()
    rows, _ = fill(count, _bodies())
    took = time.perf_counter() - began
    print(f"\n{connection.vendor}: {rows:,} rows written in {took:.0f} s", flush=True)


def _bodies() -> list[int]:
    """Four hundred bodies below one office, with one clerk and one supervisor."""
    from yangguang.apps.agencies.models import Role, User
    from yangguang.apps.agencies.services import (
        add_staff,
        assign_post,
        create_agency,
        install_default_roles,
    )
    from yangguang.apps.audit.actors import command

    by, at = command("性能测试"), datetime.now(UTC)
    install_default_roles(by=by, at=at)
    top = create_agency(
        code="990000000", slug="top", name="清源市人民政府", kind="government", level="city",
        by=by, at=at,
    )  # fmt: skip
    office = create_agency(
        code="990000001", slug="office", name="清源市人民政府办公室", kind="office", level="city",
        parent=top, by=by, at=at,
    )  # fmt: skip
    bodies = [
        create_agency(
            code=f"98{number:07d}", slug=f"b{number}", name=f"清源市第{number}局",
            kind="department", level="city", parent=top, by=by, at=at,
        )
        for number in range(AGENCIES)
    ]  # fmt: skip
    for name, role, body in (
        ("clerk", "agency-clerk", bodies[0]),
        ("supervisor", "supervisor", office),
    ):
        person = add_staff(
            username=name, name="某某", password=uuid.uuid4().hex + "-Aa", by=by, at=at
        )
        assign_post(
            user=person, role=Role.objects.get(code=role), agency=body,
            valid_from=date(2020, 1, 1), by=by, at=at,
        )  # fmt: skip
        User.objects.filter(pk=person.pk).update(must_change_password=False)
    return [body.pk for body in bodies]


def _report(pages: list[Page], limit: float = PAGE_MS) -> None:
    work = _Work()
    for label, act in pages:
        waited, worked = _times(act, work)
        slow, busy = _slowest(waited), _slowest(worked)
        print(
            f"{label:<42} p50 {statistics.median(waited):>7.2f} ms  p95 {slow:>7.2f} ms"
            f"  ratio {slow / limit:>5.2f}   processor p50 {statistics.median(worked):>7.2f}"
            f"  p95 {busy:>7.2f} ms  ratio {busy / limit:>5.2f}   (target: at most 1.00)",
            flush=True,
        )


def _slowest(times: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


def _times(act: Callable[[], None], work: _Work) -> tuple[list[float], list[float]]:
    """Milliseconds by the clock, and of processors at work for us, of each round."""
    act()
    waited, worked = [], []
    for _ in range(ROUNDS):
        began, busy = time.perf_counter(), work.so_far()
        act()
        waited.append((time.perf_counter() - began) * 1000)
        worked.append((work.so_far() - busy) * 1000)
    return waited, worked


class _Work:
    """Processor time of this process and, where it can be seen, of the server's for it.

    On a machine that others use the clock says how long one waits for them; this says what a page
    costs. Linux tells it of every process of the same machine.
    """

    def __init__(self) -> None:
        from django.db import connection

        self.server: Path | None = None
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                found = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
            self.server = found if found.exists() else None

    def so_far(self) -> float:
        """Seconds since some moment."""
        served = int(self.server.read_text().split()[0]) / 1e9 if self.server else 0.0
        return time.process_time() + served


def _visitor(who: str) -> Callable[[Callable[[], str]], Callable[[], None]]:
    """Asking for addresses of the desk as this person, signed in."""
    from django.test import Client
    from django.utils import timezone

    from yangguang.apps.agencies.models import User
    from yangguang.apps.agencies.services import begin_sign_in
    from yangguang.desk.middleware import SEEN_KEY, SIGN_IN_KEY, STARTED_KEY

    person = User.objects.get(username=who)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    now = timezone.now()
    session = client.session
    session[STARTED_KEY] = session[SEEN_KEY] = now.timestamp()
    session[SIGN_IN_KEY] = begin_sign_in(
        user=person, address="127.0.0.1", device="bench", by=person.actor(), at=now
    ).pk
    session.save()

    def visit(address: Callable[[], str]) -> Callable[[], None]:
        def act() -> None:
            answer = client.get(address())
            if answer.status_code != 200:
                raise RuntimeError(f"{address()} answered {answer.status_code}")

        return act

    return visit


def _desk(count: int) -> None:
    from yangguang.apps.agencies.models import Agency
    from yangguang.apps.requests.models import Application
    from yangguang.bench.requests_rows import COMMON, PAST, RARE, SUBJECTS
    from yangguang.config.settling import settle

    chance = random.Random(7)
    year = Application.objects.values_list("year", flat=True).order_by("-id")[0]
    rows: list[Page] = []
    for who, label in (("clerk", "one body"), ("supervisor", "all bodies")):
        visit = _visitor(who)
        words = {
            "search, a common word": lambda: chance.choice(SUBJECTS)[2:6],
            "search, a word of every title": lambda: COMMON,
            "search, two common words": lambda: f"第{chance.randint(1, 90)}街 {SUBJECTS[0][2:5]}",
            "search, a word of old titles": lambda: PAST[:4],
            "search, two words never together": lambda: f"{PAST[:4]} 2026年",
            "search, a rare word": lambda: RARE,
            "search, one sign": lambda: "燃",
            "search, one sign of no title": lambda: "鹤",
        }
        rows += [
            (f"list, {label}", visit(lambda: "/requests/")),
            (f"list, a deep page, {label}", visit(lambda: "/requests/?page=150")),
            (f"list of a past year, {label}", visit(lambda: "/requests/?year=2015")),
            (f"list by state, {label}", visit(lambda: "/requests/?state=review")),
            (f"list by channel, {label}", visit(lambda: "/requests/?channel=fax")),
            (f"open by due date, {label}", visit(lambda: "/requests/?state=open&sort=due")),
            (f"overdue, {label}", visit(lambda: "/requests/?light=red&sort=due")),
            *(
                (f"{name}, {label}", visit(lambda word=word: f"/requests/?q={word()}"))  # type: ignore[misc] # a default binds the loop's word
                for name, word in words.items()
            ),
            (
                f"search within a past year, {label}",
                visit(lambda: f"/requests/?q={SUBJECTS[0][2:6]}&year=2015"),
            ),
            (
                f"search among open ones, {label}",
                visit(lambda: f"/requests/?q={SUBJECTS[0][2:6]}&state=open"),
            ),
            (f"duties, {label}", visit(lambda: "/duties/?whose=all")),
            (f"duties ended, {label}", visit(lambda: "/duties/?whose=closed")),
            (f"register book, {label}", visit(lambda: f"/requests/book/?year={year}")),
        ]
    first = Agency.objects.get(slug="b0").pk
    rows += [
        ("case page", visit(lambda: f"/requests/{chance.randint(1, count)}/")),
        ("duties overview", visit(lambda: "/overview/")),
        (
            "figures of this year, one body",
            visit(lambda: f"/requests/figures/?year={year}&agency={first}"),
        ),
        (
            "figures of this year, all bodies",
            visit(lambda: f"/requests/figures/?year={year}&agency="),
        ),
        (
            "figures of a past year, all bodies",
            visit(lambda: "/requests/figures/?year=2018&agency="),
        ),
        (
            "figures as of a past day, all bodies",
            visit(lambda: f"/requests/figures/?year={year}&agency=&as_of={year}-07-01"),
        ),
        (
            "cases behind a figure, all bodies",
            visit(lambda: f"/requests/figures/cell/?year={year}&agency=&cell=3.3.1%2Ftotal"),
        ),
        (
            "cases received, all bodies",
            visit(lambda: f"/requests/figures/cell/?year={year}&agency=&cell=3.1%2Ftotal"),
        ),
        (
            "cases with one result, all bodies",
            visit(lambda: f"/requests/figures/cell/?year={year}&agency=&cell=3.3.4.1%2Ftotal"),
        ),
        (
            "cases carried over as of a past day",
            visit(
                lambda: (
                    "/requests/figures/cell/?year=2022&agency=&cell=3.2%2Ftotal&as_of=2022-07-01"
                )
            ),
        ),
        (
            "cases carried over, all bodies",
            visit(lambda: f"/requests/figures/cell/?year={year}&agency=&cell=3.2%2Ftotal"),
        ),
    ]
    settle()
    _report(rows)
    _report([("proof of a due date", _proof(count))], PROOF_MS)


def _proof(count: int) -> Callable[[], None]:
    """Reckoning a case's date with its day-by-day proof, from the entries of its clock."""
    from yangguang.apps.requests.models import Application
    from yangguang.apps.requests.selectors.clock import calendar_of_case, entries_of
    from yangguang.law.clock import reckon

    chance = random.Random(11)
    cases = []
    for _ in range(ROUNDS):
        application = Application.objects.get(pk=chance.randint(1, count))
        cases.append(
            (entries_of(application), calendar_of_case(application, application.arrived_on))
        )
    turn = itertools.cycle(cases)

    def act() -> None:
        reckoning = reckon(*next(turn))
        if not reckoning.days:
            raise RuntimeError("a proof without days")

    return act


def _portal(count: int) -> None:
    from django.test import Client

    from yangguang.apps.requests.models import Application
    from yangguang.bench.requests_rows import query_code
    from yangguang.config.settling import settle

    chance = random.Random(13)
    client = Client(headers={"host": "127.0.0.1"})
    turn = itertools.count(1)

    def follow() -> None:
        key = chance.randint(1, count)
        number = Application.objects.values_list("number", flat=True).get(pk=key)
        visitor = Client(
            headers={"host": "127.0.0.1"}, REMOTE_ADDR=f"10.1.{next(turn) // 250}.{key % 250}"
        )
        answer = visitor.post(
            "/requests/follow/", {"number": number, "code": query_code(key)}, follow=True
        )
        if answer.status_code != 200 or number not in answer.content.decode():
            raise RuntimeError(f"following {number} answered {answer.status_code}")

    def guide() -> None:
        answer = client.get("/agency/b0/request/")
        if answer.status_code != 200:
            raise RuntimeError(f"the guide answered {answer.status_code}")

    settle()
    _report([("following a case, code to page", follow), ("guide of a body with figures", guide)])


MODULE = "yangguang.bench.requests"
STEPS: Steps = {
    "fill": ("desk", lambda size: _fill(int(size))),
    "desk": ("desk", lambda size: _desk(int(size))),
    "portal": ("portal", lambda size: _portal(int(size))),
}


if __name__ == "__main__":
    run_bench(MODULE, STEPS, main)
