"""Putting changes into a change set: what is new, what reads otherwise, what is to go.

Nothing here touches what the public sees. Rows that already read so are left out, so that the same
file twice proposes nothing; a row proposed twice in one set stands as it was proposed last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, Register, Row, Version, What
from yangguang.apps.registers.rows import (
    Problem,
    key_of,
    scope_of,
)
from yangguang.apps.registers.services.matching import (
    Proposed,
    by_pieces,
    checked,
    in_pieces,
    missing_rows,
    refuse_revoked,
    removal,
    rows_of_keys,
    version_of,
)
from yangguang.apps.registers.services.owing import drop_duties, owe_publication
from yangguang.apps.rows import insert_rows
from yangguang.law.registers import Definition

BATCH = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a proposal, in rows; ``warnings`` do not stand in the way."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    warnings: tuple[Problem, ...] = field(default=())

    @property
    def nothing(self) -> bool:
        """Whether the list reads so already."""
        return not (self.added or self.changed or self.removed)


def subject_of_set(change_set: ChangeSet) -> Subject:
    """The change set as the record of acts names it."""
    return Subject("register-change", str(change_set.pk), change_set.title, change_set.agency_id)


def open_change_set(
    *,
    register: Register,
    agency: Agency,
    kind: ChangeSet.Kind,
    title: str,
    by: Actor,
    at: datetime,
    basis: str = "",
    reason: str = "",
    in_force_on: date | None = None,
    file_name: str = "",
    sha256: str = "",
    undoes: ChangeSet | None = None,
) -> ChangeSet:
    """A draft that holds nothing yet. Raises Refused without a title."""
    if not title.strip():
        raise refuse("缺少名称", "请给这次变更写一个名称，例如“2025年第一次动态调整”。")
    with transaction.atomic():
        change_set = ChangeSet.objects.create(
            register=register,
            agency=agency,
            kind=kind,
            title=title.strip()[:200],
            basis=basis.strip()[:300],
            reason=reason.strip()[:300],
            in_force_on=in_force_on,
            file_name=file_name[:200],
            sha256=sha256,
            undoes=undoes,
            made_by=_user_of(by),
            made_by_name=by.name,
            made_at=at,
        )
        record(
            by=by, at=at, verb="register.open", subject=subject_of_set(change_set),
            basis=change_set.basis, reason=change_set.reason,
            after={"register": register.code, "kind": kind.value, "file": file_name},
        )  # fmt: skip
    return change_set


def _user_of(by: Actor) -> User | None:
    if by.kind is not ActorKind.STAFF or not by.key.isdigit():
        return None
    return User.objects.filter(pk=int(by.key)).first()


def rename_change_set(
    *,
    change_set: ChangeSet,
    title: str,
    basis: str,
    reason: str,
    in_force_on: date | None,
    by: Actor,
    at: datetime,
) -> ChangeSet:
    """Change what a draft says of itself. Raises Refused where it is no draft or loses its title."""
    if not title.strip():
        raise refuse("缺少名称", "请给这次变更写一个名称。")
    with transaction.atomic():
        change_set = locked_draft(change_set)
        change_set.title, change_set.basis = title.strip()[:200], basis.strip()[:300]
        change_set.reason, change_set.in_force_on = reason.strip()[:300], in_force_on
        change_set.save(update_fields=["title", "basis", "reason", "in_force_on"])
        record(
            by=by, at=at, verb="register.rename", subject=subject_of_set(change_set),
            basis=change_set.basis, reason=change_set.reason,
        )  # fmt: skip
    return change_set


def propose_rows(
    *,
    change_set: ChangeSet,
    rows: Sequence[Proposed],
    by: Actor,
    at: datetime,
    whole_list: Collection[Agency] = (),
) -> Outcome:
    """Propose how rows shall read. Of the bodies in ``whole_list`` every live row that is not among
    them is proposed for removal.

    All or nothing: raises BadRows with every error of every row (missing fields, broken rules, the
    same key twice, a decision that is missing), and Refused where the set is no draft.
    """
    with transaction.atomic():
        change_set = locked_draft(change_set)
        # One proposal of a list after the other, so that two new rows of one key meet.
        register = (
            Register.objects.select_for_update(of=("self",))
            .select_related("definition")
            .get(pk=change_set.register_id)
        )
        definition = definition_of(register)
        keyed, warnings = checked(definition, rows)
        standing = rows_of_keys(register, keyed)
        live = {
            one.row_id: one
            for one in by_pieces(
                Version.objects.filter(live=True), "row", [row.pk for row in standing.values()]
            )
        }
        refuse_revoked(keyed, standing)
        pending = [
            version_of(change_set, definition, key, one, standing.get(key), live)
            for key, one in keyed.items()
        ]
        drafts = [one for one in pending if one is not None]
        unchanged = [standing[key].pk for key, one in zip(keyed, pending, strict=True) if not one]
        gone = missing_rows(register, definition, keyed, whole_list)
        drafts += [removal(change_set, one) for one in gone]
        # What was proposed for these rows before gives way.
        replaced = [one.row_id for one in drafts if one.row_id] + unchanged
        for piece in in_pieces(replaced):
            Version.objects.filter(change_set=change_set, row__in=piece).delete()
        _insert(register, definition, drafts)
        owe_publication(change_set, drafts, definition, by=by, at=at)
        recount(change_set)
        found = Outcome(
            added=sum(one.what == What.ADDED for one in drafts),
            changed=sum(one.what == What.CHANGED for one in drafts),
            removed=len(gone),
            unchanged=len(unchanged),
            warnings=tuple(warnings),
        )
        record(
            by=by, at=at, verb="register.propose", subject=subject_of_set(change_set),
            after={"added": found.added, "changed": found.changed, "removed": found.removed},
        )  # fmt: skip
    return found


def propose_removal(
    *, change_set: ChangeSet, versions: Sequence[Version], reason: str, by: Actor, at: datetime
) -> int:
    """Propose that these live rows leave the list; gives how many. Raises Refused without a reason,
    for rows of another register or no longer live, and where the set is no draft."""
    if not reason.strip():
        raise refuse("缺少理由", "请写明取消的理由或依据，例如“依据的规章已废止”。")
    with transaction.atomic():
        change_set = locked_draft(change_set)
        wrong = [
            one for one in versions if one.register_id != change_set.register_id or not one.live
        ]
        if wrong:
            raise refuse(
                "不是现行条目", f"“{wrong[0].title}”不是这份清单的现行条目，请刷新后再试。"
            )
        rows = [one.row_id for one in versions]
        for piece in in_pieces(rows):
            Version.objects.filter(change_set=change_set, row__in=piece).delete()
        drafts = [removal(change_set, one, reason.strip()[:300]) for one in versions]
        Version.objects.bulk_create(drafts, batch_size=BATCH)
        recount(change_set)
        record(
            by=by, at=at, verb="register.propose", subject=subject_of_set(change_set),
            reason=reason, after={"removed": len(drafts)},
        )  # fmt: skip
    return len(drafts)


def drop_proposals(
    *, change_set: ChangeSet, versions: Iterable[int], by: Actor, at: datetime
) -> int:
    """Take proposals (by key) out of a draft; gives how many. Raises Refused where it is no draft."""
    with transaction.atomic():
        change_set = locked_draft(change_set)
        keys = list(versions)
        count = 0
        for piece in in_pieces(keys):
            mine = Version.objects.filter(change_set=change_set, pk__in=piece)
            drop_duties(list(mine), why="不再公示", by=by, at=at)
            count += mine.delete()[0]
        recount(change_set)
        record(
            by=by, at=at, verb="register.drop", subject=subject_of_set(change_set),
            after={"dropped": count},
        )  # fmt: skip
    return count


def locked_draft(change_set: ChangeSet) -> ChangeSet:
    """The change set, held until the transaction ends. Raises Refused where it is no draft."""
    held = (
        ChangeSet.objects.select_for_update(of=("self",))
        .select_related("register__definition", "agency")
        .get(pk=change_set.pk)
    )
    if held.state != ChangeSet.State.DRAFT:
        raise refuse(
            "不是草稿",
            f"“{held.title}”{held.get_state_display()}，不能再修改；需要修改的，请先退回。",
        )
    return held


def recount(change_set: ChangeSet) -> None:
    """Bring the counts of a set into line with what it holds."""
    counts = dict(change_set.versions.order_by().values_list("what").annotate(number=Count("pk")))
    change_set.added = counts.get(What.ADDED, 0)
    change_set.changed = counts.get(What.CHANGED, 0)
    change_set.removed = counts.get(What.REMOVED, 0)
    change_set.save(update_fields=["added", "changed", "removed"])


def _insert(register: Register, definition: Definition, drafts: Sequence[Version]) -> None:
    fresh = [one for one in drafts if not one.row_id]
    rows = [
        Row(
            register=register,
            agency=one.agency,
            scope=scope_of(definition, one.agency),
            key=key_of(definition, one.values),
        )
        for one in fresh
    ]
    Row.objects.bulk_create(rows, batch_size=BATCH)
    for version, row in zip(fresh, rows, strict=True):
        version.row = row
    columns = [one for one in Version._meta.concrete_fields if not one.primary_key]
    insert_rows(
        Version,
        [one.name for one in columns],
        ([getattr(draft, one.attname) for one in columns] for draft in drafts),
    )
