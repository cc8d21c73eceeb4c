"""Putting another field key in place of the present one, in the keys folder.

Each step is one rename of a whole file, so that at every moment the folder holds every key that
any value needs, and a rotation that was cut off goes on where it stood.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from yangguang.apps.vault.ring import CURRENT_FILE, RingKey, key_of

_NEXT = "field-next-"
_OLD = "field-old-"
_LOCK = "field.lock"


class RotationProblem(Exception):
    """Rotation is not possible now; the message says why and what to do next."""


@dataclass(frozen=True, slots=True)
class Switched:
    """Ids of the key that sealed until now and of the one that seals from now on."""

    old: str
    new: str


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Hold the folder for one rotation; the lock falls with the process. Raises RotationProblem."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RotationProblem("另一个密钥轮换正在进行，请等它结束后再试。") from error
        yield
    finally:
        os.close(descriptor)


def prepare_key(folder: Path) -> RingKey:
    """The key that the next switch puts in place: readable by all, sealing nothing yet.

    Made if there is none. Where several machines share one database, it is copied to all of them
    before the switch.
    """
    present = key_of((folder / CURRENT_FILE).read_text(encoding="ascii"))
    for path in sorted(folder.glob(f"{_NEXT}*.key")):
        waiting = key_of(path.read_text(encoding="ascii"))
        if waiting.id != present.id:
            return waiting
        # Another machine switched, and its field.key was copied here.
        path.unlink()
    text = secrets.token_urlsafe(64)
    key = key_of(text)
    _write_whole(folder / f"{_NEXT}{key.id}.key", text, like=folder / CURRENT_FILE)
    return key


def switch_key(folder: Path) -> Switched:
    """Put the prepared key in place of ``field.key``; the present one stays as an old one."""
    current = folder / CURRENT_FILE
    text = current.read_text(encoding="ascii")
    old = key_of(text)
    new = prepare_key(folder)
    kept = folder / f"{_OLD}{old.id}.key"
    if not kept.exists():
        _write_whole(kept, text.strip(), like=current)
    waiting = next(
        path
        for path in sorted(folder.glob(f"{_NEXT}*.key"))
        if key_of(path.read_text(encoding="ascii")).id == new.id
    )
    waiting.replace(current)
    _settle(folder)
    return Switched(old.id, new.id)


def file_of(folder: Path, key_id: str) -> Path | None:
    """Where the key of that id lies; None where it comes from the environment."""
    for path in sorted(folder.glob("field*.key")):
        if key_of(path.read_text(encoding="ascii")).id == key_id:
            return path
    return None


def _write_whole(path: Path, text: str, *, like: Path) -> None:
    """A file with mode 0600 that is there whole or not at all, owned as its neighbour is."""
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    if os.geteuid() == 0:
        # Rotation by the administrator must leave a key that the service can read.
        owner = like.stat()
        os.chown(partial, owner.st_uid, owner.st_gid)
    partial.rename(path)
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Have the folder's names on disk before going on."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
