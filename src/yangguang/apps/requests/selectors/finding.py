"""Finding applications by number or by words of the title."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from yangguang.apps.requests.models import Application
from yangguang.apps.requests.persons import NAME, folded
from yangguang.apps.vault.services import keyed_digest


def find_words(found: QuerySet[Application], words: str) -> QuerySet[Application]:
    """Those whose number begins with, or title holds, every word; or whose applicant bears the
    whole name typed, which is compared by its digest alone."""
    name = keyed_digest(folded(words), purpose=NAME)
    matching = Q()
    for word in words.split()[:6]:
        matching &= Q(number__endswith=word) | Q(number=word) | Q(title__icontains=word)
    return found.filter(matching | Q(applicant__name_digest=name))
