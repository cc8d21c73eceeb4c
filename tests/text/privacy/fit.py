"""Fits the weights that decide on names to the labelled passages.

``python -m tests.text.privacy.fit`` writes ``weights.toml`` anew; with ``--check`` it leaves the file
alone and prints recall and precision of names on passages held back from the fit, eight parts in
turn. Passages written by others weigh more than ours, which the rules were built on. Names are also
exchanged for other names, so that shapes are learnt from more names than there are passages.
"""

from __future__ import annotations

import random
import re
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rjieba

from tests.text.privacy.scoring import LONE, Passage, read_passages
from yangguang.text.privacy.alikes import alike_in
from yangguang.text.privacy.candidates import Candidate, candidates
from yangguang.text.privacy.field import Field
from yangguang.text.privacy.finding import NOTHING_KNOWN, SURE
from yangguang.text.privacy.lexicon import COMPOUND_SURNAMES, NOT_GIVEN, OFTEN_SURNAMES, SURNAMES
from yangguang.text.privacy.names import stand_apart, standing_of
from yangguang.text.privacy.people import people_in
from yangguang.text.privacy.proposals import propose_names
from yangguang.text.privacy.scan import find_numbers_and_marks
from yangguang.text.privacy.shapes import shape_voices
from yangguang.text.privacy.standing import standing_voices
from yangguang.text.privacy.surroundings import Surroundings
from yangguang.text.privacy.tags import without_tags
from yangguang.text.privacy.torn import mend
from yangguang.text.privacy.weighing import chance

WEIGHTS = Path("src/yangguang/text/privacy/weights.toml")
PRIORS = Path(__file__).with_name("priors.toml")
BLIND = "blind_"
"""Files whose passages were written by people who had not seen the scanner."""
_PARTS = 8
_VARIANTS = 2
NAMES = ("name", LONE)
_PLAIN = re.compile("[\u4e00-\u9fff]{2,4}")

Weights = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Row:
    """A candidate with its voices; ``is_name`` is None where nobody can say."""

    shape: list[str]
    standing: list[str]
    is_name: bool | None
    is_private: bool


@dataclass(frozen=True)
class Sheet:
    """A passage with its candidates, ready to be learnt from."""

    passage: Passage
    text: str
    candidates: list[Candidate]
    rows: list[Row]
    gold: set[tuple[int, int]]
    places: list[tuple[int, int]]
    weight: float


def sheet(passage: Passage, weight: float) -> Sheet:
    """The candidates of a passage and what is heard of each."""
    bare = without_tags(passage.text) or passage.text
    mended = mend(bare)
    text = mended.text if mended else bare
    around = Surroundings(text, NOTHING_KNOWN)
    others = find_numbers_and_marks(text, around)
    sure = [one for one in others if one.confidence >= SURE]
    taken = [(one.start, one.end) for one in sure]
    whole = (0, len(text))
    rules = propose_names(text, around, others)
    alike = alike_in(text, [whole])
    all_ = candidates(text, alike, people_in(text, *whole, alike), rules, taken)
    field = Field(text, around, sure, all_)
    gold = {(start, end) for start, end, kind in passage.marks if kind in NAMES}
    rows, places = [], []
    for one in all_:
        place = (one.start, one.end)
        if mended:
            place = (mended.original(one.start), mended.original(one.end - 1) + 1)
        places.append(place)
        private = place in gold
        beside = any(a < place[1] and place[0] < b for a, b in gold)
        is_name: bool | None = private
        if not private and not beside:
            # A name of no private person, if the model is sure; where it wavers, nobody knows.
            is_name = True if one.chance >= 0.6 else None if one.chance >= 0.1 else False
        rows.append(
            Row(
                shape_voices(text, one, field),
                standing_voices(text, one, field),
                is_name,
                private,
            )
        )
    return Sheet(passage, text, all_, rows, gold, places, weight)


def exchanged(passage: Passage, names: list[str], draw: random.Random) -> Passage:
    """The passage with other people's names in it."""
    text = ""
    marks = []
    at = 0
    new: dict[str, str] = {}
    for start, end, kind in passage.marks:
        text += passage.text[at:start]
        piece = passage.text[start:end]
        if kind in NAMES and _PLAIN.fullmatch(piece):
            piece = new.setdefault(piece, draw.choice(names))
        marks.append((len(text), len(text) + len(piece), kind))
        text += piece
        at = end
    return Passage(passage.source, text + passage.text[at:], tuple(marks))


def invented_names(passages: list[Passage], draw: random.Random) -> list[str]:
    """The names of the passages, and their given names behind every sort of surname."""
    own = sorted(
        {
            passage.text[start:end]
            for passage in passages
            for start, end, kind in passage.marks
            if kind in NAMES and _PLAIN.fullmatch(passage.text[start:end])
        }
    )
    given = sorted({name[1:] for name in own if len(name) == 3 and name[0] in OFTEN_SURNAMES})
    names = own * 2
    for surnames, count in (
        (sorted(OFTEN_SURNAMES), 500),
        (sorted(SURNAMES - OFTEN_SURNAMES), 500),
        (sorted(COMPOUND_SURNAMES), 150),
    ):
        for _ in range(count):
            names.append(draw.choice(surnames) + draw.choice(given)[: draw.choice((1, 2, 2))])
    signs = sorted({sign for pair in given for sign in pair})
    for _ in range(300):
        names.append(draw.choice(sorted(SURNAMES)) + "".join(draw.choices(signs, k=2)))
    names += WORDLIKE * 3
    words = wordlike_in(passages)
    names += draw.sample(words, min(len(words), 60))
    for pieces in FOLK:
        names += ["".join(draw.sample(pieces, 2))[:4] for _ in range(60)]
    return names


def wordlike_in(passages: list[Passage]) -> list[str]:
    """Common words of the passages that begin with a surname: nearly any is somebody's name."""
    words: set[str] = set()
    for passage in passages:
        for word, sort in rjieba.tag(passage.text, False):
            if (
                len(word) in (2, 3)
                and word[0] in SURNAMES
                and _PLAIN.fullmatch(word)
                and sort in ("n", "a", "an", "v", "vn", "z", "nz")
                and not any(sign in NOT_GIVEN for sign in word[1:])
            ):
                words.add(word)
    return sorted(words)


_WORDLIKE = """
明月 江河 高山 池塘 田野 温泉 白云 金山 石林 海燕 向前 舒畅 安康 安静 平安 和平 成功 方正 方圆 雷鸣 云霞 花蕾 马力 高兴 高远 宁静 常青
严肃 任重 关山 谷雨 夏天 秋实 冬梅 易水 金星 柳絮 林海 叶子 梅花 兰花 杨柳 苗圃 路遥 程序 章程 文章 文静 强大 盛夏 满意 米兰 米粒 乐天 乐意
向阳花 水中月 黄金叶 白茫茫 万年青 牛得草 马铃薯 常胜利 高粱红 金不换 林荫道 红领巾 时光 刚强 景色 景德 汤圆 包容 包子 单纯 单元 史册 国庆 国旗
"""
WORDLIKE = [word for word in _WORDLIKE.split() if word[0] in SURNAMES]
"""Names that read as common words; people bear them, and only what stands beside tells."""
FOLK = [
    [piece for piece in words.split() if len(piece) == 2]
    for words in tomllib.loads(
        Path("src/yangguang/text/privacy/peoples.toml").read_text(encoding="utf-8")
    ).values()
]


def fitted(sheets: list[Sheet], variants: list[Sheet]) -> Weights:
    """Weights of both sorts: shapes from all sheets, standings from the real ones."""
    priors = tomllib.loads(PRIORS.read_text(encoding="utf-8"))
    shapes = [
        (row.shape, row.is_name, one.weight)
        for one in sheets + variants
        for row in one.rows
        if row.is_name is not None
    ]
    standings = [
        (row.standing, row.is_private, one.weight)
        for one in sheets
        for row in one.rows
        if row.is_name
    ]
    return {
        "shape": _logistic(shapes, priors["shape"]),
        "standing": _logistic(standings, priors["standing"]),
    }


def _logistic(
    rows: list[tuple[list[str], bool, float]], priors: dict[str, float]
) -> dict[str, float]:
    """Logistic regression by Newton's steps, held to ``priors`` by a penalty of one."""
    heard = Counter(voice for voices, _, _ in rows for voice in {*voices, "bias"})
    names = sorted(voice for voice, count in heard.items() if count > 1 or voice in priors)
    column = {name: index for index, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)), dtype=np.float32)
    for index, (voices, _, _) in enumerate(rows):
        for voice in {*voices, "bias"}:
            if voice in column:
                table[index, column[voice]] = 1
    wanted = np.array([is_so for _, is_so, _ in rows], dtype=np.float64)
    loud = np.array([weight for _, _, weight in rows])
    prior = np.array([priors.get(name, 0.0) for name in names])
    weights = _newton(table, wanted, loud, prior)
    return {**priors, **{name: round(float(weights[column[name]]), 2) for name in names}}


def _newton(table: Any, wanted: Any, loud: Any, prior: Any) -> Any:
    weights = prior.copy()

    def loss(at: Any) -> float:
        sums = table @ at.astype(np.float32)
        fit = (loud * (np.logaddexp(0, sums) - wanted * sums)).sum()
        return float(fit + ((at - prior) ** 2).sum() / 2)

    now = loss(weights)
    for _ in range(30):
        likely = 1 / (1 + np.exp(-(table @ weights.astype(np.float32))))
        slope = table.T @ (loud * (likely - wanted)).astype(np.float32) + weights - prior
        bend = np.maximum(loud * likely * (1 - likely), 1e-6).astype(np.float32)
        curve = (table * bend[:, None]).T @ table + np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        size = 1.0
        while size > 1e-4 and loss(weights - size * step) >= now:
            size /= 2
        weights = weights - size * step
        before, now = now, loss(weights)
        if before - now < 1e-5 * abs(before):
            break
    return weights


def found_names(one: Sheet, weights: Weights) -> set[tuple[int, int]]:
    """The places in the passage that these weights take for private names."""

    def total(sort: str, voices: list[str]) -> float:
        table = weights[sort]
        return table.get("bias", 0.0) + sum(table.get(voice, 0.0) for voice in voices)

    shapes = [total("shape", row.shape) for row in one.rows]
    shapes, kept = stand_apart(one.text, one.candidates, shapes)
    voices = {index: one.rows[index].standing for index in kept}
    standings = standing_of(
        one.text,
        one.candidates,
        voices,
        {index: total("standing", voices[index]) for index in kept},
    )
    return {
        one.places[index]
        for index in kept
        if chance(shapes[index]) * chance(standings[index]) >= SURE
    }


def main() -> None:
    """Write the weights, or with ``--check`` print how they do on what was held back."""
    draw = random.Random(5)
    passages = read_passages()
    names = invented_names(passages, draw)
    sheets = [
        sheet(one, 2.0 if one.source.startswith((BLIND, "matters_")) else 0.3) for one in passages
    ]
    variants = [
        [
            sheet(exchanged(one.passage, names, draw), one.weight * 0.4)
            for _ in range(_VARIANTS if one.gold else 0)
        ]
        for one in sheets
    ]
    if "--check" in sys.argv:
        _check(sheets, variants, draw)
        return
    weights = fitted(sheets, [one for each in variants for one in each])
    lines = [
        "# Weights of the voices of shapes.py and standing.py, fitted to the labelled passages by"
    ]
    lines.append("# tests/text/privacy/fit.py; not to be edited by hand.")
    for sort, table in weights.items():
        lines += ["", f"[{sort}]"]
        lines += [f'"{name}" = {value:.2f}' for name, value in sorted(table.items()) if value]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _check(sheets: list[Sheet], variants: list[list[Sheet]], draw: random.Random) -> None:
    parts = [draw.randrange(_PARTS) for _ in sheets]
    right: Counter[bool] = Counter()
    missed: Counter[bool] = Counter()
    wrong: Counter[bool] = Counter()
    for part in range(_PARTS):
        learnt = [index for index, own in enumerate(parts) if own != part]
        weights = fitted(
            [sheets[index] for index in learnt],
            [one for index in learnt for one in variants[index]],
        )
        for one, own in zip(sheets, parts, strict=True):
            if own == part:
                blind = one.passage.source.startswith(BLIND)
                found = found_names(one, weights)
                right[blind] += len(found & one.gold)
                missed[blind] += len(one.gold - found)
                wrong[blind] += len(found - one.gold)
    for blind in (True, False):
        sys.stdout.write(
            f"{'blind' if blind else 'own'}"
            f" recall {right[blind] / (right[blind] + missed[blind]):.4f}"
            f" precision {right[blind] / (right[blind] + wrong[blind]):.4f}\n"
        )


if __name__ == "__main__":
    main()
