"""Values on their way into a spreadsheet, where a text may be taken for a formula."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutral(value: str) -> str:
    """The value as a spreadsheet shows it without running it.

    >>> neutral("=1+1")
    "'=1+1"
    >>> neutral("清政发〔2026〕1号")
    '清政发〔2026〕1号'
    """
    return f"'{value}" if value.lstrip(" ").startswith(_STARTS) else value
