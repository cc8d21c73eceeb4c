"""Read counts out of access logs, in batches and once only.

A log is known by its first line, however it was renamed since, and is counted on from where the
last run stopped; a line without its end is left for the next run. Counted are pages of items that
were sent whole or found unchanged (200, 304) to something that does not call itself a robot.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from django.db import transaction
from django.db.models import F

from yangguang.press import keys
from yangguang.press.addresses import without_variant
from yangguang.press.models import LogPosition, ReadCount
from yangguang.press.purging import Mode, purge
from yangguang.press.services import Reason

BATCH = 500
LINES = 50_000
_LINE = re.compile(
    rb'^\S+ \S+ \S+ \[[^\]]*\] "GET (?P<path>/[^ "?]*)(?:\?[^ "]*)? HTTP/[0-9.]+" (?P<status>\d{3}) \S+'
    rb'(?: "[^"]*" "(?P<agent>[^"]*)")?'
)
_ITEM = re.compile(r"^/item/(\d{1,18})/$")
_ROBOT = re.compile(
    rb"bot\b|bot/|spider|crawl|slurp|curl/|wget/|python|scrapy|httpclient|monitor|headless", re.I
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What one run over one log gave."""

    lines: int
    reads: int
    items: int


def reads_of(key: int) -> int:
    """How often an item was read, as far as logs were counted."""
    found = ReadCount.objects.filter(pk=key).values_list("reads", flat=True).first()
    return found or 0


def count_log(path: Path, *, at: datetime) -> Counted:
    """Count what was added to an access log since the last run. Raises OSError.

    The place reached and the counts are kept in one transaction for each 50,000 lines, so a run
    that is killed is simply repeated.
    """
    total_lines, total_reads, touched = 0, 0, set()
    with path.open("rb") as log:
        first = log.readline()
        if not first.endswith(b"\n"):
            return Counted(0, 0, 0)
        mark = sha256(first).hexdigest()
        while True:
            with transaction.atomic():
                position, _ = LogPosition.objects.select_for_update().get_or_create(
                    mark=mark, defaults={"name": str(path)[:500], "counted_at": at}
                )
                log.seek(position.offset)
                lines, found = _read(log)
                if not lines:
                    break
                _add(found, at)
                position.offset, position.name, position.counted_at = (
                    position.offset + lines[1],
                    str(path)[:500],
                    at,
                )
                position.save()
            total_lines += lines[0]
            total_reads += sum(found.values())
            touched |= set(found)
    ordered = sorted(touched)
    for start in range(0, len(ordered), BATCH):
        names = [keys.reads(key) for key in ordered[start : start + BATCH]]
        purge(names, mode=Mode.STALE, reason=Reason("统计阅读次数"))
    return Counted(total_lines, total_reads, len(touched))


def _read(log: Iterable[bytes]) -> tuple[tuple[int, int] | None, Counter[int]]:
    """Lines and bytes of the next batch (None at the end), and reads by item."""
    found: Counter[int] = Counter()
    lines = size = 0
    for line in log:
        if not line.endswith(b"\n"):
            break
        lines += 1
        size += len(line)
        key = item_read(line)
        if key is not None:
            found[key] += 1
        if lines == LINES:
            break
    return ((lines, size) if lines else None), found


def item_read(line: bytes) -> int | None:
    """The item whose page a line of a log says was read by a person; None for any other line."""
    match = _LINE.match(line)
    if match is None or match["status"] not in {b"200", b"304"}:
        return None
    if _ROBOT.search(match["agent"] or b""):
        return None
    path = unquote(match["path"].decode("ascii", "replace"))
    item = _ITEM.match(without_variant(path))
    return int(item[1]) if item else None


def _add(found: Counter[int], at: datetime) -> None:
    ordered = sorted(found)
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        known = set(
            ReadCount.objects.select_for_update().filter(pk__in=batch).values_list("pk", flat=True)
        )
        ReadCount.objects.bulk_create(
            [
                ReadCount(pk=key, reads=found[key], counted_at=at)
                for key in batch
                if key not in known
            ]
        )
        by_number: dict[int, list[int]] = {}
        for key in known:
            by_number.setdefault(found[key], []).append(key)
        for number, keys_of_number in by_number.items():
            ReadCount.objects.filter(pk__in=keys_of_number).update(
                reads=F("reads") + number, counted_at=at
            )
