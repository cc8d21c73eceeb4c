"""Rows that one person writes at a desk: a new one, a correction, one column of many rows.

Everything goes into a draft change set, a fresh one where none is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, Register, Version, What
from yangguang.apps.registers.rows import BadRows, Problem, Values, as_read, key_of, scope_of
from yangguang.apps.registers.services.matching import Proposed
from yangguang.apps.registers.services.proposing import (
    Outcome,
    drop_proposals,
    open_change_set,
    propose_removal,
    propose_rows,
)
from yangguang.law.registers import Definition, Value

MOST_AT_ONCE = 5_000
UNDER_WAY = (ChangeSet.State.DRAFT, ChangeSet.State.SUBMITTED, ChangeSet.State.SCHEDULED)


def enter_row(
    *,
    register: Register,
    agency: Agency,
    values: Values,
    by: Actor,
    at: datetime,
    change_set: ChangeSet | None = None,
    standing: Version | None = None,
    title: str = "",
    reason: str = "",
    decided: str = "",
) -> tuple[ChangeSet, Outcome]:
    """Propose one row as it shall read; gives the draft it stands in and what came of it.

    ``standing`` is what is corrected: the live version, or a proposal of the set. Raises BadRows
    where the row breaks a rule, bears a key that another row has, or is a live row whose key would
    change; Refused where it reads so already.
    """
    definition = definition_of(register)
    read, _ = as_read(definition, values)
    with transaction.atomic():
        # One entry of a list after the other, so that a form sent twice at once meets itself.
        Register.objects.select_for_update(of=("self",)).get(pk=register.pk)
        _refuse_key(register, definition, agency, read, standing)
        if standing is None:
            _refuse_waiting(register, definition, agency, read)
        name = _name_of(definition, read)
        if change_set is None:
            verb = "更正" if standing is not None and standing.live else "新增"
            change_set = open_change_set(
                register=register,
                agency=agency,
                kind=ChangeSet.Kind.ENTRY,
                title=title.strip() or f"{verb}：{name}"[:200],
                reason=reason,
                by=by,
                at=at,
            )
        if standing is not None and not standing.live:
            drop_proposals(change_set=change_set, versions=[standing.pk], by=by, at=at)
        outcome = propose_rows(
            change_set=change_set,
            rows=[Proposed(agency, values, place=name, reason=reason, decided=decided)],
            by=by,
            at=at,
        )
        if outcome.nothing:
            raise refuse("没有变化", "填写的内容和现行条目完全相同，没有需要变更的内容。")
    return change_set, outcome


def change_field(
    *,
    register: Register,
    agency: Agency,
    versions: Sequence[Version],
    code: str,
    value: Value,
    by: Actor,
    at: datetime,
    change_set: ChangeSet | None = None,
    title: str = "",
    reason: str = "",
) -> tuple[ChangeSet, Outcome]:
    """Propose that one column of these live rows reads so (None: empty); gives the draft.

    Raises Refused for a column that tells rows apart, for rows no longer live, and where all of
    them read so already; BadRows where a row breaks a rule by it.
    """
    definition = definition_of(register)
    field = definition.field(code)
    if code in definition.key:
        raise refuse(
            "不能批量修改", f"“{field.label}”用来区分条目，不能批量修改；要改的，请取消后重新新增。"
        )
    if not versions:
        raise refuse("没有选中条目", "请先在清单里勾选要修改的条目。")
    if len(versions) > MOST_AT_ONCE:
        raise refuse("选中过多", f"一次最多修改{MOST_AT_ONCE}条，请分批办理，或者用表格导入。")
    gone = [one for one in versions if not one.live or one.register_id != register.pk]
    if gone:
        raise refuse("不是现行条目", f"“{gone[0].title}”已经不是现行条目，请刷新后重新选择。")
    with transaction.atomic():
        if change_set is None:
            change_set = open_change_set(
                register=register,
                agency=agency,
                kind=ChangeSet.Kind.BULK,
                title=title.strip() or f"批量修改“{field.label}”",
                reason=reason,
                by=by,
                at=at,
            )
        rows = [
            Proposed(
                one.agency,
                {**one.values, code: value},
                place=one.title,
                reason=reason,
                decided=one.decided,
            )
            for one in versions
        ]
        outcome = propose_rows(change_set=change_set, rows=rows, by=by, at=at)
        if outcome.nothing:
            raise refuse(
                "没有变化", f"选中的条目的“{field.label}”本来就是这样，没有需要变更的内容。"
            )
    return change_set, outcome


def remove_rows(
    *,
    register: Register,
    agency: Agency,
    versions: Sequence[Version],
    reason: str,
    by: Actor,
    at: datetime,
    change_set: ChangeSet | None = None,
) -> ChangeSet:
    """Propose that these live rows leave the list; gives the draft. Raises Refused without a reason
    and for rows no longer live."""
    if not versions:
        raise refuse("没有选中条目", "请先在清单里勾选要取消的条目。")
    with transaction.atomic():
        if change_set is None:
            named = versions[0].title if len(versions) == 1 else f"{len(versions)}条"
            change_set = open_change_set(
                register=register,
                agency=agency,
                kind=ChangeSet.Kind.ADJUST,
                title=f"取消：{named}"[:200],
                reason=reason,
                by=by,
                at=at,
            )
        propose_removal(change_set=change_set, versions=versions, reason=reason, by=by, at=at)
    return change_set


def _refuse_waiting(
    register: Register, definition: Definition, agency: Agency, values: Values
) -> None:
    """A form sent twice, or by two people, proposes one new row and not two."""
    waiting = (
        Version.objects.filter(
            row__register=register,
            row__scope=scope_of(definition, agency),
            row__key=key_of(definition, values),
            what=What.ADDED,
            change_set__state__in=UNDER_WAY,
        )
        .select_related("change_set")
        .first()
    )
    if waiting is not None:
        labels = "、".join(definition.field(code).label for code in definition.key)
        sentence = (
            f"{labels}相同的条目已经在变更“{waiting.change_set.title}”里"
            f"（{waiting.change_set.get_state_display()}），没有重复新增；要修改它，请打开那次变更。"
        )
        raise BadRows((Problem(sentence, definition.key[0]),))


def _name_of(definition: Definition, values: Values) -> str:
    named = values.get(definition.title) or values.get(definition.key[0])
    return str(named)[:100] if isinstance(named, str) else definition.row_name


def _refuse_key(
    register: Register,
    definition: Definition,
    agency: Agency,
    values: Values,
    standing: Version | None,
) -> None:
    key = key_of(definition, values)
    labels = "、".join(definition.field(code).label for code in definition.key)
    first = definition.key[0]
    if standing is not None and (standing.live or standing.what == What.CHANGED):
        if key.strip("|~") and key != standing.row.key:
            sentence = f"{labels}用来区分条目，更正时不能改动；要改的，请取消这一条，再重新新增。"
            raise BadRows((Problem(sentence, first),))
        return
    if standing is not None and key == standing.row.key:
        return
    live = Version.objects.filter(
        row__register=register, row__scope=scope_of(definition, agency), row__key=key, live=True
    ).exists()
    if live:
        sentence = f"已有{labels}相同的现行条目（{key}）；要修改它，请打开那一条办理更正。"
        raise BadRows((Problem(sentence, first),))
