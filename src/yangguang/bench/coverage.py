"""The coverage of 400 bodies by all rows of a disclosure list, read as citizens read it: 200 ms.

An empty database is filled with the bodies, a list of 300 rows that each of them owes (half once,
half in periods) and a hundred published items a body; the product reckons every cell. Pages are asked
for through Django's whole stack, unpressed, on SQLite and then PostgreSQL. Each figure is the 95th
percentile as a share of its limit; beside it the processor time.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from yangguang.bench.databases import Steps, on_both, run_bench
from yangguang.bench.requests import _bodies, _report

PAGE_MS = 200.0
ROWS, GROUPS, ITEMS = 300, 12, 100
"""Rows of the list, the groups they fall into, and items that each body published."""
COLUMNS = 60
LIMITS = (
    "信息形成或者变更之日起20个工作日内", "及时公开", "每季度结束后15日内", "每年1月31日前", "每月10日前",
    "7个工作日内",
)  # fmt: skip
CODE = "disclosure-items"


def main() -> None:
    """Print each page's p95 and its share of the limit, for both databases."""
    rows = max(GROUPS, int(ROWS * float(os.environ.get("SCALE", "1"))))
    load = os.getloadavg()[0]
    print(f"400 bodies × {rows} rows; load {load:.1f} on {os.cpu_count()} processors at the start")
    on_both(MODULE, STEPS, str(rows))


def _fill(rows: int) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from yangguang.apps.agencies.models import Agency
    from yangguang.apps.coverage.models import Cell
    from yangguang.apps.coverage.services import refresh_body, refresh_list
    from yangguang.apps.registers.models import Register
    from yangguang.config.command.start import prepare_database

    prepare_database()
    if Agency.objects.exists():
        raise SystemExit("This database is in use: the bench fills an empty one only.")
    call_command("collectstatic", verbosity=0, interactive=False)
    bodies = Agency.objects.in_bulk(_bodies())
    _items(list(bodies.values()))
    _list(rows, next(iter(bodies.values())))
    register = Register.objects.get(code=CODE)
    # What is missing is shown; 60,000 duties nobody reads would only lengthen the filling.
    Register.objects.filter(pk=register.pk).update(duties_since=None)
    register.refresh_from_db()
    began = time.perf_counter()
    cells = refresh_list(register=register, at=datetime.now(UTC))
    took = time.perf_counter() - began
    print(f"\n{connection.vendor}: {cells:,} cells reckoned in {took:.1f} s", flush=True)
    body = next(iter(bodies.values()))
    began = time.perf_counter()
    refresh_body(agency=body, at=datetime.now(UTC))
    took = time.perf_counter() - began
    late = Cell.objects.filter(register=register, due_on__lt=timezone.localdate()).count()
    print(f"one body again in {took * 1000:.0f} ms; {late:,} cells are late", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _items(bodies: list[Any]) -> None:
    """A hundred items a body over the columns of the list, over two years."""
    from django.utils import timezone

    from yangguang.apps.catalog.models import Column, ColumnType, Item, ItemColumn, ItemState

    columns = [
        Column.objects.create(
            slug=f"c{number}", name=f"第{number}栏", column_type=ColumnType.NEWS, order=number,
            opened_on=date(2020, 1, 1),
        )
        for number in range(COLUMNS)
    ]  # fmt: skip
    for column in columns:
        column.path = f"{column.pk}/"
        column.save(update_fields=["path"])
    chance, at, today = random.Random(5), datetime.now(UTC), timezone.localdate()
    for body in bodies:
        items = [
            Item(
                agency=body, agency_name=body.name, title=f"{body.name}第{number}件公开信息",
                state=ItemState.PUBLISHED, column=chance.choice(columns), created_at=at,
                listed_on=today - timedelta(days=chance.randint(0, 730)), released_at=at,
            )
            for number in range(ITEMS)
        ]  # fmt: skip
        Item.objects.bulk_create(items, batch_size=500)
        ItemColumn.objects.bulk_create(
            [
                ItemColumn(item=item, column=item.column, valid_from=at, recorded_at=at)
                for item in items
            ],
            batch_size=500,
        )


def _list(rows: int, keeper: Any) -> None:
    from yangguang.apps.audit.actors import command
    from yangguang.apps.registers.models import ChangeSet
    from yangguang.apps.registers.services import (
        Proposed,
        install_register,
        open_change_set,
        propose_rows,
        publish_change_set,
        submit_change_set,
    )
    from yangguang.apps.registers.services.screening import screen_change_set
    from yangguang.law.registers import shipped

    by, at = command("性能测试"), datetime.now(UTC) - timedelta(days=400)
    register = install_register(text=shipped()[CODE].text, by=by, at=at)
    made = open_change_set(
        register=register, agency=keeper, kind=ChangeSet.Kind.IMPORT, title="清单", by=by, at=at
    )
    listed = [
        {
            "number": str(number), "group": f"第{number % GROUPS}类信息", "item": f"事项{number}",
            "content": f"事项{number}的内容和要素", "basis": "《政府信息公开条例》第二十条",
            "time_limit": LIMITS[number % len(LIMITS)], "channels": "政府网站", "body": "各部门",
            "columns": f"第{number % COLUMNS}栏",
        }
        for number in range(rows)
    ]  # fmt: skip
    propose_rows(change_set=made, rows=[Proposed(keeper, row) for row in listed], by=by, at=at)
    screen_change_set(change_set=made, at=at)
    submit_change_set(change_set=made, by=by, at=at)
    publish_change_set(change_set=made, by=by, at=at)


def _pages(rows: int) -> None:
    from django.test import Client

    from yangguang.apps.registers.models import Row
    from yangguang.config.settling import settle

    chance = random.Random(3)
    client = Client(headers={"host": "127.0.0.1"})
    home = f"/coverage/{CODE}/"
    keys = list(Row.objects.filter(register__code=CODE).values_list("pk", flat=True))

    def visit(address: Callable[[], str]) -> Callable[[], None]:
        def act() -> None:
            from django.core.cache import cache

            cache.clear()
            answer = client.get(address())
            if answer.status_code != 200:
                raise RuntimeError(f"{address()} answered {answer.status_code}")

        return act

    def body() -> str:
        return f"b{chance.randint(0, 399)}"

    def group() -> str:
        return quote(f"第{chance.randint(0, GROUPS - 1)}类信息")

    settle()
    _report(
        [
            ("all lists", visit(lambda: "/coverage/")),
            ("matrix: bodies by groups", visit(lambda: home)),
            ("matrix: a later page", visit(lambda: f"{home}?page={chance.randint(2, 8)}")),
            ("matrix: bodies by rows of a group", visit(lambda: f"{home}?group={group()}")),
            ("one body, every row", visit(lambda: f"{home}agency/{body()}/")),
            ("one body, what is late", visit(lambda: f"{home}agency/{body()}/?state=late")),
            ("one cell with its items", visit(lambda: f"{home}{chance.choice(keys)}/{body()}/")),
        ],
        PAGE_MS,
    )
    began = time.perf_counter()
    size = len(client.get(f"{home}data.csv").getvalue())
    took = time.perf_counter() - began
    print(f"every cell as CSV, {size / 1e6:.1f} MB, in {took:.1f} s", flush=True)


MODULE = "yangguang.bench.coverage"
STEPS: Steps = {
    "fill": ("portal", lambda size: _fill(int(size))),
    "pages": ("portal", lambda size: _pages(int(size))),
}


if __name__ == "__main__":
    run_bench(MODULE, STEPS, main)
