"""The gate before publication: what is proposed is looked through for personal data.

Every public text of a proposed wording is read by the finder of the platform. What it is sure of
must be masked, or somebody says why it may be public (法定公示, 职务行为 …); that stays beside the wording
and on record. A row that says the same again asks nobody again.

依据：《政府信息公开条例》第十五条、第三十二条；《个人信息保护法》第十三条、第二十八条。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.privacy.fingerprints import normal_value, value_digests
from yangguang.apps.privacy.scanning import official_context
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import (
    ChangeSet,
    PersonalFinding,
    Screening,
    Version,
    What,
)
from yangguang.apps.registers.personal import PersonalReader
from yangguang.apps.registers.rows import (
    BadRows,
    key_of,
    problems_of,
    slots_of,
    title_of,
)
from yangguang.apps.registers.services.proposing import locked_draft, subject_of_set
from yangguang.law.registers import Definition, Field
from yangguang.law.registers.model import Severity
from yangguang.text.privacy import LABELS, SURE, Finding, Kind, find_personal

AT_ONCE = 2_000
_PIECE = 500


def screen_change_set(*, change_set: ChangeSet, at: datetime) -> int:
    """Look through what was proposed since the last look; gives how many findings wait for somebody.

    What a definition has made public since is looked through anew.
    """
    with transaction.atomic():
        held = (
            ChangeSet.objects.select_for_update(of=("self",))
            .select_related("register__definition")
            .get(pk=change_set.pk)
        )
        register = held.register
        definition = definition_of(register)
        assert register.definition_id is not None  # noqa: S101 (else the line above had raised)
        done = Screening.objects.filter(change_set=held).first()
        last = done.last if done and done.definition_id == register.definition_id else 0
        reader = PersonalReader(definition, official_context())
        proposed = held.versions.exclude(what=What.REMOVED).select_related("base").order_by("pk")
        while batch := list(proposed.filter(pk__gt=last)[:AT_ONCE]):
            _look_through(batch, reader)
            last = batch[-1].pk
        Screening.objects.update_or_create(
            change_set=held,
            defaults={"definition_id": register.definition_id, "last": last, "at": at},
        )
    return waiting_findings(change_set).count()


def waiting_findings(change_set: ChangeSet) -> QuerySet[PersonalFinding]:
    """What nobody has masked or decided on yet."""
    return PersonalFinding.objects.filter(version__change_set=change_set, publishable=False)


def refuse_unsettled(*, change_set: ChangeSet, at: datetime) -> None:
    """Raises Refused where a finding waits; the sentence names rows, columns and kinds."""
    number = screen_change_set(change_set=change_set, at=at)
    if not number:
        return
    definition = definition_of(change_set.register)
    labels = {one.code: one.label for one in definition.fields}
    first = waiting_findings(change_set).select_related("version")[:5]
    named = "；".join(
        f"“{one.version.title[:40]}”的“{labels.get(one.field, one.field)}”中的{LABELS[Kind(one.kind)]}"
        for one in first
    )
    more = f"等{number}处" if number > len(first) else ""
    raise refuse(
        "个人信息没有处理",
        f"有{number}处疑似个人信息没有处理：{named}{more}。请在“个人信息”一页逐处遮盖，"
        "或者写明可以公开的理由，再送审。",
    )


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


def personal_in(text: str) -> list[Finding]:
    """What a text that is about to be public says of people, as far as the finder is sure."""
    found = find_personal(text, context=official_context())
    return [one for one in found if one.confidence >= SURE]


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
    version.values = values
    version.title = title_of(definition, values)
    for slot, value in slots_of(definition, values).items():
        if slot != "d1" or definition.date:
            setattr(version, slot, value)


def _look_through(versions: Sequence[Version], reader: PersonalReader) -> None:
    """Find, and keep what was found; what was decided of the same words of the row stays decided."""
    decided = _decided(versions)
    unchanged, copies = _unchanged(versions, reader.fields)
    drafted: list[tuple[PersonalFinding, str]] = []
    for version, field, finding in reader.read(versions, unchanged):
        row = PersonalFinding(
            version=version,
            field=field.code,
            kind=finding.kind.value,
            start=finding.start,
            end=finding.end,
            confidence=finding.confidence,
            masked=finding.masked[:200],
            why=finding.why[:300],
        )
        drafted.append((row, normal_value(finding.kind, finding.text)))
    prints = value_digests([(Kind(row.kind), value) for row, value in drafted])
    for (row, _), fingerprint in zip(drafted, prints, strict=True):
        row.fingerprint = fingerprint
        before = decided.get((row.version.row_id, row.field, fingerprint))
        if before is not None:
            row.publishable, row.reason = True, before.reason
            row.by_name, row.decided_at = before.by_name, before.decided_at
    for start in range(0, len(versions), _PIECE):
        piece = [one.pk for one in versions[start : start + _PIECE]]
        PersonalFinding.objects.filter(version__in=piece).delete()
    PersonalFinding.objects.bulk_create([*(row for row, _ in drafted), *copies], batch_size=_PIECE)


def _decided(versions: Sequence[Version]) -> Mapping[tuple[int, str, str], PersonalFinding]:
    """(row, field, fingerprint) → what somebody said of it, in this wording or an earlier one."""
    found: dict[tuple[int, str, str], PersonalFinding] = {}
    rows = [one.row_id for one in versions]
    for start in range(0, len(rows), _PIECE):
        for one in PersonalFinding.objects.filter(
            publishable=True, version__row__in=rows[start : start + _PIECE]
        ).select_related("version"):
            found[one.version.row_id, one.field, one.fingerprint] = one
    return found


def _unchanged(
    versions: Sequence[Version], fields: Sequence[Field]
) -> tuple[set[tuple[int, str]], list[PersonalFinding]]:
    """(version, field) whose words are those of the live wording, which came through this gate
    itself; and what was decided of them there, for the new wording."""
    same = {
        (one.pk, field.code): one
        for one in versions
        if one.base is not None and one.base.definition_id == one.definition_id
        for field in fields
        if one.base.values.get(field.code) == one.values.get(field.code)
    }
    bases = {one.base_id: one for one in same.values()}
    copies = []
    keys = list(bases)
    for start in range(0, len(keys), _PIECE):
        for found in PersonalFinding.objects.filter(version__in=keys[start : start + _PIECE]):
            version = bases[found.version_id]
            if (version.pk, found.field) in same:
                found.pk, found.version = None, version
                found._state.adding = True
                copies.append(found)
    return set(same), copies
