"""Desk pages over a catalogue of a million items: lists, tree, search and counts against 200 ms.

The shared items stand in an installation of ``stock`` (kept with BENCH_KEEP) with bodies, 385
columns, drafts and four classifications each, on SQLite and then on PostgreSQL; pages are asked for through Django's whole stack as a clerk of one body
and as the director of all see them. Each figure is the 95th percentile as a share of 200 ms; beside
it stands the processor time. Counts that are kept for a minute are measured cold and warm.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from yangguang.bench.data import ensure_items, size_for
from yangguang.bench.databases import DATABASE
from yangguang.bench.requests import _report, _visitor
from yangguang.bench.stock import FOLDER, environment, installation

PAGE_MS = 200.0
SERVER = Path("scripts/with-postgresql.sh")
Page = tuple[str, Callable[[], None]]


def main() -> None:
    """Print each page's p95 and its share of the limit, on SQLite and on PostgreSQL."""
    count = size_for(float(os.environ.get("SCALE", "1")))
    load = os.getloadavg()[0]
    print(f"{count:,} items; load {load:.1f} on {os.cpu_count()} processors at the start")
    with installation(count) as home:
        _on_sqlite(home)
        this = [
            sys.executable,
            "-m",
            "yangguang.bench.catalog",
            "postgresql",
            str(count),
            str(home),
        ]
        if os.environ.get(DATABASE):
            _on_postgresql(count, home)
        elif SERVER.exists() and any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
            subprocess.run(["bash", str(SERVER), *this], check=True)  # noqa: S603, S607 (our own script)
        else:
            print("PostgreSQL not measured: no server programs here, and no database is named.")


def _on_sqlite(home: Path) -> None:
    print("\nsqlite", flush=True)
    _run("yangguang.bench.catalog", "desk", environment=environment(home, YANGGUANG_FACE="desk"))


def _on_postgresql(count: int, home: Path) -> None:
    """The same items written anew; the index, which knows no database, is that of the other."""
    items = ensure_items(FOLDER, count)
    scratch = Path(tempfile.mkdtemp(prefix="bench-catalog-", dir=FOLDER)).resolve()
    named = environment(scratch, YANGGUANG_FACE="desk", YANGGUANG_DATABASE=os.environ[DATABASE])
    try:
        shutil.copytree(home / "index", scratch / "index")
        _run("yangguang.bench.stock", "fill", str(items), environment=named)
        _run("yangguang.bench.catalog", "desk", environment=named)
    finally:
        shutil.rmtree(scratch)


def _run(module: str, *arguments: str, environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], env=environment, check=True)  # noqa: S603 (our own modules)


def _cold(visit: Callable[[], None]) -> Callable[[], None]:
    """The same with nothing kept from before."""
    from django.core.cache import cache

    def act() -> None:
        cache.clear()
        visit()

    return act


def _desk() -> None:
    from yangguang.apps.catalog.models import Item
    from yangguang.config.settling import settle

    chance = random.Random(7)
    last = Item.objects.order_by("-pk").values_list("pk", flat=True)[0]

    def an_item() -> Item:
        return Item.objects.get(pk=chance.randint(1, last))

    rows: list[Page] = []
    for who, label in (("clerk", "one body"), ("director", "all bodies")):
        visit = _visitor(who)
        rows += [
            (f"published, {label}", visit(lambda: "/items/published/")),
            (f"published, cold, {label}", _cold(visit(lambda: "/items/published/"))),
            (f"published, a deep page, {label}", visit(lambda: "/items/published/?page=150")),
            (f"published, the last page, {label}", visit(lambda: "/items/published/?page=999999")),
            (f"published by kind, {label}", visit(lambda: "/items/published/?kind=news")),
            (f"published by title, {label}", visit(lambda: "/items/published/?sort=title")),
            (f"published, a common word, {label}", visit(lambda: "/items/published/?q=环境保护")),
            (f"published, no such word, {label}", visit(lambda: "/items/published/?q=鹤鹳鸂鶒")),
            (f"withdrawn, {label}", visit(lambda: "/items/published/?state=withdrawn")),
            (f"inbox, {label}", visit(lambda: "/items/inbox/")),
            (f"drafts, mine, {label}", visit(lambda: "/drafts/")),
            (f"drafts, to review, {label}", visit(lambda: "/drafts/?tab=review")),
            (f"drafts, all, {label}", visit(lambda: "/drafts/?tab=all")),
            (f"home, {label}", visit(lambda: "/")),
            (f"search, a common word, {label}", visit(lambda: "/find/?q=环境保护")),
            (f"search, two words, {label}", visit(lambda: "/find/?q=加强环境保护")),
            (f"search, a title, {label}", visit(lambda: f"/find/?q={an_item().title[:60]}")),
            (f"search, no such word, {label}", visit(lambda: "/find/?q=鹤鹳鸂鶒")),
            (f"search, an index number, {label}", visit(lambda: f"/find/?q={last}/2020-1")),
        ]
    visit = _visitor("director")
    rows += [
        ("one item", visit(lambda: f"/items/{chance.randint(1, last)}/")),
        ("column tree", visit(lambda: "/columns/")),
        ("column tree, cold", _cold(visit(lambda: "/columns/"))),
        ("updates of columns", visit(lambda: "/columns/updates/")),
        ("classification, five-open", visit(lambda: "/classifications/?scheme=five-open")),
        (
            "classification, five-open, cold",
            _cold(visit(lambda: "/classifications/?scheme=five-open")),
        ),
        ("classification, Art. 20", visit(lambda: "/classifications/?scheme=article-20")),
        ("sub-sites", visit(lambda: "/subsites/")),
    ]
    settle()
    _report(rows, PAGE_MS)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    elif sys.argv[1] == "postgresql":
        _on_postgresql(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        import django

        django.setup()
        _desk()
