"""The standard tables of budgets and final accounts, as data with names by which to know them.

Every place prints the same dozen tables under its own titles; readers and checks ask here which
table a title means, which line a label means, and which columns a table can have.
依据：《预算法》第十四条；财政部《地方预决算公开操作规程》（财预〔2016〕143号）。
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

_BRACKETS = str.maketrans({"（": "(", "）": ")", "【": "(", "】": ")", "〔": "(", "〕": ")"})
_DROPPED = re.compile(r"[\s\u3000\xa0\u200b“”‘’\"'〝〞\uff02\uff07「」《》:：]+")
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[、.．](?!\d)|"
    r"[①-⑳]|其中[,，]?|[一二三四五六七八九十]{1,3}(?=[、]))+"
)
_TITLE_NUMBER = re.compile(
    r"^(?:(?:附件|附表|表格?|公开|预算|决算)(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:表|[:、.．])*|"
    r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.．]|\([一二三四五六七八九十\d]{1,3}\))"
)
_TITLE_TAIL = re.compile(r"(?:\([^()]{0,20}\))+$|续$")
_LEADERS = re.compile(r"[.…·．]{3,}|…")


def fold_label(text: str) -> str:
    """A printed label without blanks, quotation marks, colons and odd brackets."""
    return _DROPPED.sub("", text.translate(_BRACKETS))


def bare_label(text: str) -> str:
    """A folded label without the number (一、, (二), 3.) and 其中 before it."""
    return _NUMBERED.sub("", fold_label(text))


@dataclass(frozen=True, slots=True)
class ColumnForm:
    """A column of figures that a table may have."""

    code: str
    label: str
    names: frozenset[str]
    """Folded label and aliases."""


@dataclass(frozen=True, slots=True)
class LineForm:
    """A line of a paired table on which checks bear."""

    code: str
    side: str
    """``left`` (收入), ``right`` (支出) or ``both``."""
    label: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class TableForm:
    """One standard table: how its title is known, how it is laid out, its columns."""

    code: str
    name: str
    form: str
    shape: str
    """``paired`` (收入|支出 side by side), ``coded`` (rows by 功能分类科目), ``economic`` (rows by
    经济分类科目) or ``three_public``."""
    titles: tuple[re.Pattern[str], ...]
    columns: tuple[ColumnForm, ...]
    may_be_empty: bool = False

    def label_of(self, column: str) -> str:
        """The Chinese name of a column; the code itself where the table has no such column."""
        return next((one.label for one in self.columns if one.code == column), column)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All of it."""

    basis: str
    tables: tuple[TableForm, ...]
    lines: tuple[LineForm, ...]
    functions: dict[str, str]
    """Folded name of a class of expenditure by function → its code."""
    economics: dict[str, str]
    names: dict[str, str]
    """Code of a class → its name."""

    def table(self, code: str) -> TableForm:
        """The table of that code; raises KeyError."""
        for one in self.tables:
            if one.code == code:
                return one
        raise KeyError(code)


@cache
def vocabulary() -> Vocabulary:
    """The shipped data (``tables.toml``)."""
    text = resources.files(__package__ or __name__).joinpath("tables.toml").read_text("utf-8")
    data = tomllib.loads(text)
    tables = tuple(
        TableForm(
            code=one["code"],
            name=one["name"],
            form=one["form"],
            shape=one["shape"],
            titles=tuple(re.compile(each) for each in one["titles"]),
            columns=tuple(
                ColumnForm(c["code"], c["label"], _names(c["label"], c.get("aliases", ())))
                for c in one["columns"]
            ),
            may_be_empty=one.get("may_be_empty", False),
        )
        for one in data["table"]
    )
    lines = tuple(
        LineForm(
            one["code"], one["side"], one["label"], _names(one["label"], one.get("aliases", ()))
        )
        for one in data["line"]
    )
    names = {
        code: labels[0]
        for group in ("function", "economic")
        for code, labels in data[group].items()
    }
    return Vocabulary(
        basis=data["basis"],
        tables=tables,
        lines=lines,
        functions=_classes(data["function"]),
        economics=_classes(data["economic"]),
        names=names,
    )


def _names(label: str, aliases: object) -> frozenset[str]:
    listed = aliases if isinstance(aliases, list) else []
    return frozenset(fold_label(one) for one in (label, *listed))


def _classes(group: dict[str, list[str]]) -> dict[str, str]:
    return {fold_label(label): code for code, labels in group.items() for label in labels}


@cache
def _line_names() -> dict[str, LineForm]:
    return {name: line for line in vocabulary().lines for name in line.names}


def line_named(label: str) -> LineForm | None:
    """The line of a paired table that a printed label means."""
    return _line_names().get(bare_label(label))


def class_named(label: str) -> str:
    """The code of the class of expenditure by function that a label names; empty if none.

    A label broken at the end of its line (``文化旅游体育与传媒``) counts if only one class begins so.
    """
    bare = bare_label(label)
    functions = vocabulary().functions
    if bare in functions or len(bare) < 4:
        return functions.get(bare, "")
    begun = {code for name, code in functions.items() if name.startswith(bare)}
    return begun.pop() if len(begun) == 1 else ""


@dataclass(frozen=True, slots=True)
class Title:
    """A line that is a table's title; ``form`` is None for a table outside the standard ones."""

    form: TableForm | None
    text: str


def read_title(text: str) -> Title | None:
    """What table a line entitles; None where it is no title.

    A line with dot leaders or a page number behind it belongs to a table of contents.
    """
    if not 3 <= len(text) <= 120 or _LEADERS.search(text):
        return None
    folded = fold_label(text)
    while True:
        shorter = _TITLE_TAIL.sub("", folded)
        if shorter == folded:
            break
        folded = shorter
    if not folded.endswith("表") or len(folded) > 60 or re.search(r"[，。；,;]", folded):
        return None
    bare = _TITLE_NUMBER.sub("", folded) or folded
    shown = re.sub(r"\s+", "", text)
    shown = _TITLE_NUMBER.sub("", shown) or shown
    for form in vocabulary().tables:
        if any(pattern.search(bare) for pattern in form.titles):
            return Title(form, shown)
    if re.search(r"预算|决算|收支|收入|支出|绩效|采购|经费|项目|资产|债务", bare):
        return Title(None, shown)
    return None
