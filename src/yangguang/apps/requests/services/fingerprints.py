"""Sketches of what is wanted, by which similar applications are found among very many."""

from __future__ import annotations

import hashlib

from yangguang.apps.requests.models import Application, WantedBand
from yangguang.apps.requests.services.pieces import index_title
from yangguang.text.similarity import bands, signature

BANDS = 12


def fingerprint(application: Application) -> None:
    """Sketch what is wanted and enter the pieces by which similar applications are found.

    An empty description leaves neither. The caller saves ``signature``.
    """
    sketch = signature(application.wanted)
    application.signature = sketch
    index_title(application)
    WantedBand.objects.filter(application=application).delete()
    WantedBand.objects.bulk_create(
        [
            WantedBand(application=application, band=band_number(one))
            for one in bands(sketch)[:BANDS]
        ]
    )


def band_number(band: bytes) -> int:
    """The band as a signed 64-bit number, as both databases index it."""
    return int.from_bytes(hashlib.blake2b(band, digest_size=8).digest(), "big", signed=True)
