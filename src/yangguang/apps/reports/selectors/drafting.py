"""What an annual report is drafted from: figures of the year, last year's report, the body's address.

Figures come from an accepted return where there is one, else from the records as of a moment.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils import timezone

from yangguang.apps.agencies.in_time import name_on
from yangguang.apps.agencies.models import Agency, AgencyKind
from yangguang.apps.catalog.models import Edition, Item
from yangguang.apps.reports.drafting.appraising import (
    ACCOUNT,
    APPRAISAL,
    OUTSIDE,
    PUBLIC,
    Appraisal,
    Appraised,
    Results,
)
from yangguang.apps.reports.drafting.book import Book
from yangguang.apps.reports.drafting.earlier import section_on_problems
from yangguang.apps.reports.drafting.material import Body, Material, we_are
from yangguang.apps.reports.drafting.problems import commitments_of
from yangguang.apps.reports.figures.cells import form_cells
from yangguang.apps.reports.figures.items import counted, published
from yangguang.apps.reports.figures.letters import channels, letters
from yangguang.apps.reports.figures.scope import Scope
from yangguang.apps.reports.models import SETTLED, PublishedReport, Return, ReturnScope
from yangguang.apps.reports.selectors.published import cell_over_years, public_reports
from yangguang.apps.reports.selectors.returns import version_values
from yangguang.apps.requests.models import Fee
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.selectors import entries_of, ledger_cells
from yangguang.apps.resources.selectors.scope import known
from yangguang.law.forms.load import form_for_year
from yangguang.law.returns.model import ANNUAL
from yangguang.text.extract.html import read_page

ZERO = Decimal(0)
RECEIVED = {"2014": "3.1", "2019": "3.1/total", "2021": "3.1/total"}
_KINDS = {
    "items.policy": ("policy-document", "regulation"),
    "items.interpretations": ("interpretation",),
    "items.plans": ("plan",),
    "items.finance": ("budget", "final-accounts"),
    "items.statistics": ("statistics-bulletin",),
    "items.tenders": ("tender",),
}
_LEDGERS = {
    "meetings": "9.1",
    "training.classes": "9.2",
    "training.people": "9.3",
    "press.conferences": "2.2.1",
    "interviews": "2.2.2",
    "points": "8.2",
}


class NothingRecorded(LookupError):
    """No record of the year speaks of the body; the message is for the clerk."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Last year's report: its cells, the text of its section on problems, applications by year."""

    cells: Mapping[str, Decimal]
    problems: str = ""
    received: tuple[tuple[int, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """A year's material, the cells of its tables (None: no record gives it), and applications by
    year for the chart."""

    material: Material
    cells: Mapping[str, Decimal | None]
    received: tuple[tuple[int, Decimal], ...]

    @property
    def missing(self) -> list[str]:
        """Cells that no record gives, in printed order."""
        return [cell for cell, value in self.cells.items() if value is None]


def reported_by(agency: Agency) -> tuple[int, ...]:
    """The bodies for which a body's report speaks: a government's for all under it, else itself.

    依据：条例第四十九条：县级以上地方人民政府的年报由工作主管部门汇总公布；政府部门报告本行政机关的情况。
    """
    if agency.kind != AgencyKind.GOVERNMENT or not agency.path:
        return (agency.pk,)
    below = Agency.objects.filter(path__startswith=agency.path, proposed=False)
    return tuple(sorted({agency.pk, *below.values_list("pk", flat=True)}))


def gather(
    agency: Agency,
    year: int,
    *,
    as_of: datetime | None = None,
    on: date | None = None,
    up_to: date | None = None,
    earlier: Earlier | None = None,
    notes: Mapping[str, str] | None = None,
) -> Gathered:
    """What the report of that year is drafted from, as known at ``as_of``.

    ``on`` decides under which name the body reports; ``up_to`` is the day of gathering, which ends a
    year that is not over. ``earlier`` is read from last year's published
    report unless given. Raises NoForm before 2014, NothingRecorded where no record of the year has
    anything to say of the body.
    """
    bodies = reported_by(agency)
    found = form_cells(bodies, year, as_of=as_of)
    values = {**found.values, **(_settled(agency, year) if as_of is None else {})}
    scope = Scope.of_year(bodies, year, as_of=as_of)
    named = named_figures(scope, fees=found.form.code == "2021")
    if not any(values.values()) and not any(named.values()):
        raise NothingRecorded(
            f"{agency.name}{year}年没有任何记录：没有公开信息、没有申请，也没有台账。"
            "请核对机构和年度；确有工作而没有录入的，请先转入信息或补登台账。"
        )
    if earlier is None:
        earlier = earlier_report(agency, year)
    before = earlier.cells or _computed_before(bodies, year, as_of)
    earlier_scope = scope.a_year_earlier()
    named_before = {
        "items.published": Decimal(published(earlier_scope).count()), **_letters(earlier_scope),
    }  # fmt: skip
    results = results_of(agency, year, as_of=as_of)
    named |= results.figures()
    book = Book(found.form.code, year, values, _alike(found.form.code, before), named,
                named_before)  # fmt: skip
    cells = {cell: values.get(cell) for cell in found.form.cell_names()}
    received = dict(earlier.received)
    now = values.get(RECEIVED[found.form.code])
    if now is not None:
        received[year] = now
    material = Material(
        found.form,
        body_of(agency, on or day_of_report(agency, year)),
        book,
        commitments_of(earlier.problems),
        notes or {},
        results,
        up_to,
    )
    return Gathered(material, cells, tuple(sorted(received.items())))


def _settled(agency: Agency, year: int) -> Mapping[str, Decimal]:
    """The cells of the signed or accepted annual return that speaks for the same bodies."""
    region = agency.kind == AgencyKind.GOVERNMENT
    row = (
        Return.objects.filter(
            agency=agency,
            scope=ReturnScope.REGION if region else ReturnScope.OWN,
            round__code=ANNUAL,
            round__year=year,
            state__in=SETTLED,
            current__isnull=False,
        )
        .select_related("current")
        .first()
    )
    return {} if row is None or row.current is None else version_values(row.current)


def body_of(agency: Agency, on: date) -> Body:
    """How the body speaks of itself on that day, and where it is reached."""
    name = name_on(agency, on)
    we, all_of_us = we_are(name, government=agency.kind == AgencyKind.GOVERNMENT)
    return Body(
        name, we, all_of_us, agency.kind == AgencyKind.GOVERNMENT,
        agency.address, agency.postcode, agency.telephone, agency.email, agency.website,
    )  # fmt: skip


def day_of_report(agency: Agency, year: int) -> date:
    """The last day on which the year's report may be published, or today before that day.

    依据：条例第四十九条：政府部门1月31日前、县级以上地方人民政府3月31日前；2018年度及以前的报告依2007年条例
    第三十一条，各级行政机关均为3月31日前。
    """
    return min(report_due(agency, year), timezone.localdate())


def report_due(agency: Agency, year: int) -> date:
    """The last day for publishing the report about that year (see `day_of_report`)."""
    if year < 2019 or agency.kind == AgencyKind.GOVERNMENT:
        return date(year + 1, 3, 31)
    return date(year + 1, 1, 31)


def named_figures(scope: Scope, *, fees: bool) -> dict[str, Decimal]:
    """Figures that no cell of the form holds: items by kind, ledgers, fees (元) where asked for."""
    kinds = dict.fromkeys((kind for kinds in _KINDS.values() for kind in kinds), 0)
    total = 0
    from django.db.models import Count

    for kind, count in published(scope).order_by().values_list("kind").annotate(n=Count("pk")):
        total += count
        if kind in kinds:
            kinds[kind] = count
    named = {"items.published": Decimal(total)}
    for key, parts in _KINDS.items():
        named[key] = Decimal(sum(kinds[part] for part in parts))
    withdrawn = counted(scope).filter(withdrawn_on__gte=scope.first, withdrawn_on__lte=scope.last)
    named["items.withdrawn"] = Decimal(withdrawn.count())
    named["items.corrected"] = Decimal(_corrected(scope))
    ledgers = ledger_cells(
        "2014", agencies=scope.agencies, first=scope.first, last=scope.last, as_of=scope.as_of
    )
    named |= {key: ledgers[cell] for key, cell in _LEDGERS.items()}
    for key in ("handovers", "visits"):
        rows = entries_of(
            key, agencies=scope.agencies, first=scope.first, last=scope.last, as_of=scope.as_of
        )
        named[key] = Decimal(rows.aggregate(sum=Sum("quantity"))["sum"] or 0)
    named |= _letters(scope)
    if fees:
        named |= _fees(scope)
    return named


def _letters(scope: Scope) -> dict[str, Decimal]:
    """Letters by what became of them and by channel; empty where none are recorded."""
    found = letters(scope)
    if found is None:
        return {}
    named = {f"letters.{what.value}": Decimal(n) for what, n in found.together.counts.items()}
    for at, name in enumerate(channels(), 1):
        own = dict(found.channels).get(name)
        named[f"letters.channel.{at}"] = Decimal(own.received if own is not None else 0)
    return named


def results_of(agency: Agency, year: int, *, as_of: datetime | None = None) -> Results:
    """What the ledger holds on appraisal of that year: the body's own results, and of a government
    those of the bodies below it, one appraisal together."""
    keys = reported_by(agency)
    rows = Entry.objects.filter(
        known(as_of), agency__in=keys, ledger="appraisals", details__year=year
    ).order_by("starts_on", "pk")
    own: list[Appraisal] = []
    below: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for row in rows:
        if row.agency_id == agency.pk:
            own.append(_appraisal(row))
        else:
            below[row.title, row.details["kind"]].append(row)
    together = [
        Appraised(
            number, title, kind,
            dict(Counter(grade for one in found if (grade := one.details.get("grade")))),
            len({one.agency_id for one in found}),
        )
        for number, ((title, kind), found) in enumerate(
            (pair for pair in below.items() if pair[0][1] != ACCOUNT), 1
        )
    ]  # fmt: skip
    order = [APPRAISAL, OUTSIDE, PUBLIC, ACCOUNT]
    return Results(sorted(own, key=lambda one: order.index(one.kind)), together)


def _appraisal(row: Entry) -> Appraisal:
    said = row.details

    def number(code: str) -> Decimal | None:
        return Decimal(said[code]) if said.get(code) not in {None, ""} else None

    return Appraisal(
        row.first_key, row.title, said["kind"], said["organiser"], said.get("grade", ""),
        said.get("outcome", ""), said.get("published_in", ""), number("score"), number("rank"),
        number("among"),
    )  # fmt: skip


def _corrected(scope: Scope) -> int:
    """Items of which a new edition was made in the year."""
    found = Edition.objects.filter(
        made_at__year=scope.first.year,
        act__in=(Edition.Act.CORRECTION, Edition.Act.MODIFICATION),
    )
    if scope.agencies is not None:
        found = found.filter(item__agency__in=scope.agencies)
    if scope.as_of is not None:
        found = found.filter(made_at__lte=scope.as_of)
    return found.values("item").distinct().count()


def _fees(scope: Scope) -> dict[str, Decimal]:
    paid = Fee.objects.filter(paid_on__gte=scope.first, paid_on__lte=scope.last)
    if scope.agencies is not None:
        paid = paid.filter(application__agency__in=scope.agencies)
    if scope.as_of is not None:
        paid = paid.filter(payment_recorded_at__lte=scope.as_of)
    sums = paid.aggregate(sum=Sum("amount"), cases=Count("application", distinct=True))
    return {"fees.yuan": sums["sum"] or ZERO, "fees.cases": Decimal(sums["cases"])}


def _computed_before(
    bodies: Sequence[int], year: int, as_of: datetime | None
) -> Mapping[str, Decimal]:
    if form_for_year(year - 1) is None:
        return {}
    return form_cells(bodies, year - 1, as_of=as_of).values


def _alike(form: str, before: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Last year's cells under this form's names; across 2018 and 2019 only applications received."""
    if form == "2014" or "3.1/total" in before:
        return dict(before)
    return {"3.1/total": before["3.1"]} if "3.1" in before else {}


def last_report(agency: Agency, year: int) -> PublishedReport | None:
    """The body's published report of the year before, the newest where there are several."""
    return (
        public_reports()
        .filter(agency=agency, year=year - 1)
        .select_related("item__edition")
        .order_by("-item_id")
        .first()
    )


def earlier_report(agency: Agency, year: int) -> Earlier:
    """What the published reports of earlier years say; empty where there are none."""
    codes = sorted(set(RECEIVED.values()))
    received = {
        then: value
        for then, cells in cell_over_years(agency, codes).items()
        if then < year
        for value in cells.values()
        if value is not None
    }
    found = last_report(agency, year)
    if found is None:
        return Earlier({}, "", tuple(sorted(received.items())))
    cells = {
        cell.code: cell.value for cell in found.cells.filter(unread="") if cell.value is not None
    }
    return Earlier(cells, problems_of_item(found.item), tuple(sorted(received.items())))


def problems_of_item(item: Item) -> str:
    """The section on problems and improvements of a published report, as plain text."""
    edition = item.edition
    if edition is None or not edition.body_html:
        return ""
    return section_on_problems(read_page(f"<html><body>{edition.body_html}</body></html>"))
