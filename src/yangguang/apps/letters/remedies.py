"""The sentence on review and suit that a letter prints, right for its day, kind and body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.remedies import remedy_bodies
from yangguang.apps.letters.kinds import Kind, Need
from yangguang.apps.letters.replies import PREFIX
from yangguang.law.remedies import Remedies, remedies, third_party_remedies
from yangguang.law.replies import reply_kind


@dataclass(frozen=True, slots=True)
class Told:
    """What the letter says; ``problem`` where a name is missing, with what to do."""

    sentence: str = ""
    review_body: str = ""
    court: str = ""
    problem: str = ""


def told(kind: Kind, agency: Agency, on: date) -> Told:
    """The remedies of a letter of this kind that leaves on that day; nothing for kinds without.

    依据：law.remedies; the names are data of the agency (agencies.remedies).
    """
    if kind.remedies is Need.NONE:
        return Told()
    named = remedy_bodies(agency, on=on)
    review = "或者".join(named.review_bodies)
    law = law_of(kind, on)
    if law is None or not law.sentence:
        return Told("", review, named.court)
    if not named.review_bodies:
        return Told("", review, named.court, named.gaps[0])
    return Told(law.text(named.review_bodies, named.court), review, named.court)


def law_of(kind: Kind, on: date) -> Remedies | None:
    """What the law of that day says of remedies against a letter of this kind; None where nothing."""
    if kind.key.startswith(PREFIX):
        return remedies(reply_kind(kind.key.removeprefix(PREFIX)), on)
    if kind.key == "third-party-notice":
        return third_party_remedies(on)
    return None
