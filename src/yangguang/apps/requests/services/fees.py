"""信息处理费: worked out by the rule in force, noticed, paid, waived or lapsed.

依据：国办函〔2020〕109号；《条例》第四十二条。An application is charged by item or by volume, never both.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.duty_kinds import PAYMENT_WAIT
from yangguang.apps.requests.models import Application, Fee
from yangguang.apps.requests.selectors.volume import items_this_month
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.clock import add_entry
from yangguang.apps.requests.services.closing import close_without_letter
from yangguang.apps.requests.services.duties import calendar_for, done, drop, due_after, owe
from yangguang.apps.requests.services.kinds import Result
from yangguang.apps.requests.services.steps import step
from yangguang.apps.requests.workflow import impossible
from yangguang.law.clock import FEES_SINCE, EntryKind, spoken
from yangguang.law.fees import Fee as Charge
from yangguang.law.fees import fee_by_pages, fee_for_items

PAYMENT_DAYS = 20


def work_out(application: Application, basis: Fee.Basis, count: int) -> Charge:
    """The fee with its tiers. By item ``count`` is this application's place in the applicant's
    calendar month; by pages it is the number of pages supplied."""
    if basis is Fee.Basis.ITEMS:
        return fee_for_items(count - 1)
    return fee_by_pages(count)


def notice_fee(
    *,
    application: Application,
    basis: Fee.Basis,
    count: int,
    how: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    with_letter: bool = True,
    version: int | None = None,
) -> Fee:
    """Tell the applicant what is charged, why and how to pay; handling waits for the payment.

    ``count`` for 按件 is checked against the register: it may not exceed what this applicant has
    applied for in the month. Raises NotPossible before 2021, where nothing is to be charged, and
    a second time.
    """
    with step("notice-fee", application, by=by, at=at, version=version, day=on) as doing:
        current = doing.application
        if doing.day < FEES_SINCE:
            raise impossible("国办函〔2020〕109号", "信息处理费自2021年1月1日起才能收取。")
        if current.fees.filter(waived_on__isnull=True).exists():
            raise impossible("国办函〔2020〕109号", "本件已经发出过收费通知，不能重复收费。")
        if basis is Fee.Basis.COST:
            raise impossible("《条例》第四十二条", "检索、复制、邮寄等成本费用已经停止收取。")
        if count < 1:
            raise impossible("内容不全", "请填写件数或者页数。")
        registered = items_this_month(current)
        if basis is Fee.Basis.ITEMS and count > registered:
            raise impossible(
                "国办函〔2020〕109号第四条",
                f"登记簿中该申请人当月共{registered}件，填写的第{count}件与登记不符，请核对。",
            )
        working = work_out(current, basis, count)
        if working.amount <= 0:
            raise impossible(
                "国办函〔2020〕109号",
                f"按{basis.label}计算没有超过免费的数量，不应收费：{working.text}",
            )
        limit = due_after(calendar_for(current, doing.day), doing.day, PAYMENT_DAYS)
        letter = None
        if with_letter:
            letter = lettering.issue(
                doing,
                "fee-notice",
                {
                    "fee_facts": working.text,
                    "fee_standard": f"{working.standard.label}计收（{working.citation}）",
                    "fee_amount": str(working.amount),
                    "fee_table": "\n".join(f"| {' | '.join(row)} |" for row in working.rows),
                    "fee_until": lettering.iso(limit),
                    "fee_how": doing.require_text(how, "缴纳方式"),
                },
            )
        fee = Fee.objects.create(
            application=current,
            basis=basis,
            count=count,
            amount=Decimal(working.amount),
            working=[list(row) for row in working.rows],
            noticed_on=doing.day,
            due_on=limit,
            letter=letter,
        )
        add_entry(doing, EntryKind.FEE_NOTICE, day=doing.day, letter=letter)
        owe(doing, PAYMENT_WAIT, title="缴费期限届满", opened_on=doing.day, due_on=limit)
        doing.after = {"amount": str(fee.amount), "due_on": limit}
        doing.say(
            f"发出收费通知，{basis.label}{count}，{fee.amount}元，{spoken(limit)}前缴纳",
            public=f"本件应缴信息处理费{fee.amount}元，请于{spoken(limit)}前缴纳。",
        )
    return fee


def pay_fee(
    *,
    application: Application,
    paid_on: date,
    receipt_number: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Fee:
    """Full payment: the processing period is counted anew from the next day."""
    with step("pay-fee", application, by=by, at=at, version=version, day=paid_on) as doing:
        fee = _open_fee(doing.application)
        doing.require_day(paid_on, earliest=fee.noticed_on, what="缴清日期")
        fee.paid_on = paid_on
        fee.receipt_number = receipt_number.strip()
        fee.payment_recorded_at = at
        fee.save(update_fields=["paid_on", "receipt_number", "payment_recorded_at"])
        done(doing, PAYMENT_WAIT, on=paid_on)
        due = add_entry(doing, EntryKind.FEE_PAID, day=paid_on).best
        until = f"，答复期限至{spoken(due)}" if due else ""
        doing.after = {"due_on": due}
        doing.say(
            "缴清信息处理费，期限重新计算",
            public=f"已收到您缴纳的信息处理费，答复期限自次日起重新计算{until}。",
        )
    return fee


def waive_fee(
    *, application: Application, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Fee:
    """Let the fee go; handling goes on.

    Not coded: the fee rules do not say how the period runs after a waiver. Reading: as after full
    payment, anew from the next day.
    """
    with step("waive-fee", application, by=by, at=at, version=version) as doing:
        fee = _open_fee(doing.application)
        fee.waived_on = doing.day
        fee.waiver_reason = doing.require_text(reason, "减免的理由")
        fee.save(update_fields=["waived_on", "waiver_reason"])
        drop(doing, PAYMENT_WAIT, why="减免")
        add_entry(doing, EntryKind.FEE_PAID, day=doing.day)
        doing.say("减免信息处理费", public="信息处理费已减免，继续办理。", note=fee.waiver_reason)
    return fee


def lapse_fee(
    *,
    application: Application,
    by: Actor,
    at: datetime,
    on: date | None = None,
    version: int | None = None,
) -> Application:
    """Close an application whose fee was not paid in time. Raises NotPossible up to the last day."""
    with step("lapse-fee", application, by=by, at=at, version=version, day=on) as doing:
        fee = _open_fee(doing.application)
        if fee.due_on is not None and doing.day <= fee.due_on:
            raise impossible(
                "国办函〔2020〕109号第六条",
                f"缴费期限到{spoken(fee.due_on)}为止，届满仍未缴清的才能不再处理。",
            )
        fee.lapsed_on = doing.day
        fee.save(update_fields=["lapsed_on"])
        drop(doing, PAYMENT_WAIT, why="逾期不缴费，不再处理")
        close_without_letter(doing, Result.FEE_UNPAID)
        doing.say(
            "申请人逾期未缴纳信息处理费，视为放弃申请，不再处理",
            public="您未在期限内缴纳信息处理费，我机关不再处理该申请。",
        )
    return application


def _open_fee(application: Application) -> Fee:
    fee = (
        application.fees.filter(
            paid_on__isnull=True, waived_on__isnull=True, lapsed_on__isnull=True
        )
        .order_by("-id")
        .first()
    )
    if fee is None:
        raise impossible("没有收费", "本件没有等待缴纳的收费通知。")
    return fee
