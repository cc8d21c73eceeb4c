"""Short names and full names of the same thing, so that 公租房 leads to 公共租赁住房.

People type what they say; documents write what the regulation says. The table with its date is
``synonyms.toml``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from yangguang.text.folding import fold


@cache
def _table() -> dict[str, tuple[str, ...]]:
    data = tomllib.loads(files("yangguang.text").joinpath("synonyms.toml").read_text("utf-8"))
    others: dict[str, dict[str, None]] = {}
    for group in data["same"]:
        words = [fold(word) for word in group]
        for word in words:
            others.setdefault(word, {}).update(dict.fromkeys(w for w in words if w != word))
    return {word: tuple(known) for word, known in others.items()}


def same_as(folded: str) -> tuple[str, ...]:
    """Other names of the thing, folded; empty where none is known.

    >>> same_as("公租房")
    ('公共租赁住房',)
    """
    return _table().get(folded, ())


def known_names() -> frozenset[str]:
    """Every name of the table, folded, for keeping them whole when words are cut."""
    return frozenset(_table())
