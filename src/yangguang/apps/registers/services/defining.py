"""Bringing a register into being, and giving it another definition."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.verdicts import Refused, refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.events.services import emit
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import (
    SLOTS,
    DefinitionVersion,
    HeldDefinition,
    Kept,
    Register,
    Version,
)
from yangguang.apps.registers.rows import as_read, key_of, problems_of, scope_of, slots_of, title_of
from yangguang.apps.registers.services.keeping import keep_figures
from yangguang.apps.registers.services.opening import refuse_under_way, refuse_unlooked
from yangguang.apps.registers.services.slicing import has_slices, slice_register
from yangguang.law.registers import BadValue, Definition, read_definition, read_value, shipped
from yangguang.law.registers.model import Field, Severity

BATCH = 2_000
CHANGED = "register.changed"
"""Emitted for a register; payload: change_set (its key, or null), removed (whether rows went)."""


def subject_of(register: Register) -> Subject:
    """The register as the record of acts names it."""
    return Subject("register", register.code, register.name)


@dataclass(frozen=True, slots=True)
class Installed:
    """What came of installing: new registers, ones brought up to date, and why some were not."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    """Sentences for whoever runs the installation."""


def install_shipped(*, by: Actor, at: datetime) -> Installed:
    """Every register that comes with the platform, installed, or brought up to date with it.

    A register whose definition the office has changed stays as the office has it; one whose rows do
    not fit the new wording stays as it is and is named. Nothing is done twice.
    """
    added, changed, kept = [], [], []
    standing = {one.code: one for one in Register.objects.select_related("definition")}
    for code, definition in shipped().items():
        register = standing.get(code)
        if register is None or register.definition is None:
            install_register(text=definition.text, by=by, at=at)
            added.append(code)
        elif register.definition.sha256 == _digest(definition.text):
            continue
        elif register.definition.by_name != by.name:
            kept.append(f"“{register.name}”用的是本单位修改过的定义，没有更换。")
        else:
            try:
                redefine(register=register, text=definition.text, by=by, at=at)
                changed.append(code)
            except Refused as refused:
                kept.append(str(refused))
    return Installed(tuple(added), tuple(changed), tuple(kept))


def install_register(*, text: str, by: Actor, at: datetime, shown: bool = True) -> Register:
    """A register from a definition; one of the same code is given the new wording by `redefine`.

    Raises BadDefinition, and what `redefine` raises.
    """
    definition = read_definition(text)
    found = Register.objects.filter(code=definition.code).first()
    if found is not None:
        return redefine(register=found, text=text, by=by, at=at)
    with transaction.atomic():
        register = Register.objects.create(
            code=definition.code,
            name=definition.name,
            group=definition.group,
            shown=shown,
            duties_since=timezone.localdate(at),
            order=Register.objects.count(),
        )
        _give(register, definition, by, at)
        record(
            by=by, at=at, verb="register.install", subject=subject_of(register),
            basis=definition.basis, after={"version": definition.version},
        )  # fmt: skip
        emit(at=at, kind=CHANGED, subject_key=str(register.pk), payload={"change_set": None})
    return register


def redefine(*, register: Register, text: str, by: Actor, at: datetime) -> Register:
    """Give a register another wording of its definition and bring its live rows into line.

    Nothing happens where the wording is the same. Values are read anew by the new fields; a field
    that went is kept in the rows and no longer shown. Raises BadDefinition, and Refused where a
    live row does not fit, a key would change, change sets are under way, or a column becomes public
    whose live texts were not looked through (see `opening`): the sentence names them.
    """
    definition = read_definition(text)
    if definition.code != register.code:
        raise refuse(
            "编码不同",
            f"定义的编码是 {definition.code}，清单的编码是 {register.code}；编码不能改，请另建清单。",
        )
    with transaction.atomic():
        register = Register.objects.select_for_update(of=("self",)).get(pk=register.pk)
        if register.definition is not None and register.definition.sha256 == _digest(text):
            return register
        before = definition_of(register) if register.definition is not None else None
        refuse_under_way(register)
        if before is not None:
            refuse_unlooked(register, definition)
        _give(register, definition, by, at)
        HeldDefinition.objects.filter(register=register).delete()
        if before is not None:
            _rewrite(register, before, definition)
        record(
            by=by, at=at, verb="register.redefine", subject=subject_of(register),
            basis=definition.basis,
            before={"version": before.version} if before else None,
            after={"version": definition.version},
        )  # fmt: skip
        emit(at=at, kind=CHANGED, subject_key=str(register.pk), payload={"change_set": None})
    return register


def _give(register: Register, definition: Definition, by: Actor, at: datetime) -> None:
    version = DefinitionVersion.objects.create(
        register=register,
        number=register.definitions.count() + 1,
        text=definition.text,
        sha256=_digest(definition.text),
        by_name=by.name,
        at=at,
    )
    register.definition = version
    register.name, register.group = definition.name, definition.group
    register.save(update_fields=["definition", "name", "group"])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _rewrite(register: Register, before: Definition, definition: Definition) -> None:
    """Live rows and drafts in the new definition's places; published values stay what they were."""
    misfits: list[str] = []
    same_key = before.key == definition.key and before.key_scope is definition.key_scope
    for batch in _batches(register):
        for version in batch:
            values = {**version.values}
            for field in definition.fields:
                _fit(field, values, misfits, version.title)
            if not same_key and (
                key_of(definition, values) != version.row.key
                or scope_of(definition, version.agency) != version.row.scope
            ):
                misfits.append(f"{version.title}：区分条目的字段变了，这一条的地址会变。")
            misfits += [
                f"{version.title}：{one.sentence}"
                for one in problems_of(definition, values)
                if one.severity is Severity.ERROR and version.live
            ]
            version.title = title_of(definition, values)
            places = slots_of(definition, values)
            for slot in SLOTS:
                if slot != "d1" or definition.date:
                    setattr(version, slot, places[slot])
            if len(misfits) >= 10:
                break
        if misfits:
            raise refuse(
                "现有条目不合新定义",
                f"“{register.name}”现有条目不合新定义，没有更换：{'；'.join(one.rstrip('。') for one in misfits[:10])}"
                "。请先更正这些条目，或修改定义。",
            )
        Version.objects.bulk_update(batch, ["title", *SLOTS], batch_size=200)
    Kept.objects.filter(register=register).delete()
    for batch in _batches(register, live=True):
        keep_figures(register, definition, added=batch, removed=())
    if [(one.code, one.slot) for one in before.fields if one.slot] != [
        (one.code, one.slot) for one in definition.fields if one.slot
    ]:
        _place_former(register, definition)
    if has_slices(register):
        slice_register(register)


def _place_former(register: Register, definition: Definition) -> None:
    """Former wordings in the new definition's places, so that the list of a past day is narrowed by
    them; a value that it cannot read has no place there."""
    former = Version.objects.filter(register=register, live=False, published_at__isnull=False)
    last = 0
    while batch := list(former.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for version in batch:
            places = slots_of(definition, as_read(definition, version.values)[0])
            for slot in SLOTS:
                if slot != "d1" or definition.date:
                    setattr(version, slot, places[slot])
        Version.objects.bulk_update(batch, SLOTS, batch_size=200)
        last = batch[-1].pk


def _fit(field: Field, values: dict[str, object], misfits: list[str], title: str) -> None:
    value = values.get(field.code)
    if value is None:
        return
    try:
        again = read_value(field, value)
    except BadValue as wrong:
        misfits.append(f"{title}：“{field.label}”{wrong.args[0]}")
        return
    if again != value and not isinstance(value, list | dict):
        misfits.append(f"{title}：“{field.label}”原为“{value}”，按新定义会读成“{again}”。")


def _batches(register: Register, *, live: bool = False) -> Iterator[list[Version]]:
    last = 0
    rows = Version.objects.filter(register=register).select_related("row", "agency")
    rows = rows.filter(live=True) if live else rows.exclude(published_at__isnull=False, live=False)
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
