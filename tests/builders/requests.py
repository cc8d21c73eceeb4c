"""Applications for tests: valid by default, made through the services."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor, command
from yangguang.apps.requests.models import Application, OpinionKind
from yangguang.apps.requests.persons import Contact, Person
from yangguang.apps.requests.services.assigning import accept
from yangguang.apps.requests.services.drafting import approve, give_opinion, save_draft, submit
from yangguang.apps.requests.services.intake import Wish, register_application
from yangguang.apps.requests.services.replying import serve, sign
from yangguang.law.delivery import Way
from yangguang.law.identity import ApplicantKind
from yangguang.law.receipt import Channel

BY = command("测试")
WANTED = "2025年度全市农村饮用水水质监测结果"


def at(day: date, hour: int = 9) -> datetime:
    """A moment of that day in Shanghai."""
    return datetime.combine(day, time(hour), ZoneInfo("Asia/Shanghai"))


def a_person(name: str = "李测试", identity: str = "11010119900307283X") -> Person:
    return Person(
        ApplicantKind.NATURAL,
        name,
        identity,
        Contact(telephone="13800138000", email="li@example.cn", address="清源市湖滨路1号"),
    )


def an_application(
    agency: Agency,
    *,
    on: date = date(2026, 3, 2),
    channel: Channel = Channel.COUNTER,
    confirmed_on: date | None = None,
    person: Person | None = None,
    wanted: str = WANTED,
    by: Actor = BY,
) -> Application:
    """Registered on that day; confirmed where the channel needs no confirmation."""
    return register_application(
        agency=agency,
        channel=channel,
        arrived_on=on,
        confirmed_on=confirmed_on,
        person=person or a_person(),
        wish=Wish(wanted),
        by=by,
        at=at(on),
    )


def being_handled(agency: Agency, *, on: date = date(2026, 3, 2)) -> Application:
    """Accepted on the day of its arrival."""
    application = an_application(agency, on=on)
    accept(application=application, by=BY, at=at(on, 10))
    return application


GIVEN = {
    "request": WANTED,
    "access": "清源市卫生健康委员会网站“公开数据”栏目",
    "access_time": "即日起",
    "supplied": "《2025年度农村饮用水水质监测结果》1份",
    "reasons": "经检索查明的具体情况说明。",
    "withheld_part": "监测点所在农户的姓名和住址",
    "search": "检索了本机关公文系统和档案室",
    "other_organ": "清源市水利局，电话0990-5550100",
}


def ready_to_sign(
    application: Application, kind: str = "disclosed", *, on: date, exemptions: tuple[str, ...] = ()
) -> Application:
    """Drafted, reviewed and approved on that day."""
    save_draft(
        application=application, kind=kind, given=GIVEN, exemptions=exemptions, by=BY, at=at(on)
    )
    submit(application=application, by=BY, at=at(on))
    for opinion in (OpinionKind.LEGAL, OpinionKind.SECRECY):
        give_opinion(
            application=application, kind=opinion, agrees=True, text="同意", by=BY, at=at(on)
        )
    approve(application=application, text="同意", by=BY, at=at(on))
    return application


def received(
    agency: Agency,
    *,
    on: date = date(2026, 3, 2),
    person: Person | None = None,
    wanted: str = WANTED,
) -> Application:
    """Received and accepted on that day; under the regulation of 2007 for a day before 2019-05-15."""
    application = an_application(agency, on=on, person=person, wanted=wanted)
    accept(application=application, by=BY, at=at(on, 10))
    return application


def an_organisation(name: str = "清源市测试水务有限公司") -> Person:
    """A third party or an applicant that is a company."""
    return Person(
        ApplicantKind.BUSINESS,
        name,
        "91110000MA00TEST1X",
        Contact(telephone="0990-5550200", address="清源市工业路9号", person="王经办"),
    )


def replied(
    application: Application,
    kind: str = "disclosed",
    *,
    on: date,
    exemptions: tuple[str, ...] = (),
    with_letter: bool = False,
) -> Application:
    """Drafted, reviewed, signed and handed over on that day."""
    ready_to_sign(application, kind, on=on, exemptions=exemptions)
    sign(application=application, by=BY, at=at(on, 11), with_letter=with_letter)
    return served(application, on=on)


def served(application: Application, *, on: date) -> Application:
    """The signed reply handed over on that day."""
    serve(
        application=application,
        way=Way.HANDED,
        sent_on=on,
        received_on=on,
        by=BY,
        at=at(on, 15),
    )
    return application
