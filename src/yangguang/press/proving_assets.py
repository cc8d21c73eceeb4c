"""Proof that styles, scripts and pictures are those of the program: a page is what they make of it.

Files that pages name bear the digest of their bytes in their own name, those of earlier releases
too; files under a plain name are held against the program's own.
"""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections.abc import Callable, Iterator
from hashlib import md5
from pathlib import Path

import brotli
from django.contrib.staticfiles import finders

from yangguang.press.findings import Finding, Wrong, finding

_NAMED = re.compile(r"\.(?P<digest>[0-9a-f]{12})(?:\.[^.]+)?$")
_OWN = {".stamp", "staticfiles.json"}
_UNPACK: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.decompress, ".br": brotli.decompress}


def assets(root: Path) -> Iterator[Finding]:
    """Every file below ``root`` that the program did not put there as it is."""
    for top, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            file = Path(top) / name
            place = file.relative_to(root).as_posix()
            wrong = None if place in _OWN else _wrong_with(file, place)
            if wrong is not None:
                yield finding(wrong, f"static/{place}")


def _wrong_with(file: Path, place: str) -> Wrong | None:
    if file.is_symlink():
        return Wrong.FOREIGN
    body = file.read_bytes()
    page = file.with_suffix("")
    if file.suffix in _UNPACK and page.is_file():
        return None if _unpacked(body, file.suffix) == page.read_bytes() else Wrong.COPY
    named = _NAMED.search(file.name)
    if named is not None:
        # Django names the files so; against whom can make another text of the same digest it is
        # as weak as its twelve figures, against a changed byte it is not.
        same = md5(body, usedforsecurity=False).hexdigest()[:12] == named["digest"]
        return None if same else Wrong.CHANGED
    source = finders.find(place)
    if source is None:
        # A file that an earlier release brought stands beside the one that its pages name.
        earlier = any(_NAMED.search(one.name) for one in file.parent.glob(f"{file.stem}.*"))
        return None if earlier else Wrong.FOREIGN
    return None if Path(source).read_bytes() == body else Wrong.CHANGED


def _unpacked(packed: bytes, ending: str) -> bytes | None:
    try:
        return _UNPACK[ending](packed)
    except (OSError, EOFError, zlib.error, brotli.error):
        return None


def take_away(root: Path, place: str) -> None:
    """Remove a file that is wrong, with its copies; the program puts its own there again."""
    file = root / place.removeprefix("static/")
    for ending in ("", *_UNPACK):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    (root / ".stamp").unlink(missing_ok=True)
