"""What of *Publishing* lies with whom: returned drafts, reviews, questions, releases, findings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.db.models import QuerySet
from django.urls import reverse

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.duties.registry import find_kind, register_kind
from yangguang.apps.publishing.duty_kinds import CLEANUP, KINDS
from yangguang.apps.publishing.models import Draft
from yangguang.apps.publishing.selectors.deliveries import delivered_drafts
from yangguang.apps.publishing.selectors.drafts import drafts_with_findings, returned_drafts
from yangguang.apps.publishing.selectors.joint import awaited_by
from yangguang.desk import work
from yangguang.desk.drafts import REVIEWS, lights_of, to_answer, to_release, to_review, to_take_up
from yangguang.desk.viewer import Viewer

P = Permission


def _returned(viewer: Viewer) -> QuerySet[Draft]:
    return returned_drafts(viewer.actor.key).filter(item__agency__in=viewer.visible(P.ITEM_DRAFT))


def _delivered(viewer: Viewer) -> QuerySet[Draft]:
    return delivered_drafts(viewer.visible(P.ITEM_DRAFT))


def _noticed(viewer: Viewer) -> QuerySet[Draft]:
    return drafts_with_findings(viewer.visible(P.ITEM_FORMAL))


def _rows(
    wanted: Callable[[Viewer], QuerySet[Draft]], action: str
) -> Callable[[Viewer, int], list[work.WorkRow]]:
    def rows(viewer: Viewer, limit: int) -> list[work.WorkRow]:
        found = list(wanted(viewer).order_by("saved_at", "pk")[:limit])
        lights = lights_of(viewer, found)
        awaited = awaited_by(found)
        shown = []
        for draft in found:
            light = lights.get(draft.pk)
            shown.append(
                work.WorkRow(
                    title=draft.title,
                    address=reverse("draft", args=[draft.pk]),
                    agency=draft.item.agency.name,
                    since=draft.submitted_at or draft.saved_at,
                    action=action,
                    light=str(light.light) if light and light.light else "",
                    left=light.words if light else "",
                    note=awaited.get(draft.pk, ""),
                )
            )
        return shown

    return rows


def _asked_rows(viewer: Viewer, limit: int) -> list[work.WorkRow]:
    rows = to_answer(viewer).order_by("due_on", "pk")[:limit]
    return [
        work.WorkRow(
            title=row.draft.title,
            address=reverse("answer-joint", args=[row.pk]),
            agency=row.draft.item.agency.name,
            since=row.asked_at,
            action="答复",
            note=row.get_kind_display(),
        )
        for row in rows
    ]


def _source(
    name: str,
    label: str,
    permission: Permission,
    query: str,
    wanted: Callable[[Viewer], QuerySet[Draft]],
    action: str,
) -> work.WorkSource:
    return work.WorkSource(
        name=name,
        label=label,
        permission=permission,
        address=lambda: f"{reverse('drafts')}{query}",
        count=lambda viewer: wanted(viewer).order_by().count(),
        rows=_rows(wanted, action),
    )


def _address_of_item(subject_key: str) -> str:
    return reverse("item-draft", urlconf="yangguang.desk.urls", args=[subject_key])


def _address_of_opinions(_: str) -> str:
    return reverse("cleanup-opinions", urlconf="yangguang.desk.urls")


def _take_up_rows(viewer: Viewer, limit: int) -> list[work.WorkRow]:
    return [
        work.WorkRow(
            title=item.title,
            address=reverse("item", args=[item.pk]),
            agency=item.agency.name,
            since=item.created_at,
            action="起草",
        )
        for item in to_take_up(viewer)[:limit]
    ]


def register_all() -> None:
    """Called once at start."""
    for kind in KINDS:
        known = find_kind(kind.code) or kind
        to = _address_of_opinions if kind.code == CLEANUP else _address_of_item
        register_kind(replace(known, address=to))
    work.register(
        work.WorkSource(
            name="items-to-write",
            label="等待起草的信息",
            permission=P.ITEM_DRAFT,
            address=lambda: f"{reverse('drafts')}?tab=mine#waiting-head",
            count=lambda viewer: to_take_up(viewer).order_by().count(),
            rows=_take_up_rows,
        )
    )
    work.register(
        _source("drafts-returned", "退回、收回的稿件", P.ITEM_DRAFT, "?tab=mine", _returned, "修改")
    )
    work.register(
        _source("drafts-delivered", "接口来件", P.ITEM_DRAFT, "?tab=delivered", _delivered, "办理")
    )
    for permission in (P.ITEM_LEGAL, P.ITEM_SECRECY, P.ITEM_FORMAL):
        work.register(
            work.WorkSource(
                name=f"reviews-{permission.value}",
                label=f"待签{_SHORT[permission]}",
                permission=permission,
                address=_address_of_review(permission),
                count=_count_of(permission),
                rows=_rows(_one_kind(permission), "审查"),
            )
        )
    work.register(
        work.WorkSource(
            name="joint-reviews",
            label="待答复的联合审查",
            permission=P.ITEM_JOINT,
            address=lambda: reverse("joint-reviews"),
            count=lambda viewer: to_answer(viewer).order_by().count(),
            rows=_asked_rows,
        )
    )
    work.register(
        _source("drafts-approved", "待发布", P.ITEM_PUBLISH, "?tab=release", to_release, "发布")
    )
    work.register(
        _source("draft-findings", "机检问题待处理", P.ITEM_FORMAL, "?tab=all", _noticed, "处理")
    )


_SHORT = {
    P.ITEM_LEGAL: "合法性审查",
    P.ITEM_SECRECY: "保密审查",
    P.ITEM_FORMAL: "要件审查",
}


def _address_of_review(permission: Permission) -> Callable[[], str]:
    kind = next(kind for kind, one in REVIEWS.items() if one == permission)
    return lambda: f"{reverse('drafts')}?tab=review&kind={kind.value}"


def _one_kind(permission: Permission) -> Callable[[Viewer], QuerySet[Draft]]:
    def wanted(viewer: Viewer) -> QuerySet[Draft]:
        return to_review(viewer, permission)

    return wanted


def _count_of(permission: Permission) -> Callable[[Viewer], int]:
    return lambda viewer: to_review(viewer, permission).order_by().count()
