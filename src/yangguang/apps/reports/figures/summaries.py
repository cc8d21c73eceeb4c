"""What the public may read behind a figure of applications: how many were alike, never whose.

A row that stands for one or two applications would tell a neighbour who asked and what he was told.
Small groups are therefore put together until they hold enough, and a figure that is itself too small
is not told at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Sum

from yangguang.apps.reports.figures.asked import AskedFigure
from yangguang.apps.reports.figures.scope import Scope
from yangguang.apps.requests.models import Counted
from yangguang.apps.requests.selectors.public_figures import SMALLEST
from yangguang.law.identity import ApplicantKind
from yangguang.law.receipt import Channel
from yangguang.law.replies import reply_kind

REST = "其余各类合计"


@dataclass(frozen=True, slots=True)
class Alike:
    """One group of applications: what they have in common, and how many they are."""

    words: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """``heads`` name the columns of ``rows``; ``rest`` counts what is too rare to be shown.

    ``total`` is the figure, the rows and the rest together; None where it is too small to tell.
    """

    total: int | None
    heads: tuple[str, ...]
    rows: tuple[Alike, ...]
    rest: int


def summary(figure: AskedFigure, scope: Scope) -> Summary:
    """The applications behind a figure as groups alike in channel, applicant and result."""
    rows = (
        figure.entries(scope)
        .values_list("channel", "applicant_kind", "reply_kind")
        .annotate(n=Sum("sign"))
    )
    closed = figure.what is Counted.CLOSED
    found: Counter[tuple[str, ...]] = Counter()
    for channel, applicant, reply, count in rows:
        words = (Channel(channel).label, _applicant(applicant))
        found[(*words, reply_kind(reply).group.label) if closed else words] += count
    heads = ("提交方式", "申请人", "办理结果") if closed else ("提交方式", "申请人")
    total = found.total()
    if 0 < total < SMALLEST:
        return Summary(None, heads, (), 0)
    shown = unidentifying(found)
    return Summary(
        total,
        heads,
        tuple(Alike(words, count) for words, count in shown.items()),
        total - sum(shown.values()),
    )


def unidentifying(counts: Mapping[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    """The groups that may be shown by themselves, the largest first.

    What is left is at least two groups and holds enough, or is nothing, so that no small count can
    be worked out from the total.

    >>> unidentifying({("甲",): 9, ("乙",): 4, ("丙",): 1})
    {('甲',): 9}
    >>> unidentifying({("甲",): 9, ("乙",): 4, ("丙",): 2, ("丁",): 1})
    {('甲',): 9, ('乙',): 4}
    """
    present = {words: count for words, count in counts.items() if count > 0}
    small = [count for count in present.values() if count < SMALLEST]
    large = sorted(
        ((words, count) for words, count in present.items() if count >= SMALLEST),
        key=lambda pair: (-pair[1], pair[0]),
    )
    while small and large and (sum(small) < SMALLEST or len(small) < 2):
        small.append(large.pop()[1])
    return dict(large)


def _applicant(kind: str) -> str:
    """自然人 or 法人或其他组织: what kind of organisation it was may point at it."""
    return "自然人" if kind == ApplicantKind.NATURAL else "法人或其他组织"
