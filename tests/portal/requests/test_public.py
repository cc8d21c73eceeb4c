from __future__ import annotations

import io
import re
from collections import Counter
from datetime import date

import docx
import pypdfium2
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.builders.agencies import a_city
from tests.builders.ledgers import an_entry
from tests.builders.requests import a_person, an_application, being_handled
from tests.builders.town import Town
from yangguang.apps.agencies.models import Agency
from yangguang.apps.requests.models import Application, RequestSetting
from yangguang.apps.requests.paper_form import NOTES, lines, to_pdf, to_word
from yangguang.apps.requests.selectors.public_figures import grouped, year_so_far
from yangguang.law.identity import forbidden_questions
from yangguang.law.regimes import Regime
from yangguang.law.replies import Group
from yangguang.portal.requests.flow import STAGES, flow

pytestmark = pytest.mark.django_db
HEALTH = "/agency/health/request/"


def page_of(citizen: Client, address: str = HEALTH) -> str:
    return citizen.get(address).content.decode()


def test_the_page_of_a_body_tells_every_channel_with_its_day(citizen: Client, town: Town) -> None:
    page = page_of(citizen)
    for words in (
        "清源市政务路6号", "0700-8000006", "0700-8001006", "工作日 8:30—12:00",
        "签收之日；平常信函为双方确认之日", "查阅点", "口头提出",
    ):  # fmt: skip
        assert words in page, words
    assert 'href="/requests/apply/?agency=health"' in page
    assert 'href="/requests/follow/"' in page


def test_the_points_of_the_same_government_are_named_and_no_others(citizen: Client) -> None:
    """What is public can be read there without applying; a county's points are its own matter."""
    city = a_city()
    for agency, name in (
        (city.office, "清源市档案馆查阅点"), (city.county_health, "石桥县图书馆查阅点"),
    ):  # fmt: skip
        an_entry(
            agency, "points", date(2020, 3, 2), title=name,
            details={"address": "人民路1号", "hours": "周一至周五", "telephone": "0990-1234567",
                     "host": "国家档案馆"},
        )  # fmt: skip
    an_entry(
        city.office, "points", date(2020, 3, 2), title="已撤销的查阅点", ends_on=date(2021, 1, 1)
    )
    page = page_of(citizen, f"/agency/{city.health.slug}/request/")
    assert "清源市档案馆查阅点" in page
    assert "人民路1号" in page
    assert "周一至周五，电话 0990-1234567" in page
    assert "石桥县" not in page
    assert "已撤销" not in page
    county = page_of(citizen, f"/agency/{city.county_health.slug}/request/")
    assert "石桥县图书馆查阅点" in county
    assert "清源市档案馆" not in county


def test_a_body_that_takes_none_online_or_by_fax_offers_neither(
    citizen: Client, town: Town
) -> None:
    RequestSetting.objects.create(
        agency=town.agencies["health"], takes_online=False, takes_fax=False,
        changed_at=timezone.now(),
    )  # fmt: skip
    page = page_of(citizen)
    assert "/requests/apply/" not in page
    assert "0700-8001006" not in page
    assert "本机关不接受网上申请" in page


def test_automatic_confirmation_is_declared_on_the_page_and_in_the_guide(
    citizen: Client, town: Town
) -> None:
    guide = "/agency/health/guide/"
    said = "提交成功即视为双方确认"
    assert said not in page_of(citizen)
    assert said not in page_of(citizen, guide)
    RequestSetting.objects.create(
        agency=town.agencies["health"], confirms_automatically=True, changed_at=timezone.now()
    )
    assert said in page_of(citizen)
    assert said in page_of(citizen, guide)
    assert said not in page_of(citizen, "/agency/finance/guide/")


def test_a_body_that_ended_sends_to_its_heir(citizen: Client, town: Town) -> None:
    Agency.objects.filter(slug="civil").update(valid_to=date(2026, 1, 1))
    page = page_of(citizen, "/agency/civil/request/")
    assert "已于2026-01-01撤销" in page
    assert "?agency=civil" not in page


def test_an_unknown_body_or_form_is_not_found(citizen: Client, town: Town) -> None:
    for address in (
        "/agency/nobody/request/",
        HEALTH + "form.exe",
        "/agency/nobody/request/form.pdf",
    ):
        assert citizen.get(address).status_code == 404, address


def test_all_that_the_picture_says_stands_in_the_list_beside_it(
    citizen: Client, town: Town
) -> None:
    page = page_of(citizen)
    drawn = flow()
    assert page.count("<rect") == len(STAGES)
    for stage in STAGES:
        assert page.count(stage.name) >= 2
        assert stage.sentence in page
    for before, after in zip(drawn.boxes, drawn.boxes[1:], strict=False):
        assert before.bottom < after.y
        assert before.arrow == after.y
    assert drawn.boxes[-1].bottom < drawn.height
    assert "style=" not in page


def test_the_figures_of_the_year_count_by_the_legal_days(citizen: Client, town: Town) -> None:
    health = town.agencies["health"]
    for day in (date(2025, 12, 31), date(2026, 1, 4), date(2026, 3, 2)):
        an_application(health, on=day, person=a_person(f"张{day.day}", ""))
    an_application(town.agencies["finance"], on=date(2026, 3, 2))
    figures = year_so_far(health, date(2026, 3, 2))
    assert (figures.received, figures.answered, figures.groups) == (2, 0, ())
    with time_machine.travel("2026-03-05 10:00+08:00", tick=False):
        page = page_of(citizen)
    assert re.search(r"收到申请（件）</th><td class=\"num\">2<", page)
    assert "至 2026-03-05" in page


def test_answers_are_shown_by_kind_where_there_are_enough(citizen: Client, town: Town) -> None:
    health = town.agencies["health"]
    for kind in ["disclosed"] * 5 + ["partly-disclosed"] * 4:
        one = being_handled(health)
        Application.objects.filter(pk=one.pk).update(reply_kind=kind, closed_on=date(2026, 3, 9))
    with time_machine.travel("2026-03-10 10:00+08:00", tick=False):
        page = page_of(citizen)
    assert re.search(r"其中：予以公开</th><td class=\"num\">5<", page)
    assert re.search(r"其中：部分公开</th><td class=\"num\">4<", page)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({}, ()),
        ({Group.DISCLOSED: 1}, ()),
        ({Group.DISCLOSED: 5}, (("予以公开", 5),)),
        ({Group.DISCLOSED: 5, Group.WITHHELD: 1}, ()),
        ({Group.DISCLOSED: 9, Group.PARTLY: 4, Group.WITHHELD: 1},
         (("予以公开", 9), ("其余各类合计", 5))),
        ({Group.DISCLOSED: 9, Group.WITHHELD: 2, Group.OTHER: 2},
         (("予以公开", 9), ("其余各类合计", 4))),
        ({Group.DISCLOSED: 9, Group.WITHHELD: 3}, (("予以公开", 9), ("不予公开", 3))),
    ],
)  # fmt: skip
def test_small_groups_are_put_together_until_nobody_can_be_picked_out(
    counts: dict[Group, int], shown: tuple[tuple[str, int], ...]
) -> None:
    assert grouped(Counter(counts)) == shown


def test_the_blank_form_asks_what_article_29_lists_and_nothing_else() -> None:
    said = "。".join([*(f"{one.label}{one.field}" for one in lines("清源市教育局")), *NOTES])
    assert forbidden_questions(said, Regime.R2019) == []
    for word in ("姓名", "证件", "特征性描述", "获取的形式", "联系方式", "科研机构"):
        assert word in said
    for word in ("职业", "工作单位", "承诺", "特殊需要"):
        assert word not in said


def test_the_blank_form_is_one_page_of_pdf_and_a_word_file_with_the_same_words() -> None:
    pdf = pypdfium2.PdfDocument(to_pdf("清源市教育局"))
    try:
        assert len(pdf) == 1
        text = pdf[0].get_textpage().get_text_range()
    finally:
        pdf.close()
    document = docx.Document(io.BytesIO(to_word("清源市教育局")))
    cells = {cell.text for row in document.tables[0].rows for cell in row.cells}
    for line in lines("清源市教育局"):
        assert line.label in cells
        assert line.label in text.replace("\r\n", "")


def test_the_longest_name_of_a_body_still_fits_on_the_page() -> None:
    pdf = pypdfium2.PdfDocument(to_pdf("某" * 100))
    try:
        assert len(pdf) == 1
    finally:
        pdf.close()


def test_the_forms_are_handed_out_as_files(citizen: Client, town: Town) -> None:
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        for _ in range(2):
            answer = citizen.get(f"{HEALTH}form.{kind}")
            assert answer.status_code == 200
            assert answer.content.startswith(start)
            assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_renamed_body_gets_a_form_with_its_new_name(citizen: Client, town: Town) -> None:
    citizen.get(f"{HEALTH}form.docx")
    Agency.objects.filter(slug="health").update(name="清源市卫生健康局")
    document = docx.Document(io.BytesIO(citizen.get(f"{HEALTH}form.docx").content))
    assert "清源市卫生健康局" in {cell.text for cell in document.tables[0].rows[0].cells}


def test_the_guide_leads_to_the_form_and_to_each_body(citizen: Client, town: Town) -> None:
    page = page_of(citizen, "/disclosure/request/")
    for address in ("/requests/apply/", "/requests/follow/", HEALTH):
        assert f'href="{address}"' in page
