"""Putting changes into a change set: what is new, what reads otherwise, what is to go.

Nothing here touches what the public sees. Rows that already read so are left out, so that the same
file twice proposes nothing; a row proposed twice in one set stands as it was proposed last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Count, QuerySet

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, Register, Row, Version, What
from yangguang.apps.registers.rows import (
    BadRows,
    Problem,
    Values,
    as_read,
    key_of,
    problems_of,
    scope_of,
    slots_of,
    title_of,
)
from yangguang.apps.registers.selectors.revoking import barred_rows
from yangguang.apps.registers.services.owing import drop_duties, owe_publication
from yangguang.apps.rows import insert_rows
from yangguang.law.registers import Definition
from yangguang.law.registers.model import KeyScope, Severity

BATCH = 500
SQL_KEYS = 800
"""So many keys are asked for at once: SQLite takes no more than 999 in an old build."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A row as it shall read. ``place`` says where it comes from (sheet and cell, a record);
    ``decided`` why it is to be public, where each row needs that."""

    agency: Agency
    values: Values
    place: str = ""
    reason: str = ""
    decided: str = ""


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
        register = change_set.register
        definition = definition_of(register)
        keyed, warnings = _checked(definition, rows)
        standing = _rows(register, definition, keyed)
        live = {
            one.row_id: one
            for one in _by_pieces(Version.objects.filter(live=True), "row", [*_keys(standing)])
        }
        _refuse_revoked(keyed, standing)
        pending = [
            _version(change_set, definition, key, one, standing.get(key), live)
            for key, one in keyed.items()
        ]
        drafts = [one for one in pending if one is not None]
        unchanged = [standing[key].pk for key, one in zip(keyed, pending, strict=True) if not one]
        gone = _missing(register, definition, keyed, whole_list)
        drafts += [removal(change_set, one) for one in gone]
        # What was proposed for these rows before gives way.
        replaced = [one.row_id for one in drafts if one.row_id] + unchanged
        for piece in _pieces(replaced):
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
        for piece in _pieces(rows):
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
        for piece in _pieces(keys):
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


Key = tuple[int, str]
Piece = TypeVar("Piece", int, str)


def _checked(
    definition: Definition, rows: Sequence[Proposed]
) -> tuple[dict[Key, Proposed], list[Problem]]:
    keyed: dict[Key, Proposed] = {}
    problems: list[Problem] = []
    labels = "、".join(definition.field(code).label for code in definition.key)
    for said in rows:
        values, unread = as_read(definition, said.values, place=said.place)
        one = replace(said, values=values)
        # What could not be read is not missing as well.
        told = {problem.field for problem in unread}
        broken = problems_of(definition, values, place=one.place)
        problems += [*unread, *(problem for problem in broken if problem.field not in told)]
        text = key_of(definition, one.values)
        if not text.strip("|~"):
            problems.append(Problem(f"{labels}都是空的，无法和其他条目区分。", "", one.place))
            continue
        if definition.decide_each and not one.decided.strip():
            problems.append(
                Problem(f"请写明公开这一条的决定：{definition.decide_each}", "", one.place)
            )
        key = (scope_of(definition, one.agency), text)
        if key in keyed:
            first = keyed[key].place
            problems.append(
                Problem(
                    f"{labels}与{first or '前面一条'}相同（{text}），同一条目只能出现一次。",
                    definition.key[0],
                    one.place,
                )
            )
        keyed[key] = one
    errors = [one for one in problems if one.severity is Severity.ERROR]
    warnings = [one for one in problems if one.severity is not Severity.ERROR]
    if errors:
        raise BadRows((*errors, *warnings))
    return keyed, warnings


def _rows(register: Register, definition: Definition, keyed: Iterable[Key]) -> dict[Key, Row]:
    found: dict[Key, Row] = {}
    wanted = set(keyed)
    texts = sorted({text for _, text in wanted})
    for piece in _pieces(texts):
        for row in Row.objects.filter(register=register, key__in=piece):
            if (row.scope, row.key) in wanted:
                found[row.scope, row.key] = row
    return found


def _refuse_revoked(keyed: dict[Key, Proposed], standing: dict[Key, Row]) -> None:
    """An old file still holds what was revoked since; it must not make it public again."""
    barred = barred_rows(_keys(standing))
    problems = [
        Problem(
            f"{revoked.get_kind_display()}（{revoked.on}），已登记撤下，不能再次公开；请删去这一条。"
            "登记有误的，先作废撤销登记。",
            "",
            keyed[key].place or row.key,
        )
        for key, row in standing.items()
        if (revoked := barred.get(row.pk)) is not None
    ]
    if problems:
        raise BadRows(tuple(problems))


def _keys(standing: dict[Key, Row]) -> Iterable[int]:
    return (row.pk for row in standing.values())


def _version(
    change_set: ChangeSet,
    definition: Definition,
    key: Key,
    one: Proposed,
    row: Row | None,
    live: dict[int, Version],
) -> Version | None:
    base = live.get(row.pk) if row is not None else None
    shared = definition.key_scope is KeyScope.REGISTER
    if shared and base is not None and base.agency_id != one.agency.pk:
        sentence = f"“{key[1]}”由别的机构登记，不能由{one.agency.name}修改。"
        raise BadRows((Problem(sentence, "", one.place),))
    kept = {code: value for code, value in one.values.items() if value is not None and value != ""}
    if base is not None and base.agency_id == one.agency.pk and dict(base.values) == kept:
        return None
    version = Version(
        register_id=change_set.register_id,
        agency=one.agency,
        change_set=change_set,
        definition=change_set.register.definition,
        base=base,
        what=What.CHANGED if base is not None else What.ADDED,
        values=kept,
        title=title_of(definition, kept),
        reason=one.reason.strip()[:300],
        decided=one.decided.strip()[:300],
        source=one.place[:120],
        **slots_of(definition, kept),
    )
    if row is not None:
        version.row = row
    return version


def removal(change_set: ChangeSet, live: Version, reason: str = "") -> Version:
    """The unsaved proposal that a live row shall go."""
    return Version(
        register_id=change_set.register_id,
        agency_id=live.agency_id,
        row_id=live.row_id,
        change_set=change_set,
        definition_id=live.definition_id,
        base=live,
        what=What.REMOVED,
        values=live.values,
        title=live.title,
        reason=reason,
    )


def _missing(
    register: Register,
    definition: Definition,
    keyed: dict[Key, Proposed],
    whole_list: Collection[Agency],
) -> list[Version]:
    if not whole_list:
        return []
    kept = {(scope_of(definition, one.agency), key[1]) for key, one in keyed.items()}
    live = Version.objects.filter(
        register=register, live=True, agency__in=[one.pk for one in whole_list]
    ).select_related("row")
    return [one for one in live if (one.row.scope, one.row.key) not in kept]


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


def _pieces(keys: Sequence[Piece]) -> Iterable[Sequence[Piece]]:
    return (keys[start : start + SQL_KEYS] for start in range(0, len(keys), SQL_KEYS))


def _by_pieces(rows: QuerySet[Version], name: str, keys: Sequence[int]) -> Iterable[Version]:
    for piece in _pieces(keys):
        yield from rows.filter(**{f"{name}__in": piece})
