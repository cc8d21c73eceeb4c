"""Findings decided on a page that holds other fields: what else was entered there comes back with it.

Each finding stands in the one form of its page. Its buttons send ``settle`` (key and decision) together
with everything that was ticked or written, so that the page after it can show all of it again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import QueryDict

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.publishing.models import Draft, Finding
from yangguang.apps.publishing.services.reviewing import decide_finding
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.desk.drafts import access_draft
from yangguang.desk.viewer import Viewer

SETTLERS = (Permission.ITEM_DRAFT, Permission.ITEM_FORMAL)
LONGEST = 300
CHOICES = {one.value: one for one in (Finding.Decision.ACCEPTED, Finding.Decision.OVERRIDDEN)}
_REASON = "reason-"


@dataclass(slots=True)
class Settlement:
    """What was entered beside findings, by their key, and what became of the one that was decided."""

    reasons: dict[int, str] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    finding: int = 0
    done: str = ""
    """What to say afterwards; empty where nothing was decided."""
    refusal: str = ""
    """Why nothing was decided, where the finding is no longer on the page."""

    @property
    def wrong(self) -> bool:
        return bool(self.refusal or self.refused)


def _is_key(words: str) -> bool:
    return words.isdecimal() and len(words) < 19


def reasons_in(posted: QueryDict) -> dict[int, str]:
    """The reasons that are written beside findings, by the finding's key."""
    found = {}
    for name in posted:
        key = name.removeprefix(_REASON)
        words = str(posted[name]).replace("\x00", "").strip()
        if name.startswith(_REASON) and _is_key(key) and words:
            found[int(key)] = words
    return found


def settle(viewer: Viewer, draft: Draft, posted: QueryDict) -> Settlement:
    """Decide the finding whose button was pressed, if one was; the rest of the page is told back.

    Raises Http404 where the person may not decide about findings of the draft.
    """
    result = Settlement(reasons=reasons_in(posted))
    if "settle" not in posted:
        return result
    access_draft(viewer, draft.pk, *SETTLERS)
    key, _, choice = str(posted["settle"]).partition(":")
    rows = draft.findings.filter(digest=draft.digest)
    row = rows.filter(pk=int(key)).first() if _is_key(key) else None
    if row is None or choice not in CHOICES:
        result.refusal = "稿件在您打开页面以后有变动，机检问题已经更新，请核对后再处理。"
        return result
    result.finding = row.pk
    reason = result.reasons.get(row.pk, "")
    if len(reason) > LONGEST:
        result.refused[row.pk] = f"理由最多 {LONGEST} 个字，现有 {len(reason)} 个字，请删减。"
        return result
    try:
        row = decide_finding(
            finding=row, decision=CHOICES[choice], reason=reason, by=viewer.actor, at=viewer.now
        )
    except NotPossible as refusal:
        result.refused[row.pk] = str(refusal)
        return result
    result.done = f"已记录：{row.get_decision_display()}。"
    result.reasons.pop(row.pk, None)
    return result
