"""The one way to the typesetter, which reads nothing but what it is given.

Layouts are our own, but the words in them are anybody's. The root of the typesetter and its package
folders are therefore an empty folder: no text can make it read a file or fetch a package.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pypdfium2
import typst


class TypesettingFailed(Exception):
    """The typesetter refused; the message is its own, for an administrator and not for a reader."""


def typeset(layout: bytes, data: Mapping[str, Any], *, fonts: typst.Fonts, timestamp: int) -> bytes:
    """The PDF of ``data`` in ``layout``; the same of both and the same moment are the same bytes.

    ``timestamp`` is what the file says of its making, in seconds. Raises `TypesettingFailed`.
    """
    return _compiled(layout, data, fonts, {"format": "pdf", "timestamp": timestamp})


def picture(layout: bytes, data: Mapping[str, Any], *, fonts: typst.Fonts, ppi: float) -> bytes:
    """The only page of ``data`` in ``layout`` as a PNG. Raises `TypesettingFailed`."""
    return _compiled(layout, data, fonts, {"format": "png", "ppi": ppi})


def marked_places(
    layout: bytes, data: Mapping[str, Any], selector: str, *, fonts: typst.Fonts
) -> Any:
    """The values that ``layout`` marks with ``selector``, in their order. Raises `TypesettingFailed`."""
    try:
        return json.loads(
            typst.query(layout, selector, field="value", **_shut_in(data), font_paths=fonts)
        )
    except typst.TypstError as error:
        raise TypesettingFailed(str(error)) from error


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return len(document)
    finally:
        document.close()


def layout_beside(package: str, name: str) -> bytes:
    """A layout that stands beside the modules of ``package``."""
    return _read(package, name)


@cache
def _read(package: str, name: str) -> bytes:
    return files(package).joinpath(name).read_bytes()


def _compiled(
    layout: bytes, data: Mapping[str, Any], fonts: typst.Fonts, wanted: Mapping[str, Any]
) -> bytes:
    try:
        made: object = typst.compile(layout, font_paths=fonts, **_shut_in(data), **wanted)
    except typst.TypstError as error:
        raise TypesettingFailed(str(error)) from error
    if not isinstance(made, bytes):
        raise TypeError("typst gives bytes for one file")
    return made


def _shut_in(data: Mapping[str, Any]) -> dict[str, Any]:
    empty = str(_empty_folder())
    return {
        "root": empty,
        "package_path": empty,
        "package_cache_path": empty,
        "sys_inputs": {"data": json.dumps(data, ensure_ascii=False)},
    }


@cache
def _empty_folder() -> Path:
    """One for all processes of this account, so that none is left behind by each of them.

    The workshop of redaction has no settings and may write only here.
    """
    folder = Path(tempfile.gettempdir(), f"yangguang-empty-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    ours = not folder.is_symlink() and folder.stat().st_uid == os.getuid()
    if ours and not any(folder.iterdir()):
        return folder
    return Path(tempfile.mkdtemp(prefix="yangguang-empty-"))
