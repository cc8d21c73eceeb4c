"""What identifies an applicant stands sealed, and nowhere else: no row, no log, no file name."""

from __future__ import annotations

import logging
from datetime import date

import pytest
from django.apps import apps
from django.db import models

from tests.builders.agencies import City
from tests.builders.requests import BY, GIVEN, at, ready_to_sign, served
from yangguang.apps.requests.models import Application, ConsultationAnswer, ConsultationKind, Fee
from yangguang.apps.requests.persons import Contact, Person
from yangguang.apps.requests.services.assigning import accept, propose
from yangguang.apps.requests.services.closing import archive, reopen
from yangguang.apps.requests.services.codes import give_query_code
from yangguang.apps.requests.services.consulting import consult, override, record_opinion
from yangguang.apps.requests.services.conversion import propose_conversion
from yangguang.apps.requests.services.extending import extend
from yangguang.apps.requests.services.fees import notice_fee, pay_fee
from yangguang.apps.requests.services.following import (
    answer_objection,
    object_to_fee,
    rate,
    supplement_online,
    withdraw_online,
)
from yangguang.apps.requests.services.intake import Wish, submit_application
from yangguang.apps.requests.services.materials import attach
from yangguang.apps.requests.services.receiving import confirm_receipt
from yangguang.apps.requests.services.relating import log_call, retitle
from yangguang.apps.requests.services.remedies import open_remedy
from yangguang.apps.requests.services.replying import recall, sign
from yangguang.apps.requests.services.splitting import split
from yangguang.apps.requests.services.supplementing import ask_supplement
from yangguang.law.identity import ApplicantKind

pytestmark = pytest.mark.django_db

NAME, IDENTITY, PHONE = "欧阳澹台钟离", "11010119900307283X", "13912345678"
EMAIL, ADDRESS, POSTCODE = "qingyuan-zhongli@example.cn", "清源市鹤鸣巷三十七号", "834567"
THIRD, THIRD_AT = "司徒端木令狐", "清源市雁栖路八十八号"
WANTED = (
    "我是钟离家老三，想知道我母亲慕容尉迟在清源市湖滨社区的拆迁补偿评估报告全文，"
    "以及当年评估机构的选定过程和补偿标准的依据文件"
)
PIECES = ("慕容尉迟", "钟离家老三", "评估机构的选定过程")
"""Pieces of the description: one at its beginning, which lists show as the title, one at its end."""
SAID = {
    "supplement": "补充说明：房屋在鹤鸣巷井台旁",
    "objection": "我觉得收费太高因为我是低保户",
    "withdrawal": "不想要了因为邻居已经给我看过",
    "call": "本人表示每天下午在家",
}
IN_CLEAR = {
    ("requests.Application", "wanted"): PIECES,
    ("requests.Application", "title"): PIECES,
    ("requests.ConversionProposal", "title"): PIECES,
    ("requests.Supplement", "answer"): (SAID["supplement"],),
    ("requests.FollowUp", "text"): (SAID["objection"], SAID["withdrawal"]),
    ("requests.Call", "text"): (SAID["call"],),
}
"""What handlers read in clear by design, and where; everything else is found nowhere."""


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def somebody() -> Person:
    return Person(
        ApplicantKind.NATURAL, NAME, IDENTITY,
        Contact(telephone=PHONE, email=EMAIL, address=ADDRESS, postcode=POSTCODE),
    )  # fmt: skip


def a_full_life(city: City) -> Application:
    """Nearly every act there is, with everything that an applicant or a third party may say."""
    on = date(2026, 3, 2)
    application = submit_application(
        agency=city.health,
        person=somebody(),
        wish=Wish(WANTED),
        submission_key="k1",
        by=BY,
        at=at(on),
    ).application
    confirm_receipt(application=application, confirmed_on=on, how="电话", by=BY, at=at(on))
    accept(application=application, by=BY, at=at(on, 10))
    give_query_code(application=application, by=BY, at=at(on, 10))
    log_call(
        application=application, with_whom="申请人本人", text=SAID["call"], called_at=at(on, 10),
        outward=True, by=BY, at=at(on, 11),
    )  # fmt: skip
    ask_supplement(
        application=application, items="房屋坐落", reason="", until=date(2026, 3, 20), by=BY,
        at=at(date(2026, 3, 3)),
    )  # fmt: skip
    supplement_online(application=application, text=SAID["supplement"], at=at(date(2026, 3, 4)))
    attach(
        application=application, purpose=application.attachments.model.Purpose.IDENTITY, name="身份证.txt",
        data=f"{NAME} {IDENTITY}".encode(), by=BY, at=at(date(2026, 3, 4)),
    )  # fmt: skip
    split(
        application=application,
        parts=[WANTED, f"{WANTED}之二"],
        consent="同意",
        by=BY,
        at=at(date(2026, 3, 4), 12),
    )
    propose(application=application, text="拟部分公开", by=BY, at=at(date(2026, 3, 5)))
    consultation = consult(
        application=application, kind=ConsultationKind.THIRD_PARTY, party="",
        person=Person(ApplicantKind.NATURAL, THIRD, "", Contact(address=THIRD_AT)),
        information="评估报告", by=BY, at=at(date(2026, 3, 5)),
    )  # fmt: skip
    record_opinion(
        consultation=consultation, answer=ConsultationAnswer.REFUSES, reasons="涉及隐私", by=BY,
        at=at(date(2026, 3, 9)),
    )  # fmt: skip
    override(consultation=consultation, reason="公共利益", by=BY, at=at(date(2026, 3, 9), 15))
    application.refresh_from_db()
    extend(application=application, days=5, reason="多", by=BY, at=at(date(2026, 3, 9), 16))
    notice_fee(
        application=application,
        basis=Fee.Basis.PAGES,
        count=40,
        how="缴款码",
        by=BY,
        at=at(date(2026, 3, 10)),
    )
    follow_up = object_to_fee(
        application=application, text=SAID["objection"], at=at(date(2026, 3, 10), 12)
    )
    answer_objection(follow_up=follow_up, text="已复核", by=BY, at=at(date(2026, 3, 11)))
    application.refresh_from_db()
    pay_fee(
        application=application,
        paid_on=date(2026, 3, 11),
        receipt_number="1",
        by=BY,
        at=at(date(2026, 3, 11)),
    )
    ready_to_sign(application, on=date(2026, 3, 12))
    sign(application=application, by=BY, at=at(date(2026, 3, 12)))
    recall(application=application, reason="漏附件", by=BY, at=at(date(2026, 3, 12), 12))
    ready_to_sign(application, on=date(2026, 3, 13))
    sign(application=application, by=BY, at=at(date(2026, 3, 13)))
    served(application, on=date(2026, 3, 13))
    rate(application=application, score=4, text="", at=at(date(2026, 3, 14)))
    propose_conversion(
        applications=[application], title=application.title, by=BY, at=at(date(2026, 3, 14))
    )
    archive(application=application, file_number="1", by=BY, at=at(date(2026, 3, 16)))
    open_remedy(
        application=application, forum="review", body="清源市人民政府", received_on=date(2026, 3, 17),  # type: ignore[arg-type] # as a form gives it
        by=BY, at=at(date(2026, 3, 17)),
    )  # fmt: skip
    reopen(application=application, reason="复议决定书", by=BY, at=at(date(2026, 4, 20)))
    retitle(application=application, title=WANTED[:30], by=BY, at=at(date(2026, 4, 21)))
    withdraw_online(application=application, reason=SAID["withdrawal"], at=at(date(2026, 4, 22)))
    return application


def text_columns() -> list[tuple[type[models.Model], str]]:
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, kinds)
    ]


def places(needle: str) -> set[tuple[str, str]]:
    found = set()
    for model, name in text_columns():
        for value in model._default_manager.values_list(name, flat=True):
            # Values of a JSON column are compared as they are read, whatever way they are stored.
            if value is not None and needle in str(value):
                found.add((model._meta.label, name))
    return found


def test_no_row_and_no_line_of_a_log_names_anybody_or_quotes_what_they_wanted(
    city: City, lines: pytest.LogCaptureFixture
) -> None:
    a_full_life(city)
    identifying = (NAME, IDENTITY, PHONE, EMAIL, ADDRESS, POSTCODE, THIRD, THIRD_AT)
    for needle in identifying:
        assert places(needle) == set(), needle
    allowed: dict[str, set[tuple[str, str]]] = {}
    for place, pieces in IN_CLEAR.items():
        for piece in pieces:
            allowed.setdefault(piece, set()).add(place)
    for piece, where in allowed.items():
        assert places(piece) <= where, piece
    for piece in SAID.values():
        assert places(piece), "the test itself reaches this column"
    logged = "\n".join(
        record.getMessage() for record in lines.records if record.levelno >= logging.INFO
    )
    for needle in (*identifying, *PIECES, *SAID.values()):
        assert needle not in logged


def test_the_search_would_find_what_was_not_sealed(city: City) -> None:
    application = a_full_life(city)
    application.department = NAME
    application.save(update_fields=["department"])
    assert places(NAME) == {("requests.Application", "department")}
    assert GIVEN
