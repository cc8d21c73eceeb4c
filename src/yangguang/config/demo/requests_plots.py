"""The ordinary courses that an application takes in the demo city."""

from __future__ import annotations

from datetime import timedelta

from yangguang.apps.requests.models import ConsultationAnswer, ConsultationKind, OpinionKind
from yangguang.apps.requests.persons import Contact, Person
from yangguang.apps.requests.services import (
    closing,
    consulting,
    extending,
    relating,
    supplementing,
)
from yangguang.config.demo.requests_case import Case, Plot
from yangguang.law.identity import ApplicantKind
from yangguang.law.regimes import Regime, regime_of
from yangguang.law.replies import reply_kind


def regime(case: Case) -> Regime:
    """Which regulation governs the case, by its arrival."""
    return regime_of(case.arrived)


def answered(case: Case, kind: str) -> Plot:
    """Accepted, answered in time, filed."""
    yield from case.opening()
    if case.rng.random() < 0.2:
        yield case.after(1)
        case.propose()
    yield case.within(case.rng.randint(3, 16), case.rng.randint(0, 4))
    yield from case.answering(kind)
    yield from case.filing()


def not_filed(case: Case, kind: str) -> Plot:
    """Answered some days ago; its file still lies open."""
    yield from case.opening()
    yield case.after(3)
    yield from case.answering(kind)


def sent_back(case: Case, kind: str) -> Plot:
    """The legal reviewer finds fault with the first draft."""
    yield from case.opening()
    yield case.within(6, 4)
    case.draft(reply_kind(kind))
    yield case.after()
    case.submit()
    yield case.after()
    case.review(OpinionKind.LEGAL, agrees=False)
    yield case.within(1, 1)
    yield from case.answering(kind)
    yield from case.filing()


def late(case: Case, kind: str) -> Plot:
    """Answered after the last day: it shows in red and in the figures."""
    yield from case.opening()
    due = case.application.due_on or case.today
    yield case.on(case.calendar.add(due, case.rng.randint(1, 6)))
    yield from case.answering(kind)
    yield from case.filing()


def waits(case: Case, steps: int = 0) -> Plot:
    """Accepted, perhaps drafted and sent to review, and then nobody has come to it yet."""
    yield from case.opening()
    if steps >= 1:
        yield case.after(1)
        case.draft(reply_kind("disclosed" if regime(case) is Regime.R2019 else "disclosed-2007"))
    if steps >= 2:
        yield case.after()
        case.submit()
    if steps >= 3:
        yield case.after()
        case.review(OpinionKind.LEGAL)
        yield case.after()
        case.review(OpinionKind.SECRECY)
    if steps >= 4:
        yield case.after()
        case.approve()
    if steps >= 5:
        yield case.after()
        case.sign()


def arrives(case: Case) -> Plot:
    """Just come in; nobody has confirmed or accepted it yet."""
    yield case.now
    case.register()


def withdrawn(case: Case) -> Plot:
    """The applicant thinks better of it, sometimes before anybody has confirmed."""
    yield case.now
    case.register()
    if case.needs_confirmation and case.rng.random() < 0.7:
        yield case.after()
        case.confirm()
    yield case.after(case.rng.randint(1, 6))
    closing.withdraw(
        application=case.application,
        reason="申请人来电说明已从其他渠道获得所需信息，书面撤回申请",
        by=case.by("registrar"),
        at=case.now,
    )
    yield from case.filing()


def extended(case: Case, kind: str, *, days: int = 0, soon: bool = False) -> Plot:
    """Extended once, in time, and answered within the longer period. ``days`` as given, else some."""
    yield from case.opening()
    yield case.within(1 if soon else 8, 3)
    extending.extend(
        application=case.application,
        days=days or (15 if regime(case) is Regime.R2007 else case.rng.choice((10, 15, 20))),
        reason="涉及材料形成时间较早、数量较多，需要逐份检索和审查",
        by=case.by("head"),
        at=case.now,
        with_letter=case.letters,
    )
    yield case.within(case.rng.randint(8, 20), case.rng.randint(0, 4))
    yield from case.answering(kind)
    yield from case.filing()


def supplemented(case: Case, kind: str, *, overdue: bool = False) -> Plot:
    """Asked to make it clear; the answer comes, perhaps after its limit."""
    yield from _asking(case)
    until = case.application.supplements.latest("id").until
    days = case.rng.randint(2, 8)
    yield case.on(until + timedelta(days=2)) if overdue else case.after(days)
    supplementing.receive_supplement(
        application=case.application,
        text=f"补充说明：所需信息为{case.matter.name}，以文件印发的正式文本为准。",
        by=case.by("registrar"),
        at=case.now,
    )
    yield case.within(case.rng.randint(3, 14), case.rng.randint(0, 3))
    yield from case.answering(kind)
    yield from case.filing()


def never_supplemented(case: Case) -> Plot:
    """Asked to make it clear, and nothing comes."""
    yield from _asking(case)
    until = case.application.supplements.latest("id").until
    yield case.on(case.calendar.add(until, 2))
    if regime(case) is Regime.R2007:
        # The old regulation knew no lapse: the applicant is told once more what is unclear.
        supplementing.go_on_without(
            application=case.application,
            reason="申请人没有更改、补充，按现有内容答复",
            by=case.by("handler"),
            at=case.now,
        )
        yield from case.answering("unclear-2007")
        yield from case.filing()
        return
    supplementing.lapse_supplement(
        application=case.application,
        by=case.by("handler"),
        at=case.now,
        note="补正期限届满，电话联系申请人，表示不再补正",
        with_letter=case.letters,
    )
    if case.letters:
        yield case.after(1)
        case.serve()
    yield from case.filing()


def _asking(case: Case) -> Plot:
    yield case.now
    case.register()
    if case.needs_confirmation:
        yield case.after()
        case.confirm()
    yield case.after(case.rng.randint(1, 4))
    supplementing.ask_supplement(
        application=case.application,
        items="请写明所需信息的文件名称、文号、形成时间或者其他便于查询的特征",
        reason="申请内容不能指向特定的政府信息",
        until=case.calendar.add(case.today, 15 if regime(case) is Regime.R2019 else 6),
        by=case.by("handler"),
        at=case.now,
        with_letter=case.letters,
    )


def third_party(
    case: Case, answer: ConsultationAnswer, *, override: bool = False, kind: str = ""
) -> Plot:
    """A third party is asked; it agrees, refuses or is silent, and the body decides. ``kind`` is
    the reply where it shall be a certain one."""
    yield from case.opening()
    yield case.after(case.rng.randint(1, 3))
    natural = case.rng.random() < 0.4
    third = Person(
        ApplicantKind.NATURAL if natural else ApplicantKind.BUSINESS,
        f"{case.rng.choice('王李张刘陈')}某{case.rng.choice('平安宁远')}"
        if natural
        else case.rng.choice(("清源某盛建设有限公司", "清源某源环保科技有限公司")),
        "",
        Contact(telephone="19900000001", address="清源市建设路1号"),
    )
    asked = consulting.consult(
        application=case.application,
        kind=ConsultationKind.THIRD_PARTY,
        party="",
        person=third,
        by=case.by("handler"),
        at=case.now,
        served_on=case.today,
        information=case.matter.name,
        why="该信息载有贵方的经营信息或者个人信息，公开可能影响贵方权益",
        with_letter=case.letters,
    )
    if answer is ConsultationAnswer.SILENT:
        yield case.on(case.calendar.add(asked.due_on or case.today, 1))
    else:
        yield case.after(case.rng.randint(3, 12))
    consulting.record_opinion(
        consultation=asked,
        answer=answer,
        reasons="材料中有未公开的报价和成本构成，公开会损害我方竞争地位"
        if answer in (ConsultationAnswer.REFUSES, ConsultationAnswer.PARTLY)
        else "",
        by=case.by("handler"),
        at=case.now,
    )
    if override:
        yield case.after(1)
        consulting.override(
            consultation=asked,
            reason="该信息涉及公众饮水安全，不公开会对公共利益造成重大影响",
            by=case.by("head"),
            at=case.now,
            with_letter=case.letters,
        )
    yield case.within(case.rng.randint(2, 6), 1)
    if kind:
        yield from case.answering(kind)
    else:
        yield from case.answering(*_after_opinion(case, answer, override=override))
    yield from case.filing()


def _after_opinion(
    case: Case, answer: ConsultationAnswer, *, override: bool
) -> tuple[str, tuple[str, ...]]:
    old = "-2007" if regime(case) is Regime.R2007 else ""
    if override or answer is ConsultationAnswer.AGREES:
        return f"disclosed{old}", ()
    if answer is ConsultationAnswer.PARTLY:
        return f"partly-disclosed{old}", (f"trade-secret{old}",)
    if case.rng.random() < 0.5:
        return f"withheld-trade-secret{old}", (f"trade-secret{old}",)
    return f"withheld-privacy{old}", (f"privacy{old}",)


def other_bodies(case: Case, kind: ConsultationKind, answer: ConsultationAnswer) -> Plot:
    """Those who made it too, or another body, are asked; a co-maker's silence is consent."""
    yield from case.opening()
    yield case.after(case.rng.randint(1, 3))
    asked = consulting.consult(
        application=case.application,
        kind=kind,
        party="清源市发展和改革委员会",
        by=case.by("handler"),
        at=case.now,
        served_on=case.today,
        information=case.matter.name,
        why="该信息由贵机关参与制作，请提出是否可以公开的意见",
        with_letter=case.letters,
    )
    if answer is ConsultationAnswer.SILENT:
        yield case.on(case.calendar.add(asked.due_on or case.today, 1))
    else:
        yield case.after(case.rng.randint(2, 9))
    consulting.record_opinion(
        consultation=asked, answer=answer, reasons="", by=case.by("handler"), at=case.now
    )
    yield case.within(case.rng.randint(2, 7), 1)
    old = "-2007" if regime(case) is Regime.R2007 else ""
    yield from case.answering(f"disclosed{old}")
    yield from case.filing()


def repeated(case: Case, first: Case) -> Plot:
    """The same person asks for the same again after the first answer."""
    yield from case.opening()
    yield case.after(1)
    old = "-2007" if regime(case) is Regime.R2007 else ""
    if first.application.closed_on is None:
        yield from case.answering(f"already-public{old}")
        return
    relating.mark_repeat(
        application=case.application,
        earlier=first.application,
        by=case.by("handler"),
        at=case.now,
    )
    yield case.within(4, 2)
    yield from case.answering(f"repeated{old}")
    yield from case.filing()


def secret_line(case: Case) -> Plot:
    """Secrecy is in question: a register line without a word of content, refused in due form."""
    yield from case.opening()
    yield case.within(9, 3)
    old = "-2007" if regime(case) is Regime.R2007 else ""
    yield from case.answering(f"withheld-state-secret{old}", (f"state-secret{old}",))
    yield from case.filing()
