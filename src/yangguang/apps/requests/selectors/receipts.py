"""Which receipt of an application stands, so that nobody is given a second one that says the same."""

from __future__ import annotations

from yangguang.apps.letters.models import Letter, LetterState
from yangguang.apps.requests.models import Application, ApplicationState


def standing_receipt(application: Application) -> Letter | None:
    """The receipt that says what is the case now; None where there is none yet.

    One that was made before the day of receipt was confirmed says less than the office knows.
    """
    event = (
        application.events.filter(act="give-receipt", letter__state=LetterState.ISSUED)
        .select_related("letter")
        .order_by("-id")
        .first()
    )
    if event is None:
        return None
    if event.source == ApplicationState.UNCONFIRMED and application.received_on is not None:
        return None
    letter: Letter | None = event.letter
    return letter
