"""What comes after a reply in the demo city: review, suit, appeal, complaint, a reply made anew."""

from __future__ import annotations

from datetime import date, timedelta

from yangguang.apps.requests.models import Remedy, RemedyForum, RemedyOutcome
from yangguang.apps.requests.services import closing, remedies
from yangguang.config.demo.requests_case import Case, Plot

COURT = "清源市安河区人民法院"
HIGHER_COURT = "清源市中级人民法院"
SUPERVISOR = "清源市人民政府办公室"
_CASE_WORDS = {
    RemedyForum.REVIEW: "清政复〔{year}〕{number}号",
    RemedyForum.SUIT: "（{year}）清9901行初{number}号",
    RemedyForum.SUIT_AFTER_REVIEW: "（{year}）清9901行初{number}号",
    RemedyForum.APPEAL: "（{year}）清99行终{number}号",
    RemedyForum.COMPLAINT: "清政公开诉〔{year}〕{number}号",
}
_GISTS = {
    RemedyOutcome.UPHELD: "被申请人（被告）已尽到合理检索义务，答复事实清楚、适用依据正确、程序合法。",
    RemedyOutcome.CORRECTED: "答复没有说明不予公开的具体理由，也没有对可以公开的部分作区分处理，应予撤销。",
    RemedyOutcome.OTHER: "申请人（原告）撤回申请，终止审理。",
}


def contested(
    case: Case,
    kind: str,
    course: tuple[tuple[RemedyForum, str], ...],
    *,
    begins: date | None = None,
) -> Plot:
    """Answered, and then disputed step by step, the first time on the day ``begins`` if given.

    ``course`` gives each forum with its outcome; ``pending`` leaves it undecided, ``anew`` is
    corrected with a new reply ordered and made.
    """
    yield from case.opening()
    yield case.within(case.rng.randint(5, 14), 1)
    yield from case.answering(kind)
    yield from case.filing()
    before: Remedy | None = None
    for forum, outcome in course:
        some_weeks = case.today + timedelta(days=case.rng.randint(12, 40))
        yield case.on(begins if begins is not None and before is None else some_weeks)
        remedy = _opened(case, forum, before)
        yield case.after(4)
        remedies.answer_remedy(
            remedy=remedy, answered_on=case.today, by=case.by("handler"), at=case.now
        )
        if outcome == "pending":
            return
        yield case.on(case.today + timedelta(days=case.rng.randint(30, 75)))
        anew = outcome == "anew"
        found = RemedyOutcome.CORRECTED if anew else RemedyOutcome(outcome)
        remedies.decide_remedy(
            remedy=remedy,
            outcome=found,
            decided_on=case.today,
            gist=_GISTS[found],
            by=case.by("handler"),
            at=case.now,
            orders_new_reply=anew,
            new_reply_due=case.calendar.add(case.today, 20) if anew else None,
        )
        before = remedy
        if anew:
            yield from _answered_anew(case, remedy)


def _opened(case: Case, forum: RemedyForum, before: Remedy | None) -> Remedy:
    body = {
        RemedyForum.REVIEW: _reviewer(case),
        RemedyForum.APPEAL: HIGHER_COURT,
        RemedyForum.COMPLAINT: SUPERVISOR,
    }.get(forum, COURT)
    number = _CASE_WORDS[forum].format(year=case.today.year, number=case.rng.randint(1, 99))
    return remedies.open_remedy(
        application=case.application,
        forum=forum,
        body=body,
        received_on=case.today,
        by=case.by("handler"),
        at=case.now,
        case_number=number,
        after=before if forum in (RemedyForum.SUIT_AFTER_REVIEW, RemedyForum.APPEAL) else None,
    )


def _reviewer(case: Case) -> str:
    """The government of the same level; of a city government the one above."""
    if case.office.agency.slug == "city":
        return "某某省人民政府"
    if case.today < date(2024, 1, 1) and case.rng.random() < 0.3:
        return "某某省主管部门"
    return "清源市人民政府"


def _answered_anew(case: Case, remedy: Remedy) -> Plot:
    yield case.after(2)
    closing.reopen(
        application=case.application,
        reason=f"{remedy.body}{remedy.case_number}责令重新答复",
        by=case.by("head"),
        at=case.now,
        due_on=remedy.new_reply_due,
    )
    yield case.after(case.rng.randint(4, 12))
    old = "-2007" if case.application.regime == "2007" else ""
    yield from case.answering(f"disclosed{old}")
    yield from case.filing()
