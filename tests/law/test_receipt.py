"""The day of receipt by channel."""

from datetime import date

import pytest

from yangguang.law.receipt import Channel, ConfirmationNeeded, receipt

ARRIVED = date(2026, 3, 5)
AT_ONCE = (Channel.COUNTER, Channel.REGISTERED, Channel.ORAL)
AFTER_CONFIRMATION = (Channel.ORDINARY, Channel.FAX, Channel.ONLINE)


def test_every_channel_either_counts_at_once_or_after_confirmation() -> None:
    assert {*AT_ONCE, *AFTER_CONFIRMATION} == set(Channel)
    assert [channel for channel in Channel if channel.needs_confirmation] == list(
        AFTER_CONFIRMATION
    )


@pytest.mark.parametrize("channel", AT_ONCE)
def test_what_is_handed_over_counts_on_the_day(channel: Channel) -> None:
    came = receipt(ARRIVED, channel)
    assert came.day == came.arrived == ARRIVED
    assert came.channel is channel


@pytest.mark.parametrize("channel", AT_ONCE)
def test_an_office_cannot_postpone_what_was_handed_over(channel: Channel) -> None:
    assert receipt(ARRIVED, channel, confirmed=date(2026, 3, 20)).day == ARRIVED


@pytest.mark.parametrize("channel", AFTER_CONFIRMATION)
def test_other_channels_count_from_the_confirmation(channel: Channel) -> None:
    came = receipt(ARRIVED, channel, confirmed=date(2026, 3, 9))
    assert came.day == date(2026, 3, 9)
    assert came.arrived == ARRIVED


@pytest.mark.parametrize("channel", AFTER_CONFIRMATION)
def test_a_confirmation_on_the_day_of_arrival_is_enough(channel: Channel) -> None:
    assert receipt(ARRIVED, channel, confirmed=ARRIVED).day == ARRIVED


@pytest.mark.parametrize(
    ("channel", "place"),
    [
        (Channel.ORDINARY, "第三十一条第（二）项"),
        (Channel.FAX, "第三十一条第（三）项"),
        (Channel.ONLINE, "第三十一条第（三）项"),
    ],
)
def test_a_missing_confirmation_is_asked_for_by_the_article(channel: Channel, place: str) -> None:
    with pytest.raises(ConfirmationNeeded) as caught:
        receipt(ARRIVED, channel)
    assert place in str(caught.value)
    assert "请给出与申请人确认的日期" in str(caught.value)


@pytest.mark.parametrize("channel", list(Channel))
def test_nobody_confirms_what_has_not_arrived(channel: Channel) -> None:
    with pytest.raises(ConfirmationNeeded, match="确认日期2026-03-04早于申请到达日期2026-03-05"):
        receipt(ARRIVED, channel, confirmed=date(2026, 3, 4))


@pytest.mark.parametrize(
    ("channel", "citation", "words"),
    [
        (Channel.COUNTER, "《条例》第三十一条第（一）项", "提交之日"),
        (Channel.REGISTERED, "《条例》第三十一条第（二）项", "签收之日"),
        (Channel.ORDINARY, "《条例》第三十一条第（二）项", "确认之日"),
        (Channel.FAX, "《条例》第三十一条第（三）项", "双方确认之日"),
        (Channel.ONLINE, "《条例》第三十一条第（三）项", "双方确认之日"),
        (Channel.ORAL, "《条例》第二十九条第一款", "提出之日"),
    ],
)
def test_the_rule_of_a_channel_is_told_with_its_article(
    channel: Channel, citation: str, words: str
) -> None:
    came = receipt(ARRIVED, channel, confirmed=ARRIVED)
    assert came.citation.short == citation
    assert words in came.sentence
    assert channel.label
