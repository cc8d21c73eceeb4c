"""Wrong and sensitive words, as the office's lexicon has them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files

import ahocorasick_rs

from yangguang.apps.publishing.formal.noticing import (
    HEADER_TEXTS,
    WARN,
    DraftFacts,
    Noticed,
    Word,
)

AROUND = 12


@cache
def default_words() -> tuple[Word, ...]:
    """The words that every installation starts with."""
    rows = tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))
    return tuple(
        Word(
            row["word"],
            kind == "sensitive",
            row.get("correction", ""),
            tuple(row.get("exceptions", [])),
            row.get("note", ""),
        )
        for kind in ("wrong", "sensitive")
        for row in rows[kind]
    )


def check_words(facts: DraftFacts) -> Iterator[Noticed]:
    """Each word of the lexicon once for each field, with how often it stands there."""
    yield from find_words(facts.words, "标题", facts.title)
    yield from find_words(facts.words, "正文", facts.body_text)
    for name, label in HEADER_TEXTS.items():
        yield from find_words(facts.words, label, str(facts.header.get(name) or ""))
    for file in facts.files:
        if file.in_body:
            continue
        for page in sorted(file.texts):
            yield from find_words(
                facts.words, f"附件《{file.title}》{file.place(page)}"[:190], file.texts[page]
            )


def find_words(words: Iterable[Word], field: str, text: str) -> Iterator[Noticed]:
    """The words that stand in the text outside their exceptions."""
    chosen = tuple(words)
    if not text or not chosen:
        return
    places: dict[int, list[tuple[int, int]]] = {}
    for number, start, end in _finder(chosen).find_matches_as_indexes(text):
        if not _excepted(chosen[number], text, start, end):
            places.setdefault(number, []).append((start, end))
    for number, found in places.items():
        word = chosen[number]
        start, end = found[0]
        often = f"（共{len(found)}处）" if len(found) > 1 else ""
        around = text[max(0, start - AROUND) : end + AROUND].replace("\n", " ")
        if word.sensitive:
            sentence, advice = f"含有需要核对的词语“{word.word}”{often}。", word.note
        else:
            sentence = f"“{word.word}”一般有误{often}。"
            advice = f"应为“{word.correction}”。{word.note}" if word.correction else word.note
        yield Noticed(
            code="word-sensitive" if word.sensitive else "word-wrong",
            severity=WARN,
            field=field,
            start=start,
            end=end,
            evidence=around,
            sentence=sentence,
            advice=advice,
        )


def _excepted(word: Word, text: str, start: int, end: int) -> bool:
    for exception in word.exceptions:
        place = exception.find(word.word)
        if place >= 0 and text.startswith(exception, start - place) and start >= place:
            return True
    return False


@lru_cache(maxsize=64)
def _finder(words: tuple[Word, ...]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(
        [word.word for word in words], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
    )
