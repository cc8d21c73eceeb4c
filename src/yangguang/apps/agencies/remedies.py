"""Which body reviews an agency's reply of a day, and which court hears the suit.

Names are dated data of each body; where nobody has entered them, the review body follows from the
place of the agency in the tree by the law of the day. A court is never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yangguang.apps.agencies.in_time import name_on, superiors_on
from yangguang.apps.agencies.models import (
    Agency,
    AgencyKind,
    AgencyLevel,
    RemedyBody,
    RemedyCover,
)
from yangguang.apps.remembering import remembered
from yangguang.law.review_bodies import Body, body_of, court_of, review_bodies

SOME_COURT = "有管辖权的人民法院"


@dataclass(frozen=True, slots=True)
class RemedyBodies:
    """What a letter names. ``review_bodies`` holds two where the applicant may choose.

    ``basis`` says where each half comes from, for the desk; ``gaps`` what an office should still
    enter, in sentences. ``court`` is SOME_COURT where none was entered.
    """

    review_bodies: tuple[str, ...]
    review_address: str
    court: str
    court_address: str
    basis: tuple[str, ...]
    gaps: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.gaps


def remedy_bodies(agency: Agency, *, on: date) -> RemedyBodies:
    """The review bodies and the court for a reply of ``agency`` decided on that day.

    Each half is the body's own row of the day, else the nearest superior's row for bodies below
    it, else the rule of the law. Before any row the review body may be two: from 1999 to 2023 the
    applicant chose between the government of the same level and the higher department; the higher
    department is named where an office has entered it.

    依据：《行政复议法》（2023年）第二十四条至第二十八条；《行政复议法》（1999年）第十二条至第十五条。
    Reading: of an office (办公厅、室) the reply counts as that of a department of its government.
    """
    above = superiors_on(agency, on)
    rows = _rows(agency, above, on)
    basis: list[str] = []
    gaps: list[str] = []
    review = next((row for row in rows if row.review_body), None)
    if review is not None:
        named = tuple(name for name in (review.review_body, review.second_review_body) if name)
        address = review.review_address
        basis.append(f"复议机关：{_source(review, agency)}")
    else:
        address = ""
        named, why = _by_rule(agency, above, on)
        basis.append(f"复议机关：{why}")
        if not named:
            gaps.append(f"无法推定复议机关，请在“复议机关和法院”中为“{agency.name}”填写。")
    court = next((row for row in rows if row.court), None)
    if court is not None:
        basis.append(f"法院：{_source(court, agency)}")
    else:
        basis.append(f"法院：尚未填写，文书中写作“{SOME_COURT}”")
        level = _level(agency, on)
        gaps.append(
            f"尚未填写管辖法院，请在“复议机关和法院”中填写{level}名称（集中管辖的填写集中管辖的法院）。"
        )
    return RemedyBodies(
        review_bodies=named,
        review_address=address,
        court=court.court if court else SOME_COURT,
        court_address=court.court_address if court else "",
        basis=tuple(basis),
        gaps=tuple(gaps),
    )


def remedy_history(agency: Agency) -> list[RemedyBody]:
    """The rows entered for this body, those that were corrected left out, latest first."""
    return list(
        RemedyBody.objects.filter(agency=agency, replaced_at__isnull=True).order_by(
            "covers", "-valid_from", "-id"
        )
    )


def _rows(agency: Agency, above: list[Agency], on: date) -> list[RemedyBody]:
    """Rows that say something for this body on that day, the nearest first."""
    bodies = [agency, *above]
    known = remembered(
        ("remedies", *(one.pk for one in bodies)),
        lambda: list(
            RemedyBody.objects.filter(replaced_at__isnull=True, agency__in=bodies).select_related(
                "agency"
            )
        ),
    )
    found = [
        row for row in known if row.valid_from <= on and (row.valid_to is None or row.valid_to > on)
    ]
    order = {one.pk: place for place, one in enumerate(bodies)}
    # A body's own row speaks for itself; a superior's only where it was set for those below.
    speaking = [
        row for row in found if (row.agency_id == agency.pk) == (row.covers == RemedyCover.OWN)
    ]
    return sorted(speaking, key=lambda row: (order[row.agency_id], row.pk))


def _source(row: RemedyBody, agency: Agency) -> str:
    if row.agency_id == agency.pk:
        return f"本机关{row.valid_from.isoformat()}起的登记"
    return f"沿用{row.agency.name}{row.valid_from.isoformat()}起为所属机构所作的登记"


def _by_rule(agency: Agency, above: list[Agency], on: date) -> tuple[tuple[str, ...], str]:
    """The review body that follows from the tree, and why; nobody where the tree does not say."""
    try:
        body = body_of(agency.kind, agency.level)
    except ValueError as error:
        return (), str(error)
    office = review_bodies(body, on)[0]
    why = f"按{office.citation}推定（{office.role}）"
    if body in (Body.PROVINCE, Body.MINISTRY):
        return (name_on(agency, on),), why
    governments = [one for one in above if one.kind == AgencyKind.GOVERNMENT]
    if body is Body.TOWNSHIP or agency.kind == AgencyKind.GOVERNMENT:
        governments = [one for one in governments if _rank(one) < _rank(agency)]
    elif agency.kind == AgencyKind.DEPARTMENT:
        governments = [one for one in governments if _rank(one) <= _rank(agency)]
    if not governments:
        return (), f"机构隶属中没有{office.role}"
    return (name_on(governments[0], on),), why


_RANKS = {level: place for place, level in enumerate(AgencyLevel)}


def _rank(agency: Agency) -> int:
    return _RANKS[AgencyLevel(agency.level)]


def _level(agency: Agency, on: date) -> str:
    try:
        return court_of(body_of(agency.kind, agency.level), on).level
    except ValueError:
        return "人民法院"
