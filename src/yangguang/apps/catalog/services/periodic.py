"""What the worker does for the catalogue: long work that was asked for and is not done."""

from __future__ import annotations

import logging
from datetime import datetime

from yangguang.apps.catalog.services.ending import run_endings
from yangguang.apps.catalog.services.filing import run_filings
from yangguang.apps.catalog.services.updating import reckon_columns
from yangguang.apps.catalog.services.warming import warm_counts

log = logging.getLogger(__name__)


def run_catalog(at: datetime) -> None:
    """Go on with columns being merged or retired, and with filing by rule."""
    filed = run_filings(at)
    if filed:
        log.info("Filed %d batches by rule", filed)
    moved = run_endings(at)
    if moved:
        log.info("Moved %d batches out of columns that are closing", moved)


def watch_columns(at: datetime) -> None:
    """Which columns were updated, and by when each must be again."""
    changed = reckon_columns(at=at)
    if changed:
        log.info("Changed the duties of %d columns", changed)


def keep_counts(at: datetime) -> None:
    """The numbers by classification, ready before somebody asks for them."""
    warm_counts(at=at)
