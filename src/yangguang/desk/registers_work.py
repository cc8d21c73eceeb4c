"""Change sets of registers as work: waiting for review, returned to be mended."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from yangguang.apps.duties.registry import register_address
from yangguang.apps.registers.models import ChangeSet
from yangguang.apps.registers.services.owing import SUBJECT
from yangguang.desk import work
from yangguang.desk.registers import EDIT, REVIEW
from yangguang.desk.viewer import Viewer

S = ChangeSet.State


def _to_review(viewer: Viewer) -> QuerySet[ChangeSet]:
    """Submitted by somebody else: nobody approves their own draft."""
    return ChangeSet.objects.filter(
        Q(made_by=None) | ~Q(made_by=viewer.user),
        state=S.SUBMITTED,
        agency__in=viewer.visible(REVIEW).order_by(),
    )


def _returned(viewer: Viewer) -> QuerySet[ChangeSet]:
    return ChangeSet.objects.filter(
        state=S.DRAFT, agency__in=viewer.visible(EDIT).order_by()
    ).exclude(returned_why="")


def _rows(sets: QuerySet[ChangeSet], limit: int, action: str) -> list[work.WorkRow]:
    oldest = sets.select_related("register", "agency").order_by(
        F("submitted_at").asc(nulls_last=True), "pk"
    )
    return [
        work.WorkRow(
            title=f"{one.register.name}：{one.title}",
            address=reverse("register-change", args=[one.pk]),
            agency=one.agency.name,
            since=one.submitted_at,
            action=action,
            note=one.returned_why or f"新增{one.added}，修改{one.changed}，取消{one.removed}",
        )
        for one in oldest[:limit]
    ]


def register_all() -> None:
    """Called once at start."""
    register_address(
        SUBJECT, lambda key: reverse("register-row", urlconf="yangguang.desk.urls", args=[key])
    )
    work.register(
        work.WorkSource(
            name="register-review",
            label="待审核的清单变更",
            permission=REVIEW,
            address=lambda: f"{reverse('register-changes')}?state=submitted",
            count=lambda viewer: _to_review(viewer).count(),
            rows=lambda viewer, limit: _rows(_to_review(viewer), limit, "审核"),
        )
    )
    work.register(
        work.WorkSource(
            name="register-returned",
            label="被退回的清单变更",
            permission=EDIT,
            address=lambda: f"{reverse('register-changes')}?state=returned",
            count=lambda viewer: _returned(viewer).count(),
            rows=lambda viewer, limit: _rows(_returned(viewer), limit, "修改"),
        )
    )
