from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from tests.builders.agencies import City, somebody
from tests.builders.catalog import a_column, an_item
from yangguang.apps.agencies.models import User
from yangguang.apps.catalog.models import Column, Item
from yangguang.apps.members.models import Member, Subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(city: City, desk: Callable[[User], Client]) -> Client:
    """The head of the disclosure office, who manages the tree of the site."""
    return desk(somebody("disclosure-director", city.office, username="director"))


def said(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def order_below(parent: Column | None) -> list[str]:
    rows = Column.objects.filter(parent=parent, retired_at=None, slug__startswith="t-")
    return list(rows.order_by("order", "pk").values_list("slug", flat=True))


def test_buttons_and_dragging_move_a_column_alike(director: Client) -> None:
    top = a_column("政府文件", slug="t-top")
    first, second, third = (a_column(f"下级{name}", slug=f"t-{name}", parent=top) for name in "abc")
    director.post("/columns/place/", {"step": f"up-{third.pk}"})
    assert order_below(top) == ["t-a", "t-c", "t-b"]
    director.post("/columns/place/", {"step": f"down-{first.pk}"})
    assert order_below(top) == ["t-c", "t-a", "t-b"]
    director.post("/columns/place/", {"step": f"in-{first.pk}"})
    assert (order_below(top), order_below(third)) == (["t-c", "t-b"], ["t-a"])
    director.post("/columns/place/", {"step": f"out-{first.pk}"})
    assert order_below(top) == ["t-c", "t-a", "t-b"]
    director.post("/columns/place/", {"column": second.pk, "parent": top.pk, "before": third.pk})
    assert order_below(top) == ["t-b", "t-c", "t-a"]
    director.post("/columns/place/", {"column": first.pk, "parent": "", "before": top.pk})
    assert order_below(None)[:2] == ["t-a", "t-top"]
    page = director.post("/columns/place/", {"step": f"up-{second.pk}"}, follow=True)
    assert "已在这个方向的尽头" in page.content.decode()
    page = director.post("/columns/place/", {"step": "sideways-1"}, follow=True)
    assert "没有收到移动的位置" in page.content.decode()


def test_a_merge_is_confirmed_with_its_numbers(director: Client) -> None:
    source, target = a_column("旧栏目", slug="t-old"), a_column("新栏目", slug="t-new")
    item = an_item(column=source, on=date(2026, 3, 2))
    a_column("下级", slug="t-below", parent=source)
    member = Member.objects.create(
        subject_key="11111111-1111-1111-1111-111111111111", email_mask="z***@x", password="",
        feed_token="t", joined_at=item.created_at,
    )  # fmt: skip
    Subscription.objects.create(
        member=member, kind="column", value="t-old", label="旧栏目", made_at=item.created_at,
        told_until=item.created_at,
    )  # fmt: skip
    place = f"/columns/{source.pk}/merge/"
    asked = {"target": target.pk, "reason": "栏目重复"}
    shown = director.post(place, asked).content.decode()
    for words in (
        "转移信息 <b>1</b> 条（其中已公开 1 条）",
        "下级栏目 <b>1</b> 个",
        "订阅 <b>1</b> 个",
        "新栏目”（/column/t-new/）",
    ):
        assert words in shown
    assert Item.objects.get(pk=item.pk).column == source
    mark = shown.split('name="confirmed" value="')[1].split('"')[0]
    an_item(column=source)
    again = director.post(place, {**asked, "confirmed": mark}).content.decode()
    assert "确认期间情况有变化" in again
    assert "转移信息 <b>2</b> 条" in again
    mark = again.split('name="confirmed" value="')[1].split('"')[0]
    done = director.post(place, {**asked, "confirmed": mark}, follow=True).content.decode()
    assert "已并入“新栏目”，转移信息 2 条" in done
    assert "/column/t-old/" in done
    assert Item.objects.get(pk=item.pk).column == target


def test_a_column_is_retired_with_a_reason_and_empty_below(director: Client) -> None:
    column = a_column("专题", slug="t-topic")
    below = a_column("下级", slug="t-below", parent=column)
    place = f"/columns/{column.pk}/retire/"
    assert director.post(place, {"reason": ""}).status_code == 422
    shown = director.post(place, {"reason": "专题结束"}).content.decode()
    assert "政府信息公开首页（/disclosure/）" in shown
    mark = shown.split('name="confirmed" value="')[1].split('"')[0]
    refused = director.post(place, {"reason": "专题结束", "confirmed": mark})
    assert refused.status_code == 422
    assert "还有 1 个下级栏目" in refused.content.decode()
    low = f"/columns/{below.pk}/retire/"
    shown = director.post(low, {"reason": "并入上级"}).content.decode()
    assert "栏目“专题”（/column/t-topic/）" in shown
    mark = shown.split('name="confirmed" value="')[1].split('"')[0]
    director.post(low, {"reason": "并入上级", "confirmed": mark})
    assert Column.objects.get(slug="t-below").retired_at is not None
    assert "t-below" not in said(director, place)


def test_the_tree_folds_by_its_branches_also_without_the_script(director: Client) -> None:
    top = a_column("政策", slug="t-policy")
    a_column("规章", slug="t-rules", parent=top)
    a_column("文件", slug="t-papers", parent=top)
    a_column("动态", slug="t-news")
    page = said(director, "/columns/")
    first, second = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)[:2]
    assert "规章" in first
    assert "文件" in first
    assert '<input type="checkbox"> 下级 2' in first
    assert "动态" in second
    assert "下级" not in re.sub("含下级", "", second)


def test_a_clerk_finds_the_column_that_is_owed_and_writes_for_it(
    desk: Callable[[User], Client], city: City
) -> None:
    mine = a_column("部门动态", slug="t-mine", column_type="工作动态", agency=city.health)
    an_item(column=mine, on=date.today() - timedelta(days=20))
    a_column("学校动态", slug="t-other", column_type="工作动态", agency=city.schools)
    clerk = desk(somebody("agency-clerk", city.health, username="clerk"))
    page = said(clerk, "/columns/updates/")
    assert f'id="column-{mine.pk}"' in page
    assert "学校动态" not in page
    assert "设定期限" not in page
    place = f"/drafts/new/?column={mine.pk}"
    assert place in page
    assert "稿件将放入栏目“部门动态”" in said(clerk, place)
    made = {"agency": city.health.pk, "title": "门诊开放日纪实", "kind": ""}
    assert clerk.post(place, {**made, "title": ""}).status_code == 422
    assert clerk.post(place, made).status_code == 302
    assert Item.objects.get(title="门诊开放日纪实").column == mine
    watch = desk(somebody("supervisor", city.government, username="watch"))
    page = said(watch, "/columns/updates/?light=red")
    assert "部门动态" in page
    assert "起草" not in page.split("<table")[1]


def test_the_page_of_updates_names_stale_and_empty_columns(director: Client) -> None:
    today = date.today()
    news = a_column("清源要闻", slug="t-news", column_type="工作动态")
    an_item(column=news, on=today - timedelta(days=20))
    fresh = a_column("部门动态", slug="t-fresh", column_type="工作动态")
    an_item(column=fresh, on=today - timedelta(days=1))
    a_column("市情概况", slug="t-about", column_type="概况信息")
    page = said(director, "/columns/updates/")
    assert page.index("清源要闻") < page.index("市情概况") < page.index("部门动态")
    # What is over, near or empty stands open; the rest is folded away, until it is asked for.
    groups = re.findall(r'<details class="panel group"( open)?><summary><h2>(.*?)</h2>', page)
    assert [(bool(shown), re.sub("<.*?>", "", head)) for shown, head in groups] == [
        (True, "超期 1"), (True, "空白 1"), (False, "正常 1"),
    ]  # fmt: skip
    assert '<details class="panel group" open>' in said(director, "/columns/updates/?light=green")
    for words in ("已超 6 天", "剩 13 天", "空白栏目", "不限期", "2 周"):
        assert words in page
    assert "部门动态" not in said(director, "/columns/updates/?light=red")
    assert "清源要闻" not in said(director, "/columns/updates/?light=empty")
    place = f"/columns/{fresh.pk}/limit/"
    refused = director.post(place, {"update_class": "news", "own_limit": 15})
    assert refused.status_code == 422
    assert "自定期限最多 14 天" in refused.content.decode()
    director.post(place, {"update_class": "news", "own_limit": 7})
    assert "7 天（自定）" in said(director, "/columns/updates/")
    assert "更新栏目“部门动态”（动态要闻类，7 天（自定））" in said(director, "/duties/?whose=all")
