"""The installation's field keys: one seals, all open.

The key in ``field.key`` (or YANGGUANG_FIELD_KEY) seals new values; older and prepared ones
(``field-*.key``, or YANGGUANG_FIELD_KEYS_OLD) only open. The folder is looked at before each
use, so that every running process seals under a new key from the moment it stands.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from yangguang.apps.vault.ciphers import derive, extract
from yangguang.apps.vault.problems import SealBroken

CURRENT_FILE = "field.key"
OTHER_FILES = "field-*.key"
ID_DIGITS = 8


@dataclass(frozen=True, slots=True)
class RingKey:
    """``id`` is the first 8 hex digits of a digest of the key; the key itself never shows."""

    id: str
    text: bytes = field(repr=False)
    """The key as it was given; the values of before this format derive from it."""
    secret: bytes = field(repr=False)
    """32 uniform bytes out of it."""

    def for_purpose(self, purpose: str) -> bytes:
        """32 bytes that serve one purpose only."""
        return _purpose_key(self.secret, purpose)


@lru_cache(maxsize=64)
def _purpose_key(secret: bytes, purpose: str) -> bytes:
    return derive(secret, f"purpose/{purpose}")


@dataclass(frozen=True, slots=True)
class KeyRing:
    """``current`` seals; ``others`` open what was sealed under them."""

    current: RingKey
    others: tuple[RingKey, ...]

    @property
    def keys(self) -> tuple[RingKey, ...]:
        """All keys, the current one first."""
        return (self.current, *self.others)

    def find(self, key_id: str) -> RingKey | None:
        """The key of that id, if it is at hand."""
        return next((key for key in self.keys if key.id == key_id), None)


def key_of(text: str) -> RingKey:
    """The ring's view of a key as it stands in its file or variable."""
    material = text.strip().encode()
    digest = hashlib.sha256(b"yangguang/field-key-id/" + material).hexdigest()
    return RingKey(digest[:ID_DIGITS], material, extract(material))


def current_ring() -> KeyRing:
    """The keys as they stand now. Raises SealBroken where there is none."""
    folder = Path(settings.KEYS_FOLDER)
    given = tuple(settings.FIELD_KEYS_OLD)
    return _ring(settings.FIELD_KEY, given, folder, _signature(folder))


def _signature(folder: Path) -> tuple[int, ...]:
    """Changes with every key that is added, replaced or removed."""
    marks: list[int] = []
    for path in (folder, folder / CURRENT_FILE):
        try:
            found = path.stat()
        except FileNotFoundError:
            marks.append(0)
            continue
        marks += [found.st_mtime_ns, found.st_ino, found.st_size]
    return tuple(marks)


@lru_cache(maxsize=4)
def _ring(text: str, given: tuple[str, ...], folder: Path, signature: tuple[int, ...]) -> KeyRing:
    texts = [text, *given]
    if not text:
        try:
            texts[0] = (folder / CURRENT_FILE).read_text(encoding="ascii")
        except FileNotFoundError as error:
            raise SealBroken(
                f"没有找到字段密钥 {folder / CURRENT_FILE}。请放回备份时的 keys 文件夹后重试。"
            ) from error
    # Keys of files open beside a key from the environment too: an installation may move its
    # keys from one to the other.
    paths = [*sorted(folder.glob(OTHER_FILES)), *([folder / CURRENT_FILE] if text else [])]
    for path in paths:
        try:
            texts.append(path.read_text(encoding="ascii"))
        except FileNotFoundError:
            # Renamed or absent since the folder was listed; the next signature differs.
            continue
    keys = {key.id: key for key in map(key_of, reversed([one for one in texts if one.strip()]))}
    current = key_of(texts[0])
    return KeyRing(current, tuple(key for key in keys.values() if key.id != current.id))
