"""Writing: a draft opened, saved without anybody's work being overwritten, given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.catalog.models import (
    Column,
    Edition,
    Facet,
    Item,
    ItemKind,
    ItemState,
)
from yangguang.apps.catalog.services import edit_header, open_item
from yangguang.apps.publishing.editing import clean_html, text_of
from yangguang.apps.publishing.models import Draft, DraftAttachment, DraftSaving
from yangguang.apps.publishing.models.drafts import OPEN_STATES
from yangguang.apps.publishing.selectors.held import held_text
from yangguang.apps.publishing.services.accepting import carried_already
from yangguang.apps.publishing.services.heading import (
    HEADER_FIELDS,
    checked_header,
    header_values,
    require_free,
)
from yangguang.apps.publishing.services.owing import owe_publication
from yangguang.apps.publishing.services.steps import locked, subject_of
from yangguang.apps.publishing.workflow import EditConflict, impossible, require
from yangguang.text.document import Document, Paragraph
from yangguang.text.secrecy import secrecy_mark

KEPT_SAVINGS = 50


def start_draft(
    *,
    agency: Agency,
    title: str,
    by: Actor,
    at: datetime,
    kind: str = ItemKind.OTHER,
    column: Column | None = None,
    facets: Sequence[Facet] = (),
    body_html: str = "",
    header: Mapping[str, Any] | None = None,
) -> Draft:
    """A new item with its first draft. Raises NotPossible for a title that cannot be used.

    Raises NotPossible too where the text bears a classification mark: this system holds no secrets
    (《保守国家秘密法》).
    """
    _unclassified(title, body_html)
    with transaction.atomic():
        item = open_item(
            agency=agency, title=title, kind=kind, column=column, facets=facets, by=by, at=at
        )
        draft = _open(
            item, Edition.Act.FIRST, "", title=item.title, body=body_html, header=header or {},
            by=by, at=at,
        )  # fmt: skip
        _mirror(draft, by=by, at=at)
    return draft


def start_on(*, item: Item, by: Actor, at: datetime) -> Draft:
    """A draft on an item that waits as 草稿 without one (an import, a conversion, something withheld
    that can be open now: it begins with the text and files with which it was entered).

    Raises NotPossible where the item is no draft or somebody works on it already.
    """
    if item.state != ItemState.DRAFT:
        raise impossible("信息状态", "只有草稿可以起草；已公开的信息请办理更正或者修改。")
    carried = carried_already(item.edition, at=at)
    entered = held_text(item)
    with transaction.atomic():
        if entered is not None:
            return _open_from_entered(item, entered, by=by, at=at)
        return _open_from_edition(item, Edition.Act.FIRST, "", carried, by=by, at=at)


def start_change(
    *,
    item: Item,
    act: Edition.Act,
    reason: str,
    closes_earlier: bool = False,
    by: Actor,
    at: datetime,
) -> Draft:
    """The work on a new edition of a public item: 更正 mends a mistake, 修改 changes the content.

    ``closes_earlier``: once the new text is public, the earlier ones are not readable as past
    editions. What is public stays as it is until the new text has gone the same road. Raises NotPossible
    without a reason, where the item is not public, or where somebody works on it already.
    """
    if act == Edition.Act.FIRST:
        raise ValueError("a change is a correction or a modification")
    if item.state != ItemState.PUBLISHED:
        raise impossible("信息状态", "只有已公开的信息可以更正或者修改。")
    if not reason.strip():
        raise impossible("理由", f"“{act.label}”须说明理由，请填写后再提交。")
    carried = carried_already(item.edition, at=at)
    with transaction.atomic():
        draft = _open_from_edition(item, act, reason.strip(), carried, by=by, at=at)
        if closes_earlier:
            draft.closes_earlier = True
            draft.save(update_fields=["closes_earlier"])
        current = item.attributes.filter(valid_to__isnull=True).first()
        if current is not None:
            draft.attribute, draft.ground = current.attribute, current.ground
            draft.attribute_reason = current.reason
            draft.save(update_fields=["attribute", "ground", "attribute_reason"])
    return draft


def _open_from_edition(
    item: Item,
    act: Edition.Act,
    reason: str,
    carried: Mapping[int, list[dict[str, str]]],
    *,
    by: Actor,
    at: datetime,
) -> Draft:
    edition = item.edition
    draft = _open(
        item,
        act,
        reason,
        title=item.title,
        body=edition.body_html if edition else "",
        header=header_of(item),
        by=by,
        at=at,
    )
    if edition is not None:
        DraftAttachment.objects.bulk_create(
            [
                DraftAttachment(
                    draft=draft,
                    file=row.file,
                    title=row.title,
                    order=row.order,
                    carries=carried.get(row.file_id or 0, []),
                )
                for row in edition.attachments.filter(file__isnull=False).select_related("file")
            ]
        )
    return draft


def _open_from_entered(item: Item, entered: Draft, *, by: Actor, at: datetime) -> Draft:
    draft = _open(
        item, Edition.Act.FIRST, "", title=item.title, body=entered.body_html,
        header=header_of(item), by=by, at=at,
    )  # fmt: skip
    DraftAttachment.objects.bulk_create(
        [
            DraftAttachment(
                draft=draft, file=row.file, title=row.title, order=row.order, carries=row.carries
            )
            for row in entered.attachments.select_related("file")
        ]
    )
    return draft


def header_of(item: Item) -> dict[str, Any]:
    """The item's header as a draft keeps it: plain values, dates as 2026-01-31.

    A summary that is only the beginning of the text is left out: whoever mends the text would
    otherwise leave the mistake, or the personal data, in the summary. The release makes it anew.
    """
    values = {name: getattr(item, name) for name in HEADER_FIELDS}
    if item.edition is not None and item.edition.body_text.startswith(item.summary.rstrip("…")):
        values["summary"] = ""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if value
    }


def _open(
    item: Item,
    act: Edition.Act,
    reason: str,
    *,
    title: str,
    body: str,
    header: Mapping[str, Any],
    by: Actor,
    at: datetime,
) -> Draft:
    clean = clean_html(body)
    try:
        with transaction.atomic():
            draft = Draft.objects.create(
                item=item,
                act=act,
                change_reason=reason[:300],
                title=title.strip(),
                body_html=clean,
                body_text=text_of(clean),
                header=checked_header(header),
                drafter_key=by.key,
                drafter_name=by.name,
                created_at=at,
                saved_at=at,
                saved_by_key=by.key,
                saved_by_name=by.name,
            )
    except IntegrityError as error:
        now = item.drafts.filter(state__in=OPEN_STATES).first()
        who = f"（起草人：{now.drafter_name}，{now.get_state_display()}）" if now else ""
        raise impossible(
            "已有稿件", f"这条信息已有正在办理的稿件{who}，请在该稿件上办理。"
        ) from error
    _keep(draft, automatic=False)
    record(
        by=by,
        at=at,
        verb="draft.start",
        subject=subject_of(item),
        reason=reason,
        after={"act": str(act), "draft": draft.pk},
    )
    return draft


def save_draft(
    *,
    draft: Draft,
    revision: int,
    title: str,
    body_html: str,
    header: Mapping[str, Any] | None = None,
    automatic: bool = False,
    by: Actor,
    at: datetime,
) -> Draft:
    """Save the text. ``revision`` is the one that the writer opened.

    Raises EditConflict, with what stands now, where somebody saved something else in between:
    whoever comes second decides with both texts before them. The writer's own words a second time
    (a window that was left sends them, and the page that follows does too) change nothing. Raises
    NotPossible for a wrong header value, an index number that is taken, or a title that cannot be
    used. An automatic saving writes no audit row; it is in the list of savings.
    """
    _unclassified(title, body_html)
    with transaction.atomic():
        fresh = locked(draft)
        require("save", fresh)
        title, clean = title.strip(), clean_html(body_html)
        values = checked_header(fresh.header if header is None else header)
        follows = fresh.revision == revision or fresh.saved_by_key == by.key
        if follows and (title, clean, values) == (fresh.title, fresh.body_html, fresh.header):
            return fresh
        if fresh.revision != revision:
            who = "您在另一个窗口" if fresh.saved_by_key == by.key else fresh.saved_by_name
            raise EditConflict(
                f"{who}已于{_clock(fresh.saved_at)}保存了另一稿。您的文字没有丢失，"
                "请对照后合并，再保存。",
                fresh,
            )
        if not title:
            raise impossible("标题", "标题不能为空。")
        if len(title) > 500:
            raise impossible("标题", f"“标题”最多 500 个字，现有 {len(title)} 个字。")
        require_free(values.get("index_number", ""), fresh.item)
        fresh.title, fresh.body_html, fresh.header = title, clean, values
        fresh.body_text = text_of(clean)
        fresh.revision += 1
        fresh.saved_at, fresh.saved_by_key, fresh.saved_by_name = at, by.key, by.name
        fresh.save()
        _keep(fresh, automatic=automatic)
        _mirror(fresh, by=by, at=at)
        if not automatic:
            record(
                by=by, at=at, verb="draft.save", subject=subject_of(fresh.item),
                after={"revision": fresh.revision},
            )  # fmt: skip
    draft.refresh_from_db()
    return draft


def restore_saving(*, draft: Draft, saving: DraftSaving, by: Actor, at: datetime) -> Draft:
    """Make an earlier saved state the present one, as a new saving."""
    if saving.draft_id != draft.pk:
        raise impossible("保存记录", "这条保存记录不属于本稿件。")
    return save_draft(
        draft=draft,
        revision=draft.revision,
        title=saving.title,
        body_html=saving.body_html,
        header=saving.header,
        by=by,
        at=at,
    )


def close(draft: Draft, *, why: str, at: datetime) -> None:
    """Mark the draft as ended; the caller's step saves it."""
    draft.closed_at = at
    draft.close_reason = why[:300]
    draft.publish_at = None


def _mirror(draft: Draft, *, by: Actor, at: datetime) -> None:
    """A first draft's title and header show in lists before anything is public."""
    item = draft.item
    if draft.act != Edition.Act.FIRST or item.state != ItemState.DRAFT:
        return
    edit_header(item=item, changes={**header_values(draft), "title": draft.title}, by=by, at=at)
    item.refresh_from_db()
    owe_publication(draft, by=by, at=at)


def _keep(draft: Draft, *, automatic: bool) -> None:
    DraftSaving.objects.create(
        draft=draft,
        revision=draft.revision,
        title=draft.title,
        body_html=draft.body_html,
        header=draft.header,
        saved_at=draft.saved_at,
        saved_by_key=draft.saved_by_key,
        saved_by_name=draft.saved_by_name,
        automatic=automatic,
    )
    # What people saved by hand stays; of automatic savings the newest are enough.
    surplus = list(
        draft.savings.filter(automatic=True)
        .order_by("-revision")
        .values_list("pk", flat=True)[KEPT_SAVINGS:]
    )
    if surplus:
        DraftSaving.objects.filter(pk__in=surplus).delete()


def _unclassified(title: str, body: str) -> None:
    words = [title, *text_of(clean_html(body)).splitlines()]
    mark = secrecy_mark(Document(tuple(Paragraph(line) for line in words), "text/html"))
    if mark:
        raise impossible(
            "《保守国家秘密法》",
            f"文中有密级标志（{mark}）。本系统是非涉密系统，不得录入；没有保存任何内容。",
        )


def _clock(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.month}月{local.day}日{local:%H:%M}"
