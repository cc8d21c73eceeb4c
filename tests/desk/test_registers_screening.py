"""What a clerk sees while many rows are looked through, and while a definition waits."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders.agencies import City, somebody
from tests.builders.registers import FEES, a_draft, a_register, fee, published
from tests.desk.test_registers import Desk, act, said
from yangguang.apps.events.services import deliver
from yangguang.apps.jobs.models import Job, JobState
from yangguang.apps.registers.models import ChangeSet, HeldDefinition, Register
from yangguang.apps.registers.services import screening_jobs
from yangguang.apps.registers.services.opening import waiting_in
from yangguang.desk.views import registers_held

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 4)
PHONE = "联系手机13987654321。"


@pytest.fixture
def register(city: City) -> Register:
    return a_register()


@pytest.fixture
def clerk(city: City, desk: Desk) -> Client:
    return desk(somebody("agency-clerk", city.health))


def work() -> None:
    while deliver(reader_name=screening_jobs.READER):
        pass


def test_a_rule_that_many_rows_break_is_told_once_with_their_number(
    city: City, register: Register, clerk: Client
) -> None:
    bare = [fee(f"A{number:02}", f"第{number}号泊位费", price="") for number in range(60)]
    draft = a_draft(register, city.health, bare)
    page = said(clerk.get(reverse("register-change", args=[draft.pk])).content)
    assert page.count("政府定价和行政事业性收费应当写明收费标准。") == 1
    named = "、".join(f"“第{number}号泊位费”" for number in range(5))
    assert f"{named} 等，共 60 条" in page


def test_a_large_draft_shows_what_is_waited_for_and_what_comes_next(
    city: City, register: Register, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening_jobs, "AT_ONCE", 1)
    draft = a_draft(register, city.health, [fee("A1", "甲"), fee("A2", f"乙{PHONE}")])
    page = act(clerk, "submit-register-change", draft.pk)
    assert "还没有送审：正在后台排查个人信息，还有2条" in page
    assert "已查 0 条，共 2 条（0%）" in page
    assert "正在排查个人信息，查完才能送审。" in page
    draft.refresh_from_db()
    assert draft.state == ChangeSet.State.DRAFT
    watch = reverse("register-screening", args=[draft.pk])
    answer = clerk.get(watch)
    assert 'hx-trigger="every 2s"' in answer.content.decode()
    assert "HX-Refresh" not in answer.headers
    # Somebody stopped the work: it says so, and is begun anew.
    Job.objects.update(state=JobState.FAILED, message="磁盘已满")
    assert clerk.get(watch).headers["HX-Refresh"] == "true"
    page = said(clerk.get(reverse("register-change", args=[draft.pk])).content)
    assert "排查个人信息没有完成" in page
    assert "磁盘已满 已查过的不会丢失" in page
    page = act(clerk, "begin-register-screening", draft.pk)
    assert "已经从停下的地方继续排查" in page
    work()
    page = said(clerk.get(reverse("register-change", args=[draft.pk])).content)
    assert "有 1 处疑似个人信息没有处理" in page
    assert "已查" not in page
    keys = [one.pk for one in screening_jobs.waiting_findings(draft)]
    act(clerk, "settle-register-privacy", draft.pk, do=f"mask:{keys[0]}")
    assert "已送审" in act(clerk, "submit-register-change", draft.pk)


def test_a_definition_waits_at_the_desk_until_what_it_opens_is_decided(
    city: City, register: Register, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [fee("A1", "甲", note=PHONE), fee("A2", "乙", note=f"另{PHONE}")]
    published(register, city.health, rows)
    director = desk(somebody("disclosure-director", city.office))
    text = FEES.replace("internal = true", "")
    edit = ("edit-register-definition", register.code)
    tried = said(
        director.post(reverse(edit[0], args=edit[1:]), {"text": text, "do": "check"}).content
    )
    assert "由内部改为对外公开：启用时先排查" in tried
    assert "请在“码头收费目录”的修改定义页面点“启用”开始排查" in tried
    monkeypatch.setattr(registers_held, "AT_ONCE", 1)
    page = act(director, *edit, text=text, do="install")
    assert "定义还没有启用" in page
    assert "已查 0 条，共 2 条" in page
    held = ("act-on-held-register", register.code)
    assert "正在排查现行条目改为公开的栏目，还有2条" in act(director, *held, do="use")
    work()
    page = said(director.get(reverse("held-register-definition", args=[register.code])).content)
    assert "改为公开的栏目里有2处疑似个人信息没有处理" in page
    settle = ("settle-held-register", register.code)
    first = waiting_in(HeldDefinition.objects.get()).values_list("pk", flat=True)[0]
    masked = {"do": f"mask:{first}"}
    assert "已把遮盖写进变更“公开前遮盖个人信息：码头收费目录”" in act(director, *settle, **masked)
    reasons = {"do": "clear:note/mobile", "reason-note-mobile": "经营者公开的业务电话"}
    page = act(director, *settle, **reasons)
    assert "已认定2处可以公开" in page
    assert "没有待处理的个人信息，可以启用" in page
    assert "新定义已经启用" in act(director, *held, do="use")
    register.refresh_from_db()
    assert register.definition is not None
    assert register.definition.number == 2
