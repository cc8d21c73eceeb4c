"""待转入, 已公开 and one item: what a clerk does with them, once, twice and at the same time."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.builders.agencies import BY, somebody
from tests.desk.scene import Scene, an_item
from yangguang.apps.agencies.models import User
from yangguang.apps.agencies.services import identify_agency, propose_agency
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.catalog.services import edit_header
from yangguang.apps.events.services import deliver_all
from yangguang.desk.forms.items import HEADER_FIELDS, header_digest
from yangguang.press.folder import PressFolder
from yangguang.press.selectors import taking_down_is_owed

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]


@pytest.fixture
def clerk(scene: Scene, desk: Desk) -> Client:
    return desk(somebody("agency-clerk", scene.city.health, username="clerk"))


@pytest.fixture
def lead(scene: Scene, desk: Desk) -> Client:
    return desk(somebody("agency-lead", scene.city.health, username="lead"))


def header(item: Item, **changes: object) -> dict[str, object]:
    """What the item page's form sends when nothing but ``changes`` was typed."""
    item.refresh_from_db()
    values: dict[str, object] = {}
    for name in HEADER_FIELDS:
        value = getattr(item, f"{name}_id" if name in {"agency", "column"} else name)
        values[name] = "" if value is None else value
    return {**values, "seen": header_digest(item), "basis": "原网站已公开", **changes}


def said(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_an_item_is_accepted_with_the_clerks_corrections(scene: Scene, clerk: Client) -> None:
    item = scene.waiting
    answer = clerk.post(
        f"/items/{item.pk}/accept/", header(item, formed_on="2026-02-01", title="更正后的标题")
    )
    assert answer["Location"] == "/items/inbox/"
    item.refresh_from_db()
    assert item.state == ItemState.PUBLISHED
    assert (item.title, item.formed_on) == ("更正后的标题", date(2026, 2, 1))
    assert item.index_number
    assert item.unsure == []
    act = Act.objects.get(verb="item.accept")
    assert (act.basis, act.actor_name) == ("原网站已公开", "clerk某")
    assert act.agency_key == scene.city.health.pk
    assert item.index_number in said(clerk, "/items/inbox/")


def test_accepting_twice_publishes_once_and_says_so(scene: Scene, clerk: Client) -> None:
    item = scene.waiting
    sent = header(item)
    clerk.post(f"/items/{item.pk}/accept/", sent)
    number = Item.objects.get(pk=item.pk).index_number
    answer = clerk.post(f"/items/{item.pk}/accept/", sent)
    assert answer.status_code == 302
    assert "没有再次办理" in said(clerk, f"/items/{item.pk}/")
    assert Item.objects.get(pk=item.pk).index_number == number
    assert Act.objects.filter(verb="item.accept").count() == 1


def test_accepting_without_a_basis_is_refused_in_words(scene: Scene, clerk: Client) -> None:
    answer = clerk.post(f"/items/{scene.waiting.pk}/accept/", header(scene.waiting, basis=" "))
    assert answer.status_code == 422
    assert "依据" in answer.content.decode()
    assert Item.objects.get(pk=scene.waiting.pk).state == ItemState.INBOX


def test_a_form_that_somebody_overtook_changes_nothing(scene: Scene, clerk: Client) -> None:
    item = scene.waiting
    sent = header(item, title="我的标题")
    edit_header(item=item, changes={"title": "别人的标题"}, by=BY, at=item.created_at)
    answer = clerk.post(f"/items/{item.pk}/edit/", sent)
    assert answer.status_code == 422
    assert "已被他人修改" in answer.content.decode()
    assert Item.objects.get(pk=item.pk).title == "别人的标题"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"title": ""}, "标题"),
        ({"formed_on": "昨天"}, "成文日期"),
        ({"kind": "no-such-kind"}, "文种"),
        ({"index_number": "N-1"}, "已被另一条信息使用"),
        ({"title": "长" * 501}, "500"),
    ],
)
def test_a_wrong_header_is_refused_beside_its_field_and_keeps_what_was_typed(
    scene: Scene, clerk: Client, changes: dict[str, str], why: str
) -> None:
    answer = clerk.post(
        f"/items/{scene.waiting.pk}/edit/", header(scene.waiting, subject="卫生", **changes)
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert 'value="卫生"' in page


def test_an_item_cannot_be_pushed_to_a_body_out_of_reach(scene: Scene, clerk: Client) -> None:
    answer = clerk.post(
        f"/items/{scene.waiting.pk}/edit/", header(scene.waiting, agency=scene.city.schools.pk)
    )
    assert answer.status_code == 422
    assert Item.objects.get(pk=scene.waiting.pk).agency == scene.city.health


def test_correcting_a_public_item_needs_a_reason(scene: Scene, clerk: Client) -> None:
    address = f"/items/{scene.public.pk}/edit/"
    answer = clerk.post(address, header(scene.public, keywords="健康"))
    assert answer.status_code == 422
    assert "理由" in answer.content.decode()
    answer = clerk.post(address, header(scene.public, keywords="健康", reason="补充关键词"))
    assert answer.status_code == 302
    assert Item.objects.get(pk=scene.public.pk).keywords == "健康"


def test_an_unsure_field_is_marked_with_why_and_what_the_source_says(
    scene: Scene, clerk: Client
) -> None:
    page = said(clerk, f"/items/{scene.waiting.pk}/")
    assert "成文日期缺少日" in page
    assert "2026年二月" in page
    assert "1 处存疑" in page


def test_a_doubt_about_the_kind_shows_no_code_of_ours(scene: Scene, clerk: Client) -> None:
    kept = {"field": "kind", "value": "other", "why": "页面没有标题，按内容判断"}
    scene.waiting.unsure = [kept]
    scene.waiting.save(update_fields=["unsure"])
    page = said(clerk, f"/items/{scene.waiting.pk}/")
    assert "按内容判断" in page
    assert "原文写作" not in page
    scene.waiting.unsure = [{**kept, "value": "会议简报"}]
    scene.waiting.save(update_fields=["unsure"])
    assert "原文写作“会议简报”" in said(clerk, f"/items/{scene.waiting.pk}/")


def test_a_doubt_about_the_text_itself_is_listed_above_the_form(
    scene: Scene, clerk: Client
) -> None:
    why = "正文有2张图片没有和页面放在一起"
    scene.waiting.unsure = [{"field": "body", "value": "", "why": why}]
    scene.waiting.save(update_fields=["unsure"])
    assert said(clerk, f"/items/{scene.waiting.pk}/").count(why) == 1


def test_rejecting_needs_a_reason_and_shows_it_afterwards(scene: Scene, clerk: Client) -> None:
    address = f"/items/{scene.waiting.pk}/reject/"
    clerk.post(address, {"reason": " "})
    assert Item.objects.get(pk=scene.waiting.pk).state == ItemState.INBOX
    assert "须说明理由" in said(clerk, f"/items/{scene.waiting.pk}/")
    clerk.post(address, {"reason": "不是本机关信息"})
    assert Item.objects.get(pk=scene.waiting.pk).state == ItemState.REJECTED
    assert "不是本机关信息" in said(clerk, "/items/rejected/")
    clerk.post(f"/items/{scene.waiting.pk}/reopen/", {"reason": "核对后属本机关"})
    assert Item.objects.get(pk=scene.waiting.pk).state == ItemState.INBOX


def test_withdrawing_takes_two_steps_and_a_reason(scene: Scene, lead: Client) -> None:
    address = f"/items/{scene.public.pk}/withdraw/"
    page = said(lead, address)
    assert "不能恢复" in page
    assert lead.post(address, {}).status_code == 422
    assert Item.objects.get(pk=scene.public.pk).state == ItemState.PUBLISHED
    lead.post(address, {"reason": "附件有误"})
    assert Item.objects.get(pk=scene.public.pk).state == ItemState.WITHDRAWN
    assert lead.post(address, {"reason": "附件有误"}).status_code == 302
    assert Act.objects.filter(verb="item.withdraw").count() == 1
    assert "附件有误" in said(lead, "/items/published/?state=withdrawn")


def test_an_act_one_may_not_do_is_explained_on_the_page(scene: Scene, clerk: Client) -> None:
    page = said(clerk, f"/items/{scene.public.pk}/")
    assert "不能“撤回”" in page
    assert f"/items/{scene.public.pk}/withdraw/" not in page


# --- many at once ---------------------------------------------------------------------------


def decide(client: Client, picked: list[Item], act: str = "accept", **more: object) -> object:
    return client.post(
        "/items/decide/",
        {
            "pick": [item.pk for item in picked],
            "act": act,
            "scope": "picked",
            "basis": "原网站已公开",
            "next": "/items/inbox/",
            **more,
        },
    )


def test_many_are_accepted_and_those_with_doubts_are_left_with_a_word(
    scene: Scene, clerk: Client
) -> None:
    sure = [an_item(scene.city.health, f"通知{number}") for number in range(3)]
    answer = decide(clerk, [*sure, scene.waiting])
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "已转入公开 3 条" in page
    assert "有存疑字段" in page
    assert Item.objects.filter(state=ItemState.PUBLISHED, title__startswith="通知").count() == 3
    assert Item.objects.get(pk=scene.waiting.pk).state == ItemState.INBOX


def test_doubts_that_were_checked_are_accepted_too(scene: Scene, clerk: Client) -> None:
    decide(clerk, [scene.waiting], checked_doubts="1")
    assert Item.objects.get(pk=scene.waiting.pk).state == ItemState.PUBLISHED


def test_what_lies_out_of_reach_is_not_touched_even_when_its_key_is_sent(
    scene: Scene, clerk: Client
) -> None:
    foreign = an_item(scene.city.schools, "别的机构的通知")
    own = an_item(scene.city.health, "本机构的通知")
    decide(clerk, [foreign, own])
    assert Item.objects.get(pk=foreign.pk).state == ItemState.INBOX
    assert Item.objects.get(pk=own.pk).state == ItemState.PUBLISHED


def test_sending_the_same_bulk_act_twice_does_it_once(scene: Scene, clerk: Client) -> None:
    item = an_item(scene.city.health, "通知")
    decide(clerk, [item])
    decide(clerk, [item])
    assert "已被办理" in said(clerk, "/items/inbox/")
    assert Act.objects.filter(verb="item.accept").count() == 1


def test_rejecting_many_needs_a_reason(scene: Scene, clerk: Client) -> None:
    item = an_item(scene.city.health, "通知")
    decide(clerk, [item], act="reject", reason="")
    assert Item.objects.get(pk=item.pk).state == ItemState.INBOX
    decide(clerk, [item], act="reject", reason="重复")
    assert Item.objects.get(pk=item.pk).state == ItemState.REJECTED


def test_all_that_fit_a_filter_are_decided_if_their_number_is_still_the_same(
    scene: Scene, clerk: Client
) -> None:
    for number in range(4):
        an_item(scene.city.health, f"供水公告{number}")
    decide(clerk, [], scope="filtered", q="供水公告", expected=3)
    assert "已变为 4 条" in said(clerk, "/items/inbox/")
    decide(clerk, [], scope="filtered", q="供水公告", expected=4)
    assert Item.objects.filter(state=ItemState.PUBLISHED, title__contains="供水").count() == 4
    assert Item.objects.get(pk=scene.waiting.pk).state == ItemState.INBOX


@pytest.mark.parametrize("pick", [["9" * 40], ["-1"], ["x"], ["１"], []])
def test_keys_that_are_none_change_nothing(scene: Scene, clerk: Client, pick: list[str]) -> None:
    public = Item.objects.filter(state=ItemState.PUBLISHED)
    before = public.count()
    answer = clerk.post("/items/decide/", {"pick": pick, "act": "accept", "basis": "依据"})
    assert answer.status_code == 302
    assert public.count() == before


# --- lists and search -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("q=流感", True),
        ("q=清卫发〔2026〕8号", True),
        ("q=没有这个词", False),
        ("doubt=yes", True),
        ("doubt=no", False),
        ("kind=policy-document", True),
        ("kind=budget", False),
        ("kind=no-such-kind", True),
        ("agency=abc&page=xyz&size=7&sort=nothing", True),
        ("page=999999999999999999999999", True),
        ("q=" + "长" * 500, True),
    ],
)
def test_the_list_is_narrowed_by_its_filters_and_bears_nonsense(
    scene: Scene, clerk: Client, query: str, seen: bool
) -> None:
    page = said(clerk, f"/items/inbox/?{query}")
    assert ("关于做好流感防控工作的通知" in page) is seen


def test_the_list_shows_ones_own_body_alone(scene: Scene, clerk: Client) -> None:
    an_item(scene.city.schools, "别的机构的通知")
    assert "别的机构的通知" not in said(clerk, "/items/inbox/")
    assert "别的机构的通知" not in said(clerk, f"/items/inbox/?agency={scene.city.schools.pk}")
    assert "别的机构的通知" not in said(clerk, "/find/?q=别的机构")


@pytest.mark.parametrize(
    "words",
    [
        "流感",
        "清卫发〔2026〕8号",
        "清卫发[2026]8号",
        "清卫发2026 8号",
        "關於做好流感防控",
        "  流感  ",
    ],
)
def test_the_search_box_finds_any_spelling_within_reach(
    scene: Scene, clerk: Client, words: str
) -> None:
    assert "关于做好流感防控工作的通知" in said(clerk, f"/find/?q={words}")


def test_an_exact_index_number_opens_its_item(scene: Scene, clerk: Client) -> None:
    assert clerk.get("/find/?q=N-1")["Location"] == f"/items/{scene.public.pk}/"


@pytest.mark.parametrize("words", ["", "%", "_", "'; drop table", "\\", "长" * 10_000, "\x00"])
def test_odd_words_in_the_search_box_break_nothing(scene: Scene, clerk: Client, words: str) -> None:
    assert clerk.get("/find/", {"q": words}).status_code == 200


def test_an_item_that_may_be_the_same_is_named_with_its_link(scene: Scene, clerk: Client) -> None:
    twin = an_item(scene.city.health, "另一篇通知", doc_number="清卫发〔2026〕8号")
    foreign = an_item(scene.city.schools, "外单位通知", doc_number="清卫发〔2026〕8号")
    page = said(clerk, f"/items/{scene.waiting.pk}/")
    assert f'href="/items/{twin.pk}/"' in page
    assert foreign.title not in page
    assert "另有 1 条属于其他机构" in page


def test_a_body_with_hostile_markup_is_shown_without_it(scene: Scene, clerk: Client) -> None:
    edition = scene.waiting.editions.get()
    hostile = (
        '<p onclick="x()">正文</p><script>alert(1)</script><iframe src="//evil.example"></iframe>'
        '<form action="//evil.example"><input name="password"></form><img src="//evil.example/x">'
        '<a href="javascript:x()">链接</a><style>body{display:none}</style>'
    )
    type(edition).objects.filter(pk=edition.pk).update(body_html=hostile)
    page = said(clerk, f"/items/{scene.waiting.pk}/")
    assert "正文" in page
    for trace in ("onclick", "alert(1)", "evil.example", "javascript:", "display:none"):
        assert trace not in page


# --- bodies that an import met --------------------------------------------------------------


def test_items_follow_when_a_proposed_body_turns_out_to_be_a_known_one(
    scene: Scene, desk: Desk
) -> None:
    proposed = propose_agency(name="清源卫健", by=BY, at=scene.waiting.created_at)
    item = an_item(proposed, "误署机构的通知")
    moved = identify_agency(
        proposed=proposed, known=scene.city.health, by=BY, at=scene.waiting.created_at
    )
    assert moved == 1
    item.refresh_from_db()
    assert item.agency == scene.city.health
    assert item.agency_name == "清源卫健"
    assert Act.objects.filter(verb="item.repoint", subject_key=str(item.pk)).count() == 1
    client = desk(somebody("agency-clerk", scene.city.health, username="clerk"))
    assert "误署机构的通知" in said(client, "/items/inbox/")


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_whose_pages_cannot_be_removed_says_so(
    scene: Scene, lead: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PRESS_DIR = tmp_path / "press"

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(PressFolder, "bury_as", refuse)
    address = f"/items/{scene.public.pk}/withdraw/"
    told = lead.post(address, {"reason": "附件有误"}, follow=True).content.decode()
    assert "公开页面的文件还没有删掉" in told
    assert "已同时撤下" not in told
    monkeypatch.undo()
    deliver_all()
    assert not taking_down_is_owed(scene.public.pk)
