"""The letters of a case as a clerk looks for them: to whom each went, and whether it arrived."""

from __future__ import annotations

from dataclasses import dataclass

from yangguang.apps.letters.models import AddresseeType, Letter, LetterState
from yangguang.apps.requests.models import Application, Consultation, LetterLink, Service
from yangguang.apps.requests.selectors.cases import Case


@dataclass(frozen=True, slots=True)
class Paper:
    """One letter. ``owed``: it has left the office, and nobody noted yet how it was served."""

    letter: Letter
    to: str
    services: list[Service]
    owed: bool


def papers_of(found: Case) -> list[Paper]:
    """Every letter of the case, oldest first; service of the reply itself is an act of its own."""
    replies = {one.letter_id for one in found.replies if one.letter_id}
    return [
        Paper(
            link.letter,
            addressee(link, found.consultations),
            services := [one for one in found.services if one.letter_id == link.letter_id],
            link.letter.state == LetterState.ISSUED
            and link.letter.kind != "evidence"
            and link.letter_id not in replies
            and link.letter.corrected_by is None
            and all(one.returned_on is not None for one in services),
        )
        for link in found.letters
    ]


def addressee(link: LetterLink, consultations: list[Consultation]) -> str:
    """To whom a letter of the case goes, persons masked."""
    for one in consultations:
        if link.letter_id in (one.letter_id, one.override_letter_id):
            return one.party_mask
    if link.public:
        return "申请人"
    if link.letter.kind == "evidence":
        return ""
    return "其他机关" if link.letter.addressee_type == AddresseeType.ORGAN else ""


def letters_to_send(application: Application) -> list[tuple[Letter, str]]:
    """Letters whose service can be noted, with their addressees, newest first."""
    replies = application.replies.filter(letter__isnull=False).values("letter")
    links = (
        application.letter_links.select_related("letter")
        .filter(letter__state=LetterState.ISSUED)
        .exclude(letter__in=replies)
        .exclude(letter__kind="evidence")
        .exclude(letter__corrections__state=LetterState.ISSUED)
        .order_by("-id")
    )
    asked = list(application.consultations.all())
    return [(link.letter, addressee(link, asked)) for link in links]
