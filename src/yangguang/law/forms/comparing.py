"""Many reports side by side: one table for each figure, ranks, jumps, gaps and late ones.

Works on what ``report check`` reads, so that files of other governments and reports of one's own
catalogue are compared alike. Nothing here says that a number is wrong: an outlier is a number to
look at, a gap is a report that was not among those given.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import quantiles

from yangguang.law.forms.comparable import COMPARABLES, Comparable

JUMP = Decimal(5)
"""Five times last year's number, or a fifth of it, is worth a look (as in ``report check``)."""
SMALL = Decimal(20)
"""Below this, jumps are the ordinary noise of small numbers."""
FEWEST = 8
"""Fewer bodies than this have no common measure."""
_TOWN = re.compile(r"(?:乡|镇|街道|苏木)(?:人民政府|办事处)?$")
_GOVERNMENT = re.compile(r"(?:人民政府|[省市县区旗州盟])$")
FENCE = Decimal(3)


@dataclass(frozen=True, slots=True)
class Entry:
    """One report. ``values`` are the cells that were read (None: blank), ``unread`` those lost;
    ``late`` is what the check says of its date, empty where it is in time or no date is given."""

    source: str
    agency: str
    year: int | None
    form: str
    values: Mapping[str, Decimal | None]
    unread: frozenset[str] = frozenset()
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    late: str = ""
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlier:
    """A number that stands out: against last year's of the same body, or the year's other bodies."""

    figure: str
    agency: str
    year: int
    value: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class FigureTable:
    """One figure: body → year → value (None: the report does not give it), and each one's rank
    within its year, the largest first; equal numbers share a rank."""

    figure: Comparable
    values: Mapping[str, Mapping[int, Decimal | None]]
    ranks: Mapping[tuple[str, int], int]

    def value(self, agency: str, year: int) -> Decimal | None:
        return self.values.get(agency, {}).get(year)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole answer. ``doubles`` are further reports of a body and year that has one already:
    the one that gives most figures is compared."""

    entries: tuple[Entry, ...]
    agencies: tuple[str, ...]
    years: tuple[int, ...]
    tables: tuple[FigureTable, ...]
    outliers: tuple[Outlier, ...]
    missing: tuple[tuple[str, int], ...]
    late: tuple[Entry, ...]
    doubles: tuple[Entry, ...]
    unknown: tuple[Entry, ...]
    """Reports of which the body or the year cannot be told."""


def compare(entries: Iterable[Entry], figures: Sequence[Comparable] = COMPARABLES) -> Comparison:
    """The reports side by side. A report is missing where the same body has one before and one
    after, or two and more before but none of the newest year among those given."""
    everything = tuple(entries)
    unknown = tuple(one for one in everything if not one.agency or one.year is None)
    standing: dict[tuple[str, int], Entry] = {}
    doubles: list[Entry] = []
    for one in everything:
        if not one.agency or one.year is None:
            continue
        key = (one.agency, one.year)
        other = standing.get(key)
        if other is None:
            standing[key] = one
        elif len(one.values) > len(other.values):
            standing[key] = one
            doubles.append(other)
        else:
            doubles.append(one)
    agencies = tuple(dict.fromkeys(agency for agency, _ in standing))
    years = tuple(sorted({year for _, year in standing}))
    drawn = (_table(figure, standing) for figure in figures)
    # A figure that no report gives needs no table.
    tables = tuple(table for table in drawn if table.ranks)
    outliers = [outlier for table in tables for outlier in _outliers(table, years)]
    late = tuple(one for one in standing.values() if one.late)
    missing = tuple(_missing(standing, agencies, years))
    return Comparison(
        everything, agencies, years, tables, tuple(outliers), missing, late, tuple(doubles),
        unknown,
    )  # fmt: skip


def _table(figure: Comparable, standing: Mapping[tuple[str, int], Entry]) -> FigureTable:
    values: dict[str, dict[int, Decimal | None]] = defaultdict(dict)
    by_year: dict[int, list[tuple[Decimal, str]]] = defaultdict(list)
    for (agency, year), one in standing.items():
        value = figure.read(one.form, one.values, one.unread)
        values[agency][year] = value
        if value is not None:
            by_year[year].append((value, agency))
    ranks: dict[tuple[str, int], int] = {}
    for year, found in by_year.items():
        for value, agency in found:
            ranks[agency, year] = 1 + sum(other > value for other, _ in found)
    return FigureTable(figure, dict(values), ranks)


def _outliers(table: FigureTable, years: Sequence[int]) -> Iterable[Outlier]:
    name, unit = table.figure.name, table.figure.unit
    for agency, row in table.values.items():
        for year in years:
            now, then = row.get(year), row.get(year - 1)
            if now is None or then is None or max(now, then) < SMALL or now == then:
                continue
            if now >= then * JUMP:
                why = f"上年为{_plain(then)}{unit}，本年在五倍以上"
            elif now * JUMP <= then:
                why = f"上年为{_plain(then)}{unit}，本年不到五分之一"
            else:
                continue
            yield Outlier(name, agency, year, now, why)
    for year in years:
        peers: dict[str, list[tuple[Decimal, str]]] = defaultdict(list)
        for agency, row in table.values.items():
            if (value := row.get(year)) is not None:
                peers[_kind(agency)].append((value, agency))
        for kind, found in peers.items():
            if len(found) < FEWEST:
                continue
            low, _, high = quantiles([float(value) for value, _ in found], n=4)
            fence = Decimal(str(high)) + FENCE * Decimal(str(high - low))
            whole = all(value == value.to_integral_value() for value, _ in found)
            most = _plain(Decimal(int(high)) if whole else round(Decimal(str(high)), 2))
            for value, agency in found:
                if value > fence and value >= SMALL:
                    why = f"远高于同年度其他{kind}（四分之三不超过{most}{unit}）"
                    yield Outlier(name, agency, year, value, why)


def _kind(agency: str) -> str:
    """Whom a body is compared with: a government sums up its bodies and always stands above them."""
    if _TOWN.search(agency):
        return "乡镇街道"
    return "地方政府" if _GOVERNMENT.search(agency) else "机关"


def _missing(
    standing: Mapping[tuple[str, int], Entry], agencies: Sequence[str], years: Sequence[int]
) -> Iterable[tuple[str, int]]:
    for agency in agencies:
        own = sorted(year for name, year in standing if name == agency)
        last = years[-1] if len(own) > 1 else own[-1]
        for year in range(own[0] + 1, last + 1):
            if year not in own:
                yield agency, year


def _plain(value: Decimal) -> str:
    return str(int(value)) if value == value.to_integral_value() else f"{value.normalize():f}"
