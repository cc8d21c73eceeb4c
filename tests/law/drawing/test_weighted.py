"""Weighted draws: chances as the weights say, repeated by hand, and a record that bears checking."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256 as plain_sha256
from itertools import permutations

import pytest

from tests.law.drawing.test_verifying import RECORD
from yangguang.law.drawing import (
    BadPool,
    Plan,
    PoolInspector,
    PoolObject,
    Record,
    Share,
    Weight,
    commitment_text,
    draw_objects,
    draw_seed,
    may_commit,
    object_rank,
    objects_text,
    play,
    read_record,
    sha256,
    verify,
    write_record,
)

WEIGHTS = (Weight("A类", 1), Weight("B类", 2), Weight("C类", 5), Weight("其他", 10))
OBJECTS = (
    PoolObject("甲", "全部", grade="A类"),
    PoolObject("乙", "全部", grade="B类"),
    PoolObject("丙", "全部", grade="C类"),
    PoolObject("丁", "全部", grade="D类"),
)
LOTS = {"甲": 1, "乙": 2, "丙": 5, "丁": 10}
TWO = (Share("全部", count=2),)
PEOPLE = (PoolInspector("员一"), PoolInspector("员二"), PoolInspector("员三"))


def chance_of(order: tuple[str, ...]) -> Fraction:
    """The exact chance of that order: each next one by its weight among those left."""
    left, chance = sum(LOTS.values()), Fraction(1)
    for key in order:
        chance *= Fraction(LOTS[key], left)
        left -= LOTS[key]
    return chance


def test_orders_come_as_often_as_the_weights_say() -> None:
    runs = 6000
    counts: Counter[tuple[str, ...]] = Counter()
    for n in range(runs):
        drawn = draw_objects(sha256(f"加权第{n}次"), TWO, OBJECTS, WEIGHTS)
        counts[tuple(key for _, key, _ in drawn)] += 1
    chi = 0.0
    for order in permutations(LOTS, 2):
        expected = float(chance_of(order) * runs)
        chi += (counts[order] - expected) ** 2 / expected
    # Twelve orders, eleven degrees of freedom: 31.3 is exceeded once in a thousand, 1.6 undercut.
    assert sum(counts.values()) == runs
    assert 1.6 < chi < 31.3
    # An even draw is far outside: the test would notice weights that do nothing.
    even = sum((counts[order] - runs / 12) ** 2 / (runs / 12) for order in permutations(LOTS, 2))
    assert even > 900


def test_the_rank_is_the_smallest_lot_of_plain_fingerprints() -> None:
    seed = "ab" * 32
    lots = [f"{seed}\n检查对象\n丙", *(f"{seed}\n检查对象\n丙\n{n}" for n in (2, 3, 4, 5))]
    by_hand = min(plain_sha256(lot.encode()).hexdigest() for lot in lots)
    assert object_rank(seed, " 丙 ", 5) == by_hand
    assert object_rank(seed, "丙") == plain_sha256(lots[0].encode()).hexdigest()


def test_rows_may_stand_in_any_order_and_a_weight_of_one_changes_nothing() -> None:
    shuffled = list(OBJECTS)
    random.Random(7).shuffle(shuffled)
    seed = sha256("次序")
    assert draw_objects(seed, TWO, shuffled, WEIGHTS) == draw_objects(seed, TWO, OBJECTS, WEIGHTS)
    assert objects_text(tuple(shuffled)) == objects_text(OBJECTS)
    ones = (Weight("其他", 1),)
    assert draw_objects(seed, TWO, OBJECTS, ones) == draw_objects(seed, TWO, OBJECTS)


def test_weights_that_cannot_be_drawn_by_are_refused_beforehand() -> None:
    plan = Plan("1", "抽查", "某局", TWO, weights=WEIGHTS)
    assert may_commit(plan, OBJECTS, PEOPLE)
    for weights, words in (
        ((*WEIGHTS, Weight("A类", 3)), "同一权重等级规定了两个权重"),
        ((Weight("其他", 0),), "权重须是1至100的整数"),
        ((Weight("其他", 101),), "权重须是1至100的整数"),
        (WEIGHTS[:3], "没有为权重等级“D类”规定权重"),
    ):
        assert words in may_commit(replace(plan, weights=weights), OBJECTS, PEOPLE).sentence
    with pytest.raises(BadPool, match="（空白）"):
        draw_objects(sha256("x"), TWO, (PoolObject("甲", "全部"),), WEIGHTS[:3])


def weighted_record() -> Record:
    """The record of the other tests drawn with weights by grade, and replaced as there."""
    plan = replace(RECORD.plan, weights=WEIGHTS)
    objects = tuple(
        replace(row, grade="ABCD"[n % 4] + "类") for n, row in enumerate(RECORD.objects)
    )
    text = commitment_text(plan, RECORD.commitment, objects, RECORD.inspectors)
    seed = draw_seed(RECORD.secret, RECORD.public_value)
    drawn = play(plan, objects, RECORD.inspectors, seed).drawn
    return replace(
        RECORD, plan=plan, objects=tuple(replace(row, seal="") for row in objects), drawn=drawn,
        opened={}, recusals=(), text=text, text_digest=sha256(text),
    )  # fmt: skip


def test_a_weighted_record_is_verified_and_every_tampering_is_named() -> None:
    record = weighted_record()
    text = commitment_text(record.plan, record.commitment, record.objects, record.inspectors)
    record = replace(record, text=text, text_digest=sha256(text))
    assert "第2版格式" in text
    assert "权重：A类 1签；B类 2签；C类 5签；其他 10签\n" in text
    written = write_record(record)
    assert '"yangguang-draw/2"' in written
    assert read_record(written) == record
    assert verify(record) == ()
    other_weight = replace(record, plan=replace(record.plan, weights=(Weight("其他", 3),)))
    assert "承诺书" in {step.title for step in verify(other_weight)}
    regraded = (replace(record.objects[0], grade="D类"), *record.objects[1:])
    titles = {step.title for step in verify(replace(record, objects=regraded))}
    assert {"两个名录的指纹", "承诺书"} <= titles
    # Drawn as if nothing were weighted: the repetition comes to other ranks.
    even = play(
        replace(record.plan, weights=()), record.objects, record.inspectors, record.seed
    ).drawn
    assert any("第" in step.title for step in verify(replace(record, drawn=even)))


def test_a_draw_without_weights_is_written_as_before() -> None:
    written = write_record(RECORD)
    assert '"yangguang-draw/1"' in written
    assert "weights" not in written
    assert "grade" not in written
    assert "第1版格式" in RECORD.text
