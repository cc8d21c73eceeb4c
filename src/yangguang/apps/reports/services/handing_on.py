"""An annual report leaves the desk: to reviews and publication, then to archives and libraries."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.catalog.models import Column, Facet, ItemKind, ItemState
from yangguang.apps.publishing.models import Draft
from yangguang.apps.publishing.services.attaching import attach_file
from yangguang.apps.publishing.services.drafting import start_draft
from yangguang.apps.reports.drafting.tokens import prompts
from yangguang.apps.reports.models import ReportDraft
from yangguang.apps.reports.selectors.writing import (
    check_draft,
    figures_until,
    laid_out,
    tells_whole_year,
)
from yangguang.apps.reports.services.drafting import (
    locked_report,
    refused,
    require_writable,
    subject_of,
)
from yangguang.apps.reports.services.typeset import NotTypeset, to_body, to_pdf, to_word
from yangguang.apps.resources.models import HandOver
from yangguang.apps.resources.selectors import standing_on
from yangguang.apps.resources.services import hand_over

COLUMN = "annual-reports"
COLUMN_TYPE = "信息公开年报"
ARCHIVES = ("国家档案馆", "公共图书馆")


def hand_on(*, draft: ReportDraft, by: Actor, at: datetime) -> Draft:
    """Put the report on the road to publication: a draft of the catalogue with Word and PDF beside.

    Raises NotPossible while its figures tell of a part of the year only, while a place waits to be
    filled, while the check finds an error, where the text is on that road already, or where the
    pages cannot be made.
    """
    until = figures_until(draft)
    if not tells_whole_year(draft):
        raise refused(
            "《条例》第五十条",
            f"报告稿的数字只到{until.year}年{until.month}月{until.day}日，不是{draft.year}年全年的。"
            "请在年度结束后重新取数，核对后再转入发布。",
        )
    waiting = sum(len(prompts(part["text"])) for part in draft.sections)
    if waiting:
        raise refused(
            "《条例》第五十条", f"还有{waiting}处“［请……］”没有填写，请填好或删去后再转入发布。"
        )
    wrong = [one for one in check_draft(draft).findings if one.severity.value == "error"]
    if wrong:
        raise refused(
            "年报体检", f"体检还有{len(wrong)}处错误：{wrong[0].message}请更正后再转入发布。"
        )
    blocks = laid_out(draft)
    try:
        files = {
            "docx": to_word(draft.title, blocks, author=draft.agency.name, at=at),
            "pdf": to_pdf(draft.title, blocks, author=draft.agency.name, at=at),
        }
    except NotTypeset as problem:
        raise refused("排版", str(problem.args[0])) from problem
    with transaction.atomic():
        fresh = locked_report(draft)
        require_writable(fresh)
        made = start_draft(
            agency=draft.agency,
            title=draft.title,
            kind=ItemKind.ANNUAL_REPORT,
            column=_column(),
            facets=list(Facet.objects.filter(scheme="article-20", code="other")),
            body_html=to_body(blocks),
            header={"kind": ItemKind.ANNUAL_REPORT},
            by=by,
            at=at,
        )
        for suffix, data in files.items():
            attach_file(draft=made, name=f"{draft.title}.{suffix}", data=data, by=by, at=at)
        fresh.item, fresh.handed_on_at = made.item, at
        fresh.handed_on_revision = fresh.revision
        fresh.save(update_fields=["item", "handed_on_at", "handed_on_revision"])
        record(
            by=by, at=at, verb="report-draft.hand-on", subject=subject_of(fresh),
            after={"item": made.item_id, "revision": fresh.revision},
        )  # fmt: skip
    draft.refresh_from_db()
    return made


def hand_over_report(*, draft: ReportDraft, by: Actor, at: datetime) -> list[HandOver]:
    """Enter the published report in the hand-over lists of the body's archive and library.

    依据：《条例》第二十五条第三款。Points that have it already are left out. Raises NotPossible before
    publication, or where there is no point to hand it to.
    """
    item = draft.item
    if item is None or item.state != ItemState.PUBLISHED:
        raise refused("《条例》第二十五条", "报告还没有公开，公开后再登记移交。")
    today = timezone.localdate(at)
    points = list(standing_on("points", today, agencies=[draft.agency_id]).order_by("pk"))
    kept = [one for one in points if one.details.get("host") in ARCHIVES] or points
    if not kept:
        raise refused(
            "《条例》第二十五条",
            "本机构没有登记在用的查阅点。请先在“政务公开台账”登记国家档案馆、公共图书馆等查阅点。",
        )
    had = set(
        item.resource_entries.filter(ledger="handovers", voided_at__isnull=True).values_list(
            "place", flat=True
        )
    )
    owed = [one for one in kept if one.first_key not in had]
    if not owed:
        raise refused("移交清单", "本报告已经移交各查阅点，无需再次登记。")
    with transaction.atomic():
        return [
            hand_over(agency=draft.agency, place=one, on=today, items=[item], by=by, at=at)
            for one in owed
        ]


def _column() -> Column | None:
    """The column of annual reports: by its usual address, else by its type."""
    return (
        Column.objects.filter(slug=COLUMN).first()
        or Column.objects.filter(column_type=COLUMN_TYPE).order_by("pk").first()
    )
