"""栏目更新情况: which columns are fresh, which are near or over their limit, which are empty.

Who manages columns sees all of them, and sets limits; who is answerable for the duties of a body, or
supervises it, sees those that the body keeps fresh.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.catalog.models import Column
from yangguang.apps.catalog.services import set_update_rule
from yangguang.apps.catalog.updates import Freshness, freshness, summary
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.duties.lights import Light, limits_on
from yangguang.desk.access import access_column, columns_within, needs, posted
from yangguang.desk.forms.columns import UpdateRuleForm
from yangguang.desk.viewer import DeskRequest, Viewer

P = Permission
MANAGE = P.COLUMN_MANAGE
LOOKERS = (MANAGE, P.DUTY_VIEW, P.SUPERVISE_VIEW)
SHOWN = {"red": "超期", "yellow": "临期", "green": "正常", "empty": "空白", "free": "不限期"}
GROUPS = ("red", "yellow", "empty", "green", "free")
"""The order in which columns are listed, each once, by the first of these that it is."""
URGENT = {"red", "yellow", "empty"}
Lit = tuple[Freshness, Light | None, str]


def _seen(viewer: Viewer) -> QuerySet[Column]:
    """Columns that the person manages, and those kept by the bodies for which they look on."""
    managed = Q(pk__in=columns_within(viewer).values("pk"))
    for permission in (P.DUTY_VIEW, P.SUPERVISE_VIEW):
        if viewer.may_somewhere(permission):
            bodies = viewer.visible(permission).values("pk")
            managed |= Q(keeper__in=bodies) | Q(keeper__isnull=True, agency__in=bodies)
            if viewer.at_the_top(permission):
                managed |= Q(keeper__isnull=True, agency__isnull=True)
    return Column.objects.filter(managed)


@needs(*LOOKERS)
@require_GET
def updates(request: DeskRequest) -> HttpResponseBase:
    """Every open column within reach with its days left, the most urgent first; the rest folded away."""
    viewer = request.viewer
    columns = list(
        _seen(viewer)
        .filter(is_open=True, retired_at=None)
        .select_related("agency", "keeper", "parent")
        .order_by("path")
    )
    rows = freshness(viewer.today, columns)
    limits = limits_on(viewer.today)
    lit = [(one, _light(one, limits.light), _words(one)) for one in rows]
    counts = {name: sum(1 for one, light, _ in lit if _is(name, one, light)) for name in SHOWN}
    wanted = request.GET.get("light", "")
    if wanted in SHOWN:
        lit = [row for row in lit if _is(wanted, row[0], row[1])]
    lit.sort(key=lambda row: (row[0].due_on is None, row[0].left or 0, not row[0].is_empty))
    groups = _grouped(lit, (wanted,) if wanted in SHOWN else GROUPS)
    context = {
        "heading": "栏目更新情况",
        "groups": groups,
        "counts": [(name, label, counts[name]) for name, label in SHOWN.items()],
        "wanted": wanted,
        "all": len(rows),
        "summary": summary(rows, viewer.today)
        if any(viewer.at_the_top(one) for one in LOOKERS)
        else None,
        "managed": set(columns_within(viewer).values_list("pk", flat=True))
        if viewer.may_somewhere(MANAGE)
        else set(),
        "writes": set(viewer.visible(P.ITEM_DRAFT).values_list("pk", flat=True))
        if viewer.may_somewhere(P.ITEM_DRAFT)
        else set(),
    }
    return render(request, "desk/column_updates.html", context)


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that stand alike. What needs nothing now is folded away, unless it was asked for."""

    name: str
    label: str
    rows: list[Lit]
    open: bool


def _grouped(lit: list[Lit], names: Sequence[str]) -> list[Group]:
    left = list(lit)
    groups = []
    for name in names:
        rows = [row for row in left if _is(name, row[0], row[1])]
        left = [row for row in left if not _is(name, row[0], row[1])]
        if rows:
            groups.append(Group(name, SHOWN[name], rows, name in URGENT or len(names) == 1))
    if groups and not any(group.open for group in groups):
        groups[0] = replace(groups[0], open=True)
    return groups


def _light(one: Freshness, light_of: object) -> Light | None:
    if one.due_on is None or one.keeper is None or not callable(light_of):
        return None
    found: Light = light_of(one.keeper.pk, one.due_on)
    return found


def _is(name: str, one: Freshness, light: Light | None) -> bool:
    if name == "empty":
        return one.is_empty
    if name == "free":
        return light is None
    return light is not None and light.value == name


def _words(one: Freshness) -> str:
    """``剩 9 天``, in calendar days, as the indicators count."""
    left = one.left
    if left is None:
        return "不限期"
    if left > 0:
        return f"剩 {left} 天"
    return "今天到期" if left == 0 else f"已超 {-left} 天"


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def limit(request: DeskRequest, key: int) -> HttpResponseBase:
    """The kind of a column, a stricter limit, and who keeps it fresh."""
    viewer = request.viewer
    column = access_column(viewer, key)
    form = UpdateRuleForm(
        posted(request),
        agencies=agencies_in_force(viewer.today).filter(pk__in=viewer.visible(MANAGE)),
        column=column,
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_update_rule(column=column, **form.cleaned_data, by=viewer.actor, at=viewer.now)
        except NotPossible as refusal:
            form.add_error("own_limit", str(refusal))
        else:
            messages.success(request, f"已设定栏目“{column.name}”的更新期限。")
            return redirect("column-updates")
    context = {
        "heading": f"更新期限：{column.name}",
        "form": form,
        "button": "保存",
        "back": "column-updates",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)
