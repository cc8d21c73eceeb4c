"""Every named figure by its code, so that an address can name it and a page can explain it."""

from __future__ import annotations

from collections.abc import Iterator

from yangguang.apps.catalog.models import Column, Facet
from yangguang.apps.reports.figures.asked import ASKED_FIGURES, AskedFigure
from yangguang.apps.reports.figures.items import ITEM_FIGURES, Figure, of_column, of_facet
from yangguang.apps.reports.figures.letters import (
    LETTER_FIGURES,
    LetterFigure,
    channels,
    of_channel,
)

AnyFigure = Figure | AskedFigure | LetterFigure


class NoFigure(LookupError):
    """There is no figure of that code; ``args[0]`` is the code."""


def figure(code: str) -> AnyFigure:
    """The figure of that code: ``published``, ``norms.made``, ``channel.weibo``, ``received``,
    ``result.disclosed``, ``letters.answered``, ``letters.received:来信``, ``facet.12`` or ``column.3``
    by key. Raises NoFigure."""
    found: AnyFigure | None = (
        ITEM_FIGURES.get(code) or ASKED_FIGURES.get(code) or LETTER_FIGURES.get(code)
    )
    if found is not None:
        return found
    whole, _, channel = code.partition(":")
    if whole in LETTER_FIGURES and channel in channels():
        return of_channel(LETTER_FIGURES[whole], channel)
    name, _, key = code.partition(".")
    if key.isascii() and key.isdigit() and len(key) < 18:
        if name == "facet" and (facet := Facet.objects.filter(pk=key).first()) is not None:
            return of_facet(facet)
        if name == "column" and (column := Column.objects.filter(pk=key).first()) is not None:
            return of_column(column)
    raise NoFigure(code)


def all_figures() -> Iterator[AnyFigure]:
    """Every figure that is not one of a class or a column, in the order of the book."""
    yield from ITEM_FIGURES.values()
    yield from ASKED_FIGURES.values()
    yield from LETTER_FIGURES.values()
