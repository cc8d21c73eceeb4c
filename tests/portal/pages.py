"""Every kind of page the portal has, for tests that hold for all of them."""

from __future__ import annotations

from tests.builders.town import Town


def addresses(town: Town) -> dict[str, str]:
    """A name for each kind of page, and the address of one of that kind."""
    return {
        "home": "/",
        "newest": "/newest/",
        "second page": "/newest/page/2/",
        "narrowed list": "/newest/?year=2026&validity=in-force",
        "column": f"/column/{town.column.slug}/",
        "classification": "/facet/article-20/",
        "facet": f"/facet/{town.facet.scheme}/{town.facet.code}/",
        "item": f"/item/{town.policy.pk}/",
        "interpretation": f"/item/{town.interpretation.pk}/",
        "agencies": "/agencies/",
        "agency": "/agency/health/",
        "agency items": "/agency/housing/items/",
        "agency guide": "/agency/housing/guide/",
        "body's platform": "/agency/housing/disclosure/",
        "body's statutory content": "/agency/housing/disclosure/content/",
        "body's article": "/agency/housing/disclosure/content/rules/",
        "body's rules": "/agency/housing/disclosure/rules/",
        "body's reports": "/agency/housing/disclosure/reports/",
        "body's on-request catalogue": "/agency/housing/disclosure/on-request/",
        "gazette": "/gazette/",
        "validity": "/norms/",
        "body's validity": "/agency/housing/norms/",
        "platform": "/disclosure/",
        "guide": "/disclosure/guide/",
        "rules": "/disclosure/rules/",
        "statutory content": "/disclosure/content/",
        "on request": "/disclosure/request/",
        "on request at one body": "/agency/health/request/",
        "apply": "/requests/apply/",
        "apply to one body": "/requests/apply/?agency=health",
        "follow": "/requests/follow/",
        "reports": "/reports/",
        "reports of a year": "/reports/2024/",
        "report": f"/report/{town.report.pk}/",
        "comparison": "/reports/compare/",
        "comparison over years": f"/reports/compare/?agency={town.government.pk}&figure=granted",
        "report check": "/report-check/",
        "registers": "/registers/",
        "draws": "/draws/",
        "how draws are checked": "/draws/how/",
        "search start": "/search/",
        "search": "/search/?q=住房",
        "about": "/about/",
        "accessibility": "/accessibility/",
        "mistakes": "/mistakes/",
        "site map": "/site-map/",
    }
