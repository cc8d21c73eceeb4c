from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.builders.catalog import (
    a_government,
    a_stored_file,
    an_agency,
    an_attachment,
    an_item,
    linked,
    withdrawn,
)
from tests.builders.town import Town
from yangguang.apps.catalog.models import Edition, ItemKind, ItemLink, ItemState, Validity

pytestmark = pytest.mark.django_db


def test_the_page_shows_the_metadata_header(citizen: Client, town: Town) -> None:
    page = citizen.get(f"/item/{town.policy.pk}/").content.decode()
    for words in (
        town.policy.index_number,
        "清政发〔2026〕31号",
        "清源市人民政府",
        "2026-11-13",
        "行政规范性文件",
    ):
        assert words is not None
        assert words in page
    assert (
        '<meta name="ArticleTitle" content="清源市人民政府关于印发《清源市城镇保障性住房分配管理办法》的通知">'
        in page
    )
    assert '<meta name="PubDate" content="2026-11-20 12:00">' in page
    assert '<meta name="ContentSource" content="清源市人民政府">' in page
    assert '<meta name="ColumnType" content="政策文件">' in page


def test_a_browser_asks_again_so_that_no_withdrawn_page_comes_from_its_own_store(
    citizen: Client, town: Town
) -> None:
    first = citizen.get(f"/item/{town.policy.pk}/")
    assert first["Cache-Control"] == "no-cache"
    withdrawn(town.policy)
    again = citizen.get(f"/item/{town.policy.pk}/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 410


def test_policy_and_interpretation_lead_to_each_other(citizen: Client, town: Town) -> None:
    policy = citizen.get(f"/item/{town.policy.pk}/").content.decode()
    interpretation = citizen.get(f"/item/{town.interpretation.pk}/").content.decode()
    assert f'href="/item/{town.interpretation.pk}/"' in policy
    assert f'href="/item/{town.policy.pk}/"' in interpretation
    assert "解读的文件" in interpretation


def test_an_unpublished_interpretation_is_not_linked(citizen: Client) -> None:
    a_government()
    policy = an_item("关于停车管理的通知")
    draft = an_item("停车管理解读", kind=ItemKind.INTERPRETATION, state=ItemState.DRAFT)
    linked(ItemLink.Kind.INTERPRETS, draft, policy)
    assert f"/item/{draft.pk}/" not in citizen.get(f"/item/{policy.pk}/").content.decode()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"validity": Validity.IN_FORCE, "in_force_on": date(2026, 1, 1)},
            "有效，自 2026-01-01 起施行",
        ),
        (
            {"validity": Validity.REPEALED, "lost_force_on": date(2026, 2, 1)},
            "已废止，自 2026-02-01 起不再执行",
        ),
        ({"validity": Validity.EXPIRED}, "已失效，不再执行"),
        ({"validity": Validity.AMENDED}, "有效，内容已修改"),
        (
            {"validity": Validity.IN_FORCE, "in_force_on": date(2099, 1, 1)},
            "尚未施行，自 2099-01-01 起施行",
        ),
        (
            {"validity": Validity.IN_FORCE, "valid_until": date(2026, 1, 1)},
            "已失效，自 2026-01-02 起不再执行",
        ),
    ],
)
def test_validity_is_stamped_in_words(
    citizen: Client, values: dict[str, object], words: str
) -> None:
    a_government()
    item = an_item(**values)  # type: ignore[arg-type] # each case gives fields of an item
    assert words in citizen.get(f"/item/{item.pk}/").content.decode()


def test_the_end_of_a_term_and_the_day_of_repeal_stand_under_their_own_names(
    citizen: Client,
) -> None:
    a_government()
    item = an_item(
        validity=Validity.REPEALED, valid_until=date(2029, 12, 31), lost_force_on=date(2026, 2, 1)
    )
    page = citizen.get(f"/item/{item.pk}/").content.decode()
    assert '<th scope="row">有效期至</th><td>2029-12-31</td>' in page
    assert '<th scope="row">废止日期</th><td colspan="3">2026-02-01' in page
    running = citizen.get(f"/item/{an_item(valid_until=date(2099, 1, 1)).pk}/").content.decode()
    assert "有效，有效期至 2099-01-01" in running
    assert "废止日期" not in running


def test_a_declared_date_stands_apart_from_the_moment_of_release(citizen: Client) -> None:
    a_government()
    item = an_item(
        on=date(2026, 5, 1),
        source_published_on=date(2019, 3, 4),
        source_url="http://old.example/1.html",
    )
    page = citizen.get(f"/item/{item.pk}/").content.decode()
    assert "原发布日期" in page
    assert "2019-03-04" in page
    assert "本站公开时间 2026-05-01 12:00" in page


def test_the_name_of_the_day_is_kept_beside_the_present_name(citizen: Client) -> None:
    agency = an_agency("清源市卫生健康委员会")
    item = an_item(agency=agency, agency_name="清源市卫生和计划生育委员会")
    page = citizen.get(f"/item/{item.pk}/").content.decode()
    assert "清源市卫生和计划生育委员会" in page
    assert "现为清源市卫生健康委员会" in page


def test_a_withdrawn_item_answers_410_with_the_reason_and_without_its_words(
    citizen: Client,
) -> None:
    a_government()
    item = withdrawn(
        an_item("对丁戊己的处罚决定", body="<p>名单：甲乙丙</p>", listed_on=date(2026, 3, 2)),
        reason="含有个人信息",
    )
    response = citizen.get(f"/item/{item.pk}/")
    page = response.content.decode()
    assert response.status_code == 410
    assert "含有个人信息" in page
    assert "2026-03-02" in page
    assert "甲乙丙" not in page
    assert "丁戊己" not in page


@pytest.mark.parametrize("state", [ItemState.INBOX, ItemState.DRAFT, ItemState.REJECTED])
def test_what_is_not_published_does_not_exist(citizen: Client, state: ItemState) -> None:
    a_government()
    item = an_item(state=state)
    response = citizen.get(f"/item/{item.pk}/")
    assert response.status_code == 404
    assert item.title not in response.content.decode()


def test_an_index_number_leads_to_its_item(citizen: Client) -> None:
    a_government()
    item = an_item(index_number="003031320/202611-00811")
    response = citizen.get("/index-number/003031320/202611-00811/")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/item/{item.pk}/"
    assert citizen.get("/index-number/nothing/").status_code == 404


def test_an_unchanged_page_is_not_sent_again_and_a_repealed_one_is(citizen: Client) -> None:
    a_government()
    item = an_item()
    first = citizen.get(f"/item/{item.pk}/")
    etag = first.headers["ETag"]
    assert "Last-Modified" in first.headers
    assert citizen.get(f"/item/{item.pk}/", headers={"If-None-Match": etag}).status_code == 304
    item.validity = Validity.REPEALED
    item.save()
    changed = citizen.get(
        f"/item/{item.pk}/",
        headers={"If-None-Match": etag, "If-Modified-Since": first.headers["Last-Modified"]},
    )
    assert changed.status_code == 200


def test_an_attachment_comes_as_a_download_with_its_type_and_name(citizen: Client) -> None:
    a_government()
    item = an_item()
    attachment = an_attachment(item, "申请表", a_stored_file(b"%PDF-1.4 form", "application/pdf"))
    response = citizen.get(f"/item/{item.pk}/attachment/{attachment.pk}/", follow=True)
    assert b"".join(response.streaming_content) == b"%PDF-1.4 form"  # type: ignore[attr-defined] # a FileResponse
    assert response.headers["Content-Type"] == "application/pdf"
    assert (
        response.headers["Content-Disposition"]
        == "attachment; filename*=UTF-8''%E7%94%B3%E8%AF%B7%E8%A1%A8.pdf"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Length"] == "13"


@pytest.mark.parametrize(
    "media_type", ["text/html", "image/svg+xml", "application/xml", "text/javascript"]
)
def test_a_file_that_a_browser_would_run_goes_out_as_bytes(
    citizen: Client, media_type: str
) -> None:
    a_government()
    item = an_item()
    attachment = an_attachment(
        item, "页面", a_stored_file(b"<script>1</script>" + media_type.encode(), media_type)
    )
    response = citizen.get(f"/item/{item.pk}/attachment/{attachment.pk}/", follow=True)
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    response.close()


def test_attachments_of_unpublished_or_other_items_and_closed_editions_are_not_given(
    citizen: Client,
) -> None:
    a_government()
    draft = an_item(state=ItemState.DRAFT)
    hidden = an_attachment(draft)
    assert citizen.get(f"/item/{draft.pk}/attachment/{hidden.pk}/").status_code == 404
    taken = an_item()
    gone = an_attachment(taken)
    withdrawn(taken)
    assert citizen.get(f"/item/{taken.pk}/attachment/{gone.pk}/").status_code == 404
    item = an_item()
    old = an_attachment(item)
    assert citizen.get(f"/item/{taken.pk}/attachment/{old.pk}/").status_code == 404
    item.edition = Edition.objects.create(
        item=item,
        number=2,
        title=item.title,
        body_html="<p>新</p>",
        body_text="新",
        sha256="0" * 64,
        made_at=item.created_at,
    )
    item.save()
    assert citizen.get(f"/item/{item.pk}/attachment/{old.pk}/").status_code == 302
    item.editions.filter(number=1).update(closed_at=item.created_at, closed_reason="含有个人信息")
    assert citizen.get(f"/item/{item.pk}/attachment/{old.pk}/").status_code == 404


def test_a_stored_path_cannot_lead_out_of_the_folder(citizen: Client) -> None:
    a_government()
    item = an_item()
    file = a_stored_file(b"inside")
    Path(settings.FILES_FOLDER).parent.joinpath("secret.txt").write_text("geheim")
    file.path = "../secret.txt"
    file.save()
    attachment = an_attachment(item, file=file)
    assert citizen.get(f"/item/{item.pk}/attachment/{attachment.pk}/").status_code == 404
