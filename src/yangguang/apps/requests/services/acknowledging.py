"""Telling an applicant by mail that an application has come in.

A mail passes through other people's machines, so it names the case and nobody: no name, no
description, and never the query code, which together with the number opens the case.
"""

from __future__ import annotations

from datetime import datetime

from yangguang.apps.notices.models import Channel, Notice
from yangguang.apps.notices.neutral import NotNeutral
from yangguang.apps.notices.services import post_notice
from yangguang.apps.requests.contacts import contact_of
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.services.steps import subject_of

RECEIVED = "request.received"


def acknowledge(*, application: Application, follow: str, at: datetime) -> Notice | None:
    """Write the mail down, to be sent after commit; None where no address was left.

    ``follow`` is the path of the page for following a case. Call inside the transaction that
    registers. 依据：《条例》第三十一条。
    """
    if not application.applicant.email_given:
        return None
    number = f"登记号{application.number}"
    try:
        return _post(application, number, follow, at)
    except NotNeutral:
        # A register number can by chance look like a citizen's number; then it is left out.
        return _post(application, "登记号见网上回执", follow, at)


def _post(application: Application, number: str, follow: str, at: datetime) -> Notice:
    agency = application.agency.name
    if application.received_on is None:
        clock = (
            "网上提交的申请，以受理机关与您确认之日为收到申请之日（《政府信息公开条例》"
            "第三十一条），答复期限从确认的次日起计算。请留意受理机关的联系。"
        )
    else:
        clock = f"收到申请之日为{application.received_on.isoformat()}"
        if application.due_on is not None:
            word = "预计答复期限至" if application.due_forecast else "答复期限至"
            clock += f"，{word}{application.due_on.isoformat()}"
        clock += "。"
    return post_notice(
        to=contact_of(application),
        channel=Channel.EMAIL,
        kind=RECEIVED,
        title=f"已收到您的政府信息公开申请（{number}）",
        body=(
            f"{agency}于{application.arrived_on.isoformat()}收到您提交的政府信息公开申请，"
            f"{number}。\n\n{clock}\n\n"
            "查询办理进度、下载答复，请打开下面的页面，输入登记号和提交时显示的查询码。"
            "为保护您的个人信息，本邮件不含查询码；查询码遗失的，请持身份证明向受理机关申请补发。"
        ),
        link=follow,
        agency=application.agency,
        subject=subject_of(application),
        dedupe=f"{RECEIVED}:{application.pk}",
        at=at,
    )
