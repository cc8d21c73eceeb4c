"""Issues as the public and the desk read them."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item, ItemKind, ItemState
from yangguang.apps.gazette.models import GazetteIssue


def published_issues(agency: Agency | None = None) -> QuerySet[GazetteIssue]:
    """Issues that are out and still public, the newest first."""
    found = GazetteIssue.objects.filter(
        state=GazetteIssue.State.PUBLISHED, item__state=ItemState.PUBLISHED
    ).select_related("agency", "item", "pdf")
    if agency is not None:
        found = found.filter(agency=agency)
    return found.annotate(documents=Count("entries")).order_by("-year", "-number", "-pk")


def issues_printing(item: Item) -> QuerySet[GazetteIssue]:
    """The issues that are out and hold this document."""
    return GazetteIssue.objects.filter(
        state=GazetteIssue.State.PUBLISHED, entries__item=item, entries__page__gt=0
    ).order_by("-year", "-number")


def may_be_printed(issue: GazetteIssue, agencies: QuerySet[Agency]) -> QuerySet[Item]:
    """Public documents of these bodies that are not in the issue yet, the newest first.

    Issues of the gazette itself are left out.
    """
    return (
        Item.objects.filter(state=ItemState.PUBLISHED, agency__in=agencies)
        .exclude(kind=ItemKind.GAZETTE)
        .exclude(gazette_entries__issue=issue)
        .select_related("agency")
        .order_by("-listed_on", "-pk")
    )
