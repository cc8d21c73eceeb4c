"""Figures of published information, read from `catalog.Disclosure`: one row an item, as then known.

Every figure here is a count of items. The same information stands in the catalogue once, whatever
the number of its channels, columns and classes, so it counts once by construction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from yangguang.apps.catalog.models import (
    Appearance,
    Column,
    Disclosure,
    Facet,
    Item,
    ItemColumn,
    ItemFacet,
    ItemKind,
)
from yangguang.apps.catalog.models.disclosures import UNTIL_FURTHER
from yangguang.apps.publishing.models import InterpretationForm
from yangguang.apps.publishing.models.facts import ItemInterpretationForm
from yangguang.apps.reports.figures.behind import Of, Part, Records
from yangguang.apps.reports.figures.scope import Scope

FORM_2014 = "国办发〔2014〕32号"
FORM_2019 = "国办公开办函〔2019〕60号"
FORM_2021 = "国办公开办函〔2021〕30号"
ARTICLE_20_1 = "《政府信息公开条例》第二十条第（一）项"
NORMS = (Facet.Scheme.ARTICLE_20, "rules")
"""The class under which documents of 第二十条第（一）项 are filed."""

FEW_BODIES = 5
"""Up to so many bodies are counted by looking at each of their items."""

Rows = Callable[[Scope], "QuerySet[Disclosure]"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A named count of items. ``rows`` gives one row an item; ``rule`` is how it counts, in words.

    ``source`` names the records, ``basis`` the instrument that asks for it (empty: our own).
    """

    code: str
    label: str
    unit: str
    rule: str
    basis: str
    rows: Rows
    source: str = "信息公开目录"

    def value(self, scope: Scope) -> int:
        """How many, for these bodies together."""
        return self.rows(scope).count()

    def by_agency(self, scope: Scope) -> dict[int, int]:
        """How many for each body that has any, in one query."""
        found = self.rows(scope).order_by().values_list("agency").annotate(n=Count("pk"))
        return dict(found)

    def pairs(self, scope: Scope) -> QuerySet[Disclosure, tuple[int, int]]:
        """Body and item of each, unordered."""
        return self.rows(scope).order_by().values_list("agency", "item")

    def records(self, scope: Scope) -> Records:
        """The items themselves, newest first."""
        keys = self.rows(scope).order_by().values("item")
        items = Item.objects.filter(pk__in=keys).order_by("-listed_on", "-pk")
        return Records(self.label, self.unit, self.rule, (Part(Of.ITEMS, items),))


def known(as_of: datetime | None) -> Q:
    """The answers that hold as known at that moment; without one, those that hold now."""
    if as_of is None:
        return Q(known_until=UNTIL_FURTHER)
    return Q(known_from__lte=as_of, known_until__gt=as_of)


def dated(as_of: datetime | None) -> Q:
    """Dated rows (class, column) as known at that moment."""
    if as_of is None:
        return Q(valid_to__isnull=True)
    return Q(recorded_at__lte=as_of) & (Q(valid_to__isnull=True) | Q(valid_to__gt=as_of))


def entered(as_of: datetime | None) -> Q:
    """Appearances as known at that moment."""
    if as_of is None:
        return Q(voided_at__isnull=True)
    held = Q(voided_at__isnull=True) | Q(voided_at__gt=as_of)
    return Q(recorded_at__lte=as_of) & held


def counted(scope: Scope) -> QuerySet[Disclosure]:
    """The items of these bodies with what was known of each."""
    found = Disclosure.objects.filter(known(scope.as_of))
    if scope.agencies is not None:
        found = found.filter(agency__in=scope.agencies)
    return found


def standing(day: date) -> Q:
    """Not withdrawn by the end of the day."""
    return Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day)


def published(scope: Scope) -> QuerySet[Disclosure]:
    """Disclosed within the time, and not withdrawn by its end."""
    return counted(scope).filter(
        standing(scope.last), disclosed_on__gte=scope.first, disclosed_on__lte=scope.last
    )


def filed_under(facets: list[int], scope: Scope) -> Q:
    """Items filed under one of the classes.

    Of a few bodies each item is looked up; of many, the items of the class are listed once.
    """
    filed = ItemFacet.objects.filter(dated(scope.as_of), facet__in=facets)
    if scope.agencies is not None and len(scope.agencies) <= FEW_BODIES:
        return Q(Exists(filed.filter(item=OuterRef("item"))))
    return Q(item__in=filed.values("item"))


def with_those_below(facet: Facet) -> list[int]:
    """The class and the classes below it: what is filed under those is filed under it as well."""
    keys = [facet.pk]
    while more := list(
        Facet.objects.filter(parent__in=keys).exclude(pk__in=keys).values_list("pk", flat=True)
    ):
        keys += more
    return keys


def _normative(scope: Scope, *, rules: bool) -> QuerySet[Disclosure]:
    """Documents of 第二十条第（一）项 that the body issued: 规章, or 行政规范性文件."""
    scheme, code = NORMS
    facet = Facet.objects.filter(scheme=scheme, code=code).first()
    if facet is None:
        return Disclosure.objects.none()
    filed = filed_under(with_those_below(facet), scope)
    kind = Q(kind=ItemKind.REGULATION)
    return counted(scope).filter(filed, kind if rules else ~kind, own=True)


def _open(scope: Scope, *, rules: bool) -> QuerySet[Disclosure]:
    """Of those, what was disclosed (whenever) and not withdrawn by the end of the time."""
    return _normative(scope, rules=rules).filter(standing(scope.last), disclosed_on__isnull=False)


def _made(scope: Scope, *, rules: bool) -> QuerySet[Disclosure]:
    return _open(scope, rules=rules).filter(made_on__gte=scope.first, made_on__lte=scope.last)


def _made_all(scope: Scope) -> QuerySet[Disclosure]:
    """Open or not: what is on request only or withheld is made as well."""
    return _normative(scope, rules=False).filter(
        standing(scope.last), made_on__gte=scope.first, made_on__lte=scope.last
    )


def _newly_public(scope: Scope, *, rules: bool) -> QuerySet[Disclosure]:
    return _open(scope, rules=rules).filter(
        disclosed_on__gte=scope.first, disclosed_on__lte=scope.last
    )


def _made_and_public(scope: Scope) -> QuerySet[Disclosure]:
    return _made_all(scope).filter(disclosed_on__gte=scope.first, disclosed_on__lte=scope.last)


def _total_public(scope: Scope, *, rules: bool) -> QuerySet[Disclosure]:
    return _open(scope, rules=rules).filter(disclosed_on__lte=scope.last)


def _repealed(scope: Scope, *, rules: bool) -> QuerySet[Disclosure]:
    return _open(scope, rules=rules).filter(
        ended=True, ended_on__gte=scope.first, ended_on__lte=scope.last
    )


def _in_force(scope: Scope, *, rules: bool) -> QuerySet[Disclosure]:
    return _open(scope, rules=rules).filter(
        Q(ended=False) | Q(ended_on__gt=scope.last), made_on__lte=scope.last
    )


def _through(channel: str, scope: Scope) -> QuerySet[Disclosure]:
    """Items whose first appearance through the channel falls within the time."""
    if channel == Appearance.Channel.WEBSITE:
        return published(scope)
    appearances = Appearance.objects.filter(entered(scope.as_of), channel=channel).order_by()
    earlier = appearances.filter(item=OuterRef("item"), on__lt=scope.first)
    within = appearances.filter(on__gte=scope.first, on__lte=scope.last)
    open_items = counted(scope).filter(standing(scope.last), disclosed_on__isnull=False)
    if scope.agencies is not None and len(scope.agencies) <= FEW_BODIES:
        return open_items.filter(Exists(within.filter(item=OuterRef("item"))), ~Exists(earlier))
    return open_items.filter(item__in=within.filter(~Exists(earlier)).values("item"))


def channels_kept(scope: Scope, *, by_agency: bool = False) -> dict[int | None, frozenset[str]]:
    """Body (or None for all together) → the channels through which anything was recorded at all."""
    found: dict[int | None, set[str]] = defaultdict(set)
    rows = Appearance.objects.filter(entered(scope.as_of))
    if scope.agencies is not None:
        rows = rows.filter(item__agency__in=scope.agencies)
    names = ("item__agency", "channel") if by_agency else ("channel",)
    for *key, channel in rows.order_by().values_list(*names).distinct():
        found[key[0] if key else None].add(channel)
    return {key: frozenset(channels) for key, channels in found.items()}


def is_recorded(figure: Figure, channels: Collection[str]) -> bool:
    """Whether records can give the figure. Those of a channel that nobody ever entered cannot.

    Reading: as with ledgers, that nothing was written down does not say that nothing happened.
    """
    family, _, channel = figure.code.partition(".")
    return family != "channel" or channel == Appearance.Channel.WEBSITE or channel in channels


def _of_kind(kind: str, scope: Scope) -> QuerySet[Disclosure]:
    return published(scope).filter(kind=kind)


def _explained(form: str, scope: Scope) -> QuerySet[Disclosure]:
    explains = ItemInterpretationForm.objects.filter(dated(scope.as_of), form=form)
    return _of_kind(ItemKind.INTERPRETATION, scope).filter(item__in=explains.values("item"))


def _in_column(column: Column, scope: Scope) -> QuerySet[Disclosure]:
    stands = ItemColumn.objects.filter(dated(scope.as_of), column=column)
    return published(scope).filter(item__in=stands.values("item"))


def _under(facet: Facet, scope: Scope) -> QuerySet[Disclosure]:
    return published(scope).filter(filed_under(with_those_below(facet), scope))


_WHOSE = (
    "归类为条例第二十条第（一）项、由本机构制发（含联合制发和政府办公室印发）且已公开、期末未撤回的"
)
_DOCUMENTS = {True: ("rules", "规章"), False: ("norms", "行政规范性文件")}
PUBLISHED = Figure(
    "published", "主动公开政府信息数", "条",
    "公开日期在期内、至期末未撤回的信息；同一信息不论经几个渠道、列入几个栏目和分类，计1条。"
    "原网站转入的按原发布日期，其余按公开之日；更正、修改不另计。",
    FORM_2014, published,
)  # fmt: skip


def _document_figures() -> list[Figure]:
    found = []
    for rules, (code, name) in _DOCUMENTS.items():
        rows: list[tuple[str, str, str, str, Rows]] = [
            ("made", "制发件数", f"{_WHOSE}{name}，成文日期在期内。", FORM_2021,
             partial(_made, rules=rules)),
            ("repealed", "废止件数", f"{_WHOSE}{name}，失去效力之日在期内：废止、宣布失效之日，或者有效期届满的次日。",
             FORM_2021, partial(_repealed, rules=rules)),
            ("in-force", "现行有效件数",
             f"{_WHOSE}{name}，期末前成文、期末尚未废止或失效；已修改的仍有效。", FORM_2021,
             partial(_in_force, rules=rules)),
            ("newly-public", "新公开数量", f"{_WHOSE}{name}，公开日期在期内。", FORM_2019,
             partial(_newly_public, rules=rules)),
            ("total-public", "对外公开总数量",
             f"{_WHOSE}{name}，期末前已公开的，不论是否仍然有效。", FORM_2019,
             partial(_total_public, rules=rules)),
        ]  # fmt: skip
        found += [
            Figure(f"{code}.{part}", f"{name}{label}", "件", rule, f"{basis}；{ARTICLE_20_1}", pick)
            for part, label, rule, basis, pick in rows
        ]
    return found


def _channel_figures() -> list[Figure]:
    own = "本平台即政府网站，因而等于主动公开政府信息数。"
    other = (
        "首次经该渠道公开之日在期内的信息，同一信息在同一渠道多次出现计1条，至期末已撤回的不计。"
    )
    return [
        Figure(
            f"channel.{channel.value}", f"{channel.label}公开政府信息数", "条",
            own if channel == Appearance.Channel.WEBSITE else other, FORM_2014,
            partial(_through, channel.value), source="信息公开目录、发布渠道",
        )
        for channel in Appearance.Channel
    ]  # fmt: skip


def _kind_figures() -> list[Figure]:
    return [
        Figure(
            f"kind.{kind.value}", f"{kind.label}公开数", "条",
            f"主动公开政府信息数中文种为“{kind.label}”的。", "", partial(_of_kind, kind.value),
        )
        for kind in ItemKind
    ]  # fmt: skip


def _interpretation_figures() -> list[Figure]:
    return [
        Figure(
            f"interpretation.{form.value}", f"政策解读：{form.label}", "篇",
            f"政策解读公开数中形式包括“{form.label}”的；一篇有几种形式的，每种各计1篇。",
            "国办发〔2016〕61号", partial(_explained, form.value), source="信息公开目录、解读形式",
        )
        for form in InterpretationForm
    ]  # fmt: skip


_OWN = (
    PUBLISHED,
    Figure(
        "norms.all-made", "制发规范性文件总数", "件",
        "归类为条例第二十条第（一）项、由本机构制发的行政规范性文件，成文日期在期内，不论是否公开；"
        "规章不计，至期末已撤回的不计。",
        FORM_2014, _made_all,
    ),
    Figure(
        "norms.made-public", "主动公开规范性文件数", "条",
        "制发规范性文件总数中公开日期也在期内的：既是本期制发，又是本期公开。", FORM_2014,
        _made_and_public,
    ),
)  # fmt: skip
ITEM_FIGURES: Mapping[str, Figure] = {
    one.code: one
    for one in (
        *_OWN,
        *_document_figures(),
        *_channel_figures(),
        *_kind_figures(),
        *_interpretation_figures(),
    )
}


def of_facet(facet: Facet) -> Figure:
    """What was published under a class and those below it."""
    return Figure(
        f"facet.{facet.pk}", f"{facet.get_scheme_display()}：{facet.name}", "条",
        f"主动公开政府信息数中归入“{facet.name}”及其下级分类的；归入几类的，每类各计1条。", "",
        partial(_under, facet), source="信息公开目录、所属分类",
    )  # fmt: skip


def of_column(column: Column) -> Figure:
    """What was published in a column."""
    return Figure(
        f"column.{column.pk}", f"栏目“{column.name}”公开数", "条",
        f"主动公开政府信息数中列入栏目“{column.name}”的；列入几个栏目的，每个栏目各计1条。", "",
        partial(_in_column, column), source="信息公开目录、所在栏目",
    )  # fmt: skip
