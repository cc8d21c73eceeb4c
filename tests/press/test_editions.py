from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders.catalog import a_government, a_stored_file, an_attachment, an_item
from yangguang.apps.audit.actors import system
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Edition, Item
from yangguang.apps.catalog.services import Release, close_edition, revise_item, withdraw_item
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.portal import wording
from yangguang.portal.pressed import addresses, item_addresses
from yangguang.press.folder import PressFolder
from yangguang.press.services import press_folder

BY = system("测试")
pytestmark = pytest.mark.django_db(transaction=True)


def revise(item: Item, text: str, *, reason: str, closes: str = "") -> Item:
    release = Release(
        title=item.title, body_html=f"<p>共同的一段。</p><p>{text}</p>",
        body_text=f"共同的一段。\n{text}", basis="要件审查", reason=reason, closes_earlier=closes,
    )  # fmt: skip
    return revise_item(
        item=item, release=release, act=Edition.Act.CORRECTION, by=BY, at=timezone.now()
    )


def statuses(visitor: Client, places: list[str]) -> list[int]:
    found = []
    for place in places:
        response = visitor.get(place)
        response.close()
        found.append(response.status_code)
    return found


def a_corrected_item() -> tuple[Item, str]:
    """An item in its second edition, and the address of a file of its first."""
    a_government()
    item = an_item(body="<p>共同的一段。</p><p>咨询电话 8100001。</p>")
    file = an_attachment(item, file=a_stored_file(b"%PDF-1.4 first edition"))
    return revise(item, "咨询电话 8100002。", reason="电话有误"), wording.attachment_url(
        item.pk, file
    )


def test_a_corrected_item_keeps_its_past_text_at_an_address_of_its_own(
    folder: PressFolder, visitor: Client
) -> None:
    item, file = a_corrected_item()
    base = f"/item/{item.pk}/"
    page = visitor.get(base).content.decode()
    assert "更正，现为第 2 版。理由：电话有误" in page
    assert "8100001" not in page
    history = visitor.get(f"{base}editions/").content.decode()
    assert history.index("第 2 版") < history.index("第 1 版")
    past = visitor.get(f"{base}edition/1/").content.decode()
    assert '<meta name="robots" content="noindex,follow">' in past
    assert "<strong>历史版本</strong>　这是第 1 版" in past
    assert "8100001" in past
    assert file in past
    assert statuses(visitor, [file]) == [200]
    changes = visitor.get(f"{base}edition/2/changes/").content.decode()
    assert "<del>咨询电话 810000<mark>1</mark>。</del>" in changes
    assert "<ins>咨询电话 810000<mark>2</mark>。</ins>" in changes
    assert "<p>共同的一段。</p>" in changes
    assert "删去：申请表" in changes
    assert visitor.get(f"{base}edition/2/").headers["Location"] == base
    for missing in ("edition/3/", "edition/1/changes/", "edition/0/"):
        assert visitor.get(f"{base}{missing}").status_code == 404
    places = {f"{base}editions/", f"{base}edition/1/", f"{base}edition/2/changes/"}
    assert places <= set(item_addresses(item.pk))
    assert places <= set(addresses())
    assert all((folder.live / place[1:] / "index.html").is_file() for place in places)


def test_a_past_edition_stands_under_the_header_of_its_day(
    folder: PressFolder, visitor: Client
) -> None:
    a_government()
    item = an_item(doc_number="清政发〔2025〕3号", formed_on=date(2025, 3, 1))
    first_name = item.agency_name
    release = Release(
        title=item.title, body_html="<p>改过。</p>", body_text="改过。", basis="要件审查", reason="换发",
        header={"doc_number": "清政发〔2026〕8号", "formed_on": date(2026, 5, 6), "agency_name": "清源市新局"},
    )  # fmt: skip
    revise_item(item=item, release=release, act=Edition.Act.MODIFICATION, by=BY, at=timezone.now())
    base = f"/item/{item.pk}/"
    past = visitor.get(f"{base}edition/1/").content.decode()
    for words in ("清政发〔2025〕3号", "2025-03-01", f"<td>{first_name}</td>"):
        assert words in past, words
    assert "清政发〔2026〕8号" not in past
    assert "清源市新局" not in past
    assert "清政发〔2026〕8号" in visitor.get(base).content.decode()
    changes = visitor.get(f"{base}edition/2/changes/").content.decode()
    assert "文号：<del>清政发〔2025〕3号</del> → <ins>清政发〔2026〕8号</ins>" in changes
    assert "成文日期：<del>2025-03-01</del> → <ins>2026-05-06</ins>" in changes


def test_a_past_edition_that_is_closed_is_gone_at_every_address_and_the_item_stays(
    folder: PressFolder, visitor: Client
) -> None:
    item, file = a_corrected_item()
    base = f"/item/{item.pk}/"
    places = [f"{base}edition/1/", f"/hant{base}edition/1/", f"{base}edition/2/changes/", file]
    assert statuses(visitor, places) == [200] * 4
    with pytest.raises(NotPossible, match="第 2 版是现行版本"):
        close_edition(item=item, number=2, reason="写错了", by=BY, at=timezone.now())
    with pytest.raises(NotPossible, match="须写明理由"):
        close_edition(item=item, number=1, reason=" ", by=BY, at=timezone.now())
    close_edition(item=item, number=1, reason="含有个人电话", by=BY, at=timezone.now())
    standing = {one for one in folder.files() if "edition/1/" in one or "changes" in one}
    assert standing == set()
    assert not (folder.live / file[1:]).exists()
    assert statuses(visitor, places) == [410, 410, 410, 404]
    assert "含有个人电话" in visitor.get(places[0]).content.decode()
    history = visitor.get(f"{base}editions/").content.decode()
    assert "不再公开" in history
    assert f"{base}edition/1/" not in history
    assert visitor.get(base).status_code == 200
    assert Act.objects.filter(verb="item.close-edition", reason="含有个人电话").count() == 1
    with pytest.raises(NotPossible, match="已经撤下"):
        close_edition(item=item, number=1, reason="再撤一次", by=BY, at=timezone.now())


def test_a_withdrawn_item_takes_its_past_editions_along(
    folder: PressFolder, visitor: Client
) -> None:
    item, file = a_corrected_item()
    base = f"/item/{item.pk}/"
    places = [f"{base}editions/", f"{base}edition/1/", f"{base}edition/2/changes/", file]
    assert statuses(visitor, places) == [200] * 4
    withdraw_item(item=item, by=BY, at=timezone.now() + timedelta(seconds=1), reason="内容失实")
    assert [one for one in folder.files() if one.startswith(f"item/{item.pk}/")] == []
    assert press_folder() is not None
    assert statuses(visitor, places) == [410, 410, 410, 404]


def test_a_change_can_close_what_it_replaces(folder: PressFolder, visitor: Client) -> None:
    a_government()
    item = an_item(body="<p>身份证号码在内。</p>")
    item = revise(item, "已经删去。", reason="删去个人信息", closes="含有个人信息")
    base = f"/item/{item.pk}/"
    assert visitor.get(f"{base}edition/1/").status_code == 410
    assert visitor.get(f"{base}edition/2/changes/").status_code == 410
    assert visitor.get(base).status_code == 200
