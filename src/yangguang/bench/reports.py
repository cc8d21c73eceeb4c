"""All returns of a city in one go, beside a database made for counting, and one body's live table.

Four hundred bodies, 1,150,000 items and 500,000 applications at SCALE=1, on SQLite and then on
PostgreSQL (a server of its own, or the empty database that YANGGUANG_TEST_DATABASE names). The
limits are 60 s and 30 s for the forms of 2014 and 2021 with the keys behind every cell, 200 ms for
one body's table, 500 MB of memory; DuckDB counts the same cells from the same tables in the same run.
"""

from __future__ import annotations

import os
import resource
import statistics
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yangguang.bench.databases import Steps, on_both, run_bench

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yangguang.apps.agencies.models import Agency
    from yangguang.apps.audit.actors import Actor
    from yangguang.apps.reports.models import Return

FULL_ITEMS = 1_150_000
FULL_REQUESTS = 500_000
AGENCIES = 400
YEARS = (2016, 2025)
"""One year of each form that is asked for."""
SECONDS = {"sqlite": 60.0, "postgresql": 30.0}
TABLE_MS = 200.0
MEMORY_MB = 500.0
ROUNDS = int(os.environ.get("ROUNDS", "20"))


def main() -> None:
    """Print the time for all forms, for one table, and the memory, against limits and DuckDB."""
    scale = float(os.environ.get("SCALE", "1"))
    load = os.getloadavg()[0]
    print(f"scale {scale:g}; load {load:.1f} on {os.cpu_count()} processors at the start")
    on_both(MODULE, STEPS, str(scale))


def _fill(scale: float) -> None:
    from django.db import connection

    from yangguang.apps.agencies.models import Agency
    from yangguang.bench.reports_rows import bodies, fill_items, settle_tables
    from yangguang.bench.requests_rows import fill
    from yangguang.config.command.start import prepare_database

    prepare_database()
    if Agency.objects.exists():
        raise SystemExit("This database is in use: the bench fills an empty one only.")
    began = time.perf_counter()
    made = bodies(AGENCIES)
    rows = fill_items(max(2_000, int(FULL_ITEMS * scale)), made)
    more, _ = fill(max(2_000, int(FULL_REQUESTS * scale)), made)
    settle_tables()
    took = time.perf_counter() - began
    print(f"\n{connection.vendor}: {rows + more:,} rows written in {took:.0f} s", flush=True)


def _forms(_: float) -> None:
    """The forms of every body, with the keys behind each cell."""
    from django.db import connection

    from yangguang.apps.agencies.models import Agency
    from yangguang.apps.reports.figures.cells import form_cells_by_agency
    from yangguang.apps.reports.figures.evidence import evidence_by_agency

    keys = list(Agency.objects.filter(slug__startswith="b").values_list("pk", flat=True))
    before, began, worked = _memory(), time.perf_counter(), time.process_time()
    forms = cells = records = size = 0
    for year in YEARS:
        filled = form_cells_by_agency(keys, year)
        frozen = evidence_by_agency(filled)
        forms += len(filled)
        cells += sum(len(one.values) for one in filled.values())
        for by_cell in frozen.values():
            for parts in by_cell.values():
                records += sum(part.count for part in parts)
                size += sum(len(part.packed) for part in parts)
        # What one year holds is let go before the next is counted, as at the desk.
        del filled, frozen
    took, worked = time.perf_counter() - began, time.process_time() - worked
    limit = SECONDS[connection.vendor]
    print(
        f"{forms} forms, {cells:,} cells, {records:,} keys in {size / 1e6:.1f} MB:"
        f" {took:.1f} s (our processor time {worked:.1f} s)"
        f"  ratio {took / limit:.2f}   (target: at most 1.00 of {limit:.0f} s)"
    )
    print(
        f"memory {_memory():.0f} MB, {before:.0f} of it before, {_mapped():.0f} of it pages of files"
        f" that the system may take back  ratio {_memory() / MEMORY_MB:.2f}"
        f"   (target: at most 1.00 of {MEMORY_MB:.0f} MB)",
        flush=True,
    )
    Path(os.environ["YANGGUANG_HOME"], "forms.txt").write_text(str(took))


def _limit(_: float) -> None:
    """The same by DuckDB, its cells compared with ours."""
    from yangguang.apps.agencies.models import Agency
    from yangguang.apps.reports.figures.cells import form_cells_by_agency
    from yangguang.apps.reports.figures.evidence import evidence_by_agency
    from yangguang.law.forms.load import form_for_year

    try:
        from yangguang.bench.reports_duckdb import Limit
    except ModuleNotFoundError as missing:
        print(f"DuckDB not measured: {missing}", flush=True)
        return
    base = Limit()
    forms = {year: form for year in YEARS if (form := form_for_year(year)) is not None}
    began = time.perf_counter()
    found = {year: base.count(form.code, year) for year, form in forms.items()}
    took = time.perf_counter() - began
    ours = float(Path(os.environ["YANGGUANG_HOME"], "forms.txt").read_text())
    print(f"DuckDB, the same cells and keys: {took:.1f} s   ours are {ours / took:.1f} times that")
    keys = list(Agency.objects.filter(slug__startswith="b").values_list("pk", flat=True))
    compared = 0
    for year, by_body in found.items():
        frozen = evidence_by_agency(form_cells_by_agency(keys, year))
        for agency in keys:
            for cell, (number, listed) in by_body[agency].items():
                parts = [one for one in frozen[agency][cell] if one.of.value != "entries"]
                if (sum(one.count for one in parts), parts[0].keys()) != (number, listed):
                    raise SystemExit(f"{year} {agency} {cell}: DuckDB has {number}")
                compared += 1
    print(f"{compared:,} cells with their keys are the same in both", flush=True)


def _table(_: float) -> None:
    """One body's table as it stands now."""
    from yangguang.apps.agencies.models import Agency
    from yangguang.apps.reports.figures.cells import form_cells

    first = Agency.objects.get(slug="b0").pk
    for label, act in (
        ("one body's table, this year", lambda: form_cells([first], 2026)),
        ("one body's table, 2016", lambda: form_cells([first], 2016)),
    ):
        times = _times(act)
        slow = statistics.quantiles(times, n=20)[-1]
        print(
            f"{label:<32} p50 {statistics.median(times):>7.1f} ms  p95 {slow:>7.1f} ms"
            f"  ratio {slow / TABLE_MS:.2f}   (target: at most 1.00 of {TABLE_MS:.0f} ms)",
            flush=True,
        )


def _returns(_: float) -> None:
    """The round of a year opened for every body, and the pages on which its office follows it."""
    from django.db import connection

    from yangguang.apps.agencies.models import Agency
    from yangguang.apps.audit.actors import command
    from yangguang.apps.reports.models import Return
    from yangguang.apps.reports.services.returns_rounds import open_round
    from yangguang.bench.requests import _visitor
    from yangguang.config.command.start import prepare_static
    from yangguang.config.settling import settle
    from yangguang.law.returns.model import ANNUAL

    prepare_static()
    by, at = command("性能测试"), datetime(2026, 1, 5, 1, tzinfo=UTC)
    began = time.perf_counter()
    found = open_round(code=ANNUAL, year=2025, by=by, at=at)
    rows = Return.objects.filter(round=found)
    print(
        f"{rows.count()} returns of one year opened, filled and judged:"
        f" {time.perf_counter() - began:.1f} s"
    )
    government = Agency.objects.get(slug="top")
    top = rows.get(agency=government)
    _hand_in(rows.exclude(pk=top.pk), at)
    _director(government, by=by, at=at)
    ask = _visitor("director")
    visits = {}
    for label, address in (
        ("overview of returns", "/returns/"),
        ("a round, every body", f"/returns/rounds/{found.pk}/"),
        ("a round, the most urgent first", f"/returns/rounds/{found.pk}/?sort=due&page=4"),
        ("the return they add up to", f"/returns/{top.pk}/"),
        ("its parts", f"/returns/{top.pk}/parts/"),
    ):
        visits[label] = ask(partial(str, address))
        visits[label]()
    settle()
    for label, visit in visits.items():
        asked: list[str] = []
        with connection.execute_wrapper(partial(_count, asked)):
            visit()
        times = _times(visit, time.process_time)
        slow = statistics.quantiles(times, n=20)[-1]
        print(
            f"{label:<32} p50 {statistics.median(times):>7.1f} ms  p95 {slow:>7.1f} ms of our"
            f" processor time  ratio {slow / TABLE_MS:.2f}   {len(asked)} queries",
            flush=True,
        )


def _director(body: Agency, *, by: Actor, at: datetime) -> None:
    """Somebody who follows the returns of the whole city."""
    from yangguang.apps.agencies.models import Role, User
    from yangguang.apps.agencies.services import add_staff, assign_post, install_default_roles

    install_default_roles(by=by, at=at)
    # Nobody stands here with a telephone to show a code.
    Role.objects.update(needs_second_factor=False)
    if User.objects.filter(username="director").exists():
        return
    person = add_staff(
        username="director", name="某某", password=uuid.uuid4().hex + "-Aa", by=by, at=at
    )
    assign_post(
        user=person, role=Role.objects.get(code="disclosure-director"), agency=body,
        valid_from=date(2020, 1, 1), by=by, at=at,
    )  # fmt: skip
    User.objects.filter(pk=person.pk).update(must_change_password=False)


def _count(asked: list[str], execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    asked.append(sql)
    return execute(sql, *rest)


def _hand_in(rows: QuerySet[Return], at: datetime) -> None:
    """What freezing and submitting leave behind, for every body at once."""
    from yangguang.apps.reports.models import Return, ReturnState, ReturnVersion

    everything = list(rows)
    versions = ReturnVersion.objects.bulk_create(
        ReturnVersion(
            owner=row,
            number=1,
            cells={
                cell: {"value": value, "origin": "records", "own": value, "computed": value}
                for cell, value in row.computed.items()
            },
            evidence=bytes(2_000),
            digest="0" * 64,
            as_of=at,
            frozen_by_key="bench",
            frozen_by="某某",
            frozen_at=at,
        )
        for row in everything
    )
    for row, version in zip(everything, versions, strict=True):
        row.current, row.state, row.first_submitted_on = version, ReturnState.SUBMITTED, at.date()
    Return.objects.bulk_update(everything, ["current", "state", "first_submitted_on"])


def _times(
    act: Callable[[], object], clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    act()
    times = []
    for _ in range(ROUNDS):
        began = clock()
        act()
        times.append((clock() - began) * 1000)
    return times


def _memory() -> float:
    """The most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _mapped() -> float:
    """What of the memory held now are pages of files (SQLite maps up to 256 MB of its own), in MB."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssFile:")) / 1024


MODULE = "yangguang.bench.reports"
STEPS: Steps = {
    "fill": ("desk", lambda size: _fill(float(size))),
    "forms": ("desk", lambda size: _forms(float(size))),
    "limit": ("desk", lambda size: _limit(float(size))),
    "table": ("desk", lambda size: _table(float(size))),
    "returns": ("desk", lambda size: _returns(float(size))),
}


if __name__ == "__main__":
    run_bench(MODULE, STEPS, main)
