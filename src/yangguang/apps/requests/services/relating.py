"""Applications beside one another: joined, repeated, split, named anew, spoken about.

Joining cases never merges counts: each keeps its number, its clock and its result.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.models import Application, Call
from yangguang.apps.requests.services.kinds import is_by_itself, regime_for
from yangguang.apps.requests.services.pieces import index_title
from yangguang.apps.requests.services.splitting import split
from yangguang.apps.requests.services.steps import step
from yangguang.apps.requests.workflow import impossible, require_lawful
from yangguang.law.handling import may_treat_as_repeated

__all__ = ["join", "log_call", "mark_repeat", "retitle", "split"]


def join(
    *,
    application: Application,
    into: Application,
    reason: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Application:
    """Handle this application together with another; both keep their clocks and are counted."""
    with step("join", application, by=by, at=at, version=version) as doing:
        if into.pk == application.pk:
            raise impossible("并案", "不能与自身并案。")
        if into.agency_id != application.agency_id:
            raise impossible("并案", "只能与本机关办理的申请并案。")
        if into.closed_on is not None:
            raise impossible("并案", f"{into.number}已经答复，不能再并入；可以关联为重复申请。")
        if into.joined_to_id is not None:
            raise impossible("并案", f"{into.number}已经并入其他办件，请选择主办件。")
        if Application.objects.filter(joined_to=application).exists():
            raise impossible("并案", "其他办件已并入本件，本件不能再并入别的办件。")
        doing.application.joined_to = into
        doing.say(
            f"与{into.number}并案办理，数量仍分别统计",
            note=doing.require_text(reason, "并案的理由"),
        )
    return application


def mark_repeat(
    *,
    application: Application,
    earlier: Application,
    by: Actor,
    at: datetime,
    circumstances_changed: bool = False,
    version: int | None = None,
) -> Application:
    """Link the earlier application of the same applicant that was answered already.

    Whoever links says that both want the same information. A case that ended without an answer
    (withdrawn, lapsed) has not been answered. 依据：《条例》第三十六条第（六）项。
    """
    with step("mark-repeat", application, by=by, at=at, version=version) as doing:
        current = doing.application
        regime = regime_for(current)
        if earlier.pk >= current.pk or earlier.agency_id != current.agency_id:
            raise impossible(doing.basis, "请选择该申请人此前向本机关提出的申请。")
        require_lawful(
            may_treat_as_repeated(
                regime,
                same_applicant=earlier.applicant_digest == current.applicant_digest,
                same_information=True,
                answered=earlier.closed_on is not None and not is_by_itself(earlier.reply_kind),
                circumstances_changed=circumstances_changed,
            )
        )
        current.repeats = earlier
        doing.say(f"与{earlier.number}为重复申请")
    return application


def retitle(
    *,
    application: Application,
    title: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Application:
    """Give the application another neutral title; it appears in lists and duties."""
    with step("retitle", application, by=by, at=at, version=version) as doing:
        # Titles may hold an applicant's words: the record says that it changed, not from what.
        doing.application.title = doing.require_text(title, "事项名称")[:120]
        index_title(doing.application)
        doing.say("修改事项名称")
    return application


def log_call(
    *,
    application: Application,
    with_whom: str,
    text: str,
    called_at: datetime,
    outward: bool,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Call:
    """Write down a telephone call; it changes nothing but is part of the file."""
    with step("log-call", application, by=by, at=at, version=version) as doing:
        if called_at > at:
            raise impossible("日期有误", "通话时间在此刻之后，请核对。")
        call = Call(
            application=doing.application,
            outward=outward,
            with_whom=doing.require_text(with_whom, "通话对方")[:80],
            at=called_at,
            text=doing.require_text(text, "通话内容"),
            by=by.name[:80],
            recorded_at=at,
        )
        call.save(force_insert=True)
        when = timezone.localtime(called_at)
        doing.say(f"{when.month}月{when.day}日{'拨出' if outward else '接听'}电话，见电话记录")
    return call
