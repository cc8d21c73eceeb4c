"""The demo city's annual reports: drafted from its own records, as its offices would have done it.

Each report is written on the day of its publication from what was recorded by then, so the figures
of one year carry over into the next. What only people know is answered here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal

from yangguang.apps.reports.selectors.drafting import RECEIVED, Earlier, gather, report_due
from yangguang.apps.reports.selectors.writing import REPORTING as OWING
from yangguang.apps.reports.services.drafted import draft_report
from yangguang.apps.reports.services.typeset import to_body
from yangguang.config.demo.items import FIRST_YEAR
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import Draft, Written, working_day

# Bodies whose reports of every year are there; of the others, that of the last finished year.
REPORTING = ("city", "linhu", "dongshan", "anhe", "edu", "housing", "health", "land", "eco", "market", "finance", "transport")  # fmt: skip
STRAGGLERS = ("civil-air", "xinqu", "heshi")
"""Whose last report is late: one is on the road to publication, one is being written, one not begun."""
_IMPROVED = (
    "上述措施均已列入年度工作安排并落实，相关栏目和办理流程已有改进。",
    "对照上述措施逐项推进，专题培训和栏目整改已经完成。",
    "上述措施已经落实到责任单位，年底进行了复查。",
)
_OTHER = (
    "政务公开工作要点确定的任务已按时完成，落实情况已在政府网站公布。",
    "年度政务公开工作要点的落实情况已另行公布。",
    "本年度政务公开重点任务的完成情况已在政府信息公开专栏公布。",
)


def published_on(city: City, slug: str, year: int) -> date:
    """The day of the report about that year, by the dates of 条例第四十九条."""
    rng = city.rng("report-day", slug, year)
    month = report_due(city.agencies[slug], year).month
    return working_day(date(year + 1, month, rng.randint(12, 24)))


def reports(city: City) -> list[Draft]:
    """The annual reports of the bodies that publish one; each is written when its day comes."""
    found = [draft for slug in REPORTING for draft in _reports_of(city, slug, FIRST_YEAR)]
    late = [slug for slug in others(city) if slug not in STRAGGLERS]
    return found + [
        draft for slug in late for draft in _reports_of(city, slug, city.today.year - 1)
    ]


def others(city: City) -> list[str]:
    """The bodies that owe a report of the last finished year and have none of the earlier ones."""
    end = date(city.today.year - 1, 12, 31)
    return [
        slug
        for slug, agency in city.agencies.items()
        if agency.kind in OWING
        and slug not in REPORTING
        and (agency.valid_to is None or agency.valid_to > end)
        and not slug.startswith("village-office")
    ]


def _reports_of(city: City, slug: str, first: int) -> Iterator[Draft]:
    writer = _Writer(city, slug)
    for year in range(first, city.today.year):
        on = published_on(city, slug, year)
        if on <= city.today:
            title = f"{city.name_on(slug, on)}{year}年政府信息公开工作年度报告"
            yield Draft(
                slug="annual-report", key=f"report-{slug}-{year}", on=on, agency=slug,
                title=title, paragraphs=[], kind="annual-report", columns=["annual-reports"],
                facets=[("article-20", "other")], subject="政府信息公开",
                write=writer.of(year),
            )  # fmt: skip


class _Writer:
    """Writes one body's reports in turn; each knows what the one before it said."""

    def __init__(self, city: City, slug: str) -> None:
        self.city, self.slug = city, slug
        self.earlier = Earlier({})

    def of(self, year: int) -> Callable[[datetime], Written]:
        """Writes the report about that year as of a moment."""
        return lambda at: self._write(year, at)

    def _write(self, year: int, at: datetime) -> Written:
        agency = self.city.agencies[self.slug]
        found = gather(
            agency, year, as_of=at, on=at.date(), earlier=self.earlier, notes=self._notes(year)
        )
        draft = draft_report(found)
        cells = {cell: value for cell, value in found.cells.items() if value is not None}
        received = cells.get(RECEIVED[found.material.form.code], Decimal(0))
        problems = next(part.text for part in draft.composed.parts if part.code == "problems")
        self.earlier = Earlier(cells, problems, (*self.earlier.received, (year, received)))
        return Written(to_body(draft.blocks), draft.words())

    def _notes(self, year: int) -> dict[str, str]:
        shift = year + sum(map(ord, self.slug))
        notes = {
            "improvements": _IMPROVED[shift % 3],
            "problems": "",
        }
        return notes if year < 2019 else {**notes, "other": _OTHER[shift % 3]}
