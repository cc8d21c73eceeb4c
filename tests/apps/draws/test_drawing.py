"""From the plan to the published result, and what stands in the way of each act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.builders.agencies import BY, City, a_city
from tests.builders.draws import (
    PLANNED,
    SOURCE,
    VALUE,
    a_plan,
    an_inspector,
    an_object,
    drawn_on,
    fill_lists,
    install_lists,
    plan_facts,
)
from tests.builders.registers import noon, publish, published
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act
from yangguang.apps.draws.models import Commitment, Draw, Plan, Recusal
from yangguang.apps.draws.pools import pools_of
from yangguang.apps.draws.secrets import opened
from yangguang.apps.draws.selectors import drawn_of, moved_since, newest_record, steps_of
from yangguang.apps.draws.services import (
    appoint,
    commit_seed,
    drop_plan,
    hold_draw,
    plan_draw,
    record_result,
    recuse,
    revise_plan,
    void_commitment,
)
from yangguang.apps.duties.models import Duty
from yangguang.apps.registers.models import ChangeSet, Register, Version
from yangguang.apps.vault.registry import sealed_columns
from yangguang.law.drawing import Ground, read_record, sha256, verify

pytestmark = pytest.mark.django_db
Lists = dict[str, Register]


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def lists(city: City) -> Lists:
    found = install_lists()
    fill_lists(found, city.health)
    return found


def test_a_draw_runs_from_plan_to_published_results(city: City, lists: Lists) -> None:
    plan = a_plan(lists, city.health)
    promise = commit_seed(
        plan=plan, public_source=SOURCE, public_from=noon(date(2026, 3, 3)), by=BY,
        at=noon(PLANNED),
    )  # fmt: skip
    assert promise.objects_number == 24
    assert sha256(promise.text) == promise.digest
    assert "福彩双色球第2026023期" in promise.text
    assert SOURCE not in promise.secret
    assert len(promise.secret) > 64
    with pytest.raises(Refused, match="2026年3月3日 12:00以前不会产生"):
        hold_draw(plan=plan, public_value=VALUE, by=BY, at=noon(PLANNED))
    draw = hold_draw(plan=plan, public_value=VALUE, by=BY, at=noon(date(2026, 3, 4)))
    # Eight of each class: a tenth of eight is one, two by number, half of eight is four.
    assert draw.number_drawn == 7
    assert verify(read_record(newest_record(draw).text)) == ()
    assert {step.agrees for step in steps_of(draw)} == {True}
    check = Duty.objects.get(kind="draws.check")
    assert (check.due_on, check.agency) == (date(2026, 4, 30), city.health)

    first = drawn_of(draw)[0]
    assert len(first.team) == 2
    assert first.address.startswith("清源市东城街道长河路")
    for row in drawn_of(draw):
        record_result(
            drawn=row, checked_on=date(2026, 3, 11), result="发现问题已责令改正",
            problems="未亮照经营", by=BY, at=noon(date(2026, 3, 12)),
        )  # fmt: skip
    check.refresh_from_db()
    assert check.closed_on == date(2026, 3, 12)
    draw.refresh_from_db()
    assert draw.results is not None
    assert draw.results.added == 7
    owed = Duty.objects.filter(kind="registers.publish", closed_at=None)
    # Twenty working days after 11 March 2026, without 6 April (清明).
    assert {duty.due_on for duty in owed} == {date(2026, 4, 9)}
    publish(draw.results, on=date(2026, 3, 20))
    assert not owed.all().exists()
    live = Version.objects.filter(register=lists["inspection-results"], live=True)
    assert live.count() == 7
    assert live.filter(row=drawn_of(draw)[0].result_row).get().values["inspectors"] == "、".join(
        f"{one['name']}（{one['key']}）" for one in first.team
    )
    verbs = list(
        Act.objects.filter(verb__startswith="draw.").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs[:3] == ["draw.plan", "draw.commit", "draw.hold"]


def test_who_is_tied_to_an_object_is_never_sent_there(city: City, lists: Lists) -> None:
    tied = [
        an_inspector(0, stated="清源市第2商店"),
        an_inspector(1, address="东城街道长河路2号3单元"),
        an_inspector(2, posts="清源市第2商店（会计）"),
    ]
    published(lists["inspectors"], city.health, tied, on=date(2026, 2, 3))
    plan = a_plan(lists, city.health, shares=[{"group": "其他", "percent": "100"}])
    draw = drawn_on(plan)
    second = draw.drawn.get(key=an_object(2)["code"])
    assert not {one["key"] for one in second.team} & {"QY0000", "QY0001", "QY0002"}
    text = newest_record(draw).text
    record = read_record(text)
    assert record.opened[second.key].inspectors == ("QY0000", "QY0001", "QY0002")
    assert "会计" not in text
    assert "3单元" not in text
    grounds = {c.inspector: c.words for c in pools_of(draw.commitment).conflicts}
    assert grounds == {"QY0000": "本人申报", "QY0001": "住址与经营地址相同", "QY0002": "曾任职单位"}


def test_a_recusal_leaves_the_first_record_and_adds_another(city: City, lists: Lists) -> None:
    draw = drawn_on(a_plan(lists, city.health))
    before, rows = newest_record(draw).text, drawn_of(draw)
    out, stays = rows[0].team[0]["key"], rows[0].team[1]["key"]
    day, at = date(2026, 3, 5), noon(date(2026, 3, 5))
    with pytest.raises(Refused, match=r"负责人.*第四十三条第三款"):
        recuse(
            drawn=rows[0], ground=Ground.KIN, asked=Recusal.Asked.PARTY, reason="配偶的店",
            decided_on=day, inspector=out, by=BY, at=at,
        )  # fmt: skip
    recuse(
        drawn=rows[0], ground=Ground.KIN, asked=Recusal.Asked.PARTY, reason="配偶的店",
        decided_on=day, inspector=out, decided_by="王局长", by=BY, at=at,
    )  # fmt: skip
    with pytest.raises(Refused, match="不在检查"):
        recuse(
            drawn=rows[0], ground=Ground.UNAVAILABLE, asked=Recusal.Asked.SELF, reason="病假",
            decided_on=day, inspector=out, by=BY, at=at,
        )  # fmt: skip
    recuse(
        drawn=rows[1], ground=Ground.GONE, asked=Recusal.Asked.OFFICE, reason="已注销",
        decided_on=day, by=BY, at=at,
    )  # fmt: skip
    assert [record.number for record in draw.records.all()] == [3, 2, 1]
    assert draw.records.get(number=1).text == before
    now = drawn_of(draw)
    assert out not in {one["key"] for one in now[0].team}
    assert stays in {one["key"] for one in now[0].team}
    assert now[1].replaced
    assert now[-1].instead_of == now[1].key
    assert now[-1].group == now[1].group
    last = newest_record(draw).text
    assert verify(read_record(last)) == ()
    assert "配偶的店" not in last
    assert draw.recusals.count() == 2
    with pytest.raises(Refused, match="递补"):
        record_result(drawn=now[1], checked_on=day, result="未发现问题", by=BY, at=at)


def test_a_team_the_list_cannot_fill_is_appointed_by_the_head(city: City, lists: Lists) -> None:
    draw = drawn_on(a_plan(lists, city.health))
    day, at = date(2026, 3, 5), noon(date(2026, 3, 5))
    row = drawn_of(draw)[0]
    with pytest.raises(Refused, match="由抽取产生"):
        appoint(drawn=row, people="某人", why="缺员", decided_by="王局长", by=BY, at=at)
    for _ in range(7):
        recuse(
            drawn=row, ground=Ground.OTHER_TIE, asked=Recusal.Asked.SELF, reason="同学",
            decided_on=day, inspector=drawn_of(draw)[0].team[0]["key"], decided_by="王局长",
            by=BY, at=at,
        )  # fmt: skip
    row = drawn_of(draw)[0]
    assert len(row.team) == 1
    with pytest.raises(Refused, match="先由机关负责人指派"):
        record_result(drawn=row, checked_on=day, result="未发现问题", by=BY, at=at)
    appoint(
        drawn=row, people="区局李某（DQ0001）", why="本局人员均应回避", decided_by="王局长",
        by=BY, at=at,
    )  # fmt: skip
    done = record_result(drawn=row, checked_on=day, result="未发现问题", by=BY, at=at)
    assert done.result_row is not None
    version = Version.objects.get(row=done.result_row)
    assert "区局李某（DQ0001）" in version.values["inspectors"]
    assert version.live is False


def test_a_promise_is_given_up_only_before_the_public_value(city: City, lists: Lists) -> None:
    plan = a_plan(lists, city.health)
    later = noon(date(2026, 3, 3))
    first = commit_seed(plan=plan, public_source=SOURCE, public_from=later, by=BY, at=noon(PLANNED))
    with pytest.raises(Refused, match="不能修改"):
        revise_plan(plan=plan, facts=plan_facts(lists), by=BY, at=noon(PLANNED))
    with pytest.raises(Refused, match="不能作出承诺"):
        commit_seed(plan=plan, public_source=SOURCE, public_from=later, by=BY, at=noon(PLANNED))
    void = void_commitment(
        commitment=first, why="名录缺一家", by=BY, at=noon(PLANNED) + timedelta(hours=1)
    )
    assert sha256(void.voided_secret) == first.secret_digest
    plan.refresh_from_db()
    second = commit_seed(
        plan=plan, public_source=SOURCE, public_from=later, by=BY,
        at=noon(PLANNED) + timedelta(hours=2),
    )  # fmt: skip
    assert (second.attempt, second.secret_digest == first.secret_digest) == (2, False)
    with pytest.raises(Refused, match="只能照此抽取"):
        void_commitment(commitment=second, why="结果不好", by=BY, at=later)
    failed = void_commitment(commitment=second, why="福彩停售", by=BY, at=later, source_failed=True)
    assert failed.voided_why == "公开部分没有产生：福彩停售"
    assert Commitment.objects.filter(plan=plan).count() == 2


def test_the_lists_are_those_promised_and_what_moved_is_shown(city: City, lists: Lists) -> None:
    plan = a_plan(lists, city.health)
    promise = commit_seed(
        plan=plan, public_source=SOURCE, public_from=noon(date(2026, 3, 3)), by=BY,
        at=noon(PLANNED),
    )  # fmt: skip
    assert not moved_since(promise)
    published(
        lists["inspection-objects"], city.health,
        [an_object(99), an_object(3, risk="D类（信用风险高）")], on=date(2026, 3, 3),
    )  # fmt: skip
    moved = moved_since(promise)
    assert moved.came == ("清源市第99商店（91330100MA00000099）",)
    assert moved.other == ("清源市第3商店（91330100MA00000003）",)
    draw = hold_draw(plan=plan, public_value=VALUE, by=BY, at=noon(date(2026, 3, 4)))
    assert len(read_record(newest_record(draw).text).objects) == 24


def test_joint_checks_draw_from_both_bodies_and_spare_who_was_checked(
    city: City, lists: Lists
) -> None:
    more = [an_object(1), an_object(50), an_object(51)]
    published(lists["inspection-objects"], city.schools, more, on=date(2026, 2, 2))
    published(
        lists["inspection-results"], city.health,
        [{"plan": "2026-00", "object": an_object(50)["code"], "name": "清源市第50商店",
          "checked_on": "2026-02-10", "result": "未发现问题"}],
        on=date(2026, 2, 12),
    )  # fmt: skip
    plan = a_plan(
        lists, city.health, partners=[city.schools], spare_since=date(2026, 1, 1),
        shares=[{"group": "其他", "percent": "100"}], asked={"region": "西城街道"},
    )  # fmt: skip
    draw = drawn_on(plan)
    record = read_record(newest_record(draw).text)
    away = {row.key: row.away for row in record.objects if row.away}
    assert away == {an_object(50)["code"]: "2026-01-01以来已抽查"}
    assert len(record.objects) == 13
    assert draw.number_drawn == 12


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"items": []}, "没有选择抽查事项"),
        ({"title": " "}, "没有名称"),
        ({"number": "2026\u200b-1"}, "看不见的字符"),
        ({"team": {"size": 2, "certified": 2, "skills": [["消\u200b防", 1]]}}, "看不见的字符"),
        ({"number": ""}, "没有编号"),
        ({"check_to": date(2026, 3, 1)}, "止日早于起日"),
        ({"team": {"size": 2, "certified": 1}}, "第四十二条第一款"),
        ({"shares": []}, "没有规定抽取比例"),
        ({"shares": [{"group": "其他", "percent": "abc"}]}, "应为0至100之间的数"),
    ],
)
def test_a_plan_that_lacks_something_is_refused(
    city: City, more: dict[str, object], words: str
) -> None:
    lists = install_lists()
    published(
        lists["inspection-items"], city.health,
        [{"number": "1", "name": "登记事项检查", "kind": "重点检查事项", "objects": "企业",
          "method": "实地", "basis": "《公司法》", "subject": "某局"}],
        on=date(2026, 2, 2),
    )  # fmt: skip
    with pytest.raises(Refused, match=words):
        plan_draw(
            agency=city.health, facts=replace(plan_facts(lists), **more), by=BY, at=noon(PLANNED)
        )
    assert not Plan.objects.exists()


def test_what_a_promise_needs_is_asked_for(city: City, lists: Lists) -> None:
    plan = a_plan(lists, city.health)
    soon = noon(date(2026, 3, 3))
    with pytest.raises(Refused, match="写到任何人都能查到"):
        commit_seed(plan=plan, public_source="彩票", public_from=soon, by=BY, at=noon(PLANNED))
    with pytest.raises(Refused, match="须在承诺以后"):
        commit_seed(plan=plan, public_source=SOURCE, public_from=soon, by=BY, at=soon)
    revise_plan(
        plan=plan, facts=plan_facts(lists, check_to=date(2029, 1, 31)), by=BY, at=noon(PLANNED)
    )
    plan.refresh_from_db()
    with pytest.raises(Refused, match="持执法证的0人"):
        commit_seed(plan=plan, public_source=SOURCE, public_from=soon, by=BY, at=noon(PLANNED))
    drop_plan(plan=plan, why="改由区局检查", by=BY, at=noon(PLANNED))
    plan.refresh_from_db()
    assert plan.state == Plan.State.DROPPED
    with pytest.raises(Refused, match="编号为“2026-01”"):
        a_plan(lists, city.health)
    assert not Draw.objects.exists()
    assert not ChangeSet.objects.filter(kind=ChangeSet.Kind.RESULT).exists()


def test_what_is_sealed_outlives_a_change_of_the_field_key(city: City, lists: Lists) -> None:
    columns = {(one.model, one.field): one for one in sealed_columns()}
    plan = a_plan(lists, city.health)
    promise = commit_seed(
        plan=plan, public_source=SOURCE, public_from=noon(date(2026, 3, 3)), by=BY,
        at=noon(PLANNED),
    )  # fmt: skip
    for field in ("secret", "salt", "grounds"):
        column = columns[Commitment, field]
        value = column.unseal(
            getattr(promise, field), purpose=column.purpose, context=column.context(promise)
        )
        assert value.decode() == opened(promise, field)
    assert sha256(opened(promise, "secret")) == promise.secret_digest
