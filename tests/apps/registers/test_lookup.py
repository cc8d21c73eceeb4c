"""Questions put to the slices of a list against the same questions put to its rows one by one."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.agencies import City, a_city
from tests.builders.registers import REVIEWER, a_draft, a_register, noon, publish, published
from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.models import Register, Stretch, Version, What
from yangguang.apps.registers.selectors import (
    Question,
    Reply,
    ask,
    asking,
    bodies_of,
    choices_of,
    live_rows,
    lookup,
)
from yangguang.apps.registers.services import redefine, slicing, take_down
from yangguang.apps.registers.sliced import bits, packing, whole
from yangguang.law.registers import Definition, read_definition

FIRST, DAYS = date(2024, 1, 8), 60
LEDGER = """
code = "berth-ledger"
name = "泊位台账"
group = "台账"
version = "1"
basis = "《港口法》"
summary = "泊位的收费。"
key = ["number"]
title = "number"
date = "on"

[[field]]
code = "number"
label = "编号"
required = true
filter = true

[[field]]
code = "kind"
label = "类别"
type = "choice"
choices = ["甲", "乙", "丙", "丁"]
filter = true

[[field]]
code = "quay"
label = "码头"
filter = true

[[field]]
code = "price"
label = "金额"
type = "money"
unit = "元"
filter = true
sort = true

[[field]]
code = "on"
label = "日期"
type = "date"
filter = true

[[field]]
code = "ends"
label = "截止"
type = "date"
filter = true
"""
DEFINITION = read_definition(LEDGER)
SLOTS = {one.code: one.slot for one in DEFINITION.fields if one.slot}


@given(st.lists(st.integers(0, 2**70), max_size=40), st.integers(1, 2**70), st.data())
def test_a_column_in_slices_answers_as_the_column_itself(
    column: list[int], number: int, data: st.DataObject
) -> None:
    slices = bits.slices_of(column)
    chosen = data.draw(st.lists(st.booleans(), min_size=len(column), max_size=len(column)))
    rows = bits.set_of(chosen)
    number = data.draw(st.sampled_from([number, *(one for one in column if one)]))
    picked = [place for place, one in enumerate(chosen) if one]
    assert list(bits.places_of(rows)) == picked
    assert list(bits.places_of(bits.equal(rows, slices, number))) == [
        one for one in picked if column[one] == number
    ]
    assert list(bits.places_of(bits.at_least(rows, slices, number))) == [
        one for one in picked if column[one] >= number
    ]
    assert list(bits.places_of(bits.at_most(rows, slices, number))) == [
        one for one in picked if 1 <= column[one] <= number
    ]
    assert bits.counts(rows, slices) == Counter(column[one] for one in picked)
    first = data.draw(st.integers(0, 45))
    last = data.draw(st.integers(first, 50))
    assert list(bits.places_of(bits.between(rows, first, last))) == picked[first:last]


cells = st.one_of(
    st.lists(st.none() | st.text(max_size=3), max_size=40),
    st.lists(st.none() | st.dates(), max_size=40),
    st.lists(st.none() | st.decimals(-(10**14), 10**14, places=6), max_size=40),
    st.lists(st.booleans(), max_size=40),
)


@given(cells)
def test_a_stretch_is_read_back_as_it_was_packed(column: list[packing.Cell]) -> None:
    offsets = list(range(7, 7 + 3 * len(column), 3))
    read, columns = packing.unpacked(packing.packed(offsets, {"one": column}))
    assert list(read) == offsets
    laid = whole.Whole([whole.Laid(2, read, columns)], {"one"} if _texts(column) else set())
    held = laid.column("one")
    everything = (1 << len(column)) - 1
    for value in column:
        if value is not None:
            number = held.number_of(value) if isinstance(value, str) else packing.as_number(value)
            assert number is not None
            found = laid.keys_of(bits.equal(everything, held.slices, number))
            same = [
                2 * whole.STRETCH + at
                for at, one in zip(offsets, column, strict=True)
                if one == value
            ]
            assert found == same or value is False
            assert laid.keys_of(laid.rows_of(same)) == same


def _texts(column: list[packing.Cell]) -> bool:
    return any(isinstance(one, str) for one in column)


def test_numbers_keep_their_order() -> None:
    values = [Decimal(one) for one in ("-99999999999999", "-0.000001", "0", "0.000001", "12.5")]
    assert all(one < other for one, other in pairwise(packing.as_number(one) for one in values))
    assert packing.as_number(values[0]) > 0


@pytest.fixture
def sliced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every list has slices, in short stretches of which only the fewest rows are sorted at once."""
    monkeypatch.setattr(slicing, "LEAST", 1)
    monkeypatch.setattr(slicing, "STRETCH", 16)
    monkeypatch.setattr(whole, "STRETCH", 16)
    monkeypatch.setattr(lookup, "FEW", 2)


@pytest.fixture
def register(db: None, sliced: None) -> tuple[Register, City]:
    """Two bodies change their part of a ledger day by day: rows added, changed, removed and taken
    down."""
    chance = random.Random(24)
    made, city = a_register(LEDGER), a_city()
    held: dict[Agency, dict[str, dict[str, str]]] = {city.health: {}, city.schools: {}}
    for number in range(5):
        agency = (city.health, city.schools)[number % 2]
        day = FIRST + timedelta(days=number * 8)
        rows = held[agency]
        for gone in chance.sample(sorted(rows), min(len(rows), 3)):
            del rows[gone]
        for changed in chance.sample(sorted(rows), min(len(rows), 4)):
            rows[changed]["price"] = str(chance.randint(1, 5))
        for _ in range(9):
            rows[f"{number}-{len(rows)}-{chance.randint(0, 99)}"] = _random_row(chance)
        wanted = [{"number": name, **values} for name, values in rows.items()]
        publish(a_draft(made, agency, wanted, on=day, whole=True), on=day)  # type: ignore[arg-type] # plain texts are values
    for version in live_rows(made).order_by("pk")[3:12:4]:
        day = FIRST + timedelta(days=55)
        take_down(version=version, why="有误", by=REVIEWER, at=noon(day))
    return made, city


def _random_row(chance: random.Random) -> dict[str, str]:
    row = {"kind": chance.choice("甲乙丙"), "price": f"{chance.randint(-3, 9)}.5"}
    if chance.random() < 0.8:
        row["quay"] = f"{chance.choice('东南西')}码头"
    if chance.random() < 0.7:
        row["on"] = (FIRST + timedelta(days=chance.randint(0, 9))).isoformat()
    if chance.random() < 0.5:
        row["ends"] = (FIRST + timedelta(days=chance.randint(0, 3))).isoformat()
    return row


def _questions(city: City, number: int) -> list[Question]:
    chance = random.Random(7)
    offered: dict[str, list[str]] = {
        "kind": ["甲", "乙", "丙", "丁"],
        "quay": ["东码头", "西码头", "无此码头"],
        "price": ["3.5"],
        "price_from": ["-2.5", "2", "4.5"],
        "price_to": ["-1", "3.5", "9999"],
        "on_from": ["2024-01-10"],
        "on_to": ["2024-01-12", "2023-01-01"],
        "on": ["2024-01-11"],
        "ends_from": ["2024-01-09"],
    }
    asked = []
    for _ in range(number):
        names = chance.sample(sorted(offered), chance.choice((0, 1, 2, 2, 3)))
        asked.append(
            Question(
                filters={name: chance.choice(offered[name]) for name in names},
                agency=chance.choice((None, None, city.health, city.schools)),
                day=chance.choice(
                    (None, None, *(FIRST + timedelta(days=n) for n in (-1, 0, 8, 21, 55, 70)))
                ),
                sort=chance.choice(
                    ("", "price", "-price", "on", "-ends", "kind", "-quay", "number")
                ),
            )
        )
    return asked


def _one_by_one(register: Register, question: Question) -> list[Version]:
    """The rows that a question means, found by looking at each."""
    found = []
    for one in Version.objects.filter(register=register).select_related("row"):
        if question.day is None:
            standing = one.live
        else:
            standing = (
                one.number is not None
                and one.what != What.REMOVED
                and one.number > one.row.down_upto
                and one.valid_from is not None
                and one.valid_from <= question.day
                and (one.valid_to is None or one.valid_to > question.day)
            )
        if not standing or (question.agency is not None and one.agency_id != question.agency.pk):
            continue
        if all(_keeps(one, name, said) for name, said in question.filters.items()):
            found.append(one)
    return found


def _keeps(one: Version, name: str, said: str) -> bool:
    code = name.removesuffix("_from").removesuffix("_to")
    value = getattr(one, SLOTS[code])
    if value is None:
        return False
    asked: object = said
    if isinstance(value, Decimal):
        asked = Decimal(said)
    elif isinstance(value, date):
        asked = date.fromisoformat(said)
    if name.endswith("_from"):
        return bool(value >= asked)
    return bool(value <= asked) if name.endswith("_to") else bool(value == asked)


def _in_order(rows: list[Version], sort: str) -> list[int]:
    falling = sort.startswith("-")
    slot = SLOTS.get(sort.lstrip("-"), "")
    if slot in ("", "d1"):
        falling = falling or not slot
        rows = sorted(rows, key=lambda one: one.pk, reverse=falling)
        dated = [one for one in rows if one.d1]
        dated.sort(key=lambda one: one.d1 or FIRST, reverse=falling)
        return [one.pk for one in (*dated, *(one for one in rows if not one.d1))]
    rows = [one for one in rows if getattr(one, slot) is not None]
    ties = falling if slot[0] != "t" else not falling
    rows.sort(key=lambda one: one.pk, reverse=ties)
    if slot[0] == "t":
        dated = sorted((one for one in rows if one.d1), key=lambda o: o.d1 or FIRST, reverse=ties)
        rows = [*dated, *(one for one in rows if not one.d1)]
    rows.sort(key=lambda one: getattr(one, slot), reverse=falling)
    return [one.pk for one in rows]


def test_any_question_is_answered_as_if_each_row_were_looked_at(
    register: tuple[Register, City], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, city = register
    assert Stretch.objects.filter(register=made).count() > 3
    for question in _questions(city, 45):
        wanted = _one_by_one(made, question)
        reply = ask(made, DEFINITION, question)
        assert reply.lookup is not None, question
        ordered = _in_order(wanted, question.sort)
        assert reply.total == len(ordered), question
        assert reply.keys(0, 1000) == ordered, question
        for first in (0, 2, len(ordered) - 3):
            assert reply.keys(max(first, 0), max(first, 0) + 4) == ordered[max(first, 0) :][:4]
        if question.sort:
            continue
        if len(question.filters) < 2:
            _walked(reply, ordered)
        for code, choices in choices_of(made, DEFINITION, reply).items():
            rest = {name: said for name, said in question.filters.items() if name != code}
            others = _one_by_one(made, Question(rest, agency=question.agency, day=question.day))
            counted = Counter(getattr(one, SLOTS[code]) for one in others)
            assert {one.value: one.rows for one in choices if one.rows} == {
                value: rows for value, rows in counted.items() if value
            }, (question, code)
        if question.narrowed:
            others = _one_by_one(made, Question(question.filters, day=question.day))
            assert bodies_of(made, DEFINITION, question) == Counter(one.agency_id for one in others)


def _walked(reply: Reply, order: list[int]) -> None:
    """Behind any row the rest of the newest first follows."""
    assert reply.lookup is not None
    days = dict(Version.objects.filter(pk__in=order).values_list("pk", "d1"))
    for at, key in enumerate(order):
        rest = reply.lookup.after(reply.found, days[key], key)
        assert reply.lookup.keys(reply.order, rest, 0, 1000) == order[at + 1 :]


def test_many_different_texts_are_found_and_stand_in_their_order(
    register: tuple[Register, City], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = register
    monkeypatch.setattr(packing, "MOST_WORDS", 2)
    monkeypatch.setattr(whole, "MOST_WORDS", 2)
    slicing.slice_register(made)
    one = live_rows(made).order_by("pk")[5]
    reply = ask(made, DEFINITION, Question(filters={"number": str(one.t1), "kind": str(one.t2)}))
    assert reply.keys(0, 9) == [one.pk]
    reply = ask(made, DEFINITION, Question(filters={"kind": str(one.t2)}, sort="-quay"))
    wanted = _one_by_one(made, Question(filters={"kind": str(one.t2)}))
    assert reply.keys(0, 1000) == _in_order(wanted, "-quay")
    assert choices_of(made, DEFINITION, reply)["kind"] != []
    monkeypatch.setattr(asking, "LARGE", 1)
    reply = ask(made, DEFINITION, Question(filters={"kind": str(one.t2)}, sort="-quay"))
    assert (reply.by_index, reply.keys(0, 1000)) == (True, _in_order(wanted, ""))
    everything = ask(made, DEFINITION, Question(sort="quay"))
    assert everything.lookup is None
    ordered = _in_order(_one_by_one(made, Question()), "quay")
    assert sorted(everything.keys(0, len(ordered))) == sorted(ordered)
    assert everything.keys(len(ordered) - 3, len(ordered)) == everything.keys(0, 999)[-3:]


def test_slices_follow_every_change(register: tuple[Register, City]) -> None:
    made, city = register
    before = ask(made, DEFINITION, Question(filters={"kind": "丁"})).total
    published(made, city.health, [{"number": "新", "kind": "丁"}], on=date(2024, 6, 3))
    assert ask(made, DEFINITION, Question(filters={"kind": "丁"})).total == before + 1
    text = LEDGER.replace('label = "码头"\nfilter = true', 'label = "码头"')
    redefine(register=made, text=text, by=REVIEWER, at=noon(date(2024, 6, 4)))
    definition: Definition = read_definition(text)
    question = Question(filters={"price_from": "0", "kind": "丁"})
    assert ask(made, definition, question).total == len(_by_values(made))


def _by_values(register: Register) -> list[Version]:
    return [
        one
        for one in live_rows(register)
        if one.values.get("kind") == "丁" and Decimal(one.values.get("price") or "-1") >= 0
    ]


def test_words_in_a_past_day_are_looked_for_in_what_the_rest_leaves(
    register: tuple[Register, City], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, city = register
    day = FIRST + timedelta(days=21)
    question = Question(words="东码", day=day, agency=city.health, sort="price")
    bare = _one_by_one(made, Question(day=day, agency=city.health))
    wanted = [one for one in bare if "东码" in str(one.values.get("quay", ""))]
    assert 0 < len(wanted) < len(bare)
    reply = ask(made, DEFINITION, question)
    assert (reply.total, reply.keys(0, 99)) == (len(wanted), _in_order(wanted, "price"))
    assert sum(one.rows or 0 for one in choices_of(made, DEFINITION, reply)["kind"]) == len(wanted)
    monkeypatch.setattr(asking, "LARGE", len(bare) - 1)
    reply = ask(made, DEFINITION, question)
    assert (reply.total, reply.keys(0, 99)) == (0, [])
    assert [said.split("；")[1] for said in reply.complaints] == [
        "请先按机构、日期或者其他栏目缩小范围，或者到现行清单里查找。"
    ]
    assert {one.rows for one in choices_of(made, DEFINITION, reply)["kind"]} == {None}
