"""The algorithms under which values may be sealed, each known by the name that stands in the value.

All are authenticated: a value that was altered, or is opened with other associated data, does
not open. AES-256-GCM is the default; SM4 is there for installations that must use the national
algorithms (GB/T 32907, GB/T 32905). Where the built-in OpenSSL has no SM4-GCM, SM4-CTR with an
HMAC-SM3 over header and ciphertext (encrypt-then-MAC) stands in for it.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC

SECRET_BYTES = 32
_GCM_NONCE = 12
_CTR_NONCE = 16
_GCM_TAG = 16
_SM3_TAG = 32


class DoesNotOpen(Exception):
    """The tag does not fit: other key, other associated data, or altered bytes."""


class UnknownAlgorithm(Exception):
    """No algorithm of this name is built into this installation."""


@dataclass(frozen=True, slots=True)
class Algorithm:
    """``seal`` and ``open`` take a 32-byte secret, from which each derives a key of its own."""

    name: str
    seal: Callable[[bytes, bytes, bytes], bytes]
    open: Callable[[bytes, bytes, bytes], bytes]


def derive(secret: bytes, info: str) -> bytes:
    """32 bytes bound to ``info``: HKDF-Expand of RFC 5869 with SHA-256, one block."""
    return hmac.digest(secret, info.encode() + b"\x01", "sha256")


def extract(material: bytes) -> bytes:
    """32 uniform bytes out of key material of any length: HKDF-Extract of RFC 5869, SHA-256."""
    return hmac.digest(b"yangguang/vault", material, "sha256")


def aes_gcm_seal(key: bytes, nonce: bytes, value: bytes, associated: bytes) -> bytes:
    """Ciphertext and 16-byte tag."""
    return AESGCM(key).encrypt(nonce, value, associated)


def sm4_gcm_seal(key: bytes, nonce: bytes, value: bytes, associated: bytes) -> bytes:
    """Ciphertext and 16-byte tag, as in RFC 8998."""
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(associated)
    return encryptor.update(value) + encryptor.finalize() + encryptor.tag


def sm4_gcm_open(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    """What was sealed by `sm4_gcm_seal`. Raises DoesNotOpen."""
    body, tag = sealed[:-_GCM_TAG], sealed[-_GCM_TAG:]
    try:
        decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(associated)
        return decryptor.update(body) + decryptor.finalize()
    except (InvalidTag, ValueError) as error:
        raise DoesNotOpen from error


def sm4_ctr(key: bytes, nonce: bytes, value: bytes) -> bytes:
    """SM4 in counter mode from a 16-byte first block; the same call encrypts and decrypts."""
    stream = Cipher(algorithms.SM4(key), modes.CTR(nonce)).encryptor()
    return stream.update(value) + stream.finalize()


def sm3_tag(key: bytes, nonce: bytes, body: bytes, associated: bytes) -> bytes:
    """HMAC-SM3 over the length of the associated data, the data, nonce and ciphertext; 32 bytes."""
    return _sm3(key, nonce, body, associated).finalize()


def _sm3(key: bytes, nonce: bytes, body: bytes, associated: bytes) -> HMAC:
    mac = HMAC(key, hashes.SM3())
    mac.update(len(associated).to_bytes(8, "big") + associated + nonce)
    mac.update(body)
    return mac


def _seal_aes(secret: bytes, value: bytes, associated: bytes) -> bytes:
    nonce = secrets.token_bytes(_GCM_NONCE)
    return nonce + aes_gcm_seal(derive(secret, "aes256gcm"), nonce, value, associated)


def _open_aes(secret: bytes, sealed: bytes, associated: bytes) -> bytes:
    nonce, body = sealed[:_GCM_NONCE], sealed[_GCM_NONCE:]
    try:
        return AESGCM(derive(secret, "aes256gcm")).decrypt(nonce, body, associated)
    except (InvalidTag, ValueError) as error:
        raise DoesNotOpen from error


def _seal_sm4(secret: bytes, value: bytes, associated: bytes) -> bytes:
    nonce = secrets.token_bytes(_GCM_NONCE)
    return nonce + sm4_gcm_seal(derive(secret, "sm4gcm")[:16], nonce, value, associated)


def _open_sm4(secret: bytes, sealed: bytes, associated: bytes) -> bytes:
    key = derive(secret, "sm4gcm")[:16]
    return sm4_gcm_open(key, sealed[:_GCM_NONCE], sealed[_GCM_NONCE:], associated)


def _seal_sm4_ctr(secret: bytes, value: bytes, associated: bytes) -> bytes:
    nonce = secrets.token_bytes(_CTR_NONCE)
    body = sm4_ctr(derive(secret, "sm4ctrsm3/encrypt")[:16], nonce, value)
    return nonce + body + sm3_tag(derive(secret, "sm4ctrsm3/mac"), nonce, body, associated)


def _open_sm4_ctr(secret: bytes, sealed: bytes, associated: bytes) -> bytes:
    nonce, rest = sealed[:_CTR_NONCE], sealed[_CTR_NONCE:]
    body, tag = rest[:-_SM3_TAG], rest[-_SM3_TAG:]
    try:
        _sm3(derive(secret, "sm4ctrsm3/mac"), nonce, body, associated).verify(tag)
    except InvalidSignature as error:
        raise DoesNotOpen from error
    return sm4_ctr(derive(secret, "sm4ctrsm3/encrypt")[:16], nonce, body)


AES256GCM = Algorithm("aes256gcm", _seal_aes, _open_aes)
SM4GCM = Algorithm("sm4gcm", _seal_sm4, _open_sm4)
SM4CTRSM3 = Algorithm("sm4ctrsm3", _seal_sm4_ctr, _open_sm4_ctr)
ALGORITHMS = {one.name: one for one in (AES256GCM, SM4GCM, SM4CTRSM3)}


@lru_cache(maxsize=8)
def is_built_in(algorithm: Algorithm) -> bool:
    """Whether the OpenSSL at hand can do it: some builds leave out SM4, or SM4 in this mode."""
    try:
        algorithm.seal(bytes(SECRET_BYTES), b"", b"")
    except UnsupportedAlgorithm:
        return False
    return True


def algorithm_named(name: str) -> Algorithm:
    """The algorithm of that name; ``sm4`` means the best SM4 mode built in.

    Raises UnknownAlgorithm with a sentence for whoever wrote the setting.
    """
    if name == "sm4":
        return SM4GCM if is_built_in(SM4GCM) else algorithm_named(SM4CTRSM3.name)
    found = ALGORITHMS.get(name)
    if found is None:
        raise UnknownAlgorithm(
            f"不认识加密算法“{name}”，可选 aes256gcm、sm4（或写明 {'、'.join(ALGORITHMS)}）。"
        )
    if not is_built_in(found):
        raise UnknownAlgorithm(
            f"本机的密码库不支持 {name}。请改用 aes256gcm，或安装带国密算法的 OpenSSL。"
        )
    return found
