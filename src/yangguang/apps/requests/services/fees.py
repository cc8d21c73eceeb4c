"""信息处理费: worked out by the rule in force, noticed, paid, waived or lapsed.

依据：国办函〔2020〕109号；《条例》第四十二条。An application is charged by item or by volume, never both.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.duty_kinds import PAYMENT_WAIT
from yangguang.apps.requests.models import Application, Fee
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.selectors.readings import readings_of_case
from yangguang.apps.requests.selectors.volume import place_in_month
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.clock import add_entry, reckoning_of
from yangguang.apps.requests.services.closing import close_by_itself
from yangguang.apps.requests.services.duties import Limit, done, drop, find_duty, limit_of, owe
from yangguang.apps.requests.services.kinds import Result
from yangguang.apps.requests.services.steps import Step, step
from yangguang.apps.requests.workflow import impossible, require_lawful
from yangguang.law.citation import cite
from yangguang.law.clock import EntryKind, spoken
from yangguang.law.fees import Fee as Charge
from yangguang.law.fees import (
    NoFeeRule,
    Standard,
    fee_by_pages,
    fee_for_items,
    may_charge,
    payment_due,
)

_STANDARDS = {Fee.Basis.ITEMS: Standard.ITEMS, Fee.Basis.PAGES: Standard.PAGES}


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
    served_on: date | None = None,
    already_public: bool = False,
    with_letter: bool = True,
    version: int | None = None,
) -> Fee:
    """Tell the applicant what is charged, why and how to pay; handling waits for the payment.

    ``count`` for 按件 has to be this application's place in the applicant's month by the register.
    The twenty working days run from ``served_on``, reckoned from the notice until that is known.
    Raises NotPossible before 2021, for an older application, a second time, by both standards, for
    nothing to pay, and after the period has run out. Not coded: one application counted as several
    units (一事一申请): it is split instead.
    """
    with step("notice-fee", application, by=by, at=at, version=version, day=on) as doing:
        current = doing.application
        received = current.received_on
        if received is None:
            raise impossible("《条例》第三十一条", "请先与申请人确认收到申请。")
        doing.require_day(doing.day, earliest=received, what="通知日期")
        _require_charge(current, basis, doing.day, already_public=already_public)
        if count < 1:
            raise impossible("内容不全", "请填写件数或者页数。")
        place = place_in_month(current)
        if basis is Fee.Basis.ITEMS and count != place:
            raise impossible(
                cite("fee-rules-2020/4").short,
                f"登记簿中本件是该申请人当月第{place}件，填写的第{count}件与登记不符，请核对。",
            )
        working = work_out(current, basis, count)
        if working.amount <= 0:
            raise impossible(
                working.citation.short,
                f"按{basis.label}计算没有超过免费的数量，不应收费：{working.text}请直接办理。",
            )
        due = reckoning_of(current, doing.today).best
        if due is not None and doing.day > due:
            raise impossible(
                cite("fee-rules-2020/6").short,
                f"收费通知应当在答复期限内发出，期限已于{spoken(due)}届满，请直接答复，不再收费。",
            )
        if served_on is not None:
            doing.require_day(served_on, earliest=doing.day, what="送达日期")
        limit = _payment_limit(doing, served_on or doing.day)
        letter = None
        if with_letter:
            letter = lettering.issue(
                doing,
                "fee-notice",
                {
                    "fee_facts": working.text,
                    "fee_standard": f"{working.standard.label}（{working.citation.full}）",
                    "fee_amount": str(working.amount),
                    "fee_table": "\n".join(f"| {' | '.join(row)} |" for row in working.rows),
                    "fee_until": lettering.iso(limit.day) if served_on else "",
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
            served_on=served_on,
            due_on=limit.day,
            letter=letter,
        )
        add_entry(doing, EntryKind.FEE_NOTICE, day=doing.day, letter=letter)
        _owe_payment(doing, fee, provisional=limit.provisional)
        doing.after = {"amount": str(fee.amount), "due_on": limit.day}
        doing.say(
            f"发出收费通知，{basis.label}{count}，{fee.amount}元",
            public=f"本件应缴信息处理费{fee.amount}元，请自收到通知次日起20个工作日内缴纳。",
        )
    return fee


def _require_charge(
    application: Application, basis: Fee.Basis, day: date, *, already_public: bool
) -> None:
    """Raise NotPossible where the law lets nothing be charged, or something was charged before."""
    if basis is Fee.Basis.COST:
        raise impossible(
            cite("regulation-2019/42/1").short, "检索、复制、邮寄等成本费用已经停止收取。"
        )
    earlier = application.fees.exclude(basis=Fee.Basis.COST).order_by("-id").first()
    try:
        verdict = may_charge(
            application.received_on or application.arrived_on,
            standard=_STANDARDS[basis],
            on=day,
            already_charged=_STANDARDS.get(Fee.Basis(earlier.basis)) if earlier else None,
            information_is_public=already_public,
            waived=earlier is not None and earlier.waived_on is not None,
        )
    except NoFeeRule as problem:
        raise impossible(cite("fee-rules-2020").short, str(problem)) from problem
    require_lawful(verdict)
    if earlier is not None:
        raise impossible(cite("fee-rules-2020/3").short, "本件已经发出过收费通知，不能重复收费。")


def _payment_limit(doing: Step, begun: date) -> Limit:
    return limit_of(payment_due(begun, calendar_of_case(doing.application, doing.today)))


def _owe_payment(doing: Step, fee: Fee, *, provisional: bool) -> None:
    if fee.due_on is None:
        raise AssertionError("a fee has a day until which it is paid")
    owe(
        doing,
        PAYMENT_WAIT,
        title="缴费期限届满",
        opened_on=fee.noticed_on,
        due_on=fee.due_on,
        provisional=provisional,
    )


def served(doing: Step, fee: Fee, served_on: date) -> None:
    """The applicant has the notice: the twenty working days run from the next day."""
    doing.require_day(served_on, earliest=fee.noticed_on, what="送达日期")
    limit = _payment_limit(doing, served_on)
    fee.served_on, fee.due_on = served_on, limit.day
    fee.save(update_fields=["served_on", "due_on"])
    duty = find_duty(PAYMENT_WAIT, doing.application)
    if duty is not None and duty.is_open:
        _owe_payment(doing, fee, provisional=limit.provisional)


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
        since = "当日" if readings_of_case(doing.application).first_day_counts else "次日"
        doing.after = {"due_on": due}
        doing.say(
            "缴清信息处理费，期限重新计算",
            public=f"已收到您缴纳的信息处理费，答复期限自{since}起重新计算{until}。",
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
        due = add_entry(doing, EntryKind.FEE_PAID, day=doing.day).best
        doing.after = {"due_on": due}
        doing.say("减免信息处理费", public="信息处理费已减免，继续办理。", note=fee.waiver_reason)
    return fee


def lapse_fee(
    *,
    application: Application,
    by: Actor,
    at: datetime,
    on: date | None = None,
    with_letter: bool = True,
    version: int | None = None,
) -> Application:
    """End an application whose fee was not paid in time; told by a letter that names the remedies.

    Raises NotPossible up to the last day, and where nobody recorded when the notice was received.
    依据：国办函〔2020〕109号第六条、第七条。
    """
    with step("lapse-fee", application, by=by, at=at, version=version, day=on) as doing:
        fee = _open_fee(doing.application)
        doing.require_day(doing.day, earliest=fee.noticed_on, what="不再处理日期")
        if fee.served_on is None or fee.due_on is None:
            raise impossible(
                doing.basis,
                "缴费期限自收到收费通知次日起计算，还没有登记收费通知书的送达日期。请先登记文书送达。",
            )
        if doing.day <= fee.due_on:
            raise impossible(
                doing.basis,
                f"缴费期限到{spoken(fee.due_on)}为止，届满仍未缴清的才能不再处理。",
            )
        fee.lapsed_on = doing.day
        fee.save(update_fields=["lapsed_on"])
        drop(doing, PAYMENT_WAIT, why="逾期不缴费，不再处理")
        number = f"（{fee.letter.number}）" if fee.letter else ""
        close_by_itself(
            doing,
            Result.FEE_UNPAID,
            {
                "fee_notice": f"您于{spoken(fee.served_on)}收到收费通知{number}，"
                f"应缴{fee.amount}元，缴费期限至{spoken(fee.due_on)}"
            },
            with_letter=with_letter,
        )
        doing.say(
            "申请人逾期未缴纳信息处理费，视为放弃申请，不再处理",
            public="您未在期限内缴纳信息处理费，我机关不再处理该申请。",
        )
    return application


def _open_fee(application: Application) -> Fee:
    fee = (
        application.fees.exclude(basis=Fee.Basis.COST)
        .filter(paid_on__isnull=True, waived_on__isnull=True, lapsed_on__isnull=True)
        .select_related("letter")
        .order_by("-id")
        .first()
    )
    if fee is None:
        raise impossible("没有收费", "本件没有等待缴纳的收费通知。")
    return fee
