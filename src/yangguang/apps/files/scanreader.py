"""Pages without text and pictures inside files, listed, drawn and read in the sandboxed process."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from yangguang.apps.files.sandbox import Sandbox
from yangguang.apps.files.workshop import CPU_SECONDS, WALL_SECONDS, CleanPicture
from yangguang.text.document import UnreadableDocument
from yangguang.text.extract.held import Held

SCAN_MEMORY_BYTES = 6 * 1024**3
"""Address space, not memory: the engine maps its models; it uses well under 1 GB."""
_MODULE = "yangguang.apps.files.work_process"

_shared = Sandbox(cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS, module=_MODULE)


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What a machine read on a page or a picture, and its mean confidence from 0 to 1; ``why`` says
    what could not be read, if anything."""

    text: str
    confidence: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class ScanParts:
    """What there is to recognise in a file: pages that can be painted, and pictures by address."""

    pages: int
    pictures: tuple[Held, ...] = ()
    media_type: str = ""


@contextmanager
def scan_reader() -> Iterator[ScanReader]:
    """A process of one's own that recognises scanned pages, ended with the block."""
    box = Sandbox(
        memory_bytes=SCAN_MEMORY_BYTES,
        cpu_seconds=CPU_SECONDS,
        wall_seconds=WALL_SECONDS,
        module=_MODULE,
    )
    with box:
        yield ScanReader(box)


class ScanReader:
    """Lists and reads what has no text of its own. Every method raises UnreadableDocument."""

    def __init__(self, box: Sandbox) -> None:
        self._box = box

    def parts(self, data: bytes) -> ScanParts:
        """What there is to recognise."""
        return _parts(self._box, data)

    def read(self, data: bytes, page: int) -> ScannedPage:
        """The words of one page, counted from 1."""
        return _scanned(self._box.work("recognise", [data], {"page": page}))

    def draw(self, data: bytes, address: str) -> CleanPicture | None:
        """A picture that lies in the file, drawn anew; None for a mere sign."""
        found = self._box.work("whole_picture", [data], {"address": address})
        if found is None:
            return None
        try:
            content = base64.b64decode(found["content"], validate=True)
            return CleanPicture(content, str(found["media_type"]))
        except (KeyError, TypeError, ValueError, binascii.Error) as error:
            raise _strange() from error

    def read_picture(self, picture: CleanPicture) -> ScannedPage:
        """The words of a picture that was drawn anew."""
        return _scanned(self._box.work("recognise_picture", [picture.content], {}))


def scan_parts(data: bytes) -> ScanParts:
    """What there is to recognise in a file. Raises UnreadableDocument."""
    return _parts(_shared, data)


def scanned_picture(data: bytes, *, page: int, address: str, width: int) -> bytes:
    """What was recognised, as PNG: a page, or a picture by its address. Raises UnreadableDocument."""
    params = {"page": page, "address": address, "width": width}
    try:
        return base64.b64decode(_shared.work("scanned", [data], params), validate=True)
    except (TypeError, ValueError, binascii.Error) as error:
        raise _strange() from error


def _parts(box: Sandbox, data: bytes) -> ScanParts:
    found = box.work("scan_parts", [data], {})
    try:
        pictures = tuple(
            Held(str(address), str(place), int(page)) for address, place, page in found["pictures"]
        )
        return ScanParts(int(found["pages"]), pictures, str(found["media_type"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _strange() from error


def _scanned(found: Any) -> ScannedPage:
    try:
        return ScannedPage(str(found["text"]), float(found["confidence"]), str(found["why"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _strange() from error


def _strange() -> UnreadableDocument:
    return UnreadableDocument(
        "处理程序的回答无法识别，文件可能含有异常内容，请重新另存后再试。", code="damaged"
    )
