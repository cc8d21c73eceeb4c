"""What the worker does for the catalogue: long work that was asked for and is not done."""

from __future__ import annotations

import logging
from datetime import datetime

from yangguang.apps.catalog.services.ending import run_endings

log = logging.getLogger(__name__)


def run_catalog(at: datetime) -> None:
    """Go on with columns being merged or retired."""
    moved = run_endings(at)
    if moved:
        log.info("Moved %d batches out of columns that are closing", moved)
