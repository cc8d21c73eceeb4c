"""A register of a million rows with what hangs on them, written as fast as the database takes it."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
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
from yangguang.apps.registers.services.slicing import slice_register
from yangguang.bench.registers_made import FIELDS, KINDS, LAST, LEVELS, made
from yangguang.bench.requests_rows import Table, unindexed, written_as
from yangguang.law.registers import Definition

BATCH = 20_000
CORRECTED = 10
"""Of so many rows one was corrected thirty days after it was published."""
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
    sets = [
        open_change_set(register=register, agency=holder, kind=kind, title="性能测试", by=by, at=at)
        for kind in (ChangeSet.Kind.IMPORT, ChangeSet.Kind.ADJUST)
    ]
    with unindexed((Row, Version)):
        for start in range(1, count + 1, BATCH):
            with transaction.atomic():
                _batch(range(start, min(start + BATCH, count + 1)), count, sets, definition,
                       agencies, at)  # fmt: skip
    sets[0].added, sets[1].changed = count, count // CORRECTED
    for number, one in enumerate(sets, 1):
        one.state, one.number, one.published_at, one.in_force_on = "published", number, at, LAST
        one.save()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(_PLAIN, [Row, Version]):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    began = time.perf_counter()
    with transaction.atomic():
        slice_register(register)
    print(f"slices of {count:,} rows made in {time.perf_counter() - began:.1f} s", flush=True)
    return register


def _batch(
    numbers: range,
    count: int,
    sets: Sequence[ChangeSet],
    definition: Definition,
    agencies: Sequence[int],
    at: datetime,
) -> None:
    rows = Table(Row, "id", "agency_id", "key", "scope", "register_id", "versions_published")
    versions = Table(
        Version, "id", "row_id", "agency_id", "number", "live", "what", "valid_from", "valid_to",
        "values", "title", *SLOTS,
        "register_id", "definition_id", "published_at", "change_set_id",
    )  # fmt: skip
    register, added, changed = sets[0].register, sets[0].pk, sets[1].pk
    common = (register.pk, register.definition_id, written_as(at))
    live = []
    for number, values in made(numbers, count):
        agency = agencies[number % len(agencies)]
        corrected = number % CORRECTED == 0
        rows.add(number, agency, key_of(definition, values), agency, register.pk, 1 + corrected)
        places = slots_of(definition, values)
        title = title_of(definition, values)
        said = (json.dumps(values), title, *(_plain(places[slot]) for slot in SLOTS), *common)
        first = date.fromisoformat(values["decided_on"])
        if corrected:
            since = first + timedelta(days=30)
            versions.add(
                count + number, number, agency, 1, False, "added", first, since, *said, added
            )
            versions.add(number, number, agency, 2, True, "changed", since, None, *said, changed)
        else:
            versions.add(number, number, agency, 1, True, "added", first, None, *said, added)
        live.append(Version(agency_id=agency, values=values))
    rows.write()
    versions.write()
    keep_figures(register, definition, added=live, removed=())


def _plain(value: object) -> object:
    if isinstance(value, Decimal) and connection.vendor == "sqlite":
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


class _Plain:
    def __getattr__(self, name: str) -> Any:
        return lambda text: text


_PLAIN: Any = _Plain()
