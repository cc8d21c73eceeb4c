"""Writing sentences: figures bound as they are written, wordings that change from year to year."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from decimal import Decimal

from yangguang.apps.reports.drafting.book import Book
from yangguang.apps.reports.drafting.tokens import token


class Pen:
    """Writes for one report; ``bindings`` is handle → expression for all figures written so far."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.bindings: dict[str, str] = {}
        self._handles: dict[str, str] = {}

    def fig(self, expression: str) -> str:
        """The figure, bound. Raises ValueError where it is unknown: ask `knows` first."""
        said = self.book.shown(expression)
        if not said:
            raise ValueError(f"nothing is known of {expression}")
        handle = self._handles.get(expression)
        if handle is None:
            handle = str(len(self._handles) + 1)
            self._handles[expression] = handle
            self.bindings[handle] = expression
        return token(said, handle)

    def knows(self, *expressions: str) -> bool:
        """Whether all of them are known."""
        return all(self.book.value(one) is not None for one in expressions)

    def n(self, expression: str) -> Decimal:
        """Its number, 0 where it is unknown."""
        return self.book.value(expression) or Decimal(0)

    def vary(self, key: str, *wordings: str) -> str:
        """One of several wordings; another one the year after."""
        return wordings[(self.book.year + zlib.crc32(key.encode())) % len(wordings)]

    def against_last_year(self, expression: str, unit: str, *, rate: bool = True) -> str:
        """``，比上年增加20件，增长9.1%``; empty where last year's number is unknown."""
        grew = self.book.grew(expression)
        if grew is None:
            return ""
        if grew == 0:
            return "，与上年持平"
        word = "增加" if grew > 0 else "减少"
        said = f"，比上年{word}{self.fig(f'change:{expression}')}{unit}"
        growth = self.book.value(f"growth:{expression}")
        if rate and growth is not None and Decimal("0.1") <= growth <= 200:
            turn = "增长" if grew > 0 else "下降"
            said += f"，{turn}{self.fig(f'growth:{expression}')}%"
        return said

    def parts(
        self,
        named: Sequence[tuple[str, str]],
        unit: str,
        *,
        whole: str = "",
        all_are: str = "均为",
        lead: str = "其中",
    ) -> str:
        """``其中维持3件、纠正1件``, with what is nought left out.

        Where ``whole`` is one part alone: ``均为维持``. Empty where all are nought or one is
        unknown. With a ``{}`` in a name the number stands there.
        """
        if not all(self.knows(expression) for _, expression in named):
            return ""
        standing = [(name, one) for name, one in named if self.n(one)]
        if not standing:
            return ""
        if whole and len(standing) == 1 and self.n(standing[0][1]) == self.n(whole):
            return f"{all_are}{standing[0][0].removesuffix('的')}"
        return lead + "、".join(f"{name}{self.fig(one)}{unit}" for name, one in standing)
