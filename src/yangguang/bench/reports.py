"""All returns of a city in one go, beside a database made for counting, and one body's live table.

Four hundred bodies, 1,150,000 items and 500,000 applications at SCALE=1, on SQLite and then on
PostgreSQL (a server of its own, or the empty database that YANGGUANG_TEST_DATABASE names). The
limits are 60 s and 30 s for the forms of 2014 and 2021 with the keys behind every cell, 200 ms for
one body's table, 500 MB of memory; DuckDB counts the same cells from the same tables in the same run.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

FULL_ITEMS = 1_150_000
FULL_REQUESTS = 500_000
AGENCIES = 400
YEARS = (2016, 2025)
"""One year of each form that is asked for."""
SECONDS = {"sqlite": 60.0, "postgresql": 30.0}
TABLE_MS = 200.0
MEMORY_MB = 500.0
ROUNDS = int(os.environ.get("ROUNDS", "20"))
SERVER = Path("scripts/with-postgresql.sh")
DATABASE = "YANGGUANG_TEST_DATABASE"


def main() -> None:
    """Print the time for all forms, for one table, and the memory, against limits and DuckDB."""
    scale = float(os.environ.get("SCALE", "1"))
    load = os.getloadavg()[0]
    print(f"scale {scale:g}; load {load:.1f} on {os.cpu_count()} processors at the start")
    _on_database(scale, {})
    this = [sys.executable, "-m", "yangguang.bench.reports", "postgresql", str(scale)]
    if os.environ.get(DATABASE):
        _on_postgresql(scale)
    elif SERVER.exists() and any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        subprocess.run([str(SERVER), *this], check=True)  # noqa: S603 (this very module)
    else:
        print("PostgreSQL not measured: no server programs here, and no database is named.")


def _on_postgresql(scale: float) -> None:
    _on_database(scale, {"YANGGUANG_DATABASE": os.environ[DATABASE]})


def _on_database(scale: float, more: dict[str, str]) -> None:
    folder = Path("var/bench")
    folder.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="bench-reports-", dir=folder))
    environment = {
        **{key: value for key, value in os.environ.items() if key != "YANGGUANG_DATABASE"},
        "YANGGUANG_HOME": str(scratch),
        "YANGGUANG_FACE": "desk",
        "DJANGO_SETTINGS_MODULE": "yangguang.config.settings.local",
        **more,
    }
    try:
        for step in ("fill", "forms", "limit", "table"):
            subprocess.run(  # noqa: S603 (this very module with fixed arguments)
                [sys.executable, "-m", "yangguang.bench.reports", step, str(scale)],
                env=environment,
                check=True,
            )
    finally:
        shutil.rmtree(scratch)


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
    before, began = _memory(), time.perf_counter()
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
    took = time.perf_counter() - began
    limit = SECONDS[connection.vendor]
    print(
        f"{forms} forms, {cells:,} cells, {records:,} keys in {size / 1e6:.1f} MB:"
        f" {took:.1f} s  ratio {took / limit:.2f}   (target: at most 1.00 of {limit:.0f} s)"
    )
    print(
        f"memory {_memory():.0f} MB, {before:.0f} of it before"
        f"  ratio {_memory() / MEMORY_MB:.2f}   (target: at most 1.00 of {MEMORY_MB:.0f} MB)",
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


def _times(act: Callable[[], object]) -> list[float]:
    act()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return times


def _memory() -> float:
    """The most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    elif sys.argv[1] == "postgresql":
        _on_postgresql(float(sys.argv[2]))
    else:
        import django

        django.setup()
        {"fill": _fill, "forms": _forms, "limit": _limit, "table": _table}[sys.argv[1]](
            float(sys.argv[2])
        )
