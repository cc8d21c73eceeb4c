from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.builders.catalog import a_facet, a_government, an_item
from yangguang.apps.catalog import counts, selectors
from yangguang.apps.catalog.paging import read_page


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
