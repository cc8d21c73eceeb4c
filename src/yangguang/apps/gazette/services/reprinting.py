"""What is withdrawn leaves the issues in which it was printed.

An issue that is out holds the whole text of its documents, in its PDF and in its list. When one of
them is withdrawn, or the text that was printed is taken down as a past edition, the issue is set
anew at once: a line says that the document is withdrawn, the text in force takes the place of one
taken down, and the pages before are no longer readable.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yangguang.apps.audit.actors import system
from yangguang.apps.catalog.models import Edition, Item, ItemState
from yangguang.apps.catalog.services import NewAttachment, Release, revise_item
from yangguang.apps.events.models import Event
from yangguang.apps.files.services import store_file
from yangguang.apps.gazette.models import GazetteEntry, GazetteIssue
from yangguang.apps.gazette.services.compiling import contents_of, printed
from yangguang.apps.gazette.typesetting.pages import NotTypeset, set_issue
from yangguang.apps.publishing.editing import text_of

log = logging.getLogger(__name__)
BY = system("公报排版")
KINDS = ("item.withdrawn", "item.changed", "item.published")


def set_anew(events: Sequence[Event]) -> None:
    """Set the issues anew that print what is readable no longer; safe to run twice."""
    moments = {int(event.subject_key): event.at for event in events if event.subject_key.isdigit()}
    out = {
        int(event.subject_key)
        for event in events
        if event.kind == "item.published" and event.subject_key.isdigit()
    }
    entries = (
        GazetteEntry.objects.filter(Q(item__in=moments) | Q(issue__item__in=out), page__gt=0)
        .filter(issue__state=GazetteIssue.State.PUBLISHED)
        .filter(issue__item__state=ItemState.PUBLISHED)
        .select_related("item", "issue__item__edition")
        .order_by("issue", "pk")
    )
    wanted = {
        entry.issue_id: None
        for entry in entries
        if entry.item.state != ItemState.PUBLISHED
        or _text_is_down(entry, just_out=entry.issue.item_id in out)
    }
    for key in wanted:
        _set_anew(key, at=max(moments.values()))


def _text_is_down(entry: GazetteEntry, *, just_out: bool) -> bool:
    """Whether the text that was printed is readable no longer as a past edition.

    Printed is what was in force when the issue was set; between that and its release, some days,
    any of the texts of these days may be it.
    """
    issue = entry.issue
    assert issue.item is not None  # noqa: S101 (it is out)
    assert issue.item.edition is not None  # noqa: S101 (it is public)
    earlier = entry.item.editions.filter(made_at__lte=issue.item.edition.made_at)
    if just_out:
        return earlier.filter(closed_at__gte=issue.opened_at).exists()
    last = earlier.order_by("-number").first()
    return last is not None and last.closed_at is not None


def _set_anew(key: int, *, at: datetime) -> None:
    with transaction.atomic():
        issue = GazetteIssue.objects.select_for_update(of=("self",)).get(pk=key)
        item = Item.objects.select_related("edition").get(gazette_issue=issue)
        day = issue.published_on or timezone.localdate(at)
        withdrawn = list(
            issue.entries.exclude(item__state=ItemState.PUBLISHED).values_list("pk", flat=True)
        )
        kept = [
            NewAttachment(one.title, one.file, one.source_url)
            for one in (item.edition.attachments.order_by("order") if item.edition else [])
            if one.file_id != issue.pdf_id
        ]
        try:
            pages = set_issue(printed(issue, date=f"{day.year}年{day.month}月{day.day}日"), at=at)
        except NotTypeset:
            # The text must go all the same; the page with its list stands without the PDF.
            log.exception("%s could not be set anew", issue)
            issue.pdf, issue.pages, starts = None, 0, {}
        else:
            issue.pdf = store_file(data=pages.pdf, at=at, media_type="application/pdf")
            issue.pages, starts = pages.count, pages.starts
            kept.insert(0, NewAttachment(f"{issue}（PDF）", issue.pdf))
        for entry in issue.entries.all():
            entry.page = 0 if entry.pk in withdrawn else starts.get(str(entry.item_id), 0)
            entry.save(update_fields=["page"])
        issue.save(update_fields=["pdf", "pages"])
        why = "登载的文件已撤回" if withdrawn else "登载的文件的原文已撤下"
        body = contents_of(issue)
        revise_item(
            item=item,
            release=Release(
                title=item.title,
                body_html=body,
                body_text=text_of(body),
                basis=f"{why}，本期随之重新排印",
                attachments=kept,
                reason=f"{why}，本期重新排印",
                closes_earlier=why,
            ),
            act=Edition.Act.CORRECTION,
            by=BY,
            at=max(at, item.edition.made_at if item.edition else at),
        )
