"""Installations full of items, with their search index, which several benches share.

Making a million items with their index takes many minutes, so what was made is kept where
BENCH_KEEP names a folder and found there again; else it is made in ``var/bench`` and thrown away
afterwards. The index says nothing of the database beneath: on PostgreSQL it is copied.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yangguang.bench.data import VERSION as ITEMS_VERSION
from yangguang.bench.data import ensure_items

FOLDER = Path("var/bench")
VERSION = 1
"""Raised when the rows change."""
_WHOLE = "whole"


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a process that works on an installation of a bench, on SQLite."""
    return {
        **{key: value for key, value in os.environ.items() if key != "YANGGUANG_DATABASE"},
        "YANGGUANG_HOME": str(home.resolve()),
        "DJANGO_SETTINGS_MODULE": "yangguang.config.settings.local",
        **more,
    }


@contextmanager
def installation(count: int) -> Iterator[Path]:
    """The folder of an installation on SQLite with so many items, its index built."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    keep = os.environ.get("BENCH_KEEP")
    if keep:
        home = Path(keep).resolve() / f"stock-{count}"
    else:
        home = Path(tempfile.mkdtemp(prefix="bench-stock-", dir=FOLDER)).resolve()
    try:
        _ensure(home, count)
        yield home
    finally:
        if not keep:
            shutil.rmtree(home)


def _ensure(home: Path, count: int) -> None:
    mark = home / _WHOLE
    said = f"{VERSION} {ITEMS_VERSION} {count} {_tables()}"
    if mark.exists() and mark.read_text(encoding="ascii") == said:
        print(f"{count:,} items found in {home}", flush=True)
        return
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    items = ensure_items(FOLDER, count)
    for step in ("fill", "index"):
        subprocess.run(  # noqa: S603 (this very module with fixed arguments)
            [sys.executable, "-m", "yangguang.bench.stock", step, str(items)],
            env=environment(home), check=True,
        )  # fmt: skip
    mark.write_text(said, encoding="ascii")


def _tables() -> str:
    """A digest of all migrations: what was made before a table changed is of no use any more."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for one in sorted(package.glob("**/migrations/0*.py")):
        digest.update(one.read_bytes())
    return digest.hexdigest()


def fill(items: Path) -> None:
    """Write the items of a cache file into the empty database of this process."""
    from django.core.management import call_command
    from django.db import connection

    from yangguang.apps.agencies.models import Agency
    from yangguang.bench.catalog_rows import fill as write
    from yangguang.config.command.start import prepare_database

    prepare_database()
    if Agency.objects.exists():
        raise SystemExit("This database is in use: the bench fills an empty one only.")
    call_command("collectstatic", verbosity=0, interactive=False)
    began, worked = time.perf_counter(), time.process_time()
    written = write(items)
    print(
        f"{connection.vendor}: {written:,} items written in {time.perf_counter() - began:.0f} s"
        f" ({time.process_time() - worked:.0f} s of our processor time)",
        flush=True,
    )


def index() -> None:
    """The search index over all published items."""
    from django.utils import timezone

    from yangguang.apps.audit.actors import command
    from yangguang.apps.search.services import rebuild_index

    began, worked = time.perf_counter(), time.process_time()
    made = rebuild_index(by=command("性能测试"), at=timezone.now())
    print(
        f"index of {made:,} documents built in {time.perf_counter() - began:.0f} s"
        f" ({time.process_time() - worked:.0f} s of processor time)",
        flush=True,
    )


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "fill":
        fill(Path(sys.argv[2]))
    else:
        index()
