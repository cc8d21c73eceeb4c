"""Coverage and projects at the desk: what is owed, what meets it, and who says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.builders.agencies import City, somebody
from tests.builders.catalog import an_item
from tests.builders.registers import REVIEWER, noon, published
from tests.desk.drafting import a_draft_of
from yangguang.apps.agencies.models import User
from yangguang.apps.coverage.models import Cell, Tie
from yangguang.apps.coverage.services import refresh_list
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.registry import address_of
from yangguang.apps.registers.models import Register
from yangguang.apps.registers.services import install_register
from yangguang.law.registers import shipped

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]
BEGUN = date(2024, 3, 4)


@pytest.fixture
def register(city: City) -> Register:
    text = shipped()["disclosure-items"].text
    made = install_register(text=text, by=REVIEWER, at=noon(date(2024, 1, 2)))
    row = {
        "number": "1", "group": "应急管理", "item": "突发事件应急预案", "content": "预案", "basis": "条例",
        "time_limit": "20个工作日", "channels": "政府网站", "body": "各部门",
    }  # fmt: skip
    published(made, city.office, [row], on=BEGUN)
    refresh_list(register=made, at=timezone.now())
    return made


def page(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, name
    return answer.content.decode()


def test_a_clerk_finds_what_meets_a_row_and_the_duty_ends(
    city: City, register: Register, desk: Desk
) -> None:
    clerk = desk(somebody("agency-clerk", city.health))
    assert "主动公开事项清单" in page(clerk, "coverage")
    assert city.health.name in page(clerk, "coverage-list", register.code)
    assert city.schools.name not in page(clerk, "coverage-list", register.code)
    assert "逾期未公开" in page(clerk, "coverage-list", register.code, group="应急管理")
    item = an_item("卫生健康突发事件应急预案", agency=city.health, on=date(2024, 3, 20))
    done = clerk.post(
        reverse("propose-ties", args=[register.code, city.health.pk]), follow=True
    ).content.decode()
    assert "找到 1 条标题相近的信息" in done
    assert "有待确认的信息" in done
    cell = Cell.objects.get(agency=city.health)
    duty = Duty.objects.get(kind="coverage.publish", agency=city.health)
    assert address_of(duty.kind, duty.subject_kind, duty.subject_key) == reverse(
        "coverage-cell", args=[cell.pk]
    )
    assert "自 2024-03-04 列入清单起算" in page(clerk, "coverage-cell", cell.pk)
    tie = Tie.objects.get(item=item)
    said = clerk.post(reverse("decide-tie", args=[tie.pk]), {"word": "confirmed"}, follow=True)
    assert "已认定：“卫生健康突发事件应急预案”落实这一项" in said.content.decode()
    duty.refresh_from_db()
    assert duty.outcome == "done"


def test_an_item_is_tied_by_its_title_and_wrong_ones_are_refused(
    city: City, register: Register, desk: Desk
) -> None:
    clerk = desk(somebody("agency-clerk", city.health))
    cell = Cell.objects.get(agency=city.health)
    item = an_item("传染病防控方案", agency=city.health, on=date(2024, 3, 20))
    other = an_item("传染病防控方案", agency=city.schools, on=date(2024, 3, 20))
    assert "没有标题含" in page(clerk, "coverage-cell", cell.pk, q="不存在的标题")
    assert "传染病防控方案" in page(clerk, "coverage-cell", cell.pk, q="传染病")
    tie = reverse("tie-item", args=[cell.pk])
    for chosen, said in (
        ("", "没有找到所选的信息"),
        ("²", "没有找到所选的信息"),
        (str(other.pk), "不能用来落实"),
        (str(item.pk), "已确认“传染病防控方案”落实这一项"),
    ):
        answer = clerk.post(tie, {"item": chosen}, follow=True)
        assert said in answer.content.decode()
    bad = clerk.post(reverse("decide-tie", args=[Tie.objects.get().pk]), {"word": "proposed"})
    assert bad.status_code == 404


def test_nobody_reaches_beyond_their_bodies(city: City, register: Register, desk: Desk) -> None:
    schools = desk(somebody("agency-clerk", city.schools))
    cell = Cell.objects.get(agency=city.health)
    assert schools.get(reverse("coverage-cell", args=[cell.pk])).status_code == 404
    assert schools.post(reverse("tie-item", args=[cell.pk])).status_code == 404
    place = reverse("coverage-body", args=[register.code, city.health.pk])
    assert schools.get(place).status_code == 404
    reader = desk(somebody("inspector", city.government))
    assert "查找可能的信息" not in page(reader, "coverage-body", register.code, city.health.pk)
    assert reader.post(reverse("tie-item", args=[cell.pk])).status_code in (403, 404)


def test_overdue_projects_stand_at_the_desk_within_reach(city: City, desk: Desk) -> None:
    text = shipped()["trading-procurement"].text
    made = install_register(text=text, by=REVIEWER, at=noon(date(2024, 1, 2)))
    row = {
        "project": "QC/1", "name": "救护车采购", "stage": "成交", "notice": "合同公告",
        "title": "救护车采购合同公告", "issued_on": "2024-04-16", "body": "卫健委", "amount": "95",
        "winner": "某公司", "signed_on": "2024-04-15", "performs_on": "2024-06-28",
    }  # fmt: skip
    published(made, city.health, [row], on=date(2024, 4, 16))
    clerk = desk(somebody("agency-clerk", city.health))
    assert "逾期 1 项" in page(clerk, "projects")
    assert "救护车采购" in page(clerk, "register-projects", made.code, state="overdue")
    assert "已逾期" in page(clerk, "register-project", made.code, "QC/1")
    duty = Duty.objects.get(kind="registers.perform")
    place = address_of(duty.kind, duty.subject_kind, duty.subject_key)
    assert clerk.get(place, follow=True).redirect_chain[0][0] == reverse(
        "register-project", args=[made.code, "QC/1"]
    )
    book = clerk.get(reverse("register-kinds", args=[made.code, "xlsx"]))
    assert b"".join(book.streaming_content).startswith(b"PK")  # type: ignore[attr-defined] # it streams
    schools = desk(somebody("agency-clerk", city.schools))
    assert "救护车" not in page(schools, "register-projects", made.code)
    assert schools.get(reverse("register-project", args=[made.code, "QC/1"])).status_code == 404


def test_a_decision_not_to_publish_cites_the_negative_list(city: City, desk: Desk) -> None:
    text = shipped()["negative-list"].text
    made = install_register(text=text, by=REVIEWER, at=noon(date(2024, 1, 2)))
    row = {
        "number": "3", "matter": "会议讨论记录", "scope": "专题会议的讨论记录",
        "ground": "过程性信息：讨论记录",
    }  # fmt: skip
    (line,) = published(made, city.office, [row], on=BEGUN)
    clerk, draft = a_draft_of(desk, city, title="专题会议讨论记录")
    place = reverse("draft-attribute", args=[draft.pk])
    assert "过程性信息：讨论记录：会议讨论记录" in page(clerk, "draft-attribute", draft.pk)
    given = {"cited": str(line.pk), "reason": ""}
    wrong = clerk.post(place, {**given, "choice": "withheld:trade-secret"})
    assert wrong.status_code == 422
    assert "与所选的公开属性和依据不一致" in wrong.content.decode()
    odd = clerk.post(place, {**given, "cited": "²", "choice": "withheld:process-discussion"})
    assert odd.status_code == 422
    done = clerk.post(place, {**given, "choice": "withheld:process-discussion"}, follow=True)
    assert "已确定公开属性：不予公开" in done.content.decode()
    draft.refresh_from_db()
    assert draft.attribute_reason == ("属于政府信息公开负面清单第3项“会议讨论记录”（第1版）。")
