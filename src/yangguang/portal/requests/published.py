"""What is published already and may be what an applicant is about to ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yangguang.apps.catalog.models import Item
from yangguang.apps.search.engine import IndexUnusable, Query
from yangguang.apps.search.selectors import Answer, search_items
from yangguang.text.docnum import find_docnums

SHOWN = 5
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Published:
    """Items that may answer the question; ``unusable`` says that search is out of order."""

    items: tuple[Item, ...] = ()
    unusable: bool = False


def already_published(text: str) -> Published:
    """Public items that this description may mean: by number, by quoted title, by its words."""
    questions = list(dict.fromkeys(_questions(text)))[:4]
    found: dict[int, Item] = {}
    try:
        for question in questions:
            for one in _items(search_items(Query(text=question, size=SHOWN))):
                found.setdefault(one.pk, one)
    except IndexUnusable:
        return Published(unusable=True)
    return Published(tuple(found.values())[:SHOWN])


def _items(answer: Answer) -> Iterable[Item]:
    yield from (one.item for one in answer.found)
    if answer.partial is not None:
        yield from (one.item for one in answer.partial.found)


def _questions(text: str) -> Iterable[str]:
    for number in find_docnums(text):
        yield number.text
    start = text.find("《")
    while start >= 0:
        end = text.find("》", start)
        if 2 < end - start <= _LONGEST:
            yield text[start + 1 : end]
        start = text.find("《", start + 1)
    words = " ".join(text.split())[:_LONGEST]
    if len(words) > 1:
        yield words
