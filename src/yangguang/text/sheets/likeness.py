"""How like a column's head is to a field, with the reason in words a clerk can weigh.

Chinese names end in what they name: 行政处罚决定日期 is a kind of 决定日期, but 法定代表人身份证号 is no
kind of 法定代表人. So a name inside another counts at its end, hardly at its beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yangguang.text.sheets.words import bracketed, meant, plain_head, whole_head

SURE = 0.65
"""A column is matched from this likeness on; 1 is the list's own wording."""
LONGEST = 40
"""What is longer than this, without its brackets, is no head."""
_AND = "和及与或"
_NEUTRAL = (
    "主项",
    "大项",
    "名称",
    "全称",
    "情况",
    "内容",
    "信息",
    "明细",
    "填写",
    "必填",
    "选填",
    "文本",
    "数",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field that columns are looked for: its own label first, then the other ways to write it.

    ``values`` are the words it can hold where they are fixed: the name of a sheet or a line between
    the rows can then say its value, and such a word is no total line.
    """

    code: str
    labels: tuple[str, ...]
    required: bool = False
    values: tuple[str, ...] = ()
    least: float = SURE
    """A column is taken for it only from this likeness on."""


@dataclass(frozen=True, slots=True)
class Match:
    """Why a column is taken for a field. ``likeness`` from 0 to 1; ``doubtful`` where another column
    or another field fits as well."""

    code: str
    likeness: float
    reason: str
    doubtful: bool = False


def likeness(wanted: Wanted, head: str, leaf: str = "") -> Match:
    """How well a head fits a field; ``leaf`` is its lowest row where the head has several."""
    best = Match(wanted.code, 0.0, "")
    for order, label in enumerate(wanted.labels):
        for text, lowest in ((head, False), (leaf, True)):
            if not text or (lowest and text == head):
                continue
            value, reason = _compared(label, text)
            value -= 0.03 * lowest + 0.02 * bool(order) + min(order, 20) / 2000
            if value > best.likeness + 1e-9:
                best = Match(wanted.code, round(value, 4), reason)
    return best


def match_columns(
    wanted: Sequence[Wanted], heads: Sequence[tuple[str, str]]
) -> tuple[dict[int, Match], float]:
    """Column → field for heads as (whole text, lowest row), each field once, the likest pairs first;
    and how well all fit together."""
    pairs: list[tuple[float, int, int, Match]] = []
    for x, (head, leaf) in enumerate(heads):
        if head:
            for order, one in enumerate(wanted):
                match = likeness(one, head, leaf)
                if match.likeness >= one.least:
                    pairs.append((-match.likeness, order, x, match))
    pairs.sort(key=lambda pair: pair[:3])
    matched: dict[int, Match] = {}
    taken: dict[str, int] = {}
    score = 0.0
    for _, _, x, match in pairs:
        if x not in matched and match.code not in taken:
            matched[x] = match
            taken[match.code] = x
            score += match.likeness
    for _, _, x, match in pairs:
        at = taken.get(match.code)
        if at is not None and x not in matched and match.likeness > matched[at].likeness - 0.02:
            matched[at] = _doubted(matched[at], f"另有一列“{heads[x][0]}”也相近")
    return dict(sorted(matched.items())), score


def _doubted(match: Match, why: str) -> Match:
    reason = match.reason if match.doubtful else f"{match.reason}；{why}，请核对"
    return Match(match.code, match.likeness, reason, True)


def _compared(label: str, head: str) -> tuple[float, str]:
    """Likeness of one wording and one head, and why."""
    own, text = plain_head(label), plain_head(head)
    if whole_head(label) == whole_head(head) and whole_head(head):
        return 1.0, f"与“{label}”相同"
    if not own or len(text) > LONGEST:
        return 0.0, ""
    if text == own:
        return 0.99, f"与“{label}”相同"
    if own in bracketed(head):
        return 0.93, f"括号里写明“{label}”"
    if not text:
        return 0.0, ""
    same, said = meant(own), meant(text)
    if same == said:
        return 0.9, f"与“{label}”意思相同"
    for one, other in ((own, text), (same, said)):
        value, reason = _contained(one, other, label)
        if value:
            return value, reason
    return 0.0, ""


def _contained(own: str, text: str, label: str) -> tuple[float, str]:
    """Likeness where one name stands within the other."""
    if len(own) > 1 and own in text:
        share = len(own) / len(text)
        if text.endswith(own):
            return 0.74 + 0.12 * share, f"表头以“{label}”结尾"
        rest = text[text.index(own) + len(own) :]
        if text.startswith(own) and rest[0] in _AND:
            return 0.68 + 0.08 * share, f"表头是“{label}”和别的内容"
        if rest in _NEUTRAL:
            return 0.74 + 0.12 * share, f"表头含有“{label}”"
        return 0.4 + 0.2 * share, f"表头含有“{label}”，但是另有所指"
    if len(text) > 1 and text in own:
        share = len(text) / len(own)
        rest = own[own.index(text) + len(text) :]
        if own.endswith(text) or rest in _NEUTRAL:
            return 0.66 + 0.1 * share, f"是“{label}”的简写"
        return 0.3 + 0.2 * share, f"是“{label}”的一部分"
    short, long = sorted((own, text), key=len)
    if len(short) >= 4 and short[0] == long[0] and short[-2:] == long[-2:] and len(long) <= 24:
        signs = iter(long)
        if all(sign in signs for sign in short):
            return 0.66 + 0.08 * len(short) / len(long), f"与“{label}”字面相近"
    return 0.0, ""
