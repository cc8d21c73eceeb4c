"""Request handling at 500,000 applications: pages of the desk against the limit of 150 ms.

Rows are written straight into an empty database of the chosen kind (SQLite, or PostgreSQL where
YANGGUANG_DATABASE names one); the pages are asked for through Django's whole stack as staff of one
body and as a supervisor of all see them. Each figure is the 95th percentile as a share of 150 ms.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

LIMIT_MS = 150.0
FULL = 500_000
AGENCIES = 400
ROUNDS = 40
BATCH = 5_000
SUBJECTS = (
    "农村饮用水水质监测结果", "国有土地上房屋征收补偿方案", "保障性住房分配名单", "道路改造工程招标文件",
    "学前教育经费使用情况", "环境影响评价批复", "城镇燃气安全检查记录", "行政处罚裁量基准",
    "医疗机构设置规划", "公共停车场建设计划", "防汛应急预案", "公交线路调整论证材料",
)  # fmt: skip
STATES = ("archived",) * 40 + ("served", "handling", "review", "supplement")


def main() -> None:
    """Print each page's p95 and its share of the limit."""
    scale = float(os.environ.get("SCALE", "1"))
    count = max(2_000, int(FULL * scale))
    folder = Path("var/bench")
    folder.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="bench-requests-", dir=folder))
    environment = {
        **os.environ,
        "YANGGUANG_HOME": str(scratch),
        "YANGGUANG_FACE": "desk",
        "DJANGO_SETTINGS_MODULE": "yangguang.config.settings.local",
    }
    try:
        subprocess.run(  # noqa: S603 (this very module with fixed arguments)
            [sys.executable, "-m", "yangguang.bench.requests", "measure", str(count)],
            env=environment,
            check=True,
        )
    finally:
        shutil.rmtree(scratch)


def _measure(count: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from yangguang.config.command.start import prepare_database

    prepare_database()
    call_command("collectstatic", verbosity=0, interactive=False)
    began = time.perf_counter()
    people, cases = _fill(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"applications             {count:>10,}   ({connection.vendor})")
    print(f"rows written in          {time.perf_counter() - began:>10.0f} s")
    for label, act in _pages(people, cases):
        p95 = _percentile(act)
        print(f"{label:<24} {p95:>10.1f} ms  ratio {p95 / LIMIT_MS:>5.2f}   (target: at most 1.00)")


def _percentile(act: Callable[[], None]) -> float:
    act()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(times, n=20)[-1]


def _pages(people: dict[str, Any], cases: list[int]) -> list[tuple[str, Callable[[], None]]]:
    from django.test import Client
    from django.utils import timezone

    from yangguang.apps.agencies.services import begin_sign_in
    from yangguang.desk.middleware import SEEN_KEY, SIGN_IN_KEY, STARTED_KEY

    chance = random.Random(7)

    def visit(who: str, address: Callable[[], str]) -> Callable[[], None]:
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(people[who], backend="django.contrib.auth.backends.ModelBackend")
        now = timezone.now()
        session = client.session
        session[STARTED_KEY] = session[SEEN_KEY] = now.timestamp()
        session[SIGN_IN_KEY] = begin_sign_in(
            user=people[who],
            address="127.0.0.1",
            device="bench",
            by=people[who].actor(),
            at=now,
        ).pk
        session.save()

        def act() -> None:
            answer = client.get(address())
            if answer.status_code != 200:
                raise RuntimeError(f"{address()} answered {answer.status_code}")

        return act

    word = iter(lambda: chance.choice(SUBJECTS)[2:6], None)
    rows: list[tuple[str, Callable[[], None]]] = []
    for who, label in (("clerk", "one body"), ("supervisor", "all bodies")):
        rows += [
            (f"list, {label}", visit(who, lambda: "/requests/")),
            (f"open by due, {label}", visit(who, lambda: "/requests/?state=open&sort=due")),
            (f"search, {label}", visit(who, lambda: f"/requests/?q={next(word)}")),
            (f"rare word, {label}", visit(who, lambda: "/requests/?q=珍稀事项")),
        ]
    rows.append(("case page", visit("supervisor", lambda: f"/requests/{chance.choice(cases)}/")))
    return rows


def _fill(count: int) -> tuple[dict[str, Any], list[int]]:
    from django.db import transaction

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
    people: dict[str, Any] = {}
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
        people[name] = User.objects.get(pk=person.pk)
    chance = random.Random(20_260_101)
    cases: list[int] = []
    for start in range(0, count, BATCH):
        with transaction.atomic():
            cases += _write(range(start, min(start + BATCH, count)), bodies, chance)
    return people, cases


def _write(numbers: range, bodies: list[Any], chance: random.Random) -> list[int]:
    from yangguang.apps.requests.models import (
        Applicant,
        Application,
        ClockEntry,
        Event,
        TitlePiece,
    )
    from yangguang.apps.requests.pieces import pieces_of
    from yangguang.apps.rows import insert_rows

    base = datetime(2014, 1, 2, 1, 0, tzinfo=UTC)
    applicants = [
        Applicant(
            kind="natural", subject_key=uuid.uuid4(), sealed_name="v1.x", mask="张**",
            digest=f"{number // 3:064x}", name_digest=f"{number // 3:064x}",
        )
        for number in numbers
    ]  # fmt: skip
    Applicant.objects.bulk_create(applicants)
    applications = []
    for number, applicant in zip(numbers, applicants, strict=True):
        moment = base + timedelta(minutes=13 * number)
        day = moment.date()
        state = chance.choice(STATES)
        closed = (
            day + timedelta(days=chance.randint(5, 30)) if state in ("archived", "served") else None
        )
        body = bodies[chance.randrange(len(bodies))] if number % 40 else bodies[0]
        title = f"{day.year}年第{number % 90 + 1}街道{chance.choice(SUBJECTS)}"
        applications.append(
            Application(
                agency=body, year=day.year, serial=number + 1,
                number=f"{body.code}-{day.year}-{number + 1:06d}", channel="counter",
                arrived_on=day, received_on=day, submitted_at=moment, applicant=applicant,
                applicant_kind="natural", applicant_digest=applicant.digest, mask="张**",
                title="珍稀事项" + title if number == 77 else title, wanted=title * 6,
                signature=bytes(512), form="paper", delivery="post", state=state,
                regime="2019" if day >= date(2019, 5, 15) else "2007",
                due_on=day + timedelta(days=28), clock_state="running",
                reply_kind="disclosed" if closed else "", closed_on=closed, recorded_at=moment,
            )
        )  # fmt: skip
    Application.objects.bulk_create(applications)
    ClockEntry.objects.bulk_create(
        [
            ClockEntry(
                application=one, day=one.arrived_on, kind="start", by="性能测试",
                recorded_at=one.submitted_at,
            )
            for one in applications
        ]
    )  # fmt: skip
    Event.objects.bulk_create(
        [
            Event(
                application=one, act=act, target=one.state, day=one.arrived_on, sentence=act,
                by="性能测试", at=one.submitted_at,
            )
            for one in applications
            for act in ("register", "confirm", "accept")
        ]
    )  # fmt: skip
    insert_rows(
        TitlePiece,
        ("application", "piece"),
        [(one.pk, piece) for one in applications for piece in pieces_of(one.title)],
    )
    return [one.pk for one in applications[::50]]


if __name__ == "__main__":
    if len(sys.argv) > 2:
        _measure(int(sys.argv[2]))
    else:
        main()
