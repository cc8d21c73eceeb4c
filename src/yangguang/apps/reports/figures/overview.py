"""The live page: the year so far beside the same days of the last one, cut in every way.

It counts what the yearly return will count, by the same figures, so that nothing surprises in
January. A page for all bodies asks some thirty queries, none of which reads a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Appearance, Facet, ItemFacet, ItemKind
from yangguang.apps.publishing.models import InterpretationForm
from yangguang.apps.publishing.models.facts import ItemInterpretationForm
from yangguang.apps.reports.figures.asked import (
    ANSWERED,
    ASKED_FIGURES,
    RECEIVED,
    answered_by_reply,
    monthly,
)
from yangguang.apps.reports.figures.items import ITEM_FIGURES, PUBLISHED, dated, published
from yangguang.apps.reports.figures.letters import (
    LETTER_FIGURES,
    Letters,
    Tally,
    What,
    letters,
)
from yangguang.apps.reports.figures.registry import AnyFigure
from yangguang.apps.reports.figures.scope import Scope
from yangguang.law.replies import Group, reply_kind

FIELDS = (
    Facet.Scheme.FIVE, Facet.Scheme.KEY_AREA, Facet.Scheme.ARTICLE_20, Facet.Scheme.SUBJECT,
    Facet.Scheme.TOPIC, Facet.Scheme.BASELINE,
)  # fmt: skip
SHOWN = (What.RECEIVED, What.ANSWERED, What.IN_TIME, What.PUBLISHED)
"""What a page tells of letters beside their rates."""
HEADLINES = ("published", "norms.made", "norms.in-force", "kind.interpretation")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: this time and the same days of the year before. ``code`` finds its records."""

    code: str
    label: str
    unit: str
    value: int
    earlier: int
    rule: str = ""

    @property
    def change(self) -> str:
        """The growth in percent with one decimal; empty where there was nothing to grow from."""
        if not self.earlier:
            return ""
        if self.value == self.earlier:
            return "持平"
        return f"{Decimal(self.value - self.earlier) * 100 / self.earlier:+.1f}%"


@dataclass(frozen=True, slots=True)
class Month:
    """One month: published, received, answered; None where it has not begun."""

    number: int
    published: int | None
    received: int | None
    answered: int | None
    published_before: int
    received_before: int
    answered_before: int


@dataclass(frozen=True, slots=True)
class Body:
    """One body's figures."""

    key: int
    name: str
    slug: str
    published: int
    published_before: int
    received: int
    received_before: int
    answered: int


@dataclass(frozen=True, slots=True)
class Field:
    """One classification with its values."""

    scheme: str
    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class LettersBeside:
    """Letters and calls beside those of the same days of the year before."""

    lines: tuple[Line, ...]
    now: Letters
    before: Letters | None
    bodies: tuple[tuple[str, str, Tally], ...]
    """Slug, name, letters of each body that had any, the most received first."""

    @property
    def rates(self) -> tuple[tuple[str, str, str], ...]:
        """Name, this time, the year before; those of which nothing is known are left out."""
        then = dict(self.before.together.rates) if self.before is not None else {}
        rates = self.now.together.rates
        return tuple((name, rate, then.get(name, "")) for name, rate in rates if rate)


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that a page of figures shows."""

    scope: Scope
    before: Scope
    headlines: tuple[Line, ...]
    months: tuple[Month, ...]
    bodies: tuple[Body, ...]
    fields: tuple[Field, ...]
    channels: tuple[Line, ...]
    kinds: tuple[Line, ...]
    interpretations: tuple[Line, ...]
    results: tuple[Line, ...]
    letters: LettersBeside | None


def overview(
    agencies: list[int] | None, year: int, today: date, *, bodies: bool = True
) -> Overview:
    """The figures of a year until its end or today. ``bodies`` False leaves out the table of them."""
    whole = Scope.of_year(agencies, year)
    scope = replace(whole, last=min(whole.last, today))
    before = scope.a_year_earlier()
    return Overview(
        scope,
        before,
        _headlines(scope, before),
        _months(scope, before, today),
        _bodies(scope, before) if bodies else (),
        _fields(scope, before),
        tuple(
            _line(ITEM_FIGURES[f"channel.{one}"], one.label, scope, before)
            for one in Appearance.Channel
        ),
        _kinds(scope, before),
        _interpretations(scope, before),
        _results(scope, before),
        _letters(scope, before),
    )


def _letters(scope: Scope, before: Scope) -> LettersBeside | None:
    now = letters(scope)
    if now is None:
        return None
    then = letters(before)
    counted = {one.what: one for one in LETTER_FIGURES.values()}
    lines = tuple(
        Line(
            counted[what].code, counted[what].label, "件", now.together.counts[what],
            then.together.counts[what] if then is not None else 0, counted[what].rule,
        )
        for what in SHOWN
    )  # fmt: skip
    rows = Agency.objects.filter(pk__in=now.bodies).values_list("pk", "slug", "name")
    bodies = [(slug, name, now.bodies[key]) for key, slug, name in rows]
    return LettersBeside(
        lines, now, then, tuple(sorted(bodies, key=lambda one: (-one[2].received, one[1])))
    )


def _line(figure: AnyFigure, label: str, scope: Scope, before: Scope) -> Line:
    return Line(
        figure.code, label, figure.unit, figure.value(scope), figure.value(before), figure.rule
    )


def _headlines(scope: Scope, before: Scope) -> tuple[Line, ...]:
    figures: list[AnyFigure] = [ITEM_FIGURES[code] for code in HEADLINES]
    return tuple(_line(one, one.label, scope, before) for one in [*figures, RECEIVED, ANSWERED])


def _months(scope: Scope, before: Scope, today: date) -> tuple[Month, ...]:
    whole = [
        replace(one, first=date(one.first.year, 1, 1), last=date(one.first.year, 12, 31))
        for one in (scope, before)
    ]
    now, then = (
        dict(published(one).order_by().values_list("disclosed_on__month").annotate(n=Count("pk")))
        for one in whole
    )
    asked, asked_then = (monthly((RECEIVED, ANSWERED), one) for one in whole)
    running = today.month if scope.first.year == today.year else 12

    def begun(counts: Mapping[int, int], month: int) -> int | None:
        return counts.get(month, 0) if month <= running else None

    return tuple(
        Month(
            month,
            begun(now, month),
            begun(asked[RECEIVED.code], month),
            begun(asked[ANSWERED.code], month),
            then.get(month, 0),
            asked_then[RECEIVED.code].get(month, 0),
            asked_then[ANSWERED.code].get(month, 0),
        )
        for month in range(1, 13)
    )


def _bodies(scope: Scope, before: Scope) -> tuple[Body, ...]:
    """Bodies with anything to count, the most published first."""
    counts = [
        figure.by_agency(one)
        for figure, one in (
            (PUBLISHED, scope), (PUBLISHED, before), (RECEIVED, scope), (RECEIVED, before),
            (ANSWERED, scope),
        )
    ]  # fmt: skip
    wanted = {key for found in counts for key in found}
    rows = Agency.objects.filter(pk__in=wanted).values_list("pk", "name", "slug")
    found = [
        Body(key, name, slug, *(one.get(key, 0) for one in counts)) for key, name, slug in rows
    ]
    return tuple(sorted(found, key=lambda one: (-one.published, -one.received, one.key)))


def _fields(scope: Scope, before: Scope) -> tuple[Field, ...]:
    counts, counts_before = _by_facet(scope), _by_facet(before)
    found = []
    facets = list(Facet.objects.order_by("order", "pk"))
    for scheme in FIELDS:
        lines = tuple(
            Line(
                f"facet.{one.pk}", one.name, "条", counts.get(one.pk, 0),
                counts_before.get(one.pk, 0),
            )
            for one in facets
            if one.scheme == scheme and (counts.get(one.pk) or counts_before.get(one.pk))
        )  # fmt: skip
        if lines:
            found.append(Field(scheme.value, str(scheme.label), lines))
    return tuple(found)


def _by_facet(scope: Scope) -> dict[int, int]:
    """Class → items published within the time, those of the classes below it with it, each once."""
    parents: dict[int, int | None] = dict(Facet.objects.values_list("pk", "parent"))
    has_children = {parent for parent in parents.values() if parent is not None}
    filed = ItemFacet.objects.filter(
        dated(scope.as_of), item__in=published(scope).order_by().values("item")
    ).order_by()
    counts = dict(filed.values_list("facet").annotate(n=Count("item", distinct=True)))
    for parent in has_children:
        below = [key for key in parents if _is_below(key, parent, parents)]
        counts[parent] = filed.filter(facet__in=below).values("item").distinct().count()
    return counts


def _is_below(key: int, top: int, parents: Mapping[int, int | None]) -> bool:
    here: int | None = key
    seen: set[int] = set()
    while here is not None and here not in seen:
        if here == top:
            return True
        seen.add(here)
        here = parents.get(here)
    return False


def _kinds(scope: Scope, before: Scope) -> tuple[Line, ...]:
    now, then = (
        dict(published(one).order_by().values_list("kind").annotate(n=Count("pk")))
        for one in (scope, before)
    )
    lines = [
        Line(f"kind.{one.value}", str(one.label), "条", now.get(one, 0), then.get(one, 0))
        for one in ItemKind
        if now.get(one) or then.get(one)
    ]
    return tuple(sorted(lines, key=lambda one: -one.value))


def _interpretations(scope: Scope, before: Scope) -> tuple[Line, ...]:
    """Interpretations by form; an interpretation of several forms counts under each."""
    now, then = (
        dict(
            ItemInterpretationForm.objects.filter(
                dated(one.as_of),
                item__in=ITEM_FIGURES[f"kind.{ItemKind.INTERPRETATION.value}"]
                .rows(one)
                .order_by()
                .values("item"),
            )
            .order_by()
            .values_list("form")
            .annotate(n=Count("item", distinct=True))
        )
        for one in (scope, before)
    )
    return tuple(
        Line(
            f"interpretation.{form.value}",
            str(form.label),
            "篇",
            now.get(form, 0),
            then.get(form, 0),
        )
        for form in InterpretationForm
        if now.get(form) or then.get(form)
    )


def _results(scope: Scope, before: Scope) -> tuple[Line, ...]:
    found: list[dict[Group, int]] = []
    for one in (scope, before):
        groups: dict[Group, int] = {}
        for kind, count in answered_by_reply(one).items():
            group = reply_kind(kind).group
            groups[group] = groups.get(group, 0) + count
        found.append(groups)
    return tuple(
        Line(
            f"result.{group.value}", group.label, "件", found[0].get(group, 0),
            found[1].get(group, 0), ASKED_FIGURES[f"result.{group.value}"].rule,
        )
        for group in Group
        if found[0].get(group) or found[1].get(group)
    )  # fmt: skip
