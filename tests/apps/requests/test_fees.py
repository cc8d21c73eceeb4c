"""信息处理费: by place in the month or by pages, never both; paid, waived, lapsed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import City
from tests.builders.requests import BY, an_application, at, received, served
from yangguang.apps.duties.models import Duty, Outcome
from yangguang.apps.requests import duty_kinds
from yangguang.apps.requests.models import Application, ApplicationState, Fee
from yangguang.apps.requests.services.fees import lapse_fee, notice_fee, pay_fee, waive_fee
from yangguang.apps.requests.services.posting import record_signature, send_letter
from yangguang.apps.requests.services.replying import recall
from yangguang.apps.requests.workflow import NotPossible
from yangguang.law.delivery import Way
from yangguang.law.receipt import Channel

pytestmark = pytest.mark.django_db
NOTICED = date(2026, 3, 10)
LAST = date(2026, 4, 8)
"""The twentieth working day after 10 March 2026; 6 April is off."""


def charge(
    application: Application,
    count: int = 120,
    basis: Fee.Basis = Fee.Basis.PAGES,
    *,
    on: date = NOTICED,
    served_on: date | None = None,
    letter: bool = False,
    how: str = "财政非税缴款码",
) -> Fee:
    return notice_fee(
        application=application, basis=basis, count=count, how=how, by=BY, at=at(on),
        served_on=served_on, with_letter=letter,
    )  # fmt: skip


def wait(application: Application) -> Duty:
    return Duty.objects.get(kind=duty_kinds.PAYMENT_WAIT, subject_key=str(application.pk))


def test_pages_are_charged_by_their_tiers_and_handling_waits(city: City) -> None:
    application = received(city.health)
    fee = charge(application)
    assert fee.amount == 1100  # 70 pages at 10 and 20 at 20 yuan
    assert (application.state, application.due_on) == (ApplicationState.PAYMENT, None)
    assert wait(application).due_on == LAST


def test_by_item_only_from_the_eleventh_of_the_month(city: City) -> None:
    earlier = [received(city.health) for _ in range(10)]
    with pytest.raises(NotPossible, match="没有超过免费的数量，不应收费"):
        charge(earlier[9], 10, Fee.Basis.ITEMS)
    eleventh = received(city.health)
    with pytest.raises(NotPossible, match="本件是该申请人当月第11件，填写的第12件"):
        charge(eleventh, 12, Fee.Basis.ITEMS)
    assert charge(eleventh, 11, Fee.Basis.ITEMS).amount == 100


def test_the_month_is_that_of_receipt(city: City) -> None:
    for _ in range(10):
        received(city.health, on=date(2026, 2, 27))
    letter = an_application(
        city.health, on=date(2026, 2, 27), channel=Channel.ORDINARY, confirmed_on=None
    )
    assert letter.received_on is None
    march = received(city.health)
    with pytest.raises(NotPossible, match="当月第1件"):
        charge(march, 12, Fee.Basis.ITEMS)


@pytest.mark.parametrize(
    ("received_on", "noticed_on"),
    [(date(2018, 6, 1), date(2018, 6, 4)), (date(2020, 12, 31), date(2021, 1, 4))],
)
def test_only_applications_received_since_2021_are_charged(
    city: City, received_on: date, noticed_on: date
) -> None:
    application = received(city.health, on=received_on)
    with pytest.raises(NotPossible, match="只对2021年1月1日起收到的申请收取"):
        charge(application, on=noticed_on)


def test_costs_are_charged_no_more(city: City) -> None:
    with pytest.raises(NotPossible, match="成本费用已经停止收取"):
        charge(received(city.health), 5, Fee.Basis.COST)


def test_nothing_is_charged_twice_by_another_standard_or_after_a_waiver(city: City) -> None:
    paid = received(city.health)
    charge(paid)
    pay_fee(
        application=paid,
        paid_on=date(2026, 3, 12),
        receipt_number="1",
        by=BY,
        at=at(date(2026, 3, 12)),
    )
    with pytest.raises(NotPossible, match="不能重复收费"):
        charge(paid, on=date(2026, 3, 13))
    with pytest.raises(NotPossible, match="已经按量计收，不能再按件计收"):
        charge(paid, 1, Fee.Basis.ITEMS, on=date(2026, 3, 13))
    waived = received(city.health)
    charge(waived)
    waive_fee(application=waived, reason="经济困难", by=BY, at=at(NOTICED))
    with pytest.raises(NotPossible, match="已经决定对本件免收"):
        charge(waived)


def test_the_notice_leaves_within_the_period_for_the_reply(city: City) -> None:
    application = received(city.health)
    with pytest.raises(NotPossible, match="应当在答复期限内发出"):
        charge(application, on=date(2026, 3, 31))
    charge(application, on=date(2026, 3, 30))


def test_no_pages_at_all_or_no_way_to_pay_is_refused(city: City) -> None:
    application = received(city.health)
    with pytest.raises(NotPossible, match="请填写件数或者页数"):
        charge(application, 0)
    with pytest.raises(NotPossible, match="请填写缴纳方式"):
        charge(application, how="  ", letter=True)
    assert not Fee.objects.exists()


def test_the_twenty_days_run_from_the_receipt_of_the_notice(city: City) -> None:
    application = received(city.health)
    fee = charge(application, letter=True)
    assert fee.letter is not None
    service = send_letter(
        application=application, letter=fee.letter, way=Way.POST, sent_on=NOTICED,
        tracking_number="XA2", by=BY, at=at(NOTICED),
    )  # fmt: skip
    fee.refresh_from_db()
    assert fee.served_on is None
    with pytest.raises(NotPossible, match="还没有登记收费通知书的送达日期"):
        lapse_fee(application=application, by=BY, at=at(date(2026, 6, 1)))
    record_signature(
        service=service, received_on=date(2026, 3, 12), by=BY, at=at(date(2026, 3, 13))
    )
    fee.refresh_from_db()
    assert (fee.served_on, fee.due_on) == (date(2026, 3, 12), date(2026, 4, 10))
    assert wait(application).due_on == date(2026, 4, 10)


def test_up_to_the_last_day_it_can_be_paid_and_the_period_begins_anew(city: City) -> None:
    application = received(city.health)
    charge(application, served_on=NOTICED)
    with pytest.raises(NotPossible, match="2026年4月8日为止"):
        lapse_fee(application=application, by=BY, at=at(LAST))
    pay_fee(application=application, paid_on=LAST, receipt_number="2026-0007", by=BY, at=at(LAST))
    assert application.state == ApplicationState.HANDLING
    # Twenty working days after 8 April, the first of May holidays taken out.
    assert application.due_on == date(2026, 5, 9)
    assert wait(application).outcome == Outcome.DONE


def test_a_payment_before_the_notice_or_in_the_future_is_a_slip(city: City) -> None:
    application = received(city.health)
    charge(application)
    for day in (date(2026, 3, 9), date(2026, 3, 13)):
        with pytest.raises(NotPossible, match="缴清日期"):
            pay_fee(
                application=application,
                paid_on=day,
                receipt_number="",
                by=BY,
                at=at(date(2026, 3, 12)),
            )


def test_unpaid_on_the_day_after_it_ends_with_a_letter(city: City) -> None:
    application = received(city.health)
    charge(application, served_on=NOTICED, letter=True)
    lapse_fee(application=application, by=BY, at=at(date(2026, 4, 9)))
    assert application.state == ApplicationState.REPLIED
    reply = application.replies.get()
    assert (reply.kind, reply.review_first) == ("fee-unpaid", False)
    assert "6个月内" in reply.remedy_text
    served(application, on=date(2026, 4, 9))
    assert (application.closed_on, application.reply_kind) == (date(2026, 4, 9), "fee-unpaid")


def test_a_payment_that_crosses_the_letter_brings_the_case_back(city: City) -> None:
    application = received(city.health)
    charge(application, served_on=NOTICED)
    lapse_fee(application=application, by=BY, at=at(date(2026, 4, 9)))
    recall(application=application, reason="4月8日已缴清", by=BY, at=at(date(2026, 4, 9), 16))
    assert application.state == ApplicationState.PAYMENT
    pay_fee(
        application=application, paid_on=LAST, receipt_number="3", by=BY, at=at(date(2026, 4, 10))
    )
    assert application.due_on == date(2026, 5, 9)


def test_a_waiver_lets_handling_go_on(city: City) -> None:
    application = received(city.health)
    charge(application)
    waive_fee(application=application, reason="经济困难", by=BY, at=at(date(2026, 3, 16)))
    assert application.state == ApplicationState.HANDLING
    assert application.due_on == date(2026, 4, 14)
    assert wait(application).outcome == Outcome.CANCELLED
