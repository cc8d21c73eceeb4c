"""A published record is checked step by step; whatever was tampered with is named."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.config.command.main import main
from yangguang.law.drawing import (
    BadPool,
    BadRecord,
    Commitment,
    Ground,
    KnownInspector,
    KnownObject,
    Opened,
    Plan,
    PoolInspector,
    PoolObject,
    Record,
    Recusal,
    Share,
    TeamRule,
    barred_by_object,
    commitment_text,
    draw_seed,
    examine,
    find_conflicts,
    play,
    read_record,
    salt_for,
    seal,
    secret_digest,
    sha256,
    verify,
    write_record,
)

SECRET = "ab" * 32
MASTER = "cd" * 32


def a_record() -> Record:
    """Twelve objects of two classes, six inspectors, a conflict, and two replacements."""
    keys = [f"企业{n:02}" for n in range(12)]
    known = [
        KnownObject(key, f"清江市{key}有限公司", f"清江市东湖区幸福路{n}号")
        for n, key in enumerate(keys)
    ]
    people = [KnownInspector(f"执法{n}", posts=f"清江市企业{n:02}有限公司会计") for n in range(6)]
    barred = barred_by_object(find_conflicts(people, known))
    objects = tuple(
        PoolObject(
            key,
            "重点" if n % 3 == 0 else "一般",
            "",
            seal(salt_for(MASTER, key), key, barred.get(key, ())),
            known[n].name,
        )
        for n, key in enumerate(keys)
    )
    inspectors = tuple(PoolInspector(row.key, skills=frozenset({"消防"})) for row in people)
    plan = Plan(
        "2026-01",
        "企业年度抽查",
        "清江市市场监督管理局",
        (Share("重点", Fraction(50)), Share("一般", Fraction(25))),
    )
    promise = Commitment(
        1,
        "2026-11-20T09:00:00+08:00",
        secret_digest(SECRET),
        "福彩双色球第2026135期开奖号码",
        "2026-11-22T21:15:00+08:00",
    )
    text = commitment_text(plan, promise, objects, inspectors)
    value = "03 11 14 20 27 31 + 09"
    seed = draw_seed(SECRET, value)
    first = play(plan, objects, inspectors, seed, barred=barred).drawn
    recusals = (
        Recusal(1, first[0].object, first[0].team[0], Ground.KIN, "2026-11-24"),
        Recusal(2, first[1].object, "", Ground.GONE, "2026-11-25"),
    )
    drawn = play(plan, objects, inspectors, seed, barred=barred, recusals=recusals).drawn
    opened = {
        row.object: Opened(salt_for(MASTER, row.object), tuple(sorted(barred.get(row.object, ()))))
        for row in drawn
    }
    held = "2026-11-23T09:00:00+08:00"
    return Record(
        plan,
        promise,
        text,
        sha256(text),
        objects,
        inspectors,
        held,
        SECRET,
        value,
        seed,
        drawn,
        opened,
        recusals,
    )


RECORD = a_record()
Change = Callable[[dict[str, Any]], object]


def test_a_sound_record_agrees_in_every_step_and_survives_writing() -> None:
    again = read_record(write_record(RECORD))
    assert again == RECORD
    assert verify(again) == ()
    titles = [step.title for step in examine(again)]
    assert titles[:7] == [
        "计划符合规定",
        "两个名录的指纹",
        "承诺书",
        "秘密部分",
        "先后顺序",
        "种子",
        "回避封条",
    ]
    assert len(titles) == 7 + len(RECORD.drawn)
    assert len(RECORD.drawn) == 5


TAMPERED: list[tuple[str, Change, str]] = [
    ("an object is dropped", lambda d: d["objects"].pop(), "两个名录的指纹"),
    ("a class is changed", lambda d: d["objects"][1].update(group="重点"), "两个名录的指纹"),
    ("an inspector is added", lambda d: d["inspectors"].append(
        {"key": "执法9", "certified": True, "skills": [], "away": "", "name": ""}), "两个名录的指纹"),
    ("a share is changed", lambda d: d["plan"]["shares"][0].update(percent="75"), "承诺书"),
    ("the source is changed", lambda d: d["commitment"].update(public_source="体彩"), "承诺书"),
    ("the digest is changed", lambda d: d["commitment"].update(digest="0" * 64), "承诺书"),
    ("another secret is shown", lambda d: d["draw"].update(secret="ef" * 32), "秘密部分"),
    ("a short secret is shown", lambda d: d["draw"].update(secret="1"), "秘密部分"),
    ("the promise came late",
     lambda d: d["draw"].update(held_at="2026-11-22T21:14:59+08:00"), "先后顺序"),
    ("a moment has no zone", lambda d: d["draw"].update(held_at="2026-11-23T09:00:00"), "先后顺序"),
    ("the public value differs", lambda d: d["draw"].update(public_value="1"), "种子"),
    ("the seed differs", lambda d: d["draw"].update(seed="0" * 64), "种子"),
    ("a seal stays closed", lambda d: d["opened"].popitem(), "回避封条"),
    ("a name is left out of a seal",
     lambda d: next(iter(d["opened"].values())).update(inspectors=["执法5"]), "回避封条"),
    ("a team is changed", lambda d: d["drawn"][2].update(team=["执法0", "执法1"]), "第3个对象"),
    ("a drawn object is dropped", lambda d: d["drawn"].pop(), "抽取数量"),
    ("a recusal is left out", lambda d: d["recusals"].pop(0), "第1个对象"),
    ("one officer is enough", lambda d: d["plan"]["team"].update(certified=1), "计划符合规定"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "title"), [row[1:] for row in TAMPERED], ids=[row[0] for row in TAMPERED]
)
def test_tampering_is_named_at_its_step(change: Change, title: str) -> None:
    data = json.loads(write_record(RECORD))
    change(data)
    wrong = verify(read_record(json.dumps(data)))
    assert title in [step.title for step in wrong]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.update(format="other/1"), "格式"),
        (lambda d: d.pop("draw"), "draw"),
        (lambda d: d["objects"].append("x"), r"objects\[12\]"),
        (lambda d: d["plan"]["shares"][0].update(percent="1e999999"), "percent"),
        (lambda d: d["plan"]["team"].update(size=True), "size"),
        (lambda d: d["recusals"][0].update(ground="whim"), "ground"),
        (lambda d: d["drawn"][0].update(team=[1]), "team"),
    ],
)
def test_a_broken_record_is_refused_with_its_place(change: Change, words: str) -> None:
    data = json.loads(write_record(RECORD))
    change(data)
    with pytest.raises(BadRecord, match=words):
        read_record(json.dumps(data))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(json.loads(write_record(RECORD)))), _JSON)
def test_any_value_in_any_place_is_checked_or_refused(place: str, value: object) -> None:
    data = json.loads(write_record(RECORD))
    data[place] = value
    try:
        record = read_record(json.dumps(data))
    except (BadRecord, BadPool):
        return
    examine(record)


def test_how_a_gap_is_worded_does_not_matter_but_that_there_is_one() -> None:
    plan = replace(RECORD.plan, team=TeamRule(size=6, certified=6))
    text = commitment_text(plan, RECORD.commitment, RECORD.objects, RECORD.inspectors)
    barred = {key: frozenset(seal.inspectors) for key, seal in RECORD.opened.items()}
    opened = {
        **{row.key: Opened(salt_for(MASTER, row.key), ()) for row in RECORD.objects},
        **RECORD.opened,
    }
    outcome = play(plan, RECORD.objects, RECORD.inspectors, RECORD.seed, barred=barred)
    gaps = [row for row in outcome.drawn if row.lacking]
    record = replace(
        RECORD, plan=plan, text=text, text_digest=sha256(text), recusals=(), drawn=outcome.drawn,
        opened={row.object: opened[row.object] for row in outcome.drawn},
    )  # fmt: skip
    assert verify(record) == ()
    for row in gaps:
        other = replace(row, lacking="人手不足")
        mended = replace(row, lacking="")
        drawn = {one.position: one for one in outcome.drawn}
        reworded = replace(record, drawn=tuple({**drawn, row.position: other}.values()))
        assert verify(reworded) == ()
        hidden = replace(record, drawn=tuple({**drawn, row.position: mended}.values()))
        assert [step.title for step in verify(hidden)] == [f"第{row.position}个对象"]
    assert gaps


def test_the_command_prints_every_step_and_ends_with_what_it_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "record.json"
    file.write_text(write_record(RECORD), encoding="utf-8")
    assert main(["draw", "verify", str(file)]) == 0
    said = capsys.readouterr().out
    assert said.count("一致  ") == 12
    assert "核对通过" in said
    file.write_text(write_record(RECORD).replace('"企业00"', '"企业99"'), encoding="utf-8")
    assert main(["draw", "verify", "--quiet", str(file)]) == 1
    said = capsys.readouterr().out
    assert "不符  两个名录的指纹" in said
    assert "一致  " not in said


def test_the_command_says_what_is_wrong_with_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "record.json"
    assert main(["draw", "verify", str(file)]) == 2
    file.write_text("[]", encoding="utf-8")
    assert main(["draw", "verify", str(file)]) == 2
    file.write_bytes(b"\xff\xfe")
    assert main(["draw", "verify", str(file)]) == 2
    errors = capsys.readouterr().err
    assert "不存在" in errors
    assert "不是抽取记录" in errors
    assert "UTF-8" in errors


def test_conflicts_are_found_by_name_address_and_former_post() -> None:
    objects = [
        KnownObject("91A", "清江市好又多超市有限公司", "清江市东湖区幸福路12号"),
        KnownObject("91B", "清江市（东湖）大药房", "东湖区人民路3号1层"),
        KnownObject("91C", "清江市三桥加油站", "清江市人民路13号"),
    ]
    people = [
        KnownInspector("员一", stated="清江市好又多超市有限公司、91C"),
        KnownInspector("员二", address="幸福路12号3栋502室"),
        KnownInspector("员三", posts="清江市东湖大药房（2019年至2021年，店长）"),
        KnownInspector("员四", address="清江市东湖区人民路3号", posts="清江市统计局"),
        KnownInspector("员五", address="清江市", stated="", posts="超市"),
    ]
    found = {(row.inspector, row.object): row.ground for row in find_conflicts(people, objects)}
    assert found == {
        ("员一", "91A"): Ground.INTEREST,
        ("员一", "91C"): Ground.INTEREST,
        ("员二", "91A"): Ground.OTHER_TIE,
        ("员三", "91B"): Ground.FORMER_POST,
        ("员四", "91B"): Ground.OTHER_TIE,
    }


def test_a_seal_shows_nothing_until_it_is_opened_and_then_everything() -> None:
    closed = seal(salt_for(MASTER, "91A"), "91A", ["员二", "员一"])
    assert closed == seal(salt_for(MASTER, "91A"), "91A", ["员一", "员二"])
    assert closed != seal(salt_for(MASTER, "91A"), "91A", ["员一"])
    assert closed != seal(salt_for(MASTER, "91B"), "91A", ["员一", "员二"])
    assert salt_for(MASTER, "91A") != salt_for(MASTER, "91B")
