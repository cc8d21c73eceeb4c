"""How a sealed value is written: version, algorithm, key and bytes, so that any may change.

``v1.aes256gcm.1a2b3c4d.<base64url of nonce, ciphertext and tag>``. The key is a field key by
its 8-digit id, or a person's key as ``s`` and the 32 digits of its UUID. The header is part of
what is authenticated.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from yangguang.apps.vault.ciphers import ALGORITHMS, Algorithm, DoesNotOpen
from yangguang.apps.vault.problems import SealBroken

VERSION = "v1"
_TEXT = re.compile(r"(v[0-9]+)\.([a-z0-9]+)\.([0-9a-z]+)\.([0-9A-Za-z_-]*)", re.ASCII)
_HEADER = re.compile(rb"(v[0-9]+)\.([a-z0-9]+)\.([0-9a-z]+)\.")
_HEADER_BYTES = 96
NOT_OURS = "内容不是本平台的加密格式，可能已被改动。请从备份恢复这条记录。"
ALTERED = "加密内容已被改动，或者被移到了别处，无法读取。请从备份恢复这条记录。"


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed value taken apart; ``body`` is nonce, ciphertext and tag."""

    algorithm: str
    key_id: str
    body: bytes


def prefix(algorithm: str, key_id: str) -> str:
    """What every value sealed so begins with."""
    return f"{VERSION}.{algorithm}.{key_id}."


def as_text(sealed: Sealed) -> str:
    """The form kept in text columns."""
    body = urlsafe_b64encode(sealed.body).rstrip(b"=").decode()
    return prefix(sealed.algorithm, sealed.key_id) + body


def as_bytes(sealed: Sealed) -> bytes:
    """The form kept in files: the same header, then the raw bytes."""
    return prefix(sealed.algorithm, sealed.key_id).encode() + sealed.body


def parse_text(text: str) -> Sealed:
    """A value out of a text column. Raises SealBroken for what is no sealed value."""
    match = _TEXT.fullmatch(text)
    if match is None:
        raise SealBroken(NOT_OURS)
    version, algorithm, key_id, body = match.groups()
    _require_known(version)
    try:
        raw = urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except ValueError as error:
        raise SealBroken(NOT_OURS) from error
    sealed = Sealed(algorithm, key_id, raw)
    if as_text(sealed) != text:
        # Base64 has spare bits: only one spelling of a value is ours.
        raise SealBroken(NOT_OURS)
    return sealed


def parse_bytes(data: bytes) -> Sealed:
    """A value out of a file. Raises SealBroken for what is no sealed value."""
    match = _HEADER.match(data[:_HEADER_BYTES])
    if match is None:
        raise SealBroken(NOT_OURS)
    version, algorithm, key_id = (one.decode() for one in match.groups())
    _require_known(version)
    return Sealed(algorithm, key_id, data[match.end() :])


def close(
    value: bytes, *, algorithm: Algorithm, key_id: str, secret: bytes, purpose: str, context: str
) -> Sealed:
    """Seal bytes under a 32-byte secret, bound to purpose and context."""
    associated = _associated(algorithm.name, key_id, purpose, context)
    return Sealed(algorithm.name, key_id, algorithm.seal(secret, value, associated))


def open_sealed(sealed: Sealed, *, secret: bytes, purpose: str, context: str) -> bytes:
    """What was sealed so. Raises SealBroken for anything else."""
    algorithm = ALGORITHMS.get(sealed.algorithm)
    if algorithm is None:
        raise SealBroken(
            f"加密内容使用了本版本不认识的算法 {sealed.algorithm}。请升级到写入它的版本后重试。"
        )
    associated = _associated(sealed.algorithm, sealed.key_id, purpose, context)
    try:
        return algorithm.open(secret, sealed.body, associated)
    except DoesNotOpen as error:
        raise SealBroken(ALTERED) from error


def _associated(algorithm: str, key_id: str, purpose: str, context: str) -> bytes:
    """The header, then purpose and context; the length keeps any two pairs of these apart."""
    return f"{prefix(algorithm, key_id)}{len(purpose)}:{purpose}{context}".encode()


def _require_known(version: str) -> None:
    if version != VERSION:
        raise SealBroken(f"加密格式 {version} 由更新的版本写入。请升级平台后重试。")
