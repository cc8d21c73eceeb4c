"""Rarer courses of the demo city's applications: fees, volume, splitting, joining, conversion."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, timedelta

from yangguang.apps.requests.models import ApplicationState, ConversionProposal, Fee
from yangguang.apps.requests.selectors.volume import place_in_month
from yangguang.apps.requests.services import (
    conversion,
    extending,
    fees,
    following,
    relating,
    splitting,
    volume,
)
from yangguang.config.demo.requests_case import Case, Office, Plot
from yangguang.law.fees import fee_for_items

HOW_TO_PAY = "凭缴款通知书到代收银行缴纳，或者登录统一公共支付平台缴纳，款项全额上缴财政"


def charged(case: Case, ending: str, *, pages: int = 0) -> Plot:
    """A processing fee by pages, or by the place among the applicant's month; ``ending`` is paid,
    waived, unpaid or waiting."""
    yield from case.opening()
    yield case.after(case.rng.randint(1, 4))
    place = place_in_month(case.application)
    if not pages and fee_for_items(place - 1).amount <= 0:
        yield from case.answering("disclosed")
        yield from case.filing()
        return
    fee = fees.notice_fee(
        application=case.application,
        basis=Fee.Basis.PAGES if pages else Fee.Basis.ITEMS,
        count=pages or place,
        how=HOW_TO_PAY,
        by=case.by("handler"),
        at=case.now,
        served_on=case.today,
        with_letter=case.letters,
    )
    if ending == "waiting":
        return
    if ending == "unpaid":
        yield case.on(case.calendar.add(fee.due_on or case.today, 2))
        fees.lapse_fee(
            application=case.application,
            by=case.by("handler"),
            at=case.now,
            with_letter=case.letters,
        )
        if case.letters:
            yield case.after(1)
            case.serve()
        yield from case.filing()
        return
    if ending == "waived":
        yield case.after(3)
        objection = following.object_to_fee(
            application=case.application,
            text="本人生活困难，申请减免信息处理费",
            at=case.now,
        )
        yield case.after(2)
        following.answer_objection(
            follow_up=objection, text="经核实，同意减免", by=case.by("head"), at=case.now
        )
        yield case.after()
        fees.waive_fee(
            application=case.application,
            reason="申请人提供了最低生活保障证明",
            by=case.by("head"),
            at=case.now,
        )
    else:
        yield case.after(case.rng.randint(2, 15))
        fees.pay_fee(
            application=case.application,
            paid_on=case.today,
            receipt_number=f"QY{case.rng.randint(10**7, 10**8 - 1)}",
            by=case.by("registrar"),
            at=case.now,
        )
    yield case.within(case.rng.randint(3, 12), 1)
    yield from case.answering("disclosed")
    yield from case.filing()


def excessive(case: Case, *, reasonable: bool, until: date | None = None) -> Plot:
    """So many that the office asks why; sound reasons give a later day, unsound ones end it."""
    yield from case.opening()
    yield case.after(1)
    volume.ask_reasons(
        application=case.application,
        text="申请人本年度已向本机关提出多件内容相近的申请，数量、频次明显超过合理范围",
        until=case.calendar.add(case.today, 5),
        by=case.by("handler"),
        at=case.now,
        with_letter=case.letters,
    )
    yield case.after(3)
    volume.record_reasons(
        application=case.application,
        answer="开展课题研究，需要对比多个年度的数据" if reasonable else "就是想多要一些材料",
        reasonable=reasonable,
        judgement="研究目的明确，申请内容与课题相关" if reasonable else "没有说明与其需要的关系",
        by=case.by("handler"),
        at=case.now,
    )
    if not reasonable:
        yield case.within(3, 1)
        yield from case.answering("excessive")
        yield from case.filing()
        return
    yield case.after(1)
    due = case.application.due_on or case.today
    volume.postpone(
        application=case.application,
        until=max(until or date.min, case.calendar.add(due, 10)),
        reason="涉及多个年度的数据，需要逐年检索核对",
        by=case.by("head"),
        at=case.now,
        with_letter=case.letters,
    )
    yield case.within(20, 2)
    yield from case.answering("disclosed")
    yield from case.filing()


def split_in_two(case: Case, tell: Callable[[Plot], None]) -> Plot:
    """Two matters in one application become two, each answered for itself."""
    yield from case.opening()
    yield case.after(1)
    second = f"{case.matter.wanted}的会议纪要和签收记录"
    made = splitting.split(
        application=case.application,
        parts=[case.matter.wanted, second],
        consent="电话征得申请人同意，按一事一申请分别办理",
        by=case.by("registrar"),
        at=case.now,
        user=case.office.user("registrar"),
    )
    other = copy.copy(case)
    other.application = made[1]
    tell(_rest(other))
    yield from _rest(case)


def _rest(case: Case) -> Plot:
    yield case.after(1)
    if case.application.state == ApplicationState.REGISTERED:
        case.accept()
    yield case.within(case.rng.randint(3, 12), 2)
    yield from case.answering("disclosed")
    yield from case.filing()


def joined(case: Case, first: Case) -> Plot:
    """The same matter from two people, handled together and counted apart."""
    yield from case.opening()
    yield case.after(1)
    if first.application.state == ApplicationState.HANDLING:
        relating.join(
            application=case.application,
            into=first.application,
            reason="两件申请的内容相同，一并检索办理",
            by=case.by("handler"),
            at=case.now,
        )
    yield case.within(case.rng.randint(6, 14), 2)
    yield from case.answering("disclosed")
    yield from case.filing()


def followed(case: Case) -> Plot:
    """The case that a visitor can follow on the portal: extended, with its letter to download."""
    yield from case.opening()
    yield case.after(1)
    relating.log_call(
        application=case.application,
        with_whom="申请人",
        text="向申请人核对所需材料的年份，申请人表示最近三年的即可。",
        called_at=case.now - timedelta(minutes=2),
        outward=True,
        by=case.by("handler"),
        at=case.now,
    )
    yield case.after(3)
    extending.extend(
        application=case.application,
        days=15,
        reason="所需信息分散在多份业务档案中，需要逐份检索并审查",
        by=case.by("head"),
        at=case.now,
        with_letter=True,
    )


def conversion_desk(office: Office, begin: Case) -> Plot:
    """The office looks through its open proposals and decides: some are published, some are not."""
    case = begin
    yield case.on(case.arrived)
    while True:
        waiting = ConversionProposal.objects.filter(
            agency=office.agency,
            state=ConversionProposal.State.OPEN,
            opened_on__lte=case.today - timedelta(days=20),
        ).order_by("pk")
        for proposal in waiting:
            accept = proposal.applications.count() >= 3 and case.rng.random() < 0.7
            conversion.decide_conversion(
                proposal=proposal,
                accept=accept,
                reason="多人申请、群众普遍关心，转为主动公开"
                if accept
                else "信息时效已过，暂不转为主动公开",
                by=case.by("head"),
                at=case.now,
            )
        yield case.on(case.today + timedelta(days=30))
