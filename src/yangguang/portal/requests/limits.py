"""How long, how much and how often: what an installation may set for the citizen's side."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings


def draft_time() -> timedelta:
    """How long an unfinished application is kept after the last step (REQUEST_DRAFT_MINUTES)."""
    return timedelta(minutes=settings.REQUEST_DRAFT_MINUTES)


def case_time() -> timedelta:
    """How long a case stays open after the last page (REQUEST_CASE_MINUTES)."""
    return timedelta(minutes=settings.REQUEST_CASE_MINUTES)


def receipt_time() -> timedelta:
    """How long the receipt can be shown again in the same browser (REQUEST_RECEIPT_MINUTES)."""
    return timedelta(minutes=settings.REQUEST_RECEIPT_MINUTES)


def least_seconds() -> int:
    """A whole form filled in faster than this is asked a question (REQUEST_LEAST_SECONDS)."""
    return int(settings.REQUEST_LEAST_SECONDS)


def most_held() -> int:
    """Bytes of all files of unfinished forms together (REQUEST_DRAFT_MEGABYTES)."""
    return int(settings.REQUEST_DRAFT_MEGABYTES) * 1024 * 1024


def spoken(time: timedelta) -> str:
    """A time as people say it: 2小时, 30分钟.

    >>> spoken(timedelta(minutes=120)), spoken(timedelta(minutes=90))
    ('2小时', '90分钟')
    """
    minutes = int(time.total_seconds() // 60)
    return f"{minutes // 60}小时" if minutes % 60 == 0 else f"{minutes}分钟"


LONGEST_WANTED = 5000
LONGEST_WORDS = 2000
MOST_BODIES = 10
MOST_PARTS = 10
MOST_APPLICATIONS = 10
"""Of one submission: from the eleventh of a month on a fee may be charged (国办函〔2020〕109号)."""
MOST_FILES = 6
MOST_BYTES = 20 * 1024 * 1024
MOST_BYTES_TOGETHER = 40 * 1024 * 1024

WINDOW = 10 * 60
UPLOADS = 40
BEGINNINGS = 60
LOOK_UPS = 120
SUBMISSIONS = 30
SUBMISSIONS_UNASKED = 3
"""Submissions from one address within the window after which a question in plain text is asked."""
CODE_TRIES = 20
ACTS = 30
"""Each from one address within ``WINDOW`` seconds."""
