"""Three ways to keep rows whose columns are data, filled alike and asked alike.

One table for each definition with typed columns; values as JSON with an index on each expression;
values as JSON beside typed places in one table, which is what the platform does (ADR 0024). Each
figure is the 95th percentile of a question in milliseconds, and its ratio to the typed table's.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from yangguang.bench.registers_made import FIELDS, KINDS, made

ROUNDS = int(os.environ.get("ROUNDS", "40"))
TYPED = ("number", "kind", "area", "level", "fine", "decided_on")
PLACES = ("t1", "t2", "t3", "t4", "n1", "d1")
SERVER = Path("scripts/with-postgresql.sh")


class Database(Protocol):
    """What both drivers have in common here."""

    mark: str

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...
    def load(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None: ...
    def bytes_of(self, table: str) -> int: ...
    def field(self, name: str) -> str: ...


class Lite:
    """SQLite, through the standard library."""

    mark = "?"

    def __init__(self, folder: Path) -> None:
        self.connection = sqlite3.connect(folder / "storage.sqlite3")
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA cache_size=-64000")

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return list(self.connection.execute(statement, values))

    def load(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(columns))
        with self.connection:
            self.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 (our own names)

    def bytes_of(self, table: str) -> int:
        names = [
            row[0] for row in self.run("SELECT name FROM sqlite_master WHERE tbl_name=?", [table])
        ]
        try:
            return sum(
                self.run("SELECT sum(pgsize) FROM dbstat WHERE name=?", [name])[0][0] or 0
                for name in names
            )
        except sqlite3.OperationalError:
            return 0

    def field(self, name: str) -> str:
        cast = f"json_extract(data, '$.{name}')"
        return f"CAST({cast} AS REAL)" if name == "fine" else cast


class Server:
    """PostgreSQL, through psycopg."""

    mark = "%s"

    def __init__(self, url: str) -> None:
        import psycopg

        self.connection = psycopg.connect(url, autocommit=True)

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        done = self.connection.execute(statement.encode(), values)
        return done.fetchall() if done.description else []

    def load(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def bytes_of(self, table: str) -> int:
        return int(self.run("SELECT pg_total_relation_size(%s::regclass)", [table])[0][0])

    def field(self, name: str) -> str:
        return f"(data->>'{name}')::numeric" if name == "fine" else f"(data->>'{name}')"


def main() -> None:
    """Fill and ask, on SQLite and then on PostgreSQL."""
    count = max(10_000, int(1_000_000 * float(os.environ.get("SCALE", "1"))))
    print(f"{count:,} rows; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    folder = Path("var/bench")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        _compare(Lite(Path(scratch)), count)
    if SERVER.exists() and any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        this = [sys.executable, "-m", "yangguang.bench.register_storage", "postgresql", str(count)]
        subprocess.run([str(SERVER), *this], check=True)  # noqa: S603 (this very module)


def _compare(database: Database, count: int) -> None:
    print(type(database).__name__)
    first: list[float] = []
    for name, build in (("typed table", _typed), ("json", _json), ("typed places", _places)):
        began = time.perf_counter()
        table, where = build(database, count)
        took = time.perf_counter() - began
        database.run("ANALYZE " + table)
        print(f"  {name:<14} filled in {took:6.1f} s, {database.bytes_of(table) / 1e6:7.0f} MB")
        times = [_slowest(question) for _, question in _questions(database, table, where)]
        first = first or times
        for (label, _), found, base in zip(
            _questions(database, table, where), times, first, strict=True
        ):
            print(f"    {label:<28} p95 {found:8.2f} ms  ratio {found / base:6.2f}", flush=True)


def _questions(
    database: Database, table: str, where: dict[str, str]
) -> list[tuple[str, Callable[[], object]]]:
    chance, mark = random.Random(7), database.mark
    base = where["register"]

    def ask(what: str, condition: str, order: str, *values: Any) -> None:
        database.run(
            f"SELECT {what} FROM {table} WHERE {base} {condition} {order}",  # noqa: S608 (our own names)
            values,
        )

    newest = f"ORDER BY {where['decided_on']} DESC, id DESC LIMIT 20"
    return [
        ("newest page", lambda: ask("*", "", newest)),
        ("a kind, newest page", lambda: ask(
            "*", f"AND {where['kind']} = {mark}", newest, chance.choice(KINDS))),
        ("a kind, counted", lambda: ask(
            "count(*)", f"AND {where['kind']} = {mark}", "", chance.choice(KINDS))),
        ("an area and a kind, page", lambda: ask(
            "*", f"AND {where['area']} = {mark} AND {where['kind']} = {mark}", newest,
            chance.choice(FIELDS), chance.choice(KINDS))),
        ("greatest fines", lambda: ask(
            "*", f"AND {where['fine']} IS NOT NULL",
            f"ORDER BY {where['fine']} DESC, id DESC LIMIT 20")),
        ("fines added up by kind", lambda: ask(
            f"{where['kind']}, count(*), sum({where['fine']})", "",
            f"GROUP BY {where['kind']}")),
    ]  # fmt: skip


def _slowest(question: Callable[[], object]) -> float:
    question()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        question()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(times, n=20)[-1]


def _typed(database: Database, count: int) -> tuple[str, dict[str, str]]:
    database.run(
        "CREATE TABLE typed (id bigint PRIMARY KEY, live boolean, number varchar(80),"
        " kind varchar(80), area varchar(80), level varchar(80), fine numeric, decided_on date,"
        " matter text, party text, basis text)"
    )
    _load(database, count, "typed", lambda number, row: (
        number, True, *(row[name] for name in TYPED), row["matter"], row["party"], row["basis"],
    ))  # fmt: skip
    for name in TYPED[:4]:
        database.run(f"CREATE INDEX typed_{name} ON typed ({name}, decided_on DESC, id DESC)")
    database.run("CREATE INDEX typed_fine ON typed (fine, id)")
    database.run("CREATE INDEX typed_day ON typed (decided_on DESC, id DESC)")
    return "typed", {"register": "live", **{name: name for name in TYPED}}


def _json(database: Database, count: int) -> tuple[str, dict[str, str]]:
    kind = "jsonb" if database.mark == "%s" else "text"
    database.run(
        f"CREATE TABLE loose (id bigint PRIMARY KEY, register integer, live boolean, data {kind})"
    )
    _load(database, count, "loose", lambda number, row: (
        number, 1, True, json.dumps(row, ensure_ascii=False),
    ))  # fmt: skip
    field = {name: database.field(name) for name in TYPED}
    day = field["decided_on"]
    for name in TYPED[:4]:
        database.run(
            f"CREATE INDEX loose_{name} ON loose (register, ({field[name]}), ({day}) DESC, id DESC)"
            " WHERE live"
        )
    database.run(f"CREATE INDEX loose_fine ON loose (register, ({field['fine']}), id) WHERE live")
    database.run(f"CREATE INDEX loose_day ON loose (register, ({day}) DESC, id DESC) WHERE live")
    return "loose", {"register": "register = 1 AND live", **field}


def _places(database: Database, count: int) -> tuple[str, dict[str, str]]:
    kind = "jsonb" if database.mark == "%s" else "text"
    database.run(
        "CREATE TABLE placed (id bigint PRIMARY KEY, register integer, live boolean,"
        " t1 varchar(80), t2 varchar(80), t3 varchar(80), t4 varchar(80), n1 numeric, d1 date,"
        f" data {kind})"
    )
    _load(database, count, "placed", lambda number, row: (
        number, 1, True, *(row[name] for name in TYPED), json.dumps(row, ensure_ascii=False),
    ))  # fmt: skip
    for slot in PLACES[:4]:
        database.run(
            f"CREATE INDEX placed_{slot} ON placed (register, {slot}, d1 DESC, id DESC)"
            f" WHERE live AND {slot} IS NOT NULL"
        )
    database.run(
        "CREATE INDEX placed_n1 ON placed (register, n1, id) WHERE live AND n1 IS NOT NULL"
    )
    database.run("CREATE INDEX placed_d1 ON placed (register, d1 DESC, id DESC) WHERE live")
    return "placed", {
        "register": "register = 1 AND live", **dict(zip(TYPED, PLACES, strict=True)),
    }  # fmt: skip


def _load(
    database: Database,
    count: int,
    table: str,
    shape: Callable[[int, dict[str, Any]], tuple[Any, ...]],
) -> None:
    for start in range(1, count + 1, 20_000):
        numbers = range(start, min(start + 20_000, count + 1))
        rows = [shape(number, row) for number, row in made(numbers, count)]
        database.load(table, [""] * len(rows[0]), rows)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        _compare(Server(os.environ["YANGGUANG_TEST_DATABASE"]), int(sys.argv[2]))
