"""Which day counts as the day of reply, and which starts the remedies."""

from datetime import date

import pytest

from yangguang.law.delivery import Way, delivered, delivery_rule, may_deliver, on_time
from yangguang.law.regimes import Regime


def test_a_posted_reply_counts_from_the_day_of_posting() -> None:
    found = delivered(Way.POST, sent_on=date(2024, 3, 29), arrived_on=date(2024, 4, 3))
    assert (found.replied_on, found.known_on) == (date(2024, 3, 29), date(2024, 4, 3))
    assert found.sentence == "2024年3月29日交邮，交邮之日为答复之日；2024年4月3日签收。"
    assert found.citation.key == "delivery-reply-2016"


def test_a_posted_reply_may_still_be_on_its_way() -> None:
    found = delivered(Way.POST, sent_on=date(2024, 3, 29))
    assert found.known_on is None


@pytest.mark.parametrize("way", [Way.HANDED, Way.ENTRUSTED, Way.ELECTRONIC])
def test_any_other_reply_counts_from_its_arrival(way: Way) -> None:
    found = delivered(way, sent_on=date(2024, 3, 28), arrived_on=date(2024, 3, 29))
    assert found.replied_on == found.known_on == date(2024, 3, 29)
    with pytest.raises(ValueError, match="请填写该日期"):
        delivered(way, sent_on=date(2024, 3, 28))


def test_a_courier_does_not_deliver_letters_of_an_organ() -> None:
    verdict = may_deliver(Way.COURIER)
    assert not verdict
    assert "邮政企业" in verdict.next_step
    with pytest.raises(ValueError, match="邮政企业"):
        delivered(Way.COURIER, sent_on=date(2024, 3, 29))


def test_public_notice_is_the_last_resort() -> None:
    assert not may_deliver(Way.NOTICE)
    assert may_deliver(Way.NOTICE, other_ways_failed=True)
    assert delivered(Way.NOTICE, sent_on=date(2024, 3, 1)).replied_on == date(2024, 3, 31)
    assert delivered(Way.NOTICE, sent_on=date(2021, 3, 1)).replied_on == date(2021, 4, 30)


def test_electronic_delivery_follows_the_applicants_wish() -> None:
    assert may_deliver(Way.ELECTRONIC)
    assert not may_deliver(Way.ELECTRONIC, applicant_agreed=False)


def test_arrival_before_sending_is_a_slip() -> None:
    with pytest.raises(ValueError, match="早于发出日期"):
        delivered(Way.POST, sent_on=date(2024, 3, 29), arrived_on=date(2024, 3, 28))


@pytest.mark.parametrize("way", list(Way))
def test_every_way_says_what_proves_it(way: Way) -> None:
    assert delivery_rule(way).proof
    assert way.label


def test_the_last_day_is_in_time_and_the_next_is_not() -> None:
    due = date(2024, 3, 29)
    assert on_time(date(2024, 3, 29), due, Regime.R2019)
    late = on_time(date(2024, 3, 31), due, Regime.R2007)
    assert not late
    assert late.reason == "2024年3月31日答复，超过期限2024年3月29日2日。"
    assert late.basis == "《条例》（2007年）第二十四条第二款"
