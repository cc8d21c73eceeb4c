"""Rows change by change sets alone: proposed, reviewed, published as a whole, citable for ever."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.builders.agencies import BY, City, a_city
from tests.builders.registers import (
    FEES,
    REVIEWER,
    a_draft,
    a_register,
    fee,
    noon,
    publish,
    published,
)
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act
from yangguang.apps.events.models import Event
from yangguang.apps.registers.models import ChangeSet, Kept, Register, Row, Version
from yangguang.apps.registers.rows import BadRows
from yangguang.apps.registers.selectors import (
    differences,
    figure_by,
    figure_of,
    filtered,
    live_rows,
    row_history,
    rows_as_of,
    sorted_rows,
)
from yangguang.apps.registers.services import (
    Proposed,
    discard_change_set,
    drop_proposals,
    propose_removal,
    propose_rows,
    publish_change_set,
    put_in_force,
    redefine,
    return_change_set,
    submit_change_set,
    take_down,
    undo_change_set,
)
from yangguang.apps.registers.services.entering import enter_row
from yangguang.law.registers import read_definition

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = date(2024, 3, 4), date(2024, 4, 8), date(2024, 5, 6)


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def register() -> Register:
    return a_register()


def titles(rows: object) -> list[str]:
    return [row.title for row in rows]  # type: ignore[attr-defined] # a query set of versions


def test_nothing_is_public_before_somebody_else_approves(city: City, register: Register) -> None:
    draft = a_draft(register, city.health, [fee("A1", "靠泊费")])
    assert not live_rows(register).exists()
    with pytest.raises(Refused, match="不能审核公开"):
        publish_change_set(change_set=draft, by=REVIEWER, at=noon(MARCH))
    submit_change_set(change_set=draft, by=BY, at=noon(MARCH))
    assert not live_rows(register).exists()
    publish_change_set(change_set=draft, by=REVIEWER, at=noon(MARCH))
    row = live_rows(register).get()
    assert (row.title, row.number, row.valid_from) == ("靠泊费", 1, MARCH)
    assert (row.t1, row.t2, row.n1) == ("A1", "政府定价", Decimal(12))
    draft.refresh_from_db()
    assert (draft.number, draft.added, draft.changed) == (1, 1, 0)
    assert Act.objects.filter(verb="register.publish").count() == 1
    assert Event.objects.filter(kind="register.changed").last().payload["change_set"] == draft.pk  # type: ignore[union-attr] # it was just emitted


def test_the_list_of_any_day_can_be_read_again(city: City, register: Register) -> None:
    published(register, city.health, [fee("A1", "靠泊费"), fee("A2", "系缆费")], on=MARCH)
    published(
        register, city.health, [fee("A1", "靠泊费", price="15"), fee("A3", "淡水费")],
        on=APRIL, whole=True,
    )  # fmt: skip
    assert titles(rows_as_of(register, date(2024, 3, 3))) == []
    assert titles(rows_as_of(register, MARCH)) == ["靠泊费", "系缆费"]
    before = rows_as_of(register, date(2024, 4, 7)).order_by("t1")
    assert [row.values["price"] for row in before] == ["12", "12"]
    assert titles(rows_as_of(register, APRIL).order_by("t1")) == ["靠泊费", "淡水费"]
    assert titles(live_rows(register).order_by("t1")) == ["靠泊费", "淡水费"]


def test_an_adjustment_shows_what_it_added_changed_and_removed(
    city: City, register: Register
) -> None:
    published(register, city.health, [fee("A1", "靠泊费"), fee("A2", "系缆费")])
    draft = a_draft(
        register, city.health, [fee("A1", "靠泊费", price="15", note="内部"), fee("A3", "淡水费")],
        on=APRIL, whole=True,
    )  # fmt: skip
    found = {one.version.title: one for one in differences(draft)}
    assert {one.version.what for one in found.values()} == {"changed", "added", "removed"}
    cells = [(cell.field.label, cell.before, cell.after) for cell in found["靠泊费"].cells]
    assert cells == [("收费标准", "12", "15")]
    assert {cell.field.code for one in differences(draft, internal=True) for cell in one.cells} >= {
        "note"
    }
    assert all(cell.after == "" for cell in found["系缆费"].cells)


def test_the_same_rows_twice_change_nothing(city: City, register: Register) -> None:
    rows = [fee("A1", "靠泊费"), fee("A2", "系缆费")]
    published(register, city.health, rows)
    again = a_draft(register, city.health, rows, on=APRIL, whole=True)
    assert (again.versions.count(), Version.objects.count()) == (0, 2)
    with pytest.raises(Refused, match="还没有任何条目"):
        submit_change_set(change_set=again, by=BY, at=noon(APRIL))


def test_a_form_sent_twice_proposes_one_row(city: City, register: Register) -> None:
    def enter() -> ChangeSet:
        return enter_row(
            register=register, agency=city.health, values=fee("A1", "靠泊费"), by=BY, at=noon(MARCH)
        )[0]

    first = enter()
    with pytest.raises(BadRows, match="已经在变更“新增：靠泊费”里（起草中），没有重复新增"):
        enter()
    assert ChangeSet.objects.count() == 1
    publish(first, on=MARCH)
    with pytest.raises(BadRows, match="已有项目编码相同的现行条目（A1）"):
        enter()


def test_every_error_of_every_row_is_named_and_nothing_taken(
    city: City, register: Register
) -> None:
    draft = a_draft(register, city.health, [])
    rows = [
        Proposed(city.health, fee("A1", "靠泊费", price="-3"), place="表1!A5"),
        Proposed(city.health, {"number": "A2", "price": "1"}, place="表1!A6"),
        Proposed(city.health, fee("A1", "系缆费"), place="表1!A7"),
        Proposed(city.health, {"number": "A4", "name": "无价", "kind": "政府定价"}, place="表1!A8"),
    ]
    with pytest.raises(BadRows) as caught:
        propose_rows(change_set=draft, rows=rows, by=BY, at=noon(MARCH))
    said = [str(one) for one in caught.value.problems]
    assert said == [
        "表1!A5：收费标准不能是负数。",
        "表1!A6：缺少“项目名称”，这一项必须填写。",
        "表1!A7：项目编码与表1!A5相同（A1），同一条目只能出现一次。",
        "表1!A8：政府定价和行政事业性收费应当写明收费标准。",
    ]
    assert draft.versions.count() == 0


def test_a_row_changed_meanwhile_is_not_overwritten(city: City, register: Register) -> None:
    published(register, city.health, [fee("A1", "靠泊费")])
    slow = a_draft(register, city.health, [fee("A1", "靠泊费", price="20")], on=APRIL)
    submit_change_set(change_set=slow, by=BY, at=noon(APRIL))
    published(register, city.health, [fee("A1", "靠泊费", price="15")], on=APRIL)
    with pytest.raises(Refused, match="在起草之后已经变化（“靠泊费”）"):
        publish_change_set(change_set=slow, by=REVIEWER, at=noon(MAY))
    return_change_set(change_set=slow, why="请按现行内容重新核对", by=REVIEWER, at=noon(MAY))
    publish(slow, on=MAY)
    assert live_rows(register).get().values["price"] == "20"
    assert [one.values["price"] for one in row_history(Row.objects.get())] == ["20", "15", "12"]


def test_a_change_set_waits_for_the_day_it_comes_into_force(city: City, register: Register) -> None:
    draft = a_draft(register, city.health, [fee("A1", "靠泊费")], in_force_on=MAY)
    publish(draft, on=APRIL)
    draft.refresh_from_db()
    assert draft.state == ChangeSet.State.SCHEDULED
    assert put_in_force(at=noon(date(2024, 5, 5))) == 0
    assert not live_rows(register).exists()
    assert put_in_force(at=noon(MAY)) == 1
    assert live_rows(register).get().valid_from == MAY


def test_a_published_set_is_undone_by_its_inverse(city: City, register: Register) -> None:
    published(register, city.health, [fee("A1", "靠泊费"), fee("A2", "系缆费")])
    wrong = a_draft(
        register, city.health, [fee("A1", "靠泊费", price="99"), fee("A9", "误填")],
        on=APRIL, whole=True,
    )  # fmt: skip
    publish(wrong, on=APRIL)
    inverse = undo_change_set(change_set=wrong, reason="导入了错误的表格", by=BY, at=noon(APRIL))
    assert (inverse.added, inverse.changed, inverse.removed) == (1, 1, 1)
    with pytest.raises(Refused, match="已有撤销它的变更"):
        undo_change_set(change_set=wrong, reason="再来一次", by=BY, at=noon(APRIL))
    publish(inverse, on=MAY)
    assert titles(live_rows(register).order_by("t1")) == ["靠泊费", "系缆费"]
    assert live_rows(register).get(t1="A1").values["price"] == "12"
    assert figure_of(register).rows == 2


def test_changes_in_turn_are_undone_in_turn(city: City, register: Register) -> None:
    first = a_draft(register, city.health, [fee("A1", "靠泊费")])
    publish(first, on=MARCH)
    second = a_draft(register, city.health, [fee("A1", "靠泊费", price="15")], on=APRIL)
    publish(second, on=APRIL)
    with pytest.raises(Refused, match="不能整批撤销"):
        undo_change_set(change_set=first, reason="导错了", by=BY, at=noon(APRIL))
    for wrong in (second, first):
        publish(undo_change_set(change_set=wrong, reason="导错了", by=BY, at=noon(MAY)), on=MAY)
    assert not live_rows(register).exists()
    assert figure_of(register).rows == 0


def test_what_was_taken_down_is_shown_on_no_day(city: City, register: Register) -> None:
    (row, _) = published(register, city.health, [fee("A1", "靠泊费"), fee("A2", "系缆费")])
    take_down(version=row, why="核定有误", by=REVIEWER, at=noon(APRIL))
    assert titles(live_rows(register)) == ["系缆费"]
    assert titles(rows_as_of(register, MARCH)) == ["系缆费"]
    row.row.refresh_from_db()
    assert row.row.down_why == "核定有误"
    with pytest.raises(Refused, match="已经不是现行条目"):
        take_down(version=row, why="再撤一次", by=REVIEWER, at=noon(APRIL))
    published(register, city.health, [fee("A1", "靠泊费", price="11")], on=MAY)
    row.row.refresh_from_db()
    assert row.row.down_at is None
    assert titles(live_rows(register).order_by("t1")) == ["靠泊费", "系缆费"]


def test_kept_figures_equal_a_plain_count(city: City, register: Register) -> None:
    rows = [fee(f"A{n}", f"项目{n}", price=str(n), kind="政府定价" if n % 3 else "市场调节价")
            for n in range(1, 30)]  # fmt: skip
    published(register, city.health, rows)
    published(register, city.schools, rows[:7], on=APRIL)
    published(register, city.health, [*rows[5:20], fee("B1", "新")], on=MAY, whole=True)
    kept = figure_by(register, "kind", of="price")
    for kind in ("政府定价", "市场调节价"):
        live = live_rows(register).filter(t2=kind)
        assert kept[kind].rows == live.count()
        assert kept[kind].sum == sum((row.n1 or 0 for row in live), Decimal(0))
    assert figure_of(register).rows == live_rows(register).count()
    assert figure_of(register, agencies=[city.schools]).rows == 7
    assert not Kept.objects.filter(rows__lt=1).exists()


def test_rows_are_filtered_and_sorted_by_their_fields(city: City, register: Register) -> None:
    published(
        register,
        city.health,
        [
            fee("A1", "靠泊费", price="30", set_on="2024-01-05"),
            fee("A2", "系缆费", price="4", set_on="2024-02-05"),
            fee("A3", "理货费", price="12", kind="市场调节价"),
        ],
    )
    definition = read_definition(FEES)
    every = live_rows(register)
    kept = filtered(every, definition, {"kind": "市场价", "nonsense": "1"})
    assert (titles(kept.rows), dict(kept.used)) == (["理货费"], {"kind": "市场价"})
    late = filtered(every, definition, {"set_on_from": "2024年2月1日"})
    assert titles(late.rows) == ["系缆费"]
    bad = filtered(every, definition, {"set_on": "某一天"})
    assert bad.complaints == ("“核定日期”的条件“某一天”读不懂，没有按它筛选。",)
    assert titles(sorted_rows(every, definition, "-price")) == ["靠泊费", "理货费", "系缆费"]
    assert titles(sorted_rows(every, definition)) == ["靠泊费", "系缆费", "理货费"]


def test_a_removal_needs_a_reason_and_a_live_row(city: City, register: Register) -> None:
    (row,) = published(register, city.health, [fee("A1", "靠泊费")])
    draft = a_draft(register, city.health, [], on=APRIL)
    with pytest.raises(Refused, match="请写明取消的理由"):
        propose_removal(change_set=draft, versions=[row], reason=" ", by=BY, at=noon(APRIL))
    propose_removal(change_set=draft, versions=[row], reason="规章废止", by=BY, at=noon(APRIL))
    assert drop_proposals(
        change_set=draft, versions=draft.versions.values_list("pk", flat=True), by=BY,
        at=noon(APRIL),
    ) == 1  # fmt: skip
    propose_removal(change_set=draft, versions=[row], reason="规章废止", by=BY, at=noon(APRIL))
    publish(draft, on=APRIL)
    assert not live_rows(register).exists()
    assert [one.what for one in row_history(row.row)] == ["removed", "added"]


def test_a_discarded_draft_leaves_no_trace_but_its_record(city: City, register: Register) -> None:
    draft = a_draft(register, city.health, [fee("A1", "靠泊费")])
    discard_change_set(change_set=draft, by=BY, at=noon(MARCH))
    assert (Row.objects.count(), Version.objects.count()) == (0, 0)
    with pytest.raises(Refused, match="已放弃，不能再修改"):
        propose_rows(change_set=draft, rows=[], by=BY, at=noon(MARCH))


def test_a_changed_definition_moves_its_rows_or_says_why_not(
    city: City, register: Register
) -> None:
    published(register, city.health, [fee("A1", "靠泊费", contact="王小明")])
    row = live_rows(register).get()
    assert row.values["contact"] == "王*明"
    longer = FEES.replace('version = "2024"', 'version = "2025"').replace(
        'code = "set_on"',
        'code = "unit_name"\nlabel = "计费单位"\nfilter = true\n\n[[field]]\ncode = "set_on"',
    )
    redefine(register=register, text=longer, by=BY, at=noon(APRIL))
    row.refresh_from_db()
    assert (row.t1, row.t2, row.t3, row.values["price"]) == ("A1", "政府定价", None, "12")
    assert figure_of(register).rows == 1
    strict = longer.replace('label = "计费单位"', 'label = "计费单位"\nrequired = true')
    with pytest.raises(Refused, match="靠泊费：缺少“计费单位”"):
        redefine(register=register, text=strict, by=BY, at=noon(MAY))
    register.refresh_from_db()
    assert register.definitions.count() == 2
