"""Reading returns: what a return says cell by cell and whence, its parts, last year's, differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone

from yangguang.apps.agencies.models import Agency, AgencyKind
from yangguang.apps.reports.figures.cells import form_cells_by_agency
from yangguang.apps.reports.models import (
    HANDED_IN,
    SETTLED,
    PublishedReport,
    ReportCell,
    Return,
    ReturnExplanation,
    ReturnRemark,
    ReturnRound,
    ReturnScope,
    ReturnVersion,
)
from yangguang.apps.reports.selectors.parts import HEAVY, Part, as_number, members_of, sums_of
from yangguang.law.forms.load import FORM_CODES, form_for_year, load_form
from yangguang.law.forms.parsed import ParsedForm
from yangguang.law.returns.judging import PARTS, Point, Weight, derive, judge
from yangguang.law.returns.model import ANNUAL, ReturnDefinition
from yangguang.law.returns.periods import Period, PeriodKind

ZERO = Decimal(0)


class Origin(StrEnum):
    """Whence a figure comes."""

    RECORDS = "records"
    HAND = "hand"
    FORMULA = "formula"
    PARTS = "parts"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        """The word shown beside a figure."""
        return {
            "records": "记录取数", "hand": "手工填报", "formula": "表内合计", "parts": "汇总",
            "published": "公开年报",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell. ``own`` is the body's own share, ``value`` that with its parts; None: not filled."""

    code: str
    value: Decimal | None
    origin: Origin
    own: Decimal | None = None
    computed: Decimal | None = None
    source: str = ""

    @property
    def overridden(self) -> bool:
        """Whether somebody wrote another number than records give."""
        return (
            self.origin is Origin.HAND
            and self.computed is not None
            and self.computed != (self.own if self.own is not None else self.value)
        )


@dataclass(frozen=True, slots=True)
class Filling:
    """A return as it stands now: every cell, the parts added up, and who is missing."""

    row: Return
    definition: ReturnDefinition
    figures: Mapping[str, Figure]
    parts: tuple[Part, ...] = ()
    missing: tuple[Return, ...] = ()

    @property
    def values(self) -> dict[str, Decimal]:
        """Every filled cell."""
        return {code: one.value for code, one in self.figures.items() if one.value is not None}

    @property
    def rolls_up(self) -> bool:
        """Whether other bodies' returns belong to it."""
        return bool(self.parts or self.missing)


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell whose records say something else now than when the return was frozen."""

    code: str
    then: Decimal
    now: Decimal


@dataclass(slots=True)
class Judged:
    """The findings of a return, each with the explanation that covers it, if any."""

    points: list[Point]
    explanations: dict[str, ReturnExplanation] = field(default_factory=dict)

    @property
    def blocking(self) -> list[Point]:
        """What must be mended."""
        return [one for one in self.points if one.weight is Weight.BLOCK]

    @property
    def unexplained(self) -> list[Point]:
        """What still needs an explanation."""
        return [
            one
            for one in self.points
            if one.weight is Weight.EXPLAIN and one.key not in self.explanations
        ]


def taken(definition: ReturnDefinition, period: Period) -> dict[str, str]:
    """Each cell that records may give, with the cell of the statutory form of that year it is."""
    form = form_for_year(period.year)
    if form is None:
        return {}
    if definition.statutory:
        return {code: code for code in form.cell_names()}
    return {one.cell: one.source for one in definition.takes if one.form == form.code}


def moment_of(
    definition: ReturnDefinition, period: Period, as_of: datetime | None
) -> datetime | None:
    """Up to which moment records count.

    Reading: a quarterly or monthly figure is the year's as it was recorded by the end of the
    period, so that it is cumulative from 1 January, as local forms ask.
    """
    if definition.statutory or period.kind is PeriodKind.YEAR:
        return as_of
    end = datetime.combine(
        period.last_day + timedelta(days=1), time(), timezone.get_current_timezone()
    ) - timedelta(microseconds=1)
    return end if as_of is None else min(end, as_of)


def record_cells(
    definition: ReturnDefinition, agency: Agency, period: Period, *, as_of: datetime | None = None
) -> dict[str, Decimal]:
    """What the body's own records give for the cells of the form, as known at the moment."""
    return records_of_bodies(definition, [agency.pk], period, as_of=as_of)[agency.pk]


def records_of_bodies(
    definition: ReturnDefinition,
    agencies: Sequence[int],
    period: Period,
    *,
    as_of: datetime | None = None,
) -> dict[int, dict[str, Decimal]]:
    """The same for each of many bodies, in a fixed number of queries."""
    sources = taken(definition, period)
    if not sources or not agencies:
        return {key: {} for key in agencies}
    as_of = moment_of(definition, period, as_of)
    found = form_cells_by_agency(agencies, period.year, as_of=as_of)
    return {
        key: {
            code: as_number(found[key].values[source])
            for code, source in sources.items()
            if source in found[key].values
        }
        for key in agencies
    }


def find_return(key: int) -> Return | None:
    """One return with its round, body and newest version."""
    return returns_with_bodies().filter(pk=key).first()


def returns_with_bodies() -> QuerySet[Return]:
    """Returns ready to be shown; the packed evidence is read only where it is wanted."""
    return Return.objects.select_related(
        "round__definition_row", "agency__parent", "receiver", "current"
    ).defer("current__evidence")


def listed_returns() -> QuerySet[Return]:
    """Returns as lists show them, without their figures: hundreds of bodies on one page."""
    return Return.objects.select_related("round", "agency", "receiver").defer("computed")


def has_region(row: Return) -> bool:
    """Whether governments stand below this one, so that a return of the whole region is possible."""
    return Return.objects.filter(
        round=row.round, receiver=row.agency, agency__kind=AgencyKind.GOVERNMENT
    ).exists()


def version_values(version: ReturnVersion) -> dict[str, Decimal]:
    """The figures of a frozen version."""
    return {code: as_number(text) for code, text in version.values.items()}


def filling_of(row: Return) -> Filling:
    """The return as it stands: hand over records, sums where nothing else, parts added."""
    definition = row.round.definition
    computed = {code: as_number(text) for code, text in row.computed.items()}
    hand = {cell.code: cell for cell in row.cells.all()}
    own: dict[str, Decimal] = {**computed, **{code: as_number(c.value) for code, c in hand.items()}}
    derived = derive(definition.form, own)
    own |= derived
    members = members_of(row)
    parts = tuple(
        Part(one, one.current, one.current.values)
        for one in members
        if one.state in HANDED_IN and one.current is not None
    )
    missing = tuple(one for one in members if one.state not in HANDED_IN)
    sums = sums_of(parts)
    region = row.scope == ReturnScope.REGION
    figures = {}
    for code in definition.cells():
        share = None if region else own.get(code)
        value = share
        if region:
            value = sums.get(code)
        elif share is not None:
            value = share + sums.get(code, ZERO)
        cell = hand.get(code)
        if region:
            origin = Origin.PARTS
        elif cell is not None:
            origin = Origin.HAND
        else:
            origin = Origin.FORMULA if code in derived else Origin.RECORDS
        figures[code] = Figure(
            code, value, origin, share, computed.get(code), cell.source if cell else ""
        )
    return Filling(row, definition, figures, parts, missing)


def frozen_filling(row: Return, version: ReturnVersion) -> Filling:
    """A frozen version in the same shape, whatever has happened since."""
    figures = {
        code: Figure(
            code,
            as_number(one["value"]),
            Origin(one["origin"]),
            _optional(one.get("own")),
            _optional(one.get("computed")),
            one.get("source", ""),
        )
        for code, one in version.cells.items()
    }
    return Filling(row, row.round.definition, figures)


def _optional(text: object) -> Decimal | None:
    return None if text is None else as_number(text)


def previous_of(row: Return) -> ParsedForm | None:
    """Last year's figures of the same body: its return, else what it published; None if neither."""
    before = row.round.period.year_before
    found = (
        Return.objects.filter(
            agency=row.agency, scope=row.scope, round__code=row.round.code,
            round__year=before.year, round__part=before.part, state__in=SETTLED,
            current__isnull=False,
        )
        .select_related("current", "round__definition_row")
        .defer("computed", *(f"current__{name}" for name in HEAVY))
        .first()
    )  # fmt: skip
    if found is not None and found.current is not None:
        cells: dict[str, Decimal | None] = dict(version_values(found.current))
        return ParsedForm(found.round.definition.form.code, cells, year=before.year)
    if row.round.code != ANNUAL or row.scope != ReturnScope.OWN:
        return None
    report = published_report(row.agency, before.year)
    if report is None:
        return None
    return ParsedForm(report.form, published_cells(report), year=before.year)


def published_report(agency: Agency, year: int) -> PublishedReport | None:
    """What the body published about that year, where its table could be read."""
    return (
        PublishedReport.objects.filter(agency=agency, year=year, form__in=FORM_CODES)
        .order_by("table", "-pk")
        .first()
    )


def published_cells(report: PublishedReport) -> dict[str, Decimal | None]:
    """The cells of a published report that could be read, a blank as None."""
    known = set(load_form(report.form).cell_names()) | {
        table.cell(line.code, column.code)
        for table, line in load_form(report.form).rows()
        for column in table.columns
    }
    rows = ReportCell.objects.filter(report=report, unread="").values_list("code", "value")
    return {
        code: None if value is None else as_number(value) for code, value in rows if code in known
    }


def judge_return(filling: Filling) -> Judged:
    """Everything to mend or explain in the return as it stands."""
    row = filling.row
    points = judge(
        filling.definition.form, filling.values, year=row.round.year, previous=previous_of(row)
    )
    if filling.missing:
        names = "、".join(one.agency.name for one in filling.missing[:6])
        more = f"等{len(filling.missing)}个机构" if len(filling.missing) > 6 else ""
        points.append(
            Point(
                Weight.EXPLAIN, PARTS, (), None, None,
                f"汇总缺少{names}{more}的报表，合计中没有其数字。请催报后再定稿，或者说明原因。",
            )
        )  # fmt: skip
    explanations = {one.key: one for one in row.explanations.all()}
    return Judged(points, explanations)


def differences_of(row: Return, *, now: Mapping[str, Decimal] | None = None) -> list[Difference]:
    """What the body's records say now that they did not say when the newest version was frozen."""
    version = row.current
    if version is None or row.scope == ReturnScope.REGION or version.as_of is None:
        return []
    if now is None:
        now = record_cells(row.round.definition, row.agency, row.round.period)
    found = []
    for code, one in version.cells.items():
        then = _optional(one.get("computed"))
        if then is not None and code in now and now[code] != then:
            found.append(Difference(code, then, now[code]))
    return found


def settled_cells(agency: Agency, year: int) -> dict[str, Decimal] | None:
    """The figures of the body's annual return that is signed, submitted or accepted; else None."""
    row = (
        Return.objects.filter(
            agency=agency, scope=ReturnScope.OWN, round__code=ANNUAL, round__year=year,
            state__in=SETTLED, current__isnull=False,
        )
        .select_related("current")
        .defer("computed", *(f"current__{name}" for name in HEAVY))
        .first()
    )  # fmt: skip
    return version_values(row.current) if row is not None and row.current is not None else None


def open_remarks(row: Return) -> list[ReturnRemark]:
    """What the body above said and nobody has answered, oldest first."""
    return list(row.remarks.filter(answered_at__isnull=True).order_by("at", "pk"))


def rounds_for(keys: Iterable[int] | None) -> QuerySet[ReturnRound]:
    """Rounds in which one of these bodies (None: any) has a return, newest first."""
    rows = ReturnRound.objects.all()
    if keys is not None:
        rows = rows.filter(returns__agency__in=list(keys)).distinct()
    return rows.select_related("definition_row").order_by("-year", "-part", "code")
