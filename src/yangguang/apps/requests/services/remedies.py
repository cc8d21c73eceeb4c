"""Review, litigation and complaints about an application: received, answered, decided.

依据：行政复议法、行政诉讼法；统计口径见年报表四（结果维持、结果纠正、其他结果、尚未审结）。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.duty_kinds import NEW_REPLY, REMEDY_ANSWER
from yangguang.apps.requests.models import Application, Remedy, RemedyForum, RemedyOutcome
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.services.closing import owe_new_reply
from yangguang.apps.requests.services.duties import done, drop, limit_after, owe
from yangguang.apps.requests.services.steps import Step, write_event
from yangguang.apps.requests.workflow import impossible
from yangguang.law.clock import spoken


@dataclass(frozen=True, slots=True)
class AnswerLimit:
    """Days for the body's answer to notices received from ``since`` on."""

    since: date
    days: int
    working: bool
    basis: str


ANSWER_LIMITS = {
    RemedyForum.REVIEW: (
        AnswerLimit(date(2024, 1, 1), 5, True, "《行政复议法》（2023年）第五十四条"),
        AnswerLimit(date(1999, 10, 1), 10, False, "《行政复议法》（1999年）第二十三条"),
    ),
    RemedyForum.SUIT: (
        AnswerLimit(date(2015, 5, 1), 15, False, "《行政诉讼法》第六十七条"),
        AnswerLimit(date(1990, 10, 1), 10, False, "《行政诉讼法》（1989年）第四十三条"),
    ),
    RemedyForum.APPEAL: (
        AnswerLimit(date(2015, 5, 1), 15, False, "《行政诉讼法》第八十六条"),
        AnswerLimit(date(1990, 10, 1), 10, False, "《行政诉讼法》（1989年）第五十九条"),
    ),
    RemedyForum.COMPLAINT: (AnswerLimit(date(2008, 5, 1), 15, True, "《条例》第五十一条"),),
}
"""Days for the body's answer, from memory and therefore a default that the clerk can change: the
notice of the review body or court names the day. Reading: reviews about disclosure take the simple
procedure since 2024, whose five days are working days (Arts. 53, 88); fifteen working days for a
complaint are the house's own."""

_BEFORE = {
    RemedyForum.SUIT_AFTER_REVIEW: ("复议", (RemedyForum.REVIEW,)),
    RemedyForum.APPEAL: ("一审", (RemedyForum.SUIT, RemedyForum.SUIT_AFTER_REVIEW)),
}
"""What has to be named as the case before, and of which sort it is."""


def answer_limit(forum: RemedyForum, received_on: date) -> AnswerLimit:
    """The ordinary days for the answer to a notice received then."""
    known = RemedyForum.SUIT if forum is RemedyForum.SUIT_AFTER_REVIEW else forum
    limits = ANSWER_LIMITS[known]
    return next((one for one in limits if received_on >= one.since), limits[-1])


def open_remedy(
    *,
    application: Application,
    forum: RemedyForum,
    body: str,
    received_on: date,
    by: Actor,
    at: datetime,
    case_number: str = "",
    answer_due: date | None = None,
    after: Remedy | None = None,
) -> Remedy:
    """Enter a review, suit or complaint with the day by which the body has to answer.

    An appeal keeps the judgment below from taking effect: a new reply that it ordered rests. Raises
    NotPossible for a suit after review or an appeal that names no decided earlier case of the right
    sort in this very matter.
    """
    forum = RemedyForum(forum)
    if not body.strip():
        raise impossible("内容不全", "请填写受理的复议机关、法院或者主管部门。")
    if received_on > timezone.localdate(at):
        raise impossible("日期有误", "收到通知的日期在今天之后，请核对。")
    with transaction.atomic():
        current = _locked(application)
        if received_on < current.arrived_on:
            raise impossible("日期有误", "收到通知的日期早于申请到达日期，请核对。")
        _require_earlier(current, forum, after, received_on)
        usual = answer_limit(forum, received_on)
        limit = answer_due or _answer_day(current, usual, received_on, at)
        if limit < received_on:
            raise impossible("日期有误", "答复、答辩期限早于收到通知的日期，请核对。")
        remedy: Remedy = Remedy.objects.create(
            application=current,
            forum=forum,
            body=body.strip()[:100],
            case_number=case_number.strip()[:80],
            received_on=received_on,
            answer_due=limit,
            after=after,
            recorded_at=at,
        )
        doing = _told(
            current, "remedy", f"收到{forum.label}通知（{remedy.body}）", by=by, at=at,
            day=received_on, basis=usual.basis,
        )  # fmt: skip
        owe(
            doing,
            REMEDY_ANSWER,
            title=f"{forum.label}答复",
            opened_on=received_on,
            due_on=limit,
            slot=str(remedy.pk),
            basis=usual.basis,
        )
        if forum is RemedyForum.APPEAL:
            drop(doing, NEW_REPLY, why="已经上诉，一审判决尚未生效")
    application.refresh_from_db(fields=["version"])
    return remedy


def _require_earlier(
    application: Application, forum: RemedyForum, after: Remedy | None, received_on: date
) -> None:
    if forum not in _BEFORE:
        return
    name, forums = _BEFORE[forum]
    if after is None:
        raise impossible("内容不全", f"请选择此前的{name}案件。")
    if after.application_id != application.pk or RemedyForum(after.forum) not in forums:
        raise impossible("案件不符", f"所选案件不是本件的{name}案件，请重新选择。")
    if after.outcome == RemedyOutcome.PENDING or after.decided_on is None:
        raise impossible("尚未审结", f"此前的{name}案件还没有登记结果，请先登记结果。")
    if received_on < after.decided_on:
        raise impossible("日期有误", f"收到通知的日期早于此前{name}案件的审结日期，请核对。")


def _answer_day(
    application: Application, usual: AnswerLimit, received_on: date, at: datetime
) -> date:
    """The last day; where it falls on a day off the next working day. 依据：《行政诉讼法》第八十一条参照。"""
    calendar = calendar_of_case(application, timezone.localdate(at))
    if usual.working:
        return limit_after(calendar, received_on, usual.days).day
    last = date.fromordinal(received_on.toordinal() + usual.days)
    return calendar.provisional().next_working(last)


def answer_remedy(*, remedy: Remedy, answered_on: date, by: Actor, at: datetime) -> Remedy:
    """The body's answer and evidence have been handed in."""
    with transaction.atomic():
        current = _locked(remedy.application)
        fresh = Remedy.objects.get(pk=remedy.pk)
        if fresh.answered_on is not None:
            raise impossible("已经登记", "该案已经登记过答复。")
        if answered_on < fresh.received_on or answered_on > timezone.localdate(at):
            raise impossible("日期有误", "答复日期应当在收到通知之后、今天之前，请核对。")
        fresh.answered_on = answered_on
        fresh.save(update_fields=["answered_on"])
        doing = _told(
            current, "remedy-answer",
            f"提交{RemedyForum(fresh.forum).label}答复和证据", by=by, at=at, day=answered_on,
        )  # fmt: skip
        done(doing, REMEDY_ANSWER, on=answered_on, slot=str(fresh.pk))
    remedy.refresh_from_db()
    return remedy


def decide_remedy(
    *,
    remedy: Remedy,
    outcome: RemedyOutcome,
    decided_on: date,
    gist: str,
    by: Actor,
    at: datetime,
    orders_new_reply: bool = False,
    new_reply_due: date | None = None,
    received_decision_on: date | None = None,
) -> Remedy:
    """The decision or judgment: its outcome in the form's categories and its effect on the case.

    Where it orders a new reply the duty to give it begins at once; the case is reopened with its
    limit. Reading: a limit that the decision leaves open runs from the day it was received.
    """
    outcome = RemedyOutcome(outcome)
    if outcome is RemedyOutcome.PENDING:
        raise impossible("内容不全", "请选择审理结果。")
    today = timezone.localdate(at)
    with transaction.atomic():
        current = _locked(remedy.application)
        fresh = Remedy.objects.get(pk=remedy.pk)
        if fresh.outcome != RemedyOutcome.PENDING:
            raise impossible("已经登记", "该案已经登记过结果。")
        if decided_on < fresh.received_on or decided_on > today:
            raise impossible("日期有误", "审结日期应当在收到通知之后、今天之前，请核对。")
        if received_decision_on is not None and not decided_on <= received_decision_on <= today:
            raise impossible("日期有误", "收到文书的日期应当在审结之后、今天之前，请核对。")
        if orders_new_reply and outcome is not RemedyOutcome.CORRECTED:
            raise impossible("结果不符", "责令重新答复的，结果应为“结果纠正”，请核对。")
        if new_reply_due is not None and (not orders_new_reply or new_reply_due < decided_on):
            raise impossible(
                "日期有误", "重新答复期限只在责令重新答复时填写，且不早于审结日期，请核对。"
            )
        fresh.outcome = outcome
        fresh.decided_on = decided_on
        fresh.received_decision_on = received_decision_on
        fresh.gist = gist.strip()
        fresh.orders_new_reply = orders_new_reply
        fresh.new_reply_due = new_reply_due
        fresh.decision_recorded_at = at
        fresh.save(
            update_fields=[
                "outcome", "decided_on", "received_decision_on", "gist", "orders_new_reply",
                "new_reply_due", "decision_recorded_at",
            ]
        )  # fmt: skip
        forum = RemedyForum(fresh.forum)
        sentence = f"{forum.label}：{outcome.label}"
        doing = _told(
            current, "remedy-decided", sentence, by=by, at=at, day=decided_on, write=False
        )
        done(doing, REMEDY_ANSWER, on=decided_on, slot=str(fresh.pk))
        if orders_new_reply:
            since = received_decision_on or decided_on
            limit = owe_new_reply(doing, since=since, due_on=new_reply_due)
            doing.say(f"{sentence}，责令重新答复，{spoken(limit)}前作出")
        _write(doing)
    remedy.refresh_from_db()
    return remedy


def _locked(application: Application) -> Application:
    """The case held until the caller's transaction ends, as every act on it does."""
    found: Application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("agency", "handler")
        .get(pk=application.pk)
    )
    found.version += 1
    found.save(update_fields=["version"])
    return found


def _told(
    application: Application,
    act: str,
    sentence: str,
    *,
    by: Actor,
    at: datetime,
    day: date,
    basis: str = "",
    write: bool = True,
) -> Step:
    """Write the story of a case whose own state does not change."""
    doing = Step(application, act, by, at, day, sentence=sentence, basis=basis)
    if write:
        _write(doing)
    return doing


def _write(doing: Step) -> None:
    write_event(doing, source=doing.application.state, target=doing.application.state)
