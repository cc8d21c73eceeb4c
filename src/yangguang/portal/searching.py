"""What a reader asked for in the search page's address, and the answer as the page shows it.

The address is the whole state: every choice is a link that can be sent on. What cannot be
understood in it is left out with a sentence, never an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from yangguang.apps.search.engine import DEEPEST, Days, Query, Sort
from yangguang.apps.search.selectors import Answer, Choice

SIZE = 10
LONGEST = 200
DIMENSIONS = {
    "year": "年份",
    "agency": "发布机构",
    "kind": "文种",
    "validity": "有效性",
    "column": "栏目",
    "facet": "分类",
}
SHOWN_AT_ONCE = 6
MOST_SHOWN = 40
SORTS = {Sort.RELEVANCE: "相关度", Sort.NEWEST: "最新", Sort.OLDEST: "最早"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The question in an address. ``complaints`` are sentences about what was left out."""

    text: str
    filters: Mapping[str, str]
    published: Days
    sort: Sort
    page: int
    complaints: tuple[str, ...]
    raw_from: str
    raw_to: str

    @property
    def anything(self) -> bool:
        """Whether there is something to look for."""
        return bool(self.text or self.filters or self.published)

    def query(self) -> Query:
        """The question for the engine."""
        return Query(
            text=self.text,
            filters={name: (value,) for name, value in self.filters.items()},
            published=self.published,
            sort=self.sort,
            page=self.page,
            size=SIZE,
            facets=tuple(DIMENSIONS),
            with_rows=True,
        )


def read_question(given: QueryDict) -> Asked:
    """The question in a query string; anything at all may stand in it."""
    complaints: list[str] = []
    text = " ".join(given.get("q", "").replace("\x00", " ").split())
    if len(text) > LONGEST:
        complaints.append(f"搜索词超过 {LONGEST} 个字，只用了前 {LONGEST} 个字。")
        text = text[:LONGEST]
    first = _day(given.get("from", ""), complaints)
    last = _day(given.get("to", ""), complaints)
    if first and last and first > last:
        complaints.append("开始日期晚于结束日期，已经对调。")
        first, last = last, first
    try:
        sort = Sort(given.get("sort", ""))
    except ValueError:
        sort = Sort.RELEVANCE
    raw_page = given.get("page", "1")
    page = int(raw_page) if raw_page.isascii() and raw_page.isdigit() and len(raw_page) < 7 else 1
    return Asked(
        text=text,
        filters={name: value for name in DIMENSIONS if (value := given.get(name, "").strip()[:80])},
        published=Days(first, last),
        sort=sort,
        page=max(1, page),
        complaints=tuple(complaints),
        raw_from=first.isoformat() if first else "",
        raw_to=last.isoformat() if last else "",
    )


def _day(raw: str, complaints: list[str]) -> date | None:
    raw = raw.strip()
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        complaints.append(f"日期“{raw[:20]}”无法识别，没有按它筛选。请按 2026-11-20 的样式填写。")
        return None


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of one dimension: the first few open, the rest folded."""

    name: str
    label: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    chosen: str
    """The label of what is chosen; empty where nothing is."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in the results a page stands; shaped like a list page for the shared template."""

    number: int
    total: int
    size: int = SIZE

    @property
    def last(self) -> int:
        """The last page that can be opened."""
        return max(1, -(-min(self.total, DEEPEST) // self.size))

    @property
    def first_row(self) -> int:
        """The place of the first row of this page."""
        return (self.number - 1) * self.size + 1

    @property
    def last_row(self) -> int:
        """The place of the last row of this page."""
        return min(self.number * self.size, self.total)

    @property
    def cut(self) -> bool:
        """Whether there are more results than can be opened."""
        return self.total > DEEPEST


def choices_of(answer: Answer) -> list[Choices]:
    """Every dimension that has something to choose, in the order in which the page shows them."""
    drawn = []
    for name, label in DIMENSIONS.items():
        values = answer.choices.get(name, ())[:MOST_SHOWN]
        if name == "year":
            values = tuple(sorted(values, key=lambda one: one.value, reverse=True))
        chosen = "、".join(one.label for one in values if one.chosen)
        if len(values) > 1 or chosen:
            first, rest = values[:SHOWN_AT_ONCE], values[SHOWN_AT_ONCE:]
            drawn.append(Choices(name, label, first, rest, chosen))
    return drawn
