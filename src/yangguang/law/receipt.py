"""On which day an application counts as received: the channel decides, not the mail stamp.

依据：《条例》第三十一条。Reading: the regulation of 2007 had no rule for each channel; the same
rule is used for its applications, because an office had to be able to prove the day even then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yangguang.law.citation import Citation, cite


class Channel(StrEnum):
    """How an application came; the value is what the command line and the records use."""

    COUNTER = "counter"
    REGISTERED = "registered"
    ORDINARY = "ordinary"
    FAX = "fax"
    ONLINE = "online"
    ORAL = "oral"

    @property
    def label(self) -> str:
        """The name that clerks and forms use."""
        return _RULES[self].label

    @property
    def needs_confirmation(self) -> bool:
        """Whether the day of confirmation with the applicant is the day of receipt."""
        return _RULES[self].confirmed


@dataclass(frozen=True, slots=True)
class _Rule:
    label: str
    confirmed: bool
    citation: Citation
    sentence: str


_RULES = {
    Channel.COUNTER: _Rule(
        "当面提交", False, cite("regulation-2019/31//1"), "当面提交的，以提交之日为收到申请之日"
    ),
    Channel.REGISTERED: _Rule(
        "邮寄（需签收）",
        False,
        cite("regulation-2019/31//2"),
        "以邮寄方式提交的，以行政机关签收之日为收到申请之日",
    ),
    Channel.ORDINARY: _Rule(
        "平常信函",
        True,
        cite("regulation-2019/31//2"),
        "以平常信函等无需签收的邮寄方式提交的，公开工作机构应当于收到当日与申请人确认，"
        "以确认之日为收到申请之日",
    ),
    Channel.FAX: _Rule(
        "传真",
        True,
        cite("regulation-2019/31//3"),
        "通过传真提交的，以双方确认之日为收到申请之日",
    ),
    Channel.ONLINE: _Rule(
        "网络",
        True,
        cite("regulation-2019/31//3"),
        "通过互联网渠道提交的，以双方确认之日为收到申请之日",
    ),
    Channel.ORAL: _Rule(
        "口头申请（代为填写）",
        False,
        cite("regulation-2019/29/1"),
        "口头提出、由行政机关代为填写的，以提出之日为收到申请之日",
    ),
}


class ConfirmationNeeded(ValueError):
    """The channel asks for a day of confirmation and none is given, or an impossible one."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The day that counts, with the article and the sentence that explains it."""

    day: date
    arrived: date
    channel: Channel
    citation: Citation
    sentence: str


def receipt(arrived: date, channel: Channel, *, confirmed: date | None = None) -> Receipt:
    """The legal day of receipt of an application that arrived by this channel.

    A confirmation given for a channel that needs none changes nothing: an office cannot postpone
    what the applicant handed over. Raises ConfirmationNeeded where the channel needs one that is
    missing, and for any that lies before the arrival.
    依据：《条例》第三十一条；口头申请见第二十九条（Reading: 代为填写当日即为收到之日）。
    """
    rule = _RULES[channel]
    if confirmed is not None and confirmed < arrived:
        raise ConfirmationNeeded(
            f"确认日期{confirmed.isoformat()}早于申请到达日期{arrived.isoformat()}，请核对两个日期。"
        )
    if not rule.confirmed:
        return Receipt(arrived, arrived, channel, rule.citation, rule.sentence)
    if confirmed is None:
        raise ConfirmationNeeded(
            f"以{rule.label}方式提交的申请，以与申请人确认之日为收到申请之日"
            f"（《政府信息公开条例》{rule.citation.place}）：请给出与申请人确认的日期。"
        )
    return Receipt(confirmed, arrived, channel, rule.citation, rule.sentence)
