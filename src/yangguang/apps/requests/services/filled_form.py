"""The application form of a case that came without paper, as the applicant filled it in.

What came online, or was said and written down, has no original that could be scanned; the file and
a court need to see what was asked for, in whose name and by whom it was entered.
"""

from __future__ import annotations

import json
from datetime import datetime

from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.models import Application, DeliveryWay, Form
from yangguang.apps.requests.paper_form import Answers, to_pdf
from yangguang.apps.requests.persons import Contact, Person
from yangguang.apps.vault.services import reveal
from yangguang.law.identity import ApplicantKind
from yangguang.law.receipt import Channel


def filled_form(application: Application, *, by: Actor, at: datetime, why: str) -> bytes | None:
    """The form as PDF; None for an application on paper, and where no text may be kept.

    Nothing of an application is changed after it was handed in, so this shows what was filled in;
    a part of a divided application says of which one. Reading it is kept as an access to personal
    data. Raises Destroyed after the applicant's key is gone.
    """
    if application.channel not in {Channel.ONLINE, Channel.ORAL} or application.secret:
        return None
    if not application.wanted:
        return None
    answers = Answers(
        _person(application, by=by, at=at, why=why),
        application.wanted,
        Form(application.form),
        DeliveryWay(application.delivery),
        _signed(application),
    )
    return to_pdf(application.agency.name, answers)


def _person(application: Application, *, by: Actor, at: datetime, why: str) -> Person:
    applicant = application.applicant
    sealed = {
        "name": applicant.sealed_name,
        "identity": applicant.sealed_identity,
        "contact": applicant.sealed_contact,
    }
    opened = reveal(
        applicant.subject_key,
        sealed,
        [field for field, value in sealed.items() if value],
        by=by,
        at=at,
        why=why,
        page=f"request:{application.number}",
        agency_key=application.agency_id,
    )
    return Person(
        ApplicantKind(applicant.kind),
        opened["name"],
        opened.get("identity", ""),
        Contact(**json.loads(opened["contact"])) if "contact" in opened else Contact(),
    )


def _signed(application: Application) -> str:
    """What stands in the place of a signature: how and when it came, and its number."""
    moment = f"{timezone.localtime(application.submitted_at):%Y年%-m月%-d日 %H:%M}"
    if application.channel == Channel.ONLINE:
        how = f"申请人于{moment}通过网上提交，无签名"
    else:
        how = f"申请人口头申请，工作人员代为填写，{moment}登记"
    whole = application.split_from
    part = f"；由{whole.number}拆分" if whole is not None else ""
    return f"{how}。登记号：{application.number}{part}。"
