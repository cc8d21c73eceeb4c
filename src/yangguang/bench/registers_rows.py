"""A register of a million rows with what hangs on them, written as fast as the database takes it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import command
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import SLOTS, ChangeSet, Register, Row, Version
from yangguang.apps.registers.rows import key_of, slots_of, title_of
from yangguang.apps.registers.services import install_register, open_change_set
from yangguang.apps.registers.services.keeping import keep_figures
from yangguang.bench.registers_made import FIELDS, KINDS, LEVELS, made
from yangguang.bench.requests_rows import Table, unindexed, written_as
from yangguang.law.registers import Definition

BATCH = 20_000
DEFINITION = f"""
code = "bench-penalties"
name = "行政处罚（性能测试）"
group = "性能测试"
version = "1"
basis = "性能测试"
summary = "性能测试用的清单。"
shape = "rows"
key = ["number"]
title = "matter"
date = "decided_on"
[[field]]
code = "number"
label = "决定书文号"
brief = true
filter = true
[[field]]
code = "matter"
label = "违法事实"
brief = true
[[field]]
code = "kind"
label = "处罚种类"
type = "choice"
choices = {json.dumps(KINDS, ensure_ascii=False)}
brief = true
filter = true
[[field]]
code = "area"
label = "领域"
type = "choice"
choices = {json.dumps(FIELDS, ensure_ascii=False)}
filter = true
[[field]]
code = "level"
label = "层级"
type = "choice"
choices = {json.dumps(LEVELS, ensure_ascii=False)}
filter = true
[[field]]
code = "fine"
label = "罚款金额"
type = "money"
unit = "元"
brief = true
filter = true
[[field]]
code = "decided_on"
label = "决定日期"
type = "date"
brief = true
filter = true
[[field]]
code = "party"
label = "当事人"
type = "person"
mask = "name"
[[field]]
code = "basis"
label = "处罚依据"
type = "long"
[[chart]]
kind = "bar"
title = "各领域处罚数"
by = "area"
[[chart]]
kind = "columns"
title = "各年罚款金额"
by = "decided_on"
of = "fine"
"""


def fill(count: int, agencies: Sequence[int]) -> Register:
    """A register of that many live rows, published by these bodies; expects a migrated database."""
    by, at = command("性能测试"), datetime.now(UTC)
    register = install_register(text=DEFINITION, by=by, at=at)
    definition = definition_of(register)
    holder = Agency.objects.get(pk=agencies[0])
    change_set = open_change_set(
        register=register, agency=holder, kind=ChangeSet.Kind.IMPORT, title="性能测试", by=by, at=at
    )
    with unindexed((Row, Version)):
        for start in range(1, count + 1, BATCH):
            with transaction.atomic():
                _batch(range(start, min(start + BATCH, count + 1)), count, change_set, definition,
                       agencies, at)  # fmt: skip
    change_set.state, change_set.number, change_set.published_at = "published", 1, at
    change_set.added = count
    change_set.save()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(_PLAIN, [Row, Version]):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return register


def _batch(
    numbers: range,
    count: int,
    change_set: ChangeSet,
    definition: Definition,
    agencies: Sequence[int],
    at: datetime,
) -> None:
    rows = Table(Row, "id", "agency_id", "key", "scope", "register_id", "versions_published")
    versions = Table(
        Version, "id", "row_id", "agency_id", "values", "title", "valid_from", *SLOTS,
        "register_id", "change_set_id", "definition_id", "what", "number", "live", "published_at",
    )  # fmt: skip
    register = change_set.register
    common = (
        register.pk, change_set.pk, register.definition_id, "added", 1, True, written_as(at),
    )  # fmt: skip
    live = []
    for number, values in made(numbers, count):
        agency = agencies[number % len(agencies)]
        rows.add(number, agency, key_of(definition, values), agency, register.pk, 1)
        places = slots_of(definition, values)
        title = title_of(definition, values)
        versions.add(
            number, number, agency, json.dumps(values), title, values["decided_on"],
            *(_plain(places[slot]) for slot in SLOTS), *common,
        )  # fmt: skip
        live.append(Version(agency_id=agency, values=values))
    rows.write()
    versions.write()
    keep_figures(change_set.register, definition, added=live, removed=())


def _plain(value: object) -> object:
    if isinstance(value, Decimal) and connection.vendor == "sqlite":
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


class _Plain:
    def __getattr__(self, name: str) -> Any:
        return lambda text: text


_PLAIN: Any = _Plain()
