"""Drafts for tests, made by the services as people would make them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.builders.catalog import an_agency, noon
from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.catalog.models import Item
from yangguang.apps.publishing.checklists import questions_for
from yangguang.apps.publishing.models import Draft, Outcome
from yangguang.apps.publishing.services.attributing import decide_attribute
from yangguang.apps.publishing.services.drafting import start_draft
from yangguang.apps.publishing.services.interpreting import plan_interpretation
from yangguang.apps.publishing.services.releasing import publish_draft
from yangguang.apps.publishing.services.reviewing import decide_finding, sign_opinion
from yangguang.apps.publishing.services.submitting import submit_draft
from yangguang.law.attributes import Attribute
from yangguang.law.publication import ReviewKind

DAY = date(2026, 3, 10)
AT = noon(DAY)
WHEN = AT + timedelta(hours=20)
"""When a scheduled release is due."""
BODY = "<h2>一、供水范围</h2><p>自2026年4月1日起，城区二次供水由市供水公司统一管理。</p>"


def staff(name: str, agency: Agency | None = None) -> Actor:
    """Somebody at the desk."""
    return Actor(ActorKind.STAFF, name, name, agency.pk if agency else None)


WRITER, HEAD = staff("起草人"), staff("负责人")
LEGAL, SECRECY, FORMAL = (
    # Not of the staff, whose posts are asked: what a review needs is tested by itself.
    Actor(ActorKind.COMMAND, name, name)
    for name in ("法制员", "保密员", "要件员")
)
REVIEWERS = {ReviewKind.LEGAL: LEGAL, ReviewKind.SECRECY: SECRECY, ReviewKind.FORMAL: FORMAL}


def a_draft(title: str = "清源市二次供水管理通知", **values: Any) -> Draft:
    """A draft with a body and the header of an announcement formed on the second of March."""
    values = {
        "agency": None,
        "kind": "announcement",
        "body_html": BODY,
        "header": {"formed_on": "2026-03-02", "kind": "announcement"},
        "by": WRITER,
        "at": AT,
        **values,
    }
    values["agency"] = values["agency"] or an_agency()
    return start_draft(title=title, **values)


def open_to_all(draft: Draft, *, at: datetime = AT) -> Draft:
    """The same with 主动公开 decided and, where it is a policy, a plan to explain it."""
    decide_attribute(
        draft=draft, attribute=Attribute.PROACTIVE, ground="article-20-11", by=WRITER, at=at
    )
    if draft.header.get("kind") == "policy-document":
        plan_interpretation(
            draft=draft, needed=True, forms=["text"], responsible="局长", by=WRITER, at=at
        )
    return draft


def answers(draft: Draft, kind: ReviewKind) -> dict[str, str]:
    """Every question answered as a pass needs it."""
    return {row["key"]: row["expected"] for row in questions_for(kind, draft.item.agency)[1]}


def sign(
    draft: Draft,
    kind: ReviewKind,
    outcome: Outcome = Outcome.PASS,
    *,
    at: datetime = AT,
    **values: Any,
) -> None:
    """One review, signed by its reviewer, who has said why what the machine only doubts may stay."""
    if kind is ReviewKind.FORMAL and outcome == Outcome.PASS:
        for one in draft.findings.filter(digest=draft.digest, decision="", severity="warn"):
            decide_finding(
                finding=one, decision=one.Decision.OVERRIDDEN, reason="已核对原件，无误",
                by=REVIEWERS[kind], at=at,
            )  # fmt: skip
    sign_opinion(
        draft=draft, kind=kind, outcome=outcome, agency=draft.item.agency,
        **{"answers": answers(draft, kind), "by": REVIEWERS[kind], "at": at, **values},
    )  # fmt: skip


def reviewed(draft: Draft, *, at: datetime = AT) -> Draft:
    """Submitted and passed by all three."""
    submit_draft(draft=draft, by=WRITER, at=at)
    for kind in ReviewKind:
        sign(draft, kind, at=at)
    draft.refresh_from_db()
    return draft


def published(draft: Draft | None = None, *, at: datetime = AT) -> Item:
    """The whole road."""
    return publish_draft(draft=reviewed(open_to_all(draft or a_draft())), by=HEAD, at=at)
