"""Annual reports of the demo city that are being written: the latecomers of last year, and by autumn
the first ones of this year. Begun, filled in and handed on by the same acts an office performs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from yangguang.apps.agencies.models import User
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.reports.drafting.tokens import prompts
from yangguang.apps.reports.models import ReportDraft
from yangguang.apps.reports.services.drafting import save_report_draft, start_report_draft
from yangguang.apps.reports.services.handing_on import hand_on
from yangguang.config.demo import places
from yangguang.config.demo.annual import REPORTING, STRAGGLERS, others, published_on
from yangguang.config.demo.rhythms import weekday_before
from yangguang.config.demo.setting import City

AHEAD = ("city", "edu", "housing")
"""Bodies that begin with this year's report before the year is over."""
AHEAD_FROM = 10
BEGUN_BEFORE = 9
"""So many days before its publication a report is begun."""
IN_WORK = 6
"""At most so many reports are in work that are not late."""
_ACCOUNTS = {"city": "clerk", "edu": "edu", "housing": "housing-clerk"}
_ANSWER = "相关工作已按年度安排完成，落实情况在政府信息公开专栏公布。"


def build_report_drafts(city: City) -> int:
    """What lies on the desks of 年度报告编写; gives how many."""
    year = city.today.year - 1
    handed_on, writing, _untouched = STRAGGLERS
    if city.today > date(year + 1, 1, 31):
        _begin(city, writing, year)
        draft = _filled(city, handed_on, _begin(city, handed_on, year))
        hand_on(draft=draft, by=_clerk(city, handed_on), at=_at(city, 15))
    for slug in _soon_out(city, year)[:IN_WORK]:
        _begin(city, slug, year)
    if city.today.month >= AHEAD_FROM:
        for slug in AHEAD:
            _begin(city, slug, city.today.year)
    return ReportDraft.objects.count()


def _soon_out(city: City, year: int) -> list[str]:
    """Bodies whose report comes out in the next days."""
    until = city.today + timedelta(days=BEGUN_BEFORE)
    days = {slug: published_on(city, slug, year) for slug in (*REPORTING, *others(city))}
    return [
        slug
        for slug, on in sorted(days.items(), key=lambda pair: pair[1])
        if city.today < on <= until and slug not in STRAGGLERS
    ]


def _at(city: City, hour: int) -> datetime:
    return city.moment(weekday_before(city.today - timedelta(days=1)), hour)


def _clerk(city: City, slug: str) -> Actor:
    """The demo's own account of the body's clerk where there is one, else a name."""
    agency = city.agencies[slug]
    account = User.objects.filter(username=_ACCOUNTS.get(slug, ""), is_demo=True).first()
    if account is not None:
        return account.actor(agency)
    rng = city.rng("report-clerk", slug)
    name = rng.choice(places.SURNAMES) + rng.choice(places.GIVEN)
    return Actor(ActorKind.STAFF, f"demo-{slug}-clerk", name, agency.pk)


def _begin(city: City, slug: str, year: int) -> ReportDraft:
    return start_report_draft(
        agency=city.agencies[slug], year=year, by=_clerk(city, slug), at=_at(city, 10)
    )


def _filled(city: City, slug: str, draft: ReportDraft) -> ReportDraft:
    """Every place that waits for a person, answered."""
    texts = {}
    for part in draft.sections:
        text = part["text"]
        for waiting in prompts(text):
            text = text.replace(waiting, _ANSWER)
        texts[part["code"]] = text
    return save_report_draft(
        draft=draft, revision=draft.revision, texts=texts, by=_clerk(city, slug), at=_at(city, 11)
    )
