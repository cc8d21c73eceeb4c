"""What is counted stands as a row with the days on which it was true."""

from __future__ import annotations

from django.db import models


class Dated(models.Model):
    """A fact in time: true from ``valid_from`` until ``valid_to``; closed, never updated."""

    valid_from = models.DateTimeField("起")
    valid_to = models.DateTimeField("止", null=True, blank=True)
    recorded_at = models.DateTimeField("入库时间")

    class Meta:
        abstract = True
