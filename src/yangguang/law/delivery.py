"""How a reply reaches the applicant, and which day counts as the day of reply.

A reply posted on the last day is in time: the day of posting counts, not that of arrival, but only
where the post office carried it. Remedies of the applicant run from arrival; the two days are kept
apart here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yangguang.law.citation import Citation, cite
from yangguang.law.readings import Reading
from yangguang.law.regimes import Regime
from yangguang.law.verdict import Verdict, allow, refuse
from yangguang.law.wording import chinese_day


class Way(StrEnum):
    """The ways in which a reply is delivered."""

    HANDED = "handed"
    ENTRUSTED = "entrusted"
    POST = "post"
    COURIER = "courier"
    ELECTRONIC = "electronic"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        """The word a clerk reads."""
        return {
            Way.HANDED: "直接送达",
            Way.ENTRUSTED: "委托其他机关送达",
            Way.POST: "邮寄送达（邮政企业）",
            Way.COURIER: "其他快递",
            Way.ELECTRONIC: "电子方式送达",
            Way.NOTICE: "公告送达",
        }[self]


@dataclass(frozen=True, slots=True)
class DeliveryRule:
    """``reply_day`` and ``proof`` in words; ``permitted`` is False for a way that may not be used."""

    way: Way
    permitted: bool
    reply_day: str
    proof: str
    citation: Citation


READINGS = (
    Reading(
        "electronic_reply_day",
        "以电子邮件、网上平台答复的，哪一天是答复之日",
        "发出并到达申请人指定的系统之日",
        "国办公开办函〔2016〕235号没有写电子方式；数据电文进入收件人指定系统时视为到达。",
    ),
    Reading(
        "delivery_rule_before_2016",
        "2016年12月7日之前的邮寄答复，按哪一天",
        "同样按交邮之日",
        "解释是对原有规定的说明，不是新规定。",
    ),
)
"""What the reply of the national office leaves open."""

_RULE = cite("delivery-reply-2016")
_RULES = {
    Way.HANDED: DeliveryRule(Way.HANDED, True, "申请人签收之日", "申请人签名的送达回证", _RULE),
    Way.ENTRUSTED: DeliveryRule(
        Way.ENTRUSTED, True, "申请人签收之日", "受委托机关送回的送达回证", _RULE
    ),
    Way.POST: DeliveryRule(Way.POST, True, "交邮之日", "邮政企业的收寄凭证和邮件号码", _RULE),
    Way.COURIER: DeliveryRule(
        Way.COURIER, False, "", "公文只能交邮政企业寄递，不能交其他快递企业", _RULE
    ),
    Way.ELECTRONIC: DeliveryRule(
        Way.ELECTRONIC, True, "发出并到达申请人指定的系统之日", "发送记录和系统回执", _RULE
    ),
    Way.NOTICE: DeliveryRule(
        Way.NOTICE,
        True,
        "公告之日起满法定期间之日",
        "公告的载体、日期，以及其他方式无法送达的记录",
        cite("civil-procedure-law"),
    ),
}

NOTICE_DAYS = ((date(2022, 1, 1), 30), (date(1991, 4, 9), 60))
"""Days of a public notice by first day of the rule. 依据：《民事诉讼法》关于公告送达的规定（凭记忆）。"""


def delivery_rule(way: Way) -> DeliveryRule:
    """How this way counts and what proves it. 依据：国办公开办函〔2016〕235号。"""
    return _RULES[way]


def may_deliver(
    way: Way, *, other_ways_failed: bool = False, applicant_agreed: bool = True
) -> Verdict:
    """Whether a reply may be sent this way.

    ``other_ways_failed``: nothing else reached the applicant; ``applicant_agreed``: the applicant
    chose or accepted electronic delivery. 依据：国办公开办函〔2016〕235号；2019年条例第四十条。
    """
    rule = _RULES[way]
    if not rule.permitted:
        return refuse(f"{rule.proof}。", rule.citation, "请改用邮政企业的挂号信或者特快专递。")
    if way is Way.NOTICE and not other_ways_failed:
        return refuse(
            "公告送达只在其他方式无法送达时使用。",
            rule.citation,
            "请先直接送达、邮寄送达，并留存无法送达的记录。",
        )
    if way is Way.ELECTRONIC and not applicant_agreed:
        return refuse(
            "申请人没有要求或者同意以电子方式获取。",
            cite("regulation-2019/40"),
            "请按申请人要求的形式送达，或者先征得同意。",
        )
    return allow(rule.citation, f"以{rule.reply_day}为答复之日。", f"请留存{rule.proof}。")


@dataclass(frozen=True, slots=True)
class Delivered:
    """``replied_on`` is held against the period; ``known_on`` starts the remedies, None if unknown."""

    way: Way
    replied_on: date
    known_on: date | None
    citation: Citation
    sentence: str


def delivered(way: Way, *, sent_on: date, arrived_on: date | None = None) -> Delivered:
    """The day of reply and the day on which the applicant knew.

    ``sent_on`` is the day of posting, sending, handing over or publishing; ``arrived_on`` that of
    the applicant's signature or of the system's receipt. Raises ValueError where a way needs a day
    that is missing, contradicts the order of days, or may not be used.
    """
    rule = _RULES[way]
    if not rule.permitted:
        raise ValueError(f"{rule.proof}。")
    if arrived_on is not None and arrived_on < sent_on:
        raise ValueError(
            f"签收日期{chinese_day(arrived_on)}早于发出日期{chinese_day(sent_on)}，请核对。"
        )
    if way is Way.POST:
        sentence = f"{chinese_day(sent_on)}交邮，交邮之日为答复之日"
        sentence += f"；{chinese_day(arrived_on)}签收。" if arrived_on else "，尚未收到签收记录。"
        return Delivered(way, sent_on, arrived_on, rule.citation, sentence)
    if way is Way.NOTICE:
        days = next(days for since, days in NOTICE_DAYS if sent_on >= since)
        end = date.fromordinal(sent_on.toordinal() + days)
        return Delivered(
            way,
            end,
            end,
            rule.citation,
            f"{chinese_day(sent_on)}公告，满{days}日即{chinese_day(end)}视为送达。",
        )
    if arrived_on is None:
        raise ValueError(f"{way.label}以{rule.reply_day}为答复之日，请填写该日期。")
    word = "到达" if way is Way.ELECTRONIC else "签收"
    return Delivered(
        way, arrived_on, arrived_on, rule.citation, f"{chinese_day(arrived_on)}{word}，为答复之日。"
    )


def on_time(replied_on: date, due: date, regime: Regime) -> Verdict:
    """Whether the reply came in time. 依据：2019年条例第三十三条；2007年条例第二十四条。"""
    article = regime.article("33/2" if regime is Regime.R2019 else "24/2")
    if replied_on <= due:
        return allow(article, f"{chinese_day(replied_on)}答复，在期限{chinese_day(due)}之内。")
    late = (replied_on - due).days
    return refuse(
        f"{chinese_day(replied_on)}答复，超过期限{chinese_day(due)}{late}日。",
        article,
        "请登记逾期原因。",
    )
