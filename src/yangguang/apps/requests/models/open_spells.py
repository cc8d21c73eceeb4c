"""At the ends of which years an application stood open, as it was known at each moment.

The ledger of tallies says how many were carried over from a year to the next; which ones they are
would have to be worked out from everything that ever came in. Here it is kept, a row for each answer
that held for a while, so that the cases behind the figure are looked up, as of any moment.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q

from yangguang.apps.agencies.models import Agency
from yangguang.apps.requests.models.applications import Application

STILL_OPEN = 9999
"""The last year of a spell that has not ended."""
UNTIL_FURTHER = datetime(9999, 12, 31, tzinfo=UTC)
"""Until when an answer is known that still holds."""


class OpenSpell(models.Model):
    """Open at the end of ``first_year``, of ``last_year`` and of each year between them.

    Held to be so from ``known_from`` until before ``known_until``. A row is never changed but for
    ``known_until``, once, when another fact is recorded. Follows from the tallies of the application
    and is written with them, in the same transaction.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="open_spells")
    agency = models.ForeignKey(Agency, models.PROTECT, db_index=False, related_name="+")
    applicant_kind = models.CharField("申请人类别", max_length=24)
    first_year = models.PositiveSmallIntegerField("自年末")
    last_year = models.PositiveSmallIntegerField("至年末", default=STILL_OPEN)
    known_from = models.DateTimeField("自此登记")
    known_until = models.DateTimeField("登记至", default=UNTIL_FURTHER)

    class Meta:
        verbose_name = "年末未办结"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")), name="open_spell_has_a_year"
            ),
            models.CheckConstraint(
                condition=Q(known_until__gt=F("known_from")), name="open_spell_was_known"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(known_until=UNTIL_FURTHER),
                name="one_open_spell_holds",
            ),
        ]
        indexes = [
            # Year by year, what was known until after a moment: everything is read from here alone.
            models.Index(
                fields=[
                    "first_year", "known_until", "last_year", "known_from", "agency",
                    "applicant_kind", "application",
                ],
                name="open_spell_read",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.application_id} {self.first_year}-{self.last_year}"
