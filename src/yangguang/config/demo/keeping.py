"""Who keeps each column of the demo city fresh, and how often a column of its kind is due.

An office sorts its columns once: what comes once a year has no limit of weeks, and the departments
answer for the columns of their fields. After that the limits make duties, as they do anywhere.
"""

from __future__ import annotations

from yangguang.apps.catalog.models import UpdateClass
from yangguang.apps.catalog.services.updating import reckon_columns, set_update_rule
from yangguang.config.demo.setting import City

CLASSES = {
    **dict.fromkeys(
        ("planning", "five-year", "annual-plan", "work-report", "cleanup", "rules", "gazette"),
        UpdateClass.NONE,
    ),
    **dict.fromkeys(
        ("personnel", "appointments", "recruitment", "pre-notice", "meetings", "warnings"),
        UpdateClass.NOTICES,
    ),
    "notices": UpdateClass.NOTICES,
    "monthly": UpdateClass.SERVICE_FIGURES,
}
"""What is of another kind than its ColumnType says."""
KEEPERS = {
    "area-housing": "housing", "area-education": "edu", "area-health": "health",
    "area-security": "hr", "area-employment": "hr", "area-environment": "eco",
    "area-food": "market", "area-safety": "emergency", "area-land": "land", "area-rural": "agri",
    "area-price": "drc", "area-market": "market", "area-projects": "drc",
    "area-culture": "culture", "area-service": "enforce", "special-plan": "drc",
    "plans": "emergency", "warnings": "emergency", "emergency": "emergency",
    "recruitment": "hr", "pre-notice": "hr", "county-news": "linhu", "monthly": "stats",
}  # fmt: skip


def keep_columns(city: City) -> None:
    """Sort the columns and write down what is owed today. Call it when everything is published."""
    at = city.moment(city.today, 17)
    for slug in {**CLASSES, **KEEPERS}:
        set_update_rule(
            column=city.columns[slug],
            update_class=CLASSES.get(slug, ""),
            own_limit=None,
            keeper=city.agencies[KEEPERS[slug]] if slug in KEEPERS else None,
            by=city.actor,
            at=at,
        )
    reckon_columns(at=at, by=city.actor)


__all__ = ["CLASSES", "KEEPERS", "keep_columns"]
