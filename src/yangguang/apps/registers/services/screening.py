"""The gate before publication: what is proposed is looked through for personal data.

Every public text of a proposed wording is read by the finder of the platform. What it is sure of
must be masked, or somebody says why it may be public (法定公示, 职务行为 …); that stays beside the wording
and on record. A few rows are looked through while somebody waits; many are the worker's, see
`screening_jobs`. Either goes piece by piece, each kept with the mark of how far it got, so that
nothing is lost and nothing read twice, whoever is interrupted.

依据：《政府信息公开条例》第十五条、第三十二条；《个人信息保护法》第十三条、第二十八条。
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from yangguang.apps.agencies.verdicts import Verdict, no, yes
from yangguang.apps.jobs.models import Job, JobState
from yangguang.apps.privacy.scanning import official_context
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import (
    ChangeSet,
    HeldDefinition,
    PersonalFinding,
    Register,
    Screening,
    Version,
    What,
)
from yangguang.apps.registers.personal import PersonalReader, read_fields
from yangguang.apps.registers.services.looking import Same, keep_found, unchanged
from yangguang.law.registers import Definition, Field
from yangguang.text.privacy import LABELS, SURE, Finding, Kind, find_personal

AT_ONCE = 5_000
"""So many rows are looked through while somebody waits; more are looked through by the worker."""
PIECE = 500
"""Rows that are looked through and kept together."""


def screened_fields(register: Register, definition: Definition) -> list[Field]:
    """The columns that are looked through: what everybody may read, and what a definition that
    waits would let them read."""
    held = HeldDefinition.objects.filter(register=register).first()
    opened = set(held.fields) if held is not None else set()
    return [
        *read_fields(definition),
        *(one for one in definition.fields if one.internal and one.code in opened),
    ]


def unscreened(change_set: ChangeSet) -> QuerySet[Version]:
    """The proposed wordings at which nobody has looked, in their order: all of them where another
    definition came into use since."""
    register = Register.objects.get(pk=change_set.register_id)
    proposed = change_set.versions.exclude(what=What.REMOVED)
    last = _last(change_set, register)
    return proposed.filter(pk__gt=last).select_related("base").order_by("pk")


def _last(change_set: ChangeSet, register: Register) -> int:
    done = Screening.objects.filter(change_set=change_set).first()
    return done.last if done and done.definition_id == register.definition_id else 0


def screen_change_set(*, change_set: ChangeSet, at: datetime) -> int:
    """Look through all that was proposed since the last look, however many rows; gives how many
    findings wait for somebody.

    What a definition has made public since is looked through anew.
    """
    reader = reader_for(change_set)
    while screen_piece(change_set=change_set, reader=reader, at=at):
        pass
    return waiting_findings(change_set).count()


def reader_for(change_set: ChangeSet) -> PersonalReader:
    """Who reads the texts of this set, by the definition in use now."""
    register = Register.objects.select_related("definition").get(pk=change_set.register_id)
    definition = definition_of(register)
    return PersonalReader(
        definition, official_context(), fields=screened_fields(register, definition)
    )


def screen_piece(*, change_set: ChangeSet, reader: PersonalReader, at: datetime) -> int:
    """Look through the next few rows and keep what was found; gives how many rows, 0 where none is
    left.

    The texts are read outside of the transaction, which may take a second; where somebody wrote one
    of them anew meanwhile, or looked at them first, nothing is kept and they are read again.
    """
    while True:
        register = Register.objects.get(pk=change_set.register_id)
        last = _last(change_set, register)
        batch = list(unscreened(change_set)[:PIECE])
        if not batch:
            _mark(change_set, register, batch, at)
            return 0
        same = _same(register, batch, reader)
        hits = list(reader.read(batch, same.keys()))
        with transaction.atomic():
            ChangeSet.objects.select_for_update(of=("self",)).get(pk=change_set.pk)
            now = Register.objects.get(pk=register.pk)
            values = dict(
                Version.objects.filter(pk__in=[one.pk for one in batch]).values_list("pk", "values")
            )
            moved = (now.definition_id, _last(change_set, now)) != (register.definition_id, last)
            if moved or any(values.get(one.pk, one.values) != one.values for one in batch):
                continue
            keep_found(
                [one for one in batch if one.pk in values],
                [hit for hit in hits if hit[0].pk in values],
                same={place: one for place, one in same.items() if one.pk in values},
            )
            _mark(change_set, register, batch, at)
        return len(batch)


def _same(register: Register, batch: list[Version], reader: PersonalReader) -> Same:
    """Unchanged texts need no second look; of a column that is internal yet, only where the look
    through the live rows has come past them."""
    found = unchanged(batch, reader.fields)
    held = HeldDefinition.objects.filter(register=register).first()
    if held is None:
        return found
    seen = held.last if held.looked_at is None else None
    opened = set(held.fields)
    return {
        (key, code): one
        for (key, code), one in found.items()
        if code not in opened or seen is None or (one.base_id or 0) <= seen
    }


def _mark(change_set: ChangeSet, register: Register, batch: list[Version], at: datetime) -> None:
    defaults = {"definition_id": register.definition_id, "at": at}
    if batch:
        defaults["last"] = batch[-1].pk
    Screening.objects.update_or_create(change_set=change_set, defaults=defaults)


def waiting_findings(change_set: ChangeSet) -> QuerySet[PersonalFinding]:
    """What nobody has masked or decided on yet, in columns that are public or about to be."""
    register = Register.objects.select_related("definition").get(pk=change_set.register_id)
    fields = screened_fields(register, definition_of(register))
    return PersonalFinding.objects.filter(
        version__change_set=change_set, publishable=False, field__in=[one.code for one in fields]
    )


def screening_verdict(change_set: ChangeSet) -> Verdict:
    """Whether a set may go on to review and to the public: all of it looked through, and all that
    was found decided. The sentence says what is waited for and what to do next."""
    left = unscreened(change_set).count()
    if left:
        return _unfinished(change_set, left)
    number = waiting_findings(change_set).count()
    if number:
        return no("个人信息没有处理", _waiting(change_set, number))
    return yes("个人信息已经排查")


def _unfinished(change_set: ChangeSet, left: int) -> Verdict:
    job = screening_job(change_set)
    if job is None:
        return no(
            "个人信息没有排查",
            f"还有{left}条没有排查个人信息，请在变更页面点“检查个人信息”，查完再送审。",
        )
    if job.state in (JobState.WAITING, JobState.RUNNING):
        return no(
            "正在排查个人信息",
            f"正在后台排查个人信息，还有{left}条，查完并处理好发现的问题才能送审、公开。"
            "进度见变更页面，其间可以离开。",
        )
    return no(
        "排查没有完成",
        f"排查个人信息没有完成，还有{left}条没有查（{job.message or job.get_state_display()}）。"
        "请在变更页面点“继续排查”，会从停下的地方接着查。",
    )


def screening_job(change_set: ChangeSet) -> Job | None:
    """The background work on this set, the last one there was."""
    done = Screening.objects.filter(change_set=change_set).select_related("job").first()
    return done.job if done is not None else None


def _waiting(change_set: ChangeSet, number: int) -> str:
    register = Register.objects.select_related("definition").get(pk=change_set.register_id)
    labels = {one.code: one.label for one in definition_of(register).fields}
    first = waiting_findings(change_set).select_related("version")[:5]
    named = "；".join(
        f"“{one.version.title[:40]}”的“{labels.get(one.field, one.field)}”中的{LABELS[Kind(one.kind)]}"
        for one in first
    )
    more = f"等{number}处" if number > len(first) else ""
    return (
        f"有{number}处疑似个人信息没有处理：{named}{more}。请在“个人信息”一页逐处遮盖，"
        "或者写明可以公开的理由，再送审。"
    )


def personal_in(text: str) -> list[Finding]:
    """What a text that is about to be public says of people, as far as the finder is sure."""
    found = find_personal(text, context=official_context(), lone_names=True)
    return [one for one in found if one.confidence >= SURE]
