"""Ingest against Django's own bulk insert of the same rows, in one run.

The peer gets every row that ingest wrote, ready-made in memory, and only has to insert it with
``bulk_create`` into an empty database of the same kind. What ingest does besides (reading records,
recognising bodies, near-duplicate signatures, looking for copies, audit, events and what the press
and other readers do at once when they hear of them) is the difference. Rates are of processor time;
the clock, which waits for the disk and for whoever else uses it, stands beside them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from yangguang.bench.data import ensure_items, read_items, size_for

MOST = 100_000
AGENCIES = 200


def main() -> None:
    """Print both rates and their ratio."""
    scale = float(os.environ.get("SCALE", "0.05"))
    count = min(MOST, size_for(scale))
    folder = Path("var/bench")
    items = ensure_items(folder, count)
    scratch = Path(tempfile.mkdtemp(prefix="bench-ingest-", dir=folder))
    try:
        source = scratch / "export.jsonl"
        _write_export(items, source)
        ingest = _measure("ingest", scratch, source)
        peer = _measure("peer", scratch, source)
    finally:
        shutil.rmtree(scratch)
    ratio = (ingest["items"] / ingest["seconds"]) / (ingest["items"] / peer["seconds"])
    print(f"items                    {ingest['items']:>12,}")
    print(f"rows written             {peer['rows']:>12,}")
    print(f"ingest                   {ingest['items'] / ingest['seconds']:>12,.0f} items/s")
    print(
        f"Django bulk_create       {ingest['items'] / peer['seconds']:>12,.0f} items/s (same rows)"
    )
    print(f"ratio                    {ratio:>12.2f}   (target: at least 0.50)")
    print(f"ratio by the clock       {peer['clock'] / ingest['clock']:>12.2f}")


def _write_export(items: Path, target: Path) -> None:
    with target.open("w", encoding="utf-8") as handle:
        for number, item in enumerate(read_items(items)):
            record = {
                "title": item.title,
                "index_number": item.index_number,
                "number": item.number,
                "agency": f"清源市第{number % AGENCIES}局",
                "formed_on": item.formed_on,
                "source_published_on": item.published_on,
                "body": item.body,
            }
            handle.write(json.dumps(record, ensure_ascii=False) + "\n")


def _measure(what: str, scratch: Path, source: Path) -> dict[str, Any]:
    environment = {
        **os.environ,
        "YANGGUANG_HOME": str(scratch / "home"),
        "YANGGUANG_BENCH_PEER": str(scratch / "peer.sqlite3"),
        "DJANGO_SETTINGS_MODULE": "yangguang.config.settings.local",
    }
    done = subprocess.run(  # noqa: S603 (this very module with fixed arguments)
        [sys.executable, "-m", "yangguang.bench.ingest", what, str(source)],
        env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _ingest(source: Path) -> dict[str, Any]:
    import django

    django.setup()
    from yangguang.apps.agencies.services import create_agency
    from yangguang.apps.audit.actors import command
    from yangguang.apps.catalog.ingest.running import run_ingest
    from yangguang.config.command.start import prepare_database

    prepare_database()
    by, at = command("性能测试"), datetime.now(UTC)
    for number in range(AGENCIES):
        create_agency(
            code=f"99{number:07d}", slug=f"agency-{number}", name=f"清源市第{number}局",
            kind="department", level="city", by=by, at=at,
        )  # fmt: skip
    with _timed() as times:
        report = run_ingest(paths=[source], by=by, publish=True, basis="性能测试")
    if report.outcomes["skipped"]:
        raise RuntimeError(f"the bench data was not taken: {report.notes[0]}")
    return {"items": sum(report.outcomes.values()), **times}


@contextmanager
def _timed() -> Iterator[dict[str, float]]:
    """Processor time in ``seconds`` and the time on the clock, filled in at the end of the block."""
    times: dict[str, float] = {}
    began, clock = time.process_time(), time.perf_counter()
    yield times
    times.update(seconds=time.process_time() - began, clock=time.perf_counter() - clock)


def _peer(source: Path) -> dict[str, Any]:
    """Read back what ingest wrote, then insert it into an empty database table by table."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections, transaction

    from yangguang.apps.agencies.models import Agency, AgencyName
    from yangguang.apps.audit.models import Act
    from yangguang.apps.catalog import models
    from yangguang.apps.events.models import Delivery, Event
    from yangguang.apps.jobs.models import Job

    given = connections.databases["default"]
    connections.settings["peer"] = {**given, "NAME": os.environ["YANGGUANG_BENCH_PEER"]}
    call_command("migrate", database="peer", verbosity=0, interactive=False)
    # An item points at its edition and the edition at its item: rows go in as they are.
    connections["peer"].disable_constraint_checking()
    Agency.objects.using("peer").bulk_create(Agency.objects.all())
    AgencyName.objects.using("peer").bulk_create(AgencyName.objects.all())
    Job.objects.using("peer").bulk_create(Job.objects.all())
    tables = (
        models.Item, models.Edition, models.ItemStatus, models.ItemColumn, models.ItemFacet,
        models.Attachment, models.TextBand, models.Disclosure, models.Intake, Act, Event, Delivery,
    )  # fmt: skip
    rows: list[tuple[Any, list[Any]]] = []
    for table in tables:
        found = list(table.objects.order_by("pk"))
        if table is Act:
            found = [row for row in found if row.verb.startswith("item")]
        rows.append((table, found))
    with _timed() as times:
        for table, found in rows:
            for start in range(0, len(found), 500):
                # One transaction a batch, as ingest commits.
                with transaction.atomic(using="peer"):
                    table.objects.using("peer").bulk_create(found[start : start + 500])
    return {"rows": sum(len(found) for _, found in rows), **times}


if __name__ == "__main__":
    if len(sys.argv) == 3:
        part = {"ingest": _ingest, "peer": _peer}[sys.argv[1]]
        print(json.dumps(part(Path(sys.argv[2]))))
    else:
        main()
