"""The sweep over a whole stock, as the command does it, beside its limit of two minutes a million.

The shared synthetic items are written straight into an empty SQLite installation under ``var/bench``
and kept there for the next run; one in twenty-five carries a labelled passage. What is timed is the
console command from its start to its end, start of the processes included.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from yangguang.bench.data import FULL_SIZE, BenchItem, ensure_items, read_items, size_for
from yangguang.bench.privacy import PLANTED, labelled_passages

LIMIT_SECONDS = 120.0
"""For `FULL_SIZE` items, rules only, on two cores."""
BODIES = 200
_BATCH = 5_000
_AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def measure_sweep(scale: float, *, rules_only: bool = False) -> None:
    """Print both passes with their rate, and the rules' share of the limit."""
    count = size_for(scale)
    home = Path("var/bench").resolve() / f"privacy-{count}"
    _ensure_stock(home, count)
    limit = LIMIT_SECONDS * count / FULL_SIZE
    load = os.getloadavg()[0]
    print(f"\nsweep of {count:,} items on SQLite; load {load:.1f}, {os.cpu_count()} processors")
    passes = [["--again"]] if rules_only else [["--again"], ["--again", "--names"]]
    for words in passes:
        began, worked = time.perf_counter(), _processor_seconds()
        answer = _command(home, "privacy", "sweep", "--json", *words)
        seconds = time.perf_counter() - began
        # On a machine that others use too, this is what the sweep needs when it is alone.
        alone = (_processor_seconds() - worked) / (os.cpu_count() or 1)
        told = json.loads(answer.splitlines()[-1])
        line = (
            f"  {told['sweep']:6}{seconds:9.1f} s, processors {alone:.1f} s each"
            f"{count / seconds:12,.0f} items/s{told['found']:10,} found"
        )
        if told["sweep"] == "rules":
            share = seconds / limit
            line += (
                f"   {share:.2f} of the limit of {limit:.1f} s: {'met' if share <= 1 else 'MISSED'}"
            )
        print(line, flush=True)


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _environment(home: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "YANGGUANG_DATABASE"}
    settings = "yangguang.config.settings.local"
    return {**kept, "YANGGUANG_HOME": str(home), "DJANGO_SETTINGS_MODULE": settings}


def _command(home: Path, *words: str) -> str:
    done = subprocess.run(  # noqa: S603 (our own command with fixed arguments)
        [sys.executable, "-m", "yangguang.config.command.main", *words],
        env=_environment(home), check=False, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    if done.returncode == 2:
        raise SystemExit("the sweep could not be done")
    return done.stdout


def _ensure_stock(home: Path, count: int) -> None:
    whole = home / "whole"
    if whole.exists():
        return
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    subprocess.run(  # noqa: S603 (this very module)
        [sys.executable, "-m", "yangguang.bench.privacy_sweep", str(count)],
        env=_environment(home), check=True,
    )  # fmt: skip
    whole.touch()


def _fill(count: int) -> None:
    import django

    django.setup()
    from django.db import transaction

    from yangguang.apps.agencies.services import create_agency
    from yangguang.apps.audit.actors import command
    from yangguang.apps.catalog.models import Edition, Item, ItemState
    from yangguang.apps.rows import insert_rows
    from yangguang.config.command.start import prepare_database

    prepare_database()
    by = command("性能测试")
    bodies = [
        create_agency(
            code=f"98{number:07d}", slug=f"b{number}", name=f"清源市第{number}局",
            kind="department", level="city", by=by, at=_AT,
        ).pk
        for number in range(BODIES)
    ]  # fmt: skip
    items = Item(agency_name="清源市", state=ItemState.PUBLISHED, created_at=_AT, released_at=_AT)
    editions = Edition(number=1, sha256="0" * 64, made_at=_AT)
    began = time.perf_counter()
    for batch in _batches(_texts(count)):
        with transaction.atomic():
            insert_rows(Item, *_rows(items, batch, lambda key, one, body: {
                "id": key, "agency": bodies[key % BODIES], "title": one.title[:500],
                "summary": body[:100], "edition": key, "listed_on": date.fromisoformat(one.published_on),
                "index_number": one.index_number,
            }))  # fmt: skip
            insert_rows(Edition, *_rows(editions, batch, lambda key, one, body: {
                "id": key, "item": key, "title": one.title[:500], "body_text": body,
                "body_html": f"<p>{body}</p>",
            }))  # fmt: skip
    print(f"stock of {count:,} items written in {time.perf_counter() - began:.0f} s", flush=True)


Text = tuple[int, BenchItem, str]


def _texts(count: int) -> Iterator[Text]:
    labelled = labelled_passages()
    path = ensure_items(Path("var/bench"), count)
    for number, item in enumerate(read_items(path)):
        body = item.body
        if number % PLANTED[0] == 0:
            body = f"{body}\n{labelled[number // PLANTED[0] % len(labelled)]}"
        yield number + 1, item, body


def _batches(texts: Iterator[Text]) -> Iterator[list[Text]]:
    batch: list[Text] = []
    for text in texts:
        batch.append(text)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _rows(template: Any, batch: list[Text], values: Any) -> tuple[tuple[str, ...], list[list[Any]]]:
    """Every column of the template's table, its value from the template where a row names none."""
    fields = template._meta.concrete_fields
    names = tuple(field.name for field in fields)
    common = [getattr(template, field.attname) for field in fields]
    rows = []
    for key, one, body in batch:
        row = list(common)
        for name, value in values(key, one, body).items():
            row[names.index(name)] = value
        rows.append(row)
    return names, rows


if __name__ == "__main__":
    _fill(int(sys.argv[1]))
