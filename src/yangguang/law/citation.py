"""Every rule in ``law`` stands beside its article; this is how an article is named.

A citation is data ("regulation-2019/31/1/2"), so that a clerk reads it in Chinese, a test can
check that the instrument was in force, and a page can list every rule that rests on an article.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from yangguang.text.numerals import to_chinese


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, regulation or official reply, with the days on which it is in force.

    ``until`` is the first day on which it no longer is (half-open), None while it stands.
    ``number`` is None where no source at hand gives it; a number is never invented.
    """

    key: str
    name: str
    short: str
    number: str | None
    since: date
    until: date | None
    source: str

    def in_force(self, day: date) -> bool:
        """Whether it applies on that day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """A place in an instrument: article 条, paragraph 款, item 项; None where the whole is meant."""

    instrument: str
    article: int | None = None
    paragraph: int | None = None
    item: int | None = None

    @property
    def place(self) -> str:
        """``第三十一条第一款第（二）项``; empty where the whole instrument is cited."""
        text = ""
        if self.article is not None:
            text += f"第{to_chinese(self.article)}条"
        if self.paragraph is not None:
            text += f"第{to_chinese(self.paragraph)}款"
        if self.item is not None:
            text += f"第（{to_chinese(self.item)}）项"
        return text

    @property
    def short(self) -> str:
        """For screens: ``《条例》第三十一条``, with the year where two editions bear the name."""
        return instrument(self.instrument).short + self.place

    @property
    def full(self) -> str:
        """For letters: ``《中华人民共和国政府信息公开条例》第三十一条``."""
        return f"《{instrument(self.instrument).name}》{self.place}"

    @property
    def key(self) -> str:
        """The written form that ``cite`` reads."""
        parts = (self.article, self.paragraph, self.item)
        numbers = "/".join("-" if part is None else str(part) for part in parts)
        return f"{self.instrument}/{numbers}".rstrip("/-")

    def __str__(self) -> str:
        return self.short


@cache
def instruments() -> dict[str, Instrument]:
    """Every instrument that a rule here rests on, by its key."""
    text = files(__package__).joinpath("instruments.toml").read_text("utf-8")
    return {
        key: Instrument(
            key,
            row["name"],
            row.get("short", f"《{row['name']}》"),
            row.get("number"),
            row["since"],
            row.get("until"),
            row["source"],
        )
        for key, row in tomllib.loads(text).items()
    }


def instrument(key: str) -> Instrument:
    """The instrument of this key. Raises KeyError naming it."""
    found = instruments().get(key)
    if found is None:
        raise KeyError(f"no instrument {key!r} in law/instruments.toml")
    return found


@cache
def cite(key: str) -> Citation:
    """``regulation-2019/36//3`` → 第三十六条第（三）项: instrument/article/paragraph/item.

    An empty part or ``-`` is skipped. Raises KeyError for an unknown instrument and ValueError
    for a part that is no number.
    """
    name, *parts = key.split("/")
    instrument(name)
    if len(parts) > 3:
        raise ValueError(f"{key!r} has more parts than 条, 款 and 项")
    numbers = [None if part in ("", "-") else int(part) for part in parts]
    numbers += [None] * (3 - len(numbers))
    return Citation(name, *numbers)
