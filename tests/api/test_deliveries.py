"""Another system hands in documents: what becomes of them, and what is refused without a trace."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.builders.catalog import a_column, an_agency, withdrawn
from tests.builders.drafts import AT, HEAD, LEGAL, open_to_all, reviewed, sign
from tests.builders.papers import a_pdf
from tests.builders.pictured import WordFile, a_picture
from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.files.models import StoredFile
from yangguang.apps.publishing.models import Delivery, Draft, Outcome
from yangguang.apps.publishing.services import attaching, receiving
from yangguang.apps.publishing.services.delivery_keys import (
    make_delivery_key,
    revoke_delivery_key,
)
from yangguang.apps.publishing.services.dropping import drop_draft
from yangguang.apps.publishing.services.releasing import publish_draft
from yangguang.apps.publishing.services.submitting import submit_draft
from yangguang.law.publication import ReviewKind

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yangguang.api.urls")]
PLACE = "/api/v1/deliveries"
NOTICE = {
    "title": "清源市水务局关于城区二次供水的通知",
    "html": "<h1>一、范围</h1><p onclick='x()'>城区二次供水由市供水公司管理。</p><script>1</script>",
    "doc_number": "清水发〔2026〕7号",
    "formed_on": "2026-03-02",
    "kind": "announcement",
    "reference": "OA-2026-0007",
}


def a_token(agency: Agency, *, system: str = "水务局OA", **values: Any) -> str:
    """A token that holds for a year from now."""
    values = {"by": HEAD, "at": timezone.now(), **values}
    return make_delivery_key(agency=agency, system=system, **values)[1]


def send(
    client: Client, token: str, body: Any, *, key: str = "request-0001", path: str = PLACE
) -> HttpResponse:
    """One handing-in as JSON."""
    return client.post(
        path,
        body if isinstance(body, str) else json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key},
    )


def ask(client: Client, token: str, path: str) -> HttpResponse:
    """One question about what was handed in."""
    return client.get(path, headers={"Authorization": f"Bearer {token}"})


def nothing_is_kept() -> bool:
    """Whether there is no draft, no item and no file."""
    return not (Draft.objects.exists() or Item.objects.exists() or StoredFile.objects.exists())


def test_what_is_handed_in_is_a_draft_that_waits_for_its_attribute(client: Client) -> None:
    agency = an_agency("清源市水务局")
    place = a_column(slug="water")
    answer = send(
        client,
        a_token(agency),
        {**NOTICE, "column": "water", "attribute": "proactive",
         "attachments": [{"name": "供水范围.pdf", "content": base64.b64encode(a_pdf("范围表")).decode()}]},
    )  # fmt: skip
    assert answer.status_code == 201, answer.content.decode()
    told = answer.json()
    assert (told["state"], told["url"], told["reference"]) == ("draft", None, "OA-2026-0007")
    draft = Draft.objects.get()
    assert (draft.item.agency, draft.item.column, draft.item.state) == (agency, place, "draft")
    assert (draft.attribute, draft.delivery.attribute) == ("", "proactive")
    assert draft.header["doc_number"] == "清水发〔2026〕7号"
    assert draft.body_html == "<h2>一、范围</h2><p>城区二次供水由市供水公司管理。</p>"
    assert draft.drafter_name == "水务局OA（接口递送）"
    assert [row.title for row in draft.attachments.all()] == ["供水范围.pdf"]
    act = Act.objects.get(verb="delivery.receive")
    assert (act.actor_name, act.after["request"]) == ("水务局OA（接口递送）", "request-0001")


def test_the_pictures_of_a_document_come_along_like_those_of_an_upload(client: Client) -> None:
    token = a_token(an_agency())
    word = WordFile().lines("清源市水务局关于供水的公告", "各用户：", "管线走向如图。")
    data = word.picture(a_picture(), "管线走向").lines("特此公告。").data()
    answer = client.post(
        PLACE,
        {"metadata": "{}", "document": SimpleUploadedFile("公告.docx", data)},
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "form-0002"},
    )
    assert answer.status_code == 201, answer.content
    draft = Draft.objects.get()
    picture = draft.attachments.get(title="图片1").file
    assert f'<img src="file:{picture.sha256}" alt="管线走向">' in draft.body_html


def test_the_files_of_a_delivery_leave_room_for_fewer_pictures(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MOST_PICTURES", 2)
    monkeypatch.setattr(attaching, "MOST", 3)
    word = WordFile().lines("清源市水务局关于供水的公告", "各用户：", "管线走向如图。")
    word.picture(a_picture("red"), "甲").picture(a_picture("blue"), "乙").lines("特此公告。")
    answer = client.post(
        PLACE,
        {
            "metadata": "{}",
            "document": SimpleUploadedFile("公告.docx", word.data()),
            "attachments": [SimpleUploadedFile("名单.csv", "序号,单位\n1,供水公司".encode())],
        },
        headers={"Authorization": f"Bearer {a_token(an_agency())}", "Idempotency-Key": "form-0003"},
    )
    assert answer.status_code == 201, answer.content
    assert [row.title for row in Draft.objects.get().attachments.order_by("order")] == [
        "公告.docx",
        "图片1",
        "名单.csv",
    ]
    assert any("一篇最多带入1张图片" in one for one in answer.json()["warnings"])


def test_a_form_with_the_document_itself_is_read_like_an_upload(client: Client) -> None:
    agency = an_agency("清源市水务局")
    paper = a_pdf(
        "清源市水务局文件\n清水发〔2026〕7号\n关于城区二次供水的通知\n现将有关事项通知如下。"
    )
    answer = client.post(
        PLACE,
        {
            "metadata": json.dumps({"formed_on": "2026-03-02"}),
            "document": SimpleUploadedFile("通知.pdf", paper),
            "attachments": [SimpleUploadedFile("名单.csv", "序号,单位\n1,供水公司".encode())],
        },
        headers={"Authorization": f"Bearer {a_token(agency)}", "Idempotency-Key": "form-0001"},
    )
    assert answer.status_code == 201, answer.content.decode()
    draft = Draft.objects.get()
    assert draft.header["doc_number"] == "清水发〔2026〕7号"
    assert draft.header["formed_on"] == "2026-03-02"
    assert "现将有关事项通知如下" in draft.body_text
    assert [row.title for row in draft.attachments.all()] == ["通知.pdf", "名单.csv"]


def test_the_road_of_a_delivery_can_be_followed_to_its_public_address(client: Client) -> None:
    token = a_token(an_agency("清源市水务局"))
    where = f"{PLACE}/{send(client, token, NOTICE).json()['id']}"

    def stands() -> tuple[str, str]:
        told = ask(client, token, where).json()
        return told["state"], told["reason"]

    draft = Draft.objects.get()
    open_to_all(draft)
    submit_draft(draft=draft, by=HEAD, at=AT)
    assert stands() == ("under-review", "")
    sign(draft, ReviewKind.LEGAL, Outcome.RETURN, by=LEGAL, remark="请补充依据")
    assert stands() == ("sent-back", "合法性审查：请补充依据")
    draft.refresh_from_db()
    reviewed(draft)
    assert stands() == ("approved", "")
    publish_draft(draft=draft, by=HEAD, at=AT)
    told = ask(client, token, where).json()
    item = Item.objects.get()
    assert (told["state"], told["index_number"]) == ("published", item.index_number)
    assert told["url"].endswith(f"/item/{item.pk}/")
    withdrawn(item, reason="内容有误")
    assert stands() == ("withdrawn", "内容有误")
    listed = ask(client, token, f"{PLACE}?reference=OA-2026-0007").json()
    assert [row["state"] for row in listed["deliveries"]] == ["withdrawn"]


def test_a_draft_that_is_given_up_says_why(client: Client) -> None:
    token = a_token(an_agency())
    where = f"{PLACE}/{send(client, token, NOTICE).json()['id']}"
    drop_draft(draft=Draft.objects.get(), reason="重复来文", by=HEAD, at=AT)
    told = ask(client, token, where).json()
    assert (told["state"], told["reason"]) == ("dropped", "重复来文")


def test_the_same_request_again_is_received_once(client: Client) -> None:
    agency = an_agency()
    token = a_token(agency)
    first = send(client, token, NOTICE)
    again = send(client, a_token(agency), NOTICE)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    other = send(client, token, {**NOTICE, "title": "另一份通知"})
    assert (other.status_code, other.json()["code"]) == (409, "request-key")
    assert "请换一个请求编号" in other.json()["message"]
    assert Delivery.objects.count() == Draft.objects.count() == 1


def test_only_a_token_that_holds_opens_anything(client: Client) -> None:
    agency = an_agency()
    key, token = make_delivery_key(agency=agency, system="OA", by=HEAD, at=timezone.now())
    assert token not in json.dumps(list(type(key).objects.values()), default=str)
    old = a_token(agency, days=1, at=timezone.now() - timedelta(days=2))
    for wrong in ("", "ygd_wrong", old, token + "x"):
        answer = send(client, wrong, NOTICE)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
        assert answer["WWW-Authenticate"].startswith("Bearer")
    revoke_delivery_key(key=key, reason="令牌外泄", by=HEAD, at=timezone.now())
    assert send(client, token, NOTICE).status_code == 401
    assert nothing_is_kept()


def test_a_token_opens_its_own_body_only(client: Client) -> None:
    own, other = an_agency("清源市水务局"), an_agency("清源市教育局")
    token = a_token(own)
    row = send(client, a_token(other), NOTICE).json()["id"]
    assert ask(client, token, f"{PLACE}/{row}").status_code == 404
    assert ask(client, token, PLACE).json()["deliveries"] == []
    for_other = send(client, token, {**NOTICE, "agency": other.slug}, key="request-0002")
    assert (for_other.status_code, for_other.json()["code"]) == (403, "agency")
    looking = a_token(own, system="看板", may_deliver=False)
    assert send(client, looking, NOTICE).status_code == 403
    assert Draft.objects.get().item.agency == other


def test_the_token_of_a_government_may_serve_the_bodies_below(client: Client) -> None:
    above = an_agency("清源市人民政府")
    below = an_agency("清源市水务局", parent=above)
    aside = an_agency("临江县水务局")
    token = a_token(above, with_below=True)
    assert send(client, token, {**NOTICE, "agency": below.slug}).status_code == 201
    refused = send(client, token, {**NOTICE, "agency": aside.slug}, key="request-0002")
    assert refused.status_code == 403
    assert Draft.objects.get().item.agency == below


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"html": "<p>机密★10年</p><p>正文</p>"}, "密级"),
        ({"subject": "秘密★"}, "密级"),
        (
            {"attachments": [{"name": "a.txt", "content": base64.b64encode("绝密★\n正文".encode()).decode()}]},
            "密级",
        ),
        ({"attachments": [{"name": "a.pdf", "content": base64.b64encode(b"%PDF-1.7 no").decode()}]}, "无法读取"),
        ({"attachments": [{"name": "a.png", "content": base64.b64encode(b"\x89PNG\r\n no").decode()}]}, "图片"),
        ({"attachments": [{"name": "a.exe", "content": base64.b64encode(b"MZ\x90\0\x03\0\0\0").decode()}]}, "无法读取"),
        ({"attachments": [{"name": "a.txt", "content": "???"}]}, "base64"),
        ({"html": ""}, "没有正文"),
        ({"title": ""}, "没有标题"),
        ({"text": "又一份正文"}, "只能递送一次"),
        ({"formed_on": "2026年3月2日"}, "不是日期"),
        ({"kind": "letter"}, "文种"),
        ({"column": "nowhere"}, "栏目"),
        ({"attribute": "open"}, "公开属性"),
        ({"state": "published"}, "state"),
        ({"title": 7}, "title"),
        ({"title": "甲\x00乙"}, "NUL"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_in_chinese_and_leaves_nothing(
    client: Client, change: dict[str, Any], said: str
) -> None:
    answer = send(client, a_token(an_agency()), {**NOTICE, **change})
    assert answer.status_code == 422, answer.content.decode()
    assert said in answer.json()["message"]
    assert nothing_is_kept()


def test_sizes_and_types_are_looked_at_before_anything_is_read(
    client: Client, settings: Any
) -> None:
    token = a_token(an_agency())
    head = {"Authorization": f"Bearer {token}", "Idempotency-Key": "request-0001"}
    text = client.post(PLACE, "正文", content_type="text/plain", headers=head)
    assert (text.status_code, text.json()["code"]) == (415, "content-type")
    assert send(client, token, "[").status_code == 400
    assert send(client, token, "[]").status_code == 422
    assert send(client, token, NOTICE, key="short").status_code == 400
    settings.UPLOAD_MAX_BYTES = 10
    content = base64.b64encode(b"x" * 11).decode()
    large = send(client, token, {**NOTICE, "attachments": [{"name": "a.txt", "content": content}]})
    assert (large.status_code, large.json()["code"]) == (413, "too-large")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20
    assert send(client, token, NOTICE).status_code == 413
    assert nothing_is_kept()


def test_a_token_and_a_network_may_ask_only_so_often(client: Client) -> None:
    token = a_token(an_agency(), per_minute=2)
    codes = [ask(client, token, PLACE).status_code for _ in range(3)]
    if codes == [200, 200, 200]:
        # A minute ended between the questions; the next three lie in one.
        codes = [ask(client, token, PLACE).status_code for _ in range(3)]
    assert 429 in codes
    answers = [ask(client, "ygd_wrong", PLACE) for _ in range(62)]
    assert {answer.status_code for answer in answers} == {401, 429}
    late = next(answer for answer in answers if answer.status_code == 429)
    assert 1 <= int(late["Retry-After"]) <= 60
    assert "秒后再试" in late.json()["message"]


def test_the_description_names_every_field_and_the_token(client: Client) -> None:
    told = client.get("/api/v1/openapi.json").json()
    post = told["paths"][PLACE]["post"]
    assert {"BearerAuth", "Token"} & {name for row in post["security"] for name in row}
    assert [row["name"] for row in post["parameters"]] == ["Idempotency-Key"]
    shapes = post["requestBody"]["content"]
    fields = shapes["application/json"]["schema"]["properties"]
    assert {"title", "html", "doc_number", "document", "attachments"} <= set(fields)
    assert fields["attachments"]["items"]["properties"]["content"]["type"] == "string"
    assert set(shapes["multipart/form-data"]["schema"]["properties"]) == {
        "metadata", "document", "attachments",
    }  # fmt: skip
    assert "$ref" not in json.dumps(shapes)


def test_nothing_that_is_handed_in_is_public(client: Client) -> None:
    send(client, a_token(an_agency()), NOTICE)
    item = Item.objects.get()
    assert item.state == ItemState.DRAFT
    assert client.get(f"/api/v1/items/{item.pk}").status_code == 404
    assert client.get("/api/v1/items").json()["items"] == []
