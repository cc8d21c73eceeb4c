"""Cell values as a reader of the sheet sees them.

A workbook stores 44197 and 0.1746 and shows 2021-01-01 and 17.46%. The figures of a return are
what is shown, so number formats are honoured where they change the meaning; mere rounding for
display is not, the full figure stays.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook's dates carry no zone
_EPOCH_1904 = datetime.datetime(1904, 1, 1)  # noqa: DTZ001 - as above


def kind_of(number: int, code: str) -> str:
    """``date``, ``percent`` or ``plain`` for a number format (its id and its code)."""
    bare = _QUOTED.sub("", code).lower()
    if number in (9, 10) or "%" in bare:
        return "percent"
    if number in _DATES or (code and re.search(r"[ymdhs]", bare) and "general" not in bare):
        return "date"
    return "plain"


KEPT = 15
"""Digits of a number that a workbook keeps."""


def plain(number: float) -> str:
    """A float with the fifteen digits a workbook keeps. One with more places before the point has
    lost the others (a long code that was typed as a number), so it stays in powers of ten, as the
    workbook shows it."""
    if number != number or number in (float("inf"), float("-inf")):
        return ""
    if abs(number) >= 10**KEPT:
        mantissa, _, power = f"{number:.{KEPT - 1}E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{power}"
    text = f"{Decimal(f'{number:.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def formatted(number: float, kind: str, *, since_1904: bool = False) -> str:
    """A stored number in the kind of its format; a date out of range stays a number."""
    if kind == "percent":
        return plain(float(f"{number * 100:.13g}")) + "%"
    if kind == "date" and 0 <= number < 2_958_466:
        moment = (_EPOCH_1904 if since_1904 else _EPOCH) + datetime.timedelta(
            seconds=round(number * 86_400)
        )
        return shown(moment if number >= 1 else moment.time())
    return plain(number)


def shown(held: object) -> str:
    """A cell's value as text; whole numbers without a point, midnight without a time."""
    if held is None:
        return ""
    if isinstance(held, bool):
        return "TRUE" if held else "FALSE"
    if isinstance(held, float):
        return plain(held)
    if isinstance(held, datetime.datetime):
        whole = held.hour == held.minute == held.second == 0
        return f"{held:%Y-%m-%d}" if whole else f"{held:%Y-%m-%d %H:%M:%S}"
    if isinstance(held, datetime.date):
        return f"{held:%Y-%m-%d}"
    if isinstance(held, datetime.time):
        return f"{held:%H:%M:%S}" if held.second else f"{held:%H:%M}"
    return str(held).replace("\r\n", "\n").replace("_x000D_", "").replace("\0", "").strip()
