"""Two thousand publications by forty clerks at once: numbers consecutive, nobody shown an error.

The drafts stand reviewed when the clock starts; what is measured is the release itself with all it
brings (number, edition, dated facts, duty, audit row, event). Clerks work in four processes of ten
threads, as a desk with several workers serves them. On SQLite and, where its server programs are
installed, on PostgreSQL. The plainest peer is one clerk who releases as many one after the other.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from yangguang.bench.databases import DATABASE, SERVER

PUBLICATIONS, CLERKS, PROCESSES, BODIES = 2_000, 40, 4, 5
ALONE = 100
"""Publications by one clerk alone, for the peer's rate."""


def main() -> None:
    """Print each database's figures; ends with 1 where a number is missing or somebody saw an error."""
    count = max(CLERKS * 2, round(PUBLICATIONS * float(os.environ.get("SCALE", "1"))))
    count -= count % CLERKS
    load = os.getloadavg()[0]
    print(f"load {load:.1f} on {os.cpu_count()} processors at the start", flush=True)
    good = _on_database(count, "SQLite", {})
    this = [sys.executable, "-m", "yangguang.bench.publishing", "postgresql", str(count)]
    if os.environ.get(DATABASE):
        good &= _on_postgresql(count)
    elif SERVER.exists() and any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        done = subprocess.run(["bash", str(SERVER), *this], check=False)  # noqa: S603, S607 (our own script)
        good &= done.returncode == 0
    else:
        print("PostgreSQL not measured: its server programs are not installed here")
    raise SystemExit(0 if good else 1)


def _on_postgresql(count: int) -> bool:
    return _on_database(count, "PostgreSQL", {"YANGGUANG_DATABASE": os.environ[DATABASE]})


def _on_database(count: int, name: str, more: dict[str, str]) -> bool:
    folder = Path("var/bench")
    folder.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="bench-publishing-", dir=folder)).resolve()
    environment = {
        **{key: value for key, value in os.environ.items() if key != "YANGGUANG_DATABASE"},
        "YANGGUANG_HOME": str(home),
        "YANGGUANG_FACE": "desk",
        "YANGGUANG_PRESS_DIR": "off",
        "DJANGO_SETTINGS_MODULE": "yangguang.config.settings.local",
        **more,
    }
    try:
        _step(environment, "fill", count + ALONE)
        alone = _step(environment, "work", ALONE, 0, 1)
        began = time.perf_counter()
        running = [
            _start(environment, "work", count // PROCESSES, ALONE + number * count // PROCESSES,
                   CLERKS // PROCESSES)
            for number in range(PROCESSES)
        ]  # fmt: skip
        parts = [_answer(one) for one in running]
        seconds = time.perf_counter() - began
        checked = _step(environment, "check", count + ALONE)
    finally:
        shutil.rmtree(home)
    times = sorted(one for part in parts for one in part["times"])
    errors = Counter(one for part in (alone, *parts) for one in part["errors"])
    rate = len(times) / max(part["seconds"] for part in parts)
    peer = len(alone["times"]) / alone["seconds"]
    print(f"\n{name}: {count:,} publications by {CLERKS} clerks in {PROCESSES} processes")
    print(f"  done                {len(times):>10,}   errors {sum(errors.values())}")
    print(
        f"  rate                {rate:>10.1f} a second ({seconds:.0f} s with the processes' start)"
    )
    print(f"  one clerk alone     {peer:>10.1f} a second   ratio {rate / peer:.2f}")
    print(
        f"  one publication     {statistics.median(times) * 1000:>10.0f} ms p50"
        f"   {times[int(len(times) * 0.95)] * 1000:.0f} ms p95   {times[-1] * 1000:.0f} ms at worst"
    )
    for name, label in (
        ("waits", "waiting to begin"), ("holds", "standing open"), ("worked", "  its processor time")
    ):  # fmt: skip
        found = sorted(one for part in parts for one in part[name])
        print(
            f"  {label:<19} {statistics.median(found) * 1000:>10.1f} ms p50"
            f"   {found[int(len(found) * 0.95)] * 1000:.1f} ms p95   {found[-1] * 1000:.1f} ms at worst"
        )
    asked = sorted(one for part in parts for one in part["statements"])
    print(f"  statements          {statistics.median(asked):>10.0f} p50   {asked[-1]} at most")
    for sentence, often in errors.most_common(5):
        print(f"  error × {often}: {sentence}")
    print(f"  numbers             {'consecutive for each body' if checked['good'] else checked}")
    good = not errors and bool(checked["good"]) and len(times) == count
    print(f"  {'met' if good else 'NOT met'}", flush=True)
    return good


def _start(environment: dict[str, str], *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 (this very module with fixed arguments)
        [sys.executable, "-m", "yangguang.bench.publishing", *map(str, arguments)],
        env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _answer(running: subprocess.Popen[str]) -> dict[str, Any]:
    said, _ = running.communicate()
    if running.returncode:
        raise RuntimeError(f"a part of the bench ended with {running.returncode}")
    answer: dict[str, Any] = json.loads(said.splitlines()[-1])
    return answer


def _step(environment: dict[str, str], *arguments: object) -> dict[str, Any]:
    return _answer(_start(environment, *arguments))


# In the processes


def _fill(count: int) -> None:
    """Reviewed drafts of a few bodies: one by the services, the others as copies of its rows."""
    from django.utils import timezone

    from yangguang.apps.agencies.models import Agency, AgencyKind, AgencyLevel, AgencyName
    from yangguang.apps.audit.actors import command
    from yangguang.apps.catalog.models import Item, ItemState, ItemStatus
    from yangguang.apps.publishing.checklists import questions_for
    from yangguang.apps.publishing.models import Draft, DraftState, Opinion, Outcome
    from yangguang.apps.publishing.services.submitting import digest_of
    from yangguang.config.command.start import prepare_database
    from yangguang.law.publication import ReviewKind

    prepare_database()
    now = timezone.now()
    day = timezone.localdate(now).isoformat()
    by = command("性能测试")
    bodies = []
    for number in range(BODIES):
        body = Agency.objects.create(
            name=f"试验市第{number + 1}局", code=f"{number + 1:09d}", slug=f"body-{number}",
            kind=AgencyKind.DEPARTMENT, level=AgencyLevel.CITY, order=number,
        )  # fmt: skip
        body.path = f"{body.pk}/"
        body.save(update_fields=["path"])
        AgencyName.objects.create(agency=body, name=body.name, recorded_at=now)
        bodies.append(body)
    items = Item.objects.bulk_create(
        [
            Item(
                agency=bodies[number % BODIES], agency_name=bodies[number % BODIES].name,
                title=f"关于第{number}项工作的公告", kind="announcement", state=ItemState.DRAFT,
                created_at=now,
            )
            for number in range(count)
        ],
        batch_size=500,
    )  # fmt: skip
    ItemStatus.objects.bulk_create(
        [
            ItemStatus(item=item, state=ItemState.DRAFT, valid_from=now, recorded_at=now)
            for item in items
        ],
        batch_size=500,
    )
    text = "现将有关事项公告如下，自公布之日起施行。" * 40
    drafts = [
        Draft(
            item=item, title=item.title, body_html=f"<p>{text}</p>", body_text=text,
            header={"kind": "announcement", "formed_on": day}, attribute="proactive",
            ground="article-20-11", state=DraftState.APPROVED, drafter_key="writer",
            drafter_name="起草人", created_at=now, saved_at=now, saved_by_key="writer",
            saved_by_name="起草人", submitted_at=now, submitted_by_key="writer",
            submitted_by_name="起草人",
        )
        for item in items
    ]  # fmt: skip
    drafts = Draft.objects.bulk_create(drafts, batch_size=500)
    for draft in drafts:
        draft.digest = digest_of(draft)
    Draft.objects.bulk_update(drafts, ["digest"], batch_size=500)
    opinions = []
    for kind in ReviewKind:
        questions = list(questions_for(kind, bodies[0])[1])
        opinions += [
            Opinion(
                draft=draft, kind=kind.value, outcome=Outcome.PASS, digest=draft.digest,
                questions=questions, answers={row["key"]: row["expected"] for row in questions},
                agency=draft.item.agency, agency_name=draft.item.agency_name,
                signed_by_key=kind.value, signed_by_name=kind.label, signed_at=now,
            )
            for draft in drafts
        ]  # fmt: skip
    Opinion.objects.bulk_create(opinions, batch_size=500)
    print(json.dumps({"drafts": len(drafts), "by": by.name}))


def _work(count: int, first: int, clerks: int) -> None:
    """So many clerks release their share of the drafts, each on a thread of their own."""
    from django.db import connections
    from django.utils import timezone

    from yangguang.apps.audit.actors import Actor, ActorKind
    from yangguang.apps.publishing.models import Draft
    from yangguang.apps.publishing.services.releasing import publish_draft

    keys = list(Draft.objects.order_by("pk").values_list("pk", flat=True)[first : first + count])
    times: list[float] = []
    errors: list[str] = []
    ready = threading.Barrier(clerks + 1)
    watch = _Watch()

    def clerk(number: int) -> None:
        by = Actor(ActorKind.STAFF, f"clerk-{first}-{number}", f"经办{number}")
        watch.this_thread()
        ready.wait()
        try:
            for key in keys[number::clerks]:
                began = time.perf_counter()
                try:
                    publish_draft(draft=Draft.objects.get(pk=key), by=by, at=timezone.now())
                except Exception as error:  # noqa: BLE001 (what any clerk would see is what is counted)
                    errors.append(f"{type(error).__name__}: {error}"[:200])
                else:
                    times.append(time.perf_counter() - began)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=clerk, args=(number,)) for number in range(clerks)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    print(
        json.dumps(
            {
                "times": times,
                "errors": errors,
                "seconds": seconds,
                "waits": watch.waits,
                "holds": watch.holds,
                "worked": watch.worked,
                "statements": watch.statements,
            }
        )
    )


class _Watch:
    """How long each transaction waited to begin and then stood open, and what it did meanwhile.

    On SQLite a transaction that stands open is the writer, and everybody else waits for it.
    """

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.holds: list[float] = []
        self.worked: list[float] = []
        self.statements: list[int] = []

    def this_thread(self) -> None:
        """Watch the connection of this thread."""
        from django.db import connection

        begin, end = connection.set_autocommit, connection.commit
        began = worked = 0.0
        asked = 0

        def counting(execute: Any, *arguments: Any) -> Any:
            nonlocal asked
            asked += 1
            return execute(*arguments)

        def beginning(autocommit: bool, *more: Any, **named: Any) -> None:
            nonlocal began, worked, asked
            before = time.perf_counter()
            begin(autocommit, *more, **named)
            if not autocommit:
                began, worked, asked = time.perf_counter(), time.thread_time(), 0
                self.waits.append(began - before)

        def ending() -> None:
            end()
            self.holds.append(time.perf_counter() - began)
            self.worked.append(time.thread_time() - worked)
            self.statements.append(asked)

        connection.ensure_connection()
        connection.execute_wrappers.append(counting)
        connection.set_autocommit = beginning  # type: ignore[method-assign] # watched from outside
        connection.commit = ending  # type: ignore[method-assign] # watched from outside


def _check(count: int) -> None:
    """Whether each body's numbers run from 1 without a gap, and everything was published once."""
    from yangguang.apps.agencies.models import Agency
    from yangguang.apps.audit.models import Act
    from yangguang.apps.catalog.models import Edition, Item, ItemState

    gaps = {}
    for body in Agency.objects.filter(slug__startswith="body-"):
        found = Item.objects.filter(agency=body, state=ItemState.PUBLISHED)
        serials = sorted(
            int(str(number).rsplit("-", 1)[1])
            for number in found.values_list("index_number", flat=True)
        )
        if serials != list(range(1, len(serials) + 1)):
            gaps[body.slug] = serials
    published = Item.objects.filter(state=ItemState.PUBLISHED).count()
    editions = Edition.objects.count()
    acts = Act.objects.filter(verb="draft.publish").count()
    good = not gaps and published == editions == acts == count
    print(
        json.dumps(
            {"good": good, "gaps": gaps, "published": published, "editions": editions, "acts": acts}
        )
    )


def _run() -> None:
    if len(sys.argv) == 1:
        main()
    elif sys.argv[1] == "postgresql":
        raise SystemExit(0 if _on_postgresql(int(sys.argv[2])) else 1)
    else:
        import django

        django.setup()
        steps: dict[str, Any] = {"fill": _fill, "work": _work, "check": _check}
        steps[sys.argv[1]](*(int(one) for one in sys.argv[2:]))


if __name__ == "__main__":
    _run()
