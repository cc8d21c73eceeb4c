"""What other apps make known: columns under the field key, and who keeps personal data how long.

Both are registered in ``AppConfig.ready``; this app imports none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from yangguang.apps.audit.models import AppendOnly
from yangguang.apps.vault.sealing import unseal


def _no_context(row: Any) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A text column whose values are sealed directly under the field key."""

    model: type[Model]
    field: str
    purpose: str
    context: Callable[[Any], str] = _no_context
    """What a row's value is bound to beside the purpose, out of the row."""
    unseal: Callable[..., bytes] = unseal
    """Opens a value; an owner whose older values have another form brings its own."""

    @property
    def label(self) -> str:
        """How a person reads of it: 个人信息密钥."""
        return str(self.model._meta.verbose_name)


@dataclass(frozen=True, slots=True)
class Kept:
    """A person whose data has served its purpose since ``ended_on``.

    ``label`` names the matter by its number, never by a person.
    """

    subject_id: UUID
    label: str
    ended_on: date
    agency_key: int | None = None


@dataclass(frozen=True, slots=True)
class RetentionOwner:
    """An app that keeps data of people under one rule of `retention`.

    ``ended(day)`` gives those whose last matter ended on or before the day. ``needed(ids, day)``
    gives those of the ids with a matter that is open or ended later (a suit counts as open); it
    is asked again in the transaction of the destruction.
    ``forget(ids)`` drops what recognises or describes a person beside the sealed values (digests,
    masks); it runs in the transaction of the destruction and passes over ids it does not know.
    """

    kind: str
    ended: Callable[[date], Iterable[Kept]]
    needed: Callable[[Collection[UUID], date], Collection[UUID]]
    forget: Callable[[Collection[UUID]], None]


_columns: dict[tuple[str, str], SealedColumn] = {}
_owners: dict[str, RetentionOwner] = {}
_forgetters: dict[str, Callable[[Collection[UUID]], None]] = {}


def register_sealed_column(
    model: str,
    field: str,
    *,
    purpose: str,
    context: Callable[[Any], str] = _no_context,
    unseal: Callable[..., bytes] = unseal,
) -> SealedColumn:
    """Make a column known to the rotation of field keys; ``model`` is "app.Model".

    Values under a person's key do not belong here: their key is re-wrapped, they stay. Raises
    ValueError for an append-only model, whose rows no rotation could renew.
    """
    found = apps.get_model(model)
    if issubclass(found, AppendOnly):
        raise ValueError(f"{model} is append-only; seal its values under a person's key instead.")
    column = SealedColumn(found, found._meta.get_field(field).name, purpose, context, unseal)
    _columns[(found._meta.label, field)] = column
    return column


def sealed_columns() -> list[SealedColumn]:
    """All registered columns, in a fixed order."""
    return [_columns[key] for key in sorted(_columns)]


def unregister_sealed_column(model: str, field: str) -> None:
    """Forget a column, e.g. at the end of a test."""
    _columns.pop((apps.get_model(model)._meta.label, field), None)


def register_retention_owner(owner: RetentionOwner) -> None:
    """Make an owner known; the same kind again replaces it."""
    _owners[owner.kind] = owner


def unregister_retention_owner(kind: str) -> None:
    """Forget an owner."""
    _owners.pop(kind, None)


def register_forgetter(name: str, forget: Callable[[Collection[UUID]], None]) -> None:
    """Make known what else has to go with a person's key, by an app that keeps nothing under a rule.

    ``forget(ids)`` runs as an owner's does; the same name again replaces it.
    """
    _forgetters[name] = forget


def forget_people(ids: Collection[UUID]) -> None:
    """Have every owner and every other app drop what is left of these people, in this transaction."""
    for owner in retention_owners():
        owner.forget(ids)
    for name in sorted(_forgetters):
        _forgetters[name](ids)


def retention_owners() -> list[RetentionOwner]:
    """All registered owners, by kind."""
    return [_owners[kind] for kind in sorted(_owners)]
