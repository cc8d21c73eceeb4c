"""拟办、分办、承办意见: who works on it, until when, and what they say."""

from __future__ import annotations

from datetime import date, datetime

from yangguang.apps.agencies.models import User
from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.duty_kinds import ASSIGNMENT, SUPPLEMENT_NOTICE
from yangguang.apps.requests.models import Application, Assignment, Opinion, OpinionKind
from yangguang.apps.requests.services.duties import done, lay_with, owe
from yangguang.apps.requests.services.steps import step
from yangguang.apps.requests.workflow import impossible


def accept(
    *,
    application: Application,
    by: Actor,
    at: datetime,
    handler: User | None = None,
    version: int | None = None,
) -> Application:
    """Take the application on; the handler, if named, has its duties from now on.

    Whoever accepts has found it clear: the duty to look whether it needs a supplement is done. One
    can still be asked for within its seven days.
    """
    with step("accept", application, by=by, at=at, version=version) as doing:
        done(doing, SUPPLEMENT_NOTICE, on=doing.day)
        if handler is not None:
            doing.application.handler = handler
            lay_with(doing.application, handler, by=by, at=at)
        doing.say(
            f"受理{f'，由{handler.name}承办' if handler else ''}",
            public="您的申请已受理，正在办理。",
        )
    return application


def propose(
    *,
    application: Application,
    text: str,
    by: Actor,
    at: datetime,
    user: User | None = None,
    version: int | None = None,
) -> Opinion:
    """拟办意见: what the office proposes to do with it."""
    with step("propose", application, by=by, at=at, version=version) as doing:
        opinion = Opinion(
            application=doing.application,
            kind=OpinionKind.PROPOSAL,
            agrees=True,
            text=doing.require_text(text, "拟办意见"),
            by_user=user,
            by=by.name[:80],
            at=at,
        )
        opinion.save(force_insert=True)
        doing.say("提出拟办意见", note=opinion.text)
    return opinion


def assign(
    *,
    application: Application,
    department: str,
    task: str,
    by: Actor,
    at: datetime,
    handler: User | None = None,
    inner_due: date | None = None,
    version: int | None = None,
) -> Assignment:
    """分办: give the work to a department or a person with an inner limit.

    Raises NotPossible where neither is named, or the inner limit lies after the statutory one.
    """
    with step("assign", application, by=by, at=at, version=version) as doing:
        current = doing.application
        if not department.strip() and handler is None:
            raise impossible("内容不全", "请写明承办处室，或者选择承办人。")
        if inner_due is not None and inner_due < doing.day:
            raise impossible("日期有误", "内部时限不能早于今天，请核对。")
        if inner_due is not None and current.due_on and inner_due > current.due_on:
            raise impossible(
                "日期有误",
                f"内部时限{inner_due.isoformat()}晚于答复期限{current.due_on.isoformat()}，"
                "请提前，为审查和签发留出时间。",
            )
        assignment = Assignment.objects.create(
            application=current,
            handler=handler,
            department=department.strip(),
            task=task.strip(),
            assigned_on=doing.day,
            inner_due=inner_due,
        )
        if handler is not None:
            current.handler = handler
            lay_with(current, handler, by=by, at=at)
        current.department = department.strip() or current.department
        if inner_due is not None:
            owe(
                doing,
                ASSIGNMENT,
                title="承办处室回复",
                opened_on=doing.day,
                due_on=inner_due,
                slot=str(assignment.pk),
                person=handler,
            )
        whom = "、".join(
            part for part in (department.strip(), handler.name if handler else "") if part
        )
        until = f"，{inner_due.isoformat()}前回复" if inner_due else ""
        doing.say(f"分办至{whom}{until}", note=task.strip())
    return assignment


def answer_assignment(
    *,
    assignment: Assignment,
    result: str,
    by: Actor,
    at: datetime,
    user: User | None = None,
    version: int | None = None,
) -> Assignment:
    """The department's opinion comes back."""
    with step("answer-assignment", assignment.application, by=by, at=at, version=version) as doing:
        if assignment.done_on is not None:
            raise impossible("已经登记", "这次分办已经登记过承办意见。")
        assignment.result = doing.require_text(result, "承办意见")
        assignment.done_on = doing.day
        assignment.save(update_fields=["result", "done_on"])
        Opinion(
            application=doing.application,
            kind=OpinionKind.DEPARTMENT,
            agrees=True,
            text=assignment.result,
            by_user=user,
            by=by.name[:80],
            at=at,
        ).save(force_insert=True)
        done(doing, ASSIGNMENT, on=doing.day, slot=str(assignment.pk))
        doing.say(f"{assignment.department or by.name}回复承办意见", note=assignment.result)
    return assignment
