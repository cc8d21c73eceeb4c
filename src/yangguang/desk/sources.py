"""The kinds of work that exist now: duties by their last day, items to take over, bodies to confirm, jobs that failed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.duties.lights import Light, lit_all
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.registry import (
    address_of,
    find_kind,
    register_address,
    register_duty_page,
)
from yangguang.apps.duties.selectors import lying_with
from yangguang.apps.duties.services.supervision import SUBJECT_KIND as SUPERVISION_ORDER
from yangguang.apps.files.releasecheck.finding import short
from yangguang.apps.jobs.models import Job, JobState
from yangguang.apps.jobs.selectors import list_jobs
from yangguang.apps.privacy.models import Finding, FindingState
from yangguang.apps.registers.services.budget_duties import SUBJECT as BUDGET
from yangguang.desk import work
from yangguang.desk.viewer import Viewer

FAILED_JOBS_FOR = timedelta(days=7)
COUNTED = 1_000


def _inbox(viewer: Viewer) -> QuerySet[Item]:
    return Item.objects.filter(
        state=ItemState.INBOX, agency__in=viewer.visible(Permission.ITEM_ACCEPT)
    )


def _inbox_rows(viewer: Viewer, limit: int) -> list[work.WorkRow]:
    oldest = _inbox(viewer).select_related("agency").order_by("created_at", "pk")
    rows = oldest.only("title", "created_at", "unsure", "agency__name")[:limit]
    return [
        work.WorkRow(
            title=item.title,
            address=reverse("item", args=[item.pk]),
            agency=item.agency.name,
            since=item.created_at,
            action="审核",
            note=f"{len(item.unsure)} 处存疑" if item.unsure else "",
        )
        for item in rows
    ]


def _proposed(viewer: Viewer) -> QuerySet[Agency]:
    return viewer.visible(Permission.AGENCY_MANAGE).filter(proposed=True)


def _proposed_rows(viewer: Viewer, limit: int) -> list[work.WorkRow]:
    rows = _proposed(viewer).annotate(
        found=Count("items", distinct=True), since=Min("names__recorded_at")
    )
    return [
        work.WorkRow(
            title=agency.name,
            address=reverse("agency", args=[agency.pk]),
            agency="转入时发现",
            since=agency.since,
            action="核实",
            note=f"涉及 {agency.found} 条信息" if agency.found else "",
        )
        for agency in rows.order_by("since", "pk")[:limit]
    ]


def _failed(viewer: Viewer) -> QuerySet[Job]:
    return list_jobs(agency_keys=viewer.visible_keys(Permission.JOBS_VIEW)).filter(
        state__in=[JobState.FAILED, JobState.STOPPED],
        ended_at__gte=viewer.now - FAILED_JOBS_FOR,
    )


def _failed_rows(viewer: Viewer, limit: int) -> list[work.WorkRow]:
    return [
        work.WorkRow(
            title=job.title,
            address=reverse("job", args=[job.pk]),
            agency=job.actor_name,
            since=job.ended_at,
            action="查看原因",
            note=job.get_state_display(),
        )
        for job in _failed(viewer).order_by("-ended_at")[:limit]
    ]


def _personal(viewer: Viewer) -> QuerySet[Finding]:
    bodies = viewer.visible(Permission.PRIVACY_DECIDE)
    return Finding.objects.filter(agency__in=bodies, state=FindingState.OPEN)


def _personal_rows(viewer: Viewer, limit: int) -> list[work.WorkRow]:
    rows = _personal(viewer).select_related("item", "agency").order_by("-confidence", "pk")
    fields = ("kind", "masked", "found_at", "item__title", "agency__name")
    return [
        work.WorkRow(
            title=one.item.title,
            address=reverse("privacy-finding", args=[one.pk]),
            agency=one.agency.name,
            since=one.found_at,
            action="认定",
            note=f"{one.get_kind_display()} {short(one.masked, 40)}",
        )
        for one in rows.only(*fields)[:limit]
    ]


def _lying(viewer: Viewer) -> QuerySet[Duty]:
    return lying_with(viewer.user, viewer.agency, viewer.permissions)


def _duty_rows(viewer: Viewer, limit: int) -> list[work.WorkRow]:
    rows = []
    for shown in lit_all(_lying(viewer)[:limit], viewer.limits):
        duty = shown.duty
        kind = find_kind(duty.kind)
        rows.append(
            work.WorkRow(
                title=duty.title,
                address=duty_address(duty),
                agency=duty.agency.name,
                since=duty.opened_at,
                action=kind.action if kind else "查看",
                late=shown.light == Light.RED,
                light=str(shown.light),
                left=shown.words,
            )
        )
    return rows


def duty_address(duty: Duty) -> str:
    """Where the work itself is done; the duty's own page where its record has none."""
    return address_of(duty.kind, duty.subject_kind, duty.subject_key) or reverse(
        "duty", args=[duty.pk]
    )


def _desk(name: str) -> Callable[[int | str], str]:
    """An address of the desk by its key, also in a process that shows another face or none."""
    return lambda key: reverse(name, urlconf="yangguang.desk.urls", args=[key])


def _annual_report(key: str) -> str:
    """The list of the year in which the report is written."""
    address = reverse("report-drafts", urlconf="yangguang.desk.urls")
    return f"{address}?year={key.rpartition('-')[2]}"


def _budget(key: str) -> str:
    """Who has published the budget or final account of that year."""
    _, year, kind = key.split("|")
    return reverse(
        "budgets-published",
        urlconf="yangguang.desk.urls",
        args=[int(year), "final" if kind == "决算" else "budget"],
    )


def register_all() -> None:
    """Called once at start."""
    register_address(BUDGET, _budget)
    register_address(SUPERVISION_ORDER, _desk("order"))
    register_address("application", _desk("request"))
    register_address("annual-report", _annual_report)
    register_address("return", _desk("return"))
    register_address("draw-plan", _desk("draw"))
    register_address("draw-round", _desk("draw-round"))
    register_address("year-plan", _desk("draw-year"))
    register_address("objection", _desk("objection"))
    register_address("coverage-cell", _desk("coverage-cell"))
    register_address("register-project", _desk("project-of-row"))
    register_address(
        "column",
        lambda key: f"{reverse('column-updates', urlconf='yangguang.desk.urls')}#column-{key}",
    )
    register_duty_page(_desk("duty"))
    work.register(
        work.WorkSource(
            name="duties",
            label="应办事项",
            permission=Permission.DUTY_VIEW,
            address=lambda: reverse("duties"),
            count=lambda viewer: viewer.lights.open,
            rows=_duty_rows,
        )
    )
    work.register(
        work.WorkSource(
            name="inbox",
            label="待转入信息",
            permission=Permission.ITEM_ACCEPT,
            address=lambda: reverse("inbox"),
            count=lambda viewer: _inbox(viewer).count(),
            rows=_inbox_rows,
        )
    )
    work.register(
        work.WorkSource(
            name="proposed-agencies",
            label="待核实机构",
            permission=Permission.AGENCY_MANAGE,
            address=lambda: f"{reverse('agencies')}?state=proposed",
            count=lambda viewer: _proposed(viewer).count(),
            rows=_proposed_rows,
        )
    )
    work.register(
        work.WorkSource(
            name="personal-findings",
            label="个人信息排查",
            permission=Permission.PRIVACY_DECIDE,
            address=lambda: reverse("privacy-findings"),
            # Beyond a thousand the number says "very many" and would cost a walk on every page.
            count=lambda viewer: _personal(viewer).order_by()[:COUNTED].count(),
            rows=_personal_rows,
        )
    )
    work.register(
        work.WorkSource(
            name="failed-jobs",
            label="近 7 天未完成的作业",
            permission=Permission.JOBS_VIEW,
            address=lambda: f"{reverse('jobs')}?state=failed",
            count=lambda viewer: _failed(viewer).count(),
            rows=_failed_rows,
        )
    )
