"""How long the reply may take, how far it may be extended, and on which article each rests.

The figures of both regulations side by side, as data; the clock and every screen that names a
period read them here.
"""

from __future__ import annotations

from datetime import date

from yangguang.law.citation import cite
from yangguang.law.regimes import Regime, regime_of

PERIOD = {Regime.R2007: 15, Regime.R2019: 20}
"""Working days for the reply. 依据：2007年条例第二十四条第二款，2019年条例第三十三条第二款。"""
CEILING = {Regime.R2007: 15, Regime.R2019: 20}
"""The longest extension in working days. 依据：同上。"""
FEES_SINCE = date(2021, 1, 1)
"""From this day a 信息处理费 may be charged. 依据：国办函〔2020〕109号。"""

PERIOD_BASIS = {
    Regime.R2007: cite("regulation-2007/24/2"),
    Regime.R2019: cite("regulation-2019/33/2"),
}
PAUSE_BASIS = {
    Regime.R2007: cite("regulation-2007/24/3"),
    Regime.R2019: cite("regulation-2019/33/3"),
}
SUPPLEMENT_BASIS = {
    Regime.R2007: cite("regulation-2007/21//4"),
    Regime.R2019: cite("regulation-2019/30"),
}
RECEIPT_BASIS = {
    Regime.R2007: cite("regulation-2007/24/2"),
    Regime.R2019: cite("regulation-2019/31"),
}
FEE_BASIS = cite("fee-rules-2020/6")
VOLUME_BASIS = cite("regulation-2019/35")


def ceiling(received: date) -> int:
    """The longest extension, in working days, for an application received on that day."""
    return CEILING[regime_of(received)]


def spoken(day: date) -> str:
    """``2026年3月5日``."""
    return f"{day.year}年{day.month}月{day.day}日"
