"""Questions put to a list: what is counted is right, whatever was kept and whatever was counted."""

from __future__ import annotations

from datetime import date, timedelta

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
from yangguang.apps.registers.models import ChangeSet, Register, Version
from yangguang.apps.registers.selectors import (
    Question,
    ask,
    bodies_of,
    choices_of,
    live_rows,
    public_differences,
    rows_as_of,
    rows_of_each,
    rows_on,
    shown_sets,
)
from yangguang.apps.registers.selectors import asking as asking_module
from yangguang.apps.registers.services import redefine, take_down, undo_change_set
from yangguang.law.registers import Definition, read_definition

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = date(2024, 3, 4), date(2024, 4, 8), date(2024, 5, 6)
KINDS = ("政府定价", "市场调节价", "行政事业性收费")
DEFINITION = read_definition(FEES)


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def register(city: City) -> Register:
    """Twelve rows of two bodies, some changed, removed and taken down since."""
    made = a_register()
    rows = [
        fee(f"A{n:02}", f"项目{n}", kind=KINDS[n % 3], price=str(n), set_on=f"202{n % 4}-02-03")
        for n in range(9)
    ]
    published(made, city.health, rows, on=MARCH)
    published(made, city.schools, [fee(f"B{n}", f"学校{n}") for n in range(3)], on=MARCH)
    later = [{**rows[0], "price": "50"}, *rows[1:7], fee("A99", "新项目")]
    publish(a_draft(made, city.health, later, on=APRIL, whole=True, title="四月调整"), on=APRIL)
    take_down(version=live_rows(made).get(t1="A03"), why="有误", by=REVIEWER, at=noon(MAY))
    return made


def names(rows: object) -> list[str]:
    return [row.t1 for row in rows]  # type: ignore[attr-defined] # a query set of versions


def test_the_number_of_any_day_is_added_up_as_it_would_be_counted(
    city: City, register: Register
) -> None:
    wrong = ChangeSet.objects.get(title="四月调整")
    moved = ChangeSet.objects.filter(kind=ChangeSet.Kind.DOWN).get()
    assert (wrong.number, moved.number) == (3, 4)
    published(register, city.health, [fee("A03", "项目3", price="1")], on=date(2024, 6, 3))
    for day in (MARCH - timedelta(days=1), MARCH, APRIL, MAY, date(2024, 6, 2), date(2024, 6, 3)):
        assert rows_on(register, day) == rows_as_of(register, day).count(), day
    assert rows_of_each() == {register.pk: 11}


def test_a_number_is_the_same_whether_kept_or_counted(city: City, register: Register) -> None:
    for agency in (None, city.health, city.schools):
        for filters in ({}, {"kind": "市场价"}, {"kind": "政府定价", "set_on_from": "2021-01-01"}):
            reply = ask(register, DEFINITION, Question(filters=filters, agency=agency))
            assert reply.total == reply.rows.count()
    everything = ask(register, DEFINITION, Question())
    assert (everything.total, names(everything.rows)[:3]) == (10, ["A00", "A01", "A02"])


def test_each_value_says_how_many_rows_it_would_leave(city: City, register: Register) -> None:
    for filters in ({}, {"kind": "政府定价"}, {"set_on_to": "2021-12-31"},
                    {"kind": "政府定价", "set_on_to": "2021-12-31"}):  # fmt: skip
        question = Question(filters=filters, agency=city.health)
        reply = ask(register, DEFINITION, question)
        for choice in choices_of(register, DEFINITION, reply)["kind"]:
            alone = Question(filters={**filters, "kind": choice.value}, agency=city.health)
            assert choice.rows == ask(register, DEFINITION, alone).total, (filters, choice)
            assert choice.chosen == (filters.get("kind") == choice.value)
    order = [
        one.value
        for one in choices_of(register, DEFINITION, ask(register, DEFINITION, Question()))["kind"]
    ]
    assert order == ["行政事业性收费", "政府定价", "市场调节价"]
    assert bodies_of(register, DEFINITION, Question()) == {city.health.pk: 7, city.schools.pk: 3}
    assert bodies_of(register, DEFINITION, Question(filters={"kind": "市场价"})) == {
        city.health.pk: 2
    }


def test_a_large_answer_stands_as_its_index_lies_and_is_not_sorted(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_module, "LARGE", 1)
    by_price = ask(register, DEFINITION, Question(filters={"kind": "政府定价"}, sort="price"))
    assert by_price.by_index
    assert by_price.rows.query.order_by == ("-d1", "-id")
    by_day = ask(register, DEFINITION, Question(filters={"set_on_from": "2020-01-01"}))
    assert by_day.rows.query.order_by == ("-d2", "-id")
    assert not ask(register, DEFINITION, Question(sort="price")).by_index


def test_words_are_looked_for_in_public_columns_alone(city: City, register: Register) -> None:
    published(register, city.schools, [fee("C1", "丙", note="只供内部")], on=MAY)
    for words, found in (("项目 A05", ["A05"]), ("内部", []), ("C1", ["C1"]), ("Ｃ１", ["C1"])):  # noqa: RUF001 (typed at full width)
        assert names(ask(register, DEFINITION, Question(words=words)).rows) == found, words


def test_a_past_day_is_narrowed_by_the_columns_of_today(city: City, register: Register) -> None:
    text = FEES.replace(
        'code = "price"', 'code = "unit_name"\nlabel = "单位"\n\n[[field]]\ncode = "price"'
    )
    text = text.replace('unit = "元"\nsort = true', 'unit = "元"\nfilter = true').replace(
        'label = "项目名称"', 'label = "项目名称"\nfilter = true'
    )
    redefine(register=register, text=text, by=BY, at=noon(MAY))
    definition: Definition = read_definition(text)
    question = Question(filters={"name": "项目0"}, day=date(2024, 3, 20))
    (row,) = ask(register, definition, question).rows
    assert (row.values["price"], row.live) == ("0", False)
    question = Question(filters={"kind": "政府定价"}, day=date(2024, 3, 20))
    assert ask(register, definition, question).total == 5


def test_the_name_of_a_row_taken_down_stands_in_no_change(city: City, register: Register) -> None:
    down = ChangeSet.objects.get(kind=ChangeSet.Kind.DOWN)
    assert down.title == "撤下：项目3"
    (shown,) = shown_sets([down])
    assert shown.title == "撤下：（已撤下）"
    versions = Version.objects.filter(change_set__number=1, t1="A03").select_related(
        "row", "base__definition", "definition"
    )
    (difference,) = public_differences(versions, DEFINITION)
    assert (difference.hidden, difference.cells) == (True, ())


def test_an_undoing_counts_like_any_change(city: City, register: Register) -> None:
    wrong = a_draft(register, city.schools, [fee("B9", "误填")], on=MAY)
    publish(wrong, on=MAY)
    inverse = undo_change_set(change_set=wrong, reason="误填", by=BY, at=noon(date(2024, 5, 20)))
    publish(inverse, on=date(2024, 5, 20))
    for day in (MAY, date(2024, 5, 20), date(2024, 5, 21)):
        assert rows_on(register, day) == rows_as_of(register, day).count()
