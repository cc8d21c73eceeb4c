"""Last year's annual returns of the demo city, in the states a supervisor meets at that time of year.

Earlier years come out of the published reports; last year is played by the services of an office,
each hand by somebody else. A return that is owed has its red light for some weeks; no office leaves
it for the whole year, so that later it has come in after all, as late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from yangguang.apps.agencies.models import Agency, AgencyKind, User
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.reports.models import Return, ReturnRound
from yangguang.apps.reports.selectors.returns import filling_of, judge_return
from yangguang.apps.reports.services.returns_acting import (
    accept_return,
    freeze_return,
    note_receipt,
    remark_cell,
    send_back,
    sign_return,
    submit_return,
)
from yangguang.apps.reports.services.returns_filling import (
    compute_return,
    explain_finding,
    fill_blanks,
)
from yangguang.apps.reports.services.returns_importing import import_published
from yangguang.apps.reports.services.returns_rounds import open_return
from yangguang.config.demo import places
from yangguang.config.demo.annual import REPORTING
from yangguang.config.demo.rhythms import weekday_before
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import working_day
from yangguang.law.returns.load import annual_definition
from yangguang.law.returns.model import ANNUAL
from yangguang.law.returns.periods import Period, PeriodKind

ACCEPTED, SUBMITTED, SENT_BACK, SIGNED, OWED = "accepted", "submitted", "back", "signed", "owed"
COURSES = {
    "edu": ACCEPTED, "housing": ACCEPTED, "health": ACCEPTED, "eco": ACCEPTED, "land": SUBMITTED,
    "finance": SUBMITTED, "market": SENT_BACK, "transport": OWED, "linhu": ACCEPTED,
    "dongshan": SUBMITTED, "anhe": SIGNED, "city": ACCEPTED,
}  # fmt: skip
LATE = frozenset({"finance"})
PATIENCE = timedelta(days=60)
"""After so long a late return has come in."""
LOOKED_AGAIN = timedelta(days=6)
"""So long before today the return that was sent back was looked at again."""
_ROLLING = "linhu"
"""The county whose departments report too, so that its return shows its parts."""
_WHY = {
    "bodies": "所缺机构已经催报，其数字待补报后更正。",
    "carry-over": "上年报告公布以后有补录的办件，结转数以登记簿为准。",
    "outlier": "受上年集中申请影响，已与登记簿核对。",
}


@dataclass(frozen=True, slots=True)
class _Hands:
    fills: Actor
    signs: Actor


def build_returns(city: City) -> ReturnRound | None:
    """The annual returns of last year, and those of the years before out of what was published.

    Call it when the published reports have been read. None where last year had no form.
    """
    year = city.today.year - 1
    definition = annual_definition(year)
    if definition is None:
        return None
    import_published(by=city.actor, at=city.moment(city.today, 7), before=year)
    period = Period(year, 0, PeriodKind.YEAR)
    opened = city.moment(working_day(date(year + 1, 1, 4)), 8)
    found = ReturnRound.objects.create(
        code=ANNUAL, year=year, kind=PeriodKind.YEAR.value, title=definition.named(period),
        due_on=period.due_on(definition.due.month, definition.due.day),
        government_due_on=period.due_on(
            definition.government_due.month, definition.government_due.day
        ),
        opened_at=opened, complete_at=opened,
    )  # fmt: skip
    departments = [f"{_ROLLING}-{suffix}" for suffix, *_ in places.COUNTY_DEPARTMENTS]
    slugs = [*departments, *(slug for slug in REPORTING if slug != "city"), "city"]
    rows = {
        slug: open_return(round=found, agency=city.agencies[slug], by=city.actor, at=opened)
        for slug in slugs
    }
    for slug in slugs:
        _play(city, slug, rows[slug], COURSES.get(slug, ACCEPTED))
    return found


def _hands(city: City, slug: str, agency: Agency) -> _Hands:
    """The accounts of the demo where the body has them, else two of its people."""
    accounts = {user.username: user for user in User.objects.filter(is_demo=True)}
    rng = city.rng("returns", slug)
    names = [rng.choice(places.SURNAMES) + rng.choice(places.GIVEN) for _ in range(2)]
    fills, signs = (
        Actor(ActorKind.STAFF, f"demo-{slug}-{part}", name, agency.pk)
        for part, name in zip(("clerk", "head"), names, strict=True)
    )
    if slug == "city" and "clerk" in accounts:
        return _Hands(accounts["clerk"].actor(agency), accounts["signer"].actor(agency))
    if slug == "edu" and slug in accounts:
        return _Hands(accounts[slug].actor(agency), signs)
    if slug in {"housing", "linhu"} and slug in accounts:
        return _Hands(fills, accounts[slug].actor(agency))
    return _Hands(fills, signs)


def _accepts(city: City, row: Return) -> Actor:
    """Somebody of the body above: the head of the city's disclosure office, or of the county's."""
    chief = User.objects.filter(username="chief", is_demo=True).first()
    above = row.receiver or row.agency
    if above.pk == city.agencies["city"].pk and chief is not None:
        return chief.actor(above)
    return Actor(ActorKind.STAFF, f"demo-{above.pk}-accepts", "公开办负责人", above.pk)


def _play(city: City, slug: str, row: Return, course: str) -> None:
    """One body's return as far as its course goes; none goes beyond the city's today."""
    government = row.agency.kind == AgencyKind.GOVERNMENT
    rng = city.rng("returns-day", slug)
    first = date(row.round.year + 1, 3 if government else 1, rng.randint(8, 18))
    if slug == "city":
        first = date(row.round.year + 1, 3, 26)
    overdue = course in (OWED, SIGNED) and row.due_on + PATIENCE < city.today
    if overdue:
        course = SUBMITTED
    if slug in LATE or overdue:
        first = row.due_on + timedelta(days=3)
    day = working_day(first)
    if course == OWED or day + timedelta(days=6) > city.today:
        return
    hands = _hands(city, slug, row.agency)
    at = city.moment(day, 9)
    compute_return(row=row, by=hands.fills, at=at)
    row.refresh_from_db()
    if any(one.value is None for one in filling_of(row).figures.values()):
        fill_blanks(row=row, source="经核查本年没有发生", by=hands.fills, at=at)
        row.refresh_from_db()
    judged = judge_return(filling_of(row))
    if judged.blocking:
        # Records that contradict each other wait for a person, as in any office.
        return
    for point in judged.unexplained:
        explain_finding(
            row=row, key=point.key, text=_WHY.get(point.rule, "已与登记簿核对，数字属实。"),
            by=hands.fills, at=at,
        )  # fmt: skip
    freeze_return(row=row, by=hands.fills, at=at)
    sign_return(row=row, by=hands.signs, at=city.moment(day, 15))
    if course == SIGNED:
        return
    submit_return(row=row, by=hands.fills, at=city.moment(day, 16))
    after = working_day(day + timedelta(days=2))
    above = _accepts(city, row)
    if course == SENT_BACK:
        after = max(after, weekday_before(city.today - LOOKED_AGAIN))
        remark_cell(
            row=row, code=_total(row), text="与执法信息公示平台的数量不一致，请核对后说明。",
            by=above, at=city.moment(after, 10),
        )  # fmt: skip
        send_back(
            row=row, text="请按所附意见更正。", correct_by=working_day(after + timedelta(days=7)),
            by=above, at=city.moment(after, 10),
        )  # fmt: skip
    elif course == ACCEPTED:
        if row.receiver_id is None:
            note_receipt(row=row, receipt="省级平台接收回执", by=above, at=city.moment(after, 10))
        else:
            accept_return(row=row, by=above, at=city.moment(after, 10))


def _total(row: Return) -> str:
    """The cell that the remark is about."""
    cells = row.round.definition.cells()
    return next((code for code in cells if code.startswith("2.6.penalties")), cells[0])
