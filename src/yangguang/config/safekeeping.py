"""Backup and restore of one installation, with a manifest that proves both.

SQLite is copied through its own backup interface, PostgreSQL through pg_dump, so that a running
platform can be backed up. Keys stay out; their fingerprints go in, so that a restore can say
whether the keys at hand belong to the data.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from yangguang.apps.audit.actors import command
from yangguang.apps.vault.models import SubjectKey
from yangguang.apps.vault.selectors import destroyed_people
from yangguang.apps.vault.services import destroy_again
from yangguang.config import keys
from yangguang.config.command.start import prepare_database
from yangguang.config.withdrawing_again import withdraw_again, withdrawn_until_now

MANIFEST = "manifest.json"
FORMAT = 1
Progress = Callable[[int, int], None]
Destroyed = dict[UUID, tuple[datetime, str]]


class BackupProblem(Exception):
    """Backup or restore is not possible; the message says why and what to do next."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds: path → SHA-256, and which keys the data was written under."""

    format: int
    made_at: str
    engine: str
    fingerprints: dict[str, str]
    entries: dict[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    files: int
    bytes: int


def write_backup(target: Path, *, progress: Progress) -> Made:
    """Write database, files and index into ``target`` (tar.gz). Raises BackupProblem."""
    target = target.resolve()
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        database = Path(scratch) / _database_name()
        _dump_database(database)
        members = [(database, f"database/{database.name}"), *_members()]
        entries: dict[str, str] = {}
        partial = Path(scratch) / "partial.tar.gz"
        with tarfile.open(partial, "w:gz", compresslevel=3) as archive:
            for number, (path, name) in enumerate(members, start=1):
                try:
                    entries[name] = _sha256(path)
                    archive.add(path, arcname=name, recursive=False)
                except FileNotFoundError:
                    # The index merges its segments while we read; its next commit is in the list.
                    entries.pop(name, None)
                progress(number, len(members))
            manifest = Manifest(
                FORMAT,
                timezone.now().isoformat(timespec="seconds"),
                connection.vendor,
                keys.fingerprints(Path(settings.KEYS_FOLDER)),
                entries,
            )
            data = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
            info = tarfile.TarInfo(MANIFEST)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        size = partial.stat().st_size
        partial.replace(target)
    return Made(len(entries), size)


def check_backup(source: Path) -> Manifest:
    """The manifest, after every entry has been compared with it. Raises BackupProblem."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            found: dict[str, str] = {}
            manifest: Manifest | None = None
            for member in archive:
                handle = archive.extractfile(member)
                if handle is None:
                    continue
                if member.name == MANIFEST:
                    manifest = Manifest(**json.loads(handle.read()))
                else:
                    found[member.name] = _digest(handle)
    except (tarfile.TarError, OSError, EOFError, ValueError, TypeError) as error:
        raise BackupProblem(f"{source} 不是完整的备份文件，无法恢复。请换一份备份。") from error
    if manifest is None or manifest.format != FORMAT:
        raise BackupProblem(f"{source} 中没有可识别的清单，不是本平台的备份文件。")
    wrong = [name for name, digest in manifest.entries.items() if found.get(name) != digest]
    if wrong:
        raise BackupProblem(
            f"备份已损坏：{wrong[0]} 等 {len(wrong)} 个文件与清单不符。请换一份备份。"
        )
    return manifest


def restore_backup(
    source: Path, manifest: Manifest, *, force: bool, progress: Progress
) -> list[str]:
    """Put everything back; what stood there is moved aside. Gives lines to tell the operator.

    Raises BackupProblem where data is there and ``force`` is not given, or the engines differ.
    """
    if manifest.engine != connection.vendor:
        raise BackupProblem(
            f"备份来自 {manifest.engine}，当前数据库是 {connection.vendor}，不能直接恢复。"
            "请把 YANGGUANG_DATABASE 指向同类数据库。"
        )
    if _has_data() and not force:
        raise BackupProblem(
            "当前库中已有数据。确认要用备份替换的，请加 --force；现有数据会另存一旁。"
        )
    notes: list[str] = []
    destroyed = _destroyed_until_now(notes)
    withdrawn = withdrawn_until_now(notes)
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M%S")
    with tempfile.TemporaryDirectory(dir=Path(settings.HOME)) as scratch:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(scratch, filter="data")
        progress(1, 4)
        fresh = Path(scratch)
        database = next((fresh / "database").iterdir())
        for name, folder in (
            ("files", Path(settings.FILES_FOLDER)),
            ("index", Path(settings.INDEX_FOLDER)),
        ):
            if folder.exists():
                aside = folder.with_name(f"{folder.name}.before-{stamp}")
                folder.rename(aside)
                notes.append(f"原有的 {name} 已移到 {aside}")
            if (fresh / name).exists():
                shutil.move(str(fresh / name), str(folder))
            else:
                folder.mkdir(parents=True)
        progress(2, 4)
        notes.extend(_load_database(database, stamp))
        notes.extend(_destroy_again(destroyed))
        notes.extend(withdraw_again(withdrawn))
        progress(4, 4)
    here = set(keys.fingerprints(Path(settings.KEYS_FOLDER)).values())
    # A rotated field key lies here under another name and opens the backup's values all the same.
    lost = [name for name, print_ in manifest.fingerprints.items() if print_ not in here]
    if lost:
        notes.append(
            f"注意：缺少备份时的密钥 {'、'.join(lost)}，已登录的会话失效，二次验证须重新绑定，"
            "加密的个人信息无法读取。如有备份时的 keys 文件夹，请放回后重新启动。"
        )
    return notes


def _destroyed_until_now(notes: list[str]) -> Destroyed:
    """Whose data was destroyed before this restore, as far as the present database can say."""
    try:
        if SubjectKey._meta.db_table not in connection.introspection.table_names():
            return {}
        return destroyed_people()
    except DatabaseError as error:
        notes.append(
            f"注意：现有数据库无法读取（{error}），不能核对备份之后销毁的个人信息。"
            "请按销毁记录逐一重新销毁。"
        )
        return {}


def _destroy_again(destroyed: Destroyed) -> list[str]:
    """A backup from before a destruction must not bring people's data back."""
    if not destroyed:
        return []
    prepare_database()
    count = destroy_again(destroyed, by=command("恢复程序"), at=timezone.now())
    return [f"备份之后销毁的个人信息 {count} 人，已重新销毁"] if count else []


def _database_name() -> str:
    return "database.sqlite3" if connection.vendor == "sqlite" else "database.pgdump"


def _dump_database(target: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(target)
        try:
            connection.connection.backup(copy)
        finally:
            copy.close()
        return
    _postgres("pg_dump", ["--format=custom", "--no-owner", f"--file={target}"])


def _load_database(source: Path, stamp: str) -> list[str]:
    if connection.vendor == "sqlite":
        connection.close()
        target = Path(str(connection.settings_dict["NAME"]))
        notes = []
        for suffix in ("-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        if target.exists():
            aside = target.with_name(f"{target.name}.before-{stamp}")
            target.rename(aside)
            notes.append(f"原有的数据库已移到 {aside}")
        shutil.move(str(source), str(target))
        return notes
    aside = Path(settings.HOME) / f"database.before-{stamp}.pgdump"
    _postgres("pg_dump", ["--format=custom", "--no-owner", f"--file={aside}"])
    connection.close()
    _postgres(
        "pg_restore", ["--clean", "--if-exists", "--no-owner", "--single-transaction", str(source)]
    )
    return [f"原有的数据库已存到 {aside}"]


def _postgres(program: str, arguments: list[str]) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupProblem(
            f"没有找到 {program}。请安装 PostgreSQL 客户端：apt-get install postgresql-client"
        )
    values = connection.settings_dict
    environment = {**os.environ, "PGPASSWORD": str(values.get("PASSWORD") or "")}
    words = [found, "--dbname", str(values["NAME"])]
    for flag, name in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if values.get(name):
            words += [flag, str(values[name])]
    done = subprocess.run(  # noqa: S603 (a fixed program with the settings' own values)
        [*words, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BackupProblem(f"{program} 未能完成：{done.stderr.strip()[-500:]}")


def _members() -> Iterator[tuple[Path, str]]:
    for name, folder in (("files", settings.FILES_FOLDER), ("index", settings.INDEX_FOLDER)):
        root = Path(folder)
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.name.endswith(".lock"):
                yield path, f"{name}/{path.relative_to(root)}"


def _digest(handle: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := handle.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return _digest(handle)


def _has_data() -> bool:
    from yangguang.apps.agencies.models import Agency

    tables = connection.introspection.table_names()
    return Agency._meta.db_table in tables and Agency.objects.exists()
