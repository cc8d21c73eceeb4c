"""Plans to explain a policy, and the duty to publish what explains it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import Item, ItemLink, ItemState
from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.publishing.duty_kinds import INTERPRET
from yangguang.apps.publishing.models import (
    Draft,
    DraftState,
    InterpretationForm,
    InterpretationPlan,
    ItemInterpretationForm,
)
from yangguang.apps.publishing.selectors.plans import (
    interpretations_drafted,
    plan_of,
    policies_explained,
)
from yangguang.apps.publishing.services.owing import done, owe
from yangguang.apps.publishing.services.steps import step
from yangguang.apps.publishing.workflow import impossible
from yangguang.law.attributes import AT_THE_SOURCE
from yangguang.law.counting import count_days
from yangguang.law.publication import INTERPRETATION_DAYS

SHORTEST_REASON = 6
_ISSUED = re.compile(r"(?:印发|公布|发布|下发)[^《》]{0,10}《([^《》]+)》[^《》]*$")
_SMALLER = str.maketrans("《》", "〈〉")


def plan_interpretation(
    *,
    draft: Draft,
    needed: bool,
    forms: Sequence[str] = (),
    responsible: str = "",
    reason: str = "",
    by: Actor,
    at: datetime,
) -> InterpretationPlan:
    """Say how the policy will be explained and by whom, or why it need not be.

    Raises NotPossible without a form and a name, or without a reason where none is planned.
    依据：国办发〔2016〕80号（解读方案、解读材料与文件同步报审；主要负责人是第一解读人）。
    """
    with step("plan-interpretation", draft, by=by, at=at, reason=reason) as doing:
        chosen = [form for form in InterpretationForm.values if form in forms]
        if needed and (not chosen or not responsible.strip()):
            raise impossible(
                AT_THE_SOURCE.short, "解读方案须写明解读形式和解读责任人，请补充后再保存。"
            )
        if not needed and len("".join(reason.split())) < SHORTEST_REASON:
            raise impossible(
                AT_THE_SOURCE.short,
                "不需要解读的，请写明理由（例如只是转发、任免或者具体事务安排）。",
            )
        plan, _ = InterpretationPlan.objects.update_or_create(
            item=doing.item,
            defaults={
                "needed": needed,
                "reason": reason.strip()[:300],
                "forms": chosen,
                "responsible": responsible.strip()[:100],
                "by_key": by.key,
                "by_name": by.name,
                "at": at,
            },
        )
        doing.after = {"needed": needed, "forms": chosen}
    return plan


def title_explaining(title: str) -> str:
    """What an explanation of the document is called: it names the document that was issued by it.

    Brackets within brackets are the small ones (GB/T 15834).

    >>> title_explaining("市政府关于印发《供水办法》的通知")
    '《供水办法》解读'
    """
    issued = _ISSUED.search(title)
    named = issued[1] if issued else title.translate(_SMALLER)
    return f"《{named[:480]}》解读"


def owe_interpretation(item: Item, *, by: Actor, at: datetime) -> None:
    """Once the policy is public, what explains it is owed within the office's days."""
    plan = plan_of(item)
    if plan is None or not plan.needed or _explained(item):
        return
    plan.due_on = _limit(item, timezone.localdate(at))
    plan.save(update_fields=["due_on"])
    owe(
        INTERPRET, item, title=f"公开《{item.title[:80]}》的解读", due_on=plan.due_on, by=by, at=at,
    )  # fmt: skip


def interpretation_published(interpretation: Item, *, by: Actor, at: datetime) -> None:
    """Something that explains policies is public: what those owed is done."""
    for link in interpretation.links_out.filter(kind=ItemLink.Kind.INTERPRETS).select_related(
        "target", "target__agency"
    ):
        done(INTERPRET, link.target, by=by, at=at)


def write_forms(item: Item, forms: Sequence[str], *, by: Actor, at: datetime) -> None:
    """The forms of a published interpretation as dated facts; what was true before is closed."""
    now = ItemInterpretationForm.objects.filter(item=item, valid_to__isnull=True)
    present = set(now.values_list("form", flat=True))
    now.exclude(form__in=list(forms)).update(valid_to=at)
    ItemInterpretationForm.objects.bulk_create(
        [
            ItemInterpretationForm(
                item=item, form=form, valid_from=at, recorded_at=at, by_key=by.key, by_name=by.name
            )
            for form in InterpretationForm.values
            if form in forms and form not in present
        ]
    )


def companions(item: Item) -> list[Draft]:
    """Reviewed interpretations that wait for the item to become public."""
    return [row for row in interpretations_drafted(item) if row.state == DraftState.APPROVED]


def unpublished_policies(draft: Draft) -> list[Item]:
    """Documents that the draft explains and that are not public yet."""
    return [
        link.target
        for link in policies_explained(draft)
        if link.target.state != ItemState.PUBLISHED
    ]


def _explained(item: Item) -> bool:
    return item.links_in.filter(kind=ItemLink.Kind.INTERPRETS, source__state="published").exists()


def _limit(item: Item, released: date) -> date:
    count = count_days(
        released, INTERPRETATION_DAYS, calendar_of(item.agency, on=released),
        start_basis="文件公开之日", counted_basis=AT_THE_SOURCE.short,
    )  # fmt: skip
    return count.end or released
