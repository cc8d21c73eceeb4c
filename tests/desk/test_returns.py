"""统计报表 at the desk: filled in, judged, sent back, rolled up, reminded; nothing typed is lost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.builders.agencies import BY, City, a_city, somebody
from tests.builders.requests import an_application, at
from tests.builders.returns import a_round, return_of
from tests.desk.conftest import enter
from yangguang.apps.notices.models import Notice
from yangguang.apps.reports.models import LocalDefinition, Return, ReturnRound, ReturnVersion
from yangguang.apps.reports.returns_workflow import ACTS, lint
from yangguang.apps.reports.selectors.returns import filling_of, judge_return
from yangguang.apps.reports.services.returns_filling import fill_blanks
from yangguang.desk.views.return_acts import DONE
from yangguang.law.returns.load import template_text

pytestmark = pytest.mark.django_db


@dataclass
class Office:
    city: City
    round: ReturnRound
    clerk: Client
    lead: Client
    director: Client


@pytest.fixture
def office() -> Office:
    city = a_city()
    an_application(city.health, on=date(2025, 3, 3))
    director = somebody("disclosure-director", city.office)
    return Office(
        city,
        a_round(2025),
        enter(Client(), somebody("agency-clerk", city.health)),
        enter(Client(), somebody("agency-lead", city.health)),
        enter(Client(), director),
    )


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def post(client: Client, address: str, status: int = 302, **values: object) -> str:
    answer = client.post(address, values)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def told(client: Client, row: Return) -> str:
    return page(client, f"/returns/{row.pk}/")


def test_a_return_from_the_clerk_to_the_city(office: Office) -> None:
    row = return_of(office.round, office.city.health)
    base = f"/returns/{row.pk}"
    shown = told(office.clerk, row)
    # Inputs stand only where no record gives the figure; the others lead to their records.
    assert 'name="c:2.6.penalties/decisions"' in shown
    assert 'name="c:3.1/natural"' not in shown
    assert f'href="{base}/cell/?cell=3.1%2Fnatural"' in shown
    assert "须更正 1" in shown
    figure = page(office.clerk, f"{base}/cell/?cell=3.1/natural")
    assert "statistics/records/?year=2025" in figure
    # What is typed wrongly is told beside the cell and stays; nothing of it is saved.
    wrong = post(
        office.clerk, f"{base}/", 422, revision=str(row.revision),
        **{"c:2.6.penalties/decisions": "三十", "c:2.6.coercion/decisions": "７",
           "s:2.6.coercion": "", "s:2.6.penalties": "执法系统"},
    )  # fmt: skip
    assert "填“三十”：不是数字" in wrong
    assert "“行政强制”没有写明数字来源" in wrong
    assert 'value="三十"' in wrong
    assert 'value="７"' in wrong
    assert 'value="执法系统"' in wrong
    assert not row.cells.exists()
    post(
        office.clerk, f"{base}/", revision=str(row.revision),
        **{"c:2.6.penalties/decisions": "１,２３４", "s:2.6.penalties": "执法系统"},
    )  # fmt: skip
    assert filling_of(row).values["2.6.penalties/decisions"] == 1234
    # Somebody else saved meanwhile: the page says so and keeps what was typed.
    late = post(
        office.clerk, f"{base}/", 422, revision=str(row.revision),
        **{"c:2.6.coercion/decisions": "9", "s:2.6.coercion": "台账"},
    )  # fmt: skip
    assert "他人修改过本表" in late
    assert 'value="9"' in late
    # Blanks at once, with a reason.
    assert "有 1 处需要改正" in post(office.clerk, f"{base}/act/fill-blanks/", 422, text="")
    post(office.clerk, f"{base}/act/fill-blanks/", text="经核查本年没有发生")
    # A number against the records, from the page of the figure.
    post(office.clerk, f"{base}/cell/?cell=3.1/natural", 422, value="2", source="")
    post(office.clerk, f"{base}/cell/?cell=3.1/natural", value="2", source="纸质登记簿")
    shown = told(office.clerk, row)
    assert 'class="flag block"' in shown
    assert "与记录取数不同" in shown
    post(office.clerk, f"{base}/cell/?cell=3.1/natural", act="back")
    post(office.clerk, f"{base}/act/freeze/")
    row.refresh_from_db()
    for point in judge_return(filling_of(row)).unexplained:
        asked = page(office.clerk, f"{base}/act/explain/?about={point.key}")
        assert point.message[:10] in asked
        long = "长" * 501
        kept = post(office.clerk, f"{base}/act/explain/", 422, about=point.key, text=long)
        assert long in kept
        post(office.clerk, f"{base}/act/explain/", about=point.key, text="本年新设栏目")
    if row.state == "open":
        post(office.clerk, f"{base}/act/freeze/")
    shown = told(office.clerk, row)
    assert "已定稿" in shown
    assert 'name="c:' not in shown
    assert "/act/sign/" not in shown
    post(office.lead, f"{base}/act/sign/")
    post(office.clerk, f"{base}/act/submit/")
    assert "已报送" in told(office.clerk, row)
    # The city sends it back with a remark on a figure; the day must not lie in the past.
    assert "对这个数提意见" in page(office.director, f"{base}/cell/?cell=2.6.penalties/decisions")
    post(
        office.director, f"{base}/act/remark/", about="2.6.penalties/decisions",
        text="与执法公示不符",
    )  # fmt: skip
    back = post(
        office.director, f"{base}/act/send-back/", 422, text="请核对", correct_by="2020-01-01"
    )
    assert "2020-01-01" in back
    assert "请核对" in back
    today = timezone.localdate()
    post(office.director, f"{base}/act/send-back/", text="", correct_by=today.isoformat())
    shown = told(office.clerk, row)
    assert "与执法公示不符" in shown
    assert 'class="flag remark"' in shown
    remark = row.remarks.get()
    row.refresh_from_db()
    post(
        office.clerk, f"{base}/", revision=str(row.revision),
        **{"c:2.6.penalties/decisions": "1235", "s:2.6.penalties": "执法公示平台"},
    )  # fmt: skip
    post(office.clerk, f"{base}/act/answer/", about=str(remark.pk), text="已改为1235件")
    for client, act in (
        (office.clerk, "freeze"),
        (office.lead, "sign"),
        (office.clerk, "submit"),
        (office.director, "accept"),
    ):
        post(client, f"{base}/act/{act}/")
    row.refresh_from_db()
    assert row.state == "accepted"
    changed = page(office.clerk, f"{base}/difference/?old=1&new=2")
    assert "<del>1234</del>" in changed
    assert "<ins>1235</ins>" in changed
    history = page(office.clerk, f"{base}/history/")
    assert "与定稿相同" in history
    assert "退回修改（统计报表）" in history
    # The government's page shows the part, and whom it lacks; frozen figures do not move.
    above = return_of(office.round, office.city.government)
    parts = page(office.director, f"/returns/{above.pk}/parts/?row=2.6:2.6.penalties")
    assert "1235" in parts
    assert "缺：填报中" in parts
    an_application(office.city.health, on=date(2025, 6, 3))
    assert "定稿以后记录的变化" in told(office.clerk, row)
    # Files go out as frozen and are not taken in any more.
    whole = json.loads(office.clerk.get(f"{base}/export.json").content)
    assert whole["cells"]["2.6.penalties/decisions"]["value"] == "1235"
    assert office.clerk.get(f"{base}/export.xlsx").content[:2] == b"PK"
    assert office.clerk.get(f"{base}/export.pdf").status_code == 404
    assert "不能“导入文件”" in page(office.clerk, f"{base}/import/")


def test_a_frozen_roll_up_tells_the_parts_it_was_frozen_with(office: Office) -> None:
    above = return_of(office.round, office.city.government)
    code = "3.1/total"
    nought = {"value": "0", "origin": "records", "own": "0"}
    cells = dict.fromkeys(above.round.definition.form.cell_names(), nought)
    version = ReturnVersion.objects.create(
        owner=above, number=1, frozen_at=above.round.opened_at, digest="0" * 64,
        cells=cells | {code: {"value": "9", "origin": "records", "own": "2"}},
        parts=[{"name": "卫生健康委", "version": 2, "values": {code: "7"}}],
        missing=[{"agency": office.city.schools.pk, "name": "教育局"}],
    )  # fmt: skip
    assert version.values == dict.fromkeys(cells, "0") | {code: "9"}
    Return.objects.filter(pk=above.pk).update(current=version, state="accepted")
    shown = page(office.director, f"/returns/{above.pk}/")
    assert "已并入 1 个，<b>缺 1 个</b>" in shown
    cell = page(office.director, f"/returns/{above.pk}/cell/?cell={code}")
    assert "<td>卫生健康委</td><td>第2版</td>" in cell
    assert '<td class="num">9</td></tr></tfoot>' in cell


def test_the_overview_tells_how_everybody_stands_and_presses_the_late(office: Office) -> None:
    listed = page(office.director, f"/returns/rounds/{office.round.pk}/")
    assert listed.count('name="pick"') == 6
    assert "超期" in listed
    assert "清源市石桥县卫生健康局" in page(
        office.director, f"/returns/rounds/{office.round.pk}/?state=owed&light=red&q=石桥&sort=due"
    )
    nobody = page(office.director, f"/returns/rounds/{office.round.pk}/?state=accepted")
    assert "没有符合条件的机构" in nobody
    direct = page(office.director, f"/returns/rounds/{office.round.pk}/?level=direct")
    assert "石桥县卫生健康局" not in direct
    post(office.director, f"/returns/rounds/{office.round.pk}/remind/", which="all")
    notices = Notice.objects.filter(kind="returns.remind")
    # Clerk and head of the commission; the other bodies have nobody, and that is said.
    assert notices.count() == 2
    assert "没有填报人员" in page(office.director, f"/returns/rounds/{office.round.pk}/")
    post(office.director, f"/returns/rounds/{office.round.pk}/remind/", which="all")
    assert notices.count() == 2
    own = page(office.clerk, "/returns/")
    assert "2025年政府信息公开工作年度报告统计表" in own
    assert "布置报表" not in own
    only = page(office.clerk, f"/returns/rounds/{office.round.pk}/")
    assert "清源市教育局" not in only


def test_a_local_form_is_mended_before_it_counts(office: Office) -> None:
    text = template_text("monthly-requests")
    broken = text.replace("due_day = 5", "due_day = 45").replace("indent = 1", 'indent = "x"', 1)
    kept = post(office.director, "/returns/forms/new/", 422, text=broken)
    assert "“due_day”须是期后次月的日（1至31）" in kept
    assert "“indent”须是0至40的整数" in kept
    assert "due_day = 45" in kept
    upload = SimpleUploadedFile("月报.toml", broken.encode())
    assert "due_day = 45" in post(office.director, "/returns/forms/new/", 422, file=upload)
    assert not LocalDefinition.objects.exists()
    post(office.director, "/returns/forms/new/", text=text)
    row = LocalDefinition.objects.get()
    assert "依申请公开办理情况月报" in page(office.director, f"/returns/forms/{row.pk}/")
    same = post(office.director, "/returns/forms/new/", 422, text=text)
    assert "完全相同" in same
    post(office.director, "/returns/rounds/new/", code="monthly-requests", year="2025", part="12")
    monthly = ReturnRound.objects.get(code="monthly-requests")
    owed = return_of(monthly, office.city.health)
    assert (owed.due_on, filling_of(owed).values["1.1/count"]) == (date(2026, 1, 5), 1)
    post(
        office.director, f"/returns/rounds/{monthly.pk}/due/", due_on="2026-01-08",
        government_due_on="2026-01-12", why="元旦假期",
    )  # fmt: skip
    owed.refresh_from_db()
    assert owed.due_on == date(2026, 1, 8)
    refused = post(
        office.director, f"/returns/rounds/{office.round.pk}/due/", 422, due_on="2026-02-08",
        government_due_on="2026-04-12", why="推迟",
    )  # fmt: skip
    assert "不能改动" in refused
    fill_blanks(row=owed, source="台账", by=BY, at=at(date(2026, 1, 6)))
    sent = office.clerk.get(f"/returns/{owed.pk}/export.xlsx").content
    upload = SimpleUploadedFile("月报.xlsx", sent)
    assert BytesIO(sent).read(2) == b"PK"
    post(office.clerk, f"/returns/{owed.pk}/import/", file=upload)
    rubbish = SimpleUploadedFile("月报.json", b"{}")
    assert "不是报表交换文件" in post(
        office.clerk, f"/returns/{owed.pk}/import/", 422, file=rubbish
    )


def test_the_table_of_acts_is_sound_and_every_act_says_that_it_is_done() -> None:
    assert lint() == []
    beside = {"fill", "import"}
    assert {act.code for act in ACTS} == set(DONE) | beside
