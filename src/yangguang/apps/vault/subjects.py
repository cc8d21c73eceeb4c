"""Sealing what belongs to a person under that person's key, and opening it again.

Keys are unwrapped anew for each call and kept nowhere: unwrapping costs microseconds, and a key
that is kept would outlive its destruction.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from yangguang.apps.vault import wire
from yangguang.apps.vault.ciphers import SECRET_BYTES
from yangguang.apps.vault.models import SubjectKey
from yangguang.apps.vault.problems import Destroyed, SealBroken
from yangguang.apps.vault.ring import KeyRing, current_ring
from yangguang.apps.vault.sealing import chosen_algorithm, seal, unseal_with

WRAPPING = "subject-key"
_QUERY_SIZE = 500

Subject = SubjectKey | UUID
"""A person by their key's row (costs no query) or by its id."""


@dataclass(frozen=True, slots=True)
class SealedValue:
    """One value of a list: whose it is, what it holds, and the sealed text (may be empty)."""

    subject_id: UUID
    field: str
    sealed: str


def wrap_new_key(subject_id: UUID) -> str:
    """A fresh random key for this person, wrapped under the field key."""
    return seal(secrets.token_bytes(SECRET_BYTES), purpose=WRAPPING, context=subject_id.hex)


def seal_for(subject: Subject, text: str, field: str) -> str:
    """The text under the person's key, bound to person and field. Raises Destroyed.

    An empty text stays empty: that nothing was given is no secret.
    """
    if not text:
        return ""
    row = _row(subject)
    return wire.as_text(_close(row.pk, _secret(current_ring(), row), text.encode(), field))


def seal_many_for(subject: Subject, values: Mapping[str, str]) -> dict[str, str]:
    """Field → sealed text, for all values of one person. Raises Destroyed."""
    row = _row(subject)
    secret = _secret(current_ring(), row)
    return {
        field: wire.as_text(_close(row.pk, secret, text.encode(), field)) if text else ""
        for field, text in values.items()
    }


def unseal_for(subject: Subject, sealed: str, field: str) -> str:
    """The text that was sealed for this person and field.

    Raises Destroyed after the person's key is gone, SealBroken for what was sealed for somebody
    or something else, or altered.
    """
    row = _row(subject)
    secret = _secret(current_ring(), row)
    return _open(row.pk, secret, wire.parse_text(sealed), field).decode() if sealed else ""


def seal_bytes_for(subject: Subject, data: bytes, field: str) -> bytes:
    """File content under the person's key. Raises Destroyed."""
    row = _row(subject)
    return wire.as_bytes(_close(row.pk, _secret(current_ring(), row), data, field))


def unseal_bytes_for(subject: Subject, data: bytes, field: str) -> bytes:
    """The file content that was sealed for this person and field. Raises as `unseal_for`."""
    row = _row(subject)
    return _open(row.pk, _secret(current_ring(), row), wire.parse_bytes(data), field)


def unseal_many(values: Iterable[SealedValue]) -> list[str | None]:
    """The texts in the order of the values, with one query for all keys; None where destroyed.

    For masked lists: what is shown in clear goes through `services.reveal`. Raises SealBroken.
    """
    wanted = list(values)
    found = _wrapped_keys({one.subject_id for one in wanted if one.sealed})
    ring = current_ring()
    opened = {key: _unwrap(ring, key, wrapped) for key, wrapped in found.items() if wrapped}
    texts: list[str | None] = []
    for one in wanted:
        if not one.sealed:
            texts.append("")
        elif one.subject_id in opened:
            parts = wire.parse_text(one.sealed)
            texts.append(_open(one.subject_id, opened[one.subject_id], parts, one.field).decode())
        elif one.subject_id in found:
            texts.append(None)
        else:
            raise unknown_person(one.subject_id)
    return texts


def living(ids: Iterable[UUID]) -> set[UUID]:
    """Those of these people whose key stands."""
    return {key for key, wrapped in _wrapped_keys(ids).items() if wrapped}


def _wrapped_keys(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Person → wrapped key, empty where destroyed; one query for each 500."""
    wanted: Sequence[UUID] = list(ids)
    found: dict[UUID, str] = {}
    for start in range(0, len(wanted), _QUERY_SIZE):
        rows = SubjectKey.objects.filter(pk__in=wanted[start : start + _QUERY_SIZE])
        found.update(rows.values_list("pk", "wrapped"))
    return found


def _row(subject: Subject) -> SubjectKey:
    if isinstance(subject, SubjectKey):
        return subject
    row = SubjectKey.objects.filter(pk=subject).first()
    if row is None:
        raise unknown_person(subject)
    return row


def unknown_person(subject_id: UUID) -> SealBroken:
    """What to raise where a value names a person who has no row."""
    return SealBroken(
        f"没有找到个人信息密钥 {subject_id}，数据可能不完整。请运行 yangguang doctor 检查。"
    )


def _secret(ring: KeyRing, row: SubjectKey) -> bytes:
    if row.destroyed_at is not None:
        raise Destroyed
    return _unwrap(ring, row.pk, row.wrapped)


def _unwrap(ring: KeyRing, subject_id: UUID, wrapped: str) -> bytes:
    return unseal_with(ring, wrapped, purpose=WRAPPING, context=subject_id.hex)


def _key_id(subject_id: UUID) -> str:
    return f"s{subject_id.hex}"


def _close(subject_id: UUID, secret: bytes, data: bytes, field: str) -> wire.Sealed:
    return wire.close(
        data,
        algorithm=chosen_algorithm(),
        key_id=_key_id(subject_id),
        secret=secret,
        purpose="subject",
        context=field,
    )


def _open(subject_id: UUID, secret: bytes, sealed: wire.Sealed, field: str) -> bytes:
    if sealed.key_id != _key_id(subject_id):
        raise SealBroken("加密内容属于另一个人，无法读取。请从备份恢复这条记录。")
    return wire.open_sealed(sealed, secret=secret, purpose="subject", context=field)
