"""Releasing what was reviewed: now, at a time, or into the register of what is not open."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils import timezone

from yangguang.apps.agencies.verdicts import Verdict, no, yes
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.catalog.models import Edition, Facet, Item, ItemFacet, ItemKind
from yangguang.apps.catalog.services import (
    NewAttachment,
    Release,
    hold_item,
    release_item,
    revise_item,
)
from yangguang.apps.catalog.workflow import NotPossible as CatalogRefusal
from yangguang.apps.notices.recipients import SUPERVISOR, Staffing
from yangguang.apps.privacy.models import Finding as PersonalFinding
from yangguang.apps.privacy.models import FindingState
from yangguang.apps.publishing.duty_kinds import PUBLISH
from yangguang.apps.publishing.models import Draft, DraftState
from yangguang.apps.publishing.selectors.cleanup import untrue_since
from yangguang.apps.publishing.selectors.joint import obstacle
from yangguang.apps.publishing.selectors.reviews import missing_reviews, signed_kinds
from yangguang.apps.publishing.services.attributing import write_attribute
from yangguang.apps.publishing.services.drafting import close
from yangguang.apps.publishing.services.heading import header_values
from yangguang.apps.publishing.services.interpreting import (
    companions,
    interpretation_published,
    owe_interpretation,
    unpublished_policies,
    write_forms,
)
from yangguang.apps.publishing.services.owing import done, limit_of
from yangguang.apps.publishing.services.steps import Step, step
from yangguang.apps.publishing.services.submitting import digest_of, may_change, open_questions
from yangguang.apps.publishing.services.telling import FORCED, tell
from yangguang.apps.publishing.workflow import NotPossible, impossible
from yangguang.law.attributes import AT_THE_SOURCE, Attribute, attribute_ground
from yangguang.law.publication import ReviewKind, review_citation

log = logging.getLogger(__name__)
SHORTEST_REASON = 6
LONGEST_WAIT = timedelta(days=366)


def may_release(draft: Draft, *, by: Actor, at: datetime) -> Verdict:
    """Whether this person may release the draft now, or what stands in the way.

    依据：《条例》第十七条。Reading: who wrote or submitted a text does not release it (two persons);
    three reviews must have passed on the very text that is released, unless a step was passed over
    with a reason on record.
    """
    article = review_citation(timezone.localdate(at)).short
    public = may_change(draft)
    if not public:
        return public
    if by.key in {draft.drafter_key, draft.submitted_by_key}:
        return no("不相容职责", "起草人、送审人不能公开自己的稿件，请由其他有权限的人办理。")
    if not draft.digest or digest_of(draft) != draft.digest:
        return no(article, "稿件与送审时不一致，未经审查的内容不得公开，请退回后重新送审。")
    missing = missing_reviews(draft)
    if missing and not draft.forced_reason:
        names = "、".join(kind.label for kind in missing)
        return no(article, f"尚未通过{names}，未经审查的政府信息不得公开。")
    asked = hindered_by_answers(draft)
    if asked:
        return no("《条例》第十七条第三款", asked)
    early = unpublished_policies(draft)
    if early:
        return no(
            AT_THE_SOURCE.short,
            f"所解读的《{early[0].title}》还没有公开；解读随文件一同公开，请先办理文件的公开。",
        )
    untrue = untrue_since(draft)
    if untrue:
        return no("规范性文件清理", untrue)
    blocks = open_questions(draft)["block"]
    if blocks:
        return no("机检问题", f"还有 {blocks} 个必须处理的机检问题，请先处理。")
    return yes("审查齐备")


def force_draft(*, draft: Draft, reason: str, by: Actor, at: datetime) -> Draft:
    """Pass over reviews that cannot be had in time (an emergency); secrecy is never passed over.

    The reason stands on record and in the basis of the release; who supervises the body is told at
    once. Raises NotPossible without a reason, or where `may_force` says no.
    依据：《条例》第十七条；《保守国家秘密法》（公开前应当进行保密审查）。
    """
    with step("force", draft, by=by, at=at, reason=reason) as doing:
        if len("".join(reason.split())) < SHORTEST_REASON:
            raise impossible("理由", "越过审查步骤须写明紧急情形，请补充理由。")
        verdict = may_force(doing.draft, by=by, on=doing.day)
        if not verdict:
            raise NotPossible(verdict)
        missing = missing_reviews(doing.draft)
        doing.draft.forced_reason = doing.reason[:300]
        doing.basis = "紧急情形"
        doing.after = {"missing": sorted(kind.value for kind in missing)}
        _tell_forced(doing, "、".join(kind.label for kind in missing))
    return draft


def may_force(draft: Draft, *, by: Actor, on: date) -> Verdict:
    """Whether this person may pass over what is missing: never secrecy, nor what others were asked."""
    if by.key in {draft.drafter_key, draft.submitted_by_key}:
        return no("不相容职责", "起草人、送审人不能越过对自己稿件的审查。")
    if ReviewKind.SECRECY in missing_reviews(draft):
        return no(review_citation(on).short, "保密审查没有通过，任何情形都不能越过。")
    asked = hindered_by_answers(draft, unsigned=True)
    if asked:
        return no("《条例》第十七条第三款", f"{asked}这一步不能越过。")
    return yes("职责")


def hindered_by_answers(draft: Draft, *, unsigned: bool = False) -> str:
    """What a joint review still asks of the text; empty where nothing.

    ``unsigned``: answers that a signature would have to follow count where there is none.
    """
    missing = missing_reviews(draft)
    for kind in ReviewKind:
        one = obstacle(draft, kind)
        if one is not None and (one.final or (unsigned and kind in missing)):
            return one.advice
    return ""


def _tell_forced(doing: Step, steps: str) -> None:
    """Who supervises the body, there or above it, but for whoever did it."""
    staffing, agency = Staffing(doing.day), doing.item.agency
    people = {
        user.pk: user
        for user in [*staffing.supervisors(agency), *staffing.at(agency, SUPERVISOR)]
        if str(user.pk) != doing.by.key
    }
    tell(
        people.values(),
        kind=FORCED,
        title=f"{agency.name}越过{steps}",
        body=f"{doing.by.name}越过{steps}，理由：{doing.reason}",
        item=doing.item,
        slot=f"{doing.draft.pk}:{doing.at.isoformat()}",
        at=doing.at,
    )


def publish_draft(*, draft: Draft, by: Actor, at: datetime) -> Item:
    """Make the reviewed text public (or enter it, where its attribute is another), in one act.

    Reviewed interpretations of it become public in the same transaction.
    Index number, frozen edition, dated attribute, discharged duty, audit and event come in one
    transaction. Raises NotPossible with what stands in the way.
    依据：《条例》第十七条、第二十六条。
    """
    code = "publish" if draft.attribute == Attribute.PROACTIVE.value else "hold"
    with step(code, draft, by=by, at=at) as doing:
        verdict = may_release(doing.draft, by=by, at=at)
        if not verdict:
            raise NotPossible(verdict)
        _release(doing)
        for companion in companions(doing.item):
            # What explains the document goes out with it, unless this person may not release it.
            if may_release(companion, by=by, at=at):
                publish_draft(draft=companion, by=by, at=at)
    draft.item.refresh_from_db()
    return draft.item


def _release(doing: Step) -> None:
    draft, item = doing.draft, doing.item
    doing.basis = basis_of(draft)
    try:
        if draft.attribute != Attribute.PROACTIVE.value:
            _hold(doing)
        elif draft.act == Edition.Act.FIRST:
            release_item(item=item, release=_content(doing), by=doing.by, at=doing.at)
        else:
            revise_item(
                item=item, release=_content(doing), act=Edition.Act(draft.act),
                by=doing.by, at=doing.at,
            )  # fmt: skip
    except CatalogRefusal as refusal:
        raise impossible("信息状态", str(refusal)) from refusal
    item.refresh_from_db()
    if draft.act == Edition.Act.FIRST:
        write_attribute(item, draft, by=doing.by, at=doing.at)
        _file_under_article(item, draft, at=doing.at)
    if draft.attribute == Attribute.PROACTIVE.value:
        done(PUBLISH, item, by=doing.by, at=doing.at)
        owe_interpretation(item, by=doing.by, at=doing.at)
        interpretation_published(item, by=doing.by, at=doing.at)
        if item.kind == ItemKind.INTERPRETATION:
            write_forms(item, draft.interpretation_forms, by=doing.by, at=doing.at)
    doing.after = {"index_number": item.index_number}
    close(
        draft,
        why="已公开" if draft.attribute == Attribute.PROACTIVE.value else "已入册",
        at=doing.at,
    )


def _hold(doing: Step) -> None:
    draft = doing.draft
    label = Attribute(draft.attribute).label
    release = _content(doing)
    hold_item(
        item=doing.item,
        title=release.title,
        reason=f"{label}：{draft.attribute_reason}",
        basis=doing.basis,
        by=doing.by,
        at=doing.at,
    )


def _content(doing: Step) -> Release:
    draft = doing.draft
    return Release(
        title=draft.title,
        body_html=draft.body_html,
        body_text=draft.body_text,
        basis=doing.basis,
        header=header_values(draft),
        attachments=[
            NewAttachment(row.title, row.file)
            for row in draft.attachments.select_related("file").order_by("order", "pk")
        ],
        reason=draft.change_reason,
        closes_earlier=_why_earlier_closes(draft),
    )


def _why_earlier_closes(draft: Draft) -> str:
    """Why the text that is replaced does not stay readable; empty where it does.

    A text in which personal data was found and not cleared never stays, whatever the clerk chose.
    """
    if draft.act == Edition.Act.FIRST:
        return ""
    edition = draft.item.edition_id
    exposed = [FindingState.OPEN, FindingState.MASKED]
    if edition and PersonalFinding.objects.filter(edition=edition, state__in=exposed).exists():
        return "旧版本含有个人信息"
    return draft.change_reason if draft.closes_earlier else ""


def basis_of(draft: Draft) -> str:
    """On what the release rests, as the record and the page of the item name it."""
    signed = signed_kinds(draft)
    parts = [
        f"{kind.label}（{row.signed_by_name}，{timezone.localdate(row.signed_at):%Y-%m-%d}）"
        for kind, row in signed.items()
        if row.outcome == "pass"
    ]
    if draft.forced_reason:
        steps = "、".join(kind.label for kind in missing_reviews(draft))
        parts.append(f"越过{steps}：{draft.forced_reason}")
    return "；".join(parts)[:300]


def _file_under_article(item: Item, draft: Draft, *, at: datetime) -> None:
    """An item open on an item of Art. 20 is filed under it, once."""
    code = attribute_ground(draft.ground).facet
    facet = (
        Facet.objects.filter(scheme=Facet.Scheme.ARTICLE_20, code=code).first() if code else None
    )
    if facet is None:
        return
    if not ItemFacet.objects.filter(item=item, facet=facet, valid_to__isnull=True).exists():
        ItemFacet.objects.create(item=item, facet=facet, valid_from=at, recorded_at=at)


def schedule_draft(*, draft: Draft, publish_at: datetime, by: Actor, at: datetime) -> Draft:
    """Release at a later moment, by the worker, in this person's name.

    Raises NotPossible for a moment that has passed, lies beyond the limit or a year ahead, or where
    it could not be released now.
    依据：《条例》第二十六条。
    """
    with step("schedule", draft, by=by, at=at) as doing:
        if publish_at <= at:
            raise impossible("定时公开", "定时公开的时间已经过去，请填写以后的时间。")
        _in_good_time(doing, timezone.localdate(publish_at))
        if draft.attribute != Attribute.PROACTIVE.value:
            raise impossible("定时公开", "只有主动公开的信息可以定时公开。")
        verdict = may_release(doing.draft, by=by, at=at)
        if not verdict:
            raise NotPossible(verdict)
        doing.draft.publish_at = publish_at
        doing.draft.scheduled_by_key, doing.draft.scheduled_by_name = by.key, by.name
        doing.after = {"publish_at": publish_at.isoformat()}
    return draft


def _in_good_time(doing: Step, day: date) -> None:
    """Whether the day keeps the limit, as long as it can be kept, and is no slip of the pen."""
    limit = limit_of(doing.item) if doing.draft.act == Edition.Act.FIRST else None
    if limit is not None and doing.day <= limit.due < day:
        raise impossible(
            limit.citation.short,
            f"定时公开的日期晚于公开期限（{limit.due:%Y-%m-%d}），请填写期限以内的时间。",
        )
    if day - doing.day > LONGEST_WAIT:
        raise impossible("定时公开", "定时公开的日期在一年以后，请核对年份。")


def unschedule_draft(*, draft: Draft, by: Actor, at: datetime) -> Draft:
    """Take the time back; the draft waits for release again."""
    with step("unschedule", draft, by=by, at=at) as doing:
        doing.draft.publish_at = None
    return draft


def return_draft(*, draft: Draft, reason: str, by: Actor, at: datetime) -> Draft:
    """Send an approved draft back to its writer, saying why."""
    with step("return", draft, by=by, at=at, reason=reason) as doing:
        doing.draft.publish_at = None
        doing.draft.forced_reason = ""
        doing.draft.returned_reason = doing.reason[:500]
    return draft


def publish_due(*, at: datetime, limit: int = 200) -> tuple[int, list[tuple[Draft, str]]]:
    """Release every scheduled draft whose time has come, each on its own.

    Gives how many were released, and those that could not be with the reason; these wait as
    approved so that a person looks at them, and are not tried again and again. Only one at which
    the program itself broke stays scheduled, and is tried again beside all others.
    """
    released = 0
    failed: list[tuple[Draft, str]] = []
    waiting = (
        Draft.objects.filter(state=DraftState.SCHEDULED, publish_at__lte=at)
        .select_related("item", "item__agency")
        .order_by(F("publish_at").asc(), "pk")[:limit]
    )
    for draft in list(waiting):
        by = _in_name_of(draft)
        try:
            publish_draft(draft=draft, by=by, at=at)
        except NotPossible as refusal:
            draft.refresh_from_db()
            if draft.state == DraftState.SCHEDULED:
                _give_up(draft, str(refusal), by=by, at=at)
                failed.append((draft, str(refusal)))
        except Exception as error:
            # One that breaks must not hold back those behind it, whose time has come as well.
            log.exception("Scheduled draft %s broke at its release", draft.pk)
            draft.refresh_from_db()
            failed.append((draft, f"{type(error).__name__}: {error}"))
        else:
            released += 1
    return released, failed


def _in_name_of(draft: Draft) -> Actor:
    return Actor(
        ActorKind.STAFF, draft.scheduled_by_key, draft.scheduled_by_name, draft.item.agency_id
    )


def _give_up(draft: Draft, why: str, *, by: Actor, at: datetime) -> None:
    with step("unschedule", draft, by=by, at=at, reason=f"到时未能公开：{why}"[:300]) as doing:
        doing.draft.publish_at = None
