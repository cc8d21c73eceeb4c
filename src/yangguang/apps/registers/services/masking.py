"""Deciding on what was found in a change set: masked by one press, or cleared with a reason.

A row that says the same again asks nobody again; what was decided is on record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, PersonalFinding, Version
from yangguang.apps.registers.rows import (
    BadRows,
    Values,
    key_of,
    problems_of,
    slots_of,
    title_of,
)
from yangguang.apps.registers.services.proposing import locked_draft, subject_of_set
from yangguang.apps.registers.services.screening import waiting_findings
from yangguang.law.registers import Definition
from yangguang.law.registers.model import Severity
from yangguang.text.privacy import LABELS, Kind

_PIECE = 500


def mask_findings(
    *, change_set: ChangeSet, findings: Collection[int], by: Actor, at: datetime
) -> int:
    """Put what 公示 practice prints in the place of these findings; gives how many.

    Raises Refused for a finding in a file (it has to be replaced) or where the set is no draft, and
    BadRows where a row cannot stand so: a key that two rows would share, a rule that is broken.
    """
    with transaction.atomic():
        change_set = locked_draft(change_set)
        definition = definition_of(change_set.register)
        everything = PersonalFinding.objects.filter(version__change_set=change_set)
        chosen = _chosen(everything, findings)
        by_version: defaultdict[int, list[PersonalFinding]] = defaultdict(list)
        for one in chosen:
            by_version[one.version_id].append(one)
        versions = list({one.version_id: one.version for one in chosen}.values())
        for version in versions:
            _mask(definition, version, by_version[version.pk])
        Version.objects.bulk_update(
            versions,
            ["values", "title", *(one.slot for one in definition.fields if one.slot)],
            batch_size=200,
        )
        # What else was found stays found: a name may have been told by the number beside it.
        _move_others(by_version)
        record(
            by=by, at=at, verb="register.mask", subject=subject_of_set(change_set),
            after=_counted(definition, chosen),
        )  # fmt: skip
    return len(chosen)


def clear_findings(
    *, change_set: ChangeSet, findings: Collection[int], reason: str, by: Actor, at: datetime
) -> int:
    """Say why these may be public; gives how many. Raises Refused without a reason, and where the
    set is no draft."""
    if not reason.strip():
        raise refuse(
            "缺少理由",
            "请写明可以公开的理由，例如“执法人员履行职务”“国家标准要求公示法定代表人姓名”。",
        )
    with transaction.atomic():
        change_set = locked_draft(change_set)
        definition = definition_of(change_set.register)
        chosen = _chosen(waiting_findings(change_set), findings)
        for one in chosen:
            one.publishable, one.reason = True, reason.strip()[:300]
            one.by_name, one.decided_at = by.name, at
        PersonalFinding.objects.bulk_update(
            chosen, ["publishable", "reason", "by_name", "decided_at"], batch_size=_PIECE
        )
        record(
            by=by, at=at, verb="register.clear", subject=subject_of_set(change_set),
            reason=reason, after=_counted(definition, chosen),
        )  # fmt: skip
    return len(chosen)


def _chosen(among: QuerySet[PersonalFinding], findings: Collection[int]) -> list[PersonalFinding]:
    keys = list(findings)
    found: list[PersonalFinding] = []
    for start in range(0, len(keys), _PIECE):
        found += among.filter(pk__in=keys[start : start + _PIECE]).select_related(
            "version__row", "version__agency"
        )
    if not found:
        raise refuse("没有选中", "没有选中还没有处理的个人信息，请刷新页面后重新选择。")
    # One version is one object, however many findings it has.
    shared: dict[int, Version] = {}
    for one in found:
        one.version = shared.setdefault(one.version_id, one.version)
    return found


def _move_others(masked: Mapping[int, list[PersonalFinding]]) -> None:
    """Take away the findings that were masked, and move those behind them in the same text."""
    gone = [one.pk for found in masked.values() for one in found]
    for start in range(0, len(gone), _PIECE):
        PersonalFinding.objects.filter(pk__in=gone[start : start + _PIECE]).delete()
    keys = list(masked)
    moved = []
    for start in range(0, len(keys), _PIECE):
        for other in PersonalFinding.objects.filter(version__in=keys[start : start + _PIECE]):
            shift = sum(
                len(one.masked) - (one.end - one.start)
                for one in masked[other.version_id]
                if one.field == other.field and one.start < other.start
            )
            if shift:
                other.start, other.end = other.start + shift, other.end + shift
                moved.append(other)
    PersonalFinding.objects.bulk_update(moved, ["start", "end"], batch_size=_PIECE)


def _counted(definition: Definition, findings: Iterable[PersonalFinding]) -> dict[str, int]:
    labels = {one.code: one.label for one in definition.fields}
    counts: defaultdict[str, int] = defaultdict(int)
    for one in findings:
        counts[f"{labels.get(one.field, one.field)}（{LABELS[Kind(one.kind)]}）"] += 1
    return dict(counts)


def _mask(definition: Definition, version: Version, findings: list[PersonalFinding]) -> None:
    values = masked_values(definition, version, findings)
    version.values = dict(values)
    version.title = title_of(definition, values)
    for slot, value in slots_of(definition, values).items():
        if slot != "d1" or definition.date:
            setattr(version, slot, value)


def masked_values(
    definition: Definition, version: Version, findings: Iterable[PersonalFinding]
) -> Values:
    """What the version reads with these findings masked. Raises what `mask_findings` raises."""
    values = dict(version.values)
    for one in sorted(findings, key=lambda one: (one.field, -one.start)):
        field = definition.field(one.field)
        text = values.get(one.field)
        if not isinstance(text, str):
            raise refuse(
                "文件不能遮盖",
                f"“{version.title}”的“{field.label}”是文件，系统不能代为遮盖；"
                "请换成遮盖过的文件，或者写明可以公开的理由。",
            )
        values[one.field] = text[: one.start] + one.masked + text[one.end :]
    if key_of(definition, values) != version.row.key:
        labels = "、".join(definition.field(code).label for code in definition.key)
        raise refuse(
            "遮盖后不能区分",
            f"“{version.title}”的{labels}用来区分条目，不能遮盖；请先把这一项改写成编号，再送审。",
        )
    problems = [
        one
        for one in problems_of(definition, values, place=version.title)
        if one.severity is Severity.ERROR
    ]
    if problems:
        raise BadRows(tuple(problems))
    return values
