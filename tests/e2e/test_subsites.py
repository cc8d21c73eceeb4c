"""A county with ten sub-sites, its tree of columns moved and merged, in real browsers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Locator, expect

from tests.builders.agencies import BY, City, a_city, an_agency, somebody
from tests.builders.requests import at
from tests.desk.conftest import enter
from tests.e2e.conftest import Visitor
from tests.e2e.journeys.faces import DESK, Clock, Faces, both_faces, fits, sound, turn_of
from tests.e2e.journeys.walking import press
from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.catalog.models import Column, Item, ItemState
from yangguang.apps.catalog.services import NewItem, add_column, store_items

DAY = date(2026, 3, 4)
BODIES = (
    ("教育局", "blue"), ("财政局", "red"), ("民政局", "brown"), ("司法局", "ink"), ("农业农村局", "green"),
    ("水利局", "blue"), ("交通运输局", "violet"), ("文化和旅游局", "violet"), ("应急管理局", "red"),
)  # fmt: skip


@pytest.fixture
def city(transactional_db: None) -> City:
    return a_city()


@pytest.fixture
def faces(browser: Browser, city: City, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faces]:
    with both_faces(browser, Clock(at(DAY)), monkeypatch) as opened:
        yield opened


def a_column(slug: str, name: str, kind: str = "工作动态", **values: object) -> Column:
    return add_column(slug=slug, name=name, column_type=kind, by=BY, at=at(DAY), **values)  # type: ignore[arg-type]


def publish(agency: Agency, column: Column, title: str) -> Item:
    text = f"{title}。请有关单位和群众周知。"
    new = NewItem(agency, title, f"<p>{text}</p>", text, kind="announcement", columns=[column])
    return store_items(new=[new], state=ItemState.PUBLISHED, by=BY, at=at(DAY), basis="测试")[0]


def a_logo() -> bytes:
    image = Image.new("RGBA", (156, 156))
    drawing = ImageDraw.Draw(image)
    drawing.ellipse((3, 3, 153, 153), fill="#1a6b2d")
    drawing.rectangle((66, 36, 90, 120), fill="white")
    drawing.rectangle((36, 66, 120, 90), fill="white")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def open_by_form(director: Visitor, body: Agency, own: Column, shared: Column) -> None:
    """The head with a picture, and a menu of one own column and one of the shared pool."""
    page = director.page
    director.open("/subsites/")
    fits(director, "subsites")
    page.locator(f"a[href='/subsites/{body.pk}/']").click()
    page.get_by_label("子网站名称").fill("安和卫生健康网")
    page.get_by_label("副标题").fill("护佑全县人民健康")
    page.get_by_label("主色").select_option("green")
    page.get_by_label("徽标图片").set_input_files(
        files=[{"name": "logo.png", "mimeType": "image/png", "buffer": a_logo()}]
    )
    page.get_by_label(own.name, exact=True).fill("1")
    page.get_by_label(shared.name, exact=True).fill("2")
    sound(director, "subsite-form")
    press(director, "保存")
    expect(page.get_by_role("status")).to_contain_text(f"网址 /agency/{body.slug}/")


def test_a_county_opens_ten_sub_sites_and_one_record_shows_where_it_belongs(
    faces: Faces, city: City
) -> None:
    body = city.county_health
    shared = a_column("notices", "通知公告")
    own = a_column("health-tips", "健康科普", agency=body)
    director = faces.staff(somebody("disclosure-director", city.county, username="director"))
    open_by_form(director, body, own, shared)
    others = [(an_agency(f"安和县{name}", parent=city.county), hue) for name, hue in BODIES]
    with turn_of(DESK):
        desk = enter(Client(), User.objects.get(username="director"))
        for agency, hue in others:
            sent = {"name": agency.name, "colour": hue, "is_open": "on", f"menu_{shared.pk}": "1"}
            assert desk.post(f"/subsites/{agency.pk}/", sent).status_code == 302
    director.open("/subsites/")
    expect(director.page.get_by_text("已启用 10 个")).to_be_visible()

    item = publish(body, shared, "流感疫苗接种公告")
    publish(body, own, "春季传染病预防知识")
    citizen = faces.citizen()
    link = citizen.page.get_by_role("link", name=item.title)
    citizen.open("/column/notices/")
    expect(link).to_be_visible()
    citizen.open(f"/agency/{body.slug}/")
    expect(citizen.page.get_by_role("link", name="安和卫生健康网")).to_be_visible()
    expect(citizen.page.locator("img.logo")).to_have_js_property("naturalWidth", 156)
    expect(link).to_have_count(2)
    sound(citizen, "subsite-front")
    menu = citizen.page.get_by_role("navigation", name="子网站导航")
    menu.get_by_role("link", name="通知公告").click()
    expect(link).to_be_visible()
    expect(menu.get_by_role("link", name="通知公告")).to_have_attribute("aria-current", "true")
    fits(citizen, "subsite-shared-column")
    menu.get_by_role("link", name="健康科普").click()
    expect(citizen.page.get_by_role("link", name="春季传染病预防知识")).to_be_visible()
    expect(link).to_have_count(0)
    fits(citizen, "subsite-own-column")
    for agency, hue in others:
        assert citizen.open(f"/agency/{agency.slug}/") == 200
        expect(citizen.page.locator(f"body.hue-{hue} .id b")).to_have_text(agency.name)
        expect(link).to_have_count(0)
    fits(citizen, "subsite-without-logo")
    assert citizen.open(f"/plain/contrast/agency/{body.slug}/") == 200
    fits(citizen, "subsite-contrast")


def test_columns_are_dragged_and_merged_and_the_old_address_leads_on(
    faces: Faces, city: City
) -> None:
    top = a_column("files", "政府文件", "政策文件")
    first, second, third = (a_column(f"f-{slug}", name, "政策文件", parent=top)
                            for slug, name in (("a", "规范性文件"), ("b", "部门文件"), ("c", "批复")))  # fmt: skip
    publish(city.health, third, "关于同意设立医院的批复")
    director = faces.staff(somebody("disclosure-director", city.office, username="head"))
    director.open("/columns/")
    sound(director, "columns")
    page = director.page

    def row(column: Column) -> str:
        return f"tr[data-column='{column.pk}']"

    def below() -> list[str]:
        rows = Column.objects.filter(parent=top, retired_at=None).order_by("order", "pk")
        return [one.name for one in rows]

    page.locator(f"{row(third)} .grip").drag_to(
        page.locator(row(first)), target_position={"x": 200, "y": 3}
    )
    expect(page.get_by_role("status")).to_contain_text("已移动栏目“批复”")
    assert below() == ["批复", "规范性文件", "部门文件"]
    page.locator(f"{row(second)} .grip").drag_to(page.locator(row(first)))
    expect(page.get_by_role("status")).to_contain_text("现在“规范性文件”之下")
    assert below() == ["批复", "规范性文件"]
    button = page.locator(f"button[value='out-{second.pk}']")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("现在“政府文件”之下")
    assert below() == ["批复", "规范性文件", "部门文件"]
    page.locator(f"button[value='down-{third.pk}']").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已移动栏目“批复”")
    expect(page.locator(f"button[value='down-{third.pk}']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"button[value='down-{third.pk}']")).to_have_count(0)
    assert below() == ["规范性文件", "部门文件", "批复"]

    page.locator(f"a[href='/columns/{third.pk}/merge/']").click()
    page.get_by_label("并入哪个栏目").select_option(label="　部门文件")
    page.get_by_label("理由").fill("数量少，不单设")
    press(director, "下一步：核对")
    expect(page.get_by_text("转移信息 1 条（其中已公开 1 条）")).to_be_visible()
    fits(director, "column-merge")
    press(director, "确认并入")
    expect(page.get_by_role("status")).to_contain_text("已并入“部门文件”，转移信息 1 条")
    fits(director, "columns-after")
    citizen = faces.citizen()
    citizen.open("/plain/column/f-c/")
    assert citizen.page.url.endswith("/plain/column/f-b/")
    expect(citizen.page.get_by_role("link", name="关于同意设立医院的批复")).to_be_visible()
    director.open("/columns/updates/")
    sound(director, "column-updates")


def test_on_a_phone_the_tree_begins_with_its_branches_closed(faces: Faces, city: City) -> None:
    top = a_column("files", "政府文件", "政策文件")
    middle = a_column("f-a", "规范性文件", "政策文件", parent=top)
    lowest = a_column("f-b", "废止的文件", "政策文件", parent=middle)
    head = somebody("disclosure-director", city.office, username="head")
    director = faces.staff(head, size=(390, 844))
    director.open("/columns/")
    page = director.page

    def row(column: Column) -> Locator:
        return page.locator(f"tr[data-column='{column.pk}']")

    expect(row(top)).to_be_visible()
    expect(row(middle)).to_be_hidden()
    row(top).get_by_role("button", name="“政府文件”的下级 1").click()
    expect(row(middle)).to_be_visible()
    expect(row(lowest)).to_be_hidden()
    sound(director, "columns-phone")
    director.open("/")
    director.open(f"/columns/#column-{lowest.pk}")
    expect(row(lowest)).to_be_visible()
    desk = faces.staff(head)
    desk.open("/columns/")
    expect(desk.page.locator(f"tr[data-column='{lowest.pk}']")).to_be_visible()
