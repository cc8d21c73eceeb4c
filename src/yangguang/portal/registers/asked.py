"""What a reader asked of a list in its address. The address is the whole state; what cannot be
understood in it is left out with a sentence, never an error."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict
from django.utils import timezone

from yangguang.apps.agencies.directory import known_agencies
from yangguang.apps.catalog.counts import LARGE
from yangguang.apps.registers.models import Register
from yangguang.apps.registers.selectors import Question, Reply, ask, figure_of
from yangguang.apps.search.engine import IndexUnusable
from yangguang.apps.search.selectors import rows_with_words
from yangguang.law.registers import Definition
from yangguang.press.questions import APPENDED
from yangguang.text.dates import parse_date

LONGEST = 100
MOST_FOUND = 1_000
"""So many of the newest rows that the search index finds are shown of a large list."""
OWN = frozenset({"q", "agency", "as_of", "sort", "page"})
"""Names in an address that mean no column; a column so called is asked for as ``field.q``. So is one
that is called like what others append to addresses."""


def name_in_address(code: str, ending: str = "") -> str:
    """Under which name an address asks for a column, or for its lower or upper end."""
    foreign = APPENDED.fullmatch(code + ending) is not None
    return f"field.{code}{ending}" if code in OWN or foreign else f"{code}{ending}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question read from an address, with sentences about what was left out."""

    question: Question
    words: str
    complaints: tuple[str, ...]

    @property
    def canonical(self) -> bool:
        """Whether nothing at all was asked: the list as it stands."""
        return not self.question.narrowed and self.question.agency is None and not self.words


def read_asked(register: Register, definition: Definition, given: QueryDict) -> Asked:
    """The question in a query string; anything at all may stand in it."""
    complaints: list[str] = []
    words = " ".join(given.get("q", "").replace("\x00", " ").split())
    if len(words) > LONGEST:
        complaints.append(f"搜索词超过 {LONGEST} 个字，只用了前 {LONGEST} 个字。")
        words = words[:LONGEST]
    slug = given.get("agency", "").replace("\x00", "").strip()[:80]
    agency = known_agencies().filter(slug=slug).first() if slug else None
    if slug and agency is None:
        complaints.append(f"没有标识为“{slug}”的机构，没有按机构筛选。")
    day = _day(given.get("as_of", ""), complaints)
    sort = given.get("sort", "").strip()
    sortable = {one.code: one for one in definition.public_fields if one.slot}
    if sort and sort.lstrip("-") not in sortable:
        complaints.append("不能按这一栏排序，已按清单自己的次序排列。")
        sort = ""
    filters = {
        one.code + ending: said
        for one in definition.filters
        for ending in ("", "_from", "_to")
        if (said := _said(given, name_in_address(one.code, ending)))
    }
    question = Question(filters=filters, agency=agency, day=day, sort=sort)
    if words:
        question = _looked_for(register, question, words, complaints)
    return Asked(question, words, tuple(complaints))


def _said(given: QueryDict, name: str) -> str:
    return given.get(name, "").replace("\x00", "").strip()[:LONGEST]


def _day(raw: str, complaints: list[str]) -> date | None:
    raw = raw.strip()[:20]
    if not raw:
        return None
    day = parse_date(raw)
    today = timezone.localdate()
    if day is None:
        complaints.append(f"日期“{raw}”无法识别，显示的是现行清单。请按 2026-11-20 的样式填写。")
    elif day > today:
        complaints.append(f"{day.isoformat()} 还没有到，显示的是现行清单。")
    elif day < today:
        return day
    return None


def _looked_for(
    register: Register, question: Question, words: str, complaints: list[str]
) -> Question:
    """A small list is read through; of a large one the search index tells which rows."""
    plain = replace(question, words=words)
    if question.day is not None or figure_of(register).rows < LARGE:
        return plain
    try:
        found = rows_with_words(register, words, limit=MOST_FOUND)
    except IndexUnusable:
        return plain
    if found.total > len(found.rows):
        complaints.append(
            f"含有“{words}”的有 {found.total:,} 条，只列出最新的 {len(found.rows):,} 条；"
            "请再加一个词缩小范围。"
        )
    return replace(question, rows=found.rows)


def answer(register: Register, definition: Definition, asked: Asked) -> tuple[Reply, list[str]]:
    """The reply of the list, with every sentence about what was left out."""
    reply = ask(register, definition, asked.question)
    return reply, [*asked.complaints, *reply.complaints]
