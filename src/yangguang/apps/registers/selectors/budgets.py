"""Budgets side by side: bodies over years, one body's report, who has published and who has not.

The places in which the columns of the register of budgets stand are told by its definition; the
figures of a year are those that were public on the day asked for.
依据：《中华人民共和国预算法》第十四条；财政部《地方预决算公开操作规程》（财预〔2016〕143号）。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from yangguang.apps.agencies.models import Agency, AgencyKind
from yangguang.apps.registers.budgets import (
    APPROVALS,
    BUDGETS,
    budget_register,
    find_budget_register,
)
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Version
from yangguang.apps.registers.selectors.listing import rows_as_of
from yangguang.law.budgets.limit import publication_due

KINDS = ("决算", "预算")
DEPARTMENTS = (AgencyKind.OFFICE, AgencyKind.DEPARTMENT, AgencyKind.AGENCY)
"""Kinds of bodies that draw up a departmental budget where no approvals are recorded.

Reading: towns publish the budget of their government, which is another document; institutions are
part of the department above them unless the finance department approved a budget of their own.
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure by which bodies are compared: a table and a code of the register."""

    key: str
    label: str
    table: str
    code: str


MEASURES = (
    Measure("spending", "支出合计", "支出总表", "total"),
    Measure("basic", "基本支出", "支出总表", "basic"),
    Measure("project", "项目支出", "支出总表", "project"),
    Measure("income", "收入合计", "收入总表", "total"),
    Measure("general", "一般公共预算支出", "一般公共预算支出表", "total"),
    Measure("people", "人员经费", "一般公共预算基本支出表", "people"),
    Measure("running", "公用经费", "一般公共预算基本支出表", "running"),
    Measure("three-public", "“三公”经费", "“三公”经费支出表", "total"),
    Measure("abroad", "因公出国（境）费", "“三公”经费支出表", "abroad"),
    Measure("vehicles", "公务用车购置及运行维护费", "“三公”经费支出表", "vehicles"),
    Measure("reception", "公务接待费", "“三公”经费支出表", "reception"),
)


def measure_named(key: str) -> Measure | None:
    """The measure of that key."""
    return next((one for one in MEASURES if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure of the register in 万元 with the row that holds it."""

    value: Decimal
    row: int
    item: str = ""
    place: str = ""

    @property
    def text(self) -> str:
        """With separators and the two decimals in which reports print 万元."""
        return f"{self.value:,.2f}"


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One body's figures by year."""

    agency: Agency
    by_year: Mapping[int, Amount]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Bodies over years by one measure, the greatest of the newest year first."""

    measure: Measure
    kind: str
    years: tuple[int, ...]
    lines: tuple[BodyLine, ...]

    def total(self, year: int) -> Decimal:
        """The sum over the bodies that have published that year."""
        found = (one.by_year[year].value for one in self.lines if year in one.by_year)
        return sum(found, Decimal(0))


def _rows(on: date, agency: Agency | None = None, **asked: str) -> QuerySet[Version]:
    """Rows of the register that were public on a day, narrowed by fields; none before it is installed."""
    register = find_budget_register(BUDGETS)
    if register is None:
        return Version.objects.none()
    definition = definition_of(register)
    rows = rows_as_of(register, on, agency)
    return rows.filter(**{definition.field(code).slot: value for code, value in asked.items()})


def _amount(version: Version) -> Amount:
    values = version.values
    return Amount(
        Decimal(str(values["amount"])),
        version.row_id,
        str(values.get("item") or ""),
        str(values.get("place") or ""),
    )


def years_with_budgets(on: date) -> list[int]:
    """Years of which something is public, the newest first."""
    rows = _rows(on, table="支出总表", code="total").order_by()
    return sorted({int(one["year"]) for one in rows.values_list("values", flat=True)}, reverse=True)


def compare_bodies(measure: Measure, kind: str, on: date, *, years: int = 5) -> Comparison:
    """Every body's figure in the last years. A department's figure goes before its own unit's."""
    rows = _rows(on, kind=kind, table=measure.table, code=measure.code).select_related("agency")
    found: dict[int, tuple[Agency, dict[int, tuple[bool, Amount]]]] = {}
    for version in rows:
        _agency, by_year = found.setdefault(version.agency_id, (version.agency, {}))
        year, whole = int(version.values["year"]), version.values.get("scope") == "部门"
        if year not in by_year or (whole and not by_year[year][0]):
            by_year[year] = (whole, _amount(version))
    shown = sorted({year for _, by_year in found.values() for year in by_year})[-years:]
    lines = [
        BodyLine(agency, {year: one for year, (_, one) in by_year.items() if year in shown})
        for agency, by_year in found.values()
    ]
    newest = shown[-1] if shown else 0

    def rank(line: BodyLine) -> tuple[Decimal, int]:
        amount = line.by_year.get(newest)
        return (-amount.value if amount else Decimal(1), line.agency.order)

    kept = sorted((one for one in lines if one.by_year), key=rank)
    return Comparison(measure, kind, tuple(shown), tuple(kept))


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of one report."""

    code: str
    name: str
    level: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class BodyReport:
    """What one body published for a year: its tables with their lines, and where it was published."""

    agency: Agency
    year: int
    kind: str
    scope: str
    tables: tuple[tuple[str, tuple[ReportLine, ...]], ...]
    item: str

    def lines(self, table: str, level: str = "") -> tuple[ReportLine, ...]:
        """The lines of a table, of one level if given."""
        found = next((lines for name, lines in self.tables if name == table), ())
        return tuple(one for one in found if not level or one.level == level)


def report_of(agency: Agency, year: int, kind: str, on: date) -> BodyReport | None:
    """A body's report as it was public on a day, the department's before its own unit's."""
    versions = list(_rows(on, agency, year=str(year), kind=kind).order_by("row_id"))
    if not versions:
        return None
    scopes = {str(one.values.get("scope")) for one in versions}
    scope = "部门" if "部门" in scopes else scopes.pop()
    tables: dict[str, list[ReportLine]] = {}
    item = ""
    for version in versions:
        values = version.values
        if values.get("scope") != scope:
            continue
        item = item or str(values.get("item") or "")
        tables.setdefault(str(values["table"]), []).append(
            ReportLine(
                str(values["code"]),
                str(values["name"]),
                str(values.get("level") or ""),
                _amount(version),
            )
        )
    order = definition_of(budget_register(BUDGETS)).field("table").choices
    ranked = sorted(tables.items(), key=lambda one: order.index(one[0]) if one[0] in order else 99)
    shown = tuple((name, tuple(_in_order(name, lines))) for name, lines in ranked)
    return BodyReport(agency, year, kind, scope, shown, item)


_ORDER = (
    "total", "basic", "project", "people", "abroad", "vehicles", "purchase", "running", "reception",
    "operation",
)  # fmt: skip


def _in_order(table: str, lines: list[ReportLine]) -> list[ReportLine]:
    """Totals first and then by code; 收支总表 stays as it was read, income before spending."""
    if "收支" in table:
        return lines
    places = {code: place for place, code in enumerate(_ORDER)}
    return sorted(lines, key=lambda one: (one.code.isdigit(), places.get(one.code, 0), one.code))


def years_of(agency: Agency, on: date) -> list[tuple[int, str]]:
    """(year, kind) of every report of a body, the newest first, 决算 before 预算."""
    rows = _rows(on, agency).order_by()
    definition = definition_of(budget_register(BUDGETS))
    pairs = rows.values_list(
        definition.field("year").slot, definition.field("kind").slot
    ).distinct()
    found = [(int(year), str(kind)) for year, kind in pairs if year and kind]
    return sorted(found, key=lambda one: (-one[0], KINDS.index(one[1]) if one[1] in KINDS else 9))


def figures_of_body(agency: Agency, kind: str, on: date) -> dict[tuple[str, int], Amount]:
    """(key of a measure, year) → figure of one body, the department's before its own unit's."""
    measured = {(one.table, one.code): one.key for one in MEASURES}
    rows = _rows(on, agency, kind=kind)
    definition = definition_of(budget_register(BUDGETS))
    rows = rows.filter(
        **{f"{definition.field('code').slot}__in": sorted({one.code for one in MEASURES})}
    )
    found: dict[tuple[str, int], tuple[bool, Amount]] = {}
    for version in rows:
        values = version.values
        key = measured.get((str(values["table"]), str(values["code"])))
        if key is None:
            continue
        place, whole = (key, int(values["year"])), values.get("scope") == "部门"
        if place not in found or (whole and not found[place][0]):
            found[place] = (whole, _amount(version))
    return {place: one for place, (_, one) in found.items()}


@dataclass(frozen=True, slots=True)
class Missing:
    """A body that has not published; ``due_on`` None where no approval is recorded."""

    agency: Agency
    due_on: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the bodies that must publish have done so, as of a day."""

    year: int
    kind: str
    on: date
    published: tuple[Agency, ...]
    missing: tuple[Missing, ...]
    exempt: tuple[Agency, ...] = ()
    """Bodies whose approval says that the law keeps it closed; they do not count."""
    by_approvals: bool = False
    """True where approvals say who must publish; else the departments in force do."""

    @property
    def expected(self) -> int:
        """How many must publish."""
        return len(self.published) + len(self.missing)

    @property
    def percent(self) -> Decimal | None:
        """The share in percent with one decimal, cut and not rounded, so that 100 means all."""
        if not self.expected:
            return None
        whole = Decimal(len(self.published)) * 1000 / self.expected
        return whole.to_integral_value(rounding="ROUND_FLOOR") / 10


@dataclass(slots=True)
class _Expected:
    due: dict[int, date | None] = field(default_factory=dict)
    agencies: dict[int, Agency] = field(default_factory=dict)
    exempt: list[Agency] = field(default_factory=list)


def published_share(year: int, kind: str, on: date) -> Share:
    """Who has published the budget or final account of a year by a day, and who has not.

    A body counts as having published once lines of its report stand in the register.
    """
    approvals = list(approvals_of(year, kind, on))
    expected = _Expected()
    for version in approvals:
        if version.values.get("openness") == "依法不公开":
            expected.exempt.append(version.agency)
            continue
        expected.agencies[version.agency_id] = version.agency
        expected.due[version.agency_id] = publication_due(
            date.fromisoformat(str(version.values["approved_on"]))
        )
    if not approvals:
        for agency in departments(on):
            expected.agencies[agency.pk] = agency
            expected.due[agency.pk] = None
    done = set(
        _rows(on, year=str(year), kind=kind).order_by().values_list("agency", flat=True).distinct()
    )
    ranked = _by_order(expected.agencies.values())
    return Share(
        year,
        kind,
        on,
        tuple(one for one in ranked if one.pk in done),
        tuple(
            Missing(one, due := expected.due[one.pk], due is not None and due < on)
            for one in ranked
            if one.pk not in done
        ),
        tuple(expected.exempt),
        bool(approvals),
    )


def approvals_of(year: int | None, kind: str, on: date) -> QuerySet[Version]:
    """The approvals recorded, of one year and kind or of all."""
    register = find_budget_register(APPROVALS)
    if register is None:
        return Version.objects.none()
    definition = definition_of(register)
    rows = rows_as_of(register, on).select_related("agency")
    if year is not None:
        rows = rows.filter(
            **{definition.field("year").slot: str(year), definition.field("kind").slot: kind}
        )
    return rows


def departments(on: date) -> Iterable[Agency]:
    """The bodies in force that draw up a departmental budget."""
    return Agency.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on),
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        kind__in=DEPARTMENTS,
        proposed=False,
    )


def _by_order(agencies: Iterable[Agency]) -> list[Agency]:
    return sorted(agencies, key=lambda one: (one.order, one.pk))
