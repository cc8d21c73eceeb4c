"""What the attachments of editions carry besides their words, as findings.

The files have been examined before, each content once (`files.services.checking`); here nothing is
opened. One finding for each attachment and kind: whoever replaces the file has done with all of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from yangguang.apps.catalog.models import Attachment, Edition
from yangguang.apps.files.releasecheck.finding import ReleaseFinding, Severity, from_json, short
from yangguang.apps.privacy.fingerprints import carried_digests, finding_key
from yangguang.apps.privacy.hits import Hit
from yangguang.apps.privacy.models import CARRIED, Place

_PERSONAL = 0.99
_HIDDEN = 0.9
_CONFIDENCE = {"metadata": 0.7, "previous-version": 0.6, "script": 0.6, "unreadable": 0.5}
"""What is there without doubt and yet seldom gives a person away stands further down the list."""
_MASKED = 200
_WHY = 300
_QUOTED = re.compile(r"“([^”]*)”")


def carried_hits(editions: QuerySet[Edition]) -> list[Hit]:
    """The findings in the files of these editions, as far as the files have been examined.

    What an older check found stands until the present one has looked.
    """
    rows = list(
        Attachment.objects.filter(
            edition__in=editions.order_by().values("pk"), file__carried__isnull=False
        )
        .exclude(file__carried__carries=[])
        .order_by("edition", "pk")
        .values_list(
            "pk",
            "edition_id",
            "edition__item_id",
            "edition__item__agency_id",
            "file__sha256",
            "file__carried__carries",
        )
    )
    flat = [(row, kind, found) for row in rows for kind, found in _by_kind(row[5])]
    values = carried_digests([_value(kind, found, row[4]) for row, kind, found in flat])
    files = carried_digests([row[4] for row, _, _ in flat])
    return [
        Hit(
            item=item,
            agency=agency,
            edition=edition,
            attachment=attachment,
            place=Place.CARRIED,
            page=0,
            start=0,
            end=0,
            kind=kind,
            confidence=_confidence(kind, found),
            masked=_sentence(found),
            why="".join(dict.fromkeys(one.advice for one in found))[:_WHY],
            fingerprint=value,
            surroundings=file,
            key=finding_key(edition, attachment, Place.CARRIED, kind, value),
        )
        for ((attachment, edition, item, agency, _, _), kind, found), value, file in zip(
            flat, values, files, strict=True
        )
    ]


def _by_kind(carries: list[dict[str, Any]]) -> Iterator[tuple[str, list[ReleaseFinding]]]:
    """What stands in the way by its kind, that with personal data first."""
    kinds: dict[str, list[ReleaseFinding]] = defaultdict(list)
    for one in map(from_json, carries):
        if one.kind in CARRIED and (one.severity == Severity.MUST or one.personal):
            kinds[one.kind].append(one)
    for kind, found in kinds.items():
        yield kind, sorted(found, key=lambda one: not one.personal)


def _value(kind: str, found: list[ReleaseFinding], sha256: str) -> str:
    """By what it is known again: properties by what they say, in every file; the rest by the file."""
    if kind == "metadata":
        return "\n".join(
            [kind, *sorted({word for one in found for word in _QUOTED.findall(one.sentence)})]
        )
    return f"{kind}\n{sha256}"


def _confidence(kind: str, found: list[ReleaseFinding]) -> float:
    if kind in _CONFIDENCE:
        return _CONFIDENCE[kind]
    return _PERSONAL if found[0].personal else _HIDDEN


def _sentence(found: list[ReleaseFinding]) -> str:
    parts = [
        one.sentence if one.where in one.sentence else f"{one.where}{one.sentence}" for one in found
    ]
    told = "".join(dict.fromkeys(parts))
    if len(told) <= _MASKED:
        return told
    more = f"共{len(found)}处。" if len(found) > 1 else ""
    return short(told, _MASKED - len(more)) + more
