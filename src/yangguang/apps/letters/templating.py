"""The small language of letter templates: placeholders, and passages that depend on a part.

Offices write templates themselves, so nothing in them may reach further than the flat list of
parts of a letter: there are no attributes, no calls, no loops, no includes, and three filters.
The parser is our own and fits on a page, so that this can be seen; every mistake is reported
with its line and with what to mend, all of them at once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

DEPTH = 8
LONGEST = 40_000
"""Characters of a template; a letter of forty pages is longer than any template needs to be."""

_MARK = re.compile(r"\{\{(?P<value>[^{}\n]*)\}\}|\{%(?P<tag>[^{}\n]*)%\}")
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_NAME = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]{0,39}")


def chinese_date(value: str) -> str:
    """``2026-03-02`` → ``2026年3月2日``; a value that is no ISO date stays as it was written.

    >>> chinese_date("2026-03-02")
    '2026年3月2日'
    """
    try:
        day = date.fromisoformat(value.strip())
    except ValueError:
        return value
    return f"{day.year}年{day.month}月{day.day}日"


def money(value: str) -> str:
    """An amount in yuan with two decimals and thousands parted.

    >>> money("2700")
    '2,700.00元'
    """
    try:
        amount = Decimal(value.strip().replace(",", "").removesuffix("元"))
    except InvalidOperation:
        return value
    return f"{amount:,.2f}元" if amount.is_finite() else value


def as_is(value: str) -> str:
    """The value as the caller gave it, for a part whose kind would change it."""
    return value


FILTERS: Mapping[str, Callable[[str], str]] = {
    "date": chinese_date,
    "日期": chinese_date,
    "money": money,
    "金额": money,
    "plain": as_is,
    "原样": as_is,
}
"""Everything a value may be put through. Each takes and gives a plain string."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: the line it is on, what is wrong, and what to do about it."""

    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"第{self.line}行：{self.what}{self.mend}"


class FaultyTemplate(Exception):
    """The template cannot be used; ``faults`` holds every mistake that was found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Value:
    name: str
    filter: str = ""


@dataclass(slots=True)
class Choice:
    """``then`` where the part has a value (or has none, if ``negated``), else ``otherwise``."""

    name: str
    negated: bool
    line: int
    then: list[Node] = field(default_factory=list)
    otherwise: list[Node] = field(default_factory=list)
    in_otherwise: bool = False


Node = Text | Value | Choice


def parse(text: str, names: Mapping[str, str]) -> list[Node]:
    """The template as nodes. ``names`` maps every way to write a part to its key.

    Raises FaultyTemplate with all mistakes.
    """
    reader = _Reader(names)
    if len(text) > LONGEST:
        raise FaultyTemplate(
            [Fault(1, f"模板有{len(text)}字，超过{LONGEST}字。", "请删减，篇幅长的材料作为附件。")]
        )
    position = 0
    for mark in _MARK.finditer(text):
        line = text.count("\n", 0, mark.start()) + 1
        reader.text(text[position : mark.start()], text.count("\n", 0, position) + 1)
        if mark["value"] is not None:
            reader.value(mark["value"], line)
        else:
            reader.tag(mark["tag"], line)
        position = mark.end()
    reader.text(text[position:], text.count("\n", 0, position) + 1)
    return reader.finish()


class _Reader:
    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._faults: list[Fault] = []
        self._root: list[Node] = []
        self._open: list[Choice] = []

    def text(self, text: str, line: int) -> None:
        for stray in _STRAY.finditer(text):
            at = line + text.count("\n", 0, stray.start())
            self._fault(
                at,
                f"有不成对的“{stray.group()}”。",
                "占位符写作“{{ 名称 }}”，条件写作“{% if 名称 %}……{% endif %}”，左右须成对且在同一行。",
            )
        if text:
            self._put(Text(text))

    def value(self, inside: str, line: int) -> None:
        name, bar, chosen = (part.strip() for part in inside.partition("|"))
        key = self._key(name, line)
        if bar and chosen not in FILTERS:
            self._fault(
                line,
                f"“{chosen}”不是可用的格式。",
                f"可用的格式有：{'、'.join(FILTERS)}，例如“{{{{ {name or '名称'}|日期 }}}}”。",
            )
        elif key:
            self._put(Value(key, chosen))

    def tag(self, inside: str, line: int) -> None:
        words = inside.split()
        if words[:1] == ["if"] and len(words) == 2:
            self._begin(words[1], False, line)
        elif words[:2] == ["if", "not"] and len(words) == 3:
            self._begin(words[2], True, line)
        elif words == ["else"]:
            if not self._open or self._open[-1].in_otherwise:
                self._fault(
                    line, "“{% else %}”前面没有对应的“{% if … %}”。", "请删去，或补上条件的开头。"
                )
            else:
                self._open[-1].in_otherwise = True
        elif words == ["endif"]:
            if not self._open:
                self._fault(
                    line, "“{% endif %}”前面没有对应的“{% if … %}”。", "请删去，或补上条件的开头。"
                )
            else:
                self._open.pop()
        else:
            self._fault(
                line,
                f"不认识“{{% {inside.strip()} %}}”。",
                "模板只能使用“{% if 名称 %}”“{% if not 名称 %}”“{% else %}”“{% endif %}”。",
            )

    def finish(self) -> list[Node]:
        for choice in self._open:
            self._fault(
                choice.line, "这里的“{% if … %}”没有结尾。", "请在条件文字之后补上“{% endif %}”。"
            )
        if self._faults:
            raise FaultyTemplate(sorted(self._faults, key=lambda fault: fault.line))
        return self._root

    def _begin(self, name: str, negated: bool, line: int) -> None:
        key = self._key(name, line)
        if len(self._open) >= DEPTH:
            self._fault(line, f"条件套了超过{DEPTH}层。", "请拆开写。")
        choice = Choice(key or name, negated, line)
        self._put(choice)
        self._open.append(choice)

    def _put(self, node: Node) -> None:
        if not self._open:
            self._root.append(node)
        elif self._open[-1].in_otherwise:
            self._open[-1].otherwise.append(node)
        else:
            self._open[-1].then.append(node)

    def _key(self, name: str, line: int) -> str | None:
        if not _NAME.fullmatch(name):
            self._fault(
                line,
                f"“{name}”不是占位符名称。" if name else "占位符是空的。",
                "名称只能是这种文书列出的要素，不能带标点、空格或运算。",
            )
            return None
        key = self._names.get(name)
        if key is None:
            close = difflib.get_close_matches(name, list(self._names), n=1, cutoff=0.5)
            self._fault(
                line,
                f"这种文书没有“{name}”这个要素。",
                f"是否应为“{close[0]}”？" if close else "可用的要素见页面右侧的列表。",
            )
        return key

    def _fault(self, line: int, what: str, mend: str) -> None:
        self._faults.append(Fault(line, what, mend))


def guaranteed(nodes: list[Node], always: frozenset[str]) -> frozenset[str]:
    """The parts that appear in the letter whichever way its conditions fall.

    ``always`` are the parts that never are empty, so that a condition on one is no condition.
    """
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Value):
            found.add(node.name)
        elif isinstance(node, Choice):
            then, otherwise = guaranteed(node.then, always), guaranteed(node.otherwise, always)
            if node.name in always:
                found |= otherwise if node.negated else then
            else:
                found |= then & otherwise
    return frozenset(found)


def mentioned(nodes: list[Node]) -> frozenset[str]:
    """Every part that the template uses anywhere."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Value):
            found.add(node.name)
        elif isinstance(node, Choice):
            found |= {node.name} | mentioned(node.then) | mentioned(node.otherwise)
    return frozenset(found)


def fill(nodes: list[Node], values: Mapping[str, str], formats: Mapping[str, str]) -> str:
    """The text with its parts filled in; a part without a value is empty.

    ``formats`` gives the filter of a part that names none itself (dates print as dates). In a
    line that is a row of a table a value is set on one line, so that it cannot leave its cell.
    """
    out: list[str] = []
    _fill(nodes, values, formats, out)
    return "".join(out)


def _fill(
    nodes: list[Node], values: Mapping[str, str], formats: Mapping[str, str], out: list[str]
) -> None:
    for node in nodes:
        if isinstance(node, Text):
            out.append(node.text)
        elif isinstance(node, Value):
            chosen = node.filter or formats.get(node.name, "plain")
            value = FILTERS[chosen](values.get(node.name, ""))
            out.append(" ".join(value.split()) if _in_a_row(out) else value)
        else:
            has = bool(values.get(node.name, "").strip())
            _fill(node.then if has != node.negated else node.otherwise, values, formats, out)


def _in_a_row(out: list[str]) -> bool:
    line = ""
    for piece in reversed(out):
        before, newline, after = piece.rpartition("\n")
        line = (after if newline else before + after) + line
        if newline:
            break
    return line.lstrip().startswith("|")
