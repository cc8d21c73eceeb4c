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
from dataclasses import replace
from urllib.parse import quote

from yangguang.bench.databases import Steps, on_both, run_bench
from yangguang.bench.requests import _bodies, _report, _Work

PAGE_MS = 200.0
IMPORT_S = 30.0
IMPORTED = 31_274
FULL = 1_000_000
HEADS = (
    "决定书文号", "违法事实", "处罚种类", "领域", "层级", "罚款金额", "决定日期", "当事人", "处罚依据",
)  # fmt: skip


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
    from datetime import UTC, datetime

    from django.utils import timezone

    from yangguang.apps.agencies.models import Agency
    from yangguang.apps.audit.actors import command
    from yangguang.apps.registers.models import ChangeSet, Register, Version
    from yangguang.apps.registers.services import (
        Proposed,
        open_change_set,
        propose_rows,
        publish_change_set,
        submit_change_set,
    )
    from yangguang.apps.registers.services.importing import (
        ImportChoices,
        import_upload,
        preview_import,
    )
    from yangguang.apps.registers.services.screening import screen_change_set
    from yangguang.apps.registers.services.staging import keep_upload, open_upload
    from yangguang.bench.registers_made import FIELDS

    by, at, on = command("性能测试"), datetime.now(UTC), timezone.localdate()
    register = Register.objects.select_related("definition").get(code="bench-penalties")
    body = Agency.objects.get(slug="b0")
    data = _workbook(count)
    clock = _Clock()
    token = keep_upload(register=register, agency=body, data=data, name="导入.xlsx", by=by)
    upload = open_upload(token=token, by=by)
    clock.told("read in the reader's process and kept")
    choices = ImportChoices()
    preview = preview_import(upload=upload, bodies=[], choices=choices, on=on)
    if preview.problems or len(preview.added) != IMPORTED:
        raise RuntimeError(f"{len(preview.added)} rows read: {preview.problems[:3]}")
    clock.told("laid beside the list for the page that shows it")
    change_set = import_upload(
        upload=upload, bodies=[], choices=choices, by=by, at=at, on=on
    ).change_set
    clock.told("taken over: read again, checked, proposed")
    screen_change_set(change_set=change_set, at=at)
    looked = clock.told("looked through for personal data (the worker's part)")
    submit_change_set(change_set=change_set, by=by, at=at)
    publish_change_set(change_set=change_set, by=by, at=at)
    clock.told("submitted and public")
    for what, took, worked in (
        ("from file to public", clock.whole, clock.worked),
        ("of it people wait for", clock.whole - looked[0], clock.worked - looked[1]),
    ):
        print(
            f"{IMPORTED:,} rows {what}: {took:.1f} s  ratio {took / IMPORT_S:.2f}"
            f"   processor {worked:.1f} s  ratio {worked / IMPORT_S:.2f}   (target: at most 1.00)",
            flush=True,
        )
    first = Version.objects.filter(change_set=change_set).order_by("pk")[0]
    rows = [Proposed(body, first.values)]
    began = time.perf_counter()
    one = open_change_set(
        register=register, agency=body, kind=ChangeSet.Kind.ENTRY, title="一条", by=by, at=at
    )
    propose_rows(
        change_set=one, rows=[replace(rows[0], values={**rows[0].values, "area": FIELDS[0]})],
        by=by, at=at,
    )  # fmt: skip
    submit_change_set(change_set=one, by=by, at=at)
    publish_change_set(change_set=one, by=by, at=at)
    print(f"one row changed and public after {time.perf_counter() - began:.2f} s", flush=True)


def _workbook(count: int) -> bytes:
    """The rows of an import as an office would send them."""
    from io import BytesIO

    import xlsxwriter

    from yangguang.bench.registers_made import made

    target = BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("行政处罚")
        sheet.write_row(0, 0, HEADS)
        for y, (number, values) in enumerate(made(range(1, IMPORTED + 1), count), 1):
            sheet.write_row(y, 0, [f"新{number}", *list(values.values())[1:]])
    return target.getvalue()


class _Clock:
    """What each step takes, by the clock and of processors at work for us (not the reader's)."""

    def __init__(self) -> None:
        self.work = _Work()
        self.began = self.last = time.perf_counter()
        self.busy = self.first = self.work.so_far()

    @property
    def whole(self) -> float:
        """Seconds by the clock up to the last step told."""
        return self.last - self.began

    @property
    def worked(self) -> float:
        """Seconds of processors up to the last step told."""
        return self.busy - self.first

    def told(self, step: str) -> tuple[float, float]:
        """Print and give what the step took that has ended."""
        now, busy = time.perf_counter(), self.work.so_far()
        took, worked = now - self.last, busy - self.busy
        print(f"  {took:>6.1f} s  processor {worked:>6.1f} s  {step}", flush=True)
        self.last, self.busy = now, busy
        return took, worked


MODULE = "yangguang.bench.registers"
STEPS: Steps = {
    "fill": ("portal", lambda size: _fill(int(size))),
    "pages": ("portal", lambda size: _pages(int(size))),
    "import": ("portal", lambda size: _import(int(size))),
}


if __name__ == "__main__":
    run_bench(MODULE, STEPS, main)
