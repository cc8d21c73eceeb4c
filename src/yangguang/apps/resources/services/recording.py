"""Recording, correcting, voiding and ending rows of a ledger.

A row that was recorded stays as it was: what changes is whether it still holds. So the figures of
any past moment come out the same, and whoever looks sees what was corrected, when and by whom.
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.resources.ledgers import LedgerKind, Span, beside, ledger_kind
from yangguang.apps.resources.models import Entry, HandOver, Import
from yangguang.apps.resources.selectors.scope import present
from yangguang.apps.resources.values import (
    NotValid,
    Problem,
    Values,
    checked,
    day_label,
    values_of,
)
from yangguang.apps.rows import BATCH

REASON_LENGTH = 300


def record_entry(
    *,
    agency: Agency,
    ledger: str,
    values: Values,
    by: Actor,
    at: datetime,
    hand_over: HandOver | None = None,
) -> Entry:
    """Add a row to a body's ledger. Raises NotValid with every problem of the values, also where the
    very same row holds already: a form sent twice must not count twice. KeyError for an unknown
    ledger."""
    kind = ledger_kind(ledger)
    with transaction.atomic():
        # One row of a body after the other, so that two clicks at once are seen as the same.
        Agency.objects.select_for_update().get(pk=agency.pk)
        entry = new_entry(kind, agency, values, by=by, at=at)
        _refuse_twin(entry, kind)
        entry.hand_over = hand_over
        entry.save(force_insert=True)
        _record(entry, kind, "ledger.record", by=by, at=at, after=shown(entry, kind))
    return entry


def _refuse_twin(entry: Entry, kind: LedgerKind) -> None:
    alike = Entry.objects.filter(
        agency=entry.agency,
        ledger=entry.ledger,
        starts_on=entry.starts_on,
        title=entry.title,
        voided_at__isnull=True,
    ).select_related("place", "item", "receipt")
    twin = next((one for one in alike if shown(one, kind) == shown(entry, kind)), None)
    if twin is not None:
        raise NotValid(
            (
                Problem(
                    "title",
                    kind.title,
                    f"和{timezone.localtime(twin.recorded_at):%Y年%-m月%-d日 %H:%M}登记的一条完全相同，没有重复登记；"
                    "确是另一件的，请在名称中写明区别。",
                ),
            )
        )


def replace_entry(
    *, entry: Entry, values: Values, reason: str, by: Actor, at: datetime, verb: str = ""
) -> Entry:
    """Correct a row: a new one takes its place, the old one holds as of moments before.

    Raises Refused where the row no longer holds or no reason is given, and NotValid.
    """
    kind = ledger_kind(entry.ledger)
    said = _reason(reason)
    with transaction.atomic():
        old = _standing(entry)
        new = new_entry(kind, old.agency, values, by=by, at=at)
        _keep_uses(old, kind, new.starts_on, new.ends_on)
        before, after = shown(old, kind), shown(new, kind)
        if before == after:
            raise refuse("没有变化", "填写的内容和原记录完全相同，没有可以更正的。")
        old.voided_at, old.void_reason = at, said
        old.save(update_fields=["voided_at", "void_reason"])
        new.replaces, new.origin_id = old, old.first_key
        new.batch_id, new.hand_over_id = old.batch_id, old.hand_over_id
        new.save(force_insert=True)
        changed = {
            name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
        }
        _record(
            new,
            kind,
            verb or "ledger.replace",
            by=by,
            at=at,
            reason=said,
            before={name: value for name, value in before.items() if name in changed},
            after={name: value for name, value in after.items() if name in changed},
        )
    return new


def void_entry(*, entry: Entry, reason: str, by: Actor, at: datetime) -> Entry:
    """Take a row out that should never have been there; it stays to be seen, with the reason.

    Raises Refused without a reason, where the row no longer holds, or where visits or hand-overs
    belong to the consultation point it names.
    """
    kind = ledger_kind(entry.ledger)
    said = _reason(reason)
    with transaction.atomic():
        old = _standing(entry)
        uses = Entry.objects.filter(place=old.first_key, voided_at__isnull=True).count()
        if uses:
            raise refuse(
                "尚有相关记录",
                f"“{old.title}”名下还有{uses}条移交或者接待记录，不能作废；"
                "已经撤销的查阅点请改用“终止”，登记有误的请先作废这些记录。",
            )
        old.voided_at, old.void_reason = at, said
        old.save(update_fields=["voided_at", "void_reason"])
        _record(old, kind, "ledger.void", by=by, at=at, reason=said, before=shown(old, kind))
    return old


def end_entry(*, entry: Entry, last_day: date, reason: str, by: Actor, at: datetime) -> Entry:
    """End a standing thing: it counts up to and on ``last_day``.

    Gives the row that now holds. Raises Refused for a ledger of happenings, a row that no longer
    holds or has ended before; NotValid where the day lies before the first.
    """
    kind = ledger_kind(entry.ledger)
    if kind.span is not Span.STANDING:
        raise refuse(
            "没有期间", f"“{kind.name}”按发生日期登记，没有终止；登记有误的请更正或者作废。"
        )
    if entry.ends_on is not None and entry.ends_on <= last_day:
        raise refuse(
            "已经终止", f"“{entry.title}”已于{entry.ends_on.isoformat()}终止，日期有误的请更正。"
        )
    ended = replace(values_of(entry), ends_on=last_day)
    return replace_entry(entry=entry, values=ended, reason=reason, by=by, at=at, verb="ledger.end")


def new_entry(
    kind: LedgerKind,
    agency: Agency,
    values: Values,
    *,
    by: Actor,
    at: datetime,
    points: dict[int, Entry] | None = None,
    told: Told | None = None,
) -> Entry:
    """The unsaved row for checked values. Raises NotValid.

    ``points`` keeps the consultation points that were looked up, over many rows of one import;
    ``told`` what `told_elsewhere` gave for them.
    """
    point = _present_point(values.place, points if points is not None else {})
    if point is not None and point.ledger != kind.place:
        point = None
    good = checked(kind, values, agency=agency, today=timezone.localdate(at), point=point)
    assert good.starts_on is not None  # noqa: S101 (checked above)
    _refuse_both(kind, good, told_elsewhere(kind, agency) if told is None else told)
    return Entry(
        agency=agency,
        ledger=kind.code,
        starts_on=good.starts_on,
        ends_on=good.ends_on,
        title=good.title,
        quantity=good.quantity,
        amount=good.amount,
        mark=good.mark,
        topic=good.topic,
        place_id=point.first_key if point else None,
        item=good.item,
        receipt=good.receipt,
        details=dict(good.details),
        source=good.source,
        recorded_by_id=user_key(by),
        recorded_at=at,
    )


Told = frozenset[tuple[int, int, str]]
"""Year, month and channel."""


def told_elsewhere(kind: LedgerKind, agency: Agency) -> Told:
    """The months and channels of a body that the ledger beside this one speaks of, row by row where
    this one has sums and the other way round; empty where there is no such ledger."""
    other = beside(kind)
    if other is None:
        return frozenset()
    rows = Entry.objects.filter(agency=agency, ledger=other.code, voided_at__isnull=True)
    found = (
        rows.order_by()
        .values_list("starts_on__year", "starts_on__month", "details__channel")
        .distinct()
    )
    return frozenset(found)


def _refuse_both(kind: LedgerKind, good: Values, told: Told) -> None:
    """The same letters must not count twice, one by one and in a sum. Raises NotValid."""
    day, channel = good.starts_on, str(good.details.get("channel", ""))
    if not told or day is None or (day.year, day.month, channel) not in told:
        return
    other = beside(kind)
    name = other.name if other is not None else ""
    raise NotValid(
        (
            Problem(
                "starts_on",
                day_label(kind),
                f"所在的{day.year}年{day.month}月“{channel}”已经登记在“{name}”里，两处都登记会重复计数；"
                "请只用一种方式登记这个月这个渠道，或者先把那里的记录作废。",
            ),
        )
    )


def _present_point(named: Entry | None, points: dict[int, Entry]) -> Entry | None:
    """The point as it stands now; None where it was voided."""
    if named is None:
        return None
    key = named.first_key
    if key not in points:
        points |= present([key])
    return points.get(key)


def user_key(by: Actor) -> int | None:
    """The account behind an actor, where there is one."""
    return int(by.key) if by.kind is ActorKind.STAFF else None


def undo_import(*, batch: Import, reason: str, by: Actor, at: datetime) -> int:
    """Take a whole import back: every row of it that still holds, corrected ones included; a row that
    it only filled in or corrected stands again as it was before.

    Gives how many. Raises Refused where it was undone before, without a reason, or where other
    records belong to a consultation point of it.
    """
    said = _reason(reason)
    with transaction.atomic():
        row = Import.objects.select_for_update().get(pk=batch.pk)
        if row.undone_at is not None:
            raise refuse("已经撤销", f"“{row.file_name}”的导入已经撤销，不用再撤。")
        rows = Entry.objects.filter(
            Q(batch=row) | Q(origin__batch=row), voided_at__isnull=True
        ).order_by()
        again = _as_before(row, list(rows), by=by, at=at)
        firsts = [entry.first_key for entry in rows.only("pk", "origin")]
        uses = Entry.objects.filter(place__in=firsts, voided_at__isnull=True).count()
        if uses:
            raise refuse(
                "尚有相关记录",
                f"本次导入的查阅点名下已有{uses}条移交或者接待记录，不能整批撤销，请先作废这些记录。",
            )
        count = Entry.objects.filter(pk__in=rows.values("pk")).update(
            voided_at=at, void_reason=said
        )
        Entry.objects.bulk_create(again, batch_size=BATCH)
        row.undone_at = at
        row.save(update_fields=["undone_at"])
        kind = ledger_kind(row.ledger)
        record(
            by=by,
            at=at,
            verb="ledger.undo-import",
            subject=Subject(
                "ledger-import", str(row.pk), f"{kind.name}：{row.file_name}", row.agency_id
            ),
            reason=said,
            before={"rows": count},
        )
    return count


def _as_before(batch: Import, rows: list[Entry], *, by: Actor, at: datetime) -> list[Entry]:
    """Unsaved rows that say again what stood before the import filled it in or corrected it."""
    superseded = {
        one.replaces.first_key: one.replaces
        for one in Entry.objects.filter(batch=batch, replaces__isnull=False)
        .exclude(replaces__batch=batch)
        .select_related("replaces")
        if one.replaces is not None
    }
    found = []
    for row in rows:
        before = superseded.get(row.first_key)
        if before is None:
            continue
        again = copy(before)
        again.pk, again.replaces, again.origin_id = None, row, row.first_key
        again.voided_at, again.void_reason = None, ""
        again.recorded_at, again.recorded_by_id = at, user_key(by)
        found.append(again)
    return found


def _reason(reason: str) -> str:
    said = " ".join(reason.split())[:REASON_LENGTH]
    if not said:
        raise refuse("没有理由", "请写明理由，例如“重复登记”“数字录入有误”。")
    return said


def _standing(entry: Entry) -> Entry:
    """The row, locked. Raises Refused where it was corrected or voided meanwhile."""
    old: Entry = Entry.objects.select_for_update().get(pk=entry.pk)
    if old.voided_at is None:
        return old
    if Entry.objects.filter(replaces=old).exists():
        raise refuse("已经更正", "这条记录已经更正过，请打开更正后的记录再办理。")
    raise refuse("已经作废", "这条记录已经作废，不能再办理；需要的请重新登记。")


def _keep_uses(old: Entry, kind: LedgerKind, first: date, last: date | None) -> None:
    """Visits and hand-overs stay within the time of their consultation point."""
    if kind.span is not Span.STANDING:
        return
    days = Entry.objects.filter(place=old.first_key, voided_at__isnull=True).order_by("starts_on")
    outside = days.filter(starts_on__lt=first).first()
    if outside is None and last is not None:
        outside = days.filter(starts_on__gt=last).last()
    if outside is not None:
        name = "starts_on" if outside.starts_on < first else "ends_on"
        label = "起始日期" if name == "starts_on" else "终止日期"
        raise NotValid(
            (
                Problem(
                    name,
                    label,
                    f"不对：{outside.starts_on.isoformat()}在这里还有移交或者接待记录，请核对日期。",
                ),
            )
        )


def shown(entry: Entry, kind: LedgerKind) -> dict[str, Any]:
    """What the record of acts keeps of a row: the fields that are filled, under their labels."""
    named: dict[str, Any] = {
        "起": entry.starts_on.isoformat(),
        "止": entry.ends_on.isoformat() if entry.ends_on else None,
        kind.title: entry.title,
        kind.quantity or "数量": entry.quantity,
        kind.amount or "金额": f"{entry.amount.normalize():f}"
        if entry.amount is not None
        else None,
        kind.mark or "标志": entry.mark or None,
        kind.topic or "事由": entry.topic,
        "查阅点": entry.place.title if entry.place else None,
        kind.item or "信息": entry.item.title if entry.item else None,
        kind.receipt or "凭据": entry.receipt.sha256[:12] if entry.receipt else None,
        "数据来源": entry.source,
    }
    named |= {one.label: entry.details.get(one.code) for one in kind.fields}
    return {name: value for name, value in named.items() if value not in {None, ""}}


def _record(
    entry: Entry,
    kind: LedgerKind,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        by=by,
        at=at,
        verb=verb,
        subject=Subject(
            "ledger-entry", str(entry.pk), f"{kind.name}：{entry.title}", entry.agency_id
        ),
        basis=kind.basis,
        reason=reason,
        before=before,
        after=after,
    )
