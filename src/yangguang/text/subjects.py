"""Which subject (主题分类) a document is about, by the words of its title and opening, and why.

The classes are those by which governments at every level file their documents. A word of the title
says more than one of the text, a long word more than a short one, and what a document only mentions
in passing little; where the kind of a document says it (a budget is finance), that counts as well.
The answer is a proposal: it comes with the words it rests on, and says when another class is near.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from yangguang.text.folding import fold

OTHER = "其他"
_OPENING = 1_200
_TITLE_STRONG = 6.0
_TITLE_WEAK = 2.0
_TEXT_STRONG = 1.0
_TEXT_WEAK = 0.3
_TEXT_MOST = 4.0
"""However often a text uses the words of a class, it counts less than one strong word of a title."""
_ENOUGH = 2.0
_NEAR = 0.8
"""A second class with so much of the weight of the first is named beside it."""
_KINDS = {
    "budget": "财政、金融、审计",
    "final-accounts": "财政、金融、审计",
    "statistics-bulletin": "国民经济管理、国有资产监管",
    "personnel": "劳动、人事、监察",
    "annual-report": "综合政务",
    "disclosure-guide": "综合政务",
    "request-guide": "综合政务",
}
_BY_KIND = 4.0


@dataclass(frozen=True, slots=True)
class SubjectReading:
    """``subject`` is empty where nothing speaks for any class; ``near``: a second one to look at."""

    subject: str
    why: str
    near: str = ""

    @property
    def certain(self) -> bool:
        """Whether one class stands out."""
        return bool(self.subject) and not self.near


@dataclass(frozen=True, slots=True)
class _Class:
    name: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]


@cache
def _classes() -> tuple[_Class, ...]:
    loaded = tomllib.loads(files("yangguang.text").joinpath("subjects.toml").read_text("utf-8"))
    return tuple(
        _Class(one["name"], tuple(map(fold, one["strong"])), tuple(map(fold, one["weak"])))
        for one in loaded["class"]
    )


def subject_names() -> tuple[str, ...]:
    """Every class in its order; 其他 is what fits none."""
    return (*(one.name for one in _classes()), OTHER)


def read_subject(title: str, *, text: str = "", kind: str = "") -> SubjectReading:
    """The class a document belongs to, with the words that say so; ``kind`` as ``text.kinds`` names it."""
    head, opening = fold(title), fold(text[:_OPENING])
    weights: list[tuple[float, int, _Class, list[str]]] = []
    for place, one in enumerate(_classes()):
        weight, words = _weigh(one, head, opening)
        if _KINDS.get(kind) == one.name:
            weight += _BY_KIND
        weights.append((weight, -place, one, words))
    weights.sort(key=lambda row: row[:2], reverse=True)
    (best, _, first, words), (next_best, _, second, _) = weights[:2]
    if best < _ENOUGH:
        return SubjectReading("", "标题和正文开头没有表明主题的词，请人工选择。")
    why = _why(words, kind if _KINDS.get(kind) == first.name else "")
    near = second.name if next_best >= best * _NEAR and next_best >= _ENOUGH else ""
    if near:
        why += f"；与“{near}”接近，请核对"
    return SubjectReading(first.name, why, near)


def _weigh(one: _Class, head: str, opening: str) -> tuple[float, list[str]]:
    title_words = _longest([word for word in (*one.strong, *one.weak) if word in head])
    weight = 0.0
    for word in title_words:
        value = _TITLE_STRONG if word in one.strong else _TITLE_WEAK
        # What a title is about stands near its end: 关于…养老服务…的通知.
        weight += value * (1 + 0.1 * min(len(word), 6)) * (1 + 0.3 * head.rfind(word) / len(head))
    in_text = _longest([word for word in (*one.strong, *one.weak) if word in opening])
    text_weight = sum(
        (_TEXT_STRONG if word in one.strong else _TEXT_WEAK) * min(3, opening.count(word))
        for word in in_text
    )
    weight += min(_TEXT_MOST, text_weight)
    return weight, title_words or in_text[:3]


def _longest(words: list[str]) -> list[str]:
    """Without words that stand within a longer one that was found too."""
    return [word for word in words if not any(word != other and word in other for other in words)]


def _why(words: list[str], kind: str) -> str:
    said = []
    if words:
        said.append("有“" + "”“".join(words[:4]) + "”")
    if kind:
        said.append("文种如此")
    return "、".join(said)
