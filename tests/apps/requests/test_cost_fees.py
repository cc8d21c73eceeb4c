"""Cost charges of old cases: entered, paid, waived, and in the figure of their year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.builders.agencies import City
from tests.builders.requests import BY, a_person, at, received, replied
from yangguang.apps.notices.models import Notice
from yangguang.apps.requests.models import Application, Fee
from yangguang.apps.requests.selectors.figures import Scope, fees_collected
from yangguang.apps.requests.selectors.following import followed
from yangguang.apps.requests.services.cost_fees import charge_costs, pay_costs, waive_costs
from yangguang.apps.requests.services.following import object_to_fee
from yangguang.apps.requests.workflow import NotPossible, may
from yangguang.law.cost_fees import CostItem, CostLine

pytestmark = pytest.mark.django_db
CAME = date(2016, 3, 1)
DAY = date(2016, 3, 10)
LINES = [
    CostLine(CostItem.COPY, 20, Decimal("0.50")),
    CostLine(CostItem.POST, 1, Decimal("22.00")),
]


def charge(application: Application, *, on: date = DAY, paid_on: date | None = None) -> Fee:
    return charge_costs(
        application=application, lines=LINES, standard="×价费〔2009〕12号", on=on, paid_on=paid_on,
        by=BY, at=at(on),
    )  # fmt: skip


def test_costs_are_entered_item_by_item_and_leave_clock_and_state_alone(city: City) -> None:
    application = received(city.health, on=CAME)
    before = (application.state, application.due_on, application.clock.count())
    fee = charge(application)
    application.refresh_from_db()
    assert (application.state, application.due_on, application.clock.count()) == before
    assert (fee.basis, fee.amount, fee.paid_on) == ("cost", Decimal("32.00"), None)
    assert fee.working == [
        ["复制费", "20页", "0.50元/页", "10.00元"],
        ["邮寄费", "1件", "22.00元/件", "22.00元"],
    ]
    event = application.events.latest("pk")
    assert event.note == "收费标准：×价费〔2009〕12号"
    assert event.basis == "《条例》（2007年）第二十七条"
    assert event.public == "本件收取检索、复制、邮寄成本费用32.00元。"


def test_a_case_that_was_answered_takes_its_costs_too(city: City) -> None:
    application = replied(received(city.health, on=CAME), "disclosed-2007", on=DAY)
    assert charge(application, paid_on=DAY).paid_on == DAY


def test_what_was_paid_counts_in_its_year(city: City) -> None:
    application = received(city.health, on=CAME)
    charge(application)
    scope = Scope((city.health.pk,), 2016)
    assert fees_collected(scope) == 0
    pay_costs(
        application=application, paid_on=date(2016, 3, 15), receipt_number="000123", by=BY,
        at=at(date(2016, 3, 15)),
    )  # fmt: skip
    assert fees_collected(scope) == Decimal("0.0032")
    with pytest.raises(NotPossible, match="没有等待缴纳的成本费用"):
        pay_costs(
            application=application, paid_on=date(2016, 3, 16), receipt_number="", by=BY,
            at=at(date(2016, 3, 16)),
        )  # fmt: skip


def test_costs_are_waived_in_hardship_and_may_then_be_charged_anew(city: City) -> None:
    application = received(city.health, on=CAME)
    charge(application)
    with pytest.raises(NotPossible, match="没有提出确有经济困难"):
        waive_costs(application=application, reason=" ", by=BY, at=at(DAY))
    fee = waive_costs(application=application, reason="低保户，本人申请", by=BY, at=at(DAY))
    assert fee.waived_on == DAY
    assert charge(application, on=date(2016, 3, 11)).pk != fee.pk


def test_costs_are_charged_once(city: City) -> None:
    application = received(city.health, on=CAME)
    charge(application)
    with pytest.raises(NotPossible, match="已经登记过成本费用"):
        charge(application)


@pytest.mark.parametrize(
    ("came", "on", "said"),
    [
        (CAME, date(2016, 2, 29), "收费日期2016-02-29早于2016-03-01"),
        (date(2017, 3, 20), date(2017, 4, 5), "2017年4月1日起"),
        (date(2026, 3, 2), date(2026, 3, 5), "不适用2007年条例"),
    ],
)
def test_no_costs_at_the_wrong_time(city: City, came: date, on: date, said: str) -> None:
    application = received(city.health, on=came)
    with pytest.raises(NotPossible, match=said):
        charge_costs(
            application=application, lines=LINES, standard="文件", on=on, by=BY,
            at=at(max(on, came)),
        )  # fmt: skip
    assert not Fee.objects.exists()


def test_lines_and_standard_must_be_there(city: City) -> None:
    application = received(city.health, on=CAME)
    for lines, standard, said in ((LINES, " ", "收费标准的文件"), ([], "文件", "至少填写")):
        with pytest.raises(NotPossible, match=said):
            charge_costs(
                application=application, lines=lines, standard=standard, on=DAY, by=BY, at=at(DAY)
            )


def test_the_act_shows_in_old_cases_only(city: City) -> None:
    assert may(received(city.health, on=CAME), "charge-costs")
    assert not may(received(city.health), "charge-costs")


def test_the_applicant_sees_and_is_told_of_the_costs_and_no_fee_of_2021(city: City) -> None:
    application = received(city.health, on=CAME, person=replace(a_person(), mail_agreed=True))
    charge(application)
    seen = followed(application)
    assert [fee.amount for fee in seen.costs] == [Decimal("32.00")]
    assert seen.fee is None
    assert not seen.may_object
    mail = Notice.objects.get(kind="request.progress")
    assert mail.title.endswith("：成本费用通知")
    assert "32" not in mail.body
    with pytest.raises(NotPossible, match="没有收费通知"):
        object_to_fee(application=application, text="异议", at=at(DAY))
