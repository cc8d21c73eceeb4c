"""Lists to choose from stand in the order of their tree, not in that of keys written as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.utils import timezone

from tests.builders.agencies import City, somebody
from tests.builders.catalog import a_column, an_agency, an_item
from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.catalog.models import Column
from yangguang.desk.choices import AgencyChoice, ColumnChoice, columns_in_order
from yangguang.desk.forms.items import columns_for

pytestmark = pytest.mark.django_db


def _labels(field: forms.Field) -> list[str]:
    rows: Any = field.choices  # type: ignore[attr-defined] # of a field that chooses
    return [str(label) for _, label in rows]


def test_columns_are_offered_as_the_tree_shows_them() -> None:
    Column.objects.all().delete()
    second = a_column("政策解读", slug="t-second", order=20)
    filler = [a_column(f"专栏{number}", slug=f"t-f{number}", order=90) for number in range(9)]
    first = a_column("政府文件", slug="t-first", order=10)
    below = a_column("部门文件", slug="t-below", parent=first, order=20)
    before = a_column("市政府文件", slug="t-before", parent=first, order=10)
    own = a_column("校园动态", slug="t-own", agency=an_agency("清源市教育局", slug="edu"), order=1)
    wanted = [first, before, below, second, *filler, own]
    assert columns_in_order(Column.objects.order_by("path")) == wanted
    labels = _labels(ColumnChoice(queryset=Column.objects.all()))
    assert labels[1:4] == ["政府文件", "\u3000市政府文件", "\u3000部门文件"]
    assert labels[-1] == "校园动态（清源市教育局）"


def test_bodies_are_offered_by_their_order_each_with_those_below_it() -> None:
    top = an_agency("清源市人民政府", slug="t-city", order=1)
    rows = [
        an_agency(name, slug=f"t-{number}", parent=top, order=order)
        for number, (name, order) in enumerate(
            [("财政局", 30), *((f"单位{one}", 90) for one in range(9)), ("市政府办公室", 10)]
        )
    ]
    names = _labels(AgencyChoice(queryset=Agency.objects.order_by("path")))[1:]
    assert names[:3] == ["清源市人民政府", "市政府办公室", "财政局"]
    assert len(names) == len(rows) + 1


def test_a_column_that_is_gone_is_not_offered() -> None:
    gone = a_column("旧栏目", slug="t-gone", retired_at=timezone.now())
    assert gone not in columns_for(Agency.objects.all())


def test_a_second_column_of_the_same_name_beside_the_first_is_told(
    city: City, desk: Callable[[User], Client]
) -> None:
    director = desk(somebody("disclosure-director", city.office, username="director"))
    a_column("通知公告", slug="t-notices")
    other = a_column("公示", slug="t-other")
    sent = {
        "name": "通知公告", "column_type": other.column_type, "module": other.module,
        "description": "", "keywords": "",
    }  # fmt: skip
    page = director.post(f"/columns/{other.pk}/rename/", sent, follow=True).content.decode()
    assert "同一级还有一个栏目也叫“通知公告”" in page
    page = director.post(
        f"/columns/{other.pk}/rename/", {**sent, "name": "公示公告"}, follow=True
    ).content.decode()
    assert "同一级还有一个栏目" not in page


def test_a_public_item_leads_to_its_page_on_the_site(
    city: City, desk: Callable[[User], Client]
) -> None:
    director = desk(somebody("disclosure-director", city.office, username="director"))
    item, waiting = (
        an_item("供水通知", agency=city.office),
        an_item(agency=city.office, state="inbox"),
    )
    assert f'/item/{item.pk}/" rel="noopener">看公开页面' in _read(director, item.pk)
    assert "看公开页面" not in _read(director, waiting.pk)


def _read(client: Client, key: int) -> str:
    return client.get(f"/items/{key}/").content.decode()
