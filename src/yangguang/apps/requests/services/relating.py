"""Applications beside one another: joined, repeated, split, named anew, spoken about.

Joining cases never merges counts: each keeps its number, its clock and its result.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.models import User
from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.models import Application, Call
from yangguang.apps.requests.services.steps import step
from yangguang.apps.requests.workflow import impossible


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
    version: int | None = None,
) -> Application:
    """Link the earlier application of the same applicant that was answered already.

    依据：《条例》第三十六条第（六）项：对同一申请人重复申请公开相同政府信息，已经作出答复的，告知不予重复处理。
    """
    with step("mark-repeat", application, by=by, at=at, version=version) as doing:
        if earlier.pk == application.pk:
            raise impossible("《条例》第三十六条第（六）项", "请选择此前的申请。")
        if earlier.applicant_digest != doing.application.applicant_digest:
            raise impossible(
                "《条例》第三十六条第（六）项", "只有同一申请人的申请才是重复申请，请核对。"
            )
        if earlier.closed_on is None:
            raise impossible(
                "《条例》第三十六条第（六）项",
                f"{earlier.number}尚未答复，不构成“已经作出答复”；可以并案办理。",
            )
        doing.application.repeats = earlier
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
        before = doing.application.title
        doing.application.title = doing.require_text(title, "事项名称")[:120]
        doing.before = {"title": before}
        doing.after = {"title": doing.application.title}
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
        way = "致电" if outward else "接听来电："
        doing.say(f"{timezone.localtime(called_at):%m月%d日}{way}{call.with_whom}", note=call.text)
    return call


def split(
    *,
    application: Application,
    parts: list[str],
    consent: str,
    by: Actor,
    at: datetime,
    user: User | None = None,
    version: int | None = None,
) -> list[Application]:
    """One application with several contents becomes several, with the applicant's consent.

    The first part stays with this number, the others get numbers of their own and the same days.
    Raises NotPossible without consent or with fewer than two parts.
    """
    from yangguang.apps.requests.services.splitting import copy_of

    texts = [part.strip() for part in parts if part.strip()]
    if len(texts) < 2:
        raise impossible("一事一申请", "请至少分成两项，每项写明所需的政府信息。")
    with transaction.atomic():
        with step("retitle", application, by=by, at=at, version=version) as doing:
            note = doing.require_text(consent, "申请人同意拆分的经过")
            doing.application.wanted = texts[0]
            doing.say(f"经申请人同意，拆分为{len(texts)}件", note=note)
            doing.public = f"经您同意，该申请分为{len(texts)}件分别办理。"
        others = [copy_of(application, wanted=text, by=by, at=at, user=user) for text in texts[1:]]
    return [application, *others]
