"""A rule in the words of the people who keep the list: labels for codes, 且 and 或 for and and or."""

from __future__ import annotations

import re

from yangguang.law.registers.grammar import Expression
from yangguang.law.registers.model import Definition

_WORDS = {"and": "且", "or": "或", "not": "不", "true": "是", "false": "否"}
_SIGNS = {"<=": "不大于", ">=": "不小于", "!=": "不是", "=": "是", "<": "小于", ">": "大于"}
_DATED = {"<=": "不晚于", ">=": "不早于", "<": "早于", ">": "晚于"}
_TOKEN = re.compile(r'"[^"]*"|\d{4}-\d{2}-\d{2}|[a-z][a-z0-9_]*|<=|>=|!=|[<>=]')


def told(definition: Definition, rule: Expression) -> str:
    """What a condition says, for people: 处罚决定日期早于2023-05-01且失信程度是“涉及一般失信行为”."""
    labels = {one.code: one.label for one in definition.fields}
    text = re.sub(r"not empty\((\w+)\)", lambda m: f"填写了{labels.get(m[1], m[1])}", rule.text)
    text = re.sub(r"(?<![a-z_])empty\((\w+)\)", lambda m: f"没有填写{labels.get(m[1], m[1])}", text)

    def word(match: re.Match[str]) -> str:
        said = match[0]
        if said[0] == '"':
            return f"“{said[1:-1]}”"
        if said in _SIGNS:
            day = re.match(r"\s*\d{4}-\d{2}-\d{2}", match.string[match.end() :])
            return _DATED.get(said, _SIGNS[said]) if day else _SIGNS[said]
        return _WORDS.get(said) or labels.get(said, said)

    return re.sub(r"\s+", "", _TOKEN.sub(word, text))
