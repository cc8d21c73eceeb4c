from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from tests.builders.catalog import a_column, a_government, an_agency, an_item, noon
from tests.press.running_nginx import NGINX, free_port, running
from tests.press.test_nginx import Web
from yangguang.apps.audit.actors import command
from yangguang.apps.catalog.services import merge_columns, retire_column
from yangguang.press import verifying
from yangguang.press.addresses import moved_address
from yangguang.press.folder import PressFolder
from yangguang.press.questions import is_question
from yangguang.press.repairing import repair
from yangguang.press.serving import Front

pytestmark = pytest.mark.django_db(transaction=True)
BY = command("测试")
AT = noon(date(2026, 6, 1))

WAYS = {
    "/column/old/": "/column/new/",
    "/column/old/page/3/": "/column/new/",
    "/column/old/page/3-2/": "/column/new/",
    "/column/old/rss.xml": "/column/new/rss.xml",
    "/hant/plain/contrast/column/old/": "/hant/plain/contrast/column/new/",
    "/plain/column/old/atom.xml": "/plain/column/new/atom.xml",
    "/agency/health/column/old/": "/agency/health/column/new/",
    "/hant/agency/health/column/old/rss.xml": "/hant/agency/health/column/new/rss.xml",
    "/column/topic/": "/disclosure/",
    "/contrast/column/topic/": "/contrast/disclosure/",
    "/column/topic/rss.xml": "/feed/rss.xml",
    "/agency/health/column/topic/": "/agency/health/",
    "/column/own/": "/agency/health/",
    "/column/own/atom.xml": "/agency/health/atom.xml",
}


@pytest.fixture
def retired(folder: PressFolder, visitor: Client) -> PressFolder:
    """A merged column, a retired one of the site and one of a body; their pages had been pressed."""
    a_government()
    health = an_agency("清源市卫生健康委员会", slug="health")
    old, new = a_column("旧栏目", slug="old"), a_column("新栏目", slug="new")
    topic, own = a_column("专题", slug="topic"), a_column("动态", slug="own", agency=health)
    an_item(column=old)
    for address in ("/column/old/", "/column/old/rss.xml", "/plain/column/old/", "/column/own/"):
        assert visitor.get(address).status_code == 200
        place = address.strip("/") + ("" if address.endswith("xml") else "/index.html")
        assert (folder.live / place).is_file()
    merge_columns(source=old, target=new, reason="栏目重复", by=BY, at=AT)
    retire_column(column=topic, successor=None, reason="专题结束", by=BY, at=AT)
    retire_column(column=own, successor=None, reason="栏目调整", by=BY, at=AT)
    cache.clear()
    return folder


def test_the_application_leads_on_with_the_question_asked(
    retired: PressFolder, visitor: Client
) -> None:
    for address in ("/column/old/", "/hant/plain/contrast/column/old/", "/column/old/rss.xml"):
        answer = visitor.get(address)
        assert (answer.status_code, answer["Location"]) == (301, WAYS[address])
    answer = visitor.get("/column/old/?year=2026")
    assert (answer.status_code, answer["Location"]) == (301, "/column/new/?year=2026")
    assert visitor.get("/column/never/").status_code == 404
    assert "旧栏目" not in visitor.get("/").content.decode()


def test_finished_files_lead_on_without_application_and_database(retired: PressFolder) -> None:
    def never(environ: object, start: object) -> list[bytes]:
        raise AssertionError("the application was asked")

    front = Front(
        never,
        retired,
        headers={},
        secure_headers={},
        hosts=lambda _: True,
        trusts_proxy=False,
        asks=is_question,
    )
    for address, target in WAYS.items():
        said: list[tuple[str, str]] = []
        body = front(
            {"REQUEST_METHOD": "GET", "PATH_INFO": address, "HTTP_HOST": "x"},
            lambda status, headers, said=said: said.append((status, dict(headers)["Location"])),
        )
        assert list(body) == []
        assert said == [("301 Moved Permanently", target)], address
        assert not (retired.live / address.strip("/")).exists()


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian package nginx)")
def test_nginx_leads_on_with_application_and_database_stopped(
    retired: PressFolder, tmp_path: Path
) -> None:
    with running(tmp_path, tmp_path, portal=free_port()) as port:
        web = Web(port, tmp_path)
        for address, target in WAYS.items():
            status, headers, _ = web.ask(address)
            assert status == 301, address
            assert headers["Location"] == f"http://127.0.0.1:{port}{target}", address
        status, headers, _ = web.ask("/column/old/?year=2026")
        assert headers["Location"] == f"http://127.0.0.1:{port}/column/new/?year=2026"
        assert web.ask("/column/never/")[0] == 503


def test_a_way_that_was_turned_is_found_and_set_right(retired: PressFolder) -> None:
    assert list(verifying.verify(retired)) == []
    retired.lead("old", "column/elsewhere")
    retired.lead("new", "disclosure")
    found = list(verifying.verify(retired))
    assert [one.place for one in found] == ["moved/column/new", "moved/column/old"]
    repair(retired, found)
    assert retired.leading() == {"old": "column/new", "own": "agency/health", "topic": "disclosure"}


def test_every_way_is_worked_out_from_the_address() -> None:
    after = {"old": "column/new", "topic": "disclosure", "own": "agency/health"}
    for address, target in WAYS.items():
        slug = next(one for one in after if f"column/{one}/" in address)
        assert moved_address(address, after[slug]) == target
    with pytest.raises(ValueError, match="/item/5/"):
        moved_address("/item/5/", "column/new")
