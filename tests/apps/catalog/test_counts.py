from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.builders.catalog import a_facet, a_government, an_agency, an_item
from yangguang.apps.catalog import counts, selectors
from yangguang.apps.catalog.models import Facet, Item, ItemFacet, ItemState
from yangguang.apps.catalog.paging import read_page
from yangguang.apps.catalog.services.warming import warm_counts
from yangguang.apps.events.services import emit

MOMENT = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def test_a_small_count_is_made_anew_each_time() -> None:
    numbers = iter([1, 2])
    assert counts.kept("a", lambda: next(numbers), weight=lambda n: n) == 1
    assert counts.kept("a", lambda: next(numbers), weight=lambda n: n) == 2


def test_a_large_count_is_kept() -> None:
    numbers = iter([20_000, 20_001])
    assert counts.kept("a", lambda: next(numbers), weight=lambda n: n) == 20_000
    assert counts.kept("a", lambda: next(numbers), weight=lambda n: n) == 20_000
    assert counts.kept("b", lambda: next(numbers), weight=lambda n: n) == 20_001


@pytest.mark.django_db
def test_each_choice_has_a_count_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "LARGE", 1)
    a_government()
    an_item(doc_number="甲")
    an_item(doc_number="乙")
    assert counts.total_of(selectors.public_items()) == 2
    assert counts.total_of(selectors.public_items().filter(doc_number="甲")) == 1
    assert counts.total_of(selectors.public_items().filter(doc_number="丙")) == 0


@pytest.mark.django_db
def test_walking_and_sorting_give_the_same_pages() -> None:
    a_government()
    facet = a_facet()
    for place in range(30):
        an_item(f"第{place}号", facets=(facet,) if place % 3 else ())
    sorted_, walked = selectors.items_in_facet(facet), selectors.items_walked_for_facet(facet)
    for number in (1, 2, 3, 4):
        plain = read_page(sorted_, number, size=6)
        quick = read_page(sorted_, number, size=6, walked=walked, whole=30)
        assert plain.items == quick.items
        assert (plain.total, plain.last) == (20, 4)


@pytest.mark.django_db
def test_counts_by_classification_agree_with_a_plain_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counts, "LARGE", 1_000)
    chance = random.Random(20)
    first = a_government()
    second = an_agency("second")
    values = [a_facet(Facet.Scheme.ARTICLE_20, f"f{number}") for number in range(4)]
    other = a_facet(Facet.Scheme.TOPIC, "other")
    items = [
        an_item(
            f"第{number}号",
            agency=chance.choice((first, second)),
            facets=tuple(chance.sample([*values, other], chance.randint(0, 4))),
        )
        for number in range(60)
    ]
    for item in items:
        Item.objects.filter(pk=item.pk).update(
            state=chance.choice((*ItemState, *["published"] * 9))
        )
        if chance.random() < 0.2:
            ItemFacet.objects.filter(item=item).update(valid_to=item.created_at)
            # Closed and filed again: it stands there once.
            ItemFacet.objects.create(
                item=item, facet=values[0], valid_from=MOMENT, recorded_at=MOMENT
            )

    facts = ItemFacet.objects.filter(valid_to=None, item__state="published").select_related("item")
    plain: dict[int, set[int]] = {facet.pk: set() for facet in (*values, other)}
    for fact in facts:
        plain[fact.facet_id].add(fact.item_id)
    counted = dict(selectors.facets(Facet.Scheme.ARTICLE_20))
    assert counted == {facet: len(plain[facet.pk]) for facet in values}
    assert selectors.items_in_scheme(Facet.Scheme.ARTICLE_20) == len(
        set().union(*(plain[facet.pk] for facet in values))
    )
    for agency in (first, second):
        own = set(Item.objects.filter(agency=agency).values_list("pk", flat=True))
        assert dict(selectors.articles_of_agency(agency)) == {
            facet: len(plain[facet.pk] & own) for facet in values
        }


@pytest.mark.django_db
def test_the_worker_counts_before_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "LARGE", 1)
    a_government()
    facet = a_facet()
    item = an_item(facets=(facet,))
    assert warm_counts(at=MOMENT)
    assert selectors.facets(facet.scheme) == [(facet, 1)]
    an_item("后来的", facets=(facet,))
    # A visitor is not kept waiting for a number that the worker makes.
    assert selectors.facets(facet.scheme) == [(facet, 1)]
    with transaction.atomic():
        emit(at=MOMENT, kind="item.changed", subject_key=str(item.pk))
    assert warm_counts(at=MOMENT)
    assert selectors.facets(facet.scheme) == [(facet, 2)]
    assert not warm_counts(at=MOMENT + timedelta(minutes=9))
    assert warm_counts(at=MOMENT + timedelta(minutes=10))
