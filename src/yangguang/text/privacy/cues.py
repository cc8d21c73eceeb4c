"""The words of cues.toml, asked from a place in a text: what stands right before, right behind."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from ahocorasick_rs import AhoCorasick, MatchKind


@cache
def _table() -> dict[str, dict[str, str]]:
    source = resources.files("yangguang.text.privacy").joinpath("cues.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def _words(place: str) -> dict[str, str]:
    """Every word of a place with its class."""
    return {word: name for name, words in _table()[place].items() for word in words.split()}


@cache
def _longest(place: str) -> int:
    return max(map(len, _words(place)))


def before(text: str, at: int) -> tuple[str, str]:
    """Class and word of the longest cue that ends at ``at``; empty when none does."""
    words = _words("before")
    for size in range(min(_longest("before"), at), 0, -1):
        word = text[at - size : at]
        if word in words:
            return words[word], word
    return "", ""


def known_before() -> dict[str, str]:
    """Every word that says what the bearer of the name behind it is, with its class."""
    return dict(_words("before"))


def is_role(word: str) -> bool:
    """Whether a word of two signs or more says by itself what somebody is."""
    return len(word) > 1 and _words("before").get(word, "lead") != "lead"


def behind(text: str, at: int) -> tuple[str, str]:
    """Class and word of the longest cue that begins at ``at``; empty when none does."""
    words = _words("behind")
    for size in range(min(_longest("behind"), len(text) - at), 0, -1):
        word = text[at : at + size]
        if word in words:
            return words[word], word
    return "", ""


@cache
def _topic(name: str) -> AhoCorasick:
    return AhoCorasick(_table()["topic"][name].split(), matchkind=MatchKind.LeftmostLongest)


def topics(text: str, name: str) -> set[str]:
    """The different words of a topic in ``text``."""
    return set(_topic(name).find_matches_as_strings(text))


@cache
def _personal() -> AhoCorasick:
    words = set(_table()["topic"]["private"].split())
    words |= {
        word for word, name in _words("before").items() if name == "private" and len(word) > 1
    }
    return AhoCorasick(sorted(words), matchkind=MatchKind.LeftmostLongest)


def personal_at(text: str) -> list[int]:
    """Where words stand that speak of private people and their matters, in order."""
    return [start for _, start, _ in _personal().find_matches_as_indexes(text)]
