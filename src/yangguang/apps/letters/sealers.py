"""Setting the seal: an adapter, because every place has its own electronic seal service.

The default sets none: the letter leaves the place free, and the printed sheet is stamped. An
installation that has a service names its own class in setting LETTER_SEALER.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from yangguang.apps.agencies.models import Agency


@dataclass(frozen=True, slots=True)
class SealedPdf:
    """The file to keep; ``how`` names the seal or certificate, empty where none was set."""

    pdf: bytes
    how: str = ""


class SealFailed(Exception):
    """The service refused or did not answer; the message is for the clerk. Nothing was issued."""


class Sealer(Protocol):
    """What an adapter offers. It must not change what the pages say.

    ``at`` is the moment of issue. Raises SealFailed; the letter then stays as it was, its number
    unused.
    """

    def seal(self, pdf: bytes, *, agency: Agency, at: datetime) -> SealedPdf: ...


class NoSeal:
    """Leaves the place for the seal free."""

    def seal(self, pdf: bytes, *, agency: Agency, at: datetime) -> SealedPdf:
        """The same file."""
        del agency, at
        return SealedPdf(pdf)


def sealer() -> Sealer:
    """The installation's adapter."""
    made: Sealer = import_string(settings.LETTER_SEALER)()
    return made
