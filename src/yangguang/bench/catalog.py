"""Desk pages over a catalogue of a million items: lists, tree, search and counts against 200 ms.

The shared items are written straight into an empty database with bodies, 385 columns, drafts and
four classifications each; pages are asked for through Django's whole stack as a clerk of one body
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
import time
from collections.abc import Callable
from pathlib import Path

from yangguang.bench.data import ensure_items, size_for
from yangguang.bench.requests import DATABASE, _report, _visitor

PAGE_MS = 200.0
FOLDER = Path("var/bench")
Page = tuple[str, Callable[[], None]]


def main() -> None:
    """Print each page's p95 and its share of the limit."""
    count = size_for(float(os.environ.get("SCALE", "1")))
    load = os.getloadavg()[0]
    print(f"{count:,} items; load {load:.1f} on {os.cpu_count()} processors at the start")
    items = ensure_items(FOLDER, count)
    scratch = Path(tempfile.mkdtemp(prefix="bench-catalog-", dir=FOLDER))
    environment = {
        **{key: value for key, value in os.environ.items() if key != "YANGGUANG_DATABASE"},
        "YANGGUANG_HOME": str(scratch),
        "DJANGO_SETTINGS_MODULE": "yangguang.config.settings.local",
        "YANGGUANG_FACE": "desk",
    }
    if os.environ.get(DATABASE):
        environment["YANGGUANG_DATABASE"] = os.environ[DATABASE]
    try:
        for step in ("fill", "index", "desk"):
            subprocess.run(  # noqa: S603 (this very module with fixed arguments)
                [sys.executable, "-m", "yangguang.bench.catalog", step, str(items)],
                env=environment,
                check=True,
            )
    finally:
        shutil.rmtree(scratch)


def _fill(items: Path) -> None:
    from django.core.management import call_command
    from django.db import connection

    from yangguang.apps.agencies.models import Agency
    from yangguang.bench.catalog_rows import fill
    from yangguang.config.command.start import prepare_database

    prepare_database()
    if Agency.objects.exists():
        raise SystemExit("This database is in use: the bench fills an empty one only.")
    call_command("collectstatic", verbosity=0, interactive=False)
    began = time.perf_counter()
    written = fill(items)
    took = time.perf_counter() - began
    print(f"\n{connection.vendor}: {written:,} items written in {took:.0f} s", flush=True)


def _index() -> None:
    """The titles in the search index, as an installation has them."""
    from django.utils import timezone

    from yangguang.apps.audit.actors import command
    from yangguang.apps.search.services import rebuild_index

    began = time.perf_counter()
    rebuild_index(by=command("性能测试"), at=timezone.now())
    print(f"index built in {time.perf_counter() - began:.0f} s", flush=True)


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
    else:
        import django

        django.setup()
        if sys.argv[1] == "fill":
            _fill(Path(sys.argv[2]))
        elif sys.argv[1] == "index":
            _index()
        else:
            _desk()
