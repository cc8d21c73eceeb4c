"""Words out of a picture of a page, with how sure the engine is of each line.

The engine (RapidOCR with the PP-OCR models, simplified Chinese with Latin letters and digits) gives
boxes; here they become lines in reading order, cells of one row of a table parted by tabs.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from statistics import median
from typing import Any

from PIL import Image

LANGUAGE = "简体中文（含英文字母和数字）"
_WIDEST = 2_600
_CELL_GAP = 1.6
"""A gap wider than so many heights of a character parts two cells."""
_SAME_ROW = 0.5
"""Two boxes are of one row if they share so much of the lower one's height."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One box: its words, the engine's confidence from 0 to 1, and its place in pixels."""

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """The text of a page, and the mean confidence of its characters (0 where there are none)."""

    text: str
    confidence: float


def engine_name() -> str:
    """What reads, with its version, to be kept beside every text it gave."""
    return f"rapidocr-onnxruntime {version('rapidocr-onnxruntime')}"


def recognise(picture: Image.Image) -> RecognisedPage:
    """The words of a picture. A page lying on its side is turned first."""
    upright = picture.convert("RGB")
    upright.thumbnail((_WIDEST, 2 * _WIDEST))
    pieces = _pieces(upright)
    if _lies(pieces):
        turned = [_pieces(upright.rotate(angle, expand=True)) for angle in (90, 270)]
        pieces = max(turned, key=_sureness)
    return put_in_order(pieces)


def put_in_order(pieces: Sequence[Piece]) -> RecognisedPage:
    """Boxes as lines from top to bottom, each from left to right."""
    lines = [_line(row) for row in _rows(pieces)]
    return RecognisedPage("\n".join(lines), round(_confidence(pieces), 4))


def _rows(pieces: Sequence[Piece]) -> Iterable[list[Piece]]:
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: (one.top + one.bottom, one.left)):
        row = rows[-1] if rows else None
        if row is not None and _shared(row[-1], piece) >= _SAME_ROW:
            row.append(piece)
        else:
            rows.append([piece])
    return rows


def _shared(above: Piece, below: Piece) -> float:
    overlap = min(above.bottom, below.bottom) - max(above.top, below.top)
    return overlap / max(1.0, min(above.height, below.height))


def _line(row: list[Piece]) -> str:
    row.sort(key=lambda one: one.left)
    high = median(one.height for one in row)
    text = row[0].text
    for before, piece in itertools.pairwise(row):
        gap = piece.left - before.right
        text += ("\t" if gap > _CELL_GAP * high else "") + piece.text
    return text


def _confidence(pieces: Sequence[Piece]) -> float:
    signs = sum(len(one.text) for one in pieces)
    return sum(one.confidence * len(one.text) for one in pieces) / signs if signs else 0.0


def _sureness(pieces: Sequence[Piece]) -> float:
    return sum(one.confidence * len(one.text) for one in pieces)


def _lies(pieces: Sequence[Piece]) -> bool:
    """Whether most of what has several characters stands higher than wide."""
    long = [one for one in pieces if len(one.text) > 2]
    tall = [one for one in long if one.height > 1.5 * (one.right - one.left)]
    return len(tall) * 2 > max(1, len(long))


def _pieces(picture: Image.Image) -> list[Piece]:
    import numpy

    found, _ = _engine()(numpy.asarray(picture)[:, :, ::-1])
    return [
        Piece(
            str(text),
            float(confidence),
            min(x for x, _ in box),
            min(y for _, y in box),
            max(x for x, _ in box),
            max(y for _, y in box),
        )
        for box, text, confidence in found or ()
    ]


@cache
def _engine() -> Any:
    # Half a second and 200 MB: only the process that reads scans pays for it.
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)
