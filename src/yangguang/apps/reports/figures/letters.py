"""Letters and calls from the public: how many came, were answered, in time, openly, to content.

The figures add up what `LETTER_SOURCES` give: today the two ledgers, row by row and in monthly sums;
an app that handles letters itself puts its own source beside them and no figure, page or report
changes. Reading: all of them speak of the letters *received* within the time, so that a letter of
December answered in January counts as answered among those of December and no rate exceeds 100 %.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Protocol

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from yangguang.apps.reports.figures.behind import Of, Part, Records
from yangguang.apps.reports.figures.scope import Scope
from yangguang.apps.resources.ledgers import Rule, ledger_kind
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.selectors import entries_of

SINGLE, MONTHLY = "letters", "letters-monthly"
BASIS = "国办发〔2017〕47号《政府网站发展指引》"


class What(StrEnum):
    """What is counted of the letters received within the time."""

    RECEIVED = "received"
    ANSWERED = "answered"
    TIMED = "timed"
    IN_TIME = "in_time"
    PUBLISHED = "published"
    RATED = "rated"
    SATISFIED = "satisfied"


Counts = Mapping[What, int]
Group = tuple[int, str, int]
"""Body, channel, month."""


class LetterSource(Protocol):
    """Where letters are recorded. All of it as known at the scope's moment, for its bodies."""

    def counts(self, scope: Scope) -> Mapping[Group, Counts]:
        """The counts of each body, channel and month that has any."""
        ...

    def parts(self, what: What, scope: Scope, channel: str) -> tuple[Part, ...]:
        """The records behind a count, of one channel where it is named; they add up to it."""
        ...


_KEPT = {
    What.ANSWERED: "answered", What.IN_TIME: "in_time", What.PUBLISHED: "published",
    What.RATED: "rated", What.SATISFIED: "satisfied",
}  # fmt: skip
"""What of a monthly sum stands in which further column."""
_ANSWERED = Q(details__answered_on__isnull=False)
_TIMED = _ANSWERED & Q(details__due_on__isnull=False)


def _text(code: str) -> Cast:
    return Cast(KeyTextTransform(code, "details"), TextField())


def _number(code: str) -> Cast:
    return Cast(KeyTextTransform(code, "details"), IntegerField())


class LedgerLetters:
    """The two ledgers of letters: rows of single letters, and sums of a month."""

    def counts(self, scope: Scope) -> Mapping[Group, Counts]:
        found: dict[Group, dict[What, int]] = defaultdict(dict)
        groups = ("agency", "details__channel", "starts_on__month")
        single = _rows(SINGLE, scope).values_list(*groups)
        for agency, channel, month, *numbers in single.annotate(
            **{what.value: Count("pk", filter=_which(what)) for what in What}
        ):
            found[agency, channel or "", month] = dict(zip(What, numbers, strict=True))
        monthly = _rows(MONTHLY, scope).values_list(*groups)
        for agency, channel, month, *numbers in monthly.annotate(
            **{what.value: Coalesce(Sum(_summed(what)), 0) for what in What}
        ):
            into = found[agency, channel or "", month]
            for what, number in zip(What, numbers, strict=True):
                into[what] = into.get(what, 0) + number
        return found

    def parts(self, what: What, scope: Scope, channel: str) -> tuple[Part, ...]:
        single, monthly = _rows(SINGLE, scope), _rows(MONTHLY, scope)
        if channel:
            single = single.filter(details__channel=channel)
            monthly = monthly.filter(details__channel=channel)
        code = _KEPT.get(what, "answered")
        given = monthly if what is What.RECEIVED else monthly.filter(_given(what))
        field = "" if what is What.RECEIVED else code
        return (
            Part(Of.ENTRIES, single.filter(_which(what)).order_by("-starts_on", "-pk")),
            Part(Of.ENTRIES, given.order_by("-starts_on", "-pk"), Rule.QUANTITY, field=field),
        )


def _rows(ledger: str, scope: Scope) -> QuerySet[Entry]:
    return entries_of(
        ledger, agencies=scope.agencies, first=scope.first, last=scope.last, as_of=scope.as_of
    ).order_by()


def _which(what: What) -> Q:
    """The single letters that count as this."""
    return {
        What.RECEIVED: Q(),
        What.ANSWERED: _ANSWERED,
        What.TIMED: _TIMED,
        What.IN_TIME: _TIMED & Q(pk__in=_in_time()),
        What.PUBLISHED: Q(mark=True),
        What.RATED: Q(details__satisfaction__isnull=False),
        What.SATISFIED: Q(details__satisfaction__in=("满意", "基本满意")),
    }[what]


def _in_time() -> Any:
    """Single letters answered on their last day or before; days are kept as 2024-03-05."""
    rows = Entry.objects.filter(_TIMED, ledger=SINGLE)
    return (
        rows.annotate(due=_text("due_on"), done=_text("answered_on"))
        .filter(done__lte=F("due"))
        .values("pk")
    )


def _given(what: What) -> Q:
    """Monthly sums that say how many were so; how many were answered in time is not always kept."""
    if what is What.TIMED:
        return Q(details__in_time__isnull=False)
    return Q(**{f"details__{_KEPT[what]}__isnull": False})


def _summed(what: What) -> Any:
    if what is What.RECEIVED:
        return F("quantity")
    if what is What.TIMED:
        return Case(When(_given(what), then=_number("answered")), default=Value(0))
    return _number(_KEPT[what])


def letter_rows(scope: Scope) -> QuerySet[Entry]:
    """The rows of both ledgers within the time, whatever they say."""
    return _rows(SINGLE, scope) | _rows(MONTHLY, scope)


LETTER_SOURCES: list[LetterSource] = [LedgerLetters()]
"""Everything that records letters. No two may hold the same letter."""


def letter_counts(scope: Scope) -> dict[Group, dict[What, int]]:
    """Body, channel, month → what came and what became of it, all sources together."""
    found: dict[Group, dict[What, int]] = defaultdict(lambda: dict.fromkeys(What, 0))
    for source in LETTER_SOURCES:
        for group, counts in source.counts(scope).items():
            for what, number in counts.items():
                found[group][what] += number
    return dict(found)


@dataclass(frozen=True, slots=True)
class LetterFigure:
    """A named count of letters; ``channel`` narrows it to one."""

    code: str
    label: str
    rule: str
    what: What
    channel: str = ""
    unit: str = "件"
    basis: str = BASIS
    source: str = "来信来电台账"

    def value(self, scope: Scope) -> int:
        """How many, for these bodies together."""
        return sum(self.by_agency(scope).values())

    def by_agency(self, scope: Scope) -> dict[int, int]:
        """How many for each body that has any."""
        found: dict[int, int] = defaultdict(int)
        for (agency, channel, _), counts in letter_counts(scope).items():
            if counts[self.what] and self.channel in {"", channel}:
                found[agency] += counts[self.what]
        return dict(found)

    def records(self, scope: Scope) -> Records:
        """The rows behind it."""
        parts = tuple(
            part for one in LETTER_SOURCES for part in one.parts(self.what, scope, self.channel)
        )
        return Records(self.label, self.unit, self.rule, parts)


_WITHIN = "收到日期在期内的来信来电"
_LABELS = {
    What.RECEIVED: ("收到来信来电", f"{_WITHIN}，逐件登记的每行计1件，按月登记的计收到件数。"),
    What.ANSWERED: ("已答复来信来电", f"{_WITHIN}中已经答复的，期后答复的也计入。"),
    What.TIMED: ("已答复且登记了办理期限的来信来电",
                 f"{_WITHIN}中已经答复、又登记了办理期限的；按月登记的，填写了按期答复件数的才计入。"),
    What.IN_TIME: ("按期答复来信来电", f"{_WITHIN}中答复日期不晚于办理期限的；没有登记期限的不计。"),
    What.PUBLISHED: ("公开答复来信来电", f"{_WITHIN}中答复已向社会公开的。"),
    What.RATED: ("已评价来信来电", f"{_WITHIN}中来信人已作评价的。"),
    What.SATISFIED: ("评价满意的来信来电", f"{_WITHIN}中评价为满意、基本满意的；按月登记的计满意件数。"),
}  # fmt: skip
LETTER_FIGURES: Mapping[str, LetterFigure] = {
    f"letters.{what.value}": LetterFigure(f"letters.{what.value}", label, rule, what)
    for what, (label, rule) in _LABELS.items()
}
RATES = (
    ("答复率", What.ANSWERED, What.RECEIVED),
    ("按期答复率", What.IN_TIME, What.TIMED),
    ("公开答复率", What.PUBLISHED, What.ANSWERED),
    ("满意率", What.SATISFIED, What.RATED),
)
"""What each rate is a share of."""


def channels() -> tuple[str, ...]:
    """The channels of the ledger, in its order."""
    return ledger_kind(SINGLE).field("channel").choices


def of_channel(figure: LetterFigure, channel: str) -> LetterFigure:
    """The same figure of one channel."""
    return LetterFigure(
        f"{figure.code}:{channel}", f"{figure.label}（{channel}）",
        f"{figure.rule}只计渠道为“{channel}”的。", figure.what, channel,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tally:
    """What came and what became of it, of one group of letters."""

    counts: Counts

    @property
    def received(self) -> int:
        return self.counts[What.RECEIVED]

    @property
    def answered(self) -> int:
        return self.counts[What.ANSWERED]

    @property
    def rates(self) -> tuple[tuple[str, str], ...]:
        """Each rate in percent with one decimal; empty where nothing is known to take it of."""
        return tuple((name, self.rate(part, whole)) for name, part, whole in RATES)

    @property
    def answered_rate(self) -> str:
        return self.rate(What.ANSWERED, What.RECEIVED)

    @property
    def in_time_rate(self) -> str:
        return self.rate(What.IN_TIME, What.TIMED)

    def rate(self, part: What, whole: What) -> str:
        """One rate; 100% only where every letter is counted."""
        if not self.counts[whole]:
            return ""
        share = Decimal(self.counts[part] * 100) / self.counts[whole]
        shown = share.quantize(Decimal("0.1"), ROUND_HALF_UP)
        if shown == 100 and share < 100:
            shown = Decimal("99.9")
        return f"{shown}%"


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a time, cut in every way a page shows."""

    together: Tally
    channels: tuple[tuple[str, Tally], ...]
    months: Mapping[int, Tally]
    bodies: Mapping[int, Tally]


def letters(scope: Scope) -> Letters | None:
    """The letters of these bodies within the time; None where none were ever recorded in it."""
    found = letter_counts(scope)
    if not found:
        return None

    def cut(key: Callable[[Group], Any]) -> dict[Any, Tally]:
        sums: dict[Any, dict[What, int]] = defaultdict(lambda: dict.fromkeys(What, 0))
        for group, counts in found.items():
            for what, number in counts.items():
                sums[key(group)][what] += number
        return {one: Tally(counts) for one, counts in sums.items()}

    by_channel = cut(lambda group: group[1])
    return Letters(
        cut(lambda _: "")[""],
        tuple((name, by_channel[name]) for name in channels() if name in by_channel),
        cut(lambda group: group[2]),
        cut(lambda group: group[0]),
    )
