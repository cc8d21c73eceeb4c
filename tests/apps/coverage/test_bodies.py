"""Whom the words of a list mean."""

from __future__ import annotations

import pytest

from tests.builders.agencies import a_city, an_agency
from yangguang.apps.agencies.models import Agency
from yangguang.apps.coverage.bodies import Bodies

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> Agency:
    city = a_city()
    an_agency("清源市石桥县白沙镇人民政府", parent=city.county, kind="town", level="town")
    an_agency("清源市石桥县教育局", parent=city.county, level="county")
    an_agency("清源市石桥县住房和城乡建设局", parent=city.county, level="county")
    an_agency("清源市石桥县人民政府办公室", parent=city.county, kind="office", level="county")
    an_agency("清源市石桥县民政局", parent=city.county, level="county")
    return city.office


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("清源市教育局", ["清源市教育局"]),
        ("市教育局", ["清源市教育局"]),
        ("清源市教育局、清源市卫生健康委员会", ["清源市教育局", "清源市卫生健康委员会"]),
        ("教育主管部门", ["清源市教育局"]),
        ("卫生健康行政部门", ["清源市卫生健康委员会"]),
        ("各县（市、区）人民政府", ["清源市石桥县人民政府"]),
        ("各县区", ["清源市石桥县人民政府"]),
        ("县区教育局", ["清源市石桥县教育局"]),
        ("县级卫生健康主管部门", ["清源市石桥县卫生健康局"]),
        ("县区民政局", ["清源市石桥县民政局"]),
        ("县区住房和城乡建设局", ["清源市石桥县住房和城乡建设局"]),
        ("各乡镇（街道）", ["清源市石桥县白沙镇人民政府"]),
        ("乡（镇）人民政府、街道办事处", ["清源市石桥县白沙镇人民政府"]),
        (
            "各部门",
            ["清源市人民政府办公室", "清源市卫生健康委员会", "清源市教育局"],
        ),
        ("", ["清源市人民政府办公室"]),
        ("有关方面", ["清源市人民政府办公室"]),
    ],
)
def test_the_words_of_a_list_mean_bodies(keeper: Agency, words: str, meant: list[str]) -> None:
    bodies = Bodies(list(Agency.objects.order_by("pk")))
    assert [one.name for one in bodies.meant(words, keeper)] == meant


def test_the_list_of_a_county_means_the_county(keeper: Agency) -> None:
    bodies = Bodies(list(Agency.objects.order_by("pk")))
    county = Agency.objects.get(name="清源市石桥县人民政府")
    assert [one.name for one in bodies.meant("县教育局", county)] == ["清源市石桥县教育局"]
    assert [one.name for one in bodies.meant("教育主管部门", county)] == ["清源市石桥县教育局"]
