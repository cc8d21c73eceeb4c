"""Reads one old workbook in a process of its own: bytes in, JSON out.

A damaged xls can make calamine ask for all the memory there is, and a failed allocation in a
native library ends the process. So this file is run by path, imports nothing of the package, and
binds itself before it reads. Exit codes: 0 read, 3 encrypted, 4 damaged.
"""

from __future__ import annotations

import datetime
import io
import json
import resource
import sys

MEMORY = 1_500 * 1024 * 1024
SECONDS = 60
ENCRYPTED, DAMAGED = 3, 4


def spoken(held: object) -> object:
    """A cell value as JSON can carry it; dates as a tagged pair."""
    if isinstance(held, datetime.datetime | datetime.date | datetime.time):
        return [type(held).__name__, held.isoformat()]
    if isinstance(held, datetime.timedelta):
        return held.total_seconds() / 86_400
    return held


def bind(kind: int, most: int) -> None:
    """Sets a limit, or keeps the tighter one that the parent already lives under."""
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def main() -> int:
    """Reads standard input, writes the sheets to standard output, answers with an exit code."""
    bind(resource.RLIMIT_AS, MEMORY)
    bind(resource.RLIMIT_CPU, SECONDS)
    bind(resource.RLIMIT_CORE, 0)
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        sheets = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            start = sheet.start or (0, 0)
            cells = [
                (start[0] + y, start[1] + x, spoken(held))
                for y, row in enumerate(sheet.to_python(skip_empty_area=True))
                for x, held in enumerate(row)
                if held not in ("", None)
            ]
            merged = [
                (top, left, bottom, right)
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
            ]
            sheets.append((name, cells, merged))
    except python_calamine.PasswordError:
        return ENCRYPTED
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError, MemoryError):
        return DAMAGED
    json.dump(sheets, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
