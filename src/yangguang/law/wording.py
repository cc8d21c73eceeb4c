"""Phrases that letters and verdicts share, so that every letter names articles in one manner."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from yangguang.law.citation import Citation, instrument


def cited_together(citations: Iterable[Citation]) -> str:
    """``《…条例》第十四条、第三十六条第（三）项``: each instrument named once, in the given order."""
    grouped: dict[str, list[str]] = {}
    for citation in citations:
        grouped.setdefault(citation.instrument, []).append(citation.place)
    return "、".join(
        f"《{instrument(key).name}》" + "、".join(place for place in places if place)
        for key, places in grouped.items()
    )


def chinese_day(day: date) -> str:
    """``2026年10月1日``, without leading zeros, as letters print dates."""
    return f"{day.year}年{day.month}月{day.day}日"
