"""Filing many items at once by rule: rules are made and ended, runs are resumable and undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.filing import (
    lines_of,
    matching,
    standard_values,
    try_rule,
    unfiled,
    with_parents,
)
from yangguang.apps.catalog.models import (
    Column,
    Facet,
    FilingRule,
    FilingRun,
    Item,
    ItemFacet,
    ItemKind,
)
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.events.services import Happening, emit_many

BATCH = 500
AT_ONCE = 2_000
"""So many items are filed in the request itself; what is more is left to the worker."""


def _about(rule: FilingRule) -> Subject:
    return Subject("filing-rule", str(rule.pk), f"{rule.facet.name}（规则 {rule.pk}）")


def add_facet(
    *, scheme: str, code: str, name: str, parent: Facet | None = None, by: Actor, at: datetime
) -> Facet:
    """A new value of a classification. Raises NotPossible where the code or the parent does not fit."""
    if parent is not None and parent.scheme != scheme:
        raise NotPossible("上级分类必须属于同一种分类。")
    with transaction.atomic():
        if Facet.objects.filter(scheme=scheme, code=code).exists():
            raise NotPossible(f"分类代码“{code}”已被使用，请换一个。")
        last = Facet.objects.filter(scheme=scheme).aggregate(last=Max("order"))["last"] or 0
        facet = Facet.objects.create(
            scheme=scheme, code=code, name=name[:100], parent=parent, order=last + 1
        )
        record(
            by=by,
            at=at,
            verb="facet.add",
            subject=Subject("facet", str(facet.pk), f"{facet.get_scheme_display()}：{name}"),
        )
    return facet


def load_standard(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Add the classifications and rules that come with the system where they are missing.

    Gives how many values and how many rules were added; what an office has named or ended stays.
    """
    added = ruled = 0
    with transaction.atomic():
        for one in standard_values():
            facet = Facet.objects.filter(scheme=one.scheme, code=one.code).first()
            if facet is None:
                parent = Facet.objects.filter(scheme=one.scheme, code=one.parent).first()
                facet = add_facet(
                    scheme=one.scheme, code=one.code, name=one.name, parent=parent, by=by, at=at
                )
                added += 1
            if one.has_rule and not FilingRule.objects.filter(facet=facet).exists():
                add_rule(
                    facet=facet,
                    words="\n".join(one.words),
                    without="\n".join(one.without),
                    kinds=one.kinds,
                    by=by,
                    at=at,
                )
                ruled += 1
    return added, ruled


def add_rule(
    *,
    facet: Facet,
    by: Actor,
    at: datetime,
    column: Column | None = None,
    agency: Agency | None = None,
    words: str = "",
    without: str = "",
    kinds: Sequence[str] = (),
) -> FilingRule:
    """A new rule; it files nothing before it is applied. Raises NotPossible without a condition."""
    unknown = [one for one in kinds if one not in ItemKind.values]
    if unknown:
        raise ValueError(f"unknown kinds {unknown}")
    short = [one for one in lines_of(words) if len(one) < 2]
    if short:
        raise NotPossible(f"“{short[0]}”只有一个字，会归入许多无关的信息，请写至少两个字。")
    if not (lines_of(words) or kinds or column or agency):
        raise NotPossible("规则至少要有一个条件：栏目、机构、文种或标题中的词。")
    with transaction.atomic():
        rule = FilingRule.objects.create(
            facet=facet,
            column=column,
            agency=agency,
            words="\n".join(lines_of(words)),
            without="\n".join(lines_of(without)),
            kinds=list(kinds),
            made_by=by.name,
            made_at=at,
        )
        record(by=by, at=at, verb="filing-rule.add", subject=_about(rule))
    return rule


def end_rule(*, rule: FilingRule, by: Actor, at: datetime) -> FilingRule:
    """The rule is applied no more; what it filed stays filed."""
    with transaction.atomic():
        rule = FilingRule.objects.select_for_update().get(pk=rule.pk)
        if rule.ended_at is None:
            rule.ended_at = at
            rule.save(update_fields=["ended_at"])
            record(by=by, at=at, verb="filing-rule.end", subject=_about(rule))
    return rule


def apply_rule(*, rule: FilingRule, expected: int, by: Actor, at: datetime) -> FilingRun:
    """File under the rule's value all that it finds and that is not filed there yet.

    ``expected`` is the number that the dry run showed. Gives the run, which may still be under way
    (``ended_at`` null). Raises NotPossible for an ended rule, one being applied, and where the
    number has changed.
    """
    with transaction.atomic():
        rule = FilingRule.objects.select_for_update().get(pk=rule.pk)
        if rule.ended_at is not None:
            raise NotPossible("规则已停用，不能再归类；需要时请新建规则。")
        if FilingRun.objects.filter(rule=rule, ended_at__isnull=True).exists():
            raise NotPossible("这条规则正在归类，请等它完成。")
        new = try_rule(rule).new
        if new != expected:
            raise NotPossible(
                f"将归类的信息已变为 {new} 条（核对时是 {expected} 条），请重新核对。"
            )
        run = FilingRun.objects.create(
            rule=rule,
            actor={**asdict(by), "kind": by.kind.value},
            asked_at=at,
            until=Item.objects.aggregate(last=Max("pk"))["last"] or 0,
        )
        record(
            by=by,
            at=at,
            verb="filing-rule.apply",
            subject=_about(rule),
            after={"run": run.pk, "items": new},
        )
    for _ in range(AT_ONCE // BATCH + 1):
        if advance_run(run=run, at=at):
            break
    run.refresh_from_db()
    return run


def advance_run(*, run: FilingRun, at: datetime) -> bool:
    """File one batch; True once all is filed. Killed and asked again it goes on where it was."""
    with transaction.atomic():
        run = (
            FilingRun.objects.select_for_update(of=("self",))
            .select_related("rule__facet__parent", "rule__column", "rule__agency")
            .get(pk=run.pk)
        )
        if run.ended_at is not None:
            return True
        rule = run.rule
        found = unfiled(matching(rule).filter(pk__gt=run.reached, pk__lte=run.until), rule.facet)
        keys = list(found.order_by("pk").values_list("pk", flat=True)[:BATCH])
        for facet in with_parents([rule.facet]):
            _file(keys, facet, run, at)
        emit_many(at=at, happenings=[Happening("item.changed", str(key)) for key in keys])
        run.filed = F("filed") + len(keys)
        run.reached = keys[-1] if keys else run.until
        done = len(keys) < BATCH
        if done:
            run.ended_at = at
        run.save(update_fields=["filed", "reached", "ended_at"])
    return done


def _file(keys: Sequence[int], facet: Facet, run: FilingRun, at: datetime) -> None:
    there = ItemFacet.objects.filter(item__in=keys, facet=facet, valid_to__isnull=True)
    held = set(there.values_list("item", flat=True))
    ItemFacet.objects.bulk_create(
        [
            ItemFacet(item_id=key, facet=facet, run=run, valid_from=at, recorded_at=at)
            for key in keys
            if key not in held
        ],
        # A person who files one of them in the same moment was first.
        ignore_conflicts=True,
    )


def undo_run(*, run: FilingRun, by: Actor, at: datetime) -> FilingRun:
    """Take back what a run has filed; the rows stay and say from when to when it was so.

    Raises NotPossible while it is under way and where it was undone before.
    """
    with transaction.atomic():
        run = FilingRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if run.ended_at is None:
            raise NotPossible("这次归类还没有完成，请等它完成后再撤销。")
        if run.undo_asked_at is not None:
            raise NotPossible("这次归类已经撤销。")
        run.undo_asked_at = at
        run.save(update_fields=["undo_asked_at"])
        record(
            by=by,
            at=at,
            verb="filing-rule.undo",
            subject=_about(run.rule),
            after={"run": run.pk, "items": run.filed},
        )
    for _ in range(AT_ONCE // BATCH + 1):
        if advance_undo(run=run, at=at):
            break
    run.refresh_from_db()
    return run


def advance_undo(*, run: FilingRun, at: datetime) -> bool:
    """Take back one batch; True once nothing is left."""
    with transaction.atomic():
        run = (
            FilingRun.objects.select_for_update(of=("self",))
            .select_related("rule__facet")
            .get(pk=run.pk)
        )
        if run.undone_at is not None:
            return True
        rows = ItemFacet.objects.filter(run=run, valid_to__isnull=True).select_related("facet")
        # Children first, so that a parent is asked when its children are gone.
        batch = list(rows.order_by("item", "-facet__parent", "pk")[: BATCH * 2])
        keys = sorted({one.item_id for one in batch})[:BATCH]
        mine = [one for one in batch if one.item_id in set(keys)]
        _take_back(mine, at)
        emit_many(at=at, happenings=[Happening("item.changed", str(key)) for key in keys])
        own = sum(1 for one in mine if one.facet_id == run.rule.facet_id)
        FilingRun.objects.filter(pk=run.pk).update(undone=F("undone") + own)
        done = not rows.exists()
        if done:
            FilingRun.objects.filter(pk=run.pk).update(undone_at=at)
    return done


def _take_back(rows: Sequence[ItemFacet], at: datetime) -> None:
    ItemFacet.objects.filter(pk__in=[one.pk for one in rows]).update(valid_to=at)
    keys = {one.item_id for one in rows}
    children = ItemFacet.objects.filter(
        item__in=keys, valid_to__isnull=True, facet__parent__isnull=False
    )
    held = set(children.values_list("item", "facet__parent"))
    # What another filing still holds a child of stays under the parent, no longer by this run.
    ItemFacet.objects.bulk_create(
        [
            ItemFacet(item_id=one.item_id, facet_id=one.facet_id, valid_from=at, recorded_at=at)
            for one in rows
            if (one.item_id, one.facet_id) in held
        ],
        ignore_conflicts=True,
    )


def run_filings(at: datetime, *, batches: int = 40) -> int:
    """Go on with runs and undoings under way; gives how many batches were done."""
    done = 0
    for run in FilingRun.objects.filter(ended_at__isnull=True).order_by("pk"):
        while done < batches:
            done += 1
            if advance_run(run=run, at=at):
                break
    undoing = FilingRun.objects.filter(undo_asked_at__isnull=False, undone_at__isnull=True)
    for run in undoing.order_by("pk"):
        while done < batches:
            done += 1
            if advance_undo(run=run, at=at):
                break
    return done
