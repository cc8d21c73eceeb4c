"""Registers at a million rows: list, one-column filter with its count, totals, a row, against 200 ms.

Also the import of 31,000 rows against 30 s. Rows are written straight into an empty database,
SQLite and then PostgreSQL; pages are asked for through Django's whole stack as a visitor sees them,
unpressed. Each figure is the 95th percentile as a share of its limit; beside it the processor time.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from urllib.parse import quote

from yangguang.bench.databases import Steps, on_both, run_bench
from yangguang.bench.requests import _bodies, _report

PAGE_MS = 200.0
FULL = 1_000_000


def main() -> None:
    """Print each page's p95 and its share of the limit, for both databases."""
    count = max(10_000, int(FULL * float(os.environ.get("SCALE", "1"))))
    load = os.getloadavg()[0]
    print(f"{count:,} rows; load {load:.1f} on {os.cpu_count()} processors at the start")
    on_both(MODULE, STEPS, str(count))


def _fill(count: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from yangguang.apps.agencies.models import Agency
    from yangguang.bench.registers_rows import fill
    from yangguang.config.command.start import prepare_database

    prepare_database()
    if Agency.objects.exists():
        raise SystemExit("This database is in use: the bench fills an empty one only.")
    call_command("collectstatic", verbosity=0, interactive=False)
    began = time.perf_counter()
    fill(count, _bodies())
    took = time.perf_counter() - began
    print(f"\n{connection.vendor}: {count:,} rows written in {took:.0f} s", flush=True)


def _pages(count: int) -> None:
    from django.test import Client

    from yangguang.bench.registers_made import FIELDS, KINDS, LEVELS, made
    from yangguang.config.settling import settle

    chance = random.Random(3)
    client = Client(headers={"host": "127.0.0.1"})
    home = "/registers/bench-penalties/"

    def visit(address: Callable[[], str]) -> Callable[[], None]:
        def act() -> None:
            from django.core.cache import cache

            cache.clear()
            answer = client.get(address())
            if answer.status_code != 200:
                raise RuntimeError(f"{address()} answered {answer.status_code}")

        return act

    def numbered(number: int) -> str:
        ((_, values),) = made(range(number, number + 1), count)
        return quote(str(values["number"]))

    def kind() -> str:
        return f"kind={chance.choice(KINDS)}"

    def area() -> str:
        return f"area={chance.choice(FIELDS)}"

    def deep(total: int) -> int:
        return chance.randint(max(1, total // 100), max(1, total // 50))

    last = -(-count // 50)
    settle()
    began = time.process_time()
    visit(lambda: f"{home}?{area()}&{kind()}")()
    took = (time.process_time() - began) * 1000
    print(f"first page of a process, with its templates: processor {took:.0f} ms", flush=True)
    _report(
        [
            ("list", visit(lambda: home)),
            ("one kind, with its count", visit(lambda: f"{home}?{kind()}")),
            ("one area, with its count", visit(lambda: f"{home}?{area()}")),
            ("area and kind", visit(lambda: f"{home}?{area()}&{kind()}")),
            (
                "area, kind and level",
                visit(lambda: f"{home}?{area()}&{kind()}&level={chance.choice(LEVELS)}"),
            ),
            (
                "area, kind, year, fine, body",
                visit(
                    lambda: f"{home}?{area()}&{kind()}&fine_from={chance.randint(1, 40)}000"
                    f"&decided_on_from=2019-01-01&agency=b{chance.randint(0, 399)}"
                ),
            ),
            (
                "fines above an amount",
                visit(lambda: f"{home}?fine_from={chance.randint(1, 99)}000"),
            ),
            (
                "one year",
                visit(lambda: f"{home}?decided_on_from=2021-01-01&decided_on_to=2021-12-31"),
            ),
            ("by fine, greatest first", visit(lambda: f"{home}?sort=-fine")),
            ("an area by fine, deep", visit(
                lambda: f"{home}?{area()}&sort=-fine&page={deep(count // 8)}"
            )),
            ("a deep page", visit(lambda: f"{home}?page={deep(count)}")),
            ("the last page", visit(lambda: f"{home}?page={last}")),
            ("by number, last page", visit(lambda: f"{home}?sort=number&page={last}")),
            ("by number, middle page", visit(lambda: f"{home}?sort=number&page={last // 2}")),
            ("of one body", visit(lambda: f"{home}?agency=b{chance.randint(0, 399)}")),
            ("of one body, one kind", visit(
                lambda: f"{home}?agency=b{chance.randint(0, 399)}&{kind()}"
            )),
            ("one number", visit(lambda: f"{home}?number={numbered(chance.randint(1, count))}")),
            ("as of a past day", visit(lambda: f"{home}?as_of=2022-03-04")),
            ("a past day, area and kind", visit(
                lambda: f"{home}?as_of=202{chance.randint(0, 5)}-03-04&{area()}&{kind()}"
            )),
            ("a past day, by fine, deep", visit(
                lambda: f"{home}?as_of=2022-03-04&sort=-fine&page={deep(count // 2)}"
            )),
            ("a row", visit(lambda: f"{home}{chance.randint(1, count)}/")),
        ],
        PAGE_MS,
    )  # fmt: skip


def _import(count: int) -> None:
    from yangguang.bench.registers_import import measure

    measure(count)


MODULE = "yangguang.bench.registers"
STEPS: Steps = {
    "fill": ("portal", lambda size: _fill(int(size))),
    "pages": ("portal", lambda size: _pages(int(size))),
    "import": ("portal", lambda size: _import(int(size))),
}


if __name__ == "__main__":
    run_bench(MODULE, STEPS, main)
