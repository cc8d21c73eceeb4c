"""What a report is drafted from: the body, the year, its figures and last year's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from yangguang.apps.reports.drafting.appraising import Results
from yangguang.apps.reports.drafting.book import Book
from yangguang.law.forms.model import Form


@dataclass(frozen=True, slots=True)
class Body:
    """The body that reports. ``we`` and ``all_of_us`` are how it speaks of itself: 我市, 全市."""

    name: str
    we: str
    all_of_us: str
    is_government: bool
    address: str = ""
    postcode: str = ""
    telephone: str = ""
    email: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """All that a draft is made of. ``notes`` are answers to what no record knows, by the prompt's key:
    they stand in the place of the prompt."""

    form: Form
    body: Body
    book: Book
    commitments: tuple[str, ...] = ()
    """What last year's report promised to do better, sentence by sentence."""
    notes: Mapping[str, str] = field(default_factory=dict)
    results: Results = field(default_factory=Results)
    """Results of appraisal, public assessment and accountability about the year."""
    up_to: date | None = None
    """The day on which the figures were gathered; a year that is not over ends there."""

    @property
    def year(self) -> int:
        return self.book.year

    def prompt(self, key: str, words: str) -> str:
        """The answer on record, or the place to fill in."""
        return self.notes.get(key) or f"［请{words}］"


def is_over(year: int, gathered_on: date | None) -> bool:
    """Whether figures tell of the whole year: gathered when its last day had passed, or for good."""
    return gathered_on is None or gathered_on.year > year


def last_day(year: int, gathered_on: date | None) -> date:
    """The last day that figures of a year tell of, by the day on which they were gathered.

    >>> last_day(2026, date(2026, 11, 23)), last_day(2026, date(2027, 1, 8))
    (datetime.date(2026, 11, 23), datetime.date(2026, 12, 31))
    """
    end = date(year, 12, 31)
    return end if gathered_on is None else min(gathered_on, end)


def period_told(year: int, gathered_on: date | None) -> str:
    """The sentence of the opening that says which days the figures tell of."""
    until = last_day(year, gathered_on)
    told = f"所列数据的统计期限为{year}年1月1日至{year}年{until.month}月{until.day}日。"
    if is_over(year, gathered_on):
        return told
    return f"{told[:-1]}（{year}年度尚未结束，以上为阶段数据）。"


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the report. Its ``text`` has one paragraph a line; a line that begins with （一）
    and does not end a sentence is a heading. ``tables`` are the form's tables that follow it."""

    code: str
    number: str
    title: str
    text: str
    tables: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    table_note: str = ""

    @property
    def heading(self) -> str:
        return f"{self.number}、{self.title}" if self.number else ""


@dataclass(frozen=True, slots=True)
class Composed:
    """A drafted report: its title, its parts in order, what its figures are bound to."""

    title: str
    parts: tuple[Part, ...]
    bindings: Mapping[str, str]


def we_are(name: str, *, government: bool) -> tuple[str, str]:
    """How a body speaks of itself and of all that it answers for, by the end of its name.

    >>> we_are("清源市人民政府", government=True)
    ('我市', '全市')
    >>> we_are("清源市教育局", government=False)
    ('我局', '本机关')
    """
    stem = name.removesuffix("人民政府").removesuffix("政府").removesuffix("办事处")
    if stem != name or government:
        if stem.endswith("街道"):
            return "我街道", "全街道"
        if stem[-1:] in "省市县区旗州盟镇乡":
            return f"我{stem[-1]}", f"全{stem[-1]}"
    endings = {"局": "我局", "厅": "我厅", "委员会": "我委", "办公室": "我办", "委": "我委"}
    for ending, we in endings.items():
        if name.endswith(ending):
            return we, "本机关"
    return "本机关", "本机关"
