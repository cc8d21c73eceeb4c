"""Which characters the fonts at hand cannot draw: rare ones in names, above all.

A typesetter draws a box for them and says nothing; a letter with a box in somebody's name must
not leave unnoticed. The tables of characters are read straight from the font files, which is two
of the formats of one table and needs no further package.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

from yangguang.apps.letters.typesetting.fonts import Faces, faces

_BLANK = frozenset(" \n\u3000\u200b")


def missing_characters(text: str) -> list[str]:
    """The characters of the text that no font at hand draws, in the order in which they come."""
    chosen = faces()
    wanted = [one for one in dict.fromkeys(text) if one not in _BLANK]
    for ranges in _tables(chosen):
        wanted = [one for one in wanted if not _holds(ranges, ord(one))]
        if not wanted:
            return []
    return wanted


Ranges = tuple[tuple[int, ...], tuple[int, ...]]
"""First and last code points of the runs that a font draws, in order."""


def _holds(ranges: Ranges, point: int) -> bool:
    at = bisect_right(ranges[0], point) - 1
    return at >= 0 and point <= ranges[1][at]


def _tables(chosen: Faces) -> list[Ranges]:
    files = [(font.path, font.index or 0) for font in chosen.fonts.fonts() if font.path]
    return [read_ranges(str(path), index) for path, index in files]


@lru_cache(maxsize=512)
def read_ranges(path: str, index: int) -> Ranges:
    """What one font of a file draws; nothing where its table is of a kind not read here."""
    data = Path(path).read_bytes()
    start = 0
    if data[:4] == b"ttcf":
        start = struct.unpack_from(">I", data, 12 + 4 * index)[0]
    tables = struct.unpack_from(">H", data, start + 4)[0]
    for at in range(start + 12, start + 12 + 16 * tables, 16):
        if data[at : at + 4] == b"cmap":
            return _cmap(data, struct.unpack_from(">I", data, at + 8)[0])
    return ((), ())


def _cmap(data: bytes, start: int) -> Ranges:
    best: tuple[int, int] | None = None
    for number in range(struct.unpack_from(">H", data, start + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * number)
        if platform not in (0, 3) or (platform == 3 and encoding not in (1, 10)):
            continue
        kind = struct.unpack_from(">H", data, start + offset)[0]
        if kind in (4, 12) and (best is None or kind > best[0]):
            best = (kind, start + offset)
    if best is None:
        return ((), ())
    runs = _format_12(data, best[1]) if best[0] == 12 else _format_4(data, best[1])
    runs.sort()
    return tuple(first for first, _ in runs), tuple(last for _, last in runs)


def _format_12(data: bytes, start: int) -> list[tuple[int, int]]:
    count = struct.unpack_from(">I", data, start + 12)[0]
    groups = (struct.unpack_from(">III", data, start + 16 + 12 * at) for at in range(count))
    return [(first, last) for first, last, glyph in groups if glyph or first != last]


def _format_4(data: bytes, start: int) -> list[tuple[int, int]]:
    segments = struct.unpack_from(">H", data, start + 6)[0] // 2
    lasts = struct.unpack_from(f">{segments}H", data, start + 14)
    firsts = struct.unpack_from(f">{segments}H", data, start + 16 + 2 * segments)
    deltas = struct.unpack_from(f">{segments}H", data, start + 16 + 4 * segments)
    place = start + 16 + 6 * segments
    offsets = struct.unpack_from(f">{segments}H", data, place)
    runs: list[tuple[int, int]] = []
    for at in range(segments):
        for point in range(firsts[at], min(lasts[at], 0xFFFE) + 1):
            glyph = point
            if offsets[at]:
                where = place + 2 * at + offsets[at] + 2 * (point - firsts[at])
                glyph = struct.unpack_from(">H", data, where)[0] if where + 2 <= len(data) else 0
            if (offsets[at] and glyph == 0) or (glyph + deltas[at]) % 0x10000 == 0:
                continue
            if runs and runs[-1][1] == point - 1:
                runs[-1] = (runs[-1][0], point)
            else:
                runs.append((point, point))
    return runs
