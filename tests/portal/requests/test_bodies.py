from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from tests.builders.town import Town
from tests.portal.requests.filling import Applying, words_of
from yangguang.apps.agencies.models import Agency, AgencyAlias, Succession
from yangguang.apps.requests.models import RequestSetting
from yangguang.portal.requests.bodies import find_bodies, proposals

pytestmark = pytest.mark.django_db


def names(words: str) -> list[str]:
    return [one.agency.name for one in find_bodies(words)]


def merged_away(town: Town) -> Agency:
    old = town.agencies["civil"]
    old.valid_to = date(2026, 1, 1)
    old.save()
    Succession.objects.create(
        predecessor=old, successor=town.agencies["human"], kind="merged",
        on=date(2026, 1, 1), recorded_at=timezone.now(),
    )  # fmt: skip
    return old


def test_a_body_is_found_by_parts_of_its_name_and_by_a_former_one(town: Town) -> None:
    assert names("卫生") == ["清源市卫生健康委员会"]
    assert names("計劃生育") == ["清源市卫生健康委员会"]
    assert "临湖县教育局" in names("临湖 教育")
    AgencyAlias.objects.create(
        agency=town.agencies["ecology"], name="市环保局", recorded_at=timezone.now()
    )
    assert names("环保局") == ["清源市生态环境局"]
    assert names("") == []


def test_the_name_in_full_comes_first(town: Town) -> None:
    assert names("清源市人民政府")[0] == "清源市人民政府"
    assert names("财政局")[0] == "清源市财政局"


def test_a_body_nobody_has_confirmed_is_not_offered(town: Town) -> None:
    Agency.objects.filter(slug="health").update(proposed=True)
    assert names("卫生") == []


def test_a_body_that_ended_names_its_successor(town: Town, applying: Applying) -> None:
    merged_away(town)
    page = words_of(applying.send("bodies", do="find", find="民政局"))
    assert "已于2026-01-01撤销，职能由下列机关承继" in page
    assert 'value="human"' in page
    assert 'value="civil"' not in page
    answer = applying.bodies("civil")
    assert answer.status_code == 422
    assert "清源市民政局不接受网上申请" in words_of(answer)


def test_a_body_that_takes_none_online_says_where_to_go(town: Town, applying: Applying) -> None:
    RequestSetting.objects.create(
        agency=town.agencies["health"], takes_online=False, changed_at=timezone.now()
    )
    page = words_of(applying.send("bodies", do="find", find="卫生"))
    assert "不接受网上申请" in page
    assert 'href="/agency/health/request/"' in page
    assert applying.bodies("health").status_code == 422


def test_what_was_ticked_stays_while_one_looks_for_more(town: Town, applying: Applying) -> None:
    applying.send("bodies", do="find", find="卫生", body=["health"])
    page = words_of(applying.send("bodies", do="find", find="财政", body=["health"]))
    assert 'id="body-health" name="body" value="health" checked' in page
    assert 'id="body-finance" name="body" value="finance"><' in page


def test_the_link_of_a_body_chooses_it(town: Town, applying: Applying) -> None:
    page = applying.client.get("/requests/apply/?agency=health").content.decode()
    assert 'value="health" checked' in page
    assert applying.client.get("/requests/apply/?agency=nobody").status_code == 200


def test_too_many_bodies_are_refused(town: Town, applying: Applying) -> None:
    slugs = list(Agency.objects.values_list("slug", flat=True)[:11])
    assert "一次最多选择10个机关" in words_of(applying.bodies(*slugs))


def test_a_body_named_in_the_description_is_proposed(town: Town) -> None:
    health, finance = town.agencies["health"].pk, town.agencies["finance"].pk
    found = proposals("清源市财政局2025年部门预算", [health])
    assert [(one.agency.pk, one.why) for one in found] == [
        (finance, "您的描述提到了“清源市财政局”。")
    ]
    assert proposals("清源市财政局2025年部门预算", [finance]) == []
    assert proposals("清源市财政局2025年部门预算", [health], kept=[finance]) == []


def test_a_longer_name_is_not_taken_for_the_shorter_inside_it(town: Town) -> None:
    found = proposals("清源市人民政府办公室2025年值班安排", [town.agencies["health"].pk])
    assert [one.agency.slug for one in found] == ["office"]


def test_the_issuer_of_a_document_number_is_proposed(town: Town) -> None:
    found = proposals("清政发〔2024〕12号文件全文", [town.agencies["health"].pk])
    assert [one.agency for one in found] == [town.government]
    assert "发文字号" in found[0].why


def test_the_heir_of_a_body_that_ended_is_proposed(town: Town) -> None:
    merged_away(town)
    found = proposals("清源市民政局2020年救助金发放标准", [town.agencies["health"].pk])
    assert [one.agency.slug for one in found] == ["human"]
    assert "职能已由清源市人力资源和社会保障局承继" in found[0].why


def test_work_that_another_body_does_is_proposed(town: Town) -> None:
    Agency.objects.filter(slug="transport").update(
        duties_text="负责公路养护、城市公共汽车线路和出租汽车管理。"
    )
    found = proposals("12路公共汽车线路调整方案", [town.agencies["health"].pk])
    assert [one.agency.slug for one in found] == ["transport"]
    assert proposals("农村饮用水监测", [town.agencies["health"].pk]) == []


def test_the_applicant_may_change_add_or_keep_the_body(town: Town, applying: Applying) -> None:
    text = "清源市财政局2025年部门预算"
    applying.bodies("health")
    page = words_of(applying.wanted(text))
    assert "请确认申请的机关" in page
    assert 'value="instead:finance"' in page
    applying.send("wanted", wanted=text, do="beside:finance", proposed="finance")
    page = applying.page("check")
    assert "清源市卫生健康委员会" in page
    assert "清源市财政局" in page
    applying.bodies("health")
    applying.send("wanted", wanted=text, do="instead:finance", proposed="finance")
    assert "清源市卫生健康委员会" not in applying.page("check")
    applying.bodies("health")
    assert applying.wanted(text, proposed="finance").status_code == 302


def test_the_piece_for_typing_holds_bodies_and_no_page(town: Town, applying: Applying) -> None:
    piece = words_of(
        applying.client.post("/requests/apply/look/bodies/", {"find": "财政", "body": "health"})
    )
    assert 'value="finance"' in piece
    assert 'value="health" checked' in piece
    assert "<html" not in piece
