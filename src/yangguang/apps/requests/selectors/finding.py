"""Finding applications by number, by a piece of the title, or by the applicant's whole name.

A piece of a title is looked for in an index that holds nothing but body, title and key, so that
half a million cases are gone through without reading one of them. The description is not searched,
and a name is compared by its keyed digest alone.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from yangguang.apps.requests.models import Applicant, Application
from yangguang.apps.requests.persons import NAME, folded
from yangguang.apps.vault.services import keyed_digest

MOST_WORDS = 6


def find_words(
    found: QuerySet[Application], words: str, agency_keys: list[int] | None = None
) -> QuerySet[Application]:
    """Those whose title holds every word, or whose number, or applicant's name, is what was typed.

    ``agency_keys`` are the bodies within reach, None for all.
    """
    titled = Application.objects.all()
    if agency_keys is not None:
        titled = titled.filter(agency__in=agency_keys)
    for word in words.split()[:MOST_WORDS]:
        titled = titled.filter(title__icontains=word)
    keys = set(Application.objects.filter(number=words.strip()).values_list("pk", flat=True)) | set(
        Applicant.objects.filter(name_digest=keyed_digest(folded(words), purpose=NAME)).values_list(
            "application", flat=True
        )[:1000]
    )
    matching = Q(pk__in=titled.values("pk"))
    if keys:
        matching |= Q(pk__in=keys)
    return found.filter(matching)
