"""Choosing and ordering the documents of an issue, and making its pages.

Only what is public may be printed, as it stands now; an issue goes to the public by the same road
as any other document. 依据：《条例》第二十三条（政府公报是主动公开的途径之一）。
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import Refused, no
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Edition, Item, ItemKind, ItemState, Validity
from yangguang.apps.files.services import store_file
from yangguang.apps.gazette.models import GazetteEntry, GazetteIssue
from yangguang.apps.gazette.typesetting.pages import (
    Entry,
    Issue,
    NotTypeset,
    Pages,
    Section,
    set_issue,
)
from yangguang.apps.publishing.models import Draft, DraftAttachment
from yangguang.apps.publishing.services.drafting import start_draft

SECTIONS = (
    "市政府文件", "市政府办公室文件", "部门文件", "县区文件", "政策解读", "人事任免", "大事记", "其他",
)  # fmt: skip
"""Sections that are offered; an office may name its own."""
LONGEST_SECTION = 50
WITHDRAWN = "（本文已撤回，不再登载）"


class NotPossible(Refused):
    """An act that the issue's state does not allow; the message says what to do."""


def impossible(sentence: str) -> NotPossible:
    """The refusal to raise."""
    return NotPossible(no("政府公报", sentence))


def open_issue(
    *,
    agency: Agency,
    title: str,
    year: int,
    number: int,
    whole_number: int,
    preface: str = "",
    by: Actor,
    at: datetime,
) -> GazetteIssue:
    """A new issue. Raises NotPossible for a number that is taken or a title that is empty."""
    if not title.strip():
        raise impossible("请填写刊名，例如“清源市人民政府公报”。")
    if number < 1 or whole_number < number:
        raise impossible("期号从 1 起，总期号不小于期号，请核对。")
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = GazetteIssue.objects.create(
                    agency=agency,
                    title=title.strip()[:100],
                    year=year,
                    number=number,
                    whole_number=whole_number,
                    preface=preface.strip()[:500],
                    opened_at=at,
                    opened_by_key=by.key,
                    opened_by_name=by.name,
                )
        except IntegrityError as error:
            raise impossible(
                f"{year}年第{number}期或者总第{whole_number}期已经有了，请核对期号。"
            ) from error
        _record(row, "gazette.open", by=by, at=at)
    return row


def next_numbers(agency: Agency, year: int) -> tuple[int, int]:
    """The number and the whole number that the next issue would bear."""
    rows = GazetteIssue.objects.filter(agency=agency).exclude(state=GazetteIssue.State.DROPPED)
    number = rows.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    whole = rows.aggregate(last=Max("whole_number"))["last"] or 0
    return number + 1, whole + 1


def add_entries(
    *, issue: GazetteIssue, items: Sequence[Item], section: str, by: Actor, at: datetime
) -> int:
    """Put public documents into a section, at its end; gives how many were new.

    Raises NotPossible for one that is not public, or a section without a name.
    """
    section = section.strip()
    if not section or len(section) > LONGEST_SECTION:
        raise impossible(f"请选定栏目，栏目名称不超过 {LONGEST_SECTION} 个字。")
    with transaction.atomic():
        row = _locked(issue)
        hidden = [item.title for item in items if item.state != ItemState.PUBLISHED]
        if hidden:
            raise impossible(f"《{hidden[0]}》没有公开，不能登载；请先公开。")
        there = set(row.entries.values_list("item_id", flat=True))
        last = row.entries.aggregate(last=Max("order"))["last"] or 0
        new = [item for item in items if item.pk not in there]
        GazetteEntry.objects.bulk_create(
            [
                GazetteEntry(issue=row, item=item, section=section, order=last + place)
                for place, item in enumerate(new, start=1)
            ]
        )
        _record(row, "gazette.add", by=by, at=at, documents=len(new), section=section)
    return len(new)


def remove_entry(*, entry: GazetteEntry, by: Actor, at: datetime) -> None:
    """Take a document out of an issue that is still being compiled."""
    with transaction.atomic():
        row = _locked(entry.issue)
        row.entries.filter(pk=entry.pk).delete()
        _record(row, "gazette.remove", by=by, at=at, item=entry.item_id)


def move_entry(
    *, entry: GazetteEntry, up: bool = False, section: str = "", by: Actor, at: datetime
) -> None:
    """One place up or down within its section, or into another section.

    The first of a section goes up, the last goes down with the whole section: documents of a section
    are printed together. At the ends nothing happens.
    """
    with transaction.atomic():
        row = _locked(entry.issue)
        groups = [rows for _name, rows in sections_of(row)]
        place = next(
            ((at_, nth) for at_, rows in enumerate(groups) for nth, one in enumerate(rows) if one.pk == entry.pk),
            None,
        )  # fmt: skip
        if place is None:
            raise impossible("这份文件已不在本期，请刷新后再办。")
        at_, nth = place
        step = -1 if up else 1
        if section.strip():
            moved = groups[at_].pop(nth)
            moved.section = section.strip()[:LONGEST_SECTION]
            groups.append([moved])
        elif 0 <= nth + step < len(groups[at_]):
            groups[at_].insert(nth + step, groups[at_].pop(nth))
        elif 0 <= at_ + step < len(groups):
            groups.insert(at_ + step, groups.pop(at_))
        entries = [one for rows in groups for one in rows]
        for order, one in enumerate(entries, start=1):
            one.order = order
        GazetteEntry.objects.bulk_update(entries, ["order", "section"])
        _record(row, "gazette.move", by=by, at=at, item=entry.item_id)


def preview(issue: GazetteIssue, *, at: datetime) -> Pages:
    """The pages as they would be now. Raises NotPossible for an empty issue or broken contents."""
    try:
        return set_issue(printed(issue, date=""), at=at)
    except NotTypeset as error:
        raise impossible(str(error)) from error


def draft_issue(*, issue: GazetteIssue, by: Actor, at: datetime) -> Draft:
    """Set the pages and make the issue a draft document, to be reviewed and published.

    Raises NotPossible where nothing is in it, or something in it is no longer public.
    """
    with transaction.atomic():
        row = _locked(issue)
        hidden = row.entries.exclude(item__state=ItemState.PUBLISHED).select_related("item").first()
        if hidden is not None:
            raise impossible(f"《{hidden.item.title}》已经撤回，请移出本期后再试。")
        today = timezone.localdate(at)
        try:
            pages = set_issue(
                printed(row, date=f"{today.year}年{today.month}月{today.day}日"), at=at
            )
        except NotTypeset as error:
            raise impossible(str(error)) from error
        for entry in row.entries.all():
            entry.page = pages.starts[str(entry.item_id)]
            entry.save(update_fields=["page"])
        stored = store_file(data=pages.pdf, at=at, media_type="application/pdf")
        draft = start_draft(
            agency=row.agency,
            title=f"{row.title} {row.label}",
            kind=ItemKind.GAZETTE,
            header={"kind": ItemKind.GAZETTE.value, "formed_on": today.isoformat()},
            body_html=contents_of(row),
            by=by,
            at=at,
        )
        DraftAttachment.objects.create(draft=draft, file=stored, title=f"{row}（PDF）", order=0)
        row.pdf, row.pages, row.item = stored, pages.count, draft.item
        row.state = GazetteIssue.State.DRAFTED
        row.save(update_fields=["pdf", "pages", "item", "state"])
        _record(row, "gazette.draft", by=by, at=at, pages=pages.count)
    issue.refresh_from_db()
    return draft


def drop_issue(*, issue: GazetteIssue, reason: str, by: Actor, at: datetime) -> GazetteIssue:
    """Give an issue up; its number is free again."""
    if not reason.strip():
        raise impossible("取消本期须写明理由。")
    with transaction.atomic():
        row = _locked(issue)
        row.state = GazetteIssue.State.DROPPED
        row.save(update_fields=["state"])
        _record(row, "gazette.drop", by=by, at=at, reason=reason)
    return row


def _locked(issue: GazetteIssue) -> GazetteIssue:
    row = GazetteIssue.objects.select_for_update().get(pk=issue.pk)
    if row.state != GazetteIssue.State.COMPILING:
        raise impossible(
            f"本期{row.get_state_display()}，不能再改动；需要重编的，请先作废其公开稿件。"
        )
    return row


def sections_of(issue: GazetteIssue) -> list[tuple[str, list[GazetteEntry]]]:
    """Entries by section, sections in the order in which they first occur."""
    found: dict[str, list[GazetteEntry]] = {}
    rows = issue.entries.select_related("item", "item__agency", "item__edition")
    for entry in rows.order_by("order", "pk"):
        found.setdefault(entry.section, []).append(entry)
    return list(found.items())


def printed(issue: GazetteIssue, *, date: str) -> Issue:
    """The issue as it is to be set: what was withdrawn since is a line that says so.

    Raises NotPossible for an empty issue.
    """
    sections = sections_of(issue)
    if not sections:
        raise impossible("本期还没有文件，请先选入。")
    return Issue(
        title=issue.title,
        label=issue.label,
        publisher=issue.agency.name,
        preface=issue.preface,
        date=date,
        sections=tuple(
            Section(name, tuple(_entry(one.item) for one in rows)) for name, rows in sections
        ),
    )


def _entry(item: Item) -> Entry:
    if item.state != ItemState.PUBLISHED:
        return Entry(str(item.pk), WITHDRAWN, number="", body_html="", signer="", date="")
    edition = item.edition
    formed = item.formed_on
    changed = item.validity in {Validity.AMENDED, Validity.EXPIRED, Validity.REPEALED}
    return Entry(
        key=str(item.pk),
        title=item.title,
        number=item.doc_number,
        body_html=edition.body_html if edition else "",
        signer=item.issuers or item.agency_name,
        date=f"{formed.year}年{formed.month}月{formed.day}日" if formed else "",
        mark=f"（{item.get_validity_display()}）" if changed else "",
        attachments=_attached(edition) if edition else (),
        address=f"{settings.SITE_URL.rstrip('/')}/item/{item.pk}/",
    )


def _attached(edition: Edition) -> tuple[str, ...]:
    """The attachments by name; a picture of the text is no attachment to its reader."""
    return tuple(
        row.title
        for row in edition.attachments.select_related("file")
        if row.file is None or f"file:{row.file.sha256}" not in edition.body_html
    )


def contents_of(issue: GazetteIssue) -> str:
    """The issue's page on the site: its sections with links to every document."""
    parts = [f"<p>{html.escape(issue.preface)}</p>"] if issue.preface else []
    for name, rows in sections_of(issue):
        lines = "".join(f"<li>{_line_of(one)}</li>" for one in rows)
        parts.append(f"<h2>{html.escape(name)}</h2><ul>{lines}</ul>")
    return "".join(parts)


def _line_of(entry: GazetteEntry) -> str:
    item = entry.item
    if item.state != ItemState.PUBLISHED:
        return WITHDRAWN
    number = f"（{html.escape(item.doc_number)}）" if item.doc_number else ""
    page = f" 第{entry.page}页" if entry.page else ""
    return f'<a href="/item/{item.pk}/">{html.escape(item.title)}</a>{number}{page}'


def _record(
    row: GazetteIssue, verb: str, *, by: Actor, at: datetime, reason: str = "", **after: object
) -> None:
    record(
        by=by,
        at=at,
        verb=verb,
        subject=Subject("gazette-issue", str(row.pk), str(row), row.agency_id),
        reason=reason,
        after=dict(after),
    )
