"""Redaction and release checks, done in the sandboxed process and handed back as values.

Files are hostile until proved otherwise: nothing here opens one. Larger limits than for reading,
because pages are painted; still a file that eats too much costs that file only.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from yangguang.apps.files.redaction.marks import Area, Mark, pack_marks
from yangguang.apps.files.releasecheck.finding import ReleaseFinding, from_json
from yangguang.apps.files.sandbox import Sandbox
from yangguang.text.document import UnreadableDocument
from yangguang.text.extract.docxpictures import Cut, Found

CPU_SECONDS = 300
WALL_SECONDS = 600
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"BM")

_shared = Sandbox(
    cpu_seconds=CPU_SECONDS,
    wall_seconds=WALL_SECONDS,
    module="yangguang.apps.files.work_process",
)


@dataclass(frozen=True, slots=True)
class FileBytes:
    """A file as it is handed in: its bytes and what its sender called it."""

    data: bytes
    name: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """``kind`` is pages (PDF), picture or words; sizes in points; texts by page (from 1).

    Passages count in ``texts``; of words there is one page that holds the whole text.
    """

    kind: str
    shapes: tuple[tuple[float, float], ...]
    texts: dict[int, str]

    @property
    def pages(self) -> int:
        """How many pages there are to see."""
        return len(self.shapes)


@dataclass(frozen=True, slots=True)
class ProofPoint:
    """One point of a proof as the sandbox answered it."""

    key: str
    passed: bool
    sentence: str


def describe(file: FileBytes, *, page: int = 0) -> Description:
    """What the file is, with the text of one page, or of all (page 0). Raises UnreadableDocument."""
    values = _ask("describe", file, page=page)
    try:
        return Description(
            str(values["kind"]),
            tuple((float(width), float(height)) for width, height in values["shapes"]),
            {int(number): str(text) for number, text in values["texts"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _strange() from error


def picture(file: FileBytes, *, page: int, width: int) -> bytes:
    """One page as PNG, ``width`` pixels wide. Raises UnreadableDocument."""
    return _bytes(_ask("picture", file, page=page, width=width))


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture drawn anew, as PNG or JPEG."""

    content: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        """The name under which it is kept."""
        return hashlib.sha256(self.content).hexdigest()


def clean_picture(data: bytes, name: str = "") -> CleanPicture:
    """The picture without what cameras and programs hide in it. Raises UnreadableDocument."""
    return _picture(_ask("clean_picture", FileBytes(data, name)))


def pictures_listed(data: bytes) -> list[Found]:
    """The pictures that the text of a file shows, in its order. Raises UnreadableDocument."""
    try:
        return [
            Found(
                str(kind),
                str(address),
                str(alternative),
                (float(cut[0]), float(cut[1]), float(cut[2]), float(cut[3])),
                int(turn),
            )
            for kind, address, alternative, cut, turn in _ask("list_pictures", FileBytes(data))
        ]
    except (TypeError, ValueError, IndexError) as error:
        raise _strange() from error


def draw_inside(data: bytes, address: str, *, cut: Cut, turn: int) -> CleanPicture:
    """A picture that lies in a file, as its readers see it. Raises UnreadableDocument."""
    params = {"address": address, "cut": list(cut), "turn": turn}
    return _picture(_ask("picture_inside", FileBytes(data), **params))


def _picture(answer: Any) -> CleanPicture:
    if not isinstance(answer, dict) or answer.get("media_type") not in {"image/png", "image/jpeg"}:
        raise _strange()
    return CleanPicture(_bytes(answer.get("content")), str(answer["media_type"]))


def picture_fault(data: bytes, name: str = "") -> str:
    """Why a picture cannot be shown and what to do; empty where it can, and for what is no picture.

    The whole of it is drawn: a picture whose end is missing begins like a sound one.
    """
    if not data.startswith(_PICTURES):
        return ""
    try:
        describe(FileBytes(data, name))
    except UnreadableDocument as problem:
        if problem.code != "damaged":
            return str(problem)
        return (
            "图片已损坏或者不完整，无法显示。请在电脑上打开核对，重新扫描、拍摄，"
            "或者另存为 JPG、PNG 后再上传。"
        )
    return ""


def places(file: FileBytes, marks: list[Mark]) -> list[list[Area]]:
    """For each mark the areas it covers; none in files of words. Raises UnreadableDocument."""
    values = _ask("places", file, marks=pack_marks(marks))
    try:
        return [
            [Area(int(p), float(a), float(b), float(c), float(d)) for p, a, b, c, d in one]
            for one in values
        ]
    except (TypeError, ValueError) as error:
        raise _strange() from error


def redact(file: FileBytes, marks: list[Mark], *, words: bool, form: str) -> bytes:
    """The released copy: a PDF, or with form ``text`` (files of words only) plain text.

    ``words`` lets the copy's remaining words be searched and read out. Raises UnreadableDocument.
    """
    return _bytes(_ask("redact", file, marks=pack_marks(marks), words=words, form=form))


def prove(
    file: FileBytes, marks: list[Mark], result: bytes, *, result_type: str, words: bool
) -> list[ProofPoint]:
    """The points of the proof that ``result`` hides nothing. Raises UnreadableDocument."""
    values = _ask(
        "prove", file, result, marks=pack_marks(marks), words=words, result_type=result_type
    )
    try:
        points = [ProofPoint(str(k), passed is True, str(text)) for k, passed, text in values]
    except (TypeError, ValueError) as error:
        raise _strange() from error
    if not points:
        raise _strange()
    return points


def check_release(content: bytes, name: str) -> list[ReleaseFinding]:
    """What the file would give away if it were published as it is, the gravest first.

    A file that cannot be examined gives a finding that says so, never an empty list.
    """
    return _checked(content, name, words=True, box=_shared)


def _checked(content: bytes, name: str, *, words: bool, box: Sandbox) -> list[ReleaseFinding]:
    try:
        values = box.work("check", [content], {"name": name, "words": words})
        return [from_json(value) for value in values]
    except UnreadableDocument as error:
        sentence = str(error)
    except (TypeError, ValueError):
        sentence = str(_strange())
    values = {
        "kind": "unreadable",
        "severity": "must",
        "where": "整个文件",
        "sentence": sentence,
        "advice": "换成能读取的文件后再检查。",
    }
    return [from_json(values)]


@contextmanager
def check_box() -> Iterator[Sandbox]:
    """A process of one's own for `carried_in`, ended with the block."""
    with Sandbox(
        cpu_seconds=CPU_SECONDS,
        wall_seconds=WALL_SECONDS,
        module="yangguang.apps.files.work_process",
    ) as box:
        yield box


def carried_in(content: bytes, *, box: Sandbox) -> list[ReleaseFinding]:
    """What the file carries besides its visible words; one that cannot be examined says so."""
    return _checked(content, "", words=False, box=box)


@dataclass(frozen=True, slots=True)
class Bound:
    """Papers in one PDF; ``places`` are the pages (from 1) that each of them fills, if any."""

    content: bytes
    places: tuple[range, ...]

    @property
    def pages(self) -> int:
        """How many pages there are in all."""
        return max((place.stop - 1 for place in self.places), default=0)


def bind(papers: Sequence[FileBytes | None]) -> Bound:
    """The papers bound and numbered; None and what cannot be opened fill no page.

    Raises UnreadableDocument where one of them brings the process down.
    """
    values = _shared.work(
        "bind",
        [paper.data for paper in papers if paper is not None],
        {"media_types": [None if paper is None else paper.media_type for paper in papers]},
    )
    try:
        places = tuple(range(int(start), int(stop)) for start, stop in values["places"])
        content = _bytes(values["content"])
    except (KeyError, TypeError, ValueError) as error:
        raise _strange() from error
    if len(places) != len(papers):
        raise _strange()
    return Bound(content, places)


def put_behind(cover: bytes, bound: bytes) -> bytes:
    """The cover with the bound pages after it. Raises UnreadableDocument."""
    return _bytes(_shared.work("behind", [cover, bound], {}))


def _ask(task: str, file: FileBytes, *more: bytes, **params: Any) -> Any:
    told = {"name": file.name, "media_type": file.media_type, **params}
    return _shared.work(task, [file.data, *more], told)


def _bytes(value: Any) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise _strange() from error


def _strange() -> UnreadableDocument:
    return UnreadableDocument(
        "处理程序的回答无法识别，文件可能含有异常内容，请重新另存后再试。", code="damaged"
    )
