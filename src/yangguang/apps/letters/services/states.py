"""What every act on a letter begins with: the row held, and the state it must be in."""

from __future__ import annotations

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.services import Subject
from yangguang.apps.letters.models import Letter, LetterState


def subject_of(letter: Letter) -> Subject:
    """How the audit record names the letter: by kind and number, never by addressee."""
    return Subject("letter", str(letter.pk), str(letter), letter.agency_id)


def locked(letter: Letter) -> Letter:
    """The letter as it stands, held until the caller's transaction ends."""
    row: Letter = (
        Letter.objects.select_for_update(of=("self",))
        .select_related("agency", "person", "template")
        .get(pk=letter.pk)
    )
    return row


def require(letter: Letter, state: LetterState, act: str) -> None:
    """Raises Refused, naming the state it is in and the one it must be in."""
    if letter.state != state:
        now = letter.get_state_display()
        raise refuse(
            "文书状态",
            f"这份文书现在是“{now}”，不能{act}；只有“{state.label}”的文书可以{act}。",
        )
