"""Taking published changes back: a whole set by its inverse, a single row from public view."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.registers.models import ChangeSet, Row, Version, What
from yangguang.apps.registers.services.matching import removal
from yangguang.apps.registers.services.owing import subject_of_row
from yangguang.apps.registers.services.proposing import (
    BATCH,
    open_change_set,
    recount,
)
from yangguang.apps.registers.services.publishing import apply
from yangguang.apps.registers.services.slicing import keep_slices


def undo_change_set(*, change_set: ChangeSet, reason: str, by: Actor, at: datetime) -> ChangeSet:
    """The inverse of a published set, as a draft to be reviewed: what it added goes, what it changed
    or removed reads as before.

    Raises Refused without a reason, where the set is not public or was undone already, and where a
    row changed since: the sentence names it.
    """
    if not reason.strip():
        raise refuse("缺少理由", "请写明撤销的理由，例如“导入了错误的表格”。")
    with transaction.atomic():
        held = (
            ChangeSet.objects.select_for_update(of=("self",))
            .select_related("register__definition", "agency")
            .get(pk=change_set.pk)
        )
        if held.state != ChangeSet.State.PUBLISHED:
            raise refuse("尚未公开", f"“{held.title}”没有公开，放弃草稿即可，不需要撤销。")
        if held.undone_by.exclude(state=ChangeSet.State.DISCARDED).exists():
            raise refuse("已在撤销", f"“{held.title}”已有撤销它的变更，请办理那一次变更。")
        versions = list(held.versions.select_related("base", "row"))
        live = {
            one.row_id: one
            for one in Version.objects.filter(live=True, row__in=held.versions.values("row"))
        }
        moved = [one for one in versions if _standing(one, live) is False]
        if moved:
            named = "、".join(f"“{one.title[:30]}”" for one in moved[:10])
            raise refuse(
                "条目已有新变化",
                f"有{len(moved)}个条目之后又有变化（{named}），不能整批撤销；"
                "请先撤销后来的变更，或逐条更正。",
            )
        inverse = open_change_set(
            register=held.register, agency=held.agency, kind=ChangeSet.Kind.UNDO,
            title=f"撤销：{held.title}", reason=reason, undoes=held, by=by, at=at,
        )  # fmt: skip
        Version.objects.bulk_create(
            [_inverse(inverse, one, live.get(one.row_id), reason) for one in versions],
            batch_size=BATCH,
        )
        recount(inverse)
    return inverse


def _standing(one: Version, live: dict[int, Version]) -> bool:
    """Whether the row reads as this version left it, be it by later changes taken back since."""
    now = live.get(one.row_id)
    if one.what == What.REMOVED or now is None:
        return one.what == What.REMOVED and now is None
    return now.pk == one.pk or (now.agency_id, now.values) == (one.agency_id, one.values)


def _inverse(inverse: ChangeSet, one: Version, live: Version | None, reason: str) -> Version:
    if one.base is None:
        return removal(inverse, live or one, reason.strip()[:300])
    back = one.base
    back.pk, back.change_set, back.base, back.live = None, inverse, live, False
    back.what = What.CHANGED if live is not None else What.ADDED
    back.number = back.valid_from = back.valid_to = back.published_at = back.down_on = None
    back.reason = reason.strip()[:300]
    back._state.adding = True
    return back


def take_down(*, version: Version, why: str, by: Actor, at: datetime) -> ChangeSet:
    """Take a live row from public view at once, with its earlier wordings; its page says why.

    For decisions that were revoked, credit that was repaired, publicity that ended, and data that
    should not have been public. Raises Refused without a reason or where the row is not live.
    """
    if not why.strip():
        raise refuse("缺少理由", "请写明撤下的理由，例如“处罚决定已被撤销”。")
    with transaction.atomic():
        row = Row.objects.select_for_update().get(pk=version.row_id)
        live = (
            Version.objects.filter(row=row, live=True)
            .select_related("register__definition", "agency")
            .first()
        )
        if live is None:
            raise refuse("不是现行条目", f"“{version.title}”已经不是现行条目，请刷新后再看。")
        change_set = open_change_set(
            register=live.register, agency=live.agency, kind=ChangeSet.Kind.DOWN,
            title=f"撤下：{live.title}"[:200], reason=why, by=by, at=at,
        )  # fmt: skip
        removal(change_set, live, why.strip()[:300]).save(force_insert=True)
        begins = timezone.localdate(at)
        change_set.in_force_on = max(begins, live.valid_from or begins)
        apply(change_set, by=by, at=at)
        Row.objects.filter(pk=row.pk).update(
            down_at=at, down_why=why.strip()[:300], down_upto=F("versions_published")
        )
        keep_slices(
            live.register, moved=Version.objects.filter(row=row).values_list("pk", flat=True)
        )
        record(
            by=by, at=at, verb="register.take-down", subject=subject_of_row(live), reason=why,
            after={"change_set": change_set.pk},
        )  # fmt: skip
    return change_set
