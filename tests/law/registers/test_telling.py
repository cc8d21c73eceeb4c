"""Conditions are told in the words of the list."""

from __future__ import annotations

from yangguang.law.registers import shipped
from yangguang.law.registers.grammar import read_rule
from yangguang.law.registers.telling import told


def test_a_condition_is_told_by_its_labels() -> None:
    penalties = shipped()["penalties"]
    said = [told(penalties, one.when) for one in penalties.retentions if one.when]
    assert said[0] == "填写了公示截止期"
    assert said[1] == "处罚决定日期早于2023-05-01且失信程度是“涉及一般失信行为”"
    assert said[3] == "处罚决定日期不早于2026-04-01且失信程度是“涉及轻微失信行为”"
    assert "(执法领域是“食品”或执法领域是“药品”" in said[6]
    accidents = shipped()["safety-accidents"]
    assert told(accidents, read_rule("empty(follow_up) and deaths >= 3")) == (
        "没有填写整改评估情况且死亡人数不小于3"
    )


def test_every_condition_of_what_ships_reads_without_codes() -> None:
    for definition in shipped().values():
        for one in (*definition.retentions, *definition.limits):
            if one.when is not None:
                said = told(definition, one.when)
                assert not any(f.code in said for f in definition.fields if len(f.code) > 3), said
