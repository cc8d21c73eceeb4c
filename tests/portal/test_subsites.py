from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from tests.builders.catalog import a_column, a_government, an_agency, an_item, noon
from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import command
from yangguang.apps.catalog.models import Column, SubSite
from yangguang.apps.catalog.services import merge_columns
from yangguang.apps.catalog.services.subsites import Head, put_subsite
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.portal.pressed import addresses, item_addresses
from yangguang.press.folder import PressFolder
from yangguang.press.questions import is_question
from yangguang.press.serving import Front

pytestmark = pytest.mark.django_db
BY = command("测试")
AT = noon(date(2026, 6, 1))


def said(client: Client, address: str, **headers: Any) -> str:
    answer = client.get(address, **headers)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture
def health(db: None) -> Agency:
    """A body with a sub-site: one shared column and one of its own in the menu."""
    a_government("安和县人民政府", short_name="安和县")
    body = an_agency("安和县卫生健康局", slug="health")
    an_agency("安和县教育局", slug="education")
    shared = a_column("通知公告", slug="notices")
    a_column("公示", slug="publicity", parent=shared)
    a_column("财政", slug="finance")
    own = a_column("健康科普", slug="health-tips", agency=body)
    put_subsite(
        agency=body,
        head=Head("安和卫生健康网", "护佑全县人民健康", "卫", SubSite.Colour.GREEN),
        menu=[own, shared],
        by=BY,
        at=AT,
    )
    return body


def test_a_sub_site_shows_its_own_head_and_menu_on_its_pages_only(
    health: Agency, client: Client
) -> None:
    for address in ("/agency/health/", "/column/health-tips/", "/agency/health/column/notices/",
                    "/agency/health/items/", "/agency/health/guide/", "/agency/health/request/",
                    "/agency/health/disclosure/", "/agency/health/disclosure/reports/"):  # fmt: skip
        page = said(client, address)
        assert '<body class="subsite hue-green">' in page, address
        assert "<b>安和卫生健康网</b><small>护佑全县人民健康</small>" in page
        menu = page.split('aria-label="子网站导航"')[1].split("</nav>")[0]
        assert menu.index("健康科普") < menu.index("通知公告") < menu.index("政府信息公开")
        assert f'<link rel="canonical" href="http://127.0.0.1:8000{address}">' in page
    for address in ("/", "/column/notices/", "/agency/education/"):
        assert "安和卫生健康网" not in said(client, address)


def test_the_foot_of_a_sub_site_names_the_body_that_runs_it(health: Agency, client: Client) -> None:
    Agency.objects.filter(parent=None, kind="government").update(telephone="0700-1000000")
    Agency.objects.filter(pk=health.pk).update(telephone="0700-8001234", email="wj@anhe.example")
    foot = said(client, "/agency/health/disclosure/").split("<footer")[1]
    assert "主办：安和县卫生健康局　联系电话：0700-8001234　电子邮箱：wj@anhe.example" in foot
    assert "主办：安和县人民政府" not in foot
    Agency.objects.filter(pk=health.pk).update(telephone="", email="")
    foot = said(client, "/agency/health/guide/").split("<footer")[1]
    assert "安和县政务公开联系电话：0700-1000000" in foot, "whom to ring where the body names none"
    assert "主办：安和县人民政府" in said(client, "/column/notices/").split("<footer")[1]


def test_one_record_stands_on_the_site_and_on_its_body_s_sub_site_only(
    health: Agency, client: Client
) -> None:
    education = Agency.objects.get(slug="education")
    notices = Column.objects.get(slug="notices")
    put_subsite(agency=education, head=Head("安和教育网"), menu=[notices], by=BY, at=AT)
    item = an_item(
        "关于流感疫苗接种的公告", agency=health, column=Column.objects.get(slug="publicity")
    )
    for address in ("/", "/column/notices/", "/column/publicity/", "/agency/health/",
                    "/agency/health/column/notices/", "/agency/health/column/publicity/",
                    "/agency/health/column/notices/rss.xml"):  # fmt: skip
        assert item.title in said(client, address), address
    for address in ("/agency/education/", "/agency/education/column/notices/",
                    "/column/health-tips/"):  # fmt: skip
        assert item.title not in said(client, address), address
    assert client.get("/agency/health/column/finance/").status_code == 404
    assert client.get("/agency/health/column/health-tips/").status_code == 404
    pressed = set(addresses())
    assert {"/agency/health/column/notices/", "/agency/health/column/publicity/"} <= pressed
    assert "/agency/health/column/publicity/" in item_addresses(item.pk)


def test_a_merged_shared_column_leads_on_within_the_sub_site(
    health: Agency, client: Client
) -> None:
    target = a_column("公示公告", slug="announcements")
    merge_columns(
        source=Column.objects.get(slug="notices"), target=target, reason="并", by=BY, at=AT
    )
    answer = client.get("/agency/health/column/notices/")
    assert (answer.status_code, answer["Location"]) == (
        301,
        "/agency/health/column/announcements/",
    )
    assert "公示公告" in said(client, "/agency/health/column/announcements/")


def picture(form: str, size: tuple[int, int] = (120, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (26, 107, 45)).save(out, form)
    return out.getvalue()


def test_a_logo_is_drawn_anew_and_only_a_png_is_taken(health: Agency, client: Client) -> None:
    assert client.get("/agency/health/logo.png").status_code == 404
    put_subsite(agency=health, head=Head("网", logo=picture("PNG")), menu=[], by=BY, at=AT)
    answer = client.get("/agency/health/logo.png")
    assert (answer["Content-Type"], answer.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert 'src="/agency/health/logo.png"' in said(client, "/agency/health/")
    with pytest.raises(NotPossible, match="请使用 PNG"):
        put_subsite(agency=health, head=Head("网", logo=picture("JPEG")), menu=[], by=BY, at=AT)
    with pytest.raises(NotPossible, match="徽标图片无法使用"):
        put_subsite(agency=health, head=Head("网", logo=b"<svg/>"), menu=[], by=BY, at=AT)
    put_subsite(agency=health, head=Head("网", logo=b""), menu=[], by=BY, at=AT)
    assert client.get("/agency/health/logo.png").status_code == 404


def test_a_menu_holds_no_foreign_or_retired_column(health: Agency) -> None:
    foreign = a_column("校园", slug="school", agency=Agency.objects.get(slug="education"))
    with pytest.raises(NotPossible, match="别的机构的栏目"):
        put_subsite(agency=health, head=Head("网"), menu=[foreign], by=BY, at=AT)
    many = [a_column() for _ in range(13)]
    with pytest.raises(NotPossible, match="最多 12 个栏目"):
        put_subsite(agency=health, head=Head("网"), menu=many, by=BY, at=AT)


def test_an_own_domain_opens_the_sub_site_whose_address_stays(
    health: Agency, client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.SUBSITE_HOSTS = {"wjj.anhe.example": "health"}
    settings.PRESS_DIR = tmp_path / "press"
    folder = PressFolder(settings.PRESS_DIR)
    page = said(client, "/", headers={"host": "wjj.anhe.example"})
    assert "安和卫生健康网" in page
    assert '<link rel="canonical" href="http://127.0.0.1:8000/agency/health/">' in page
    assert "安和卫生健康网" not in said(client, "/")
    plain = said(client, "/plain/", headers={"host": "wjj.anhe.example:8000"})
    assert "安和卫生健康网" in plain
    assert (folder.live / "agency/health/index.html").read_text() == page
    front = Front(
        lambda environ, start: [b"application"], folder, headers={}, secure_headers={},
        hosts=lambda _: True, trusts_proxy=False, asks=is_question, homes=settings.SUBSITE_HOSTS,
    )  # fmt: skip

    def ask(host: str) -> bytes:
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": host}
        return b"".join(front(environ, lambda status, headers: None))

    assert ask("wjj.anhe.example").decode() == page
    assert "安和卫生健康网" not in ask("www.anhe.example").decode()
