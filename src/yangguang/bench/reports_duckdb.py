"""The same cells and the same keys by DuckDB, a database made for counting, from the same tables.

It reads them into its own columns first, which is not timed; what is timed is one statement for each
group of cells, with the keys behind each, fetched. Nobody keeps an office's books in it: it is the
limit beside which our own time is printed.
"""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.db import connection

from yangguang.apps.requests.selectors.figure_picks import picks
from yangguang.apps.requests.selectors.figure_remedies import remedies_by_cell
from yangguang.apps.requests.selectors.figure_scope import Scope
from yangguang.law.forms.load import load_form

FURTHER = "TIMESTAMP '9999-12-31'"
TABLES = {
    "tally": (
        (
            "SELECT agency_id, what, day, applicant_kind, channel, reply_kind, late, sign,"
            " application_id FROM requests_tally"
        ),
        (
            "agency INT, what VARCHAR, day DATE, applicant VARCHAR, channel VARCHAR, reply VARCHAR,"
            " late BOOL, sign INT, key INT"
        ),
    ),
    "spell": (
        (
            "SELECT agency_id, applicant_kind, first_year, last_year, application_id"
            " FROM requests_openspell WHERE known_until >= '9999-01-01'"
        ),
        "agency INT, applicant VARCHAR, first_year INT, last_year INT, key INT",
    ),
    "item": (
        (
            "SELECT agency_id, kind, own, disclosed_on, withdrawn_on, made_on, ended, ended_on, item_id"
            " FROM catalog_disclosure WHERE known_until >= '9999-01-01'"
        ),
        (
            "agency INT, kind VARCHAR, own BOOL, disclosed DATE, withdrawn DATE, made DATE, ended BOOL,"
            " ended_on DATE, key INT"
        ),
    ),
    "filed": (
        (
            "SELECT item_id FROM catalog_itemfacet WHERE valid_to IS NULL AND facet_id IN"
            " (SELECT id FROM catalog_facet WHERE scheme = 'article-20' AND code = 'rules')"
        ),
        "key INT",
    ),
    "appearance": (
        'SELECT item_id, channel, "on" FROM catalog_appearance',
        "key INT, channel VARCHAR, day DATE",
    ),
    "entry": (
        "SELECT agency_id, ledger, starts_on, id FROM resources_entry WHERE voided_at IS NULL",
        "agency INT, ledger VARCHAR, day DATE, key INT",
    ),
}
Counted = dict[int, dict[str, tuple[int, list[int]]]]
"""Body → cell → number and keys."""


class Limit:
    """A DuckDB with the tables in it."""

    def __init__(self) -> None:
        self.base = duckdb.connect()
        with tempfile.TemporaryDirectory() as folder:
            for name, (statement, columns) in TABLES.items():
                path = Path(folder) / f"{name}.csv"
                _export(statement, path)
                self.base.execute(f"CREATE TABLE {name} ({columns})")
                self.base.execute(f"COPY {name} FROM '{path}' (HEADER false, NULLSTR '\\N')")
        self._map_cells()

    def _map_cells(self) -> None:
        """Which particulars of an application fall into which cell, as a table."""
        self.base.execute(
            "CREATE TABLE fits (form VARCHAR, cell VARCHAR, span VARCHAR, applicant VARCHAR,"
            " channel VARCHAR, reply VARCHAR, late BOOL)"
        )
        facts = self.base.execute(
            "SELECT DISTINCT what, applicant, channel, reply, late FROM tally"
        ).fetchall()
        applicants = {row[1] for row in facts}
        rows: list[tuple[Any, ...]] = []
        for form in ("2014", "2021"):
            for cell, pick in picks(load_form(form)).items():
                asked = [
                    ("closed" if what == "closed" else "received", *rest) for what, *rest in facts
                ]
                asked += [
                    (span, one, "", "", False) for span in ("before", "after") for one in applicants
                ]
                rows += [
                    (form, cell, span, applicant, channel, reply, late)
                    for span, applicant, channel, reply, late in asked
                    if span == pick.span.value
                    and (pick.applicants is None or applicant in pick.applicants)
                    and (pick.channels is None or channel in pick.channels)
                    and (pick.kinds is None or reply in pick.kinds)
                    and (pick.late is None or late == pick.late)
                ]
        self.base.executemany("INSERT INTO fits VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def count(self, form: str, year: int) -> Counted:
        """Every cell that applications and items fill, for every body, with the keys."""
        found: Counted = defaultdict(dict)
        days = (date(year, 1, 1), date(year, 12, 31))
        for statement, values in (*_applications(form, year), *_items(form, days)):
            for agency, cell, number, keys in self.base.execute(statement, values).fetchall():
                found[agency][cell] = (number, keys)
        # The ledgers are counted with the rest; they are few rows, and their cells are sums.
        self.base.execute(
            "SELECT agency, ledger, count(*), list(key ORDER BY key) FROM entry"
            " WHERE day BETWEEN ? AND ? GROUP BY ALL",
            days,
        ).fetchall()
        for cell, keys in remedies_by_cell(load_form(form), Scope(None, year)).items():
            found[0][cell] = (len(keys), list(keys))
        return found


def _export(statement: str, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as target, connection.cursor() as cursor:
        writer = csv.writer(target)
        cursor.execute(statement)
        while rows := cursor.fetchmany(20_000):
            writer.writerows([["\\N" if one is None else one for one in row] for row in rows])


def _applications(form: str, year: int) -> Iterator[tuple[str, Sequence[Any]]]:
    yield (
        (
            "SELECT agency, cell, sum(sign), list(key ORDER BY key) FROM tally JOIN fits USING"
            " (applicant, channel, reply, late) WHERE form = ? AND span = what"
            " AND day BETWEEN ? AND ? GROUP BY ALL"
        ),
        (form, date(year, 1, 1), date(year, 12, 31)),
    )
    for span, stood in (("before", year - 1), ("after", year)):
        yield (
            (
                "SELECT agency, cell, count(*), list(key ORDER BY key) FROM spell JOIN fits USING"
                " (applicant) WHERE form = ? AND span = ? AND first_year <= ? AND last_year >= ?"
                " GROUP BY ALL"
            ),
            (form, span, stood, stood),
        )


_GROUPED = "SELECT agency, '{cell}', count(*), list(key ORDER BY key) FROM item WHERE {where} GROUP BY agency"


def _items(form: str, days: tuple[date, date]) -> Iterator[tuple[str, Sequence[Any]]]:
    first, last = (f"DATE '{day}'" for day in days)
    stands = f"(withdrawn IS NULL OR withdrawn > {last}) AND disclosed IS NOT NULL"
    new = f"disclosed BETWEEN {first} AND {last}"
    made = f"made BETWEEN {first} AND {last}"
    norm = "own AND key IN (SELECT key FROM filed)"

    def wanted(cell: str, where: str) -> tuple[str, Sequence[Any]]:
        return _GROUPED.format(cell=cell, where=f"{stands} AND {where}"), ()

    if form == "2014":
        yield wanted("1.1", new)
        yield wanted("1.2.2", new)
        yield wanted("2.2.3", f"{new} AND kind = 'interpretation'")
        yield wanted("1.1.b", f"{norm} AND kind <> 'regulation' AND {made}")
        yield wanted("1.1.a", f"{norm} AND kind <> 'regulation' AND {made} AND {new}")
        for cell, channel in (
            ("1.2.1", "gazette"), ("1.2.3", "weibo"), ("1.2.4", "wechat"), ("1.2.5", "other"),
        ):  # fmt: skip
            once = f"WHERE channel = '{channel}' GROUP BY key HAVING min(day) BETWEEN {first} AND {last}"
            among = f"key IN (SELECT key FROM appearance {once})"  # noqa: S608 (names of our own)
            yield wanted(cell, among)
        return
    for row, kind in (("rules", "= 'regulation'"), ("norms", "<> 'regulation'")):
        whose = f"{norm} AND kind {kind}"
        yield wanted(f"2.1.{row}/made", f"{whose} AND {made}")
        yield wanted(
            f"2.1.{row}/repealed", f"{whose} AND ended AND ended_on BETWEEN {first} AND {last}"
        )
        over = f"(NOT ended OR ended_on > {last})"
        yield wanted(f"2.1.{row}/in_force", f"{whose} AND made <= {last} AND {over}")
