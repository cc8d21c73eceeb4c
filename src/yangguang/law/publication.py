"""By when a document must be public, who must have read it before, and when to look again.

The regulation gives twenty working days from the day a document came into being or changed; it
wants it reviewed before, and what was withheld looked at again from time to time. How often is
left open, as is whether the day of coming into being counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from yangguang.law.calendar import WorkCalendar
from yangguang.law.citation import Citation, cite
from yangguang.law.counting import Count, count_days
from yangguang.law.regimes import Regime, regime_of

WORKING_DAYS = 20
REASSESS_MONTHS = 12
"""Reading: 定期 in Art. 18 has no length; a year is the default, an office may set a shorter one."""
INTERPRETATION_DAYS = 3
"""Reading: 同步 has no number of days; three working days is what offices promise each other."""


class ReviewKind(StrEnum):
    """The three reviews before release. 依据：《条例》第十七条；保密审查另依《保守国家秘密法》。"""

    LEGAL = "legal"
    SECRECY = "secrecy"
    FORMAL = "formal"

    @property
    def label(self) -> str:
        """The name of the form."""
        return {
            ReviewKind.LEGAL: "合法性审查",
            ReviewKind.SECRECY: "保密审查",
            ReviewKind.FORMAL: "要件审查",
        }[self]


@dataclass(frozen=True, slots=True)
class PublicationLimit:
    """The last day with its article; ``count`` holds the day-by-day proof.

    ``certain`` is False where the day rests on a year whose holidays no notice has arranged yet.
    """

    due: date
    certain: bool
    citation: Citation
    count: Count


def review_citation(on: date) -> Citation:
    """The article that wants a review before release, on that day.

    依据：2019年条例第十七条；2007年条例第十四条第一款。
    """
    return cite("regulation-2019/17" if regime_of(on) is Regime.R2019 else "regulation-2007/14/1")


def limit_citation(formed: date) -> Citation:
    """The article with the twenty working days, for a document formed that day."""
    return cite("regulation-2019/26" if regime_of(formed) is Regime.R2019 else "regulation-2007/18")


def publication_limit(formed: date, calendar: WorkCalendar) -> PublicationLimit:
    """The last day on which a document formed (or changed) that day must be public.

    依据：2019年条例第二十六条、2007年条例第十八条：自该政府信息形成或者变更之日起20个工作日内。
    Reading: the day itself is not counted, as with every period here. Not coded: other limits of
    laws and regulations (从其规定); they are entered by the row of the list that names them.
    Raises NoRegime before 2008-05-01 and CalendarUnknown where no calendar reaches.
    """
    citation = limit_citation(formed)
    count = count_days(
        formed,
        WORKING_DAYS,
        calendar,
        start_basis="形成或者变更之日",
        counted_basis=citation.short,
    )
    if count.end is None:
        raise ValueError("a count without open spans has an end")
    return PublicationLimit(count.end, count.certain, citation, count)


def reassess_on(decided: date, *, months: int = REASSESS_MONTHS) -> date:
    """The day by which a withheld document is looked at again.

    依据：《条例》第十八条：对本行政机关不予公开的政府信息进行定期评估审查，对因情势变化可以公开的政府信息
    应当公开。Raises ValueError for fewer than one month.
    """
    if months < 1:
        raise ValueError(f"评估间隔应当至少为1个月，现为{months}")
    year, month = divmod(decided.month - 1 + months, 12)
    year, month = decided.year + year, month + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(
        date(year, month, 1) + timedelta(days=decided.day - 1), following - timedelta(days=1)
    )
