"""Deciding the disclosure attribute, before anything else is done with a draft.

依据：国办发〔2016〕80号：拟制公文时明确公开属性，随公文一并报批，拟不公开的要依法依规说明理由。
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import Edition, Item
from yangguang.apps.catalog.services import hold_item
from yangguang.apps.publishing.duty_kinds import REASSESS
from yangguang.apps.publishing.models import Draft, DraftState, ItemAttribute, Reassessment
from yangguang.apps.publishing.services.drafting import close
from yangguang.apps.publishing.services.owing import drop_publication, owe, owe_publication
from yangguang.apps.publishing.services.steps import Step, step
from yangguang.apps.publishing.workflow import impossible
from yangguang.law.attributes import Attribute, attribute_ground, may_assign
from yangguang.law.publication import reassess_on

NEUTRAL_TITLE = "不予公开信息（涉密，未录入内容）"


def decide_attribute(
    *,
    draft: Draft,
    attribute: Attribute,
    ground: str,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Draft:
    """Fix the attribute with its article and reason; the publication duty follows from it.

    A state secret leaves a register line only: text, files, savings and title are removed in the
    same transaction and the draft ends. Raises NotPossible where the law's verdict is no, or where
    something public is to become secret without having been withdrawn.
    依据：《条例》第十三条至第十六条、第十九条至第二十一条、第二十七条；《保守国家秘密法》。
    """
    with step("decide-attribute", draft, by=by, at=at, reason=reason) as doing:
        verdict = may_assign(attribute, ground=ground, reason=reason, on=doing.day)
        if not verdict:
            raise impossible(verdict.basis, verdict.sentence)
        current = doing.draft
        found = attribute_ground(ground)
        if current.act != Edition.Act.FIRST and attribute is not Attribute.PROACTIVE:
            raise impossible(
                found.citation.short,
                "这条信息已经公开；不应公开的，请先撤回并说明理由，再重新确定公开属性。",
            )
        doing.basis = found.citation.short
        doing.after = {"attribute": attribute.value, "ground": ground}
        current.attribute = attribute.value
        current.ground = ground
        current.attribute_reason = reason.strip()[:500]
        if not found.keeps_content:
            _keep_out(doing)
        elif attribute is Attribute.PROACTIVE:
            owe_publication(current, by=by, at=at)
        else:
            drop_publication(doing.item, why=f"定为{attribute.label}", by=by, at=at)
    return draft


def _keep_out(doing: Step) -> None:
    """Remove all content and enter the line; this is a 非涉密系统."""
    draft = doing.draft
    draft.savings.all().delete()
    draft.attachments.all().delete()
    draft.findings.all().delete()
    draft.title = NEUTRAL_TITLE
    draft.body_html = draft.body_text = ""
    draft.header = {}
    item = doing.item
    item.edition = None
    for name in ("summary", "keywords", "doc_number", "doc_number_raw", "subject", "issuers"):
        setattr(item, name, "")
    item.title = NEUTRAL_TITLE
    item.save()
    item.editions.all().delete()
    hold_item(
        item=item,
        title=NEUTRAL_TITLE,
        reason="国家秘密，不予公开",
        basis=doing.basis,
        by=doing.by,
        at=doing.at,
    )
    item.refresh_from_db()
    write_attribute(item, draft, by=doing.by, at=doing.at)
    drop_publication(item, why="不予公开", by=doing.by, at=doing.at)
    draft.state = DraftState.DONE
    close(draft, why="涉密信息只登记，不录入内容", at=doing.at)


def write_attribute(item: Item, draft: Draft, *, by: Actor, at: datetime) -> ItemAttribute:
    """The dated fact, once the item leaves drafting; what was true before is closed.

    What is withheld owes a later look (《条例》第十八条).
    """
    ItemAttribute.objects.filter(item=item, valid_to__isnull=True).update(valid_to=at)
    fact = ItemAttribute.objects.create(
        item=item,
        attribute=draft.attribute,
        ground=draft.ground,
        reason=draft.attribute_reason,
        valid_from=at,
        recorded_at=at,
        by_key=by.key,
        by_name=by.name,
    )
    if draft.attribute == Attribute.WITHHELD.value:
        owe_reassessment(item, by=by, at=at)
    return fact


def owe_reassessment(item: Item, *, by: Actor, at: datetime) -> Reassessment:
    """The next look at something withheld, with its duty."""
    due = reassess_on(timezone.localdate(at))
    row = Reassessment.objects.create(item=item, due_on=due)
    owe(
        REASSESS, item, title=f"评估不予公开的《{item.title[:80]}》", due_on=due, by=by, at=at,
    )  # fmt: skip
    return row
