"""Half a million applications with all that hangs on them, written as fast as the database takes it.

The services would need hours; the rows here are what they leave behind: applicants, clock entries,
events, pieces of titles, the ledger of figures, duties, replies and remedies. Keys are given out
here, indexes are made after the rows, and PostgreSQL is fed through COPY.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection, models, transaction

from yangguang.apps.duties.models import Duty
from yangguang.apps.requests.models import (
    Applicant,
    Application,
    ClockEntry,
    Event,
    OpenSpell,
    Remedy,
    Reply,
    Tally,
    TitlePiece,
)
from yangguang.apps.requests.models.open_spells import STILL_OPEN, UNTIL_FURTHER
from yangguang.apps.requests.pieces import pieces_of
from yangguang.apps.requests.services.codes import digest_of_code
from yangguang.apps.requests.services.folding import fold_tallies

FIRST_DAY = date(2014, 1, 2)
LAST_DAY = date(2026, 11, 20)
BATCH = 20_000
COMMON = "街道"
"""Stands in every title."""
PAST = "棚户区改造安置名单"
"""Was asked for until 2016 and never again."""
RARE = "珍稀事项"
SUBJECTS = (
    "农村饮用水水质监测结果", "国有土地上房屋征收补偿方案", "保障性住房分配名单", "道路改造工程招标文件",
    "学前教育经费使用情况", "环境影响评价批复", "城镇燃气安全检查记录", "行政处罚裁量基准",
    "医疗机构设置规划", "公共停车场建设计划", "防汛应急预案", "公交线路调整论证材料",
)  # fmt: skip
_CHANNELS = ("online",) * 6 + ("registered", "counter", "ordinary", "fax", "oral")
_APPLICANTS = ("natural",) * 8 + ("business", "legal", "welfare")
_REPLIES = (
    "disclosed", "disclosed", "partly-disclosed", "not-found", "other-organ", "already-public",
    "withheld-privacy", "withdrawn",
)  # fmt: skip
_OPEN = ("handling", "handling", "review", "supplement", "registered", "replied")
_BIG = 40
"""One application in so many is the first body's, which so has ten times as many as the others."""


class Table:
    """Rows of one model: some columns vary, the others hold what the model starts with."""

    def __init__(self, model: type[models.Model], *varying: str) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        rest = [
            field
            for name, field in fields.items()
            if name not in varying and not (field.primary_key and "id" not in varying)
        ]
        self.model = model
        self.columns = [fields[name].column for name in varying] + [one.column for one in rest]
        self.constant = tuple(
            field.get_db_prep_save(field.get_default(), connection) for field in rest
        )
        self.rows: list[tuple[Any, ...]] = []

    def add(self, *values: Any) -> None:
        """One row, by the order of the varying columns."""
        self.rows.append((*values, *self.constant))

    def add_all(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Rows of a model all of whose columns vary."""
        self.rows.extend(rows)

    def write(self) -> int:
        """Everything added so far into the database."""
        quote = connection.ops.quote_name
        names = ", ".join(quote(str(column)) for column in self.columns)
        table = quote(self.model._meta.db_table)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in self.rows:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(self.columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", self.rows)  # noqa: S608 (names come from the model)
        count = len(self.rows)
        self.rows.clear()
        return count


MODELS: tuple[type[models.Model], ...] = (
    Applicant, Application, ClockEntry, Event, TitlePiece, Tally, OpenSpell, Duty, Reply,
    Remedy,
)  # fmt: skip


def fill(count: int, agencies: Sequence[int]) -> tuple[int, list[int]]:
    """Write ``count`` applications to these bodies; the number of rows, and some of their keys.

    The first body has a fortieth of all besides its share. Expects an empty, migrated database.
    """
    with unindexed(MODELS):
        written = sum(_batches(count, agencies))
    fold_tallies(at=datetime.now(UTC))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(_NO_STYLE, list(MODELS)):
            cursor.execute(statement)
        # What a database at work does by itself now and then.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return written, list(range(1, count + 1, max(1, count // 5_000)))


class _NoStyle:
    def __getattr__(self, name: str) -> Callable[[str], str]:
        return lambda text: text


_NO_STYLE: Any = _NoStyle()


def _batches(count: int, agencies: Sequence[int]) -> Iterator[int]:
    chance = random.Random(20_260_101)
    tables = _tables()
    span = (LAST_DAY - FIRST_DAY).days
    for start in range(1, count + 1, BATCH):
        for number in range(start, min(start + BATCH, count + 1)):
            day = FIRST_DAY + timedelta(days=span * number // count)
            agency = agencies[0] if number % _BIG == 0 else chance.choice(agencies)
            _one(tables, number, agency, day, chance)
        with transaction.atomic():
            yield sum(table.write() for table in tables.values())


def _tables() -> dict[type[models.Model], Table]:
    return {
        table.model: table
        for table in (
            Table(
                Applicant, "id", "kind", "subject_key", "sealed_name", "mask", "digest",
                "name_digest",
            ),
            Table(
                Application, "id", "agency_id", "year", "serial", "number", "channel", "arrived_on",
                "received_on", "submitted_at", "applicant_id", "applicant_kind", "applicant_digest",
                "mask", "title", "wanted", "signature", "form", "delivery", "state", "regime",
                "due_on", "clock_state", "reply_kind", "closed_on", "query_code_hash",
                "recorded_at",
            ),
            Table(ClockEntry, "application_id", "day", "kind", "by", "recorded_at"),
            Table(Event, "application_id", "act", "target", "day", "sentence", "by", "at"),
            Table(TitlePiece, "application_id", "agency_id", "piece"),
            Table(
                Tally, "application_id", "agency_id", "what", "day", "applicant_kind", "channel",
                "reply_kind", "late", "recorded_at",
            ),
            Table(
                OpenSpell, "application_id", "agency_id", "applicant_kind", "first_year",
                "last_year", "known_from", "known_until",
            ),
            Table(
                Duty, "agency_id", "kind", "subject_kind", "subject_key", "title", "opened_on",
                "due_on", "opened_at", "closed_at", "closed_on", "outcome",
            ),
            Table(
                Reply, "application_id", "kind", "draft_hash", "drafted_at", "decided_on",
            ),
            Table(
                Remedy, "application_id", "forum", "body", "received_on", "outcome", "decided_on",
                "recorded_at", "decision_recorded_at",
            ),
        )
    }  # fmt: skip


def _one(
    tables: dict[type[models.Model], Table],
    number: int,
    agency: int,
    day: date,
    chance: random.Random,
) -> None:
    """Every row of one application."""
    at = _moment(day, 2 + number % 6)
    kind, channel = chance.choice(_APPLICANTS), chance.choice(_CHANNELS)
    is_open = (LAST_DAY - day).days < chance.randrange(45) or number % 400 == 0
    closed = None if is_open else day + timedelta(days=chance.randint(3, 30))
    if closed is not None and closed > LAST_DAY:
        closed = None
    due = day + timedelta(days=28)
    new_law = day >= date(2019, 5, 15)
    reply = chance.choice(_REPLIES) + ("" if new_law else "-2007") if closed else ""
    state = "archived" if closed else chance.choice(_OPEN)
    if closed and (LAST_DAY - closed).days < 20:
        state = "served"
    title = _title(number, day, chance)
    digest = f"{number // 3:064x}"
    tables[Applicant].add(number, kind, uuid.UUID(int=number).hex, "v1.x", "张**", digest, digest)
    tables[Application].add(
        number, agency, day.year, number, f"B{agency}-{day.year}-{number:06d}", channel, str(day),
        str(day), at, number, kind, digest, "张**", title, title * 6, bytes(512), "paper", "post",
        state, "2019" if new_law else "2007", str(due), "running", reply,
        closed and str(closed), digest_of_code(query_code(number)), at,
    )  # fmt: skip
    tables[ClockEntry].add(number, str(day), "start", "性能测试", at)
    for act in ("register", "confirm", "accept", "draft", "serve")[: 5 if closed else 3]:
        tables[Event].add(number, act, state, str(day), act, "性能测试", at)
    tables[TitlePiece].add_all((number, agency, piece) for piece in _pieces(title))
    tables[Tally].add(number, agency, "received", str(day), kind, channel, "", False, at)
    late = closed is not None and closed > due
    ended = _moment(closed, 8) if closed else None
    _spells(tables[OpenSpell], (number, agency, kind), day.year, at, closed, ended)
    if closed:
        tables[Tally].add(number, agency, "closed", str(closed), kind, channel, reply, late, ended)
        tables[Reply].add(number, reply, digest, ended, str(closed))
        _remedy(tables[Remedy], number, closed, chance)
    tables[Duty].add(
        agency, "request.reply", "application", str(number), f"{number} 答复申请", str(day),
        str(due), at, ended, closed and str(closed), ("late" if late else "done") if closed else "",
    )  # fmt: skip


def _spells(
    table: Table,
    whose: tuple[int, int, str],
    year: int,
    at: str,
    closed: date | None,
    ended: str | None,
) -> None:
    """Open from the year of receipt on until the answer is recorded; then, what came of it."""
    further = written_as(UNTIL_FURTHER)
    table.add(*whose, year, STILL_OPEN, at, ended or further)
    if closed is not None and ended is not None and closed.year > year:
        table.add(*whose, year, closed.year - 1, ended, further)


def _remedy(table: Table, number: int, closed: date, chance: random.Random) -> None:
    """A review of one closed application in forty."""
    if number % 40 != 7:
        return
    came = closed + timedelta(days=20)
    decided = came + timedelta(days=50)
    done = decided <= LAST_DAY
    table.add(
        number, "review", "清源市人民政府", str(came),
        chance.choice(("upheld", "corrected", "other")) if done else "pending",
        str(decided) if done else None, _moment(came, 3), _moment(decided, 3) if done else None,
    )  # fmt: skip


def _title(number: int, day: date, chance: random.Random) -> str:
    subject = chance.choice(SUBJECTS)
    if day.year <= 2016 and number % 12 == 0:
        subject = PAST
    title = f"{day.year}年第{number % 90 + 1}{COMMON}{subject}"
    return RARE + title if number == 77 else title


@cache
def _pieces(title: str) -> tuple[int, ...]:
    return tuple(pieces_of(title))


def query_code(number: int) -> str:
    """The code that opens an application; the services would draw it at random."""
    return f"{number:013d}"


@cache
def _moment(day: date, hour: int) -> str:
    """In the writing that the database reads back as this moment in UTC."""
    return written_as(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


def written_as(moment: datetime) -> str:
    return str(connection.ops.adapt_datetimefield_value(moment))


@contextmanager
def unindexed(written: Iterable[type[models.Model]]) -> Iterator[None]:
    """Indexes that hold no constraint are dropped, and made again from the finished rows."""
    tables = [model._meta.db_table for model in written]
    marks = ", ".join(["%s"] * len(tables))
    lite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if lite:
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute(
                f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ({marks})"  # noqa: S608 (marks only)
                " AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%%'",
                tables,
            )
        else:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone() == (True,):
                # Every row is right by construction; asking eight times for each takes minutes.
                cursor.execute("SET session_replication_role = replica")
            cursor.execute(
                f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({marks})"  # noqa: S608 (marks only)
                " AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
                tables,
            )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    yield
    with connection.cursor() as cursor:
        if not lite:
            cursor.execute("SET maintenance_work_mem = '512MB'")
        for _, statement in indexes:
            cursor.execute(statement)
        if lite:
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.execute("PRAGMA synchronous=NORMAL")
        else:
            cursor.execute("SET session_replication_role = DEFAULT")
