"""Telling an applicant by mail that an application has come in.

A mail passes through other people's machines, so it names the case and nobody: no name, no
description, and never the query code, which together with the number opens the case.
"""

from __future__ import annotations

from datetime import datetime

from yangguang.apps.notices.models import Notice
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.services.steps import subject_of
from yangguang.apps.requests.services.telling import post_mail
from yangguang.law.clock import spoken
from yangguang.law.receipt import Channel

RECEIVED = "request.received"


def acknowledge(*, application: Application, at: datetime, follow: str = "") -> Notice | None:
    """Write the mail down, to be sent after commit; None where no address was left.

    ``follow`` is the path of the page for following a case, the registered one by default. Call
    inside the transaction that registers. 依据：《条例》第三十一条。
    """
    if not application.applicant.email_given:
        return None
    return post_mail(
        application,
        kind=RECEIVED,
        title="已收到",
        opening="您好：已收到您提出的政府信息公开申请（{number}）。",
        paragraphs=[
            f"{application.agency.name}于{spoken(application.arrived_on)}收到您的申请。",
            _clock(application),
            f"您需要做什么：{_next(application)}",
        ],
        subject=subject_of(application),
        dedupe=f"{RECEIVED}:{application.pk}",
        at=at,
        follow=follow,
    )


def _clock(application: Application) -> str:
    if application.received_on is None:
        return (
            f"{Channel(application.channel).label}提交的申请，以受理机关与您确认之日为收到申请之日"
            "（《政府信息公开条例》第三十一条），答复期限从确认的次日起计算。"
        )
    said = f"收到申请之日为{spoken(application.received_on)}"
    if application.due_on is not None:
        word = "预计答复期限至" if application.due_forecast else "答复期限至"
        said += f"，{word}{spoken(application.due_on)}"
    return f"{said}。"


def _next(application: Application) -> str:
    if application.received_on is None:
        return "请留意受理机关的联系，确认收到后即开始办理。"
    if not application.query_code_hash:
        return "请等待答复。需要在网上查询进度的，请持身份证明向受理机关领取查询码。"
    return "请妥善保管登记号和查询码，等待答复。"
