"""A definition that makes a column public: what live rows hold in it is looked through first.

What was internal went through no gate, and a new definition shows it at once. So the definition
waits: the live rows are looked through in the columns it would open, and only when everything
found is masked by a change that was published, or somebody said why it may be public, is it put
into use. Meanwhile every change set is looked through in these columns as well, so that no row
slips past.

依据：《政府信息公开条例》第十五条；《个人信息保护法》第二十五条。
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from yangguang.apps.agencies.verdicts import Verdict, no, refuse, yes
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.jobs.models import JobState
from yangguang.apps.privacy.scanning import official_context
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import (
    ChangeSet,
    HeldDefinition,
    PersonalFinding,
    Register,
    Screening,
    Version,
)
from yangguang.apps.registers.personal import PersonalReader, read_fields
from yangguang.apps.registers.services.looking import keep_found
from yangguang.law.registers import Definition, read_definition

PIECE = 500
_UPDATED = 500


def columns_opened(register: Register, after: Definition) -> list[str]:
    """The columns that nobody can read now and everybody could under ``after``, of those in which
    live rows hold something somebody wrote.

    A column that had left the definition and returns is one of them: its texts were kept.
    """
    before = definition_of(register)
    shown = {one.code for one in before.public_fields}
    codes = [one.code for one in read_fields(after) if one.code not in shown]
    live = Version.objects.filter(register=register, live=True)
    return [code for code in codes if live.filter(values__has_key=code).exists()]


def refuse_unlooked(register: Register, after: Definition) -> None:
    """Raises Refused where a definition would show texts of live rows that were not looked through,
    or in which something found is not decided."""
    opened = columns_opened(register, after)
    if not opened:
        return
    held = HeldDefinition.objects.filter(register=register).select_related("job").first()
    if held is None or not set(opened) <= set(held.fields):
        labels = "、".join(f"“{after.field(code).label}”" for code in opened)
        raise refuse(
            "要先排查个人信息",
            f"{labels}改为对外公开，现行条目的这些内容从没有排查过个人信息。"
            f"请在“{register.name}”的修改定义页面点“启用”开始排查，处理完发现的问题后才会公开。",
        )
    verdict = opening_verdict(held)
    if not verdict:
        raise refuse(verdict.basis, verdict.sentence)


def must_wait(register: Register, after: Definition) -> bool:
    """Whether a definition has to wait until live rows are looked through, or is waiting already
    for what was found."""
    opened = columns_opened(register, after)
    if not opened:
        return False
    held = HeldDefinition.objects.filter(register=register).select_related("job").first()
    return held is None or not set(opened) <= set(held.fields) or not opening_verdict(held)


def hold_definition(*, register: Register, text: str, by: Actor, at: datetime) -> HeldDefinition:
    """Have a definition wait until the live rows are looked through in the columns it opens.

    The look itself is `look_through`, or the worker's. A definition that waits already is replaced;
    what was looked through for the same columns stays so. Raises BadDefinition, and Refused where
    changes wait for review or to come into force.
    """
    after = read_definition(text)
    with transaction.atomic():
        register = (
            Register.objects.select_for_update(of=("self",))
            .select_related("definition")
            .get(pk=register.pk)
        )
        refuse_under_way(register)
        opened = columns_opened(register, after)
        held = HeldDefinition.objects.filter(register=register).first()
        if held is not None and set(opened) <= set(held.fields):
            held.text, held.by_name, held.at = text, by.name, at
            held.save(update_fields=["text", "by_name", "at"])
        else:
            HeldDefinition.objects.filter(register=register).delete()
            held = HeldDefinition.objects.create(
                register=register, text=text, fields=opened, by_name=by.name, at=at
            )
        # Drafts were looked through without these columns.
        Screening.objects.filter(
            change_set__register=register, change_set__state=ChangeSet.State.DRAFT
        ).update(last=0)
        record(
            by=by, at=at, verb="register.hold", subject=_subject(register),
            after={"version": after.version, "columns": opened},
        )  # fmt: skip
    return held


def refuse_under_way(register: Register) -> None:
    """Raises Refused where changes wait for review or to come into force: the sentence names them."""
    waiting = ChangeSet.objects.filter(
        register=register,
        state__in=[ChangeSet.State.SUBMITTED, ChangeSet.State.SCHEDULED],
    ).values_list("title", flat=True)[:5]
    if waiting:
        raise refuse(
            "有待办变更",
            f"“{register.name}”还有待审核或待施行的变更（{'、'.join(waiting)}），"
            "请先办结，再更换定义。",
        )


def drop_held(*, held: HeldDefinition, by: Actor, at: datetime) -> None:
    """Give a definition up that waits: the columns stay internal."""
    with transaction.atomic():
        waiting_in(held).delete()
        HeldDefinition.objects.filter(pk=held.pk).delete()
        record(by=by, at=at, verb="register.drop-held", subject=_subject(held.register))


def _subject(register: Register) -> Subject:
    return Subject("register", register.code, register.name)


def unlooked(held: HeldDefinition) -> QuerySet[Version]:
    """The live wordings that hold something in these columns at which nobody has looked."""
    if held.looked_at is not None:
        return Version.objects.none()
    holds = Q(pk__in=[])
    for code in held.fields:
        holds |= Q(values__has_key=code)
    live = Version.objects.filter(register=held.register, live=True, pk__gt=held.last)
    return live.filter(holds).order_by("pk")


def reader_for(held: HeldDefinition) -> PersonalReader:
    """Who reads the columns that would be opened."""
    definition = read_definition(held.text)
    fields = [one for one in read_fields(definition) if one.code in set(held.fields)]
    return PersonalReader(definition, official_context(), fields=fields)


def look_through(*, held: HeldDefinition, at: datetime) -> int:
    """Look through all of it at once; gives how many findings wait."""
    reader = reader_for(held)
    while look_piece(held=held, reader=reader, at=at):
        pass
    return waiting_in(held).count()


def look_piece(*, held: HeldDefinition, reader: PersonalReader, at: datetime) -> int:
    """Look through the next few live rows; gives how many, 0 where none is left."""
    while True:
        now = HeldDefinition.objects.select_related("register").get(pk=held.pk)
        batch = list(unlooked(now)[:PIECE])
        hits = list(reader.read(batch, ()))
        with transaction.atomic():
            locked = HeldDefinition.objects.select_for_update(of=("self",)).get(pk=held.pk)
            if (locked.last, locked.looked_at) != (now.last, now.looked_at):
                continue
            if not batch:
                HeldDefinition.objects.filter(pk=held.pk, looked_at=None).update(looked_at=at)
                return 0
            keep_found(batch, hits, same={}, fields=now.fields)
            HeldDefinition.objects.filter(pk=held.pk).update(last=batch[-1].pk)
        return len(batch)


def waiting_in(held: HeldDefinition) -> QuerySet[PersonalFinding]:
    """What was found in live rows and neither masked nor decided."""
    return PersonalFinding.objects.filter(
        version__register=held.register, version__live=True, field__in=held.fields,
        publishable=False,
    )  # fmt: skip


def opening_verdict(held: HeldDefinition) -> Verdict:
    """Whether a definition that waits may be put into use; the sentence says what is waited for."""
    if held.looked_at is None:
        job = held.job
        if job is not None and job.state not in (JobState.WAITING, JobState.RUNNING):
            said = job.message or job.get_state_display()
            return no("排查没有完成", f"排查个人信息没有完成（{said}），请点“继续排查”。")
        return no(
            "正在排查个人信息",
            f"正在排查现行条目改为公开的栏目，还有{unlooked(held).count()}条，"
            "查完并处理好发现的问题才能启用。",
        )
    number = waiting_in(held).count()
    if number:
        return no(
            "个人信息没有处理",
            f"改为公开的栏目里有{number}处疑似个人信息没有处理。请逐处写明可以公开的理由，"
            "或者遮盖并把遮盖的变更送审、公开，再启用定义。",
        )
    return yes("个人信息已经排查")


def chosen_in(held: HeldDefinition, findings: Collection[int]) -> Sequence[PersonalFinding]:
    """These findings, of those that wait. Raises Refused where none of them does."""
    keys = list(findings)
    found: list[PersonalFinding] = []
    for start in range(0, len(keys), _UPDATED):
        found += waiting_in(held).filter(pk__in=keys[start : start + _UPDATED])
    if not found:
        raise refuse("没有选中", "没有选中还没有处理的个人信息，请刷新页面后重新选择。")
    return found


def clear_opened(
    *, held: HeldDefinition, findings: Collection[int], reason: str, by: Actor, at: datetime
) -> int:
    """Say why these may be public; gives how many. Raises Refused without a reason."""
    if not reason.strip():
        raise refuse("缺少理由", "请写明可以公开的理由，例如“执法人员履行职务”。")
    with transaction.atomic():
        chosen = chosen_in(held, findings)
        for one in chosen:
            one.publishable, one.reason = True, reason.strip()[:300]
            one.by_name, one.decided_at = by.name, at
        PersonalFinding.objects.bulk_update(
            chosen, ["publishable", "reason", "by_name", "decided_at"], batch_size=_UPDATED
        )
        record(
            by=by, at=at, verb="register.clear", subject=_subject(held.register), reason=reason,
            after={"columns": sorted({one.field for one in chosen}), "findings": len(chosen)},
        )  # fmt: skip
    return len(chosen)
