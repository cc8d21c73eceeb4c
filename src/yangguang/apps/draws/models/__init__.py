"""Plans of a year, single random checks, what was promised and drawn for them, and objections."""

from yangguang.apps.draws.models.draws import (
    Commitment,
    Draw,
    Drawn,
    Objection,
    Plan,
    Record,
    Recusal,
)
from yangguang.apps.draws.models.yearly import Round, YearChange, YearPlan, YearTask

__all__ = [
    "Commitment",
    "Draw",
    "Drawn",
    "Objection",
    "Plan",
    "Record",
    "Recusal",
    "Round",
    "YearChange",
    "YearPlan",
    "YearTask",
]
