"""双随机一公开 on the public site: all that is needed to draw again, and nothing of the office's own."""

from __future__ import annotations

from datetime import date, timedelta

from django.test import Client
from django.urls import reverse

from tests.builders.agencies import BY
from tests.builders.draws import (
    PLANNED,
    SOURCE,
    VALUE,
    a_plan,
    a_round,
    an_inspector,
    fill_lists,
    install_lists,
    task_facts,
)
from tests.builders.registers import noon, publish, published
from tests.builders.town import Town
from yangguang.apps.agencies.models import Agency
from yangguang.apps.draws.models import Recusal, YearPlan
from yangguang.apps.draws.selectors import drawn_of
from yangguang.apps.draws.services import (
    change_task,
    commit_seed,
    hold_draw,
    record_result,
    recuse,
    void_commitment,
)
from yangguang.law.drawing import Ground, examine, read_record, sha256


def test_a_draw_can_be_followed_from_promise_to_result(town: Town, citizen: Client) -> None:
    agency = Agency.objects.filter(valid_to=None, proposed=False).order_by("path")[0]
    lists = install_lists()
    fill_lists(lists, agency)
    published(
        lists["inspectors"], agency,
        [an_inspector(0, posts="清源市第2商店会计", address="清源市东城街道长河路9号")],
        on=date(2026, 2, 3),
    )  # fmt: skip
    plan = a_plan(lists, agency)
    address = reverse("draw", args=[plan.pk])
    assert "还没有公布随机抽查" in citizen.get(reverse("draws")).content.decode()
    assert citizen.get(address).status_code == 404

    first = commit_seed(
        plan=plan, public_source=SOURCE, public_from=noon(date(2026, 3, 3)), by=BY,
        at=noon(PLANNED),
    )  # fmt: skip
    promised = citizen.get(reverse("draw-promise", args=[plan.pk, 1])).content.decode()
    assert sha256(promised) == first.digest
    for which, digest in (
        ("objects", first.objects_digest), ("inspectors", first.inspectors_digest)
    ):  # fmt: skip
        answer = citizen.get(reverse("draw-pool", args=[plan.pk, which, 1]))
        assert sha256(answer.content.decode()) == digest
    assert citizen.get(reverse("draw-pool", args=[plan.pk, "secrets", 1])).status_code == 404
    assert citizen.get(reverse("draw-record", args=[plan.pk])).status_code == 404
    before = citizen.get(address).content.decode()
    assert first.secret_digest in before
    assert first.secret not in before

    void_commitment(
        commitment=first, why="名录缺一家", by=BY, at=noon(PLANNED) + timedelta(hours=1)
    )
    plan.refresh_from_db()
    commit_seed(
        plan=plan, public_source=SOURCE, public_from=noon(date(2026, 3, 3)), by=BY,
        at=noon(PLANNED) + timedelta(hours=2),
    )  # fmt: skip
    plan.refresh_from_db()
    draw = hold_draw(plan=plan, public_value=VALUE, by=BY, at=noon(date(2026, 3, 4)))
    rows = drawn_of(draw)
    recuse(
        drawn=rows[0], ground=Ground.KIN, asked=Recusal.Asked.SELF, reason="表弟开的店",
        decided_on=date(2026, 3, 5), inspector=rows[0].team[0]["key"], decided_by="王局长", by=BY,
        at=noon(date(2026, 3, 5)),
    )  # fmt: skip
    row = drawn_of(draw)[1]
    record_result(
        drawn=row, checked_on=date(2026, 3, 10), result="未发现问题", by=BY,
        at=noon(date(2026, 3, 10)),
    )  # fmt: skip
    page = citizen.get(address).content.decode()
    assert "名录缺一家" in page
    assert draw.seed in page
    assert "与检查对象的人员有亲属关系" in page
    assert "未发现问题" not in page
    draw.refresh_from_db()
    assert draw.results is not None
    publish(draw.results, on=date(2026, 3, 12))
    page = citizen.get(address).content.decode()
    assert page.count("未发现问题") == 1
    for kept in ("表弟开的店", "会计", "长河路9号"):
        assert kept not in page
    record = citizen.get(reverse("draw-record", args=[plan.pk])).content.decode()
    assert {step.agrees for step in examine(read_record(record))} == {True}
    older = citizen.get(reverse("draw-record-number", args=[plan.pk, 1])).content.decode()
    assert older != record
    for kept in ("表弟开的店", "会计", "长河路9号"):
        assert kept not in record
    one = a_round(lists, agency)
    listed = citizen.get(reverse("draws")).content.decode()
    assert "2026年度随机抽查工作计划" in listed
    assert "2026年度随机抽查工作计划" in citizen.get(reverse("draw-years")).content.decode()
    assert citizen.get(reverse("draw-years-page", args=[2])).status_code == 404
    year = reverse("draw-year", args=[one.task.plan_id])
    change_task(
        task=one.task, facts=task_facts(lists, share="20家"), why="与专项行动统筹", by=BY,
        at=noon(date(2026, 3, 2)),
    )  # fmt: skip
    told = citizen.get(year).content.decode()
    for words in ("全市商店", "20家，全年1次", "逾期未完成", "与专项行动统筹", "原抽查比例：10%"):
        assert words in told
    YearPlan.objects.update(state=YearPlan.State.DRAFT)
    assert citizen.get(year).status_code == 404
    assert "商店年度抽查" in listed
    assert citizen.get(reverse("draws-page", args=[2])).status_code == 404
    assert "逐步核对" in citizen.get(reverse("draws-how")).content.decode()
