"""What an application costs: nothing, once its costs, today only what exceeds the reasonable.

The processing fee steers behaviour and is computed by steps; a notice has to show the working-out,
so the answer is a list of rows that add up, never a bare number.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from yangguang.law.calendar import WorkCalendar
from yangguang.law.citation import Citation, cite
from yangguang.law.counting import Count, count_days
from yangguang.law.readings import Reading
from yangguang.law.regimes import Regime, regime_of
from yangguang.law.verdict import Verdict, allow, refuse


class FeeKind(StrEnum):
    """What sort of charge the law allows on a day."""

    COST = "cost"
    NONE = "none"
    PROCESSING = "processing"


class Standard(StrEnum):
    """By number of applications in a month, or by pages of one application; never both."""

    ITEMS = "items"
    PAGES = "pages"

    @property
    def label(self) -> str:
        """The words of the rules."""
        return "按件计收" if self is Standard.ITEMS else "按量计收"


@dataclass(frozen=True, slots=True)
class FeeRule:
    """The rule of the days from ``since`` until the day before ``until``."""

    key: str
    label: str
    kind: FeeKind
    since: date
    until: date | None
    articles: tuple[Citation, ...]
    note: str
    confirmed: bool

    def holds(self, day: date) -> bool:
        """Whether it applies on that day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Step:
    """Units from ``first`` through ``last`` at ``rate`` yuan each."""

    first: int
    last: int
    rate: int

    @property
    def units(self) -> int:
        """How many units."""
        return self.last - self.first + 1

    @property
    def amount(self) -> int:
        """Yuan for this step."""
        return self.units * self.rate


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee in yuan with its working-out: the steps add up to ``amount``."""

    standard: Standard
    unit: str
    steps: tuple[Step, ...]
    citation: Citation

    @property
    def amount(self) -> int:
        """Yuan in all."""
        return sum(step.amount for step in self.steps)

    @property
    def rows(self) -> tuple[tuple[str, str, str, str], ...]:
        """Range, units, rate and amount of each step, as a notice prints them."""
        return tuple(
            (
                f"第{_range(step.first, step.last)}{self.unit}",
                f"{step.units}{self.unit}",
                f"{step.rate}元/{self.unit}" if step.rate else "不收费",
                f"{step.amount}元",
            )
            for step in self.steps
        )

    @property
    def text(self) -> str:
        """One line for a notice: ``第11—30件：20件×100元/件＝2000元；…合计2200元``."""
        charged = [
            f"第{_range(step.first, step.last)}{self.unit}："
            f"{step.units}{self.unit}×{step.rate}元/{self.unit}＝{step.amount}元"
            for step in self.steps
            if step.rate
        ]
        if not charged:
            return "未超过免费范围，不收费。"
        return "；".join(charged) + f"。合计{self.amount}元。"


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}—{last}"


PAYMENT_DAYS = 20
"""Working days to pay, from the day after the notice is received. 依据：国办函〔2020〕109号第六条。"""

READINGS = (
    Reading(
        "fee_month_by_receipt",
        "“一个自然月内累计申请”按哪一天归月",
        "按收到申请之日所在的自然月",
        "办法没有写明；收到之日由条例第三十一条确定，争议最少。",
    ),
    Reading(
        "fee_only_under_2019",
        "2021年1月1日前收到的申请能否收取信息处理费",
        "不能",
        "办法自该日起施行，没有溯及既往的规定。",
    ),
)
"""What the rules leave open."""


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("fees.toml").read_text("utf-8"))


@cache
def fee_rules() -> tuple[FeeRule, ...]:
    """Every rule, oldest first."""
    return tuple(
        FeeRule(
            row["key"],
            row["label"],
            FeeKind(row["kind"]),
            row["since"],
            row.get("until"),
            tuple(cite(place) for place in row["articles"]),
            row["note"],
            row["source"] == "text",
        )
        for row in _data()["rule"]
    )


class NoFeeRule(Exception):
    """A day before the first rule; the message is for the clerk."""


def fee_rule(on: date) -> FeeRule:
    """The one rule of that day; raises NoFeeRule before 2008-05-01.

    依据：2007年条例第二十七条；2019年条例第四十二条；国办函〔2020〕109号。
    Reading: the end of the cost charges on 2017-04-01 is from memory.
    """
    for rule in fee_rules():
        if rule.holds(on):
            return rule
    raise NoFeeRule(f"{on.isoformat()}早于2008年5月1日，没有可以适用的收费规定。请核对日期。")


def marginal(n: int) -> int:
    """Yuan for the n-th application of one applicant in a calendar month, counted from 1.

    依据：国办函〔2020〕109号第四条：10件以下不收费，11—30件每件100元，31件以上以10件为一档，每增加一档提高100元/件。
    """
    return _rate(_data()["items"], n)


def fee_by_items(count: int) -> Fee:
    """The fee for all applications of one applicant in one calendar month.

    依据：国办函〔2020〕109号第四条。Raises ValueError for a negative count.
    """
    return _fee(Standard.ITEMS, 1, count)


def fee_for_items(before: int, units: int = 1) -> Fee:
    """The fee for one application counted as ``units`` after ``before`` earlier ones that month.

    An application of several matters may be split into its smallest reasonable units (一事一申请).
    依据：国办函〔2020〕109号第四条第一款。
    """
    if before < 0 or units < 1:
        raise ValueError("此前件数不能为负，本件至少计1件。")
    return _fee(Standard.ITEMS, before + 1, before + units)


def fee_by_pages(pages: int) -> Fee:
    """The fee for supplying so many pages in answer to one application.

    依据：国办函〔2020〕109号第五条：30页以下不收费，31—100页每页10元，101—200页20元，201页以上40元。
    Reading (from memory): a page is one side of A4 or smaller; pages of several applications are not
    added up. Raises ValueError for a negative count.
    """
    return _fee(Standard.PAGES, 1, pages)


def may_charge(
    received: date,
    *,
    standard: Standard,
    on: date,
    already_charged: Standard | None = None,
    information_is_public: bool = False,
    waived: bool = False,
) -> Verdict:
    """Whether a processing fee may be asked for an application received then.

    ``already_charged``: the standard by which this application was charged before, if it was.
    依据：2019年条例第四十二条；国办函〔2020〕109号第三条、第五条。
    """
    rule = fee_rule(on)
    start = cite("fee-rules-2020")
    first = next(rule.since for rule in fee_rules() if rule.kind is FeeKind.PROCESSING)
    if (
        regime_of(received) is not Regime.R2019
        or received < first
        or rule.kind is not FeeKind.PROCESSING
    ):
        return refuse(
            f"信息处理费只对{first.year}年{first.month}月{first.day}日起收到的申请收取。",
            start,
            "请直接办理，不收取信息处理费。",
        )
    if already_charged is not None and already_charged is not standard:
        return refuse(
            f"本件已经{already_charged.label}，不能再{standard.label}。",
            cite("fee-rules-2020/3"),
            "同一件申请只能选用一种标准。",
        )
    if standard is Standard.PAGES and information_is_public:
        return refuse(
            "信息已经主动公开、只告知获取方式和途径的，不适用按量计收。",
            cite("fee-rules-2020/5"),
            "请直接告知，或者改为按件计收。",
        )
    if waived:
        return refuse(
            "已经决定对本件免收信息处理费。", cite("regulation-2019/42/1"), "请直接办理。"
        )
    return allow(
        cite("fee-rules-2020/3"),
        f"可以{standard.label}，是否收取由本机关决定。",
        "收费通知应当在答复期限内发出。",
    )


def may_waive_costs(on: date, *, hardship: bool) -> Verdict:
    """Whether cost fees of the old regime were waived for an applicant in hardship.

    依据：2007年条例第二十八条第一款（凭记忆）：确有经济困难的，经本人申请、负责人审核同意，可以减免。
    """
    rule = fee_rule(on)
    article = cite("regulation-2007/28/1")
    if rule.kind is not FeeKind.COST:
        return refuse(f"{on.isoformat()}没有成本费用，无须减免。", rule.articles[0], "")
    if not hardship:
        return refuse("申请人没有提出确有经济困难。", article, "申请人可以申请减免并说明困难。")
    return allow(article, "确有经济困难的，经政府信息公开工作机构负责人审核同意，可以减免。")


NOTICE_PARTS: Mapping[str, str] = {
    "number": "文号",
    "addressee": "申请人姓名或者名称",
    "request": "申请公开的内容",
    "basis": "收费依据",
    "standard": "收费标准",
    "working": "计算过程",
    "amount": "数额",
    "how_to_pay": "缴纳方式",
    "pay_by": "缴费期限（自收到通知次日起20个工作日）",
    "consequence": "逾期不缴的后果（视为放弃申请，不再处理）",
    "agency": "收费机关",
    "date": "通知日期",
}
"""What a fee notice has to say, by key. 依据：国办函〔2020〕109号第六条（依据、标准、数额、缴纳方式）。"""

UNPAID_REPLY = "fee-unpaid"
"""The reply kind with which an unpaid application ends."""

NOT_SEPARATELY = (
    "对收取信息处理费的决定不能单独申请行政复议或者提起行政诉讼；"
    "逾期不缴而被不再处理的，可以对不再处理的决定申请行政复议或者提起行政诉讼。"
)
"""Printed in the notice. 依据：国办函〔2020〕109号第七条（凭记忆）。"""


def missing_notice_parts(parts: Mapping[str, str]) -> list[str]:
    """Sentences naming what a fee notice lacks, in order; empty when it is complete."""
    basis = cite("fee-rules-2020/6")
    return [
        f"收费通知缺少{label}（{basis}）。"
        for key, label in NOTICE_PARTS.items()
        if not parts.get(key, "").strip()
    ]


def payment_due(notice_received: date, calendar: WorkCalendar) -> Count:
    """The last day to pay, with its count, for a notice received then.

    依据：国办函〔2020〕109号第六条：自收到收费通知次日起20个工作日内缴纳。
    """
    basis = cite("fee-rules-2020/6").short
    return count_days(
        notice_received, PAYMENT_DAYS, calendar, start_basis=basis, counted_basis=basis
    )


def _rate(scale: dict[str, Any], n: int) -> int:
    """The rate of the n-th unit."""
    if n < 1:
        raise ValueError(f"从第1{scale['unit']}算起，没有第{n}{scale['unit']}。")
    tier = [tier for tier in scale["tiers"] if tier["first"] <= n][-1]
    rate: int = tier["rate"]
    if tier is scale["tiers"][-1] and "step" in scale:
        rate += (n - tier["first"]) // scale["step"] * scale["rise"]
    return rate


def _fee(standard: Standard, first: int, last: int) -> Fee:
    """Units of one rate gathered into steps."""
    if last < 0:
        raise ValueError("数量不能为负。")
    scale = _data()[standard.value]
    steps: list[Step] = []
    start = first
    while start <= last:
        rate = _rate(scale, start)
        end = min(last, _last_of_tier(scale, start))
        steps.append(Step(start, end, rate))
        start = end + 1
    return Fee(standard, scale["unit"], tuple(steps), cite(scale["article"]))


def _last_of_tier(scale: dict[str, Any], n: int) -> int:
    """The last unit that costs what the n-th costs; a large number where the tier is open."""
    later = [tier["first"] for tier in scale["tiers"] if tier["first"] > n]
    if later:
        return int(later[0]) - 1
    if "step" not in scale:
        return 10**9
    first, step = scale["tiers"][-1]["first"], scale["step"]
    return int(first + ((n - first) // step + 1) * step - 1)
