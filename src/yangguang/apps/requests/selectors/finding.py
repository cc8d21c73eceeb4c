"""Finding applications by number, by a piece of the title, or by the applicant's whole name.

Titles that hold the pieces of what was typed are looked at, no others; so half a million cases are
searched by reading a few. The description is not searched, and a name is compared by its keyed
digest alone.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from yangguang.apps.requests.models import Applicant, Application, TitlePiece
from yangguang.apps.requests.persons import NAME, folded
from yangguang.apps.requests.pieces import telling_pieces
from yangguang.apps.vault.services import keyed_digest
from yangguang.text.folding import fold

MOST_WORDS = 6


def find_words(found: QuerySet[Application], words: str) -> QuerySet[Application]:
    """Those whose title holds every word, or whose number, or applicant's name, is what was typed."""
    keys = set(Application.objects.filter(number=words.strip()).values_list("pk", flat=True)) | set(
        Applicant.objects.filter(name_digest=keyed_digest(folded(words), purpose=NAME)).values_list(
            "application", flat=True
        )[:1000]
    )
    matching = Q()
    for word in words.split()[:MOST_WORDS]:
        for piece in telling_pieces(word):
            holding = TitlePiece.objects.filter(piece=piece)
            matching &= Q(pk__in=holding.values("application_id"))
        matching &= Q(title__icontains=word) | Q(title__icontains=fold(word))
    if keys:
        matching |= Q(pk__in=keys)
    return found.filter(matching)
