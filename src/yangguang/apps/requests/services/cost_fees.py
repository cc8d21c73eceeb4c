"""Cost charges of cases under the regulation of 2007: entered item by item, paid, waived in hardship.

They belong to the case and to the year's figure and to nothing else: no article lets the period
wait for their payment, so the clock and the state of the case are left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.models import Application, Fee
from yangguang.apps.requests.selectors.costs import open_costs
from yangguang.apps.requests.services.steps import step, unclassified
from yangguang.apps.requests.workflow import impossible, require_lawful
from yangguang.law.citation import cite
from yangguang.law.clock import spoken
from yangguang.law.cost_fees import ARTICLE, CostLine, cost_fee, may_charge_costs
from yangguang.law.fees import NoFeeRule, may_waive_costs


def charge_costs(
    *,
    application: Application,
    lines: Sequence[CostLine],
    standard: str,
    by: Actor,
    at: datetime,
    on: date,
    paid_on: date | None = None,
    receipt_number: str = "",
    version: int | None = None,
) -> Fee:
    """Enter what the applicant was charged for searching, copying and posting, and on which day.

    ``standard`` names the document that sets the prices. Raises NotPossible for a case of 2019, a
    day on which nothing could be charged, a second charge, and lines that cannot be.
    依据：2007年条例第二十七条。
    """
    with step("charge-costs", application, by=by, at=at, version=version, day=on) as doing:
        current = doing.application
        received = current.received_on or current.arrived_on
        doing.require_day(on, earliest=received, what="收费日期")
        try:
            require_lawful(
                may_charge_costs(
                    received,
                    on=on,
                    charged_before=current.fees.filter(
                        basis=Fee.Basis.COST, waived_on__isnull=True
                    ).exists(),
                )
            )
            working = cost_fee(lines)
        except (NoFeeRule, ValueError) as problem:
            raise impossible(cite(ARTICLE).short, str(problem)) from problem
        basis = doing.require_text(standard, "收费标准的文件名称和文号")
        if paid_on is not None:
            doing.require_day(paid_on, earliest=on, what="缴清日期")
        fee: Fee = Fee.objects.create(
            application=current,
            basis=Fee.Basis.COST,
            count=len(working.lines),
            amount=working.amount,
            working=[list(row) for row in working.rows],
            noticed_on=on,
            paid_on=paid_on,
            payment_recorded_at=at if paid_on is not None else None,
            receipt_number=receipt_number.strip()[:60],
        )
        doing.after = {"amount": str(fee.amount)}
        doing.say(
            f"登记成本费用：{working.text}",
            public=f"本件收取检索、复制、邮寄成本费用{fee.amount}元。",
            note=f"收费标准：{basis}",
        )
    return fee


def pay_costs(
    *,
    application: Application,
    paid_on: date,
    receipt_number: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Fee:
    """The costs were paid on that day; the year's figure counts them by it."""
    with step("pay-costs", application, by=by, at=at, version=version, day=paid_on) as doing:
        fee = _open(doing.application)
        doing.require_day(paid_on, earliest=fee.noticed_on, what="缴清日期")
        fee.paid_on, fee.payment_recorded_at = paid_on, at
        fee.receipt_number = receipt_number.strip()[:60]
        fee.save(update_fields=["paid_on", "payment_recorded_at", "receipt_number"])
        doing.after = {"amount": str(fee.amount)}
        doing.say(f"缴清成本费用{fee.amount}元", public=f"已收到您缴纳的成本费用{fee.amount}元。")
    return fee


def waive_costs(
    *,
    application: Application,
    reason: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Fee:
    """Let the costs go for an applicant in hardship; ``by`` is the head who agrees.

    依据：2007年条例第二十八条第一款（凭记忆）。
    """
    with step("waive-costs", application, by=by, at=at, version=version) as doing:
        fee = _open(doing.application)
        why = unclassified(reason.strip())
        require_lawful(may_waive_costs(fee.noticed_on, hardship=bool(why)))
        fee.waived_on, fee.waiver_reason = doing.day, why
        fee.save(update_fields=["waived_on", "waiver_reason"])
        doing.say("减免成本费用", public="成本费用已减免。", note=why)
    return fee


def _open(application: Application) -> Fee:
    fee = open_costs(application)
    if fee is None:
        noticed = application.fees.filter(basis=Fee.Basis.COST).order_by("-id").first()
        said = f"（{spoken(noticed.noticed_on)}登记的已经缴清或者减免）" if noticed else ""
        raise impossible("没有收费", f"本件没有等待缴纳的成本费用{said}。")
    return fee
