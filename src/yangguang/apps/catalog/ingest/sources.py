"""What there is to take over: files, folders, zip archives, JSON lines with declared fields.

A source is walked in a stable order and read one entry at a time, so that a run can be resumed
and a terabyte does not have to fit into memory.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath
from typing import Any

from yangguang.apps.catalog.ingest.beside import PAGE_SUFFIXES, linked_names, places_of

ENTRY_BYTES = 200 * 1024**2
ZIP_ENTRIES = 100_000
ZIP_BYTES = 20 * 1024**3
ZIP_RATIO = 200
DOCUMENT_SUFFIXES = frozenset(
    {".html", ".htm", ".shtml", ".txt", ".md", ".docx", ".pdf", ".ofd", ".doc", ".xml"}
)
RECORD_SUFFIXES = frozenset({".jsonl", ".ndjson"})
ATTACHMENT_SUFFIXES = frozenset(
    {
        ".xlsx", ".xls", ".ods", ".csv", ".et", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".svg",
        ".ico", ".css", ".js", ".woff", ".woff2", ".ttf", ".rar", ".7z", ".mp4", ".mp3", ".ppt", ".pptx",
    }
)  # fmt: skip
"""Files that come with pages and are no documents of their own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document to take over: a file's bytes, a declared record, or why it cannot be had."""

    name: str
    read: Callable[[], bytes] | None = None
    record: dict[str, Any] | None = None
    problem: str = ""
    sibling: Callable[[str], bytes | None] | None = None
    """The bytes of a file beside this one, for attachments that a page links to."""


def walk(paths: Iterable[Path]) -> Iterator[Entry]:
    """Every entry below the paths, in a stable order. Problems come as entries, never raised."""
    for path in paths:
        if path.is_dir():
            yield from _folder(path)
        elif path.is_file():
            yield from _file(path, path.parent)
        else:
            yield Entry(str(path), problem="没有这个文件或文件夹，请核对路径。")


def count(paths: Iterable[Path]) -> int:
    """How many entries `walk` will give at most; cheap, for the progress bar."""
    total = 0
    for path in paths:
        inside = [item for item in path.rglob("*") if item.is_file()] if path.is_dir() else [path]
        for item in inside:
            suffix = item.suffix.lower()
            if suffix in RECORD_SUFFIXES and item.is_file():
                with item.open("rb") as handle:
                    total += sum(1 for line in handle if line.strip())
            elif suffix == ".zip" and zipfile.is_zipfile(item):
                with zipfile.ZipFile(item) as archive:
                    total += len(archive.infolist())
            else:
                total += 1
    return total


def _folder(folder: Path) -> Iterator[Entry]:
    attached = _attached(folder)
    for path in sorted(item for item in folder.rglob("*") if item.is_file()):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            yield Entry(str(path), problem="是指向文件夹以外的链接，未读取。")
            continue
        if path.suffix.lower() in ATTACHMENT_SUFFIXES:
            continue
        if path.relative_to(folder).as_posix() in attached:
            continue
        yield from _file(path, folder)


def _attached(folder: Path) -> set[str]:
    """Documents in the folder that a page in it links to: they come with that page."""
    items = list(folder.rglob("*"))
    suffixes = {item.suffix.lower() for item in items}
    if not (suffixes & DOCUMENT_SUFFIXES) - PAGE_SUFFIXES:
        return set()
    pages = [item for item in items if item.suffix.lower() in PAGE_SUFFIXES]
    inside = (item for item in pages if item.is_file() and not item.is_symlink())
    return linked_names(
        (item.relative_to(folder).as_posix(), item.read_bytes())
        for item in inside
        if item.stat().st_size <= ENTRY_BYTES
    )


def _file(path: Path, root: Path) -> Iterator[Entry]:
    suffix = path.suffix.lower()
    try:
        size = path.stat().st_size
    except OSError as error:
        yield Entry(str(path), problem=f"无法读取：{error.strerror}。")
        return
    if suffix == ".zip":
        yield from _zip(path)
    elif suffix in RECORD_SUFFIXES:
        yield from _records(path)
    elif size > ENTRY_BYTES:
        yield Entry(
            str(path), problem=f"文件过大（超过 {ENTRY_BYTES // 1024**2} MB），请拆分后再转入。"
        )
    else:
        yield Entry(
            str(path),
            read=path.read_bytes,
            sibling=lambda href: _beside(path, root, href),
        )


def _beside(path: Path, root: Path, href: str) -> bytes | None:
    top = root.resolve()
    for name in places_of(href, path.relative_to(root).as_posix()):
        target = (top / name).resolve()
        if not target.is_relative_to(top) or not target.is_file():
            continue
        return target.read_bytes() if target.stat().st_size <= ENTRY_BYTES else None
    return None


@lru_cache(maxsize=2)
def _archive(path: Path, changed: int) -> zipfile.ZipFile:
    """The archive held open, because its entries are read after the walk has gone on."""
    return zipfile.ZipFile(path)


def _zip(path: Path) -> Iterator[Entry]:
    try:
        changed = path.stat().st_mtime_ns
        infos = [info for info in _archive(path, changed).infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError):
        yield Entry(str(path), problem="压缩包已损坏，无法打开，请重新打包后再试。")
        return
    if len(infos) > ZIP_ENTRIES or sum(info.file_size for info in infos) > ZIP_BYTES:
        yield Entry(str(path), problem="压缩包中的文件过多或展开后过大，请拆分后再转入。")
        return
    names = {_zip_name(info): info for info in infos}
    attached = _attached_in_zip(path, changed, infos)
    for info in sorted(infos, key=lambda item: item.filename):
        label = f"{path}!{_zip_name(info)}"
        suffix = PurePosixPath(info.filename).suffix.lower()
        if suffix in ATTACHMENT_SUFFIXES or "__MACOSX" in info.filename:
            continue
        if _zip_name(info) in attached:
            continue
        problem = _zip_problem(info)
        if problem:
            yield Entry(label, problem=problem)
        elif suffix in RECORD_SUFFIXES:
            try:
                yield from _lines(label, _zip_read(path, changed, info).split(b"\n"))
            except OSError as error:
                yield Entry(label, problem=str(error))
        else:
            yield Entry(
                label,
                read=partial(_zip_read, path, changed, info),
                sibling=partial(_zip_beside, path, changed, names, info),
            )


def _attached_in_zip(path: Path, changed: int, infos: list[zipfile.ZipInfo]) -> set[str]:
    """Documents in the archive that a page in it links to; without other documents none is read."""
    suffixes = {PurePosixPath(info.filename).suffix.lower() for info in infos}
    if not (suffixes & DOCUMENT_SUFFIXES) - PAGE_SUFFIXES:
        return set()

    def pages() -> Iterator[tuple[str, bytes]]:
        for info in infos:
            if PurePosixPath(info.filename).suffix.lower() in PAGE_SUFFIXES:
                if _zip_problem(info):
                    continue
                try:
                    yield _zip_name(info), _zip_read(path, changed, info)
                except OSError:
                    # `make` meets the same page and says what is wrong with it.
                    continue

    return linked_names(pages())


def _zip_read(path: Path, changed: int, info: zipfile.ZipInfo) -> bytes:
    """One member's bytes. Raises OSError for every way in which a member can be broken."""
    try:
        return _archive(path, changed).read(info)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
        # RuntimeError: encrypted; NotImplementedError: an unknown method of packing.
        raise OSError("压缩包中的这个文件已加密或损坏，未读取") from error


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Names in old Chinese archives are GBK without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _zip_problem(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & 0x1:
        return "压缩包中的这个文件已加密，请去掉密码后再试。"
    if info.file_size > ENTRY_BYTES:
        return f"文件过大（超过 {ENTRY_BYTES // 1024**2} MB），未读取。"
    if info.file_size > 1024**2 and info.file_size > ZIP_RATIO * max(1, info.compress_size):
        return "展开后的大小异常（疑似压缩炸弹），未读取。"
    return ""


def _zip_beside(
    path: Path, changed: int, names: dict[str, zipfile.ZipInfo], info: zipfile.ZipInfo, href: str
) -> bytes | None:
    for name in places_of(href, _zip_name(info)):
        found = names.get(name)
        if found is not None:
            return None if _zip_problem(found) else _zip_read(path, changed, found)
    return None


def _records(path: Path) -> Iterator[Entry]:
    with path.open("rb") as handle:
        yield from _lines(str(path), handle)


def _lines(label: str, lines: Iterable[bytes]) -> Iterator[Entry]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        name = f"{label}:{number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            yield Entry(name, problem="这一行不是完整的 JSON，请检查导出文件。")
            continue
        if not isinstance(record, dict):
            yield Entry(name, problem="这一行不是一条记录（应为 {…}），请检查导出文件。")
            continue
        yield Entry(name, record=record)
