"""Files to look at, named by a command line: files, folders with all below them, zip archives.

One file is read at a time and in a stable order; whatever cannot be had comes as an entry with a
problem, so that one broken file stops nothing.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from yangguang.config.command.parsing import reason

MOST_BYTES = 200 * 1024**2
ZIP_MEMBERS = 100_000
ZIP_BYTES = 20 * 1024**3
ZIP_RATIO = 200


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file: ``read`` gives its bytes and raises OSError; or ``problem`` says why not."""

    name: str
    read: Callable[[], bytes] | None = None
    problem: str = ""

    @property
    def bare_name(self) -> str:
        """The name without folders and archive, by which a format is guessed."""
        return self.name.rpartition("!")[2].rpartition("/")[2]


def walk_files(paths: Iterable[Path]) -> Iterator[FoundFile]:
    """Every file that the paths name, folders with all below them, members of zip archives."""
    for path in paths:
        try:
            if path.is_dir():
                yield from _folder(path)
            elif path.is_file():
                yield from _file(path)
            elif path.exists():
                yield FoundFile(str(path), problem="不是普通文件（设备或管道），没有读取。")
            else:
                yield FoundFile(str(path), problem="没有这个文件或文件夹，请核对路径。")
        except OSError as error:
            yield FoundFile(str(path), problem=f"系统打不开（{reason(error)}）。")


def _folder(folder: Path) -> Iterator[FoundFile]:
    base = folder.resolve()
    any_found = False
    closed: dict[Path, str] = {}

    def note(error: OSError) -> None:
        closed[Path(error.filename)] = (
            f"系统打不开这个文件夹（{reason(error)}），其中的文件没有读取。"
        )

    paths = [
        Path(where, name)
        for where, folders, files in os.walk(folder, onerror=note)
        for name in (*folders, *files)
    ]
    for path in sorted({*paths, *closed}):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if path in closed:
            any_found = True
            yield FoundFile(str(path), problem=closed[path])
            continue
        # One by one: the members of an archive are read while it is open.
        for found in _entry(path, base):
            any_found = True
            yield found
    if not any_found:
        yield FoundFile(str(folder), problem="文件夹里没有文件。")


def _entry(path: Path, base: Path) -> Iterator[FoundFile]:
    """What stands in a folder under one name; nothing for a folder, whose files come by themselves."""
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(base):
            yield FoundFile(str(path), problem="是指向文件夹以外的链接，没有读取。")
        elif path.is_symlink() and not path.exists():
            yield FoundFile(str(path), problem="是失效的链接，所指的文件已不存在。")
        elif path.is_file():
            yield from _file(path)
        elif not path.is_dir():
            yield FoundFile(str(path), problem="不是普通文件（设备或管道），没有读取。")
    except OSError as error:
        yield FoundFile(str(path), problem=f"系统打不开（{reason(error)}）。")


def _file(path: Path) -> Iterator[FoundFile]:
    if path.suffix.lower() == ".zip":
        yield from _archive(path)
        return
    if path.stat().st_size > MOST_BYTES:
        yield FoundFile(str(path), problem=_too_large())
        return
    yield FoundFile(str(path), read=path.read_bytes)


def _archive(path: Path) -> Iterator[FoundFile]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        yield FoundFile(str(path), problem="压缩包已损坏，无法打开，请重新打包后再试。")
        return
    with archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
        if len(members) > ZIP_MEMBERS or sum(one.file_size for one in members) > ZIP_BYTES:
            yield FoundFile(str(path), problem="压缩包中的文件过多或展开后过大，请拆分后再试。")
            return
        if not members:
            yield FoundFile(str(path), problem="压缩包里没有文件。")
        for member in sorted(members, key=lambda one: one.filename):
            if "__MACOSX" in member.filename:
                continue
            name = f"{path}!{_member_name(member)}"
            problem = _member_problem(member)
            if problem:
                yield FoundFile(name, problem=problem)
            else:
                yield FoundFile(name, read=partial(_member, archive, member))


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The member's bytes. Raises OSError for every way in which a member can be broken."""
    try:
        return archive.read(member)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        # RuntimeError: encrypted after all; NotImplementedError: an unknown method of packing.
        raise OSError("压缩包中的这个文件已加密或损坏") from error


def _member_name(member: zipfile.ZipInfo) -> str:
    """Names in old Chinese archives are GBK without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename


def _member_problem(member: zipfile.ZipInfo) -> str:
    if member.flag_bits & 0x1:
        return "压缩包中的这个文件已加密，请去掉密码后再试。"
    if member.file_size > MOST_BYTES:
        return _too_large()
    if member.file_size > 1024**2 and member.file_size > ZIP_RATIO * max(1, member.compress_size):
        return "展开后的大小异常（疑似压缩炸弹），没有读取。"
    return ""


def _too_large() -> str:
    return f"文件过大（超过 {MOST_BYTES // 1024**2} MB），请拆分后再试。"
