"""Whose wordings of letters somebody keeps, and which letter an address asks for."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.letters.kinds import Kind, kinds
from yangguang.apps.letters.models import LetterTemplate
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.law.regimes import Regime

EDIT = Permission.LETTER_EDIT
COMMON = "common"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose wordings are looked at: a body's, or the common ones (``agency`` None)."""

    agency: Agency | None

    @property
    def value(self) -> str:
        return COMMON if self.agency is None else str(self.agency.pk)

    @property
    def label(self) -> str:
        return "通用模板（未自定模板的机构使用）" if self.agency is None else self.agency.name


def owners(viewer: Viewer) -> list[Owner]:
    """The bodies whose wordings the person keeps, the one they act for first; at the top the common ones too."""
    own = [viewer.agency] if viewer.agency and viewer.may(EDIT, viewer.agency) else []
    rest = [
        one
        for one in viewer.visible(EDIT).filter(proposed=False, valid_to=None).order_by("path")
        if one not in own
    ]
    found = [Owner(one) for one in [*own, *rest]]
    if viewer.at_the_top(EDIT):
        found.insert(0, Owner(None))
    return found


def chosen_owner(request: DeskRequest, value: str) -> Owner:
    """The owner asked for; the first where nothing is asked for, 404 where it is out of reach."""
    offered = owners(request.viewer)
    if not offered:
        raise Http404
    if not value:
        return offered[0]
    for one in offered:
        if one.value == value:
            return one
    raise Http404


def access_template(viewer: Viewer, key: int) -> LetterTemplate:
    """The template, if its body lies within reach, or it is common and the person at the top."""
    row = LetterTemplate.objects.select_related("agency").filter(pk=key).first()
    if row is None:
        raise Http404
    if row.agency is None:
        within = viewer.at_the_top(EDIT)
    else:
        within = viewer.visible(EDIT).filter(pk=row.agency.pk).exists()
    if not within:
        raise Http404
    return row


def asked_kind(kind_key: str, regime: str) -> tuple[Kind, Regime]:
    what = kinds().get(kind_key)
    if what is None or regime not in {one.value for one in Regime}:
        raise Http404
    rule = Regime(regime)
    if not any(rule in one.regimes for one in what.versions):
        raise Http404
    return what, rule
