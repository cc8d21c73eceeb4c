"""Laying many duties with one colleague at once; each stands or falls alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from yangguang.apps.agencies.models import User
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.registry import find_kind, kinds
from yangguang.apps.duties.selectors import duties_of
from yangguang.apps.duties.services import assign_duty
from yangguang.apps.notices.recipients import Staffing
from yangguang.desk.access import needs, safe_next
from yangguang.desk.forms.duties import NOBODY
from yangguang.desk.viewer import DeskRequest, Viewer

LIMIT = 200
SAID = 3
"""So many refusals are spelt out; the rest is counted."""


def colleagues(viewer: Viewer) -> list[User]:
    """Those at the body one acts for who may attend to a kind of duty that one may hand on."""
    mine = {kind.who for kind in kinds() if viewer.may_somewhere(kind.who)}
    if viewer.agency is None or not mine:
        return []
    staffing = Staffing(viewer.today)
    able = {user.pk: user for who in mine for user in staffing.at(viewer.agency, who)}
    return sorted(able.values(), key=lambda user: (user.name, user.pk))


@needs(Permission.DUTY_VIEW)
@require_POST
def assign_many(request: DeskRequest) -> HttpResponseBase:
    """Lay the ticked duties with the chosen colleague, or with nobody in particular."""
    viewer = request.viewer
    back = safe_next(request, request.POST.get("next", ""))
    chosen = request.POST.get("person", "")
    person = next((user for user in colleagues(viewer) if str(user.pk) == chosen), None)
    keys = [int(key) for key in request.POST.getlist("pick") if _is_key(key)][:LIMIT]
    if person is None and chosen != NOBODY:
        messages.error(request, "请选择承办人，再提交。")
        return redirect(back)
    duties = list(duties_of(viewer.visible_keys(Permission.DUTY_VIEW)).filter(pk__in=keys))
    if not duties:
        messages.error(request, "还没有勾选事项，或所选事项已结束，请重新勾选。")
        return redirect(back)
    staffing = Staffing(viewer.today)
    left = [why for duty in duties if (why := _assign(viewer, duty, person, staffing))]
    done = len(duties) - len(left)
    if done:
        whom = f"指定给{person.name}" if person else "改为不指定承办人"
        messages.success(request, f"已将 {done} 件{whom}。")
    if left:
        more = f"等 {len(left)} 件" if len(left) > SAID else ""
        messages.warning(request, f"未变动：{'；'.join(left[:SAID])}{more}。")
    return redirect(back)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _assign(viewer: Viewer, duty: Duty, person: User | None, staffing: Staffing) -> str:
    """Why it was left as it was; empty where it was laid with the person."""
    kind = find_kind(duty.kind)
    if kind is None or not viewer.may(kind.who, duty.agency):
        return f"“{duty.title}”不由您指定承办人"
    if person is not None and person not in staffing.at(duty.agency, kind.who):
        return f"{person.name}不能承办“{duty.title}”"
    try:
        assign_duty(duty=duty, person=person, by=viewer.actor, at=viewer.now)
    except Refused as refusal:
        return str(refusal).rstrip("。")
    return ""
