"""What the worker does for publishing: what is due and not done, never what is due today."""

from __future__ import annotations

import logging
from datetime import datetime

from yangguang.apps.publishing.models import DraftState
from yangguang.apps.publishing.services.releasing import publish_due
from yangguang.apps.publishing.services.validity import expire_due

log = logging.getLogger(__name__)


class BrokenRelease(Exception):
    """Scheduled drafts at whose release the program broke; all others were released."""


def run_publishing(at: datetime) -> None:
    """Release what is scheduled and mark what has expired."""
    released, failed = publish_due(at=at)
    expired = expire_due(at=at)
    for draft, why in failed:
        log.warning("Scheduled draft %s was not released: %s", draft.pk, why)
    if released or expired:
        log.info("Released %d scheduled drafts, marked %d as expired", released, expired)
    broken = [f"{draft.pk} ({why})" for draft, why in failed if draft.state == DraftState.SCHEDULED]
    if broken:
        # Kept as the error of this work, so that the doctor shows it until it is mended.
        raise BrokenRelease("; ".join(broken))
